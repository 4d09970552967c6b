"""Lined-up faces one after the other, to play, to step through and to save.

The pictures come from our own authorised route. A GIF travels inside the page's own connection as data.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass

from skinmetrics.web.components.mounting import component


@dataclass(frozen=True)
class Frame:
    """One picture: its address, its day in words, and what it shows for those who cannot see it."""

    image: str
    label: str
    alt: str


_mount = component(__file__, "lapse")


def time_lapse(frames: list[Frame], words: dict[str, str], *, gif: str | None, key: str) -> bool:
    """Show the frames; whether a GIF was asked for just now. `gif` is one as a data URL, once it is made.

    `words` are play, pause, make, keep and frame.
    """
    result = _mount(
        key=key,
        data={"frames": [asdict(frame) for frame in frames], "words": words, "gif": gif},
        on_make_change=lambda: None,
    )
    return bool(result.make)
