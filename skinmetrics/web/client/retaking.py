"""The band of what retaking alone does to single days: around those before the first session, else the first one."""

from __future__ import annotations

from dataclasses import dataclass, replace

from skinmetrics.clinic.history.client_history import BurstRecord, ClientHistory
from skinmetrics.clinic.history.days import counted_days, day_value
from skinmetrics.progress.change import Burst, compare_bursts
from skinmetrics.progress.noise import BRIGHTNESS
from skinmetrics.progress.statistics.band import noise_band
from skinmetrics.web.client.needled import noise_model


@dataclass(frozen=True)
class Retaking:
    """Where 95 % of single days fall while nothing changes, in the metric's unit: since the ``first_day``, or since all
    those before the first session.
    """

    low: float
    high: float
    first_day: bool


def retaking(found: ClientHistory, metric: str, region: str | None) -> Retaking | None:
    """The band of a metric in a region; None where too little was measured, or its noise is not known."""
    one = found.change(metric, region)
    if one is not None and one.day_range is not None:
        return Retaking(*one.day_range, first_day=False)
    level = [value for day in counted_days(found) if (value := day_value(found, day, metric, region)) is not None]
    if len(level) < 2:
        return None
    bursts = [burst for burst in found.counted if found.value(burst, metric, region) is not None]
    before, after = (_scores(found, burst, metric, region) for burst in (bursts[0], bursts[-1]))
    changes = compare_bursts(before, after, noise_model(), found.resolution)
    alone = next(change for change in changes if (change.metric, change.region) == (metric, region))
    ends = noise_band(replace(alone, before=level[0]))  # a day of several bursts has no more noise than its first
    return None if ends is None else Retaking(*ends, first_day=True)


def _scores(found: ClientHistory, burst: BurstRecord, metric: str, region: str | None) -> Burst:
    """What a comparison needs of a day: the scores, how bright the skin is and, of a face, which regions it is told
    over, on which their noise depends.
    """
    parts = [key for key in found.values if key[0] == metric and region is None]
    keys = dict.fromkeys(((metric, region), BRIGHTNESS, *parts))
    ids = [photo.id for photo in burst.counted]
    return {key: [found.values.get(key, {}).get(each, float("nan")) for each in ids] for key in keys}
