"""A client's history as pages and reports see it."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Mapping

import numpy as np
import pytest

from skinmetrics.clinic import remarks, scores, sides, treatments
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.consent import ConsentNeededError
from skinmetrics.clinic.history import reading as history_module
from skinmetrics.clinic.history.client_history import BurstRecord, ClientHistory, PhotoRecord
from skinmetrics.clinic.history.reading import history
from skinmetrics.clinic.history.series import PhotoValues, series_of_bursts, with_shared_faces
from skinmetrics.clinic.history.stamp import history_stamp
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.scores import Examined, Refused, Value, write
from skinmetrics.clinic.tables import Purpose, Side
from skinmetrics.clinic.treatments import NeedledPoint, SessionFacts
from skinmetrics.metrics import METRIC_OF, METRICS
from skinmetrics.progress.assess import NONE_CAN_BE_TAKEN
from skinmetrics.progress.comparability.first_days import LATER_WORDS, TOO_FEW_ALIKE, WORDS
from skinmetrics.progress.comparability.new_phone import NEW_PHONE
from skinmetrics.progress.comparability.reasons import CAMERAS_DIFFER
from skinmetrics.progress.exclusion import Confounder
from skinmetrics.progress.faces import FEW_SHARED
from skinmetrics.progress.series import NO_DAY
from skinmetrics.progress.verdict import Key, Verdict
from tests.clinic.world import START, World

SCORER = current_scorer()
FINE_LINES = "fine_line_density"
DAY = dt.timedelta(days=1)
MINUTE = dt.timedelta(minutes=1)
POINTS = (NeedledPoint("GB14", Side.LEFT), NeedledPoint("ST2", Side.LEFT))


def examined(
    value: float, *, fine: bool = False, verdict: str = "good", camera: str | None = None, metric: str = FINE_LINES
) -> Examined:
    problems = [{"code": "blurred", "message": "A little blurred."}] if verdict != "good" else []
    resolutions = (False, True) if fine else (False,)
    values = tuple(
        Value(metric, region, at, value + 10 * at)
        for at in resolutions
        for region in (scores.WHOLE_FACE, "forehead", "chin")
    )
    known = {"white": None, "camera": camera, "eye_contrast": None}
    return Examined({"verdict": verdict, "problems": problems, "circumstances": known}, {}, values)


def shot(world: World, when: dt.datetime, result: Examined | Refused) -> uuid.UUID:
    world.clock.at = max(world.clock.at, when)
    photo = world.photo(f"{when}".encode(), taken=when)
    write(world.records, SCORER, photo, result)
    return photo


def of_client(world: World, person: str = "own client") -> ClientHistory:
    return history(world.records, world.accounts[person], world.client, SCORER)


def stamp(world: World) -> tuple[object, ...]:
    return history_stamp(world.records, world.accounts["own client"], world.client, SCORER)


def fallen_by_half(world: World, metric: str = FINE_LINES, times: float = 1.0) -> None:
    """Four bursts of two before the first session, five after it, with a little noise."""
    for n, value in enumerate((4.0, 4.1, 3.9, 4.05, 2.0, 2.1, 1.95, 2.05, 2.0)):
        for again in (0, 1):
            shot(
                world,
                START + 7 * n * DAY + again * MINUTE,
                examined(times * (value + 0.02 * again), camera="old", metric=metric),
            )
    facts = treatments.SessionFacts((START + 22 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)


def test_what_fell_by_half_has_improved_since_the_first_session(world: World) -> None:
    fallen_by_half(world)
    found = of_client(world)
    change = found.change(FINE_LINES)
    assert change is not None
    assert (change.change.verdict, change.n_baseline, change.n_follow_up) == (Verdict.IMPROVED, 4, 5)
    assert found.treatment_start == (START + 22 * DAY).date()
    assert (len(found.bursts), len(found.photos), found.metrics) == (9, 18, (FINE_LINES,))
    assert found.value(found.bursts[0], FINE_LINES) == pytest.approx(4.01)
    assert found.bursts[0].local.isoformat() == "2026-03-01T10:00:00", "the clinic's clock, not UTC"
    assert found.units == {FINE_LINES: "mm/cm²"}
    assert of_client(world, "practitioner").values == found.values


@pytest.mark.parametrize(
    ("times", "n_baseline"), [((None,), 4), ((dt.time(9, 30),), 3), ((None, dt.time(18), dt.time(9, 30)), 3)]
)
def test_the_first_days_photo_is_baseline_unless_a_session_was_earlier(
    world: World, times: tuple[dt.time | None, ...], n_baseline: int
) -> None:
    for n in range(8):  # at ten o'clock, by the clinic's clock
        shot(world, START + 7 * n * DAY, examined(4.0))
    for held_at in times:
        facts = treatments.SessionFacts((START + 21 * DAY).date(), held_at=held_at)
        treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    found = of_client(world)
    change = found.change(FINE_LINES)
    assert change is not None
    assert change.n_baseline == n_baseline
    bruised = {note.taken_at for note in found.notes if note.confounder is Confounder.BRUISES}
    assert (found.bursts[3].local in bruised) is (n_baseline == 3), "taken half an hour after the needles"


def test_a_photo_that_counts_as_before_the_first_session_is_not_noted_as_after_it(world: World) -> None:
    for n in range(4):
        shot(world, START + 7 * n * DAY + dt.timedelta(hours=5), examined(4.0))  # in the afternoon
    facts = treatments.SessionFacts((START + 14 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    found = of_client(world)
    change = found.change(FINE_LINES)
    assert change is not None
    assert (change.n_baseline, change.n_follow_up) == (3, 1)
    assert Confounder.BRUISES not in {note.confounder for note in found.notes}


def test_a_burst_that_goes_on_past_the_first_needles_is_two(world: World) -> None:
    early, late = (shot(world, START + n * 25 * MINUTE, examined(3)) for n in (0, 1))
    assert [burst.local.minute for burst in of_client(world).bursts] == [0]
    facts = treatments.SessionFacts(START.date(), held_at=dt.time(10, 5))
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    found = of_client(world)
    assert [(burst.local.minute, burst.shown.id) for burst in found.bursts] == [(0, early), (25, late)]
    assert len({burst.id for burst in found.bursts}) == 2
    change = found.change(FINE_LINES)
    assert change is not None
    assert (change.n_baseline, change.n_follow_up) == (1, 1)


def test_no_photo_of_a_parted_burst_is_lost_where_clocks_run_backwards() -> None:
    """As at the end of summer time."""
    clocks = [START + minutes * MINUTE for minutes in (50, 5, 20)]
    burst = uuid.UUID(int=9)
    taken = tuple(
        PhotoRecord(uuid.UUID(int=n), burst, clock.replace(tzinfo=None), True, clock, "scored")  # noqa: FBT003
        for n, clock in enumerate(clocks)
    )
    facts = treatments.SessionFacts(START.date(), held_at=(START + 10 * MINUTE).time())
    session = treatments.SessionEntry(uuid.UUID(int=1), None, facts)
    first = min(photo.local for photo in taken if photo.local is not None)
    whole = ClientHistory(uuid.UUID(int=2), "UTC", (BurstRecord(burst, first, taken),), sessions=(session,))
    before, after = history_module._parted(whole).bursts
    assert [photo.id.int for photo in before.photos] == [1]
    assert sorted(photo.id.int for photo in after.photos) == [0, 2]
    assert after.local == clocks[2].replace(tzinfo=None)
    assert {photo.burst_id for photo in before.photos} == {before.id}
    assert {photo.burst_id for photo in after.photos} == {after.id}, "as reports and tables name them"


def test_a_day_of_many_photos_with_another_camera_does_not_void_the_others(world: World) -> None:
    for day in range(3):
        shot(world, START + 7 * day * DAY, examined(4.0, camera="a"))
    last = [shot(world, START + 21 * DAY + n * MINUTE, examined(4.0, camera="b")) for n in range(4)]
    assert set(of_client(world).declined[FINE_LINES, None]) == set(last)


@pytest.mark.parametrize(("metric", "times"), [(FINE_LINES, 1.0), ("redness", 10.0), ("pigment_spot_area", 10.0)])
def test_a_new_phone_takes_no_verdict_away_and_adds_nothing_to_it(world: World, metric: str, times: float) -> None:
    """Four days before the first session and five after it with one phone, then ten with another."""
    fallen_by_half(world, metric, times)
    for n in range(9, 19):
        shot(world, START + 7 * n * DAY, examined(times * (5.0 + 0.02 * (n % 3)), camera="new", metric=metric))
    found = of_client(world)
    change = found.change(metric)
    assert change is not None
    assert (change.change.verdict, change.n_baseline, change.n_follow_up) == (Verdict.IMPROVED, 4, 5)
    assert found.warnings == (NEW_PHONE,)
    shot(world, START + 133 * DAY, examined(2.0 * times, camera="old", metric=metric))
    assert of_client(world).warnings == (CAMERAS_DIFFER,), "with the old one again"


def test_a_new_phone_takes_nothing_from_wrinkles(world: World) -> None:
    for n in range(10):
        value, camera = (4.0, "old") if n < 4 else (2.0, "new")
        shot(world, START + 7 * n * DAY, examined(value + 0.02 * (n % 3), camera=camera, metric="wrinkle_density"))
    facts = treatments.SessionFacts((START + 22 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    change = of_client(world).change("wrinkle_density")
    assert change is not None
    assert (change.change.verdict, change.n_baseline, change.n_follow_up) == (Verdict.IMPROVED, 4, 6)


@pytest.mark.parametrize("metric", [FINE_LINES, "redness"])
@pytest.mark.parametrize(("days", "told"), [(4, True), (3, True), (2, False)])
def test_days_before_the_first_session_with_another_phone_are_not_asked_for_again(
    world: World, metric: str, *, days: int, told: bool
) -> None:
    for n in range(4 - days, 10):
        shot(world, START + 7 * n * DAY, examined(4.0, camera="ab"[n >= 4], metric=metric))
    facts = treatments.SessionFacts((START + 22 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    change = of_client(world).change(metric)
    assert change is not None
    assert (change.change.verdict, change.n_baseline) == (Verdict.TOO_FEW_PHOTOS, 0)
    assert (change.change.reason == WORDS[CAMERAS_DIFFER]) is told
    assert (change.change.reason == NONE_CAN_BE_TAKEN) is not told


@pytest.mark.parametrize("days", [0, 1, 4])
def test_days_with_a_new_phone_are_not_waited_for_to_make_up_for_those_after_it(world: World, days: int) -> None:
    """Three days before the first session and two after it with one phone, all later ones with another."""
    for n in range(5 + days):
        shot(world, START + 7 * n * DAY, examined(4.0, camera="old" if n < 5 else "new"))
    facts = treatments.SessionFacts((START + 15 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    change = of_client(world).change(FINE_LINES)
    assert change is not None
    assert (change.change.verdict, change.n_baseline, change.n_follow_up) == (Verdict.TOO_FEW_PHOTOS, 3, 2)
    reason = change.change.reason or ""
    assert reason.startswith(LATER_WORDS[CAMERAS_DIFFER]) is bool(days)
    assert reason.endswith("1 more after it.")


def test_another_camera_makes_no_change(world: World) -> None:
    shots = [shot(world, START + 7 * n * DAY, examined(4.0 if n < 4 else 2.0, camera="ab"[n >= 4])) for n in range(9)]
    facts = treatments.SessionFacts((START + 22 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    found = of_client(world)
    assert set(found.declined[FINE_LINES, None]) == set(shots[:4])
    assert found.warnings == (CAMERAS_DIFFER,)
    change = found.change(FINE_LINES)
    assert change is None or change.change.verdict not in (Verdict.IMPROVED, Verdict.WORSENED)


def test_photos_that_do_not_count_stay_with_their_reasons(world: World) -> None:
    good, blurred = (shot(world, START + n * DAY, examined(3, verdict=v)) for n, v in enumerate(("good", "unusable")))
    refused = shot(world, START + 2 * DAY, Refused("no_face", "No face found."))
    left_out = shot(world, START + 3 * DAY, examined(9))
    remarks.exclude(world.records, world.accounts["practitioner"], left_out, "flash")
    undated = world.photo(b"undated", taken=None)
    write(world.records, SCORER, undated, examined(3))
    waiting = world.photo(b"waiting", taken=START + 4 * DAY)

    found = of_client(world)
    why = {photo.id: photo.why_not for photo in found.photos}
    assert why[good] is None
    assert why[blurred] == "A little blurred."
    assert why[refused] == "No face found."
    assert why[left_out] == "Left out: flash"
    assert why[undated] == NO_DAY
    assert why[waiting] is None
    assert found.waiting == 1
    assert [burst.shown.id for burst in found.counted] == [good]
    assert found.progress is not None
    assert [out.reason for out in found.progress.left_out] == ["A little blurred.", "No face found.", "Left out: flash"]


def test_the_finest_resolution_that_all_counted_photos_share(world: World) -> None:
    for n in range(2):
        shot(world, START + n * DAY, examined(3, fine=True))
    assert of_client(world).resolution == "fine"
    assert of_client(world).value(of_client(world).bursts[0], FINE_LINES) == pytest.approx(13)
    coarse = shot(world, START + 2 * DAY, examined(3))
    assert of_client(world).resolution == "standard"
    remarks.exclude(world.records, world.accounts["practitioner"], coarse, "far away")
    assert of_client(world).resolution == "fine"


def test_what_was_told_of_photos_is_noted(world: World) -> None:
    photo = shot(world, START, examined(3))
    remarks.remark(world.records, world.accounts["own client"], photo, [Confounder.MAKE_UP])
    assert [note.confounder for note in of_client(world).notes] == [Confounder.MAKE_UP]


def test_only_who_may_see_the_scores(world: World) -> None:
    shot(world, START, examined(3))
    for person in ("administrator", "other client", "other clinic", "nobody"):
        for ask in (history, history_stamp):
            with pytest.raises(AccessDeniedError):
                ask(world.records, world.accounts[person], world.client, SCORER)
    world.consent(world.client, Purpose.PRACTITIONER, given=False)
    with pytest.raises(ConsentNeededError):
        of_client(world, "practitioner")


def test_the_stamp_changes_with_everything_that_changes_the_history(world: World) -> None:
    seen = [stamp(world)]
    photo = world.photo(b"one")
    practitioner, own = world.accounts["practitioner"], world.accounts["own client"]

    def session_ids() -> list[uuid.UUID]:
        return [one.id for one in treatments.sessions_of(world.records, practitioner, world.client)]

    def correct(facts: SessionFacts) -> None:
        treatments.correct_session(world.records, practitioner, session_ids()[0], facts)

    for change in (
        lambda: None,
        lambda: write(world.records, SCORER, photo, examined(3)),
        lambda: remarks.exclude(world.records, practitioner, photo, "flash"),
        lambda: remarks.exclude(world.records, practitioner, photo, "lamp"),
        lambda: remarks.include(world.records, practitioner, photo),
        lambda: remarks.remark(world.records, own, photo, [Confounder.SUNBURN]),
        lambda: remarks.confirm(world.records, own, photo),
        lambda: sides.swap(world.records, own, world.client, SCORER),
        lambda: remarks.correct_day(world.records, own, photo, START.date() - DAY),
        lambda: world.session(SessionFacts(START.date(), POINTS[:1])),
        lambda: correct(SessionFacts(START.date(), POINTS)),
        lambda: correct(SessionFacts(START.date(), POINTS[::-1], needles=4)),
        lambda: correct(SessionFacts(START.date(), (POINTS[0], NeedledPoint("ST2", Side.RIGHT)), needles=4)),
        lambda: correct(SessionFacts(START.date() - DAY, POINTS, needles=4)),
        lambda: correct(SessionFacts(START.date(), POINTS, needles=4, held_at=dt.time(10))),
        lambda: world.session(SessionFacts(START.date() - DAY, POINTS)),
        lambda: treatments.delete_session(world.records, practitioner, session_ids()[0]),
    ):
        change()
        seen.append(stamp(world))
    assert len(set(seen)) == len(seen) - 2
    assert seen[-1] == seen[-3], "deleted again is as before"
    assert seen[5] == seen[2], "counted again is as before"
    assert stamp(world) == seen[-1]


def test_nothing_yet(world: World) -> None:
    found = of_client(world)
    assert (found.bursts, found.progress, found.change(FINE_LINES), found.metrics) == ((), None, None, ())


def test_the_face_is_taken_over_the_regions_that_all_photos_have() -> None:
    metric = METRICS[0]
    photos = [uuid.UUID(int=n) for n in range(3)]
    values: dict[Key, Mapping[uuid.UUID, float]] = {
        (metric.id, region): dict.fromkeys(photos, 1.0) for region in metric.regions
    }
    values[metric.id, "forehead"] = {photos[0]: 9.0, photos[1]: 9.0}
    values[metric.id, None] = {photos[0]: 2.0, photos[1]: 2.0, photos[2]: 1.0}
    assert with_shared_faces(values, {}, photos)[0][metric.id, None] == pytest.approx(dict.fromkeys(photos, 1.0))
    whole = 1 + 8 / len(metric.regions)  # whatever a face counted when its photo was scored
    assert with_shared_faces(values, {}, photos[:2])[0][metric.id, None] == pytest.approx(
        {photos[0]: whole, photos[1]: whole, photos[2]: 1.0}
    )


def test_faces_that_share_too_few_regions_are_not_put_on_one_line() -> None:
    metric = METRIC_OF["redness"]
    *early, late = (uuid.UUID(int=n) for n in range(3))
    first, last = set(metric.regions[:8]), set(metric.regions[7:])
    values: dict[Key, Mapping[uuid.UUID, float]] = {
        (metric.id, region): {
            **(dict.fromkeys(early, 45.0) if region in first else {}), **({late: 20.0} if region in last else {})
        }
        for region in metric.regions
    }  # fmt: skip
    values[metric.id, None] = {**dict.fromkeys(early, 45.0), late: 20.0}
    found, declined = with_shared_faces(values, {}, [*early, late])
    assert found[metric.id, None] == pytest.approx(dict.fromkeys(early, 45.0))
    assert declined == {(metric.id, None): {late: FEW_SHARED}}


def test_a_burst_is_the_median_of_its_photos() -> None:
    photos = [uuid.UUID(int=n) for n in range(5)]
    bursts = [(START, photos[:3]), (START + DAY, photos[3:])]
    values: PhotoValues = {(FINE_LINES, None): {photos[0]: 1.0, photos[1]: 9.0, photos[2]: 2.0, photos[3]: 4.0}}
    series = series_of_bursts(bursts, [FINE_LINES], values)
    np.testing.assert_array_equal(series.of(FINE_LINES), [2.0, 4.0])
    np.testing.assert_array_equal(series.photos, [[3, 1]])


def test_where_most_days_before_were_with_todays_phone_no_other_one_is_asked_for(world: World) -> None:
    for n in range(1, 10):
        shot(world, START + 7 * n * DAY, examined(4.0, camera="old" if n == 1 else "new"))
    treatments.record_session(
        world.records, world.accounts["practitioner"], world.client, SessionFacts((START + 22 * DAY).date())
    )
    change = of_client(world).change(FINE_LINES)
    assert change is not None
    assert (change.n_baseline, change.change.reason) == (2, TOO_FEW_ALIKE)
