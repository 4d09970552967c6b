"""Under which circumstances photos were taken, where another kind of them alone would move scores.

Colours against a card are not colours against the eyes, another camera draws fine skin and colours in another way,
made-up eyes pass for a sharper photo, a camera that moves smears fine skin, hair looks like lines, and a smile moves
skin. Which scores each concerns, concerns.py says, and what to say of it, reasons.py; what of a series is compared
then, odd.py, and what of two bursts, unlike.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, replace
from typing import Any, TypeVar

from skinmetrics.imaging.capture import SHAKEN, TOO_BRIGHT_SHARE
from skinmetrics.imaging.coarseness import TOO_COARSE
from skinmetrics.imaging.expression import Expression
from skinmetrics.imaging.shake import CameraPath
from skinmetrics.metrics.grain import Grain
from skinmetrics.progress.comparability.same_person import Compared
from skinmetrics.scoring import PhotoScores

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
