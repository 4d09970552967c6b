"""Whether all photos of a series show one person, and which of them are mirrored, from comparisons of two at a time.

Not every photo was compared with every other: that two show one person follows from a third that both are alike to, and
so does whether one is mirrored beside the other. That two photos show two persons, only a comparison tells.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import asdict, dataclass
from fractions import Fraction
from functools import partial
from heapq import heappop, heappush

from skinmetrics.imaging.likeness import Agreement, SkinPrint, agreement
from skinmetrics.progress.comparability.votes import most

ANOTHER_PERSON = (
    "The skin in this photo is not recognised as that of the others. If it shows another person, it should be deleted. "
    "If not, its light or angle differs too much, or something lies over it: take a new one from the front, in even "
    "light."
)
MIRRORED = "Some photos are mirrored, as selfie cameras may do. For the scores left and right were swapped back."

Connected = Mapping[str, tuple[str, bool]]
"""For every photo, the first that it is connected with, and whether it is mirrored beside that."""


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
    """The photos of a series that show another person than on most days, and of the others those that are mirrored."""

    strangers: frozenset[str]
    mirrored: frozenset[str]


def who_is_shown(photos: Comparisons, votes: Mapping[str, Fraction], confirmed: Collection[str] = ()) -> Shown:
    """What follows for all ``photos``; those with ``votes``, in order of time, decide whom and which way round most of
    them show, of two with as many the earliest. Of the ``confirmed`` ones somebody knows that they show the client; so
    do those that are alike to them. Where they have more than half as many votes as those of whom most show, these two
    are two people rather than one in another light, and of the latter somebody has to know it too.

    Photos that no comparison connects with the others are judged among themselves: nobody knows more.
    """
    people, connected = _connected(photos, _same_person), _connected(photos, lambda *_: True)
    deciding = _by(votes, lambda photo: connected[photo][0])
    certain = frozenset(confirmed)
    strangers, mirrored = set[str](), set[str]()
    for start, together in _by(photos, lambda photo: connected[photo][0]).items():
        if start in deciding:
            told_of = [(people[photo][0], votes[photo]) for photo in deciding[start]]
            names = _client(told_of, {people[one][0] for one in certain & set(together)})
            own = [photo for photo in together if people[photo][0] in names]
            strangers.update(photo for photo in together if people[photo][0] not in names)
            told = people if len(names) == 1 else _sides(photos, own, certain, people)
            way = most((told[photo], votes[photo]) for photo in deciding[start] if photo in own)
            mirrored.update(photo for photo in own if told[photo] == (way[0], not way[1]))
    return Shown(frozenset(strangers), frozenset(mirrored))


def _client(shown: Sequence[tuple[str, Fraction]], confirmed: Set[str]) -> Set[str]:
    """Which of the people that the deciding photos have ``shown`` are the client, given those somebody confirmed."""
    usual = most(shown)
    votes = {name: sum(vote for one, vote in shown if one == name) for name in {usual, *confirmed}}
    rivals = max((votes[name] for name in confirmed - {usual}), default=0)
    return confirmed if confirmed and 2 * rivals > votes[usual] else {usual, *confirmed}


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
    people = _connected(photos, _same_person)
    return sorted(_by(photos, lambda photo: people[photo][0]).values(), key=len, reverse=True)


def side_by_side(photos: Comparisons, own: Collection[str], confirmed: Collection[str] = ()) -> dict[str, str]:
    """For each of the ``own`` photos, which show one person, the first photo beside which comparisons tell which way
    round it is; where that is not the same one for two photos, nothing tells it of the two.
    """
    told = _sides(photos, own, frozenset(confirmed), _connected(photos, _same_person))
    return {photo: told[photo][0] for photo in own}


def _sides(photos: Comparisons, own: Collection[str], confirmed: Set[str], people: Connected) -> Connected:
    """Which way round each of one person's ``own`` photos is beside the first that it is connected with."""
    names = {people[photo][0] for photo in own}
    theirs = {photo for photo, (name, _) in people.items() if name in names}  # gone ones included
    return _connected({photo: photos[photo] for photo in own}, partial(_tells_sides, theirs, confirmed))


def _by(photos: Iterable[str], kind: Callable[[str], str]) -> dict[str, list[str]]:
    found = defaultdict[str, list[str]](list)
    for photo in photos:
        found[kind(photo)].append(photo)
    return found


def _same_person(_: str, comparison: Compared) -> bool:
    return comparison.same_person


def _tells_sides(own: Set[str], confirmed: Set[str], photo: str, comparison: Compared) -> bool:
    """Whether it tells which way round a photo is beside another of the same person."""
    both = {photo, comparison.against}
    return comparison.same_person or (both <= own and not both.isdisjoint(confirmed))


def _connected(photos: Comparisons, connects: Callable[[str, Compared], bool]) -> Connected:
    """How every photo, gone ones included, is connected: by those comparisons, of the photo that is named first, that
    connect; where several do, by those that tell sides best.
    """
    next_to = defaultdict[str, list[tuple[float, str, bool]]](list)
    for photo, comparisons in photos.items():
        for one in comparisons:
            if connects(photo, one):
                doubt = -abs(one.mirrored - one.same)
                next_to[photo].append((doubt, one.against, one.is_mirrored))
                next_to[one.against].append((doubt, photo, one.is_mirrored))
    found: dict[str, tuple[str, bool]] = {}
    for start in photos:
        reached = [(0.0, start, False)]
        while reached:
            _, photo, flipped = heappop(reached)
            if photo in found:
                continue
            found[photo] = (start, flipped)
            for doubt, other, turned in next_to[photo]:
                if other not in found:
                    heappush(reached, (doubt, other, flipped != turned))
    return found
