"""What every way of running work over many items has in common."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

Item = TypeVar("Item")
Value = TypeVar("Value")
Value_co = TypeVar("Value_co", covariant=True)


class WorkerLost(Exception):  # noqa: N818 - named for what happened
    """An item's worker process died, or was ended for its time or memory, each time that it was tried."""


@dataclass(frozen=True)
class Done(Generic[Value_co]):
    """An item that worked."""

    index: int
    """Place of the item in what was given to `Runner.map`."""
    value: Value_co


@dataclass(frozen=True)
class Failed:
    """An item that did not; the others go on."""

    index: int
    error: Exception
    """What the function raised, or `WorkerLost`."""


class Runner(Protocol):
    """Runs a pure function over items. Safe to use from several threads."""

    def map(
        self, function: Callable[[Item], Value], items: Sequence[Item], *, background: bool = False
    ) -> Iterator[Done[Value] | Failed]:
        """Yield one outcome an item, each as soon as it is there, in any order.

        Work starts with the first outcome asked for; closing the iterator drops what has not begun.
        The function must be pure: an item whose worker was lost is run again. What runs in the `background` gives
        way, from one item to the next, to what somebody waits for.
        """
        ...

    def close(self) -> None:
        """Stop what this runner started. A closed runner starts again when used."""
        ...


def in_order(outcomes: Iterable[Done[Value] | Failed]) -> Iterator[Done[Value] | Failed]:
    """Outcomes in the order of the items, each as early as that order allows."""
    early: dict[int, Done[Value] | Failed] = {}
    following = 0
    for outcome in outcomes:
        early[outcome.index] = outcome
        while following in early:
            yield early.pop(following)
            following += 1
