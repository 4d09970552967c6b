"""Two photos held against each other as ``compare`` does: by what tells the person, and by the expression."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from skinmetrics.imaging.expression import Expression, Movement
from skinmetrics.imaging.likeness import Agreement, agreement, same_expression, skin_print
from skinmetrics.scoring import Examination


@dataclass(frozen=True)
class Likeness(Agreement, Movement):
    """How alike two photos are, and what has moved in the second."""

    @property
    def same_expression(self) -> bool:
        """Whether nothing has."""
        return same_expression(self)


def alike(one: Examination, other: Examination) -> Likeness:
    """The second photo against the first."""
    found = agreement(skin_print(one.skin_map.skin), skin_print(other.skin_map.skin))
    moved = Expression.of(other.face).since(Expression.of(one.face))
    return Likeness(**asdict(moved), **asdict(found))
