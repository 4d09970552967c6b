"""Photos in: a guide at the camera that watches light, sharpness and stillness, and files; both sent by the browser.

The video is looked at by the page's own script and goes nowhere. Photos are posted to our own route one by one, and
again when a connection was lost; what the route calls saved is saved, whatever the page does then.
"""

from __future__ import annotations

from skinmetrics.web.components.mounting import component

_mount = component(__file__, "guide")


def capture_guide(words: dict[str, str], *, client_id: str, csrf: str, outline: str | None, key: str) -> bool:
    """Show the guide; whether photos were saved just now. `outline` is the address of the face to line up with."""
    data = {"words": words, "client": client_id, "csrf": csrf, "outline": outline}
    result = _mount(key=key, data=data, on_saved_change=lambda: None)
    return bool(result.saved)
