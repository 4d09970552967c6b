"""What no treatment changes, measured beside the skin: where it changed, the pictures did."""

from __future__ import annotations

from skinmetrics.progress.result import Progress
from skinmetrics.progress.words.names import about

LIGHT_CONTROLS = ("sclera", "background")
"""Regions under which a table may carry such scores; none of the program's own metrics has them."""


def light_warnings(progress: Progress) -> tuple[str, ...]:
    """Return a warning for each light control that has a verdict of change: the pictures changed, not only the skin."""
    return tuple(
        f"The {found.change.region} changed in {about(found.change.metric, None)}, which no treatment does: the light "
        "or the camera was not the same. Changes of the same metric on the skin are not to be trusted."
        for found in progress.changes
        if found.change.region in LIGHT_CONTROLS and found.change.verdict.is_change
    )
