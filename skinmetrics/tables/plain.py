"""What all tables have in common: nothing in them is cut off, and what has no number is a dash."""

from __future__ import annotations

from rich import box
from rich.table import Column, Table
from rich.text import Text

NOTHING = "–"


def table(*columns: Column) -> Table:
    """A table without a frame, which would take the room of its words."""
    return Table(*columns, box=box.SIMPLE_HEAD, collapse_padding=True, show_edge=False, pad_edge=False)


def words(header: str | Text = "") -> Column:
    """A column of words, folded where the window is narrow."""
    return Column(header, overflow="fold")


def numbers(header: str | Text) -> Column:
    """A column of numbers, each of which stays whole."""
    return Column(header, overflow="fold", justify="right")


def number(value: float | None) -> str:
    """A score to two decimals."""
    return NOTHING if value is None else f"{value:.2f}"


def heading(text: str) -> Text:
    """A line above those that it is about."""
    return Text(f"\n{text}", "bold")
