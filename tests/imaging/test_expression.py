"""How a face is held, against how it was held in another photo."""

from __future__ import annotations

from dataclasses import asdict

import pytest

from skinmetrics.imaging.expression import Expression


def test_a_face_that_moves_back_moves_as_far() -> None:
    rest = Expression(mouth_mm=50.0, corners_mm=0.0, lips_mm=0.5, brows_mm=0.0, eyes=0.36)
    moved = Expression(mouth_mm=57.0, corners_mm=3.0, lips_mm=2.0, brows_mm=2.0, eyes=0.30)
    there, back = moved.since(rest), rest.since(moved)
    assert there.eyes_opened_pct < 0 < there.mouth_wider_pct
    assert asdict(back) == pytest.approx({part: -by for part, by in asdict(there).items()})
    assert back.times == pytest.approx(there.times)
