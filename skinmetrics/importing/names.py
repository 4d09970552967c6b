"""Whose photo a path says it is, and of which day: read off folders and file names."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from skinmetrics.clinic.names import SEPARATORS, same_name
from skinmetrics.imaging import taken_at
from skinmetrics.imaging.taken_at import TakenAt

_CAMERA: Final = re.compile(
    r"(img|dsc|dscn|dscf|pxl|photo|foto|bild|image|picture|selfie|screenshot|whatsapp|signal|mvimg|dcim|camera|burst)"
    r"\d*|p?\d+|\d{3}[a-z]{3,5}|wa\d+|[0-9a-f]{8,}",
    re.IGNORECASE,
)
"""A word that cameras, phones and messengers put into names: nobody's name."""
_COMMON: Final = re.compile(
    r"(photo|foto|image|client|patient|session)s?|bilder|kunden|patienten|archive?|import|export|before|after|vorher"
    r"|nachher|baseline|week|woche|month|monat|sitzung|left|right|links|rechts|front|new|neu|old|alt|copy|kopie|cam"
    r"|faces?|forehead|cheeks?|eyes?|nose|smile|neutral|profile|side|skin|jan(uary)?|feb(ruary)?|mar(ch)?|apr(il)?|may|june?|july?|aug(ust)?|sept?(ember)?|oct(ober)?|nov(ember)?"
    r"|dec(ember)?|[ap]m|at|um|wa",
    re.IGNORECASE,
)
"""Words that sort photos, but name nobody."""
_SIDES: Final = ("L", "R")
"""Capitals that are of left and right, and no initials."""
_DATE: Final = re.compile(r"(?<!\d)\d{4}([-_.]?)\d{2}\1\d{2}(?!\d)|(?<!\d)\d{1,2}[-.]\d{1,2}[-.]\d{2,4}(?!\d)")
_NUMBERED: Final = re.compile(r"[^\W\d_]{1,10}\d{1,5}")
"""A word like client12 or K0017."""
_NUMBERED_FOLDER: Final = re.compile(r"([^\W\d_]{1,10})[-_ ]\d{1,6}")
_PERSON: Final = re.compile(r"client|patient|kundin|kunde|case|fall", re.IGNORECASE)
"""A word that says somebody once a number follows it."""
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
    innermost of the folders in which all of them lie that is a name.
    """
    folders = [path.split("/")[:-1] for path in paths]
    shared = _shared(folders)
    found = [_outermost(apart[shared:]) for apart in folders]
    in_files = [_of_file(path.rpartition("/")[2]) for path in paths]
    if not any(found) and len({same_name(name) for name in in_files if name}) < 2:
        above = _outermost(folders[0][:shared][::-1]) if folders else None
        return [above or name for name in in_files]
    return [name or in_file for name, in_file in zip(found, in_files, strict=True)]


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
    """The words of a file's name that are neither date, counter nor a camera's, with initials that stand beside one."""
    words = _words(file.rpartition(".")[0] or file)
    if not any(map(_names, words)):
        return None
    return " ".join(
        word for word in words if _names(word) or (len(word) == 1 and word.isupper() and word not in _SIDES)
    )


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


def _words(text: str) -> list[str]:
    return SEPARATORS.split(_DATE.sub(" ", unicodedata.normalize("NFC", text)))


def _names(word: str) -> bool:
    """Whether a word may name somebody, rather than a camera, a counter or a way of sorting."""
    letters = word.replace("'", "").replace("\N{RIGHT SINGLE QUOTATION MARK}", "")
    return not _sorts(word) and ((len(letters) > 1 and letters.isalpha()) or _NUMBERED.fullmatch(word) is not None)


def _sorts(word: str) -> bool:
    return any(pattern.fullmatch(word) for pattern in (_COMMON, _CAMERA))
