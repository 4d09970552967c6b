"""What the command line shows people in a window of 80 columns, or in a pipe."""

from __future__ import annotations

import io
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import pytest
from rich.console import Console, RenderableType

from skinmetrics.imaging.photo import Limits, TakenAt
from skinmetrics.metrics import METRICS
from skinmetrics.progress.change import Change
from skinmetrics.progress.pair import TWO_PEOPLE, Pair
from skinmetrics.progress.result import Progress, SeriesChange, Slope, Trend
from skinmetrics.progress.series import LeftOut
from skinmetrics.progress.verdict import Verdict
from skinmetrics.progress.words.names import METRIC_WORDS
from skinmetrics.scoring import PhotoRefused, PhotoScores, Problem, score
from skinmetrics.tables.changes import pair as table_of_pair
from skinmetrics.tables.changes import progress as table_of_progress
from skinmetrics.tables.photos import RESOLUTION
from skinmetrics.tables.photos import scores as table_of_scores

SAMPLE = min((Path(__file__).parents[2] / "sample_images").glob("anna/*.jpg"))
IMPROVED = Change("fine_line_density", None, 9.5, 6.83, -2.67, -28.1, (-3.37, -1.98), 0.70, Verdict.IMPROVED)
UNSURE = replace(IMPROVED, region="forehead", mdc95=1.66, verdict=Verdict.NO_DETECTABLE_CHANGE)
STILL = replace(UNSURE, region="nose", change=-0.4)
SIDES = tuple(replace(IMPROVED, region=f"crows_feet_{side}") for side in ("left", "right"))
SILENT = replace(IMPROVED, metric="redness", verdict=Verdict.NOT_COMPARABLE, reason="It could not be measured before.")
CHANGES = (IMPROVED, UNSURE, STILL, *SIDES, SILENT)


def shown(what: RenderableType, width: int = 80) -> str:
    drawn = io.StringIO()
    Console(file=drawn, width=width).print(what)
    return drawn.getvalue()


def in_one_line(what: RenderableType) -> str:
    return " ".join(shown(what).split())


def pair(*changes: Change, problems: tuple[Problem, ...] = (), same: bool = True) -> Pair:
    return Pair(same, mirrored=False, problems=problems, resolution="standard", changes=changes)


@pytest.fixture(scope="module")
def scored() -> PhotoScores:
    done = score(SAMPLE.read_bytes(), str(SAMPLE), Limits())
    assert isinstance(done, PhotoScores)
    return done


def test_a_photo_whose_time_is_in_utc_is_shown_by_this_computers_clock(
    scored: PhotoScores, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "America/New_York")
    time.tzset()
    try:
        taken = [datetime.fromisoformat(f"2026-03-01T00:30{offset}") for offset in ("+00:00", "+01:00", "")]
        said = [in_one_line(table_of_scores([replace(scored, taken_at=TakenAt(one))])) for one in taken]
    finally:
        monkeypatch.undo()
        time.tzset()
    assert ["2026-02-28 19:30" in one for one in said] == [True, False, False]
    assert ["2026-03-01 00:30" in one for one in said] == [False, True, True]


def test_tables_say_which_resolution_their_scores_are_of(scored: PhotoScores) -> None:
    assert RESOLUTION in in_one_line(table_of_scores([scored]))
    assert RESOLUTION not in in_one_line(table_of_scores([PhotoRefused("a.jpg", "no_face", "No face.")]))
    for resolution in ("standard", "fine"):
        assert f"The whole face, at the {resolution} resolution" in in_one_line(
            table_of_pair(replace(pair(*CHANGES), resolution=resolution))
        )


def test_of_two_days_it_is_told_what_is_wrong_what_changed_and_what_is_not_sure_before_any_row() -> None:
    said = in_one_line(table_of_pair(pair(*CHANGES, problems=(Problem("camera", "Two cameras."),))))
    order = [
        "Two cameras.", "What changed", "Fine lines: improved, down 28 %.",
        "Fine lines improved: beside the left eye and beside the right eye.", "Not sure yet", "Fine lines: forehead.",
        "it takes more photos to be sure", "Nothing can be said", "It could not be measured before. (1 of 6)",
        "The whole face", "-3.37 … -1.98", "--all shows every region",
    ]  # fmt: skip
    places = [said.find(part) for part in order]
    assert -1 not in places, order[places.index(-1)]
    assert places == sorted(places)
    rows = said[said.find("The whole face") :]
    assert "forehead" not in rows


def test_a_row_never_says_no_change_of_what_moved_by_more_than_its_smallest_real_change() -> None:
    (row,) = (line for line in shown(table_of_pair(pair(UNSURE), every=True), 120).splitlines() if "1.66" in line)
    assert "not sure yet" in row
    (row,) = (line for line in shown(table_of_pair(pair(STILL), every=True), 120).splitlines() if "1.66" in line)
    assert "no detectable change" in row


def test_all_regions_are_told_apart_by_their_plain_names() -> None:
    said = shown(table_of_pair(pair(*CHANGES), every=True))
    assert max(map(len, said.splitlines())) <= 80
    words = set(said[said.find("95 %") :].split())
    assert {"beside", "left", "right", "eye", "forehead", "nose", "improved", "comparable"} <= words
    assert not any(word.endswith("…") for word in words - {"…"}), "nothing is cut off"


def test_two_people_are_told_first_and_have_no_rows() -> None:
    strangers = [replace(change, verdict=Verdict.NOT_COMPARABLE, reason=TWO_PEOPLE) for change in CHANGES]
    said = shown(table_of_pair(pair(*strangers, problems=(Problem("another_person", TWO_PEOPLE),), same=False)))
    assert said.startswith(TWO_PEOPLE)
    assert len(said.splitlines()) == 2


def test_a_series_is_told_the_same_way() -> None:
    trend = Trend("radiance", None, Slope(0.4, (0.1, 0.7)), drift=True)
    left = LeftOut(datetime.fromisoformat("2026-03-01T08:00"), "The head is turned.")
    changes = tuple(SeriesChange(change, 3, 3) for change in CHANGES)
    said = in_one_line(table_of_progress(Progress("ann", changes, (trend,), None, None, (left,), ("A note.",))))
    order = ["ann", "The head is turned.", "A note.", "Radiance: the scores rose evenly", "What changed", "baseline"]
    assert [said.find(part) for part in order] == sorted(said.find(part) for part in order) != [-1] * 6


def test_photos_of_one_folder_have_names_that_can_be_told_apart(scored: PhotoScores) -> None:
    photos = [scored.named(f"a long folder of samples/anna/anna_2026-01-05_0806{second}.jpg") for second in range(4)]
    said = shown(table_of_scores([*photos, PhotoRefused("a long folder of samples/wall.png", "no_face", "No face.")]))
    assert max(map(len, said.splitlines())) <= 80
    assert all(f"anna/anna_2026-01-05_0806{second}" in said.replace("\n", "") for second in range(4))
    assert "2026-01-05 08:06" in said
    assert "--all shows" in said


def test_every_metric_of_many_photos_is_there_when_asked_for(scored: PhotoScores) -> None:
    photos = [scored.named(f"{second}.jpg") for second in range(4)]
    said = in_one_line(table_of_scores(photos, every=True))
    assert "--all" not in said
    for metric in METRICS:
        first, *_ = METRIC_WORDS[metric.id].split()
        assert said.count(first) >= 2, "two tables of at most three photos"
    few = in_one_line(table_of_scores(photos[:2]))
    assert "radiance" in few
    assert few.count(f"{scored.metrics['fine_line_density'].face:.2f}") >= 2
