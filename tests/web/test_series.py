from __future__ import annotations

import csv
import datetime as dt
import io
from dataclasses import replace
from html import escape
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.imaging.capture import SHAKEN
from skinmetrics.imaging.photo import TakenAt
from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics.grain import Grain
from skinmetrics.progress.change import Change
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.reasons import CAMERA_MOVED, CAMERAS_DIFFER, HAIR_LIES
from skinmetrics.progress.noise import load_noise_model
from skinmetrics.progress.pair import compare
from skinmetrics.progress.series import read_series
from skinmetrics.progress.verdict import Verdict
from skinmetrics.progress.words.sentences import DARKER_TOO
from skinmetrics.scoring import Capture, Examination, Problem
from skinmetrics.web.client.findings import badge_of
from skinmetrics.web.quick_look.results import _card, _said
from skinmetrics.web.quick_look.series import Dated, as_csv, order_of, series
from skinmetrics.web.words import quick_look as words
from skinmetrics.web.words.quick_look import NO_VALUES
from tests.progress.pairs import scored
from tests.web.scores import at, dated

ZONES = st.none() | st.integers(-12, 14).map(lambda hours: dt.timezone(dt.timedelta(hours=hours)))


def names(*photos: object) -> list[list[str]]:
    found = series(photos)  # type: ignore[arg-type]
    return [[photo.scores.photo for photo in burst.photos] for burst in found.bursts]


def test_photos_are_ordered_by_time_and_minutes_apart_are_one_burst() -> None:
    assert names(
        dated("c", "2026-03-01T10:50"),
        dated("d", "2026-02-01"),
        dated("b", "2026-03-01T10:25"),
        dated("a", "2026-03-01T10:00"),
    ) == [["d"], ["a", "b", "c"]]


def test_half_an_hour_parts_two_bursts_of_one_day() -> None:
    assert names(dated("a", "2026-03-01T10:00"), dated("b", "2026-03-01T10:31")) == [["a"], ["b"]]


def test_midnight_parts_no_burst_which_is_of_the_day_that_it_began_on() -> None:
    late = [dated("a", "2026-03-01T23:55"), dated("b", "2026-03-02T00:05")]
    assert names(*late) == [["a", "b"]]
    assert series(late).bursts[0].day == dt.date(2026, 3, 1)
    assert names(dated("a", "2026-03-01T23:55"), dated("b", "2026-03-02T00:26")) == [["a"], ["b"]]
    assert names(dated("a", "2026-03-01T23:55"), dated("b", "2026-03-02")) == [["a"], ["b"]]
    assert names(dated("a", "2026-03-01T16:00"), dated("b", "2026-03-02T00:05+08:00")) == [["a"], ["b"]]


def test_where_only_the_day_is_known_the_day_is_one_burst() -> None:
    assert names(dated("a", "2026-03-01T19:00"), dated("b", "2026-03-01")) == [["b", "a"]]


def test_clocks_with_and_without_an_offset_are_ordered_by_what_they_show() -> None:
    assert names(dated("b", "2026-03-01T10:20+09:00"), dated("a", "2026-03-01T10:00")) == [["a", "b"]]


def test_photos_of_one_day_are_ordered_by_their_instants_where_all_are_known() -> None:
    tokyo, home = dated("tokyo", "2026-03-02T17:00+09:00"), dated("home", "2026-03-02T10:00-08:00")
    assert names(home, tokyo) == [["tokyo"], ["home"]]
    assert names(home, tokyo, dated("day", "2026-03-02")) == [["day", "tokyo", "home"]]


def test_the_hour_that_comes_twice_in_autumn_keeps_its_order_and_its_bursts() -> None:
    summer, winter = dated("a", "2026-10-25T02:30+02:00"), dated("b", "2026-10-25T02:10+01:00")
    assert names(winter, summer) == [["a"], ["b"]]
    assert names(dated("b", "2026-10-25T02:10+01:00"), dated("a", "2026-10-25T02:45+02:00")) == [["a", "b"]]


@given(st.lists(st.tuples(st.datetimes(dt.datetime(2026, 3, 1), dt.datetime(2026, 3, 4)), ZONES), max_size=6))  # noqa: DTZ001
def test_any_photos_are_ordered_by_day_and_then_by_instant(taken: list[tuple[dt.datetime, dt.timezone | None]]) -> None:
    times = [TakenAt(when.replace(tzinfo=zone)) for when, zone in taken]
    ordered = sorted(times, key=order_of(times))
    assert [one.day for one in ordered] == sorted(one.day for one in times)
    for earlier, later in pairwise(ordered):
        if earlier.day == later.day:
            exact = all(one.when.tzinfo for one in times if one.day == later.day)
            clocks = [
                one.when.astimezone(dt.UTC) if exact else one.when.replace(tzinfo=None) for one in (earlier, later)
            ]
            assert clocks[0] <= clocks[1]


