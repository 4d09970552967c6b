"""Whether the rows of a backup refer to each other, as the database wants it when they are put back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Final

from skinmetrics.clinic.backup.rows import COMMON, SHARED_OUT, Batch
from skinmetrics.clinic.tables import Base

_REFERENCES: Final = {
    name: tuple((column.name, key.target_fullname) for column in table.columns for key in column.foreign_keys)
    for name, table in Base.metadata.tables.items()
}
"""Of each table, the columns that name rows of others, each with what it names: `photo.id`."""
_NAMED: Final = frozenset(target for pairs in _REFERENCES.values() for _, target in pairs)
_ACCOUNT: Final = "account.id"


class References:
    """Collects batches, in whatever order, and tells which rows they name that none of them has."""

    def __init__(self) -> None:
        """Begin without any."""
        self._there: dict[str, set[object]] = defaultdict(set)
        self._named: dict[tuple[str, str], set[object]] = defaultdict(set)

    def add(self, batch: Batch) -> None:
        """Take note of a batch."""
        table, found = batch
        for column in Base.metadata.tables[table].primary_key:
            if f"{table}.{column.name}" in _NAMED:
                self._there[f"{table}.{column.name}"].update(row[column.name] for row in found)
        for name, target in _REFERENCES[table]:
            if target != _ACCOUNT or table in (*COMMON, *SHARED_OUT):  # restoring does without any other account
                self._named[table, target].update(row.get(name) for row in found)

    def missing(self) -> Iterator[str]:
        """What is named and not there, in words."""
        for (table, target), values in self._named.items():
            for value in values - self._there[target] - {None}:
                yield f"{table} names {target} {value}"
