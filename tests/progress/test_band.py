import pytest

from skinmetrics.progress.band import noise_band
from skinmetrics.progress.change import Change
from skinmetrics.progress.verdict import Verdict


@pytest.mark.parametrize(
    ("before", "mdc95", "band"),
    [
        (3.0, 1.0, (2.0, 4.0)),
        (0.5, 1.0, (0.0, 1.5)),
        (-2.0, 1.0, (-3.0, -1.0)),
        (-0.5, 1.0, (-1.5, 0.5)),
        (None, 1.0, None),
        (3.0, None, None),
    ],
)
def test_the_band_holds_the_level_before(
    before: float | None, mdc95: float | None, band: tuple[float, float] | None
) -> None:
    change = Change("under_eye_darkness", None, before, 1.0, 1.0, None, None, mdc95, Verdict.NO_DETECTABLE_CHANGE)
    assert noise_band(change) == band
    assert noise_band(None) is None
