"""The browsers in which tests open pages: a phone's and a desk's, which keep the scripts that they have compiled."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from playwright.sync_api import Browser, BrowserContext, Page, StorageState

PHONE_PX = 600
"""Below this width a screen is a phone's, and is touched."""


@dataclass(frozen=True)
class Screens:
    """A phone's browser and a desk's."""

    phone: BrowserContext
    desk: BrowserContext

    def page(self, *, width: int = 1440, dark: bool = False) -> Page:
        """A new page so many px wide, in which nothing moves by itself."""
        page = (self.phone if width < PHONE_PX else self.desk).new_page()
        page.set_viewport_size({"width": width, "height": 900})
        page.emulate_media(color_scheme="dark" if dark else "light", reduced_motion="reduce")
        return page


@contextmanager
def screens(chromium: Browser, patience_ms: float, state: StorageState | None = None) -> Iterator[Screens]:
    """Both, signed in as `state` says."""
    found = Screens(*(chromium.new_context(storage_state=state, has_touch=touch) for touch in (True, False)))
    for context in (found.phone, found.desk):
        context.set_default_timeout(patience_ms)
    yield found
    for context in (found.phone, found.desk):
        context.close()
