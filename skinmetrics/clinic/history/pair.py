"""Two days of a client against each other, whatever the days between and around them were like."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence

from skinmetrics.clinic.history.client_history import BurstRecord, ClientHistory
from skinmetrics.clinic.history.series import PhotoValues, with_shared_faces
from skinmetrics.progress.change import Change, TakenDifferently, compare_bursts
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.held import refused_where_held_differently
from skinmetrics.progress.comparability.odd import odd_ones
from skinmetrics.progress.comparability.unlike import Unlike, both, circumstances_unlike, refused
from skinmetrics.progress.noise import NoiseModel
from skinmetrics.progress.verdict import Key


def compare_days(
    found: ClientHistory,
    first: BurstRecord,
    last: BurstRecord,
    noise: NoiseModel,
    differently: TakenDifferently | None,
    unlike: Unlike,
) -> list[Change]:
    """What changed on the whole face between two days, in the order in which metrics are shown. Faces are taken over
    the regions that the two days share. `differently` and `unlike`: how differently their photos were taken, and what
    is not compared for it.
    """
    alike = _alike(found.measured, (first, last))
    photos = [photo.id for burst in (first, last) for photo in burst.counted]
    own = {
        key: {photo: scores[photo] for photo in photos if photo in scores and key[0] in alike[photo]}
        for key, scores in found.measured.items()
    }
    values, _ = with_shared_faces(own, {}, photos)
    before, after = _scores(values, first), _scores(values, last)
    changes = compare_bursts(before, after, noise, found.resolution, differently)
    told = refused(changes, days_unlike(first, last, unlike))
    told = refused_where_held_differently(told, _circumstances(first), _circumstances(last))
    whole = {change.metric: change for change in told if change.region is None}
    return [whole[metric] for metric in found.metrics if metric in whole]


def days_unlike(first: BurstRecord, last: BurstRecord, taken: Unlike) -> Unlike:
    """Why scores of two days are not compared, each with the metrics that it concerns; `taken`: as far as the way they
    were taken tells.
    """
    return both(circumstances_unlike(_circumstances(first), _circumstances(last)), taken)


def _alike(values: PhotoValues, days: Sequence[BurstRecord]) -> Mapping[uuid.UUID, frozenset[str]]:
    """The metrics in which each counted photo is like most of both days; of a day that has none, all of its photos, so
    that it is refused for what they are.
    """
    known = {photo.id: photo.circumstances for day in days for photo in day.counted}
    odd = odd_ones(known, days={photo.id: day.id for day in days for photo in day.counted})
    alike: dict[uuid.UUID, set[str]] = {photo: set() for photo in known}
    for metric in {metric for metric, _ in values}:
        left_out = odd.of(metric).keys()
        for day in days:
            own = {photo.id for photo in day.counted}
            for photo in own - left_out or own:
                alike[photo].add(metric)
    return {photo: frozenset(metrics) for photo, metrics in alike.items()}


def _circumstances(burst: BurstRecord) -> list[Circumstances]:
    return [photo.circumstances for photo in burst.counted]


def _scores(values: PhotoValues, burst: BurstRecord) -> dict[Key, list[float]]:
    ids = [photo.id for photo in burst.counted]
    return {key: [scores.get(each, float("nan")) for each in ids] for key, scores in values.items()}
