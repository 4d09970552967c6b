"""A drawn face whose regions can be chosen by mouse, touch and keyboard, tinted by what changed there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

import streamlit as st

from skinmetrics.imaging.regions import outline

_HERE = Path(__file__).parent


@dataclass(frozen=True)
class Part:
    """One region: its id, its name, what is said of it, and the kind of tint (a verdict's id; empty for none)."""

    region: str
    name: str
    said: str
    tint: str
    strength: float
    """How strong the tint is, 0 to 1."""


_mount = st.components.v2.component(
    "skinmetrics.face_map",
    html=(_HERE / "map.html").read_text(encoding="utf-8"),
    css=(_HERE / "map.css").read_text(encoding="utf-8"),
    js=(_HERE / "map.js").read_text(encoding="utf-8"),
)


def face_map(
    parts: list[Part], chosen: str | None, *, label: str, key: str, choose: Callable[[str | None], None]
) -> None:
    """Show the face as others see it: the person's left is on the right.

    `choose` is called with the region that was clicked, or with None (the whole face) when the chosen one was.
    """
    drawn = [asdict(part) | {"points": " ".join(f"{x:g},{y:g}" for x, y in outline(part.region))} for part in parts]

    def clicked() -> None:
        choose(st.session_state[key].get("region") or None)

    _mount(key=key, data={"parts": drawn, "chosen": chosen, "label": label}, on_region_change=clicked)
