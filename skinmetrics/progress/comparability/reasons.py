"""What to say where scores are not compared because of how photos were taken, and the code of it in what is printed."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from skinmetrics.imaging.expression import Movement

WHITES_DIFFER = (
    "Colours were measured against what looks like a card in one photo, the eyes in another. "
    "Use a card each time, or none."
)
CAMERAS_DIFFER = (
    "Another camera draws fine skin and colours in another way, so neither can be compared. "
    "Use the same phone and the same lens each time."
)
MADE_UP = (
    "The eyes stand out differently: make-up, or a lamp reflected in the eyes, a filter or another camera setting, or "
    "the lens was dirty or steamed. Wipe it, and take all photos alike and without make-up."
)
LIGHT_DIFFERS = (
    "There was much less light in one of the photos, and phones smooth fine skin then. "
    "Take all photos at a window or with the same lights on."
)
FILES_DIFFER = (
    "One of the photos was stored to save space, or in another format, which changes fine skin. "
    "Send all photos as the camera saved them."
)
GRAIN_DIFFERS = (
    "The colours of the skin are grainier or more even in some photos than in others, as little light, make-up or a "
    "filter leaves them. Take all photos in good light, without make-up and without a filter."
)
SMOOTHED = (
    "Fine skin is much smoother in some photos than in others: little light, a filter, make-up or cream can do that. "
    "Take all photos in good light, without a filter, and on dry skin."
)
TOO_BRIGHT = (
    "One of the photos is so bright that the camera loses what it shows, colours first. "
    "Step back from the lamp or the window."
)
CAMERA_MOVED = "The camera moved in one of the photos, which smears fine skin. Rest your elbows and turn on more light."
HAIR_LIES = "Hair lies over the face on one of the days, and looks like lines. Pin it back each time."
HELD_DIFFERENTLY: Mapping[str, str] = MappingProxyType(
    {
        "mouth": "The expression differs. Close the mouth and let the face go loose.",
        "brows": "The expression differs. Let forehead and eyebrows go loose.",
        "eyes": "The expression differs. Open the eyes as in the other photos.",
    }
)
"""What to say of an expression, by the part of it that moved most."""
IN_PATCHES = (
    "Light fell in patches on one of the days, as through leaves or lace. Face a window in even light each time."
)

BY_ITSELF = frozenset({CAMERA_MOVED, TOO_BRIGHT, *HELD_DIFFERENTLY.values()})
"""What is told of a photo by itself, whose day is then the one to look at: of the others either side may be meant."""

CODES: Mapping[str, str] = MappingProxyType(
    {
        WHITES_DIFFER: "white",
        CAMERAS_DIFFER: "camera",
        MADE_UP: "make_up",
        CAMERA_MOVED: "moved",
        HAIR_LIES: "hair",
        IN_PATCHES: "patches",
        LIGHT_DIFFERS: "dim",
        FILES_DIFFER: "file",
        GRAIN_DIFFERS: "grain",
        SMOOTHED: "smoothed",
        TOO_BRIGHT: "bright",
    }
)
"""The code of each reason that concerns two bursts, as ``compare --json`` prints it."""


def held_differently(movement: Movement) -> str:
    """What to say of a face that is held in another way."""
    return HELD_DIFFERENTLY[max(movement.times, key=lambda part: movement.times[part])]
