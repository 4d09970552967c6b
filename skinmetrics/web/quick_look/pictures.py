"""Pictures as HTML with their data inside: Streamlit's own media files could be opened by anyone with their address."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from html import escape

from skinmetrics.web.components.mounting import svg_points
from skinmetrics.web.quick_look.look import Look
from skinmetrics.web.say import say
from skinmetrics.web.words import quick_look as words


def data_url(picture: bytes, kind: str = "jpeg") -> str:
    """A picture as a data URL; `kind` is its image media type."""
    return f"data:image/{kind};base64," + base64.b64encode(picture).decode("ascii")


def outlined_photo(look: Look) -> str:
    """A photo with the face that was found in it outlined."""
    return (
        '<div class="sm-photo">'
        f'<img src="{data_url(look.thumbnail)}" alt="{escape(say(words.PHOTO_ALT, name=look.scores.photo))}">'
        f'<img src="{_outline(look)}" alt="" class="sm-outline"></div>'
    )


def face_strip(faces: Sequence[tuple[Look, str]]) -> str:
    """Lined-up faces in a row, each with a caption."""
    items = "".join(
        f'<li><img src="{data_url(look.face_map)}" alt="{escape(say(words.FACE_ALT, name=look.scores.photo))}">'
        f"<span>{escape(caption)}</span></li>"
        for look, caption in faces
    )
    return f'<ul class="sm-faces" tabindex="0" aria-label="{escape(say(words.FACES_TITLE))}">{items}</ul>'


def _outline(look: Look) -> str:
    """The outline as a picture of its own, the size of the photo: Streamlit lets no drawing stand in its HTML."""
    width, height = look.size
    corners = svg_points(look.outline)
    line = max(width, height) / 130
    drawing = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}" '
        f'fill="none" stroke-linejoin="round"><polygon points="{corners}" stroke="#0b2625" stroke-opacity=".55" '
        f'stroke-width="{2 * line:g}"/><polygon points="{corners}" stroke="#8ff0e4" stroke-width="{line:g}"/></svg>'
    )
    return data_url(drawing.encode("ascii"), "svg+xml")
