"""What is said of a single line, and what lines do by themselves."""

from __future__ import annotations

import numpy as np
import pytest

from skinmetrics.progress.line_changes import LineChange, Seen, clearly_moved, line_changes

LINES = 60
Day = list[dict[int, Seen]]


def day(rng: np.random.Generator, *, photos: int = 3, room: float = 0.0, became: dict[int, float] | None = None) -> Day:
    """Photos of a day: lines of 6 to 20 mm, 10 % deep; each photo adds 2 % to both, the day `room`; `became`: times."""
    lengths = np.linspace(6, 20, LINES)
    light = np.exp(rng.normal(0, room, LINES)) if room else np.ones(LINES)
    return [
        {
            line: Seen(
                float(lengths[line] * times * light[line] * np.exp(rng.normal(0, 0.02))),
                float(10 * times * light[line] * np.exp(rng.normal(0, 0.02))),
            )
            for line in range(LINES)
            if (times := (became or {}).get(line, 1.0)) > 0
        }
        for _ in range(photos)
    ]


def found(days: list[Day], n_baseline: int = 1) -> dict[int, LineChange]:
    return {change.identity: change for change in line_changes(days, n_baseline)}


def test_a_line_that_shrank_stands_out_of_those_that_did_not() -> None:
    rng = np.random.default_rng(1)
    changes = found([day(rng), day(rng, became={7: 0.7})])
    assert changes[7].length_moved_mm == pytest.approx(-0.3 * changes[7].before.length_mm, rel=0.2)
    assert changes[7].depth_moved_pct == pytest.approx(-30, abs=6)
    assert changes[7].beyond
    others = [bool(change.beyond) for line, change in changes.items() if line != 7]
    assert np.mean(others) <= 0.05


def test_the_room_of_another_day_counts_as_noise_where_several_days_are_known() -> None:
    rng = np.random.default_rng(2)
    days = [day(rng, room=0.1) for _ in range(4)]
    by_days, by_photos = found(days, 3), found(days, 1)
    assert {change.wander.source for change in by_days.values() if change.wander} == {"days"}
    assert {change.wander.source for change in by_photos.values() if change.wander} == {"photos"}
    assert np.mean([bool(change.beyond) for change in by_days.values()]) <= 0.1
    assert np.mean([bool(change.beyond) for change in by_photos.values()]) > 0.3


def test_two_days_share_one_light_and_tell_no_chance() -> None:
    """What moved all lines from the one day to the other may move them as far, or farther, on any other."""
    rng = np.random.default_rng(8)

    def of_faces(n_baseline: int) -> float:
        clear = 0
        for _ in range(60):
            shades = np.exp(rng.normal(0, 0.05, n_baseline + 1))
            days = [day(rng, room=0.08, became=dict.fromkeys(range(LINES), float(shade))) for shade in shades]
            clear += clearly_moved(line_changes(days, n_baseline))
        return clear / 60

    assert {change.wander.source for change in found([day(rng) for _ in range(3)], 2).values() if change.wander} == {
        "two days"
    }
    assert of_faces(2) == 0
    assert of_faces(3) <= 0.1


def test_single_photos_tell_no_noise_and_so_no_verdict() -> None:
    rng = np.random.default_rng(3)
    changes = found([day(rng, photos=1), day(rng, photos=1, became={3: 0.5})])
    assert {change.wander for change in changes.values()} == {None}
    assert {change.beyond for change in changes.values()} == {None}
    assert changes[3].depth_moved_pct == pytest.approx(-50, abs=6)


def test_a_line_that_most_photos_lack_is_not_found_again() -> None:
    rng = np.random.default_rng(4)
    last = day(rng, became={5: 0.0})
    last[0] |= {5: Seen(9.0, 10.0)}
    del last[0][6]
    changes = found([day(rng), last])
    assert (changes[5].after, changes[5].beyond, changes[5].depth_moved_pct) == (None, None, None)
    assert changes[6].after is not None


def test_what_is_missed_though_nothing_changed_is_counted() -> None:
    rng = np.random.default_rng(5)
    first = day(rng)
    for line in range(0, LINES, 4):
        del first[1][line]
    changes = found([first, day(rng)])
    wander = changes[LINES // 2].wander
    assert wander is not None
    assert wander.missed == pytest.approx(1 / 12, abs=0.03)  # a quarter of the lines, in two of the six pairs of photos


def test_every_day_of_a_line_is_told_in_order() -> None:
    rng = np.random.default_rng(6)
    (change,) = (one for one in line_changes([day(rng), day(rng, became={2: 0}), day(rng)], 1) if one.identity == 2)
    assert [seen is None for seen in change.days] == [False, True, False]
    assert change.after == change.days[-1]
