"""Whose photo a path says it is, and of which day: read off folders and file names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from skinmetrics.clinic.names import SEPARATORS, same_name
from skinmetrics.imaging import taken_at
from skinmetrics.imaging.taken_at import TakenAt
from skinmetrics.importing.months import (
    DAY,
    MONTHS,
    NAMESAKE,
    OF_NOBODY,
    SHORT_DATE,
    YEAR,
    without_spelled_dates,
)

_CAMERA: Final = re.compile(
    r"(img|dsc|dscn|dscf|pxl|photo|foto|bild|image|picture|selfie|screenshot|whatsapp|signal|mvimg|dcim|camera|burst)"
    r"\d*|p?\d+|\d{3}[a-z]{3,5}|wa\d+|[0-9a-f]{8,}",
    re.IGNORECASE,
)
"""A word that cameras, phones and messengers put into names: nobody's name."""
_VIEWS: Final = (
    r"before|after|baseline|left|right|front|new|old|faces?|forehead|cheeks?|eyes?|nose|smile|neutral|profile|side|skin"
    r"|vorher|nachher|links|rechts|vorne|neu|alt|gesicht|stirn|wangen?|augen?|nase|profil|seite|haut"
    r"|antes|despu[eé]s|izquierd[ao]|derech[ao]|frente|frontal|perfil|nuev[ao]"
)
"""Words that say what a photo shows, in English, German and Spanish."""
_COUNTED: Final = (
    r"sessions?|weeks?|months?|sitzung(?:en)?|wochen?|monate?|behandlung(?:en)?|semanas?|mes(?:es)?|sesi[oó]n(?:es)?"
    r"|photos?|fotos?|images?|bilder"
)
"""Words before or after which a number counts sessions, weeks or photos, and no clients."""
_CLIENTS: Final = (
    r"clients?|clientes?|clientas?|patients?|patient(?:e|en|in|innen)|klient(?:en?|in|innen)?|kund(?:e|en|in|innen)"
    r"|pacientes?"
)
"""What clients are called."""
_NUMBER_WORD: Final = r"nr|no|num|nummer|number|n ?[ºo°]|n[uú]mero"
_COMMON: Final = re.compile(
    rf"{_VIEWS}|{_COUNTED}|{_CLIENTS}|{MONTHS}|archive?|import|export|copy|kopie|copia|cam|nr|nummer|[ap]m|at|um|wa",
    re.IGNORECASE,
)
"""Words that sort photos, but name nobody."""
_VIEW: Final = re.compile(_VIEWS, re.IGNORECASE)
_CLIENT: Final = re.compile(_CLIENTS, re.IGNORECASE)
_SIDES: Final = ("L", "R")
"""Capitals that are of left and right, and no initials."""
_DATE: Final = re.compile(r"(?<!\d)\d{4}([-_.]?)\d{2}\1\d{2}(?!\d)|(?<!\d)\d{1,2}[-.]\d{1,2}[-.]\d{2,4}(?!\d)")
_TIMED: Final = re.compile(rf"(?:{_DATE.pattern})(?:[ _T-](?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d(?:\d{{3}})?)?(?!\d))?")
"""A date, with the time of day that follows it."""
_NUMBERED: Final = re.compile(r"[^\W\d_]{1,10}\d{1,5}")
"""A word like client12 or K0017."""
_NUMBERED_FOLDER: Final = re.compile(r"([^\W\d_]{1,10})[-_ ]\d{1,6}")
_PERSON: Final = (
    rf"(?:{_CLIENTS}|(?:kd|kunden|patient(?:en)?|klienten)(?:nr|nummer)|kd|pat|id|mrn|case|caso|chart|subject|participant"
    r"|user|persona?|proband(?:in)?|teilnehmer(?:in)?|akte|frau|herr|se[ñn]ora?|sra?|historia|expediente"
    r"|fall(?! (?:199|20\d)\d(?: |$)))"  # "Fall 2025" is a season
)
"""A word that says somebody once a number follows it, for a regular expression."""
_MARK: Final = re.compile(rf"(?<!\S){_PERSON}(?: (?:{_NUMBER_WORD}|id))? ?\d{{1,9}}(?!\S)", re.IGNORECASE)
"""A client's number that says itself that it is one: "Client 12", "Kunden Nr 12"."""
_LETTER_MARK: Final = re.compile(rf"(?<!\S)(?i:{_PERSON}) [A-KM-QS-Z](?!\S)")
"""A client's letter: "Client A", but not L and R, which are sides."""
_SHORT_MARK: Final = re.compile(r"p ?\d{1,4}(?!\S)", re.IGNORECASE)
"""A patient's number where a name begins with it: P12. Cameras count with more digits."""
_COUNTER: Final = re.compile(rf"(?<!\S)(?:{_NUMBER_WORD}) \d+(?!\S)", re.IGNORECASE)
"""A number that says only that it is one: "No. 12"."""
_NUMBER_FIRST: Final = re.compile(rf"(?:(?:{_NUMBER_WORD}) )?(\d{{1,9}})(?= )(?! \d)", re.IGNORECASE)
"""A number that begins a name, and may be the client's: "12 Schmidt". Of several numbers none is that."""
_FEW_DIGITS: Final = re.compile(r"\d{1,3}")
"""A number that is too short for a time of day."""
_GIVEN_NAME: Final = re.compile(r"jan", re.IGNORECASE)
"""The month that is far oftener a first name: "12 Jan Mueller" is client 12, "12 April Clara" is Clara on a day."""
_PRACTICE: Final = re.compile(
    r"praxis|practice|clinic|klinik|cl[ií]nica|studio|estudio|sal[oó]n|instituto?e?|kosmetik|consultorio|spa",
    re.IGNORECASE,
)
"""A word in the name of a practice, whose folder is no client's."""
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
    not two. Folders of months below one that is a name, and no practice's, are that client's.
    """
    folders = [path.split("/")[:-1] for path in paths]
    shared = _shared(folders)
    above = _outermost(folders[0][:shared][::-1]) if folders else None
    found = [_outermost(apart[shared:]) for apart in folders]
    in_files = _without_counters(
        [("", None) if name else _of_file(path.rpartition("/")[2]) for name, path in zip(found, paths, strict=True)]
    )
    of_all = above is None or any(map(_PRACTICE.fullmatch, _words(above)))
    months = _alone([path.split("/") for path in paths], shared, folders_too=of_all)
    names = [name or month for name, month in zip(in_files, months, strict=True)]
    if not any(found) and len({same_name(name) for name in names if name}) < 2:
        last = _month_above(folders[0][:shared]) if folders else None
        return [above or name or last for name in names]
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
        words = _words(folder)
        if any(map(_names, words)) or _mark(words) or (numbered and not _sorts(numbered[1])):
            return " ".join(_DATE.sub(" ", unicodedata.normalize("NFC", folder)).replace("_", " ").split()).strip(
                " -,."
            )
    return None


def _of_file(file: str) -> tuple[str, str | None]:
    """The client's number before the name in a file's name ("" without one), and the name.

    That is the words that are neither date, counter nor a camera's, with initials that stand beside one, a month that
    may be a first name, and a client's number that says itself that it is one.
    """
    words = without_spelled_dates(" ".join(_words(_stem(file), _TIMED))).split()
    if mark := _mark(words):
        plain = " ".join(words)
        return "", " ".join([*_kept(plain[: mark.start()].split()), mark[0], *_kept(plain[mark.end() :].split())])
    number = _number_first(words)
    rest = _COUNTER.sub(" ", " ".join(_from_number(words)[len(number.split()) :])).split()
    return (number, " ".join(_kept(rest))) if any(map(_names, rest)) else ("", None)


def _mark(words: Sequence[str]) -> re.Match[str] | None:
    """The client's number or letter in the words, joined by spaces, that says itself that it is one."""
    plain = " ".join(words)
    begins = len(plain) - len(" ".join(_from_number(words)))
    found = _MARK.search(plain) or _SHORT_MARK.match(plain, begins)
    return found or (None if any(map(_names, words)) else _LETTER_MARK.search(plain))


