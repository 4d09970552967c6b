"""How differently two photos of one face were taken: what a score may have moved by without the skin having changed.

Where the light comes from is fitted to the shape of the face: what a place is lit with goes, for any soft light, as a
constant and the cosine to one direction (first-order spherical harmonics; Basri & Jacobs 2003, Ramamoorthi & Hanrahan
2001). One photo tells that direction badly, since skin is darker here than there; both photos of a pair show the same
skin, so that the angle between their lights can be told.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.cells import CELLS_MIN, PX_PER_MM, SKIN_MIN, STEP_PX, cell_means, shared_skin
from skinmetrics.imaging.frame import BOTTOM_MM, LEFT_MM, RIGHT_MM, TOP_MM, frame
from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.landmarks.pose import mean_face, nose_nearer
from skinmetrics.imaging.quantiles import MAD_TO_SD
from skinmetrics.imaging.regions import REGIONS, map_side, region_mask, region_window
from skinmetrics.imaging.skin import Skin

OVER_MM = 70.0  # about half the face's width
CLIP_SD = 2.5
DIMMEST = 0.1  # of the mean light: no place is lit less
ROUNDS = 3
SHAPE_NODES = 1.5  # sigma, in nodes of 2 mm, that the mean face's shape is smoothed by: noses differ


@dataclass(frozen=True)
class Difference:
    """The second photo against the first.

    ``light``: how differently the light falls off over the face, ln units per 70 mm in the steepest direction;
    ``turn``: angle between the two ways that the head is turned, degrees; ``sharpness``: difference of the blur's
    variance, mm²; ``distance``: difference in size, ln units; ``light_turn``: angle, seen from the face, between the
    directions that most light comes from, degrees (a lamp among other light turns it by about half of its own angle);
    ``perspective``: difference in how much nearer the nose seems than the face, ln units; ``unshared``: by region the
    share of its skin that only one of the photos shows, 0 … 1. All 0 and up.
    """

    light: float
    turn: float
    sharpness: float
    distance: float
    light_turn: float
    perspective: float
    unshared: Mapping[str, float] = field(default_factory=dict)

    def as_mapping(self, region: str | None = None) -> Mapping[str, float]:
        """The differences by their names, as they concern a region or, None, the whole face."""
        share = self.unshared.get(region, 0.0) if region else float(np.mean(list(self.unshared.values()) or [0.0]))
        return {one.name: getattr(self, one.name) for one in fields(self)} | {"unshared": share}


@dataclass(frozen=True)
class Taking:
    """How one photo was taken: its face, its skin at the standard resolution, its edge variance in mm²."""

    face: Face
    skin: Skin
    edge_variance: float

    @property
    def mirrored(self) -> Taking:
        """The same photo, had it been mirrored, in all that ``difference`` asks of it: of the face the way it is turned
        alone.
        """
        return Taking(replace(self.face, yaw_deg=-self.face.yaw_deg), self.skin.mirrored, self.edge_variance)


def difference(first: Taking, second: Taking) -> Difference:
    """How differently two photos were taken."""
    cells = _cells(first.skin, second.skin)
    yaw, pitch = (getattr(second.face, name) - getattr(first.face, name) for name in ("yaw_deg", "pitch_deg"))
    return Difference(
        light=_light(cells),
        turn=float(np.hypot(yaw, pitch)),
        sharpness=abs(second.edge_variance - first.edge_variance),
        distance=abs(float(np.log(second.face.px_per_mm / first.face.px_per_mm))),
        light_turn=_light_turn(cells),
        perspective=abs(nose_nearer(second.face.mesh) - nose_nearer(first.face.mesh)),
        unshared={region: _unshared(first.skin.mask, second.skin.mask, region) for region in REGIONS},
    )


def _unshared(first: NDArray[np.bool_], second: NDArray[np.bool_], region: str) -> float:
    """Jaccard distance of the skin that two photos show of a region."""
    window = region_window(region, PX_PER_MM)
    place = region_mask(region, PX_PER_MM)[window]
    one, other = (mask[window] & place for mask in (first, second))
    return int(np.count_nonzero(one ^ other)) / max(int(np.count_nonzero(one | other)), 1)


@dataclass(frozen=True)
class _Cells:
    """Ln luminance (n,) of both photos in cells of skin that both show, the cells' ``rows`` and ``columns``."""

    first: NDArray[np.float64]
    second: NDArray[np.float64]
    rows: NDArray[np.intp]
    columns: NDArray[np.intp]


