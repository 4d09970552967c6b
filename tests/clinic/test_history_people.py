"""A client's history where a photo shows somebody else, or is mirrored."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from collections.abc import Mapping

import numpy as np
import pytest
from PIL import Image

from skinmetrics.clinic import photos, remarks, treatments
from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.clinic.scores import WHOLE_FACE, Examined, Value
from skinmetrics.imaging.shake import CameraPath
from skinmetrics.progress.comparability.same_person import ANOTHER_PERSON, MIRRORED
from skinmetrics.progress.verdict import Verdict
from skinmetrics.reports.gathering import Drawing, gather
from tests.clinic.test_history import DAY, FINE_LINES, SCORER, of_client, shot
from tests.clinic.world import START, World

LINES: Mapping[str, float] = {"forehead": 3.0, "cheek_left": 2.0, "cheek_right": 5.0}
TURNED: Mapping[str, float] = {"forehead": 3.0, "cheek_left": 5.0, "cheek_right": 2.0}
ALIKE, FLIPPED, OTHER = (0.94, 0.42), (0.42, 0.94), (0.41, 0.4)
PATH = CameraPath(0.1, 0.5)


def examined(
    lines: Mapping[str, float],
    against: uuid.UUID | None = None,
    likeness: tuple[float, float] = ALIKE,
    *,
    fine: bool = True,
) -> Examined:
    same, mirrored = likeness
    path = PATH.mirrored if likeness == FLIPPED else PATH
    known = [] if against is None else [{"against": str(against), "same": same, "mirrored": mirrored}]
    circumstances = {"path": vars(path), "likeness": known}
    values = [
        Value(FINE_LINES, region, at, value)
        for at in (False, *([True] if fine else []))
        for region, value in {WHOLE_FACE: float(np.mean(list(lines.values()))), **lines}.items()
    ]
    values.append(Value(FINE_LINES, "jaw_left" if lines is LINES else "jaw_right", True, None, "A beard covers it."))  # noqa: FBT003
    return Examined({"verdict": "good", "problems": [], "circumstances": circumstances}, {}, tuple(values))


def wobbling(lines: Mapping[str, float], n: int) -> Mapping[str, float]:
    return {region: value * (1 + 0.01 * (n % 3)) for region, value in lines.items()}


def weeks(world: World, results: list[Examined]) -> list[uuid.UUID]:
    return [shot(world, START + 7 * n * DAY, result) for n, result in enumerate(results)]


def treated(world: World) -> None:
    """The first session is after the fourth week."""
    facts = treatments.SessionFacts((START + 22 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)


def followed_up_mirrored(world: World) -> list[uuid.UUID]:
    """Four weeks of skin that never changes, and five whose photos are all mirrored."""
    first = shot(world, START, examined(LINES))
    photos = [first]
    for n in range(1, 9):
        made = examined(wobbling(LINES, n), first) if n < 5 else examined(wobbling(TURNED, n), first, FLIPPED)
        photos.append(shot(world, START + 7 * n * DAY, made))
    treated(world)
    return photos


def verdicts(found: ClientHistory) -> set[Verdict]:
    assert found.progress is not None
    return {one.change.verdict for one in found.progress.changes}


def test_mirrored_follow_ups_make_no_change_of_sides(world: World) -> None:
    shots = followed_up_mirrored(world)
    found = of_client(world)
    assert verdicts(found) == {Verdict.NO_DETECTABLE_CHANGE}
    assert [photo.id for photo in found.photos if photo.mirrored] == shots[5:]
    left = found.values[FINE_LINES, "cheek_left"]
    assert max(left.values()) < 2.1, "drawn photo by photo as well"
    assert found.warnings == (MIRRORED,)
    assert len(found.counted) == 9


def test_without_comparisons_sides_are_as_they_were_measured(world: World) -> None:
    """What the comparisons are for: the same photos, but nobody knows that some are mirrored."""
    weeks(world, [examined(wobbling(LINES if n < 4 else TURNED, n)) for n in range(9)])
    treated(world)
    found = of_client(world)
    assert verdicts(found) >= {Verdict.IMPROVED, Verdict.WORSENED}
    assert not any(photo.mirrored or photo.stranger for photo in found.photos)
    assert found.warnings == ()


def test_why_a_region_was_declined_and_where_the_camera_went_are_turned_back_too(world: World) -> None:
    first = shot(world, START, examined(LINES))
    turned = shot(world, START + DAY, examined(TURNED, first, FLIPPED))
    shot(world, START + 2 * DAY, examined(LINES, first))
    found = of_client(world)
    assert set(found.declined[FINE_LINES, "jaw_left"]) >= {first, turned}
    assert (FINE_LINES, "jaw_right") not in found.declined
    assert {photo.circumstances.path for photo in found.photos} == {PATH}
    assert found.warnings == (MIRRORED,)


def test_a_burst_is_shown_by_a_photo_that_is_not_mirrored(world: World) -> None:
    turned = shot(world, START, examined(TURNED))
    straight = shot(world, START + dt.timedelta(minutes=1), examined(LINES, turned, FLIPPED))
    shot(world, START + DAY, examined(LINES, straight))
    assert of_client(world).bursts[0].shown.id == straight


def test_a_stranger_is_left_out_with_the_reason(world: World) -> None:
    first = shot(world, START, examined(LINES))
    stranger = shot(world, START + DAY, examined({"forehead": 9.0}, first, OTHER, fine=False))
    shot(world, START + 2 * DAY, examined(LINES, first))
    found = of_client(world)
    assert found.series is not None
    assert found.progress is not None
    assert [time.date() for time in found.series.times] == [START.date(), (START + 2 * DAY).date()]
    assert found.resolution == "fine", "that of the client's own photos"
    why = {photo.id: photo.why_not for photo in found.photos if photo.why_not}
    assert why == {stranger: ANOTHER_PERSON}
    assert [out.reason for out in found.progress.left_out] == [ANOTHER_PERSON]
    assert found.warnings == (ANOTHER_PERSON,)
    assert stranger not in found.values[FINE_LINES, "forehead"]
    assert stranger not in found.values[FINE_LINES, None]


def test_a_stranger_among_photos_of_one_resolution_has_no_score_to_draw(world: World) -> None:
    first = shot(world, START, examined(LINES))
    stranger = shot(world, START + DAY, examined(TURNED, first, OTHER))
    shot(world, START + 2 * DAY, examined(LINES, first))
    found = of_client(world)
    assert all(stranger not in values for values in found.values.values())
    assert found.declined[FINE_LINES, "forehead"][stranger] == ANOTHER_PERSON


def test_a_stranger_who_was_first_does_not_make_the_client_one(world: World) -> None:
    stranger = shot(world, START, examined(TURNED))
    own = shot(world, START + DAY, examined(LINES, stranger, OTHER))
    shot(world, START + 2 * DAY, examined(LINES, own))
    assert [photo.id for photo in of_client(world).photos if photo.stranger] == [stranger]
    remarks.exclude(world.records, world.accounts["practitioner"], stranger, "a brother")
    assert [photo.why_not for photo in of_client(world).photos] == ["Left out: a brother", None, None]


def test_a_photo_that_somebody_knows_to_show_the_client_counts_until_that_is_taken_back(world: World) -> None:
    first = shot(world, START, examined(LINES))
    doubted = shot(world, START + DAY, examined(LINES, first, OTHER))
    alike = shot(world, START + DAY + dt.timedelta(minutes=1), examined(LINES, doubted))
    for day in range(2, 6):
        shot(world, START + day * DAY, examined(LINES, first))
    assert {photo.id for photo in of_client(world).photos if photo.stranger} == {doubted, alike}
    remarks.confirm(world.records, world.accounts["own client"], doubted)
    remarks.confirm(world.records, world.accounts["practitioner"], doubted)
    found = of_client(world)
    assert [photo.id for photo in found.photos if photo.confirmed] == [doubted]
    assert not any(photo.why_not for photo in found.photos), "nor of the one that is alike to it"
    assert found.warnings == ()
    remarks.exclude(world.records, world.accounts["practitioner"], doubted, "her sister")
    assert {photo.id for photo in of_client(world).photos if photo.why_not} == {doubted, alike}, "vouching ends"
    remarks.include(world.records, world.accounts["practitioner"], doubted)
    remarks.doubt(world.records, world.accounts["own client"], doubted)
    assert {photo.id for photo in of_client(world).photos if photo.why_not} == {doubted, alike}


def test_the_first_photo_being_erased_changes_nothing_for_the_others(world: World) -> None:
    first, *others = followed_up_mirrored(world)
    stranger = shot(world, START + 70 * DAY, examined(LINES, first, OTHER))
    before = of_client(world)
    photos.delete(world.records, world.accounts["own client"], first)
    after = of_client(world)
    for found in (before, after):
        assert {photo.id for photo in found.photos if photo.mirrored} == set(others[4:]), "of as many the earliest"
        assert [photo.id for photo in found.photos if photo.stranger] == [stranger]
        assert verdicts(found).isdisjoint({Verdict.IMPROVED, Verdict.WORSENED})


def test_a_report_names_the_sides_as_the_history_does(world: World) -> None:
    first = shot(world, START, examined(LINES))
    turned = shot(world, START + DAY, examined(TURNED, first, FLIPPED))
    stranger = shot(world, START + 2 * DAY, examined(LINES, first, OTHER))
    drawing = Drawing(lambda _: half_dark(), lambda _: half_dark())
    report = gather(world.records, world.accounts["practitioner"], world.client, SCORER, drawing)
    cheeks = {(one.photo, one.region): one.value for one in report.scores if one.region and "cheek" in one.region}
    assert cheeks[first, "cheek_left"] == cheeks[turned, "cheek_left"] == LINES["cheek_left"]
    assert cheeks[first, "cheek_right"] == cheeks[turned, "cheek_right"] == LINES["cheek_right"]
    assert {photo.id: photo.excluded for photo in report.photos if photo.excluded} == {stranger: ANOTHER_PERSON}
    assert {photo.id for photo in report.photos if photo.stranger} == {stranger}
    assert MIRRORED in report.cannot_tell
    assert report.pictures is not None
    before, after = (np.asarray(Image.open(io.BytesIO(one))) for one in (report.pictures.before, report.pictures.after))
    assert before[:, :40].mean() < 10 < 200 < before[:, 40:].mean()
    assert after[:, 40:].mean() < 10 < 200 < after[:, :40].mean(), "the mirrored day is turned back"


def half_dark() -> bytes:
    """A picture that is dark on the left."""
    out = io.BytesIO()
    Image.fromarray(np.full((80, 80), np.repeat([0, 255], 40), np.uint8)).save(out, "JPEG")
    return out.getvalue()


@pytest.mark.parametrize("kept", [None, [], [{"against": 1}], {"against": "x"}, "x"])
def test_records_that_know_nothing_of_it_stay_readable(world: World, kept: object) -> None:
    made = examined(LINES)
    made.capture["circumstances"]["likeness"] = kept
    shot(world, START, made)
    shot(world, START + DAY, examined(LINES))
    found = of_client(world)
    assert len(found.counted) == 2
    assert found.warnings == ()
