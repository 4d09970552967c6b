"""How the phantom is called."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from skinmetrics.phantom import __main__ as samples
from skinmetrics.phantom import contact_sheet


@pytest.mark.parametrize("main", [samples.main, contact_sheet.main])
@pytest.mark.parametrize(("option", "status"), [("--help", 0), ("--chekc", 2)])
def test_an_option_is_no_folder_to_draw_into(
    main: Callable[[], int], option: str, status: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "argv", ["phantom", option])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == status
    assert list(tmp_path.iterdir()) == []
