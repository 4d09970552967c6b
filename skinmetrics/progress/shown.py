"""Whom the photos of two bursts show, and which of them are mirror images of the others.

Decided photo by photo: one selfie of a burst may have been mirrored and the others not, and one may show somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from statistics import median

from skinmetrics.imaging.difference import Taking
from skinmetrics.imaging.expression import Expression, Movement
from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.likeness import Likeness, likeness
from skinmetrics.imaging.skin import Skin
from skinmetrics.scoring import Examination, PhotoScores


@dataclass(frozen=True)
class Shown:
    """A photo as it is compared: ``flipped`` is one whose sides are swapped back."""

    photo: Examination
    flipped: bool = False

    @property
    def scores(self) -> PhotoScores:
        """The photo's scores, left and right as on the other photos."""
        return self.photo.result.with_sides_swapped() if self.flipped else self.photo.result

    @property
    def taking(self) -> Taking:
        """How the photo was taken, had it not been mirrored."""
        return self.photo.taking.mirrored if self.flipped else self.photo.taking


@dataclass(frozen=True)
class Comparable:
    """What of two bursts can be compared: the photos of one person, and how alike the bursts are.

    ``likeness`` of the later burst to the earlier one: the middle over photos paired in their order. ``strangers`` says
    whether some photos were left out, as most of their burst show another person; ``mixed`` whether photos of one burst
    are mirrored and others not.
    """

    before: tuple[Shown, ...]
    after: tuple[Shown, ...]
    likeness: Likeness
    strangers: bool
    mixed: bool


def comparable(before: Sequence[Examination], after: Sequence[Examination]) -> Comparable:
    """Hold all photos against the one that is most like the others of the first burst. Neither may be empty.

    Where most of the later burst show another person it is kept whole: then nothing is compared at all.
    """
    middle = max(before, key=lambda one: median(_alike(one, other) for other in before))
    first, last = ([likeness(_look(middle), _look(photo)) for photo in burst] for burst in (before, after))
    usual = _most(one.is_mirrored for one in first)
    known = not _most(not one.same_person for one in last)
    held = [one for one in last if one.same_person is known]
    mirrored = _most(one.is_mirrored is not usual for one in held)
    earlier, later = (
        tuple(
            Shown(photo, one.is_mirrored is not usual)
            for photo, one in zip(photos, found, strict=True)
            if one.same_person or not needed
        )
        for photos, found, needed in ((before, first, True), (after, last, known))
    )
    typical = [one for one in held if (one.is_mirrored is not usual) is mirrored]
    same, flipped = (median(getattr(one, name) for one in typical) for name in ("same", "mirrored"))
    return Comparable(
        before=earlier,
        after=later,
        likeness=Likeness(
            **asdict(_movement(earlier, later)),
            same=flipped if usual else same,
            mirrored=same if usual else flipped,
        ),
        strangers=len(earlier) + len(later) < len(before) + len(after),
        mixed=any(one.flipped for one in earlier) or any(one.flipped is not mirrored for one in later),
    )


def _movement(before: Sequence[Shown], after: Sequence[Shown]) -> Movement:
    """The middle over photos paired in their order, the shorter burst's last photo standing in."""
    first, last = ([Expression.of(one.photo.face) for one in burst] for burst in (before, after))
    pairs = [
        last[min(i, len(last) - 1)].since(first[min(i, len(first) - 1)]) for i in range(max(len(first), len(last)))
    ]
    return Movement(**{one.name: median(getattr(pair, one.name) for pair in pairs) for one in fields(Movement)})


def _most(found: Iterable[bool]) -> bool:
    """Whether more than half of them are."""
    every = list(found)
    return 2 * sum(every) > len(every)


def _alike(one: Examination, other: Examination) -> float:
    found = likeness(_look(one), _look(other))
    return max(found.same, found.mirrored)


def _look(photo: Examination) -> tuple[Face, Skin]:
    return photo.face, photo.skin_map.skin
