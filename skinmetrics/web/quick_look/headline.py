"""What is said of two days, and in which order; the words are those of `web.words.quick_look`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from skinmetrics.progress.change import Change
from skinmetrics.progress.verdict import PRIMARY, Verdict
from skinmetrics.progress.words.names import about
from skinmetrics.progress.words.places import PLACE_WORDS, places, strongest_first, with_place
from skinmetrics.progress.words.saying import Say, capital, day, in_english, listed
from skinmetrics.web.words import quick_look as words


@dataclass(frozen=True)
class _Found:
    """Changes by what is said of them. Of the primary metrics: on the whole face ``changed``, ``same`` and ``unknown``;
    ``parts``, all in single regions, of which those ``hidden`` changed though the whole face did not, or otherwise.
    ``others`` are changes of the other metrics, on the whole face or else in regions; ``unsure`` is, of any metric,
    what is not sure yet on the whole face. ``compared``: whether anything at all could be.
    """

    changed: Sequence[Change]
    same: Sequence[Change]
    unknown: Sequence[Change]
    parts: Sequence[Change]
    hidden: Sequence[Change]
    others: Sequence[Change]
    unsure: Sequence[Change]
    compared: bool

    @classmethod
    def of(cls, changes: Sequence[Change]) -> _Found:
        """Sort the changes."""
        primary = [one for one in changes if one.metric in PRIMARY]
        faces, parts = [one for one in primary if one.region is None], strongest_first(primary)
        changed = [one for one in faces if one.verdict.is_change]
        told = {(one.metric, one.verdict) for one in changes if one.region is None}
        others = [one for one in changes if one.verdict.is_change and one.metric not in PRIMARY]
        return cls(
            changed,
            [one for one in faces if one.verdict is Verdict.NO_DETECTABLE_CHANGE and not one.unsure],
            [one for one in faces if one.verdict in (Verdict.NOT_COMPARABLE, Verdict.TOO_FEW_PHOTOS)],
            parts,
            [one for one in parts if one.verdict.is_change and (one.metric, one.verdict) not in told],
            [one for one in others if one.region is None or (one.metric, one.verdict) not in told],
            [one for one in changes if one.unsure and one.region is None],
            any(one.verdict is Verdict.NO_DETECTABLE_CHANGE or one.verdict.is_change for one in changes),
        )

    @property
    def nothing(self) -> bool:
        """Whether nothing at all is called a change."""
        return not (self.changed or self.hidden or self.others)


def headline(first: date, last: date, changes: Sequence[Change], say: Say = in_english) -> list[str]:
    """What changed between two days: one sentence for all to read, and what else is to be said of whole face, parts and
    other measures.
    """
    found, days = _Found.of(changes), {"first": day(first, say), "last": day(last, say)}
    if not found.compared:
        return [say(words.NOT_COMPARED)]
    if found.nothing and found.unsure:
        beside = [_of_faces(words.UNSURE, found.unsure, say)]
        beside += [_of_faces(words.UNKNOWN, found.unknown, say)] if found.unknown else []
        return [say(words.NOT_SURE).format(**days), *map(capital, beside)]
    if found.nothing and not found.same:
        beside = [_of_faces(words.UNKNOWN, found.unknown, say)] if found.unknown else []
        told = say(words.NOTHING_COMPARED_CHANGED).format(**days)
        return [told, *map(capital, beside), *_moved(found.parts, say)]
    if found.nothing and not found.unknown:
        return [say(words.NOTHING_CHANGED).format(**days), *_moved(found.parts, say)]
    told, *more = _sentences(found, say)
    return [say(words.BETWEEN).format(told=told, **days), *map(capital, more)]


def _sentences(found: _Found, say: Say) -> Iterator[str]:
    """The sentences in their order, the first as it stands inside another."""
    if found.changed or found.hidden:
        yield _what_changed(found, say)
    if found.same:
        yield _of_faces(words.FACE_UNCHANGED if found.hidden else words.UNCHANGED, found.same, say)
    if found.unsure:
        yield _of_faces(words.UNSURE, found.unsure, say)
    if found.unknown:
        yield _of_faces(words.UNKNOWN, found.unknown, say)
    for verdict, told in ((Verdict.IMPROVED, words.OTHERS_IMPROVED), (Verdict.WORSENED, words.OTHERS_WORSENED)):
        if alike := [one for one in found.others if one.verdict is verdict]:
            yield say(told).format(metrics=listed(_named(alike, say), say))
    if found.nothing:
        yield from _moved(found.parts, say)


def _named(alike: Sequence[Change], say: Say) -> list[str]:
    """The metrics of changes one way, those of single regions with the places: redness on the nose and on the chin."""
    parts: dict[str, list[Change]] = {}
    for one in strongest_first(alike):
        parts.setdefault(one.metric, []).append(one)
    faces = [about(one.metric, None, say) for one in alike if one.region is None]
    return faces + [
        say(words.IN_PLACE).format(name=about(metric, None, say), place=places(found, say))
        for metric, found in parts.items()
    ]


def _what_changed(found: _Found, say: Say) -> str:
    """What changed on the whole face, with where most, and what changed in parts alone."""
    faces = [with_place(say(_way(one)), one, found.parts, say) for one in found.changed]
    told = "; ".join([*faces, *_in_parts(found.hidden, say)]) if found.hidden else listed(faces, say)
    return say(words.CHANGED).format(changes=told)


def _of_faces(sentence: str, faces: Sequence[Change], say: Say) -> str:
    return say(sentence).format(metrics=listed([about(one.metric, None, say) for one in faces], say))


def _in_parts(parts: Sequence[Change], say: Say) -> list[str]:
    """What changed in single parts of the face: fewer fine lines beside the left eye and on the chin."""
    by_way: dict[str, list[Change]] = {}
    for one in parts:
        by_way.setdefault(_way(one), []).append(one)
    return [say(words.IN_PARTS).format(change=say(way), places=places(found, say)) for way, found in by_way.items()]


def _moved(parts: Sequence[Change], say: Say) -> list[str]:
    """That single parts moved further than their own noise, which is no change yet; none where none did."""
    unsure = [one for one in parts if one.unsure]
    if not unsure:
        return []
    alone = len({one.region for one in unsure}) == 1
    return [say(words.ONE_PART_MOVED if alone else words.PARTS_MOVED).format(place=say(_place(unsure[0])))]


def _place(part: Change) -> str:
    return PLACE_WORDS[part.region or ""]


def _way(change: Change) -> str:
    ways: Mapping[str, str] = words.DOWN if (change.change or 0) < 0 else words.UP
    return ways[change.metric]
