from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

import pytest
import sqlalchemy as sa
from hypothesis import given, settings
from hypothesis import strategies as st

from skinmetrics.clinic.backup import rows
from skinmetrics.clinic.backup.references import References
from skinmetrics.clinic.tables import Base

PLAIN = st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text()
JSON = st.recursive(PLAIN, lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=10)
VALUES = (
    PLAIN
    | st.uuids()
    | st.binary()
    | st.dates()
    | st.times()
    | st.datetimes(timezones=st.just(dt.UTC))
    | st.dictionaries(st.text(), JSON)
)


@settings(max_examples=25, deadline=None)
@given(st.text(), st.lists(st.dictionaries(st.text(), VALUES)))
def test_every_value_comes_back_with_its_type(table: str, found: list[dict[str, Any]]) -> None:
    back = rows.decode(rows.encode((table, found)))
    assert back == (table, found)
    for before, after in zip(found, back[1], strict=True):
        assert {name: type(value) for name, value in before.items()} == {n: type(v) for n, v in after.items()}


def test_every_table_has_its_place_in_a_backup() -> None:
    placed = [*rows.COMMON, *rows.PERSONAL, *rows.SHARED_OUT, *rows.LEFT_OUT]
    assert sorted(placed) == sorted(Base.metadata.tables)


def test_rows_that_name_a_missing_account_are_treated_as_if_it_were_deleted() -> None:
    gone, there = uuid.uuid4(), uuid.uuid4()
    optional: list[rows.Row] = [{"practitioner_id": account} for account in (gone, there, None)]
    assert rows.without_missing_accounts(("session", optional), {there})[1] == [
        {"practitioner_id": account} for account in (None, there, None)
    ]
    needed: list[rows.Row] = [{"practitioner_id": gone}, {"practitioner_id": there}]
    assert rows.without_missing_accounts(("assignment", needed), {there})[1] == needed[1:]
    unrelated: list[rows.Row] = [{"id": gone}]
    assert rows.without_missing_accounts(("burst", unrelated), set())[1] == unrelated


def test_whatever_table_names_a_photo_is_treated_as_if_it_were_deleted() -> None:
    gone, there = uuid.uuid4(), uuid.uuid4()
    photos: list[rows.Row] = [{"id": gone}, {"id": there}]
    assert rows.without_photos(("photo", photos), {gone})[1] == photos[1:]
    scores: list[rows.Row] = [{"photo_id": gone}, {"photo_id": there}]
    assert rows.without_photos(("score", scores), {gone})[1] == scores[1:]
    table = sa.Table(
        "to_come",
        Base.metadata,
        sa.Column("shown_on", sa.ForeignKey("photo.id", ondelete="SET NULL")),
        sa.Column("seen_on", sa.ForeignKey("photo.id")),
    )
    try:
        new: list[rows.Row] = [{"shown_on": gone, "seen_on": there}, {"shown_on": there, "seen_on": gone}]
        assert rows.without_photos(("to_come", new), {gone})[1] == [{"shown_on": None, "seen_on": there}]
    finally:
        Base.metadata.remove(table)


REFERENCES = [
    (table.name, column.name, key.column.table.name)
    for table in Base.metadata.tables.values()
    for column in table.columns
    for key in column.foreign_keys
    if table.name not in rows.LEFT_OUT
]


@pytest.mark.parametrize(("table", "column", "target"), REFERENCES)
def test_a_row_that_is_named_and_not_there_is_missed(table: str, column: str, target: str) -> None:
    row: rows.Row = {each.name: None for each in Base.metadata.tables[table].columns}
    named = uuid.uuid4()
    references = References()
    references.add((table, [{**row, column: named}]))
    restoring_does_without = target == "account" and table not in rows.SHARED_OUT
    assert list(references.missing()) == ([] if restoring_does_without else [f"{table} names {target}.id {named}"])
    references.add((target, [{**dict.fromkeys(Base.metadata.tables[target].columns.keys()), "id": named}]))
    assert list(references.missing()) == []
