"""The fifteen regions of the face on the phantom's own plan, in mm; left and right are the person's own.

The person's left lies at positive x: to the right in a picture that is not mirrored.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from skinmetrics.phantom.fields import Curve, Field, Grid, as_field
from skinmetrics.phantom.identity import FaceShape, Hair
from skinmetrics.phantom.plan import FacePlan, face_plan

REGIONS: tuple[str, ...] = (
    "forehead",
    "glabella",
    "crows_feet_left",
    "crows_feet_right",
    "infraorbital_left",
    "infraorbital_right",
    "cheek_left",
    "cheek_right",
    "nose",
    "nasolabial_left",
    "nasolabial_right",
    "upper_lip",
    "chin",
    "jaw_left",
    "jaw_right",
)
Mask = npt.NDArray[np.bool_]
_FOLD = Curve([(-20, 17.0), (30, 17.5), (38, 20.5), (50, 25.5), (62, 30.5), (74, 33.5), (84, 35), (200, 36)])


def fold_x(plan: FacePlan, y: npt.ArrayLike) -> Field:
    """Distance of the nose-to-mouth fold from the middle at height y."""
    return np.asarray(_FOLD(plan.average_y(y)) * plan.shape.face_width, np.float32)


def side(region: str) -> int:
    """+1 for the person's left, -1 for the right, 0 for a region across the middle."""
    return 1 if region.endswith("_left") else -1 if region.endswith("_right") else 0


def mirror(region: str) -> str:
    """The same region of the other side."""
    return {1: region.replace("_left", "_right"), -1: region.replace("_right", "_left"), 0: region}[side(region)]


def contains(plan: FacePlan, region: str, x: Field, y: Field) -> Mask:
    """Which of the points (broadcast x and y, mm) lie in the region."""
    ax = np.abs(x)
    here = _half(plan, region.removesuffix("_left").removesuffix("_right"), ax, y)
    half = side(region)
    return np.asarray(here & (x * half > 0) if half else here, np.bool_)


def _half(plan: FacePlan, part: str, ax: Field, y: Field) -> Mask:
    inside = ax < plan.half_width(y) - 7
    upper = _upper_face(plan, ax, y)
    parts = upper if part in upper else _lower_face(plan, ax, y)
    return np.asarray(parts[part]() & inside, np.bool_)


def _nose_half_width(plan: FacePlan, y: Field) -> Field:
    return as_field((8.0 + 0.22 * np.clip(y, 0, 45)) * (0.5 + 0.5 * plan.shape.nose_width))


def _upper_face(plan: FacePlan, ax: Field, y: Field) -> dict[str, Callable[[], Mask]]:
    outer, nose = plan.outer_canthus_x, _nose_half_width(plan, y)
    between_brows = min(12.0, plan.brow_ends[0] - 1)
    return {
        "forehead": lambda: (
            (y < plan.brow(ax) - 7.5) & (y > plan.hairline(ax) + 4) & (ax < 56) & ~((ax < 13) & (y > -31))
        ),
        "glabella": lambda: (ax < between_brows) & (y > -31) & (y < -7),
        "crows_feet": lambda: (ax > outer + 3) & (ax < outer + 18) & (y > -9) & (y < 11),
        "infraorbital": lambda: (y > plan.lower_lid(ax) + 2.5) & (y < 24) & (ax > nose + 5) & (ax < outer + 2),
    }


def _lower_face(plan: FacePlan, ax: Field, y: Field) -> dict[str, Callable[[], Mask]]:
    wing_y, base_y = float(plan.person_y(40.0)), float(plan.person_y(48.0))
    fold, nose = fold_x(plan, y), _nose_half_width(plan, y)
    outer = plan.outer_canthus_x
    return {
        "cheek": lambda: (y >= 24) & (y < wing_y + 8) & (ax > np.maximum(fold + 5, 20)) & (ax < outer + 16),
        "nose": lambda: (ax < nose) & (y > -7) & (y < base_y - 5),
        "nasolabial": lambda: (np.abs(ax - fold) < 5) & (ax > nose) & (y > wing_y + 1) & (y < plan.person_y(74.0)),
        "upper_lip": lambda: (ax < fold - 5) & (y > base_y + 1) & (y < plan.upper_lip(ax) - 1.5),
        "chin": lambda: (ax < 21) & (y > plan.lower_lip(ax) + 3) & (y < plan.person_y(112.0)),
        "jaw": lambda: (ax > np.maximum(fold + 5, 24)) & (y > wing_y + 20) & (y < plan.person_y(108.0)),
    }


@lru_cache(maxsize=256)
def region_mask(shape: FaceShape, hair: Hair, region: str, grid: Grid) -> Mask:
    """Where a region lies on a grid."""
    return contains(face_plan(shape, hair), region, grid.x, grid.y)