def test_the_finest_resolution_that_all_share_is_compared() -> None:
    fine, coarse = dated("a", "2026-03-01", fine=True), dated("b", "2026-04-01")
    assert series([fine]).resolution == "fine"
    mixed = series([fine, coarse])
    assert mixed.resolution == "standard"
    assert [mixed.value(burst, "fine_line_density", None) for burst in mixed.bursts] == pytest.approx([3.0, 3.0])


def test_a_burst_is_measured_by_the_photos_that_were_not_declined() -> None:
    found = series(
        [dated("a", "2026-03-01T10:00", 2.0), dated("b", "2026-03-01T10:01", None), dated("c", "2026-03-01T10:02", 4.0)]
    )
    assert found.value(found.bursts[0], "fine_line_density", None) == pytest.approx(3.0)
    assert found.value(found.bursts[0], "fine_line_density", "chin") is None


def test_first_and_last_burst_are_compared_against_the_noise_of_retaking() -> None:
    noise = load_noise_model()
    found = series([dated("a", "2026-03-01", 4.0), dated("b", "2026-04-01", 9.0), dated("c", "2026-05-01", 1.0)])
    changes = found.changes(noise)
    assert changes["fine_line_density", None].verdict is Verdict.IMPROVED
    assert changes["fine_line_density", None].change == pytest.approx(-3.0)
    assert changes["texture_roughness", None].verdict is Verdict.NO_DETECTABLE_CHANGE
    assert changes["fine_line_density", "chin"].verdict is Verdict.NOT_COMPARABLE


def seen(photo: Dated, regions: set[str], value: float) -> Dated:
    """The photo, of which only these regions have a value, all the same."""
    scores = {
        name: replace(one, face=value, regions={region: value if region in regions else None for region in one.regions})
        for name, one in photo.scores.metrics.items()
    }
    return replace(photo, scores=replace(photo.scores, metrics=scores))


def test_a_photo_without_any_value_makes_no_verdict_of_the_others() -> None:
    """Faces are taken over the regions that photos share, whatever an unrelated photo between them lacks."""
    upper = set(REGIONS) - {"chin", "jaw_left", "jaw_right", "upper_lip"}
    whole, part = dated("a", "2026-03-01", 4.0), seen(dated("c", "2026-05-01"), upper, 4.0)
    rough = seen(dated("a", "2026-03-01"), set(REGIONS) - {"chin"}, 4.0)
    odd_jaw = replace(
        rough.scores.metrics["texture_roughness"],
        regions={**rough.scores.metrics["texture_roughness"].regions, "jaw_left": 40.0, "jaw_right": 40.0},
    )
    first = replace(rough, scores=replace(rough.scores, metrics={**rough.scores.metrics, "texture_roughness": odd_jaw}))
    nothing = seen(dated("b", "2026-04-01"), set(), 4.0)
    for between in ([], [nothing]):
        change = series([first, *between, part]).changes(load_noise_model())["texture_roughness", None]
        assert change.verdict is Verdict.NO_DETECTABLE_CHANGE
        assert change.before == pytest.approx(4.0)
    assert series([whole, nothing]).value(series([whole, nothing]).bursts[1], "fine_line_density", None) is None


def test_photos_that_share_too_little_of_the_face_are_not_compared() -> None:
    first, last = set(REGIONS[:8]), set(REGIONS[7:])
    found = series([seen(dated("a", "2026-03-01"), first, 9.0), seen(dated("b", "2026-04-01"), last, 3.0)])
    assert found.changes(load_noise_model())["texture_roughness", None].verdict is Verdict.NOT_COMPARABLE


def test_of_photos_taken_alike_a_smaller_change_is_seen(portrait_measured: Examination) -> None:
    days = [dated("a", "2026-03-01", 4.0), dated("b", "2026-04-01", 4.0)]
    unknown, known = (
        series([replace(day, taking=taking) for day in days]) for taking in (None, portrait_measured.taking)
    )
    noise = load_noise_model()
    widths = [found.changes(noise)["fine_line_density", None].mdc95 or 0 for found in (unknown, known)]
    assert 0 < widths[1] < widths[0]


def test_all_photos_of_the_first_day_are_compared_with_all_of_the_last() -> None:
    """Not the first morning with the last evening."""
    days = [
        dated(f"{day}{hour}", f"2026-0{day}-01T{hour}:00", 4.0 + 2 * late)
        for day in (3, 4)
        for late, hour in enumerate(("08", "20"))
    ]
    change = series(days).changes(load_noise_model())["fine_line_density", None]
    assert [change.before, change.after] == pytest.approx([5.0, 5.0])
    of_one_day = series(days[:2]).changes(load_noise_model())["fine_line_density", None]
    assert [of_one_day.before, of_one_day.after] == pytest.approx([4.0, 6.0])


