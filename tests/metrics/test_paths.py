from __future__ import annotations

import numpy as np
import pytest

from skinmetrics.metrics import paths
from skinmetrics.metrics.oriented import Strip, angles, contrasts
from skinmetrics.metrics.paths import LARGEST, Evidence, path_totals
from tests.metrics.skin_maps import CHEEK, even, with_furrow

STEPS, STEP_PX, CAP = 3, 4.0, 20
MIDDLE = 40


def nothing() -> list[Evidence]:
    return [np.zeros((81, 81), np.int8) for _ in angles()]


def along(turn_deg: float) -> list[Evidence]:
    """Evidence on a way through the middle that turns by so many degrees at every step, in the directions it takes."""
    evidence = nothing()
    for way in (1, -1):
        at = np.array([MIDDLE, MIDDLE], float)
        for step in range(STEPS + 1):
            heading = np.radians(way * turn_deg * step)
            index = round(heading / np.radians(15)) % len(evidence)
            x, y = np.round(at).astype(int)
            evidence[index][y - 1 : y + 2, x - 1 : x + 2] = CAP
            at += way * STEP_PX * np.array([np.cos(heading), np.sin(heading)])
    return evidence


def total(evidence: list[Evidence], turn: int = 0) -> int:
    return int(path_totals(evidence, angles(), STEP_PX, STEPS, turn)[0][MIDDLE, MIDDLE])


@pytest.mark.parametrize("turn_deg", [0, 15, -15])
def test_a_line_that_goes_on_collects_all_its_steps(turn_deg: float) -> None:
    assert total(along(turn_deg)) == CAP * (2 * STEPS + 1)


@pytest.mark.parametrize("length_px", [2.25, 3.0, 4.0, 5.0, 6.0])
def test_steps_of_mirror_images_are_mirror_images(length_px: float) -> None:
    for angle, mirrored in zip(angles()[1:], reversed(angles()[1:]), strict=True):
        right, down = paths.step(length_px, angle)
        assert paths.step(length_px, mirrored) == (-right, down)
        assert paths.step(length_px, angle + np.pi) == (-right, -down)
        assert (
            np.hypot(right - length_px * np.cos(angle), down - length_px * np.sin(angle)) <= np.hypot(0.5, 0.5) + 1e-6
        )


def test_a_line_that_turns_sharply_does_not_go_on() -> None:
    assert total(along(60)) < CAP * (STEPS + 1)


def test_every_turn_costs() -> None:
    turn = 3
    assert total(along(0), turn) == CAP * (2 * STEPS + 1)
    assert total(along(15), turn) == CAP * (2 * STEPS + 1) - turn * 2 * STEPS


def test_one_dark_spot_is_one_step() -> None:
    evidence = nothing()
    for one in evidence:
        one[MIDDLE - 1 : MIDDLE + 2, MIDDLE - 1 : MIDDLE + 2] = CAP
    assert total(evidence) == CAP


def test_sums_stay_within_their_bits_and_the_map() -> None:
    most = [np.full((81, 81), LARGEST // STEPS, np.int8) for _ in angles()]
    for found in path_totals(most, angles(), STEP_PX, STEPS, 0):
        assert found[MIDDLE, MIDDLE] == (2 * STEPS + 1) * (LARGEST // STEPS)
        assert (found >= LARGEST // STEPS).all()


def test_the_contrast_is_largest_along_the_furrow() -> None:
    light = with_furrow(even(), CHEEK, 20, angle_deg=30, depth=0.1)
    found = contrasts(light, 2.5, Strip(0.15, 0.5, 0.6))
    best = found.max(axis=0)
    row, column = np.unravel_index(best.argmax(), best.shape)
    assert np.degrees(angles()[int(np.argmax([one[row, column] for one in found]))]) == pytest.approx(30)
    assert 0.05 < best.max() < 0.15
