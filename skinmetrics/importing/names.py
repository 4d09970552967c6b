"""Whose photo a path says it is, and of which day: read off folders and file names.

`words` has the words, `patterns` what is built from them, `parts` reads one folder's or file's name, and here those of
a whole archive are weighed against each other. Of "Photos/2026-01-05/3. Sitzung Anna/vorher 2.jpg" `parts` reads
"Photos" as sorting photos, then a day, a session that is left out and Anna, and a view with a counter, both left out:
Anna on 5 January 2026.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence, Set
from functools import lru_cache
from typing import Final

from skinmetrics.clinic.names import same_name
from skinmetrics.imaging import taken_at
from skinmetrics.imaging.taken_at import TakenAt
from skinmetrics.importing import parts
from skinmetrics.importing.parts import Numbered

_BELOW: Final = " / "
"""Between the names of a folder and of one in it that only together tell clients apart."""
_MANY: Final = 3
"""In the files of so many folders a word describes photos."""
_REMEMBERED: Final = 4096
"""Names and chains of folders whose words are kept, as an archive has each of them of many photos."""
_FIRST_YEAR: Final = 2000
"""A date before it is beside a name that of a birth."""
_ARCHIVES: Final = (".zip", ".rar", ".7z", ".tar", ".gz", ".bz2", ".xz")
_NO_PHOTOS: Final = (".ds_store", "thumbs.db", "desktop.ini", ".picasa.ini", "icon\r")
_NO_FOLDERS: Final = ("__macosx", "@eadir", "#recycle", "$recycle.bin", "system volume information")
"""Folders in which systems keep small copies of photos, and deleted ones."""
_SIDECARS: Final = (".json", ".xmp", ".aae", ".txt", ".csv", ".ini", ".db", ".thm")


def passed_over(path: str) -> bool:
    """Whether a file is one that systems and programs put beside photos, of which nobody wants to hear."""
    folders_and_file = path.split("/")
    name = folders_and_file[-1].lower()
    hidden = any(part.startswith(".") or part.casefold() in _NO_FOLDERS for part in folders_and_file)
    return hidden or name in _NO_PHOTOS or name.endswith(_SIDECARS)


def is_archive(path: str) -> bool:
    """Whether a file is, by its name, an archive in the archive."""
    return path.lower().endswith(_ARCHIVES)


def date_of(path: str) -> TakenAt | None:
    """The date in the name of the file, else of the innermost folder that has one (the day alone); before a file's that
    tells when a messenger sent it, the folder's.

    With its month in words a date is read where it is whole. "05.01.2026" is not: it may be of January or of May.
    """
    *folders, file = path.split("/")
    own = _date_in(file)
    if own and not taken_at.is_of_sending(file):
        return own
    for folder in reversed(folders):
        if found := _date_in(folder):
            return TakenAt(found.when.replace(hour=0, minute=0, second=0, tzinfo=None), precise=False)
    return own


def _date_in(part: str) -> TakenAt | None:
    found = taken_at.from_name(part)
    if found is None and (day := parts.spelled_day(part)):
        found = TakenAt(dt.datetime.combine(day, dt.time()), precise=False)
    return found if found and found.when.year >= _FIRST_YEAR else None


def clients_of(paths: Sequence[str]) -> list[str | None]:
    """The names that the paths of one archive give its clients, as they are written there; None where there is none.

    They are proposals. Where in doubt one client is proposed as two rather than two as one: a person makes one of two
    by giving both the same name, and cannot make two of one. In this order:

    1. A folder that tells photos apart and is a name, see `_by_folders`; never one in which all of them lie.
    2. A name in the file's own name, with the number before it unless numbers count photos.
    3. A month that is a first name too, and stands alone (April, May).
    4. A folder that is a small number, see `_small_numbers`.
    5. Where all this tells no two apart, the innermost folder in which all lie that is a name.
    """
    split = [path.split("/") for path in paths]
    shared = _shared([path[:-1] for path in split])
    around = split[0][:shared] if split else []
    above = _first_name(around[::-1])
    chains = [_chain(path[shared:-1]) for path in split]
    in_files = _in_files([path[-1] for path in split], chains, above)
    by_folder = _by_folders(chains, in_files, above)
    months = _months_alone(split, shared, folders_too=above is None)
    numbers = _small_numbers(split, shared, above)
    beside = [name or month or number for name, month, number in zip(in_files, months, numbers, strict=True)]
    told = {name for name in beside if name}
    if any(by_folder) or len(set(map(same_name, told))) > 1:
        return [name or other for name, other in zip(by_folder, beside, strict=True)]
    if above and (None not in beside or all(_adds_nothing(name, above) for name in told)):
        return [above] * len(paths)
    return [name or above or _month_above(around) for name in beside]


def _shared(folders: Sequence[Sequence[str]]) -> int:
    """How many folders, from the outermost on, all paths have in common."""
    for depth, some in enumerate(zip(*folders, strict=False)):
        if len(set(some)) > 1:
            return depth
    return min(map(len, folders), default=0)


def _first_name(folders: Sequence[str]) -> str | None:
    """The first of the folders that is a name."""
    return next((name for name in map(parts.of_folder, folders) if name), None)


def _chain(folders: Sequence[str]) -> tuple[str, ...]:
    """The folders that are names, from the outermost on, without those that say a name once more."""
    chain: list[str] = []
    for name in filter(None, map(parts.of_folder, folders)):
        if not any(_repeats(name, outer) for outer in chain):
            chain.append(name)
    return tuple(chain)


@lru_cache(_REMEMBERED)
def _said(name: str) -> frozenset[str]:
    """The words of a name, as names are compared."""
    return frozenset(same_name(name).split())


def _repeats(name: str, outer: str) -> bool:
    return _said(name) <= _said(outer)


def _adds_nothing(name: str, *folders: str) -> bool:
    """Whether a name has no words beyond those of folders but numbers."""
    return all(map(str.isdecimal, _said(name).difference(*map(_said, folders))))


def _in_files(files: Sequence[str], chains: Sequence[tuple[str, ...]], above: str | None) -> list[str | None]:
    """The names in files' names, numbers being weighed among those of one chain of folders."""
    found: list[str | None] = [None] * len(files)
    together: dict[tuple[str, ...], list[int]] = {}
    for at, chain in enumerate(chains):
        together.setdefault(_key(chain), []).append(at)
    for some in together.values():
        around = chains[some[0]][-1] if chains[some[0]] else above
        names = _without_counters([parts.of_file(files[at]) for at in some], around)
        for at, name in zip(some, names, strict=True):
            found[at] = name
    return found


