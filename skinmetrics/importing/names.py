"""Whose photo a path says it is, and of which day: read off folders and file names.

`words` has the words, `patterns` what is built from them, `parts` reads one folder's or file's name, and here those of
a whole archive are weighed against each other.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from skinmetrics.clinic.names import same_name
from skinmetrics.imaging import taken_at
from skinmetrics.imaging.taken_at import TakenAt
from skinmetrics.importing import parts
from skinmetrics.importing.parts import Numbered

_ARCHIVES: Final = (".zip", ".rar", ".7z", ".tar", ".gz", ".bz2", ".xz")
_NO_PHOTOS: Final = (".ds_store", "thumbs.db", "desktop.ini", ".picasa.ini")
_SIDECARS: Final = (".json", ".xmp", ".aae", ".txt", ".csv", ".ini", ".db", ".thm")


def passed_over(path: str) -> bool:
    """Whether a file is one that systems and programs put beside photos, of which nobody wants to hear."""
    folders_and_file = path.split("/")
    name = folders_and_file[-1].lower()
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in folders_and_file)
    return hidden or name in _NO_PHOTOS or name.endswith(_SIDECARS)


def is_archive(path: str) -> bool:
    """Whether a file is, by its name, an archive in the archive."""
    return path.lower().endswith(_ARCHIVES)


def date_of(path: str) -> TakenAt | None:
    """The date in the name of the file, else of the innermost folder that has one (the day alone); before a file's that
    tells when a messenger sent it, the folder's.
    """
    *folders, file = path.split("/")
    own = taken_at.from_name(file)
    if own and not taken_at.is_of_sending(file):
        return own
    for folder in reversed(folders):
        if found := taken_at.from_name(folder):
            return TakenAt(found.when.replace(hour=0, minute=0, second=0, tzinfo=None), precise=False)
    return own


def clients_of(paths: Sequence[str]) -> list[str | None]:
    """The names that the paths of one archive give its clients, as they are written there; None where there is none.

    The outermost folder that tells photos apart and is neither a date nor a word of sorting, whole but for a date in
    it, so that Client 12 and Client 13 stay two: never the folder in which all of them lie, which may be an archive or
    a clinic. Where no folder tells them apart, the names of the files do; where they do not either, all are of the
    innermost of the folders in which all of them lie that is a name. A month that is a first name too, and stands alone
    (April, May), is a name where nothing else is: two clients that are one are easily made one, and one that is two
    not two. Folders of months below one that is a name, and no practice's, are that client's.
    """
    folders = [path.split("/")[:-1] for path in paths]
    shared = _shared(folders)
    above = _first_name(folders[0][:shared][::-1]) if folders else None
    found = [_first_name(apart[shared:]) for apart in folders]
    files = [Numbered() if name else parts.of_file(_file(path)) for name, path in zip(found, paths, strict=True)]
    in_files = _without_counters(files)
    of_all = above is None or parts.of_practice(above)
    months = _months_alone([path.split("/") for path in paths], shared, folders_too=of_all)
    names = [name or month for name, month in zip(in_files, months, strict=True)]
    if not any(found) and len({same_name(name) for name in names if name}) < 2:
        last = _month_above(folders[0][:shared]) if folders else None
        return [above or name or last for name in names]
    return [name or other for name, other in zip(found, names, strict=True)]


def _file(path: str) -> str:
    return path.rpartition("/")[2]


def _shared(folders: Sequence[Sequence[str]]) -> int:
    """How many folders, from the outermost on, all paths have in common."""
    for depth, some in enumerate(zip(*folders, strict=False)):
        if len(set(some)) > 1:
            return depth
    return min(map(len, folders), default=0)


def _first_name(folders: Sequence[str]) -> str | None:
    """The first of the folders that is a name."""
    return next((name for name in map(parts.of_folder, folders) if name), None)


def _without_counters(read: Sequence[Numbered]) -> list[str | None]:
    """The names with the numbers before them, unless those count photos.

    They do where the numbers before each name run on from 1 (or 0), and one name has several: a list of clients would
    begin so for one of them only.
    """
    numbers: dict[str, set[int]] = {}
    for one in read:
        if one.number.isdecimal() and one.name:
            numbers.setdefault(same_name(one.name), set()).add(int(one.number))
    runs = all(min(some) in (0, 1) and max(some) - min(some) < len(some) for some in numbers.values())
    counted = runs and any(len(some) > 1 for some in numbers.values())
    return [
        f"{one.number} {one.name}" if one.name and one.number and not (counted and one.number.isdecimal()) else one.name
        for one in read
    ]


def _months_alone(paths: Sequence[Sequence[str]], shared: int, *, folders_too: bool) -> list[str | None]:
    """Of each path the first folder behind the `shared` ones that is a month alone, else the file; None where none is.

    Unless `folders_too`, the files alone are asked. Folders below one that is a year are none, and where one is a month
    that nobody is called by, all are a calendar's.
    """
    found: list[str | None] = []
    for path in paths:
        apart = [*path[shared:-1], parts.stem(path[-1])]
        if any(map(parts.of_calendar, apart)):
            return [None] * len(paths)
        above = ["", *path][shared : shared + len(apart)]
        months = [None if parts.is_year(year) else parts.month(part) for year, part in zip(above, apart, strict=True)]
        found.append(next(filter(None, months if folders_too else months[-1:]), None))
    return found


def _month_above(folders: Sequence[str]) -> str | None:
    """The first of the folders that is a month that may be a first name, and of no calendar."""
    return _months_alone([[*folders, ""]], 0, folders_too=True)[0]
