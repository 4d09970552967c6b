"""Tables of numbers that become a block a row on a phone, each number with the name of its column."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from skinmetrics.web.say import say


def table(head: Sequence[str], rows: Sequence[str], label: str) -> str:
    """A table of `rows` (see `row`) under the names `head`, the first that of the rows; `label` is its own name."""
    names = "".join(f"<th scope='col' role='columnheader'>{escape(say(name))}</th>" for name in head)
    return (
        f'<div class="sm-table" tabindex="0" role="region" aria-label="{escape(say(label))}"><table role="table">'
        f"<thead role='rowgroup'><tr role='row'>{names}</tr></thead>"
        f"<tbody role='rowgroup'>{''.join(rows)}</tbody></table></div>"
    )


def row(head: Sequence[str], name: str, numbers: Sequence[str], mark: str = "") -> str:
    """A row: its name, a number for each further column, and a `mark` (HTML) in the last where there is one.

    On a phone it is a block, so each number carries its column's name, and every part its role.
    """
    cells = "".join(
        f'<td role="cell" class="sm-number" data-label="{escape(say(column))}">{escape(cell)}</td>'
        for column, cell in zip(head[1:], numbers, strict=False)
    )
    last = f"<td role='cell' class='sm-mark'>{mark}</td>" if mark else ""
    return f"<tr role='row'><th scope='row' role='rowheader'>{escape(name)}</th>{cells}{last}</tr>"
