"""A page that is still being drawn is waited for, as a person waits before pointing at something on it."""

from __future__ import annotations

import time
from collections.abc import Callable

from playwright.sync_api import Error, Locator, Page

QUIET_MS, AT_MOST_MS = 400, 20_000
"""So long nothing on the page has changed when it counts as drawn, and so long that is waited for: some parts of a
page look again every second for as long as it is open.
"""

TRIES, A_LOOK_MS, PATIENCE_MS = 3, 5_000, 120_000

_QUIET = """
([quiet, atMost]) => new Promise((done) => {
  const started = performance.now();
  let changed = started;
  const watch = new MutationObserver(() => { changed = performance.now(); });
  watch.observe(document.body, {attributes: true, characterData: true, childList: true, subtree: true});
  const look = setInterval(() => {
    const now = performance.now();
    const app = document.querySelector('[data-testid=stApp]');
    const working = app && app.dataset.testScriptState !== 'notRunning';
    const drawing = working || document.querySelector('[data-stale=true]');
    if (drawing) changed = now;
    if (now - changed > quiet || now - started > atMost) {
      clearInterval(look);
      watch.disconnect();
      done();
    }
  }, 50);
})
"""


_STILL = """
(element, [quiet, atMost]) => new Promise((done) => {
  const started = performance.now();
  let moved = started, stood = '';
  const look = () => {
    const now = performance.now(), {x, y, width, height} = element.getBoundingClientRect();
    const stands = [x, y, width, height].join();
    if (stands !== stood || !height) moved = now;
    stood = stands;
    if (now - moved > quiet || now - started > atMost) done();
    else requestAnimationFrame(look);
  };
  look();
})
"""


def drawn(page: Page) -> None:
    """Wait until the page has stood still for a moment: no script at work, nothing pale, nothing moved."""
    page.evaluate(_QUIET, [QUIET_MS, AT_MOST_MS])


def in_view(locator: Locator) -> tuple[float, float, float, float]:
    """Left, top, width and height in the window, pixels, of an element scrolled to its middle."""
    drawn(locator.page)
    left, top, width, height = locator.evaluate(
        """(element) => {
             element.scrollIntoView({block: 'center', behavior: 'instant'});
             const box = element.getBoundingClientRect();
             return [box.x, box.y, box.width, box.height];
           }"""
    )
    return left, top, width, height


def still(locator: Locator) -> None:
    """Wait until an element has stood where it stands for as long as a page must be quiet to count as drawn:
    what opens by and by moves without any change of the page.
    """
    locator.evaluate(_STILL, [QUIET_MS, AT_MOST_MS])


def until(act: Callable[[], None], held: Callable[[float], None]) -> None:
    """Do a thing, and again when it was lost under a drawing: `held` waits so many ms and raises AssertionError."""
    for left in reversed(range(TRIES)):
        try:
            act()
            held(A_LOOK_MS if left else PATIENCE_MS)
        except (AssertionError, Error):
            if not left:
                raise
            time.sleep(0.5)
        else:
            return
