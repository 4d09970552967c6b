"""What lengths are shown in. Scores are in mm inside, whatever people read."""

from __future__ import annotations

import enum
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

MM2_PER_CM2: Final = 100
_MM_PER_INCH: Final = 25.4
_CM_PER_INCH: Final = 2.54


class Lengths(enum.StrEnum):
    """The unit that lengths on the skin are shown in."""

    MILLIMETRES = "mm"
    CENTIMETRES = "cm"
    INCHES = "in"


_SHOWN: Final[Mapping[Lengths, Mapping[str, tuple[float, str]]]] = MappingProxyType(
    {
        Lengths.MILLIMETRES: {},
        Lengths.CENTIMETRES: {"mm": (0.1, "cm"), "mm/cm²": (0.1, "cm/cm²"), "mm²/cm²": (0.01, "cm²/cm²")},
        Lengths.INCHES: {
            "mm": (1 / _MM_PER_INCH, "in"),
            "mm/cm²": (_CM_PER_INCH**2 / _MM_PER_INCH, "in/in²"),
            "mm²/cm²": (_CM_PER_INCH**2 / _MM_PER_INCH**2, "in²/in²"),
            "1/cm²": (_CM_PER_INCH**2, "1/in²"),
        },
    }
)
"""What a score in one of the metrics' units is multiplied by, and the unit that it then has."""


def shown(unit: str, lengths: Lengths) -> tuple[float, str]:
    """The factor from a metric's unit to the one that people read, and that one; units without a length stay."""
    return _SHOWN[lengths].get(unit, (1.0, unit))
