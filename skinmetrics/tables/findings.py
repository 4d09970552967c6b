"""What the doctor found."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import RenderableType
from rich.table import Column, Table
from rich.text import Text

from skinmetrics.doctor import Finding


def findings(found: Sequence[Finding]) -> RenderableType:
    """One row a finding of the doctor; ids are there to the last digit, however narrow the window."""
    table = Table("", Column("what", overflow="fold"), Column("seen", overflow="fold"))
    for one in found:
        table.add_row(Text("ok", "green") if one.ok else Text("broken", "red"), one.what, Text(one.detail))
    return table
