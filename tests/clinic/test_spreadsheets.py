from __future__ import annotations

import pytest

from skinmetrics.clinic.spreadsheets import harmless


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_what_a_spreadsheet_would_run_is_marked_as_text(text: str) -> None:
    assert harmless(text) == f"'{text}"


@pytest.mark.parametrize("value", ["", "sunburnt", "a=1", "'=1", -1.5, None])
def test_anything_else_stays_as_it_is(value: object) -> None:
    assert harmless(value) == value
