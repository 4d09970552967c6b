"""Two lined-up faces, one over the other, with a handle between them that mouse, touch and keyboard move.

The pictures travel inside the page's own connection as data: there is no address under which others could open them.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Side:
    """One of the two pictures."""

    image: str
    """The picture as a data URL."""
    label: str
    """Its date in words."""
    alt: str
    """What it shows, for those who cannot see it."""


_mount = st.components.v2.component(
    "skinmetrics.before_after",
    html=(_HERE / "slider.html").read_text(encoding="utf-8"),
    css=(_HERE / "slider.css").read_text(encoding="utf-8"),
    js=(_HERE / "slider.js").read_text(encoding="utf-8"),
)


def before_after(before: Side, after: Side, *, label: str, key: str) -> None:
    """Show the slider; `label` is its name for a screen reader. Where it stands stays in the browser."""
    _mount(key=key, data={"before": asdict(before), "after": asdict(after), "label": label})
