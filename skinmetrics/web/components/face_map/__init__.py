"""A drawn face whose regions can be chosen by mouse, touch and keyboard, tinted by what changed there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import asdict, dataclass

import streamlit as st

from skinmetrics.imaging.regions import outline
from skinmetrics.progress.change import Change
from skinmetrics.web.components.mounting import component, svg_points


@dataclass(frozen=True)
class Part:
    """One region: its id, its name, what is said of it, and the kind of tint (a verdict's id; empty for none)."""

    region: str
    name: str
    said: str
    tint: str
    strength: float
    """How strong the tint is, 0 to 1."""


_mount = component(__file__, "map")

UNSURE = "unsure"
"""The tint of what moved by more than its noise alone without being called a change."""

FULL_TINT_TIMES = 4.0
"""A change of so many times its noise is drawn in the strongest tint."""


def tint_strength(change: Change) -> float:
    """How strong the tint of a change is, by how many times its own noise it is; 0 of what is called none."""
    return min(1.0, change.times_noise / FULL_TINT_TIMES) if change.verdict.is_change else 0.0


def tint(change: Change) -> str:
    """The kind of tint of a change."""
    return UNSURE if change.unsure else change.verdict.value


def face_map(
    parts: list[Part], chosen: str | None, *, label: str, key: str, choose: Callable[[str | None], None]
) -> None:
    """Show the face as others see it: the person's left is on the right.

    `choose` is called with the region that was clicked, or with None (the whole face) when the chosen one was.
    """
    drawn = [asdict(part) | {"points": svg_points(outline(part.region))} for part in parts]

    def clicked() -> None:
        choose(st.session_state[key].get("region") or None)

    _mount(key=key, data={"parts": drawn, "chosen": chosen, "label": label}, on_region_change=clicked)