def _from_number(words: Sequence[str]) -> Sequence[str]:
    """The words without those at the beginning that say what a photo shows, or are a date before a number."""
    rest = words[next((at for at, word in enumerate(words) if word and not _VIEW.fullmatch(word)), len(words)) :]
    dated = len(rest) > 1 and SHORT_DATE.fullmatch(rest[0]) and _FEW_DIGITS.fullmatch(rest[1])
    return rest[1:] if dated else rest


def _number_first(words: Sequence[str]) -> str:
    """The number before a name that is the client's; "" where it is a year, a date's, or counts sessions or photos."""
    number = _NUMBER_FIRST.match(" ".join(_from_number(words)))
    if not number or YEAR.fullmatch(number[0]) or SHORT_DATE.fullmatch(number[0]):
        return ""
    rest = _from_number(words)[len(number[0].split()) :]
    follows = rest[0]
    if NAMESAKE.fullmatch(follows):
        return "" if _begins_with_day([number[1], *rest]) else number[0]
    # "12 vorher Schmidt" and "13 vorher Schmidt" may be two, so what a photo shows takes no number from its client
    of_client = _CLIENT.fullmatch(follows) or _VIEW.fullmatch(follows) or not _COMMON.fullmatch(follows)
    return number[0] if of_client else ""


