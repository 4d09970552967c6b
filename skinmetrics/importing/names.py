"""Whose photo a path says it is, and of which day: read off folders and file names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from skinmetrics.clinic.names import SEPARATORS, same_name
from skinmetrics.imaging import taken_at
from skinmetrics.imaging.taken_at import TakenAt
from skinmetrics.importing.months import DAY, MONTHS, NAMESAKE, OF_NOBODY, YEAR, without_spelled_dates

_CAMERA: Final = re.compile(
    r"(img|dsc|dscn|dscf|pxl|photo|foto|bild|image|picture|selfie|screenshot|whatsapp|signal|mvimg|dcim|camera|burst)"
    r"\d*|p?\d+|\d{3}[a-z]{3,5}|wa\d+|[0-9a-f]{8,}",
    re.IGNORECASE,
)
"""A word that cameras, phones and messengers put into names: nobody's name."""
_COMMON: Final = re.compile(
    r"(photo|foto|image|client|patient|session)s?|bilder|kunden|patienten|archive?|import|export|before|after|vorher"
    r"|nachher|baseline|week|woche|month|monat|sitzung|left|right|links|rechts|front|new|neu|old|alt|copy|kopie|cam"
    rf"|faces?|forehead|cheeks?|eyes?|nose|smile|neutral|profile|side|skin|{MONTHS}|[ap]m|at|um|wa",
    re.IGNORECASE,
)
"""Words that sort photos, but name nobody."""
_SIDES: Final = ("L", "R")
"""Capitals that are of left and right, and no initials."""
_DATE: Final = re.compile(r"(?<!\d)\d{4}([-_.]?)\d{2}\1\d{2}(?!\d)|(?<!\d)\d{1,2}[-.]\d{1,2}[-.]\d{2,4}(?!\d)")
_TIMED: Final = re.compile(rf"(?:{_DATE.pattern})(?:[ _T-]\d{{4}}(?:\d\d(?:\d{{3}})?)?(?!\d))?")
"""A date, with the time of day that follows it."""
_NUMBERED: Final = re.compile(r"[^\W\d_]{1,10}\d{1,5}")
"""A word like client12 or K0017."""
_NUMBERED_FOLDER: Final = re.compile(r"([^\W\d_]{1,10})[-_ ]\d{1,6}")
_PERSON: Final = re.compile(r"client|patient|kundin|kunde|case|fall", re.IGNORECASE)
"""A word that says somebody once a number follows it."""
_NUMBER_FIRST: Final = re.compile(
    rf"((?:{_PERSON.pattern}) \d{{1,9}}(?= |$))|(?:(?:nr|no) )?\d{{1,9}}(?= )(?! \d)", re.IGNORECASE
)
"""The client's number, which begins a name: "Client 12", "12 Schmidt". Of several numbers none is that."""
_NUMBER_BEFORE: Final = re.compile(r"\d{1,6}([^\W\d_]{3,})")
_ARCHIVES: Final = (".zip", ".rar", ".7z", ".tar", ".gz", ".bz2", ".xz")
_NO_PHOTOS: Final = (".ds_store", "thumbs.db", "desktop.ini", ".picasa.ini")
_SIDECARS: Final = (".json", ".xmp", ".aae", ".txt", ".csv", ".ini", ".db", ".thm")


def passed_over(path: str) -> bool:
    """Whether a file is one that systems and programs put beside photos, of which nobody wants to hear."""
    parts = path.split("/")
    name = parts[-1].lower()
    hidden = any(part.startswith(".") or part == "__MACOSX" for part in parts)
    return hidden or name in _NO_PHOTOS or name.endswith(_SIDECARS)


def is_archive(path: str) -> bool:
    """Whether a file is, by its name, an archive in the archive."""
    return path.lower().endswith(_ARCHIVES)


def clients_of(paths: Sequence[str]) -> list[str | None]:
    """The names that the paths of one archive give its clients, as they are written there; None where there is none.

    The outermost folder that tells photos apart and is neither a date nor a word of sorting, whole but for a date in
    it, so that Client 12 and Client 13 stay two: never the folder in which all of them lie, which may be an archive or
    a clinic. Where no folder tells them apart, the names of the files do; where they do not either, all are of the
    innermost of the folders in which all of them lie that is a name. A month that is a first name too, and stands alone
    (April, May), is a name where nothing else is: two clients that are one are easily made one, and one that is two
    not two.
    """
    folders = [path.split("/")[:-1] for path in paths]
    shared = _shared(folders)
    found = [_outermost(apart[shared:]) for apart in folders]
    in_files = [_of_file(path.rpartition("/")[2]) for path in paths]
    months = _alone([path.split("/") for path in paths], shared)
    names = [name or month for name, month in zip(in_files, months, strict=True)]
    if not any(found) and len({same_name(name) for name in names if name}) < 2:
        above = _outermost(folders[0][:shared][::-1]) if folders else None
        return [above or name for name in names]
    return [name or other for name, other in zip(found, names, strict=True)]


