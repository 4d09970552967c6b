"""What of two bursts can be compared: the photos of one person, each the right way round.

Decided photo by photo: one selfie of a burst may have been mirrored and the others not, and one may show somebody else.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction

from skinmetrics.imaging.difference import Taking
from skinmetrics.imaging.expression import Expression, Movement
from skinmetrics.imaging.likeness import skin_print
from skinmetrics.progress.comparability.held import movement
from skinmetrics.progress.comparability.same_person import compared_in_turn, who_is_shown
from skinmetrics.scoring import Examination, PhotoScores


@dataclass(frozen=True)
class Upright:
    """A photo as it is compared: left and right of a ``mirrored`` one are swapped back."""

    photo: Examination
    mirrored: bool = False

    @property
    def scores(self) -> PhotoScores:
        """The photo's scores, left and right as on the other photos."""
        return self.photo.result.with_sides_swapped() if self.mirrored else self.photo.result

    @property
    def taking(self) -> Taking:
        """How the photo was taken, had it not been mirrored."""
        return self.photo.taking.mirrored if self.mirrored else self.photo.taking


@dataclass(frozen=True)
class Comparable:
    """What of two bursts can be compared, and how alike they are.

    ``same_person``: most photos of both show one; where they do not, the later burst is kept whole, and ``in_doubt``
    is whether photos of both are more alike than strangers' are. ``strangers``:
    single photos were left out, as they show another person than the rest. ``mirrored``: most of the later photos are,
    beside most of the earlier ones; ``mixed``: of one burst some are mirrored and others not. ``movement`` of the face:
    the middle over photos paired in their order.
    """

    before: tuple[Upright, ...]
    after: tuple[Upright, ...]
    same_person: bool
    in_doubt: bool
    strangers: bool
    mirrored: bool
    mixed: bool
    movement: Movement


def comparable(before: Sequence[Examination], after: Sequence[Examination], *, one_person: bool = False) -> Comparable:
    """Find whom most photos of the first burst show, and which way round, of as many those that the later burst shows
    too. ``one_person``: somebody knows that all show the same one. Neither burst may be empty.
    """
    photos = {str(number): photo for number, photo in enumerate((*before, *after))}
    names = list(photos)
    first, last = names[: len(before)], names[len(before) :]
    prints = {name: skin_print(photo.skin_map.skin) for name, photo in photos.items()}
    # One photo of the first burst outvotes all of the later one.
    votes = dict.fromkeys(first, Fraction(len(names))) | dict.fromkeys(last, Fraction(1))
    compared = compared_in_turn(prints)
    shown = who_is_shown(compared, votes, names if one_person else ())
    same = not _most(name in shown.strangers for name in last)
    earlier, later = (
        tuple(
            Upright(photos[name], name in shown.mirrored)
            for name in burst
            if name not in shown.strangers or not (same or burst is first)
        )
        for burst in (first, last)
    )
    mirrored = _most(one.mirrored for one in later)
    return Comparable(
        before=earlier,
        after=later,
        same_person=same,
        in_doubt=not same and any(one.in_doubt for name in last for one in compared[name] if one.against in first),
        strangers=len(earlier) + len(later) < len(photos),
        mirrored=mirrored,
        mixed=any(one.mirrored for one in earlier) or any(one.mirrored is not mirrored for one in later),
        movement=movement(*([Expression.of(one.photo.face) for one in burst] for burst in (earlier, later))),
    )


def _most(found: Iterable[bool]) -> bool:
    """Whether more than half of them are."""
    every = list(found)
    return 2 * sum(every) > len(every)