def _by_folders(
    chains: Sequence[tuple[str, ...]], in_files: Sequence[str | None], above: str | None
) -> list[str | None]:
    """Of each chain of folders' names the client's; None of an empty one.

    That is the outermost. But below one that holds several names, whether of clients or of what was done with one, it
    is the inner one, be it a file's: "VIP/Anna" and "VIP/Berta" are Anna and Berta. The folders around it are told with
    it where it is found elsewhere too, is a mere number or a file's: "Anna/Arms" and "Berta/Arms" are Anna / Arms and
    Berta / Arms.
    """
    whole = _with_files(chains, in_files)
    places: dict[str, set[tuple[str, ...]]] = {}
    for key in map(_key, whole):
        for depth, name in enumerate(key, start=1):
            places.setdefault(name, set()).add(key[:depth])
    found: list[str | None] = []
    for chain, folders in zip(_up_to_the_client(whole), chains, strict=True):
        if not chain:
            found.append(None)
        elif len(chain) > len(folders) or chain[-1].isdecimal() or len(places[same_name(chain[-1])]) > 1:
            around = chain[:-1] or ((above,) if above else ())
            found.append(_BELOW.join([*around, chain[-1]]))
        else:
            found.append(chain[-1])
    return found


def _with_files(chains: Sequence[tuple[str, ...]], in_files: Sequence[str | None]) -> list[tuple[str, ...]]:
    """The chains of folders with the name in the file below them, where that says more than they do.

    A word in files of many folders ("left side", "with flash") says what is on the photo, not who.
    """
    around: dict[str, set[tuple[str, ...]]] = {}
    for chain, name in zip(chains, in_files, strict=True):
        for word in _said(name or ""):
            around.setdefault(word, set()).add(_key(chain))
    common = {word for word, folders in around.items() if len(folders) >= _MANY}
    whole: list[tuple[str, ...]] = []
    for chain, name in zip(chains, in_files, strict=True):
        counts = chain and name and not _adds_nothing(name, *chain, *common)
        whole.append((*chain, name) if counts and name else chain)
    return whole


def _up_to_the_client(chains: Sequence[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """The beginning of each chain, up to the first name below which there are not several."""
    keys = [_key(chain) for chain in chains]
    below: dict[tuple[str, ...], set[str]] = {}
    for key in keys:
        for depth in range(1, len(key)):
            below.setdefault(key[:depth], set()).add(key[depth])
    groups = {key[:depth] for key, inner in below.items() if len(inner) > 1 for depth in range(1, len(key) + 1)}
    return [
        chain[: next((depth for depth in range(1, len(key)) if key[:depth] not in groups), len(key))]
        for chain, key in zip(chains, keys, strict=True)
    ]


@lru_cache(_REMEMBERED)
def _key(chain: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(map(same_name, chain))


def _without_counters(read: Sequence[Numbered], above: str | None) -> list[str | None]:
    """The names with the numbers before them, unless those count photos.

    They do where the numbers before each name run on from 1 (or 0), and one name has three of them, two names share
    one, or the folder in which all lie is the name: two of one name alone may be two clients.
    """
    numbers: dict[str, set[int]] = {}
    for one in read:
        if one.number.isdecimal() and one.name:
            numbers.setdefault(same_name(one.name), set()).add(int(one.number))
    told = sum(map(len, numbers.values())) > len(set().union(*numbers.values()))
    counted = all(map(_run_on, numbers.values())) and (
        told
        or any(len(some) > 2 for some in numbers.values())
        or (above is not None and all(_repeats(name, above) for name in numbers))
    )
    return [
        f"{one.number} {one.name}" if one.name and one.number and not (counted and one.number.isdecimal()) else one.name
        for one in read
    ]


def _run_on(numbers: Set[int]) -> bool:
    """Whether numbers are 1, 2, 3 and so on, or begin at 0."""
    return min(numbers) in (0, 1) and max(numbers) - min(numbers) < len(numbers)


def _small_numbers(paths: Sequence[Sequence[str]], shared: int, above: str | None) -> list[str | None]:
    """Of each path the first folder behind the `shared` ones that is a number of one or two digits, as a client's.

    None where a year or month is around it, and where the numbers run on from 1 below a name, whose sessions they are.
    """
    found = [_small_number(path[:-1], shared) for path in paths]
    numbers = {int(number) for number in found if number}
    if above is None or not numbers:
        return found
    return [None] * len(paths) if _run_on(numbers) else [number and f"{above}{_BELOW}{number}" for number in found]


def _small_number(folders: Sequence[str], shared: int) -> str | None:
    for at in range(shared, len(folders)):
        if number := parts.small_number(folders[at]):
            dated = any(parts.is_year(part) or parts.of_calendar(part) or parts.month(part) for part in folders[:at])
            return None if dated else number
    return None


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
