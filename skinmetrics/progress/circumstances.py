"""Under which circumstances photos were taken, where another kind of them alone would move scores.

Colours against a card are not colours against the eyes, another camera draws fine skin and colours in another way,
made-up eyes pass for a sharper photo, a camera that moves smears fine skin, hair looks like lines, and a smile moves
skin. Within a series the kind that most days have is kept, first of all one with days enough for a verdict on both
sides of the first session; of the others what it concerns is left out, with the reason. Of another person everything
is. No two photos that are kept differ as much as two bursts that are not compared (unlike.py).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from fractions import Fraction
from types import MappingProxyType
from typing import Any, Generic, TypeVar

from skinmetrics.imaging.capture import SHAKEN, TOO_BRIGHT_SHARE
from skinmetrics.imaging.coarseness import TOO_COARSE
from skinmetrics.imaging.expression import Expression, Movement
from skinmetrics.imaging.shake import CameraPath
from skinmetrics.metrics import METRIC_OF
from skinmetrics.progress.apart import (
    files_differ,
    highlights_differ,
    lights_differ,
    made_up_differently,
    white_lights_differ,
)
from skinmetrics.progress.assess import FEWEST
from skinmetrics.progress.same_person import ANOTHER_PERSON, Compared
from skinmetrics.progress.votes import middle, most, votes_of_days
from skinmetrics.progress.windows import close_paths, windows
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

Photo = TypeVar("Photo", bound=Hashable)
Kind = TypeVar("Kind", bound=Hashable)


@dataclass(frozen=True)
class Circumstances:
    """What colours were measured against (card, eyes), the camera's digest, the contrast of the edges around the eyes
    in ln units, how the face was held, how the camera moved, its sensitivity, how coarsely the file is stored; None
    where nobody knows. How alike the photo is to others of the same client; empty where it was compared with none.
    Whether single hairs lie over the face; whether the photo was told that the camera moved; which share of the face
    is too bright for its colours, and how bright what the white was read from is, 0 … 1.
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

    @property
    def too_bright(self) -> bool:
        """Whether so much of the face is that little is left of anything."""
        return self.highlights is not None and self.highlights > TOO_BRIGHT_SHARE

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
        return replace(bright, shaken=shaken, coarseness=one.coarseness)

    @classmethod
    def read(cls, kept: Mapping[str, Any]) -> Circumstances:
        """Those that ``asdict`` made, perhaps of another version, which knew less or more."""
        held, path = kept.get("expression") or {}, kept.get("path") or {}
        whole = {one.name: held[one.name] for one in fields(Expression) if one.name in held}
        return cls(
            white=kept.get("white"),
            camera=kept.get("camera"),
            eye_contrast=kept.get("eye_contrast"),
            expression=Expression(**whole) if len(whole) == len(fields(Expression)) else None,
            path=CameraPath(path["across"], path["slanted"]) if {"across", "slanted"} <= set(path) else None,
            likeness=tuple(Compared.read(kept.get("likeness"))),
            iso=kept.get("iso"),
            hair=kept.get("hair"),
            shaken=bool(kept.get("shaken")),
            coarseness=kept.get("coarseness"),
            highlights=kept.get("highlights"),
            white_light=kept.get("white_light"),
        )

    @classmethod
    def kept_in(cls, capture: Mapping[str, Any]) -> Circumstances:
        """Those in what the records keep of a photo's capture (clinic/measuring.py)."""
        return cls.read(capture.get("circumstances") or {})


UNKNOWN = Circumstances()


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


def sees_contrast(metric: str) -> bool:
    """Whether a metric sees what makes the eyes stand out, such as a camera's or a filter's curve of contrast: relief
    and colours do, where the mesh lies does not.
    """
    return METRIC_OF[metric].needs.skin


