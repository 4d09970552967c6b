"""Two bursts of photos against each other: are they alike enough, and what changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from statistics import median

from skinmetrics.imaging.difference import Taking, difference
from skinmetrics.imaging.expression import Movement
from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.likeness import Likeness, likeness
from skinmetrics.imaging.regions import REGIONS, other_side
from skinmetrics.imaging.skin import Skin
from skinmetrics.metrics import METRIC_OF, METRICS
from skinmetrics.progress.change import Burst, Change, TakenDifferently, compare_bursts, no_verdict
from skinmetrics.progress.circumstances import (
    CAMERA_MOVED,
    CAMERAS_DIFFER,
    HELD_DIFFERENTLY,
    MADE_UP,
    MADE_UP_LN,
    MOVED_MM2,
    WHITES_DIFFER,
    sees_colour,
    sees_fine_skin,
    usual_path,
)
from skinmetrics.progress.noise import NoiseModel
from skinmetrics.progress.verdict import Key, Verdict
from skinmetrics.scoring import Examination, MetricScores, Problem


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


def compare(before: Sequence[Examination], after: Sequence[Examination], model: NoiseModel) -> Pair:
    """Compare two bursts, at the finest resolution that all photos share. Neither may be empty."""
    alike = _likeness(before, after)
    fine = all(photo.result.metrics_fine is not None for photo in (*before, *after))
    resolution = "fine" if fine else "standard"
    first, last = burst_scores(
        *([_metrics(photo, resolution) for photo in burst] for burst in (before, after)), mirrored=alike.is_mirrored
    )
    better = {metric.id: metric.better for metric in METRICS}
    apart = taken_differently(
        [photo.taking for photo in before],
        [photo.taking.mirrored if alike.is_mirrored else photo.taking for photo in after],
    )
    changes = compare_bursts(first, last, model, resolution, better, apart)
    for reason, concerns in _other_circumstances(before, after, mirrored=alike.is_mirrored):
        changes = tuple(_not_comparable(change, reason) if concerns(change.metric) else change for change in changes)
    card = all(photo.result.white == "card" for photo in (*before, *after))
    changes = tuple(
        _not_comparable(change, HELD_DIFFERENTLY) if _moved(change, alike, card=card) else change for change in changes
    )
    if not alike.same_person:
        reason = "The photos seem to show two different people."
        changes = tuple(replace(change, verdict=Verdict.NOT_COMPARABLE, reason=reason) for change in changes)
    return Pair(alike.same_person, alike.is_mirrored, tuple(_problems(alike, before, after)), resolution, changes)


def _other_circumstances(
    before: Sequence[Examination], after: Sequence[Examination], *, mirrored: bool
) -> Iterator[tuple[str, Callable[[str], bool]]]:
    """What else than the skin differs and would move scores, and the metrics that it concerns."""
    if _whites_differ(before, after):
        yield WHITES_DIFFER, sees_colour
    if _cameras_differ(before, after):
        yield CAMERAS_DIFFER, sees_fine_skin
    if _made_up_differently(before, after):
        yield MADE_UP, sees_fine_skin
    if _camera_moved(before, after, mirrored=mirrored):
        yield CAMERA_MOVED, sees_fine_skin


def _whites_differ(before: Sequence[Examination], after: Sequence[Examination]) -> bool:
    """Whether colours were measured against a card in some photos and against the eyes in others."""
    return len({photo.result.white for photo in (*before, *after)} - {None}) > 1


def _cameras_differ(before: Sequence[Examination], after: Sequence[Examination]) -> bool:
    """Whether all photos before were taken with other cameras than all after; unknown ones are taken for the same."""
    first, last = ({photo.result.camera for photo in burst} for burst in (before, after))
    return None not in first | last and first.isdisjoint(last)


def _made_up_differently(before: Sequence[Examination], after: Sequence[Examination]) -> bool:
    """Whether the eyes stand out more in one burst than they do by themselves."""
    known = (
        [photo.result.eye_contrast for photo in burst if photo.result.eye_contrast is not None]
        for burst in (before, after)
    )
    first, last = (median(burst) if burst else None for burst in known)
    return first is not None and last is not None and abs(last - first) > MADE_UP_LN


def _camera_moved(before: Sequence[Examination], after: Sequence[Examination], *, mirrored: bool) -> bool:
    """Whether the camera moved in most photos of one burst and not, or otherwise, in most of the other."""
    known = ([photo.result.path for photo in burst if photo.result.path is not None] for burst in (before, after))
    first, last = (usual_path(paths) for paths in known)
    if first is None or last is None:
        return False
    return first.apart_mm2(last.mirrored if mirrored else last) > MOVED_MM2


def _moved(change: Change, movement: Movement, *, card: bool) -> bool:
    """Whether an expression moves what a change is of: its skin, the shape of the face, or the white of the eyes, which
    a smile narrows; ``card``: colours are measured against a card.
    """
    metric = METRIC_OF[change.metric]
    if not movement.parts:
        return False
    if not metric.needs.skin or (metric.needs.white and not card and bool(movement.parts - {"brows"})):
        return True
    return not movement.regions.isdisjoint(metric.regions if change.region is None else [change.region])


def _not_comparable(change: Change, reason: str) -> Change:
    if change.verdict is Verdict.NOT_COMPARABLE:
        return change
    return no_verdict((change.metric, change.region), Verdict.NOT_COMPARABLE, reason, change.before, change.after)


def _likeness(before: Sequence[Examination], after: Sequence[Examination]) -> Likeness:
    """Median over the photos paired in their order, the shorter burst's last photo standing in."""
    pairs = [
        likeness(_look(before[min(i, len(before) - 1)]), _look(after[min(i, len(after) - 1)]))
        for i in range(max(len(before), len(after)))
    ]
    return Likeness(**{one.name: median(getattr(pair, one.name) for pair in pairs) for one in fields(Likeness)})


