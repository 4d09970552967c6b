"""The band of retake noise that charts draw."""

from __future__ import annotations

from skinmetrics.progress.change import Change


def noise_band(change: Change | None) -> tuple[float, float] | None:
    """Return the ends of the level before ± MDC95, in the metric's unit; None where either is not known.

    A score that is never negative ends at zero; one that was may be, as darkness under the eyes that are lighter.
    """
    if change is None or change.before is None or change.mdc95 is None:
        return None
    low, high = change.before - change.mdc95, change.before + change.mdc95
    return max(0.0, low) if change.before >= 0 else low, high
