"""What a clinic has chosen for all its pages, and what each person has chosen for their own."""

from __future__ import annotations

import uuid
from dataclasses import dataclass
from typing import Final

from skinmetrics.clinic.access import Action
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.errors import ChangedMeanwhileError, ClinicError
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Account, Clinic
from skinmetrics.metrics.lengths import Lengths

LONGEST_MONTHS: Final = 1200


class KeepError(ClinicError):
    """A time to keep records that is none."""

    def __str__(self) -> str:
        """The sentence for people."""
        return "Records can be kept for one month to a hundred years, or until somebody erases them."


@dataclass(frozen=True)
class Preferences:
    """A clinic's settings: what its pages speak first (None: each browser's own), what lengths are shown in, and how
    many months records are kept after the last visit (None: until somebody erases them).
    """

    language: str | None = None
    lengths: Lengths = Lengths.MILLIMETRES
    keep_months: int | None = None


@dataclass(frozen=True)
class Differing:
    """What of `chosen` differs from what `was` chosen; `str()` is for the audit. Raises KeepError."""

    chosen: Preferences
    was: Preferences

    def __post_init__(self) -> None:
        """Refuse a time to keep records that is none."""
        months = self.chosen.keep_months
        if months is not None and not 1 <= months <= LONGEST_MONTHS:
            raise KeepError

    def _values(self) -> dict[str, object]:
        return {name: one for name, one in vars(self.chosen).items() if getattr(self.was, name) != one}

    def __str__(self) -> str:
        """Each by its name."""
        return ", ".join(f"{name} {value or 'none'}" for name, value in self._values().items())

    def put(self, clinic: Clinic) -> None:
        """Set it. Raises ChangedMeanwhileError where the clinic has neither what was chosen nor what is chosen now."""
        for name, value in self._values().items():
            if getattr(clinic, name) not in (getattr(self.was, name), value):
                raise ChangedMeanwhileError
            setattr(clinic, name, value)


def choose_language(records: Records, actor: Actor, account_id: uuid.UUID, language: str) -> None:
    """Keep the language that someone reads. Raises AccessDeniedError when the account is not the actor's own."""
    with records.acting() as db:
        records.admit(db, actor, Action.CHOOSE_LANGUAGE, account_id, language)
        db.get_one(Account, account_id).language = language
