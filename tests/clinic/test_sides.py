"""Somebody knows that all photos of a client are mirrored, which the photos themselves do not tell."""

from __future__ import annotations

import uuid

from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.clinic import photos, remarks, sides
from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.clinic.history.reading import SAID_MIRRORED
from skinmetrics.clinic.history.series import as_was_said
from skinmetrics.clinic.oversight import view_audit
from skinmetrics.clinic.scores import Metric, Scorer, write
from skinmetrics.clinic.tables import PhotoSide
from skinmetrics.progress.comparability.same_person import MIRRORED
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


def delete(world: World, *gone: uuid.UUID) -> None:
    for photo in gone:
        photos.delete(world.records, world.accounts["own client"], photo)


def test_it_goes_on_to_later_photos_when_those_of_which_it_was_said_are_deleted(world: World) -> None:
    first, second = weeks(world, n=2)
    swap(world)
    third = shot(world, START + 10 * DAY, examined(LINES, first))
    fourth = shot(world, START + 11 * DAY, examined(TURNED, third, FLIPPED))
    fifth = shot(world, START + 12 * DAY, examined(LINES, third))
    delete(world, first, second)
    found = of_client(world)
    assert mirrored(found) == {third, fifth}
    assert {photo.id: photo.said_mirrored for photo in found.photos} == {third: True, fourth: False, fifth: True}
    assert left(found) == {5.0}
    sides.take_back(world.records, world.accounts["practitioner"], world.client)
    assert mirrored(of_client(world)) == {fourth}


def test_it_goes_on_from_photos_that_do_not_count_too(world: World) -> None:
    first, second = weeks(world, n=2)
    remarks.exclude(world.records, world.accounts["practitioner"], first, "flash")
    swap(world)
    third = shot(world, START + 10 * DAY, examined(LINES, first))
    delete(world, first, second)
    assert mirrored(of_client(world)) == {third}


def test_it_goes_on_to_nobody_else_and_to_nothing_that_is_not_connected(world: World) -> None:
    first, second = weeks(world, n=2)
    swap(world)
    stranger = shot(world, START + 10 * DAY, examined(LINES, first, OTHER))
    lone = shot(world, START + 11 * DAY, examined(LINES))
    found = of_client(world)
    assert {photo.id for photo in found.photos if photo.said_mirrored is None} == {stranger, lone}
    assert mirrored(found) == {first, second}


def test_measured_anew_a_photo_keeps_what_was_said_of_it(world: World) -> None:
    first, second = weeks(world, n=2)
    swap(world)
    anew = Scorer((*SCORER.metrics, Metric("another", 1, "", "")))
    write(world.records, anew, first, examined(LINES))
    write(world.records, anew, second, examined(TURNED, first, FLIPPED))
    assert world.count(PhotoSide) == 2
    assert all(photo.said_mirrored for photo in of_client(world).photos)


def test_photos_that_nothing_connects_are_decided_by_themselves(world: World) -> None:
    lone = shot(world, START, examined(LINES))
    first = shot(world, START + DAY, examined(LINES))
    swap(world)
    others = [shot(world, START + (10 + n) * DAY, examined(TURNED, first, FLIPPED)) for n in range(3)]
    found = of_client(world)
    assert mirrored(found) == {lone, first}
    assert {photo.id for photo in found.photos} == {lone, first, *others}


PHOTOS = [uuid.UUID(int=n) for n in range(6)]
SOME = st.sets(st.sampled_from(PHOTOS))


@given(
    SOME,
    st.dictionaries(st.sampled_from(PHOTOS), st.sampled_from("ab")),
    st.dictionaries(st.sampled_from(PHOTOS), st.booleans()),
)
def test_photos_of_a_group_are_as_they_seem_or_all_the_other_way_round(
    seem: set[uuid.UUID], groups: dict[uuid.UUID, str], said: dict[uuid.UUID, bool]
) -> None:
    everywhere = as_was_said(seem, groups, said)
    assert everywhere <= groups.keys()
    for group in set(groups.values()):
        own = {photo for photo in groups if groups[photo] == group}
        found = everywhere & own
        assert found in (seem & own, own - seem)
        right = [(photo in found) is way for photo, way in said.items() if photo in own]
        assert 2 * sum(right) >= len(right)
        if 2 * sum(right) == len(right):
            assert all(right[:1]), "of as many the first"
        if not right:
            assert found == seem & own
