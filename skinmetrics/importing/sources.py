"""Where an archive's files are: a folder, a zip, or files that a browser sent.

Nothing is ever unpacked to the disk. A zip that lies, hides or explodes is refused as a whole, since nothing in it can
be trusted then.
"""

from __future__ import annotations

import os
import re
import stat
import zipfile
import zlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Final, Protocol

MOST_FILES: Final = 50_000
MOST_RATIO: Final = 60
"""Unpacked over packed size. Photos hardly pack at all; an empty page of text reaches a thousand."""
RATIO_COUNTS_FROM: Final = 1_000_000
"""Bytes, unpacked: a small file may pack as well as it likes."""

_DRIVE: Final = re.compile(r"[A-Za-z]:")
_STORED_OR_DEFLATED: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED: Final = 0x1
_UTF_8: Final = 0x800


class ArchiveError(Exception):
    """An archive that cannot be read, or is not safe to; `str()` says what to do next."""


class FileError(Exception):
    """One file that cannot be read; the others can. `str()` says what to do next."""


class Source(Protocol):
    """Files of an archive by their paths, with `/` between folders."""

    def paths(self) -> list[str]:
        """Every file, in order of path. Raises ArchiveError."""
        ...

    def read(self, path: str, most: int) -> bytes:
        """A file's bytes, or its first `most` + 1 when it has more. Raises FileError."""
        ...


@dataclass(frozen=True)
class FolderSource:
    """A folder on this computer. Links in it are not followed: what they lead to is not part of the archive."""

    folder: Path

    def paths(self) -> list[str]:
        """Every file in the folder and the folders in it."""
        if not self.folder.is_dir():
            raise ArchiveError(f"There is no folder {self.folder}. Check its name and place.")
        found = [
            (Path(here) / name).relative_to(self.folder).as_posix()
            for here, _, names in os.walk(self.folder)
            for name in names
            if not (Path(here) / name).is_symlink()
        ]
        return sorted(_few_enough(found))

    def read(self, path: str, most: int) -> bytes:
        """A file's bytes."""
        try:
            with (self.folder / path).open("rb") as file:
                return file.read(most + 1)
        except OSError as error:
            raise FileError(f"The file cannot be read ({error.strerror}). Check who may open it.") from error


class UploadedSource:
    """Files that a browser sent, by the path that it gave them: it begins with the folder that was chosen."""

    def __init__(self, files: Iterable[tuple[str, BinaryIO]]) -> None:
        """Take note of the files. Raises ArchiveError where two have one path, as of two folders of one name."""
        self._files: dict[str, BinaryIO] = {}
        for path, file in files:
            if self._files.setdefault(path, file) is not file:
                raise ArchiveError(
                    f"Two of the chosen folders have a file {path}, and would be taken for one. Load this page anew, "
                    "and import one folder after the other."
                )

    def paths(self) -> list[str]:
        """Every file that was sent."""
        return sorted(_few_enough(list(self._files)))

    def read(self, path: str, most: int) -> bytes:
        """A file's bytes."""
        file = self._files[path]
        file.seek(0)
        return file.read(most + 1)


class ZipSource:
    """A zip file, looked through before anything in it is read."""

    def __init__(self, file: BinaryIO | Path) -> None:
        """Open and check the zip. Raises ArchiveError."""
        try:
            self._zip = zipfile.ZipFile(file)
        except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
            raise ArchiveError("This is no complete zip file. Make or copy it again, then choose it anew.") from error
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        _few_enough([entry.filename for entry in entries])
        _check_overlaps(entries)
        for entry in entries:
            _check_entry(entry)
        _check_ratio(sum(entry.file_size for entry in entries), sum(entry.compress_size for entry in entries))
        self._entries = {_name(entry): entry for entry in entries}
        if len(self._entries) < len(entries):
            raise ArchiveError("The zip has two files of the same name, so it is not imported. Make it anew.")

    def paths(self) -> list[str]:
        """Every file in the zip."""
        return sorted(self._entries)

    def read(self, path: str, most: int) -> bytes:
        """A file's bytes: never more than `most` + 1 are unpacked, whatever the zip says of its size."""
        try:
            with self._zip.open(self._entries[path]) as file:
                return file.read(most + 1)
        except (zipfile.BadZipFile, zlib.error, OSError, ValueError, EOFError, NotImplementedError) as error:
            raise FileError(
                "The file is damaged inside the zip. Make the zip anew, or send the photo alone."
            ) from error


def _name(entry: zipfile.ZipInfo) -> str:
    """The name of a file in a zip. Macs write UTF-8 and do not say so; what is no UTF-8 is of the old code page."""
    if entry.flag_bits & _UTF_8:
        return entry.filename
    try:
        return entry.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return entry.filename


def is_zip(path: Path) -> bool:
    """Whether a path is a zip file rather than a folder."""
    return path.is_file() and zipfile.is_zipfile(path)


def _few_enough(paths: list[str]) -> list[str]:
    if len(paths) > MOST_FILES:
        raise ArchiveError(f"There are {len(paths)} files; the limit is {MOST_FILES}. Import it in parts.")
    return paths


def _check_entry(entry: zipfile.ZipInfo) -> None:
    name = entry.filename
    parts = re.split(r"[/\\]", name)
    if (
        name.startswith(("/", "\\"))
        or _DRIVE.match(name)
        or ".." in parts
        or "\\" in name
        or "\0" in entry.orig_filename
    ):
        raise ArchiveError("The zip has a file that points outside of it, so it is not imported. Make it anew.")
    if stat.S_ISLNK(entry.external_attr >> 16):
        raise ArchiveError("The zip has a link in place of a file, so it is not imported. Make it anew, without links.")
    if entry.flag_bits & _ENCRYPTED:
        raise ArchiveError("The zip is locked with a password. Unlock it, make a zip without one and choose that.")
    if entry.compress_type not in _STORED_OR_DEFLATED:
        raise ArchiveError("The zip is packed in an uncommon way. Make it anew with the usual settings.")
    _check_ratio(entry.file_size, entry.compress_size)


def _check_ratio(unpacked: int, packed: int) -> None:
    if unpacked > RATIO_COUNTS_FROM and unpacked > MOST_RATIO * packed:
        raise ArchiveError("The zip unpacks to far more than photos do, so it is not imported. Check where it is from.")


def _check_overlaps(entries: list[zipfile.ZipInfo]) -> None:
    """Refuse files that share their packed bytes: the trick by which a small zip holds petabytes."""
    end = -1
    for entry in sorted(entries, key=lambda entry: entry.header_offset):
        if entry.header_offset < end:
            raise ArchiveError("The zip's files overlap, so it is not imported. Check where it is from.")
        end = entry.header_offset + entry.compress_size
