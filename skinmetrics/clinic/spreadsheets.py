"""Tables for people: whatever opens them may run what somebody typed."""

from __future__ import annotations

from typing import Final, TypeVar

_FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")
Cell = TypeVar("Cell")


def harmless(value: Cell) -> Cell | str:
    """Text that a spreadsheet would run as a formula, marked as text; any other value as it is."""
    return f"'{value}" if isinstance(value, str) and value.startswith(_FORMULA_STARTS) else value