def test_chart_and_sentence_tell_the_same_whatever_a_day_between_lacks() -> None:
    def uneven(photo: Dated, forehead: float) -> Dated:
        one = photo.scores.metrics["texture_roughness"]
        scores = {
            **photo.scores.metrics,
            "texture_roughness": replace(one, regions={**one.regions, "forehead": forehead}),
        }
        return replace(photo, scores=replace(photo.scores, metrics=scores))

    first, last = (
        uneven(seen(dated(day, day), set(REGIONS), 4.0), top) for day, top in (("2026-03-01", 9.0), ("2026-05-01", 4.0))
    )
    without, part = (
        seen(dated(day, day), regions, 4.0)
        for day, regions in (("2026-04-01", set(REGIONS) - {"forehead"}), ("2026-04-20", {"chin", "nose"}))
    )
    found = series([first, without, part, last])
    change = found.changes(load_noise_model())["texture_roughness", None]
    before, as_if, little, after = (found.value(burst, "texture_roughness", None) for burst in found.bursts)
    assert (before, after, little) == (change.before, change.after, None)
    assert before is not None
    assert after is not None
    assert before > after
    assert as_if == pytest.approx((before + after) / 2), "its forehead taken to be as on average"
    assert found.left_out("texture_roughness") == words.OTHER_PARTS
    assert found.left_out("texture_roughness", "chin") == ""
    assert found.value(found.bursts[1], "texture_roughness", "chin") == pytest.approx(4.0)


def test_where_first_and_last_day_have_no_face_the_days_between_are_drawn_all_the_same() -> None:
    ends = [seen(dated(day, day), set(), 4.0) for day in ("2026-03-01", "2026-06-01")]
    between = [seen(dated(day, day), set(REGIONS) - {"forehead"}, 4.0) for day in ("2026-04-01", "2026-05-01")]
    found = series([*ends, *between])
    first, *others, last = (found.value(burst, "texture_roughness", None) for burst in found.bursts)
    assert (first, last) == (None, None)
    assert others == pytest.approx([4.0, 4.0])


def test_one_burst_is_compared_with_nothing() -> None:
    assert series([dated("a", "2026-03-01")]).changes(load_noise_model()) == {}


def test_the_csv_holds_every_score_with_the_reason_for_those_declined() -> None:
    text = as_csv(series([dated("späte, Nacht.jpg", "2026-03-01T22:10:00+01:00", fine=True)]))
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    assert len(rows) == 2 * 2 * (1 + len(REGIONS))
    assert {row["photo"] for row in rows} == {"späte, Nacht.jpg"}
    assert {row["taken_at"] for row in rows} == {"2026-03-01T22:10:00+01:00"}
    (face,) = [r for r in rows if (r["metric"], r["resolution"], r["region"]) == ("fine_line_density", "fine", "")]
    assert (face["value"], face["unit"], face["burst"]) == ("30.0", "mm/cm²", "1")
    assert (face["version"], face["parameters"]) == ("1", "c0ffee")
    assert {(r["value"], r["declined"]) for r in rows if r["region"] == "chin"} == {("", "beard")}


def test_a_photo_of_another_camera_is_not_compared_in_fine_skin_and_colours() -> None:
    def shot(name: str, when: str, lines: float, camera: str) -> Dated:
        photo = dated(name, when, lines)
        return replace(photo, scores=replace(photo.scores, camera=camera))

    found = series(
        [shot("a", "2026-03-01", 9.0, "old"), shot("b", "2026-04-01", 1.0, "new"), shot("c", "2026-05-01", 1.0, "new")]
    )
    assert found.changes(load_noise_model())["fine_line_density", None].verdict is Verdict.NOT_COMPARABLE
    assert found.left_out("fine_line_density") == CAMERAS_DIFFER
    assert found.why_not("fine_line_density") == "", "the others have values"
    (read,) = read_series(as_csv(found))
    assert read.of("fine_line_density")[1:].tolist() == pytest.approx([1, 1])
    assert np.isnan(read.of("fine_line_density")[0]), "the table says so too"
    assert found.compared("fine_line_density") == found.bursts[1:], "lines are followed over these"
    assert found.compared("wrinkle_density") == ()
    assert found.left_out("redness") == CAMERAS_DIFFER
    assert found.left_out("wrinkle_density") == ""
    twice = [shot(name, "2026-05-01T10:00", 1.0, "new") for name in "cd"]
    days = series([shot("a", "2026-03-01", 9.0, "old"), shot("b", "2026-04-01", 9.0, "old"), *twice])
    read = next(iter(read_series(as_csv(days))))
    assert np.isfinite(read.of("fine_line_density")).tolist() == [True, True, False], "of days, not of photos"
    mixed = series(
        [
            shot("a", "2026-03-01T10:00", 9.0, "old"),
            *(shot(name, "2026-05-01T10:00", 1.0, name) for name in ("old", "new")),
        ]
    )
    (_, burst) = mixed.compared("fine_line_density")
    assert [photo.scores.photo for photo in burst.photos] == ["old"], "of a burst the photos that are compared"


