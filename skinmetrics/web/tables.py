"""Tables as HTML: every word as it is, where Streamlit's would read "15. September" as an item of a list.

On a phone they become a block a row, each cell with the name of its column.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from html import escape


def table(head: Sequence[str], rows: Iterable[str], label: str) -> str:
    """A table of `rows` (see `row`) under the names `head`, the first that of the rows; `label` is its own name."""
    names = "".join(f"<th scope='col' role='columnheader'>{escape(name)}</th>" for name in head)
    return (
        f'<div class="sm-table" tabindex="0" role="region" aria-label="{escape(label)}"><table role="table">'
        f"<thead role='rowgroup'><tr role='row'>{names}</tr></thead>"
        f"<tbody role='rowgroup'>{''.join(rows)}</tbody></table></div>"
    )


def row(head: Sequence[str], name: str, cells: Sequence[str], mark: str = "", kind: str = "sm-number") -> str:
    """A row: its name, a cell of a `kind` (sm-number, sm-text) for each further column, a `mark` (HTML) in the last
    where there is one.

    On a phone it is a block, so each cell carries its column's name, and every part its role.
    """
    inside = "".join(
        f'<td role="cell" class="{kind}" data-label="{escape(column)}">{escape(cell)}</td>'
        for column, cell in zip(head[1:], cells, strict=False)
    )
    last = f"<td role='cell' class='sm-mark'>{mark}</td>" if mark else ""
    return f"<tr role='row'><th scope='row' role='rowheader'>{escape(name)}</th>{inside}{last}</tr>"
