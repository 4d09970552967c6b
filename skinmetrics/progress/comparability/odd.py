"""Which photos of a series were taken under another kind of circumstances than on most days.

The kind that most days have is kept, first of all one with days enough for a verdict on both sides of the first
session; of the others what it concerns is left out, with the reason. Of another person everything is. No two photos
that are kept differ as much as two bursts that are not compared (unlike.py), apart from grain, which is asked of days,
and expression, which is held against the middle.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from statistics import median
from typing import Generic, TypeVar

from skinmetrics.imaging.expression import Expression
from skinmetrics.imaging.shake import CameraPath
from skinmetrics.progress.assess import FEWEST
from skinmetrics.progress.comparability.apart import MOVED_MM2
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.concerns import (
    COLOURED,
    CONTRASTED,
    EVERY,
    FINE,
    LINES,
    OF_CAMERAS,
    OF_COLOURS,
    SHADED,
    STORED,
)
from skinmetrics.progress.comparability.readings import (
    EYES,
    FILE,
    GRAIN_OF_DAYS,
    HIGHLIGHTS,
    LIGHT,
    RELIEF,
    WHITE_LIGHT,
    Reading,
)
from skinmetrics.progress.comparability.reasons import (
    BY_ITSELF,
    CAMERA_MOVED,
    CAMERAS_DIFFER,
    HAIR_LIES,
    TOO_BRIGHT,
    WHITES_DIFFER,
    held_differently,
)
from skinmetrics.progress.comparability.same_person import ANOTHER_PERSON
from skinmetrics.progress.comparability.votes import middle, most, votes_of_days
from skinmetrics.progress.comparability.windows import close_paths, windows

Photo = TypeVar("Photo", bound=Hashable)
Kind = TypeVar("Kind", bound=Hashable)
Known = TypeVar("Known")


@dataclass(frozen=True)
class Odd(Generic[Photo]):
    """The photos of a series that were taken under another kind of circumstances than on most days, and why that
    matters to colours of every kind, to those that need a white, to fine skin, to what sees shade, to what sees
    contrast, to lines, to what coarse files change, to what sees the camera and to every score.
    """

    colours: Mapping[Photo, str] = field(default_factory=dict)
    white: Mapping[Photo, str] = field(default_factory=dict)
    fine: Mapping[Photo, str] = field(default_factory=dict)
    shade: Mapping[Photo, str] = field(default_factory=dict)
    contrast: Mapping[Photo, str] = field(default_factory=dict)
    lines: Mapping[Photo, str] = field(default_factory=dict)
    stored: Mapping[Photo, str] = field(default_factory=dict)
    camera: Mapping[Photo, str] = field(default_factory=dict)
    every: Mapping[Photo, str] = field(default_factory=dict)

    @property
    def reasons(self) -> tuple[str, ...]:
        """Each reason once."""
        return tuple(dict.fromkeys(reason for kind in self._kinds for reason in kind.values()))

    @property
    def by_itself(self) -> Mapping[str, frozenset[Photo]]:
        """Of each reason that is told of a photo by itself, the photos that it is told of."""
        told = [(reason, photo) for kind in self._kinds for photo, reason in kind.items() if reason in BY_ITSELF]
        return {each: frozenset(photo for reason, photo in told if reason == each) for each, _ in told}

    @property
    def _kinds(self) -> tuple[Mapping[Photo, str], ...]:
        first = (self.every, self.white, self.contrast, self.camera, self.fine)
        return (*first, self.stored, self.colours, self.lines, self.shade)

    def of(self, metric: str) -> Mapping[Photo, str]:
        """The photos that one metric cannot be compared of, and why: of several reasons the last of these kinds."""
        kinds = (
            (SHADED, self.shade),
            (OF_COLOURS, self.colours),
            (COLOURED, self.white),
            (LINES, self.lines),
            (STORED, self.stored),
            (CONTRASTED, self.contrast),
            (FINE, self.fine),
            (OF_CAMERAS, self.camera),
            (EVERY, self.every),
        )
        return {photo: why for concerns, kind in kinds if metric in concerns for photo, why in kind.items()}


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
    kept = _Keeping({photo: photo if days is None else days[photo] for photo in photos}, frozenset(after))
    # What shows little of anything has no say in what is kept.
    faded = {photo for photo, known in photos.items() if known.too_bright}
    clear = {photo: known for photo, known in photos.items() if photo not in faded}

    def told(what: Callable[[Circumstances], Known | None]) -> dict[Photo, Known]:
        return {photo: one for photo, known in clear.items() if (one := what(known)) is not None}

    camera, contrast = told(lambda one: one.camera), EYES.known(clear)
    others = kept.minority(camera, CAMERAS_DIFFER)
    shaken, moved = kept.shaken(clear), kept.moved(photos)
    # A camera that moves takes contrast off the eyes, too.
    made_up = _or_the_camera(kept.outside(contrast, EYES, {*others, *shaken, *moved}), contrast, camera)
    # Among the photos of the camera that is kept, or colours might keep no photo at all.
    white = {photo: one for photo, one in told(lambda one: one.white).items() if photo not in others}
    odd_white = kept.minority(white, WHITES_DIFFER)
    pressed = kept.outside(WHITE_LIGHT.known(clear), WHITE_LIGHT, {*others, *odd_white})
    of_camera = {photo: known for photo, known in clear.items() if photo not in others}  # each has a grain of its own
    # The middle of each day, as single photos differ for no reason.
    grainy, smoothed = (kept.outside(kept.by_day(one.known(of_camera)), one) for one in (GRAIN_OF_DAYS, RELIEF))
    return Odd(
        colours=kept.outside(HIGHLIGHTS.known(clear), HIGHLIGHTS, others),
        white=pressed | odd_white,
        fine=shaken | kept.outside(LIGHT.known(clear), LIGHT, others),
        shade=smoothed,
        contrast=grainy | made_up | dict.fromkeys(faded, TOO_BRIGHT),
        lines=kept.minority(told(lambda one: one.hair), HAIR_LIES, rather=False),
        stored=kept.outside(FILE.known(clear), FILE, others),
        camera=others,
        every=dict.fromkeys(strangers, ANOTHER_PERSON) | moved,
    )


@dataclass(frozen=True)
class _Keeping(Generic[Photo]):
    """What decides which kind is kept: the day ``of`` each photo, and which photos were taken ``after`` the first
    session.
    """

    of: Mapping[Photo, Hashable]
    after: Collection[Photo]

    def minority(self, kinds: Mapping[Photo, Kind], reason: str, rather: Kind | None = None) -> dict[Photo, str]:
        """The photos not of the kind that is kept."""
        both = _on_both_sides(kinds, self.of, self.after)
        return _minority(kinds, self._votes(kinds), reason, both or set(kinds.values()), rather)

    def outside(
        self, values: Mapping[Photo, float], reading: Reading, left_out: Collection[Photo] = ()
    ) -> dict[Photo, str]:
        """The photos whose ``values`` of a reading are outside the window that is kept. What is ``left_out`` for
        another reason has no say in it, or nothing might be.
        """
        differ = reading.differ
        first = self._window({photo: value for photo, value in values.items() if photo not in left_out}, differ)
        near = {photo: value for photo, value in values.items() if not any(differ(value, values[one]) for one in first)}
        kept = self._window(near, differ)
        return {photo: reading.reason for photo in values if photo not in kept}

    def by_day(self, values: Mapping[Photo, float]) -> dict[Photo, float]:
        """The middle of each photo's day in place of its own value."""
        days: dict[Hashable, list[float]] = {}
        for photo, value in values.items():
            days.setdefault(self.of[photo], []).append(value)
        return {photo: median(days[self.of[photo]]) for photo in values}

    def shaken(self, photos: Mapping[Photo, Circumstances]) -> dict[Photo, str]:
        """Those in which the camera moved: so far that it is told, or not as in most."""
        told = {photo for photo, known in photos.items() if known.shaken}
        paths = {photo: one.path for photo, one in photos.items() if one.path is not None and photo not in told}
        way = usual_path(list(paths.values()), self._votes(paths))
        still = set() if way is None else close_paths(paths, way, MOVED_MM2)
        return {photo: CAMERA_MOVED for photo in photos if photo in told or (photo in paths and photo not in still)}

    def moved(self, photos: Mapping[Photo, Circumstances]) -> dict[Photo, str]:
        """Those whose face is held otherwise than in most."""
        held = {photo: known.expression for photo, known in photos.items() if known.expression is not None}
        if not held:
            return {}
        rest = _at_rest(list(held.values()), self._votes(held))
        moves = {photo: one.since(rest) for photo, one in held.items()}
        return {photo: held_differently(movement) for photo, movement in moves.items() if movement.parts}

    def _votes(self, known: Iterable[Photo]) -> list[Fraction]:
        return list(votes_of_days({photo: self.of[photo] for photo in known}).values())

    def _window(self, values: Mapping[Photo, float], differ: Callable[[float, float], bool]) -> set[Photo]:
        return _window(values, dict(zip(values, self._votes(values), strict=True)), differ, self.of, self.after)


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
