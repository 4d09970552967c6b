"""Two bursts of photos against each other: are they alike enough, and what changed."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from statistics import median

from skinmetrics.imaging.difference import Taking, difference
from skinmetrics.imaging.likeness import same_expression
from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics import METRICS
from skinmetrics.progress.change import Burst, Change, TakenDifferently, compare_bursts, no_verdict
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.comparable import Comparable, Upright, comparable
from skinmetrics.progress.comparability.held import refused_where_moved
from skinmetrics.progress.comparability.reasons import CODES, held_differently
from skinmetrics.progress.comparability.unlike import (
    Unlike,
    both,
    circumstances_unlike,
    refused,
    taken_unlike,
)
from skinmetrics.progress.faces import faces_over_shared_regions
from skinmetrics.progress.noise import NoiseModel
from skinmetrics.progress.series import NOT_COMPARABLE
from skinmetrics.progress.verdict import Key, Verdict
from skinmetrics.scoring import Examination, MetricScores, PhotoScores, Problem

TWO_PEOPLE = "The photos seem to show two different people."
UNRECOGNISED = (
    "The skin of one photo cannot be recognised in the other. Light, shade, a filter or something over the face may be "
    "why, or they show two people. Take all photos in the same even light, with nothing over the face."
)
STRANGERS = "Some of these photos seem to show another person than the rest. They were left out."
UNFIT = "Some of these photos are not fit to be measured. They were left out."
MIRRORED = "The later photos are mirrored, as a selfie camera may do. Sides were swapped back."
MIXED = "Some of these photos are mirrored, as a selfie camera may do. Sides were swapped back."

LATER_BEFORE = "A photo of before was taken on a later day than one of after. Check which photos belong to which side."
SEVERAL_DAYS = "The photos of one side are of different days. Compare photos of one day with those of another."
BY_DATE = frozenset({"order", "days"})
"""Codes of what photos' own dates tell."""


@dataclass(frozen=True)
class Pair:
    """Two bursts compared: one person or not, mirrored or not, what differs in the taking, what changed."""

    same_person: bool
    mirrored: bool
    problems: tuple[Problem, ...]
    resolution: str
    changes: tuple[Change, ...]

    def as_json(self) -> dict[str, object]:
        """The object that ``compare --json`` prints."""
        return {
            "same_person": self.same_person,
            "mirrored": self.mirrored,
            "resolution": self.resolution,
            "problems": [{"code": problem.code, "message": problem.message} for problem in self.problems],
            "changes": [change.as_json() for change in self.changes],
        }


def compare(
    before: Sequence[Examination], after: Sequence[Examination], model: NoiseModel, *, one_person: bool = False
) -> Pair:
    """Compare two bursts, at the finest resolution that all photos share. Neither may be empty.

    Copies of a file count once. Photos that are not fit to be measured are left out; of a burst that has no others
    nothing is compared. Single photos that show another person than the rest are left out too, unless somebody knows
    that all show ``one_person``; mirrored ones are turned back.
    """
    before, after = _each_once(before), _each_once(after)
    shown = comparable(_fit(before) or before, _fit(after) or after, one_person=one_person)
    first, last = shown.before, shown.after
    fine = all(photo.scores.metrics_fine is not None for photo in (*first, *last))
    resolution = "fine" if fine else "standard"
    scores = burst_scores(*([_metrics(photo.scores, resolution) for photo in burst] for burst in (first, last)))
    apart = taken_differently(*([photo.taking for photo in burst] for burst in (first, last)))
    changes = refused(compare_bursts(*scores, model, resolution, apart), _other_circumstances(shown))
    card = all(photo.scores.white == "card" for photo in (*first, *last))
    changes = refused_where_moved(changes, shown.movement, card=card)
    unfit = _unfit(before, after)
    if unfit is not None:
        changes = tuple(_without_verdict(change, unfit) for change in changes)
    if not shown.same_person:
        reason = _not_one_person(shown)
        changes = tuple(_without_verdict(change, reason) for change in changes)
    return Pair(shown.same_person, shown.mirrored, tuple(_problems(before, after, shown)), resolution, changes)


def _each_once(burst: Sequence[Examination]) -> list[Examination]:
    """The photos of a burst, one of each file: a copy is no retake."""
    return list({photo.result.sha256: photo for photo in reversed(burst)}.values())[::-1]


def _fit(burst: Sequence[Examination]) -> list[Examination]:
    """Those that are fit to be measured."""
    return [photo for photo in burst if _is_fit(photo)]


def _is_fit(photo: Examination) -> bool:
    return photo.result.capture.verdict != "unusable"


def _unfit(*bursts: Sequence[Examination]) -> str | None:
    """Why nothing can be compared: what there is to say of the photos of a burst none of which is fit; None of none."""
    for burst in bursts:
        if not _fit(burst):
            said = (problem.message for photo in burst for problem in photo.result.capture.problems)
            return " ".join(dict.fromkeys(said)) or NOT_COMPARABLE
    return None