@dataclass(frozen=True)
class Odd(Generic[Photo]):
    """The photos of a series that were taken under another kind of circumstances than on most days, and why that
    matters to colours that need a white, to fine skin, to what sees contrast, to lines, to every score, to what coarse
    files change, to what sees the camera and to colours of every kind.
    """

    colour: Mapping[Photo, str] = field(default_factory=dict)
    fine: Mapping[Photo, str] = field(default_factory=dict)
    contrast: Mapping[Photo, str] = field(default_factory=dict)
    lines: Mapping[Photo, str] = field(default_factory=dict)
    every: Mapping[Photo, str] = field(default_factory=dict)
    stored: Mapping[Photo, str] = field(default_factory=dict)
    camera: Mapping[Photo, str] = field(default_factory=dict)
    bright: Mapping[Photo, str] = field(default_factory=dict)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Each reason once."""
        kinds = (self.every, self.colour, self.contrast, self.camera, self.fine, self.stored, self.bright, self.lines)
        return tuple(dict.fromkeys(reason for kind in kinds for reason in kind.values()))

    def of(self, metric: str) -> Mapping[Photo, str]:
        """The photos that one metric cannot be compared of, and why."""
        colour = self.colour if sees_colour(metric) else {}
        contrast = self.contrast if sees_contrast(metric) else {}
        lines = self.lines if metric in LINES else {}
        stored = self.stored if sees_storing(metric) else {}
        fine = self.fine if sees_fine_skin(metric) else {}
        camera = self.camera if sees_camera(metric) else {}
        bright = self.bright if METRIC_OF[metric].needs.colours else {}
        return {**bright, **colour, **lines, **stored, **contrast, **fine, **camera, **self.every}


def odd_ones(
    photos: Mapping[Photo, Circumstances],
    strangers: Collection[Photo] = (),
    days: Mapping[Photo, Hashable] | None = None,
    after: Collection[Photo] = (),
) -> Odd[Photo]:
    """The odd ones of a series; ``photos`` in order of time, each of one of ``days`` (None: of its own), those of
    ``after`` taken after the first session. Of two kinds with as many days the later one is kept, of two expressions
    the more relaxed, of hair and none none. ``strangers`` show another person and are none of ``photos``.
    """
    of_day = {photo: photo if days is None else days[photo] for photo in photos}

    def votes(known: Iterable[Photo]) -> list[Fraction]:
        return list(votes_of_days({photo: of_day[photo] for photo in known}).values())

    def minority(kinds: Mapping[Photo, Kind], reason: str, rather: Kind | None = None) -> dict[Photo, str]:
        both = _on_both_sides(kinds, of_day, after)
        return _minority(kinds, votes(kinds), reason, both or set(kinds.values()), rather)

    def window(values: Mapping[Photo, float], differ: Callable[[float, float], bool]) -> set[Photo]:
        return _window(values, dict(zip(values, votes(values), strict=True)), differ, of_day, after)

    def outside(
        values: Mapping[Photo, float],
        differ: Callable[[float, float], bool],
        reason: str,
        left_out: Collection[Photo] = (),
    ) -> dict[Photo, str]:
        # What is left out for another reason has no say in what is kept, or nothing might be.
        first = window({photo: value for photo, value in values.items() if photo not in left_out}, differ)
        near = {photo: value for photo, value in values.items() if not any(differ(value, values[one]) for one in first)}
        kept = window(near, differ)
        return {photo: reason for photo in values if photo not in kept}

    # What shows little of anything has no say in what is kept.
    faded = {photo for photo, known in photos.items() if known.too_bright}
    clear = {photo: known for photo, known in photos.items() if photo not in faded}
    camera = {photo: known.camera for photo, known in clear.items() if known.camera is not None}
    contrast = {photo: known.eye_contrast for photo, known in clear.items() if known.eye_contrast is not None}
    hair = {photo: known.hair for photo, known in clear.items() if known.hair is not None}
    told = {photo for photo, known in clear.items() if known.shaken}
    paths = {photo: known.path for photo, known in clear.items() if known.path is not None and photo not in told}
    way = usual_path(list(paths.values()), votes(paths))
    still = set() if way is None else close_paths(paths, way, MOVED_MM2)
    shaken = {photo: CAMERA_MOVED for photo in clear if photo in told or (photo in paths and photo not in still)}
    held = {photo: known.expression for photo, known in photos.items() if known.expression is not None}
    rest = _at_rest(list(held.values()), votes(held)) if held else None
    moves = {} if rest is None else {photo: one.since(rest) for photo, one in held.items()}
    moved = {photo: held_differently(movement) for photo, movement in moves.items() if movement.parts}
    every = dict.fromkeys(strangers, ANOTHER_PERSON) | moved
    others = minority(camera, CAMERAS_DIFFER)
    # Among the photos of the camera that is kept, or colours might keep no photo at all.
    white = {one: known.white for one, known in clear.items() if known.white is not None and one not in others}
    hairy = minority(hair, HAIR_LIES, rather=False)
    sensitive = {photo: known.iso for photo, known in clear.items() if known.iso is not None}
    dim = outside(sensitive, lights_differ, LIGHT_DIFFERS, others)
    made_up = _or_the_camera(outside(contrast, made_up_differently, MADE_UP, others), contrast, camera)
    coarse = {photo: one for photo, known in clear.items() if (one := known.measured_coarseness) is not None}
    stored = outside(coarse, files_differ, FILES_DIFFER, others)
    bright = {photo: known.highlights for photo, known in clear.items() if known.highlights is not None}
    whites = {photo: known.white_light for photo, known in clear.items() if known.white_light is not None}
    odd_white = minority(white, WHITES_DIFFER)
    pressed = outside(whites, white_lights_differ, TOO_BRIGHT, {*others, *odd_white})
    return Odd(
        colour=pressed | odd_white,
        fine=shaken | dim,
        contrast=made_up | dict.fromkeys(faded, TOO_BRIGHT),
        lines=hairy,
        every=every,
        stored=stored,
        camera=others,
        bright=outside(bright, highlights_differ, TOO_BRIGHT, others),
    )


def held_differently(movement: Movement) -> str:
    """What to say of a face that is held in another way."""
    return HELD_DIFFERENTLY[max(movement.times, key=lambda part: movement.times[part])]


def _or_the_camera(
    odd: Mapping[Photo, str], contrast: Collection[Photo], camera: Mapping[Photo, str]
) -> dict[Photo, str]:
    """Why eyes stand out otherwise in the ``odd`` photos among those of known ``contrast``: their camera's own curve
    where all others are known to be of other cameras, else what was thought.
    """
    others = {camera.get(photo) for photo in contrast if photo not in odd}

    def of_its_own(photo: Photo) -> bool:
        return photo in camera and camera[photo] not in others and None not in others

    return {photo: CAMERAS_DIFFER if of_its_own(photo) else thought for photo, thought in odd.items()}


def usual_path(paths: Sequence[CameraPath], votes: Sequence[Fraction] | None = None) -> CameraPath | None:
    """How the camera moved in most photos, as a rule not at all: what a face reads without it. One that a photo has, of
    two as near to the middle the later one; None of no photo. ``votes`` of the photos (None: one each).
    """
    if not paths:
        return None
    votes = votes or [Fraction(1)] * len(paths)
    usual = CameraPath(_median([one.across for one in paths], votes), _median([one.slanted for one in paths], votes))
    return min(reversed(paths), key=usual.apart_mm2)


def _median(values: Sequence[float], votes: Sequence[Fraction]) -> float:
    return sum(middle(zip(values, votes, strict=True))) / 2


def _at_rest(held: Sequence[Expression], votes: Sequence[Fraction]) -> Expression:
    """The expression nearest to the middle of all, of two middles the more relaxed: one that a photo has, so that
    never all of them are odd.
    """
    every = list(zip(held, votes, strict=True))
    seen = [(one, vote) for one, vote in every if one.eyes > 0] or every
    usual = Expression(
        mouth_mm=middle((one.mouth_mm, vote) for one, vote in every)[0],
        corners_mm=middle((one.corners_mm, vote) for one, vote in every)[0],
        lips_mm=middle((one.lips_mm, vote) for one, vote in every)[0],
        brows_mm=middle((one.brows_mm, vote) for one, vote in every)[0],
        eyes=middle((one.eyes, vote) for one, vote in seen)[1],
    )
    return min((one for one, _ in seen), key=lambda one: max(one.since(usual).times.values()))


def _on_both_sides(
    kinds: Mapping[Photo, Kind], of_day: Mapping[Photo, Hashable], after: Collection[Photo]
) -> set[Kind]:
    """The kinds with enough days before the first session and after it for a verdict."""
    sides = {(kind, photo in after, of_day[photo]) for photo, kind in kinds.items()}
    days = Counter((kind, side) for kind, side, _ in sides)
    return {kind for kind in kinds.values() if min(days[kind, False], days[kind, True]) >= FEWEST}


def _window(
    values: Mapping[Photo, float],
    votes: Mapping[Photo, Fraction],
    differ: Callable[[float, float], bool],
    of_day: Mapping[Photo, Hashable],
    after: Collection[Photo],
) -> set[Photo]:
    """The photos of which no two ``differ``: with days enough on both sides of the first session, if any have, then on
    most days, of as many those of later ones.
    """
    place = {photo: number for number, photo in enumerate(values)}

    def rank(window: Collection[Photo]) -> tuple[bool, Fraction, list[int]]:
        both = bool(_on_both_sides(dict.fromkeys(window, True), of_day, after))
        days = sum((votes[photo] for photo in window), Fraction(0))
        return both, days, sorted((place[photo] for photo in window), reverse=True)

    return set(max(windows(values, differ), key=rank, default=()))


def _minority(
    kinds: Mapping[Photo, Kind],
    votes: Sequence[Fraction],
    reason: str,
    among: Collection[Kind],
    rather: Kind | None,
) -> dict[Photo, str]:
    """The photos not of the kind that is kept: ``among`` these the one that most days have, of several with as many
    ``rather`` that one, else the latest.
    """
    if len(set(kinds.values())) < 2:
        return {}
    latest_first = reversed([one for one in zip(kinds.values(), votes, strict=True) if one[0] in among])
    usual = most(sorted(latest_first, key=lambda one: one[0] != rather))
    return {photo: reason for photo, kind in kinds.items() if kind != usual}
