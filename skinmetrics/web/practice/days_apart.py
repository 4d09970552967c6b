"""How differently two days were photographed: asked of the photos themselves, beside the page."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field, replace
from functools import cache, partial

from skinmetrics.clinic import photos
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.history.client_history import BurstRecord, PhotoRecord
from skinmetrics.imaging.difference import Taking
from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.photo import Limits, PhotoError
from skinmetrics.jobs.runner import Done
from skinmetrics.progress.change import TakenDifferently
from skinmetrics.progress.comparability.unlike import Unlike, taken_unlike
from skinmetrics.progress.pair import taken_differently
from skinmetrics.scoring import examine
from skinmetrics.web.client.beside import Beside
from skinmetrics.web.client.not_looked_at import NotLookedAtError
from skinmetrics.web.scoring import limits
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.workers import workers

_LOG = logging.getLogger(__name__)

KEPT = 48
"""Of so many photos it is kept how they were taken; each takes about 0.9 MB."""
MOST_PHOTOS = 5
"""So many photos of a day are looked at: the middle of more of them would hardly differ."""


@dataclass(frozen=True)
class Apart:
    """How differently two days were taken; None where nobody knows, as where a photo shows no face. What is not
    compared for that.
    """

    differently: TakenDifferently | None = None
    unlike: Unlike = field(default_factory=dict)


UNKNOWN = Apart()


@dataclass(frozen=True)
class _Taken:
    how: Taking | None


def days_apart(looking: Visitor, first: BurstRecord, last: BurstRecord) -> Apart | None:
    """How differently the counted photos of two days were taken; None while it is worked out.

    Raises NotLookedAtError, and what `photos.read` raises; whoever asks again starts again.
    """
    failed: list[ClinicError] = []
    days = [[_taken(looking, photo, failed) for photo in burst.counted[:MOST_PHOTOS]] for burst in (first, last)]
    if failed:
        raise failed[0]
    if any(one is None for day in days for one in day):
        return None
    known = [[one.how for one in day if one is not None and one.how is not None] for day in days]
    return Apart(taken_differently(*known), taken_unlike(*known)) if all(known) else UNKNOWN


def taking_of(data: bytes, limits: Limits) -> Taking | None:
    """How one photo was taken, the way round that its file has; None where it shows no face."""
    try:
        return examine(data, "photo", limits).taking
    except (PhotoError, FaceError):
        return None


@cache
def _asked() -> Beside[_Taken]:
    return Beside(kept=KEPT)


def _taken(looking: Visitor, photo: PhotoRecord, failed: list[ClinicError]) -> _Taken | None:
    """How one photo was taken. A failure joins those that `failed`: all are heard of, or each next visit hears one."""
    opened = records()

    def ask() -> _Taken:
        data = photos.read(opened, looking.actor, photo.id)
        (outcome,) = workers().map(partial(taking_of, limits=limits()), [data])
        if not isinstance(outcome, Done):
            _LOG.error("A photo could not be looked at.", exc_info=outcome.error)
            raise NotLookedAtError from outcome.error
        return _Taken(outcome.value)

    try:
        found = _asked().of(photo.id, ask)
    except ClinicError as error:
        failed.append(error)
        return None
    if found is None or found.how is None or not photo.mirrored:
        return found
    return replace(found, how=found.how.mirrored)
