"""The points of facial acupuncture as patches on the face map, and the regions that they treat.

Positions from a frontal photo are approximate and serve the record alone: they are patches to tick, no guidance for
needling. The table, with its source, is points.toml.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from skinmetrics.imaging.regions import PAIRED, REGIONS

Side = Literal["left", "right", "midline"]
"""The side of the client's own face."""

BOTH: tuple[Side, Side] = ("left", "right")

_TABLE = Path(__file__).with_name("points.toml")


@dataclass(frozen=True)
class Point:
    """One point. ``at`` is (x, y) in mm of the face map, on the left of a pair; None for a point off the face.

    ``spread_mm`` is the radius of its patch; ``regions`` are those it treats, without left or right.
    """

    code: str
    name: str
    where: str
    at: tuple[float, float] | None
    spread_mm: float
    regions: tuple[str, ...]

    @property
    def on_face(self) -> bool:
        """Whether the point lies on the face map."""
        return self.at is not None

    @property
    def sides(self) -> tuple[Side, ...]:
        """The sides on which there is such a point."""
        return ("midline",) if self.at is not None and self.at[0] == 0 else BOTH

    def place(self, side: Side) -> tuple[float, float] | None:
        """The patch's middle on a side, mm of the face map; None off the face. Raises ValueError for no such side."""
        if side not in self.sides:
            raise ValueError(f"{self.code} has no {side} point.")
        if self.at is None:
            return None
        x, y = self.at
        return (-x, y) if side == "right" else (x, y)


@dataclass(frozen=True)
class Treated:
    """What a set of points did to the regions, in the order of ``REGIONS``.

    ``partly`` are regions across the midline of which one side alone was treated: they belong to neither group.
    """

    needled: tuple[str, ...]
    others: tuple[str, ...]
    partly: tuple[str, ...]


def regions_of(code: str, side: Side) -> tuple[str, ...]:
    """The regions that a point treats on a side: none for one off the face, or one that is not in the table."""
    point = POINTS.get(code)
    if point is None:
        return ()
    return tuple(f"{region}_{side}" if region in PAIRED else region for region in point.regions)


def treated(points: Iterable[tuple[str, Side]]) -> Treated:
    """Sort the fifteen regions by whether any of ``points`` (code, side) treats them."""
    reached: dict[str, set[Side]] = {}
    for code, side in points:
        for region in regions_of(code, side):
            reached.setdefault(region, set()).add(side)
    partly = {region for region, sides in reached.items() if _one_half(region, sides)}
    return Treated(
        tuple(region for region in REGIONS if region in reached and region not in partly),
        tuple(region for region in REGIONS if region not in reached),
        tuple(region for region in REGIONS if region in partly),
    )


def _one_half(region: str, sides: set[Side]) -> bool:
    paired = region.rpartition("_")[0] in PAIRED
    return not paired and len(sides) == 1 and "midline" not in sides


def _point(row: Mapping[str, Any]) -> Point:
    at = row.get("at")
    return Point(
        code=row["code"],
        name=row["name"],
        where=row["where"],
        at=None if at is None else (float(at[0]), float(at[1])),
        spread_mm=float(row.get("spread", 0)),
        regions=tuple(row["regions"]),
    )


def _read() -> Mapping[str, Point]:
    rows = tomllib.loads(_TABLE.read_text(encoding="utf-8"))["point"]
    return MappingProxyType({row["code"]: _point(row) for row in rows})


POINTS: Mapping[str, Point] = _read()
"""All points by code: those of the face from brow to chin, then those elsewhere."""