def _not_one_person(shown: Comparable) -> str:
    """What to say of bursts that are not known to show one person: where something hides the skin it may be that."""
    photos = [one.photo.result for one in (*shown.before, *shown.after)]
    hidden = any(problem.code == "occluded" for photo in photos for problem in photo.capture.problems)
    return UNRECOGNISED if shown.in_doubt or hidden else TWO_PEOPLE


def _other_circumstances(shown: Comparable) -> Unlike:
    """What else than the skin differs and would move scores, and the metrics that it concerns."""
    bursts = (shown.before, shown.after)
    first, last = ([Circumstances.of(photo.scores) for photo in burst] for burst in bursts)
    unlike = circumstances_unlike(first, last, same_person=shown.same_person)
    takings = ([photo.taking for photo in burst] for burst in bursts)
    return both(unlike, taken_unlike(*takings)) if shown.same_person else unlike


def _by_date(*bursts: Sequence[Upright]) -> Iterator[Problem]:
    """What the photos' dates, where they have any, say against comparing them."""
    first, last = ({one.scores.taken_at.day for one in burst if one.scores.taken_at} for burst in bursts)
    if first and last and max(first) > min(last):
        yield Problem("order", LATER_BEFORE)
    if max(len(first), len(last)) > 1:
        yield Problem("days", SEVERAL_DAYS)


def _without_verdict(change: Change, reason: str) -> Change:
    return no_verdict((change.metric, change.region), Verdict.NOT_COMPARABLE, reason, change.before, change.after)


def taken_differently(first: Sequence[Taking], last: Sequence[Taking]) -> TakenDifferently:
    """How differently two bursts were taken: the middle of each difference over the pairs of photos."""
    pairs = [difference(one, other) for one in first for other in last]
    places: dict[str | None, Mapping[str, float]] = {}
    for region in (None, *REGIONS):
        each = [pair.as_mapping(region) for pair in pairs]
        places[region] = {name: median(one[name] for one in each) for name in each[0]}
    return places


def _metrics(photo: PhotoScores, resolution: str) -> Mapping[str, MetricScores]:
    return (photo.metrics_fine if resolution == "fine" else photo.metrics) or {}


def burst_scores(
    before: Sequence[Mapping[str, MetricScores]], after: Sequence[Mapping[str, MetricScores]]
) -> tuple[Burst, Burst]:
    """What ``compare_bursts`` compares of the photos' scores, by metric and region one number a photo, NaN where it has
    none; the face's over the regions that all of them share.
    """
    photos = [*before, *after]
    first, last = _scores(before), _scores(after)
    for metric in METRICS:
        regions = {
            number: {region: value for region, value in scores[metric.id].regions.items() if value is not None}
            for number, scores in enumerate(photos)
            if metric.id in scores
        }
        faces = faces_over_shared_regions(metric, regions)
        if regions:
            values = [faces.get(number, math.nan) for number in range(len(photos))]
            first[metric.id, None], last[metric.id, None] = values[: len(before)], values[len(before) :]
    return first, last


def _scores(photos: Sequence[Mapping[str, MetricScores]]) -> dict[Key, list[float]]:
    """The regions' values over a burst."""
    out: dict[Key, list[float]] = {}
    for metrics in photos:
        for name, scores in metrics.items():
            out.setdefault((name, None), [])  # faces before regions
            for region, value in scores.regions.items():
                out.setdefault((name, region), []).append(_number(value))
    return out


def _number(value: float | None) -> float:
    return math.nan if value is None else value


def _problems(before: Sequence[Examination], after: Sequence[Examination], shown: Comparable) -> list[Problem]:
    """What the photos' own checks found, once each, and what differs between the two bursts."""
    compared = [one.photo for one in (*shown.before, *shown.after)]
    left_out = [photo for burst in (before, after) if _fit(burst) for photo in burst if not _is_fit(photo)]
    found = {one.code: one for photo in (*left_out, *compared) for one in photo.result.capture.problems}
    if left_out:
        found["unfit"] = Problem("unfit", UNFIT)
    if not shown.same_person:
        found["another_person"] = Problem("another_person", _not_one_person(shown))
    elif shown.strangers:
        found["stranger"] = Problem("stranger", STRANGERS)
    if shown.same_person and (shown.mirrored or shown.mixed):
        found["mirrored"] = Problem("mirrored", MIXED if shown.mixed else MIRRORED)
    found |= {CODES[reason]: Problem(CODES[reason], reason) for reason in _other_circumstances(shown)}
    found |= {problem.code: problem for problem in _by_date(shown.before, shown.after)}
    # The mesh of a mirror image is no exact mirror image: what it seems to move a little says nothing.
    turned = shown.mirrored or shown.mixed
    # Patches of light make it seem another expression.
    moved = bool(shown.movement.parts) if turned or "patches" in found else not same_expression(shown.movement)
    if moved and shown.same_person:
        found["expression"] = Problem("expression", held_differently(shown.movement))
    return list(found.values())
