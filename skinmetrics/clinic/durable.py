"""Files that are whole or absent, and on the disk when a function returns."""

from __future__ import annotations

import datetime as dt
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO, Final

from skinmetrics.clinic.database import is_out_of_space
from skinmetrics.clinic.errors import StorageFullError

ABANDONED: Final = dt.timedelta(hours=1)
"""An unfinished file that nobody has written to for this long belongs to a process that died."""

_UNFINISHED: Final = ".partial"


@contextmanager
def replacing(file: Path, scratch: Path | None = None) -> Iterator[BinaryIO]:
    """Write `file` anew: readable by its owner alone, whole on the disk when the block is left, or unchanged.

    `scratch` is a folder on the same file system for the unfinished file (default: beside `file`).
    Raises StorageFullError.
    """
    with _unfinished(file, scratch) as partial:
        with partial.open("wb") as out:
            yield out
            out.flush()
            os.fsync(out.fileno())
        partial.replace(file)
        sync_folder(file.parent)


def write_new(file: Path, data: bytes) -> bool:
    """Write `file` unless it exists; whether it was written. Durable, atomic, and for its owner alone."""
    with _unfinished(file, None) as partial:
        with partial.open("wb") as out:
            out.write(data)
            out.flush()
            os.fsync(out.fileno())
        try:
            os.link(partial, file)
        except FileExistsError:
            return False
        sync_folder(file.parent)
        return True


def make_folder(folder: Path) -> None:
    """Make `folder` and its parents, for their owner alone, durably."""
    missing = [path for path in (folder, *folder.parents) if not path.exists()]
    for path in reversed(missing):
        path.mkdir(mode=0o700, exist_ok=True)
        sync_folder(path.parent)


def drop_unfinished(folder: Path, name: str, age: dt.timedelta) -> None:
    """Remove what killed processes left of writing files called `name` (a glob) when it is older than `age`."""
    for partial in folder.glob(f".{name}.*{_UNFINISHED}"):
        if time.time() - partial.stat().st_mtime >= age.total_seconds():
            partial.unlink(missing_ok=True)


def sync_folder(folder: Path) -> None:
    """Put the folder's list of names on the disk."""
    if os.name == "nt":  # Windows opens no folder; its file system keeps a journal of names
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _unfinished(file: Path, scratch: Path | None) -> Iterator[Path]:
    try:
        make_folder(file.parent)
        descriptor, name = tempfile.mkstemp(suffix=_UNFINISHED, prefix=f".{file.name}.", dir=scratch or file.parent)
        os.close(descriptor)
        partial = Path(name)
        try:
            yield partial
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        if is_out_of_space(error):
            raise StorageFullError from error
        raise
