"""Drawings for the help pages, as SVG. They carry their own paper, so that light and dark pages both show them."""

from __future__ import annotations

_INK, _ACCENT, _PAPER, _SOFT = "#1c2324", "#0f6b66", "#eef3f1", "#c9d6d2"


def _sheet(inside: str) -> str:
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 260 200" width="260" height="200" fill="none" '
        f'stroke="{_INK}" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">'
        f'<rect width="260" height="200" rx="14" fill="{_PAPER}" stroke="none"/>{inside}</svg>'
    )


def _head(x: float, y: float, scale: float = 1.0) -> str:
    """A face from the front, about 72 by 96 units, its middle at (x, y)."""
    return (
        f'<g transform="translate({x} {y}) scale({scale})"><path fill="#fff" d="M0-48C26-48 36-26 36-6C36 24 20 48 0 48'
        'C-20 48-36 24-36-6C-36-26-26-48 0-48Z"/><path d="M-20-8h10M10-8h10M0-4v16l-5 3M-10 28q10 5 20 0'
        'M-24-18q8-5 15-1M24-18q-8-5-15-1"/>'
        f'<path d="M-35-14C-34-60 34-60 35-14C26-34 8-38-8-38C-22-38-32-28-35-14Z" fill="{_SOFT}"/></g>'
    )


def _phone(x: float, y: float) -> str:
    return (
        f'<g transform="translate({x} {y})"><rect x="-13" y="-24" width="26" height="48" rx="5" fill="#fff"/>'
        f'<circle r="3.5" cy="-15" fill="{_ACCENT}" stroke="none"/></g>'
    )


def _window(x: float, y: float) -> str:
    return (
        f'<g transform="translate({x} {y})"><rect width="46" height="70" fill="#fff"/><path d="M23 0v70M0 35h46"/></g>'
    )


_LIGHT = _sheet(
    _window(24, 52) + _head(170, 104) + f'<path stroke="{_ACCENT}" d="M82 72l34 12M82 90l34 6M82 108l34 0"/>'
)
_LEVEL = _sheet(
    _head(76, 100) + _phone(204, 92) + f'<path stroke="{_ACCENT}" stroke-dasharray="6 7" d="M100 92h86"/>'
    + f'<path stroke="{_ACCENT}" d="M112 150h84M112 144v12M196 144v12"/>'
)  # fmt: skip
_OVAL = _sheet(
    '<rect x="78" y="14" width="104" height="172" rx="14" fill="#fff"/>' + _head(130, 98, 0.98)
    + f'<ellipse cx="130" cy="98" rx="44" ry="60" stroke="{_ACCENT}" stroke-dasharray="7 6"/>'
)  # fmt: skip
_CALM = _sheet(
    _head(130, 96) + f'<path stroke="{_ACCENT}" d="M92 46q38-34 76 0" stroke-width="6"/>'
    + f'<path stroke="{_ACCENT}" d="M182 100l8 9 16-22"/>'
)  # fmt: skip
_THREE = _sheet(
    "".join(
        f'<rect x="{x}" y="48" width="62" height="86" rx="8" fill="#fff"/>' + _head(x + 31, 92, 0.62)
        for x in (26, 99, 172)
    )
    + f'<path stroke="{_ACCENT}" d="M57 154h146M193 146l10 8-10 8"/>'
)  # fmt: skip
_SAME = _sheet(
    '<rect x="52" y="38" width="156" height="124" rx="10" fill="#fff"/><path d="M52 70h156M86 26v24M174 26v24"/>'
    + "".join(
        f'<circle cx="{x}" cy="{y}" r="8" fill="{_ACCENT}" stroke="none"/>'
        for x, y in ((86, 94), (130, 116), (174, 138))
    )
)  # fmt: skip

PHOTO_STEPS: tuple[tuple[str, str, str, str], ...] = (
    (
        "Face a window",
        "Daylight from the front, the same place each time. No flash, no lamp from one side or from above.",
        "A face turned to a window; light falls on it from the front.",
        _LIGHT,
    ),
    (
        "Phone at eye height",
        "Upright, at arm's length. Too near bends the face, and the photo shows it larger than it is.",
        "A phone at the height of the eyes, an arm's length from the face.",
        _LEVEL,
    ),
    (
        "Fill the oval",
        "Look straight into the lens. The face fills most of the picture.",
        "A face that fills the oval on the screen of a phone.",
        _OVAL,
    ),
    (
        "Bare and relaxed",
        "Hair pinned back; glasses, needles, tapes, patches, plasters and masks off. Skin dry, without cream or "
        "make-up. No filter, beauty or portrait mode. Let the face go loose.",
        "A relaxed face with the hair held back by a band.",
        _CALM,
    ),
    (
        "Three in a row",
        "Three photos within a minute count as one measurement, a steadier one.",
        "Three photos of the same face, one after the other.",
        _THREE,
    ),
    (
        "Same hour, several days",
        "Three days or more before and after the first session, a week apart, without long gaps. Faces look more lined "
        "towards evening.",
        "A calendar with three days marked.",
        _SAME,
    ),
)
"""Name, sentence, what the drawing shows, and the drawing."""


def noise_drawing() -> str:
    """Scores that move inside a band while nothing changes, then leave it."""
    dots = ((34, 92), (58, 78), (82, 96), (106, 84), (142, 132), (170, 142), (198, 134), (226, 146))
    marks = "".join(f'<circle cx="{x}" cy="{y}" r="6" fill="{_ACCENT}" stroke="none"/>' for x, y in dots)
    return _sheet(
        f'<rect x="20" y="64" width="222" height="44" fill="{_SOFT}" stroke="none"/><path d="M20 20v160h222"/>'
        f'<path stroke="{_INK}" stroke-dasharray="5 6" d="M124 26v150"/>{marks}'
    )
