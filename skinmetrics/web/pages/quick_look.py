"""Quick look as one of the pages; all of it is in `web.quick_look`."""

from __future__ import annotations

from skinmetrics.web.quick_look.page import page

__all__ = ["page"]
