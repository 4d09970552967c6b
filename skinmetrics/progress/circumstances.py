"""Under which circumstances photos were taken, where another kind of them alone would move scores.

Colours against a card are not colours against the eyes, another camera draws fine skin and colours in another way,
made-up eyes pass for a sharper photo, a camera that moves smears fine skin, hair looks like lines, and a smile moves
skin. What of a series is compared then, odd.py says, and what of two bursts, unlike.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Any, TypeVar

from skinmetrics.imaging.capture import SHAKEN, TOO_BRIGHT_SHARE
from skinmetrics.imaging.coarseness import TOO_COARSE
from skinmetrics.imaging.expression import Expression, Movement
from skinmetrics.imaging.shake import CameraPath
from skinmetrics.metrics import METRIC_OF
from skinmetrics.metrics.grain import Grain
from skinmetrics.progress.same_person import Compared
from skinmetrics.scoring import PhotoScores

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

# Still photos of one face differ by 0.28 at most; a path of 0.75 mm is 0.56 and moves lines by up to two fifths.
MOVED_MM2 = 0.3

LINES = frozenset({"fine_line_density", "wrinkle_density", "line_depth"})
"""The metrics that hair passes for."""

Kept = TypeVar("Kept", Expression, CameraPath, Grain)


@dataclass(frozen=True)
class Circumstances:
    """What colours were measured against (card, eyes), the camera's digest, the contrast of the edges around the eyes
    in ln units, how the face was held, how the camera moved, its sensitivity, how coarsely the file is stored; None
    where nobody knows. How alike the photo is to others of the same client; empty where it was compared with none.
    Whether single hairs lie over the face; whether the photo was told that the camera moved; which share of the face
    is too bright for its colours, and how bright what the white was read from is, 0 … 1; the skin's grain.
    """

    white: str | None = None
    camera: str | None = None
    eye_contrast: float | None = None
    expression: Expression | None = None
    path: CameraPath | None = None
    likeness: tuple[Compared, ...] = ()
    iso: int | None = None
    hair: bool | None = None
    shaken: bool = False
    coarseness: float | None = None
    highlights: float | None = None
    white_light: float | None = None
    grain: Grain | None = None

    @property
    def too_bright(self) -> bool:
        """Whether so much of the face is that little is left of anything."""
        return self.highlights is not None and self.highlights > TOO_BRIGHT_SHARE

    @property
    def colour_grain(self) -> float | None:
        """How grainy colours are, ln units."""
        return None if self.grain is None else self.grain.colour

    @property
    def fine_relief(self) -> float | None:
        """How much contrast fine relief has, ln units."""
        return None if self.grain is None else self.grain.relief

    @property
    def mirrored(self) -> Circumstances:
        """The same, had the photo been mirrored."""
        return replace(self, path=self.path and self.path.mirrored)

    @property
    def measured_coarseness(self) -> float | None:
        """How coarsely the file is stored; None also where it is too coarse for what that concerns to be measured."""
        return None if self.coarseness is None or abs(self.coarseness) >= TOO_COARSE else self.coarseness

    @classmethod
    def of(cls, scores: PhotoScores) -> Circumstances:
        """Those of a scored photo."""
        one = scores
        shaken = any(problem.message == SHAKEN for problem in one.capture.problems)
        known = cls(one.white, one.camera, one.eye_contrast, one.expression, one.path, iso=one.iso, hair=one.hair)
        bright = replace(known, highlights=one.highlights, white_light=one.white_light)
        return replace(bright, shaken=shaken, coarseness=one.coarseness, grain=one.grain)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Circumstances:
        """Those that ``asdict`` made, perhaps of another version, which knew less or more."""
        return cls(
            white=kept.get("white"),
            camera=kept.get("camera"),
            eye_contrast=kept.get("eye_contrast"),
            expression=_whole(Expression, kept.get("expression")),
            path=_whole(CameraPath, kept.get("path")),
            likeness=tuple(Compared.read(kept.get("likeness"))),
            iso=kept.get("iso"),
            hair=kept.get("hair"),
            shaken=bool(kept.get("shaken")),
            coarseness=kept.get("coarseness"),
            highlights=kept.get("highlights"),
            white_light=kept.get("white_light"),
            grain=_whole(Grain, kept.get("grain")),
        )

    @classmethod
    def kept_in(cls, capture: Mapping[str, Any]) -> Circumstances:
        """Those in what the records keep of a photo's capture (clinic/measuring.py)."""
        return cls.read(capture.get("circumstances") or {})


UNKNOWN = Circumstances()


def _whole(kind: type[Kept], kept: Mapping[str, Any] | None) -> Kept | None:
    """What was kept of a kind; None where nothing was, or not all of it."""
    known = {one.name: kept[one.name] for one in fields(kind) if one.name in kept} if kept else {}
    return kind(**known) if len(known) == len(fields(kind)) else None


def sees_colour(metric: str) -> bool:
    """Whether a metric is measured against the white of the photo."""
    return METRIC_OF[metric].needs.white


def sees_fine_skin(metric: str) -> bool:
    """Whether a metric sees what phones sharpen and smooth."""
    return METRIC_OF[metric].needs.resolution != "standard"


def sees_storing(metric: str) -> bool:
    """Whether a metric sees what a coarsely stored file changes."""
    return METRIC_OF[metric].needs.fine_file


def sees_camera(metric: str) -> bool:
    """Whether a metric sees what every camera draws in its own way: fine skin and colours."""
    return sees_fine_skin(metric) or METRIC_OF[metric].needs.colours


def sees_shade(metric: str) -> bool:
    """Whether a metric sees relief and what is lit less: patches of light or smoothing leave redness as it is."""
    return METRIC_OF[metric].needs.skin and metric not in {"redness", "redness_patchiness"}


def sees_contrast(metric: str) -> bool:
    """Whether a metric sees what makes the eyes stand out, such as a camera's or a filter's curve of contrast: relief
    and colours do, where the mesh lies does not.
    """
    return METRIC_OF[metric].needs.skin


def held_differently(movement: Movement) -> str:
    """What to say of a face that is held in another way."""
    return HELD_DIFFERENTLY[max(movement.times, key=lambda part: movement.times[part])]
