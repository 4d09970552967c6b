"""Text grows with what the visitor has set: its size is in rem, but for what is drawn in a picture's own units."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from skinmetrics import web

STYLES = sorted(Path(web.__file__).parent.rglob("*.css"))
RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
IN_PX = re.compile(r"(?:font|font-size)\s*:[^;]*\dpx")


@pytest.mark.parametrize("file", STYLES, ids=lambda file: file.name)
def test_text_grows_with_the_visitors_own_size(file: Path) -> None:
    fixed = [
        selector.strip()
        for selector, inside in RULE.findall(file.read_text("utf-8"))
        if IN_PX.search(inside) and not selector.strip().endswith(" text")
    ]
    assert fixed == []


def test_there_are_styles_to_look_at() -> None:
    assert {"guide.css", "practice.css", "style.css"} <= {file.name for file in STYLES}
    assert IN_PX.search("font: 400 16px/1.5 var(--st-font)")
