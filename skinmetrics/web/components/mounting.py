"""What our components have in common: each is a folder with its page, its style and its script."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import streamlit as st
from streamlit.components.v2.types import ComponentRenderer

_INCLUDED = re.compile(r"/\* (\w+\.js) \*/")


def component(module: str, stem: str) -> ComponentRenderer:
    """Declare the component of the folder of `module` from STEM.html, STEM.css and STEM.js.

    A line `/* other.js */` of the script stands for that file: Streamlit takes a component's script as one.
    """
    folder = Path(module).parent

    def text(name: str) -> str:
        return (folder / name).read_text(encoding="utf-8")

    script = _INCLUDED.sub(lambda found: text(found[1]), text(f"{stem}.js"))
    return st.components.v2.component(
        f"skinmetrics.{folder.name}", html=text(f"{stem}.html"), css=text(f"{stem}.css"), js=script
    )


def svg_points(places: Iterable[tuple[float, float]]) -> str:
    """Places (x, y) as an SVG polygon or polyline takes them."""
    return " ".join(f"{x:g},{y:g}" for x, y in places)