def _begins_with_day(words: Sequence[str]) -> bool:
    """Whether words begin with a day and its month, before a name, as in "12 April Clara"."""
    return _of_day(words, 1) and not _GIVEN_NAME.fullmatch(words[1]) and any(map(_names, words[2:]))


def _kept(words: Sequence[str]) -> list[str]:
    """The words that are a name's: those that may name somebody, initials, and months that are of no day."""
    if len(words) > 1 and _begins_with_day(words):
        words = words[2:]
    dated = [at for at in range(2, len(words)) if _names(words[at - 2]) and _of_day(words, at)]
    some = (word for at, word in enumerate(words) if at not in dated)
    return [word for word in some if _names(word) or NAMESAKE.fullmatch(word) or _initial(word)]


def _without_counters(read: Sequence[tuple[str, str | None]]) -> list[str | None]:
    """The names with the numbers before them, unless those count photos.

    They do where the numbers before each name run on from 1 (or 0), and one name has several: a list of clients would
    begin so for one of them only.
    """
    numbers: dict[str, set[int]] = {}
    for number, name in read:
        if number.isdecimal() and name:
            numbers.setdefault(same_name(name), set()).add(int(number))
    runs = all(min(some) in (0, 1) and max(some) - min(some) < len(some) for some in numbers.values())
    counted = runs and any(len(some) > 1 for some in numbers.values())
    return [
        f"{number} {name}" if name and number and not (counted and number.isdecimal()) else name
        for number, name in read
    ]


def _of_day(words: Sequence[str], at: int) -> bool:
    """Whether at this place a month follows a day, as in "Anna 12 May"."""
    return 0 < at < len(words) and bool(DAY.fullmatch(words[at - 1]) and NAMESAKE.fullmatch(words[at]))


def _alone(paths: Sequence[Sequence[str]], shared: int, *, folders_too: bool) -> list[str | None]:
    """Of each path the first folder behind the `shared` ones that is a month alone, else the file; None where none is.

    Unless `folders_too`, the files alone are asked. Folders below one that is a year are none, and where one is a month
    that nobody is called by, all are a calendar's.
    """
    found: list[str | None] = []
    for path in paths:
        parts = [*path[shared:-1], _stem(path[-1])]
        if any(map(_of_calendar, parts)):
            return [None] * len(paths)
        above = ["", *path][shared : shared + len(parts)]
        months = [_month(part) for year, part in zip(above, parts, strict=True) if not YEAR.fullmatch(year)]
        found.append(next(filter(None, months if folders_too else months[-1:]), None))
    return found


def _month_above(folders: Sequence[str]) -> str | None:
    """The first of the folders that is a month that may be a first name, and of no calendar."""
    return _alone([[*folders, ""]], 0, folders_too=True)[0]


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
