"""Tables as HTML: what stands in a cell is shown as it is."""

from __future__ import annotations

from html import unescape

from skinmetrics.web.tables import row, table


def test_every_word_is_shown_as_it_is_and_every_cell_names_its_column() -> None:
    head, typed = ["When", 'Who & "what"'], "<b>*Ada*</b>"
    shown = table(head, [row(head, "15. September 2026", [typed], kind="sm-text")], "Who looked")
    assert "<b>" not in shown
    assert ">15. September 2026</th>" in shown
    assert unescape(shown).count(typed) == 1
    assert unescape(shown).count(f'data-label="{head[1]}"') == 1
