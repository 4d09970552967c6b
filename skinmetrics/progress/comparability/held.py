"""How differently a face was held in two bursts, and which scores are not compared for it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import fields
from statistics import median

from skinmetrics.imaging.expression import Expression, Movement
from skinmetrics.metrics import METRIC_OF
from skinmetrics.progress.change import Change
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.reasons import held_differently
from skinmetrics.progress.comparability.unlike import not_comparable

STILL = Movement(0.0, 0.0, 0.0, 0.0, 0.0)


def movement(first: Sequence[Expression], last: Sequence[Expression]) -> Movement:
    """What moved from the middle expression of one burst to that of another, in whatever order their photos are; none
    where of one burst none is known.
    """
    return _middle(last).since(_middle(first)) if first and last else STILL


def refused_where_moved(changes: Iterable[Change], moved: Movement, *, card: bool) -> tuple[Change, ...]:
    """The changes, without a verdict where an expression moves what they are of; ``card``: colours are measured against
    one.
    """
    if not moved.parts:
        return tuple(changes)
    why = held_differently(moved)
    return tuple(not_comparable(one, why) if _moves(moved, one, card=card) else one for one in changes)


def refused_where_held_differently(
    changes: Iterable[Change], first: Sequence[Circumstances], last: Sequence[Circumstances]
) -> tuple[Change, ...]:
    """The same by what is known of the circumstances of two bursts."""
    known = ([photo.expression for photo in burst if photo.expression is not None] for burst in (first, last))
    card = all(photo.white == "card" for photo in (*first, *last))
    return refused_where_moved(changes, movement(*known), card=card)


def _middle(burst: Sequence[Expression]) -> Expression:
    middles = {one.name: median(getattr(photo, one.name) for photo in burst) for one in fields(Expression)}
    open_eyes = [photo.eyes for photo in burst if photo.eyes > 0]
    return Expression(**{**middles, "eyes": median(open_eyes) if open_eyes else 0.0})


def _moves(moved: Movement, change: Change, *, card: bool) -> bool:
    """Whether an expression moves what a change is of: its skin, the shape of the face, or the white of the eyes, which
    a smile narrows.
    """
    metric = METRIC_OF[change.metric]
    if not metric.needs.skin or (metric.needs.white and not card and bool(moved.parts - {"brows"})):
        return True
    return not moved.regions.isdisjoint(metric.regions if change.region is None else [change.region])
