"""What names are compared and sorted by."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

SEPARATORS: Final = re.compile(r"[\s_.,;()\[\]#@+-]+")
"""What stands between the words of a name."""


def same_name(name: str) -> str:
    """What names are compared by: letters alone, without case, accents and order of space.

    The records keep it beside each client's name: whoever changes it has a migration fill that anew.
    """
    plain = unicodedata.normalize("NFKD", name).casefold()
    return " ".join(SEPARATORS.sub(" ", "".join(c for c in plain if not unicodedata.combining(c))).split())