def _cells(first: Skin, second: Skin) -> _Cells | None:
    """None where the photos share too little skin."""
    shared = shared_skin(first, second)
    share = cell_means(shared)
    rows, columns = np.nonzero(share > SKIN_MIN)
    if len(rows) < CELLS_MIN:
        return None
    one, other = (
        (cell_means(skin.light * shared) / np.maximum(share, 1e-6))[rows, columns] for skin in (first, second)
    )
    return _Cells(one.astype(np.float64), other.astype(np.float64), rows, columns)


def _light_turn(cells: _Cells | None) -> float:
    """Angle between both photos' lights, degrees, from either photo's own fit and the ratio of the two: the mean."""
    if cells is None:
        return 0.0
    shape = _facing()[cells.rows, cells.columns]
    one, other = cells.first - cells.first.mean(), cells.second - cells.second.mean()
    angles = []
    for own, ratio in ((one, other - one), (other, one - other)):
        fit = _lit(np.exp(own), shape)
        light = np.maximum(shape @ fit, DIMMEST)
        angles.append(_angle(fit[1:], _lit(np.exp(ratio) * light, shape)[1:]))
    return float(np.mean(angles))


def _lit(light: NDArray[np.float64], shape: NDArray[np.float64]) -> NDArray[np.float64]:
    """Constant and direction (4,) of the light, places that stand out weighing less."""
    weight = np.ones(len(light))
    for _ in range(ROUNDS):
        fit = np.linalg.lstsq(shape * weight[:, None], light * weight, rcond=None)[0]
        away = np.abs(light - shape @ fit)
        weight = 1 / np.hypot(1, away / (2 * MAD_TO_SD * max(float(np.median(away)), 1e-6)))
    return np.asarray(fit, np.float64)


def _angle(one: NDArray[np.float64], other: NDArray[np.float64]) -> float:
    cosine = one @ other / max(float(np.linalg.norm(one) * np.linalg.norm(other)), 1e-9)
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))


@cache
def _facing() -> NDArray[np.float64]:
    """1 and the mean face's normal (rows, columns, 4) in every cell."""
    nodes = frame().place(mean_face().points.astype(np.float32))
    normal = np.cross(np.gradient(nodes, axis=1), np.gradient(nodes, axis=0))
    normal /= np.maximum(np.linalg.norm(normal, axis=-1, keepdims=True), 1e-9)
    size = (map_side(LEFT_MM, RIGHT_MM, PX_PER_MM) // STEP_PX, map_side(TOP_MM, BOTTOM_MM, PX_PER_MM) // STEP_PX)
    smooth = cv2.GaussianBlur(normal.astype(np.float32), (0, 0), SHAPE_NODES)
    cells = cv2.resize(smooth, size, interpolation=cv2.INTER_AREA)
    return np.concatenate([np.ones((*cells.shape[:2], 1)), cells], axis=-1)


def _light(cells: _Cells | None) -> float:
    """Slope of the plane through the difference of ln luminance, by two rounds of clipped least squares."""
    if cells is None:
        return 0.0
    values = cells.second - cells.first
    reach = OVER_MM * PX_PER_MM / STEP_PX
    design = np.stack([np.ones(len(values)), cells.columns / reach, cells.rows / reach], 1)
    target = values
    for _ in range(2):
        plane = np.linalg.lstsq(design, target, rcond=None)[0]
        residual = values - design @ plane
        spread = CLIP_SD * MAD_TO_SD * float(np.median(np.abs(residual)))
        target = design @ plane + np.clip(residual, -spread, spread)
    return float(np.hypot(plane[1], plane[2]))
