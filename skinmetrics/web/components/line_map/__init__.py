"""A face with its lines drawn on it, of which one can be picked by mouse, touch and keyboard."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass

import streamlit as st

from skinmetrics.imaging.frame import BOTTOM_MM, LEFT_MM, RIGHT_MM, TOP_MM
from skinmetrics.web.components.mounting import component, svg_points


@dataclass(frozen=True)
class Line:
    """One line: its number, points (x, y) mm of the frame, its name, what is said of it, and its kind of mark:
    `less`, `more`, `same` or `unseen`.
    """

    number: int
    points: tuple[tuple[float, float], ...]
    name: str
    said: str
    mark: str


_mount = component(__file__, "lines")


def line_map(
    picture: str, lines: Sequence[Line], chosen: int, *, label: str, alt: str, key: str, choose: Callable[[int], None]
) -> None:
    """Show `lines` on the aligned face at the address `picture`, as others see it. `choose` is given the number of the
    line that was picked.
    """
    drawn = [asdict(line) | {"points": svg_points(line.points)} for line in lines]
    frame = [LEFT_MM, TOP_MM, RIGHT_MM - LEFT_MM, BOTTOM_MM - TOP_MM]

    def picked() -> None:
        number = st.session_state[key].get("line")
        if number is not None:
            choose(int(number))

    data = {"picture": picture, "alt": alt, "frame": frame, "lines": drawn, "chosen": chosen, "label": label}
    _mount(key=key, data=data, on_line_change=picked)
