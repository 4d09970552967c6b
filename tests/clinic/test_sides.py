"""Somebody knows that all photos of a client are mirrored, which the photos themselves do not tell."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.clinic import photos, remarks, sides
from skinmetrics.clinic.history import SAID_MIRRORED, ClientHistory
from skinmetrics.clinic.history_series import as_was_said
from skinmetrics.clinic.oversight import view_audit
from skinmetrics.clinic.tables import PhotoSide
from skinmetrics.progress.same_person import MIRRORED
from skinmetrics.reports.gathering import Drawing, gather
from tests.clinic.test_history import DAY, FINE_LINES, SCORER, of_client, shot
from tests.clinic.test_history_people import FLIPPED, LINES, OTHER, PATH, TURNED, examined
from tests.clinic.world import START, World


def weeks(world: World, *turned: int, n: int = 4) -> list[uuid.UUID]:
    """So many photos, of which some are mirrored beside the others."""
    first = shot(world, START, examined(LINES))
    return [first] + [
        shot(world, START + week * DAY, examined(TURNED, first, FLIPPED) if week in turned else examined(LINES, first))
        for week in range(1, n)
    ]


def swap(world: World, person: str = "own client") -> None:
    sides.swap(world.records, world.accounts[person], world.client, SCORER)


def mirrored(found: ClientHistory) -> set[uuid.UUID]:
    return {photo.id for photo in found.photos if photo.mirrored}


def left(found: ClientHistory) -> set[float]:
    return set(found.values[FINE_LINES, "cheek_left"].values())


def test_left_and_right_of_the_whole_series_are_swapped_and_that_is_taken_back(world: World) -> None:
    shots = weeks(world, 2)
    before = of_client(world)
    swap(world)
    found = of_client(world)
    assert mirrored(found) == set(shots) - {shots[2]}
    assert (left(before), left(found)) == ({2.0}, {5.0})
    assert set(found.declined[FINE_LINES, "jaw_right"]) == set(before.declined[FINE_LINES, "jaw_left"])
    assert {photo.circumstances.path for photo in found.photos} == {PATH.mirrored}
    assert (before.warnings, found.warnings) == ((MIRRORED,), (SAID_MIRRORED,))
    sides.take_back(world.records, world.accounts["practitioner"], world.client)
    assert of_client(world).values == before.values
    assert world.count(PhotoSide) == 0
    (*_, swapped, back) = [
        entry.event.subject
        for entry in reversed(list(view_audit(world.records, world.accounts["administrator"], world.clinic)))
        if entry.event.action == "swap_sides"
    ]
    assert (swapped, back) == ("swapped", "taken back")


def test_it_stays_true_of_those_photos_when_most_are_taken_with_another_camera_later(world: World) -> None:
    shots = weeks(world)
    swap(world)
    others = [shot(world, START + (10 + n) * DAY, examined(TURNED, shots[0], FLIPPED)) for n in range(9)]
    found = of_client(world)
    assert mirrored(found) == set(shots), "though most photos are the other way round now"
    assert left(found) == {5.0}
    photos.delete(world.records, world.accounts["own client"], shots[0])
    assert mirrored(of_client(world)) == set(shots[1:])
    assert len(others) == 9


def test_said_twice_it_is_as_before_and_new_photos_follow(world: World) -> None:
    shots = weeks(world)
    swap(world)
    new = shot(world, START + 10 * DAY, examined(LINES, shots[0]))
    assert mirrored(of_client(world)) == {*shots, new}
    swap(world, "practitioner")
    assert mirrored(of_client(world)) == set()


def test_a_stranger_has_no_say_and_no_sides(world: World) -> None:
    shots = weeks(world)
    stranger = shot(world, START + 10 * DAY, examined(TURNED, shots[0], OTHER))
    swap(world)
    found = of_client(world)
    assert [photo.id for photo in found.photos if photo.stranger] == [stranger]
    assert mirrored(found) == set(shots)
    assert world.count(PhotoSide) == len(shots)
    remarks.confirm(world.records, world.accounts["own client"], stranger)
    assert stranger in mirrored(of_client(world))


def test_a_report_names_the_sides_as_it_was_said(world: World) -> None:
    first, *_ = weeks(world)
    swap(world)
    drawing = Drawing(lambda _: None, lambda _: None)
    report = gather(world.records, world.accounts["practitioner"], world.client, SCORER, drawing)
    assert {one.value for one in report.scores if one.photo == first and one.region == "cheek_left"} == {5.0}
    assert SAID_MIRRORED in report.cannot_tell


PHOTOS = [uuid.UUID(int=n) for n in range(6)]
SOME = st.sets(st.sampled_from(PHOTOS))


@given(SOME, SOME, st.dictionaries(st.sampled_from(PHOTOS), st.booleans()))
def test_photos_are_as_they_seem_or_all_the_other_way_round(
    seem: set[uuid.UUID], own: set[uuid.UUID], said: dict[uuid.UUID, bool]
) -> None:
    found = as_was_said(seem & own, own, said)
    assert found in (seem & own, own - seem)
    counted = {photo: way for photo, way in said.items() if photo in own}
    assert 2 * sum((photo in found) is way for photo, way in counted.items()) >= len(counted)
    if not counted:
        assert found == seem & own
