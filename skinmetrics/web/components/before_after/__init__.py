"""Two lined-up faces, one over the other, with a handle between them that mouse, touch and keyboard move.

A picture is at an address that only those may open who may see it, or travels inside the page's own connection as data.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from skinmetrics.web.components.mounting import component


@dataclass(frozen=True)
class Side:
    """One of the two pictures."""

    image: str
    """Its address, or the picture itself as a data URL."""
    label: str
    """Its date in words."""
    alt: str
    """What it shows, for those who cannot see it."""


_mount = component(__file__, "slider")


def before_after(before: Side, after: Side, *, label: str, key: str) -> None:
    """Show the slider; `label` is its name for a screen reader. Where it stands stays in the browser."""
    _mount(key=key, data={"before": asdict(before), "after": asdict(after), "label": label})
