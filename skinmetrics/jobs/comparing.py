"""How alike a photo is to those of the same client that were worked on before: whether it shows the same person.

What tells a person is kept sealed, in the aligned faces; the records get two numbers of it. One photo of every person
that the client's photos are known to show is compared with, as a rule of one, so that photos of which nobody knows yet
whether they show one person, since two processes worked on them at once, are connected by the next.
"""

from __future__ import annotations

import logging
import uuid
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from functools import partial
from itertools import islice
from typing import Any, Final

from skinmetrics.clinic import photos
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.vault.store import PhotoKey, PhotoMissingError, Rendition
from skinmetrics.imaging.likeness import SkinPrint, agreement
from skinmetrics.imaging.photo import Limits
from skinmetrics.jobs.aligned_face import is_current, unpacked
from skinmetrics.jobs.photo_work import aligned_of
from skinmetrics.jobs.runner import Done, Runner
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.same_person import Compared, people_in

PEOPLE_MAX: Final = 4
"""So many are compared with, those with most photos first."""
TRIES: Final = 3
"""So many photos of each are tried until one can be read."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Comparing:
    """Compares photos with those that were worked on before."""

    records: Records
    runner: Runner
    limits: Limits

    def compared(
        self, key: PhotoKey, aligned: bytes, captures: Mapping[uuid.UUID, Mapping[str, Any]]
    ) -> tuple[Compared, ...]:
        """How alike a photo, of which `aligned` is kept, is to the client's others, of which `captures` (clinic.scores)
        tells, first upload first; empty where there is none or none can be read.
        """
        others = {photo: capture for photo, capture in captures.items() if photo != key.photo_id}
        likeness = {str(photo): _likeness(capture) for photo, capture in others.items()}
        own, found = unpacked(aligned).print, []
        for person in people_in(likeness)[:PEOPLE_MAX]:
            fit = (photo for photo in map(uuid.UUID, person) if others[photo].get("verdict") != "unusable")
            for photo in islice(fit, TRIES):
                kept = self._print(replace(key, photo_id=photo))
                if kept is not None:
                    found.append(Compared(**asdict(agreement(kept, own)), against=str(photo)))
                    break
        return tuple(one for one in found if one.known)

    def _print(self, key: PhotoKey) -> SkinPrint | None:
        """What is kept of a photo's person; None where it cannot be read now."""
        try:
            return unpacked(self._aligned(key)).print
        except (ClinicError, ValueError) as error:
            _log.warning("Photo %s cannot be compared with now: %s", key.photo_id, error)
            return None

    def _aligned(self, key: PhotoKey) -> bytes:
        """The aligned face, made anew where it is not kept, as after a restore, or is of another version."""
        with suppress(PhotoMissingError):
            kept = photos.fetch(self.records, replace(key, rendition=Rendition.ALIGNED))
            if is_current(kept):
                return kept
        original = photos.fetch(self.records, key)
        (outcome,) = self.runner.map(partial(aligned_of, limits=self.limits), [original], background=True)
        if not isinstance(outcome, Done):
            raise ValueError(str(outcome.error)) from outcome.error
        photos.save_view(self.records, key.photo_id, outcome.value, Rendition.ALIGNED)
        return outcome.value


def _likeness(capture: Mapping[str, Any]) -> tuple[Compared, ...]:
    return Circumstances.kept_in(capture).likeness