def _shared(folders: Sequence[Sequence[str]]) -> int:
    """How many folders, from the outermost on, all paths have in common."""
    for depth, some in enumerate(zip(*folders, strict=False)):
        if len(set(some)) > 1:
            return depth
    return min(map(len, folders), default=0)


def _outermost(folders: Sequence[str]) -> str | None:
    """The first of the folders that is a name."""
    for folder in folders:
        numbered = _NUMBERED_FOLDER.fullmatch(folder)
        if any(map(_names, _words(folder))) or (
            numbered and (_PERSON.fullmatch(numbered[1]) or not _sorts(numbered[1]))
        ):
            return " ".join(_DATE.sub(" ", unicodedata.normalize("NFC", folder)).replace("_", " ").split()).strip(
                " -,."
            )
    return None


def _of_file(file: str) -> str | None:
    """The words of a file's name that are neither date, counter nor a camera's, with initials that stand beside one, a
    month that may be a first name, and the client's number before them.
    """
    plain = without_spelled_dates(" ".join(_words(_stem(file), _TIMED)))
    number = _NUMBER_FIRST.match(plain)
    first = number[0] if number else ""
    words = plain[len(first) :].split()
    words = [word for at, word in enumerate(words) if not (at > 1 and _names(words[at - 2]) and _of_day(words, at))]
    if not (number and number[1]) and not any(map(_names, words)):
        return None
    kept = (word for word in words if _names(word) or NAMESAKE.fullmatch(word) or _initial(word))
    return " ".join([*first.split(), *kept])


def _of_day(words: Sequence[str], at: int) -> bool:
    """Whether at this place a month follows a day, as in "Anna 12 May"."""
    return at > 0 and bool(DAY.fullmatch(words[at - 1]) and NAMESAKE.fullmatch(words[at]))


def _alone(paths: Sequence[Sequence[str]], shared: int) -> list[str | None]:
    """Of each path the first folder behind the `shared` ones that is a month alone, else the file; None where none is.

    Folders below one that is a year are none, and where one is a month that nobody is called by, all are a calendar's.
    """
    found: list[str | None] = []
    for path in paths:
        parts = [*path[shared:-1], _stem(path[-1])]
        if any(map(_of_calendar, parts)):
            return [None] * len(paths)
        above = ["", *path][shared : shared + len(parts)]
        months = [_month(part) for year, part in zip(above, parts, strict=True) if not YEAR.fullmatch(year)]
        found.append(next(filter(None, months), None))
    return found


def _of_calendar(part: str) -> bool:
    words = _words(part)
    return any(map(OF_NOBODY.fullmatch, words)) and not any(map(_names, words))


def _month(part: str) -> str | None:
    """The month that a folder or a file's name is, with initials; None where it says more, or is a date."""
    words = without_spelled_dates(" ".join(_words(part, _TIMED))).split()
    at = next((at for at, word in enumerate(words) if NAMESAKE.fullmatch(word)), None)
    if at is None or _of_day(words, at) or any(map(_names, words)):
        return None
    return " ".join([words[at], *filter(_initial, words)])


def _stem(file: str) -> str:
    return file.rpartition(".")[0] or file


def _initial(word: str) -> bool:
    return len(word) == 1 and word.isupper() and word not in _SIDES


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


def _words(text: str, date: re.Pattern[str] = _DATE) -> list[str]:
    return SEPARATORS.split(date.sub(" ", unicodedata.normalize("NFC", text)))


def _names(word: str) -> bool:
    """Whether a word may name somebody, rather than a camera, a counter or a way of sorting."""
    letters = word.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    after = _NUMBER_BEFORE.fullmatch(word)
    numbered = _NUMBERED.fullmatch(word) or (after and after[1].istitle() and not _sorts(after[1]))
    return not _sorts(word) and ((len(letters) > 1 and letters.isalpha()) or bool(numbered))


def _sorts(word: str) -> bool:
    return any(pattern.fullmatch(word) for pattern in (_COMMON, _CAMERA))