IN_A_DIM_ROOM = (Circumstances(iso=100), Circumstances(iso=250), Circumstances(iso=790))
MADE_UP_DAY_BY_DAY = tuple(Circumstances(eye_contrast=contrast) for contrast in (-2.0, -1.9, -1.8))
STORED_EVER_MORE_COARSELY = tuple(Circumstances(coarseness=one) for one in (0.1, 0.6, 1.2))
SHAKEN_ALL_THREE = (Circumstances(shaken=True),) * 3
FAR_TOO_BRIGHT = (Circumstances(highlights=0.7),) * 3
EVER_GRAINIER = tuple(Circumstances(grain=Grain(colour, -4.5)) for colour in (0.8, 0.95, 1.1))


@pytest.mark.parametrize(
    "taken",
    [IN_A_DIM_ROOM, MADE_UP_DAY_BY_DAY, STORED_EVER_MORE_COARSELY, SHAKEN_ALL_THREE, FAR_TOO_BRIGHT, EVER_GRAINIER],
    ids=["ISO", "contrast", "files", "shaken", "bright", "grain"],
)
def test_what_compare_refuses_is_refused_here_too(
    portrait_measured: Examination, taken: tuple[Circumstances, ...]
) -> None:
    noise = load_noise_model()
    days = [shot(portrait_measured, factor, one) for factor, one in zip((1.0, 0.8, 0.5), taken, strict=True)]
    same = [shot(portrait_measured, factor, Circumstances(iso=100)) for factor in (1.0, 0.8, 0.5)]
    for examined, refused in ((days, True), (same, False)):
        pair = compare([examined[0]], [examined[-1]], noise, one_person=True)
        found = series([
            Dated(one.result, at(f"2026-0{month}-01"), one.taking) for month, one in enumerate(examined, 3)
        ])  # fmt: skip
        here = found.changes(noise)
        for one in pair.changes:
            if one.metric in ("fine_line_density", "texture_roughness") and one.region is None:
                verdicts = {one.verdict, here[one.metric, None].verdict}
                assert verdicts == ({Verdict.NOT_COMPARABLE} if refused else {Verdict.IMPROVED})
                assert here[one.metric, None].reason == one.reason, "of a day that is left out too"


def shot(photo: Examination, factor: float, taken: Circumstances) -> Examination:
    """The photo with all its values times ``factor``, taken so."""
    other = scored(photo, factor, (Problem("blurred", SHAKEN),) if taken.shaken else ())
    result = replace(other.result, iso=taken.iso, eye_contrast=taken.eye_contrast, coarseness=taken.coarseness)
    result = replace(result, highlights=taken.highlights, grain=taken.grain or photo.result.grain)
    return replace(other, result=replace(result, sha256=f"{factor}", metrics_fine=None))


def test_a_day_left_out_hides_no_verdict_of_the_others() -> None:
    def hairy(name: str, when: str, lines: float, *, hair: bool) -> Dated:
        photo = dated(name, when, lines)
        return replace(photo, scores=replace(photo.scores, hair=hair))

    first, last = hairy("a", "2026-03-01", 9.0, hair=False), hairy("c", "2026-05-01", 1.0, hair=False)
    found = series([first, hairy("b", "2026-04-01", 5.0, hair=True), last])
    changes = found.changes(load_noise_model())
    change = changes["fine_line_density", None]
    assert change.verdict is Verdict.IMPROVED
    told = _card(found, "fine_line_density", changes)
    assert badge_of(change) in told
    assert escape(HAIR_LIES) in told
    assert NO_VALUES not in told
    shaken = Capture("usable", (Problem("blurred", SHAKEN),))
    moved = series([replace(one, scores=replace(one.scores, capture=shaken)) for one in (first, last)])
    told = _card(moved, "fine_line_density", moved.changes(load_noise_model()))
    assert f"{NO_VALUES} {escape(CAMERA_MOVED)}" in told


def test_quick_look_says_with_redness_that_the_skin_looks_darker_too() -> None:
    def moved(metric: str, by: float) -> Change:
        return Change(metric, None, 10.0, 10.0 + by, by, 10 * by, (by - 0.1, by + 0.1), 0.1, Verdict.WORSENED)

    tanned = {(one.metric, one.region): one for one in (moved("redness", 1.0), moved("radiance", -2.0))}
    assert DARKER_TOO in _said(tanned["redness", None], tanned)
    assert DARKER_TOO not in _said(tanned["radiance", None], tanned)