def taken_differently(first: Sequence[Taking], last: Sequence[Taking]) -> TakenDifferently:
    """How differently two bursts were taken: the middle of each difference over the pairs of photos."""
    pairs = [difference(one, other) for one in first for other in last]
    places: dict[str | None, Mapping[str, float]] = {}
    for region in (None, *REGIONS):
        each = [pair.as_mapping(region) for pair in pairs]
        places[region] = {name: median(one[name] for one in each) for name in each[0]}
    return places


def _look(photo: Examination) -> tuple[Face, Skin]:
    return photo.face, photo.skin_map.skin


def _metrics(photo: Examination, resolution: str) -> Mapping[str, MetricScores]:
    scores = photo.result.metrics_fine if resolution == "fine" else photo.result.metrics
    return scores or {}


def burst_scores(
    before: Sequence[Mapping[str, MetricScores]], after: Sequence[Mapping[str, MetricScores]], *, mirrored: bool = False
) -> tuple[Burst, Burst]:
    """What ``compare_bursts`` compares of the photos' scores, the face's over the regions that all of them have.
    ``mirrored``: the later photos are, and their sides are swapped back.
    """
    shared = _shared(before, after, mirrored=mirrored)
    return _scores(before, shared, mirrored=False), _scores(after, shared, mirrored=mirrored)


def _scores(
    photos: Sequence[Mapping[str, MetricScores]], shared: Mapping[str, frozenset[str]], *, mirrored: bool
) -> dict[Key, list[float]]:
    """Values over a burst by metric and region, NaN where declined; sides swapped where the photos are mirrored.

    The face's value is taken over the regions that all photos share, so that one more region is not a change.
    """
    out: dict[Key, list[float]] = {}
    for metrics in photos:
        for name, scores in metrics.items():
            regions = {other_side(region) if mirrored else region: value for region, value in scores.regions.items()}
            common = {region: value if region in shared[name] else None for region, value in regions.items()}
            out.setdefault((name, None), []).append(_number(METRIC_OF[name].whole_face(common)))
            for region, value in regions.items():
                out.setdefault((name, region), []).append(_number(value))
    return out


def _shared(
    before: Sequence[Mapping[str, MetricScores]], after: Sequence[Mapping[str, MetricScores]], *, mirrored: bool
) -> dict[str, frozenset[str]]:
    """The regions of each metric that every photo of both bursts has a value for, by their names in the first burst."""
    shared: dict[str, frozenset[str]] = {}
    for photos, swapped in ((before, False), (after, mirrored)):
        for metrics in photos:
            for name, scores in metrics.items():
                scored = (region for region, value in scores.regions.items() if value is not None)
                mine = frozenset(other_side(region) if swapped else region for region in scored)
                shared[name] = shared.get(name, mine) & mine
    return shared


def _number(value: float | None) -> float:
    return float("nan") if value is None else value


def _problems(alike: Likeness, before: Sequence[Examination], after: Sequence[Examination]) -> list[Problem]:
    """What the photos' own checks found, once each, and what differs between the two bursts."""
    found = {problem.code: problem for photo in (*before, *after) for problem in photo.result.capture.problems}
    if not alike.same_person:
        found["another_person"] = Problem("another_person", "The photos seem to show two different people.")
    elif alike.is_mirrored:
        found["mirrored"] = Problem(
            "mirrored", "The later photos are mirrored, as a selfie camera may do. Sides were swapped back."
        )
    if _whites_differ(before, after):
        found["white"] = Problem("white", WHITES_DIFFER)
    if _cameras_differ(before, after):
        found["camera"] = Problem("camera", CAMERAS_DIFFER)
    if _made_up_differently(before, after) and alike.same_person:
        found["make_up"] = Problem("make_up", MADE_UP)
    if _camera_moved(before, after, mirrored=alike.is_mirrored) and alike.same_person:
        found["moved"] = Problem("moved", CAMERA_MOVED)
    # The mesh of a mirror image is no exact mirror image: what it seems to move a little says nothing.
    moved = bool(alike.parts) if alike.is_mirrored else not alike.same_expression
    if moved and alike.same_person:
        found["expression"] = Problem("expression", HELD_DIFFERENTLY)
    return list(found.values())
