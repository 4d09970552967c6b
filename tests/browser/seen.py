"""What a person sees of a page that has come to rest, and the stage where before is slid over after."""

from __future__ import annotations

import os
import re
from collections.abc import Callable
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect

from tests.browser.steady import PATIENCE_MS, TRIES, drawn, in_view, until

GRAVE = frozenset({"serious", "critical"})
_POLL_MS = 50


def look(page: Page, name: str = "", *, lesser: bool = False) -> None:
    """Nothing that keeps anyone out, or with `lesser` nothing axe remarks upon at all; nothing wider than the window.
    TEST_SHOTS names a folder for pictures of it.
    """
    for _ in range(TRIES):  # what is drawn anew is pale for a moment, and a page may begin to while it is looked at
        drawn(page)
        if not (barriers := _barriers(page, lesser)):
            break
    assert barriers == [], barriers
    over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert over <= 0, f"{over} px wider than the window"
    if name and (shots := os.environ.get("TEST_SHOTS")):
        page.screenshot(path=Path(shots) / f"{name}.png", full_page=True)


def _barriers(page: Page, lesser: bool) -> list[tuple[str, list[str]]]:  # noqa: FBT001
    found = [one for one in Axe().run(page).response["violations"] if lesser or one["impact"] in GRAVE]
    return [(one["id"], [node["html"][:200] for node in one["nodes"]]) for one in found]


def shows_before(page: Page, percent: float, patience_ms: float = PATIENCE_MS) -> None:
    """Wait until so much of the earlier face is to be seen, to a percent of the width."""
    stage, waited, shown = page.locator("img.before"), 0.0, 0.0
    while waited < patience_ms:
        cut = stage.evaluate("(image) => getComputedStyle(image).clipPath")
        if hidden := re.fullmatch(r"inset\(0px ([\d.]+)% 0px 0px\)", cut):
            shown = 100 - float(hidden[1])
            if abs(shown - percent) <= 1:
                return
        page.wait_for_timeout(_POLL_MS)
        waited += _POLL_MS
    msg = f"{shown:.1f} % of the earlier face is to be seen, not {percent} %"
    raise AssertionError(msg)


def drag(page: Page, start: tuple[float, float], end: tuple[float, float]) -> None:
    """By mouse, in steps as a hand goes."""
    page.mouse.move(*start)
    page.mouse.down()
    page.mouse.move(*end, steps=5)
    page.mouse.up()


def slid(page: Page, percent: float, slide: Callable[[tuple[float, float], tuple[float, float]], None]) -> None:
    """Slide the stage until so much of the earlier face is to be seen; `slide` gets the middle and the aim, pixels of
    the window. It is done again where the page was drawn anew meanwhile.
    """

    def act() -> None:
        expect(page.locator("img.after").first).to_be_visible()
        page.locator("img.after").first.evaluate("(image) => image.decode()")  # until then the stage has no height
        left, top, width, height = in_view(page.locator(".stage").first)
        at = top + height / 2
        slide((left + width / 2, at), (left + width * percent / 100, at))

    until(act, lambda patience: shows_before(page, percent, patience))
