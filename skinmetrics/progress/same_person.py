"""Whether all photos of a series show one person, and which of them are mirrored, from comparisons of two at a time.

Not every photo was compared with every other: that two show one person follows from a third that both are alike to, and
so does whether one is mirrored beside the other. That two photos show two persons, only a comparison tells.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import TypeVar

from skinmetrics.imaging.likeness import Agreement, SkinPrint, agreement

ANOTHER_PERSON = (
    "This photo seems to show another person. If so, it should be deleted. If not, its light or its angle differs too "
    "much to tell: take a new one from the front, in even light."
)
MIRRORED = "Some photos are mirrored, as selfie cameras may do. For the scores left and right were swapped back."

Kind = TypeVar("Kind")


@dataclass(frozen=True)
class Compared(Agreement):
    """How alike a photo is to another one, ``against``, which may be gone since."""

    against: str

    @classmethod
    def read(cls, kept: object) -> Iterator[Compared]:
        """Those that ``asdict`` made, as far as they can be read."""
        for one in kept if isinstance(kept, Sequence) else ():
            if isinstance(one, Mapping) and {"same", "mirrored", "against"} <= set(one):
                yield cls(float(one["same"]), float(one["mirrored"]), str(one["against"]))


Comparisons = Mapping[str, Sequence[Compared]]
"""Of each photo with others, by the photos' names."""


@dataclass(frozen=True)
class Shown:
    """The photos of a series that show another person than most, and of the others those that are mirrored."""

    strangers: frozenset[str]
    mirrored: frozenset[str]


def who_is_shown(photos: Comparisons, counted: Sequence[str]) -> Shown:
    """What follows for all ``photos``; the ``counted`` ones, in order of time, decide whom and which way round most of
    them show, of two as many the earliest.

    Photos that no comparison connects with the others are judged among themselves: nobody knows more.
    """
    people, connected = _connected(photos, alone=True), _connected(photos, alone=False)
    deciding = _by(counted, lambda photo: connected[photo][0])
    strangers, mirrored = set[str](), set[str]()
    for start, together in _by(photos, lambda photo: connected[photo][0]).items():
        if start in deciding:
            client = _most(people[photo][0] for photo in deciding[start])
            way = _most(people[photo] for photo in deciding[start] if people[photo][0] == client)
            strangers.update(photo for photo in together if people[photo][0] != client)
            mirrored.update(photo for photo in together if people[photo] == (client, not way[1]))
    return Shown(frozenset(strangers), frozenset(mirrored))


def compared_in_turn(prints: Mapping[str, SkinPrint]) -> Comparisons:
    """Each photo with one of every person that those before it show."""
    found: dict[str, Sequence[Compared]] = {}
    for photo, own in prints.items():
        found[photo] = compared_with(own, prints, found)
    return found


def compared_with(own: SkinPrint, prints: Mapping[str, SkinPrint], photos: Comparisons) -> list[Compared]:
    """A photo with one of every person that ``photos`` show, where ``prints`` has one of that person."""
    at_hand = ([photo for photo in person if photo in prints][:1] for person in people_in(photos))
    told = (Compared(**asdict(agreement(prints[other], own)), against=other) for others in at_hand for other in others)
    return [one for one in told if one.known]


def people_in(photos: Comparisons) -> list[list[str]]:
    """The photos by the person that they are known to show, in their order, of whom there are most photos first."""
    people = _connected(photos, alone=True)
    return sorted(_by(photos, lambda photo: people[photo][0]).values(), key=len, reverse=True)


def _by(photos: Iterable[str], kind: Callable[[str], str]) -> dict[str, list[str]]:
    found = defaultdict[str, list[str]](list)
    for photo in photos:
        found[kind(photo)].append(photo)
    return found


def _connected(photos: Comparisons, *, alone: bool) -> dict[str, tuple[str, bool]]:
    """For every photo, gone ones included, the first that it is connected with, and whether it is mirrored beside that:
    by comparisons with the same person ``alone``, or by all.
    """
    next_to = defaultdict[str, list[tuple[str, bool]]](list)
    for photo, comparisons in photos.items():
        for one in comparisons:
            if one.same_person or not alone:
                next_to[photo].append((one.against, one.is_mirrored))
                next_to[one.against].append((photo, one.is_mirrored))
    found: dict[str, tuple[str, bool]] = {}
    for start in photos:
        if start in found:
            continue
        found[start] = (start, False)
        reached = [start]
        for photo in reached:  # which grows meanwhile
            for other, flipped in next_to[photo]:
                if other not in found:
                    found[other] = (start, found[photo][1] != flipped)
                    reached.append(other)
    return found


def _most(kinds: Iterable[Kind]) -> Kind:
    """The commonest, of two as common the first."""
    return Counter(kinds).most_common(1)[0][0]
