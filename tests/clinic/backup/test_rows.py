from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from skinmetrics.clinic.backup import rows
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
