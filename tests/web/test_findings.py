"""What pages say of a client's history: headline, cards, chart, crosses."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import numpy as np
import pytest

from skinmetrics.clinic.history.client_history import BurstRecord, ClientHistory, PhotoRecord
from skinmetrics.clinic.history.series import PhotoValues, series_of_bursts
from skinmetrics.clinic.tables import Side
from skinmetrics.clinic.treatments import NeedledPoint, SessionEntry, SessionFacts
from skinmetrics.imaging.expression import Expression
from skinmetrics.metrics import METRICS
from skinmetrics.progress.assess import progress_of
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.reasons import CAMERAS_DIFFER, HELD_DIFFERENTLY, LIGHT_DIFFERS
from skinmetrics.progress.noise import load_noise_model
from skinmetrics.progress.result import SeriesChange
from skinmetrics.progress.verdict import Verdict
from skinmetrics.progress.words.names import METRIC_WORDS
from skinmetrics.progress.words.sentences import BEGUN_BEFORE, NO_CAUSE
from skinmetrics.reports import telling
from skinmetrics.web.client import findings
from skinmetrics.web.client.progress_chart import progress_chart
from skinmetrics.web.components.face_map import UNSURE
from skinmetrics.web.pages.progress import _parts
from skinmetrics.web.practice.at_a_glance import boxes, days_counted
from skinmetrics.web.practice.client_parts import between, changes_table
from skinmetrics.web.words import client as told
from skinmetrics.web.words import metrics as metric_words
from skinmetrics.web.words import practice

FIRST_DAY = dt.date(2026, 1, 5)
LINES, TEXTURE = "fine_line_density", "texture_roughness"
AT_THE_CHIN = (NeedledPoint("CV24", Side.MIDLINE),)


def photo(n: int, *, exclusion: str | None = None) -> PhotoRecord:
    local = dt.datetime.combine(FIRST_DAY + dt.timedelta(days=7 * n), dt.time(8))
    moment = local.replace(tzinfo=dt.UTC)
    one = uuid.UUID(int=n + 1)
    return PhotoRecord(
        one, one, local, timed=True, added_at=moment, state="scored", capture="good", exclusion=exclusion
    )


def history(
    lines: list[float], *, started: bool = True, left_out: int | None = None, **parts: list[float]
) -> ClientHistory:
    """A photo a week, fine lines of the face and of some `parts` of it; the session between the halves, at the chin."""
    photos = [photo(n, exclusion="flash" if n == left_out else None) for n in range(len(lines))]
    bursts = tuple(BurstRecord(one.burst_id, one.local, (one,)) for one in photos if one.local is not None)
    wobble = np.random.default_rng(5).normal(0, 0.05, len(lines))
    values: PhotoValues = {
        (LINES, None): {one.id: value for one, value in zip(photos, lines, strict=True)},
        (TEXTURE, None): {one.id: 9 + float(by) for one, by in zip(photos, wobble, strict=True)},
    }
    for part, scores in parts.items():
        values = {**values, (LINES, part): {one.id: value for one, value in zip(photos, scores, strict=True)}}
    start = FIRST_DAY + dt.timedelta(days=7 * (len(lines) // 2) - 3)
    sessions = (SessionEntry(uuid.UUID(int=99), None, SessionFacts(start, AT_THE_CHIN)),) if started else ()
    counted = [(burst.local, [one.id for one in burst.counted]) for burst in bursts if burst.counted]
    series = series_of_bursts(counted, [LINES, TEXTURE], values)
    progress = progress_of(series, load_noise_model(), "standard", start if started else None)
    return ClientHistory(
        uuid.UUID(int=0), "UTC", bursts, (), sessions, "standard", (LINES, TEXTURE), {LINES: "mm/cm²", TEXTURE: "%"},
        values, {}, series, progress, measured=values,
    )  # fmt: skip


FALLEN = [4.0, 4.1, 3.95, 4.05, 2.0, 2.05, 1.95, 2.02]
STEADY = [4.0, 4.1, 3.95, 4.05, 4.02, 4.08, 3.97, 4.0]


def test_what_improved_is_named_with_its_noise_and_no_cause() -> None:
    found = history(FALLEN)
    assert findings.headline(found) == "Improved: fine lines. That is more than retaking the photos would show."
    assert findings.no_cause(found) == NO_CAUSE
    card = findings.card(found, findings.primary(found)[0])
    assert "sm-improved" in card
    assert "If nothing changed, such averages would still differ by up to" in card
    assert [one.change.metric for one in findings.primary(found)] == [LINES, TEXTURE]
    assert findings.others(found) == []


def test_nothing_changed_too_few_and_no_start_each_have_their_sentence() -> None:
    assert findings.headline(history(STEADY)) == telling.NOTHING_CHANGED
    assert findings.no_cause(history(STEADY)) == ""
    few = "2 of 3 photo days before the first session, 2 of 3 after it."
    assert findings.headline(history(STEADY[:4])) == telling.headline(history(STEADY[:4])) == few
    for days, said in ((2, "2 of 3 photo days before the first session. Next: three"), (8, "8 photo days before the")):
        new = history(STEADY[:days], started=False)
        assert findings.headline(new) == telling.headline(new)
        assert telling.headline(new).startswith(said)


def test_a_part_that_changed_is_named_where_the_whole_face_did_not() -> None:
    found = history(STEADY, chin=FALLEN)
    parts = telling.PARTS_IMPROVED.format(parts="fine lines (chin)")
    assert findings.headline(found) == telling.headline(found) == f"{telling.NOTHING_CHANGED} {parts}"
    assert findings.no_cause(found) == NO_CAUSE


RISEN = [2.0, 2.1, 1.95, 2.05, 4.0, 4.1, 3.95, 4.05]


def test_a_part_that_worsened_is_named_whatever_the_whole_face_did() -> None:
    parts = telling.PARTS_WORSENED.format(parts="fine lines (chin)")
    for found in (history(STEADY, chin=RISEN), history(FALLEN, chin=RISEN)):
        for said in (findings.headline(found), telling.headline(found)):
            assert said.endswith(parts)
    same_way = history(RISEN, chin=RISEN)
    assert telling.PARTS_WORSENED[:20] not in findings.headline(same_way) + telling.headline(same_way)


def test_parts_of_one_metric_stand_together() -> None:
    found = history(STEADY, chin=RISEN, nose=RISEN, upper_lip=RISEN, glabella=RISEN)
    parts = "fine lines (between the brows, nose, above the lips) and 1 more"
    assert findings.headline(found).endswith(telling.PARTS_WORSENED.format(parts=parts))


def test_a_part_that_changed_is_told_where_no_whole_face_is_judged() -> None:
    found = history(STEADY, chin=RISEN)
    assert found.progress is not None
    parts = tuple(one for one in found.progress.changes if one.change.region)
    for changes in (parts, (*parts, *not_judged(found))):
        one = replace(found, progress=replace(found.progress, changes=changes))
        said = telling.PARTS_WORSENED.format(parts="fine lines (chin)")
        for headline in (findings.headline(one), telling.headline(one)):
            assert headline == f"{said} Fine lines and skin roughness could not be compared on the whole face."


def not_judged(found: ClientHistory) -> list[SeriesChange]:
    """The changes of whole faces, had these been on too few days."""
    assert found.progress is not None
    faces = [one for one in found.progress.changes if one.change.region is None]
    return [replace(one, change=replace(one.change, verdict=Verdict.TOO_FEW_PHOTOS)) for one in faces]


def test_beside_what_changed_it_is_said_which_main_metric_could_not_be_compared() -> None:
    found = history(FALLEN)
    assert found.progress is not None
    changes = tuple(one for one in found.progress.changes if one.change.metric == LINES)
    found = replace(found, progress=replace(found.progress, changes=changes))
    for said in (findings.headline(found), telling.headline(found)):
        assert said.endswith("Skin roughness could not be compared on the whole face.")


def test_where_only_parts_changed_it_is_told_that_parts_without_needles_moved_too() -> None:
    fallen_too = [*FALLEN[3::-1], *FALLEN[:3:-1]]
    found = history(STEADY, chin=FALLEN, forehead=fallen_too)
    assert "fine lines (forehead, chin)" in findings.headline(found)
    (warning,) = findings.moved_elsewhere(found)
    assert warning.startswith("Fine lines: parts of the face that no needle reached moved the same way.")
    assert warning in telling.cannot_tell(found)
    assert findings.moved_elsewhere(history(STEADY, chin=FALLEN, forehead=STEADY)) == []


def test_where_most_of_a_change_lies_is_named() -> None:
    found = history(FALLEN, chin=[each / 2 for each in FALLEN])
    assert findings.headline(found).startswith("Improved: fine lines (most on the chin). That is more than")


def moved_unsurely(found: ClientHistory, name: str = LINES) -> ClientHistory:
    """The same, but fine lines, under that name, have moved by twice their noise, which is no verdict yet."""
    assert found.progress is not None
    changes = []
    for one in found.progress.changes:
        change = one.change
        if (change.metric, change.region) == (LINES, None):
            assert change.mdc95 is not None
            assert change.before is not None
            by = -2 * change.mdc95
            verdict = Verdict.NO_DETECTABLE_CHANGE
            change = replace(change, metric=name, change=by, change_pct=100 * by / change.before, verdict=verdict)
        changes.append(replace(one, change=change))
    return replace(found, progress=replace(found.progress, changes=tuple(changes)))


def test_what_moved_further_than_its_noise_is_not_said_to_have_stayed() -> None:
    found = moved_unsurely(history(STEADY))
    expected = f"{telling.NOT_SURE} {telling.NOT_SURE_ONE} {telling.NO_CHANGE_IN_ONE}"
    assert findings.headline(found) == telling.headline(found) == expected
    assert "It moved by" in findings.card(found, findings.primary(found)[0])
    parts = findings.headline(moved_unsurely(history(STEADY, chin=FALLEN)))
    assert parts == f"{expected} {telling.PARTS_IMPROVED.format(parts='fine lines (chin)')}"


def test_nothing_is_not_said_to_have_changed_where_any_metric_moved_further_than_its_noise() -> None:
    found = moved_unsurely(history(STEADY), "redness")
    assert telling.NOTHING_CHANGED not in (telling.headline(found), findings.headline(found))
    assert telling.headline(found).startswith(telling.NOT_SURE)


def test_where_a_main_metric_was_not_compared_the_headline_says_so() -> None:
    found = history(STEADY)
    assert found.progress is not None
    changes = tuple(
        replace(one, change=replace(one.change, verdict=Verdict.NOT_COMPARABLE, reason=CAMERAS_DIFFER))
        if one.change.metric == LINES
        else one
        for one in found.progress.changes
    )
    found = replace(found, progress=replace(found.progress, changes=changes))
    expected = f"{telling.NOTHING_COMPARED_CHANGED} Fine lines could not be compared on the whole face."
    assert findings.headline(found) == telling.headline(found) == expected


def test_a_main_metric_that_was_measured_on_no_photo_could_not_be_compared_either() -> None:
    found = history(STEADY)
    assert found.progress is not None
    changes = tuple(one for one in found.progress.changes if one.change.metric == TEXTURE)
    found = replace(found, progress=replace(found.progress, changes=changes))
    expected = f"{telling.NOTHING_COMPARED_CHANGED} Fine lines could not be compared on the whole face."
    assert findings.headline(found) == telling.headline(found) == expected


def test_the_face_map_says_of_a_part_what_its_sentence_says() -> None:
    found = moved_unsurely(history(STEADY, chin=FALLEN, forehead=STEADY, nose=STEADY))
    assert found.progress is not None
    changes = [
        replace(one, change=replace(one.change, change=-2 * one.change.mdc95))
        if one.change.region == "nose" and one.change.mdc95
        else one
        for one in found.progress.changes
    ]
    shown = {
        part.region: part
        for part in _parts(replace(found, progress=replace(found.progress, changes=tuple(changes))), LINES)
    }
    assert (shown["nose"].tint, shown["nose"].said, shown["nose"].strength) == (UNSURE, told.UNSURE, 0)
    assert (shown["forehead"].tint, shown["chin"].tint) == ("no_detectable_change", "improved")
    assert shown["jaw_left"].tint == "unmeasured"


def test_headline_boxes_and_report_count_the_same_states() -> None:
    found = moved_unsurely(history(FALLEN), "redness")
    unsure, same = telling.not_sure(found), telling.within_noise(found)
    assert [one.metric for one in unsure] == ["redness"]
    assert [one.metric for one in same] == [TEXTURE]
    shown = boxes(replace(found, metrics=(LINES, TEXTURE, "redness")))
    headings = [shown.index(f"<h2>{each}</h2>") for each in ("Real", "Not sure yet", "Noise", practice.CANNOT_TELL)]
    assert headings == sorted(headings)
    assert headings[1] < shown.index("Redness") < headings[2] < shown.index(practice.WITHIN_ONE)


@pytest.mark.parametrize(
    ("lines", "texture", "said"),
    [
        (8, 8, ""),
        (5, 5, ", 5 of them for fine lines and skin roughness"),
        (5, 8, ", 5 of them for fine lines"),
        (5, 6, ", 5 of them for fine lines, 6 of them for skin roughness"),
    ],
)
def test_of_the_days_that_count_it_is_said_how_many_tell_the_main_metrics(lines: int, texture: int, said: str) -> None:
    found = history(STEADY)
    assert found.series is not None
    values = found.series.values.copy()
    for metric, days in ((LINES, lines), (TEXTURE, texture)):
        values[found.series.keys.index((metric, None)), days:] = np.nan
    found = replace(found, series=replace(found.series, values=values))
    assert days_counted(found) == f"8 of 8 photo days counted{said}"


def test_what_is_not_sure_is_marked_so_with_the_reason_beside_it() -> None:
    sure, unsure = history(STEADY), moved_unsurely(history(STEADY))
    for found, marked in ((sure, False), (unsure, True)):
        changes = [("Fine lines", one.change) for one in findings.primary(found)[:1]]
        table = changes_table("What", changes, found)
        assert (told.UNSURE in table) is marked
        assert (practice.NOT_YET_SURE in table) is marked
        assert (practice.WHY_NOT_SURE in boxes(found)) is marked
        card = findings.card(found, findings.primary(found)[0])
        assert (told.UNSURE in card) is marked
    assert "No detectable change" not in changes_table("What", changes, unsure)


def test_a_drift_that_began_before_the_first_session_is_told() -> None:
    falling = history([4.0 - 0.3 * n for n in range(10)])
    (told_,) = findings.drifts(falling)
    assert told_.startswith("Fine lines: the scores fell evenly over all photos rather than with the first session")
    assert findings.drifts(history(STEADY)) == []


def test_page_card_chart_and_report_say_the_same_doubt_with_the_change() -> None:
    falling = history([4.0 - 0.3 * n for n in range(10)])
    assert falling.progress is not None
    changes = tuple(
        replace(one, change=replace(one.change, verdict=Verdict.IMPROVED), since=FIRST_DAY)
        if one.change.metric == LINES
        else one
        for one in falling.progress.changes
    )
    falling = replace(falling, progress=replace(falling.progress, changes=changes))
    change = falling.change(LINES)
    assert change is not None
    assert telling.doubts(falling) == findings.doubts(falling) == {(LINES, False): (BEGUN_BEFORE,)}
    chart = progress_chart(falling, LINES, None)
    assert chart is not None
    for shown in (findings.card(falling, change), boxes(falling), str(chart.to_dict()["description"])):
        assert BEGUN_BEFORE in shown
        assert "first seen" not in shown


def test_two_dates_are_told_in_the_order_of_the_metrics() -> None:
    found = history(FALLEN)
    mixed = replace(found, values=dict(reversed([*found.values.items()])))
    first, *_, last = mixed.counted
    lines, texture = between(mixed, first, last)
    assert (lines.metric, texture.metric) == (LINES, TEXTURE)
    assert (lines.verdict, texture.verdict) == (Verdict.IMPROVED, Verdict.NO_DETECTABLE_CHANGE)


def test_two_dates_refuse_what_compare_refuses_of_how_they_were_taken() -> None:
    found = history(FALLEN)
    first, *_, last = (
        replace(burst, photos=tuple(replace(one, circumstances=Circumstances(iso=iso)) for one in burst.photos))
        for burst, iso in zip(found.counted, [100, *[250] * 6, 790], strict=True)
    )
    lines, texture = between(found, first, last)
    assert (lines.verdict, lines.reason) == (texture.verdict, texture.reason) == (Verdict.NOT_COMPARABLE, LIGHT_DIFFERS)


def test_two_dates_refuse_days_on_which_the_face_was_held_differently() -> None:
    rest = Expression(mouth_mm=50.0, corners_mm=0.0, lips_mm=0.5, brows_mm=0.0, eyes=0.35)
    found = history(FALLEN)
    first, *_, last = (
        replace(burst, photos=tuple(replace(one, circumstances=Circumstances(expression=how)) for one in burst.photos))
        for burst, how in zip(found.counted, [rest] * 7 + [replace(rest, corners_mm=5.0)], strict=True)
    )
    lines, texture = between(found, first, last)
    reason = HELD_DIFFERENTLY["mouth"]
    assert (lines.verdict, lines.reason) == (texture.verdict, texture.reason) == (Verdict.NOT_COMPARABLE, reason)


def test_the_chart_opens_with_what_changed() -> None:
    assert findings.shown_first(history(STEADY)) == LINES
    swapped = history(STEADY)
    assert swapped.progress is not None
    texture = [
        replace(one, change=replace(one.change, verdict=Verdict.IMPROVED)) if one.change.metric == TEXTURE else one
        for one in swapped.progress.changes
    ]
    changed = replace(swapped, progress=replace(swapped.progress, changes=tuple(texture)))
    assert findings.shown_first(changed) == TEXTURE


def test_a_card_does_not_say_twice_what_stands_above_it() -> None:
    found = history(STEADY)
    (lines, _) = findings.primary(found)
    card = findings.card(found, lines)
    assert card.count("etectable change") == 1
    assert "<p>If nothing changed, such averages would still differ by up to" in card


def test_every_metric_of_the_program_has_its_words() -> None:
    for metric in METRICS:
        assert metric.id in METRIC_WORDS
        assert metric_words.explained(metric.id)
