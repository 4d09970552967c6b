"""Files that are whole or absent."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from skinmetrics.clinic import durable


def test_where_a_folder_cannot_be_opened_which_is_windows_its_list_is_left_to_the_system(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def as_on_windows(path: Path, _flags: int) -> int:
        raise PermissionError(errno.EACCES, "Permission denied", path)

    with monkeypatch.context() as patch:
        patch.setattr(os, "open", as_on_windows)
        with pytest.raises(PermissionError):
            durable.sync_folder(tmp_path)
        patch.setattr(os, "name", "nt")
        durable.sync_folder(tmp_path)
