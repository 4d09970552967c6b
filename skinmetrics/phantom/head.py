"""The head as a height field: z in mm towards the camera over x and y, symmetric, without skin.

Every feature is a bump, a groove or a body joined to the skull by a smooth maximum, so that no vertex data and no photo
of anybody is needed.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from skinmetrics.phantom.fields import Curve, Field, Grid, as_field, gaussian, smooth_max, smoothstep
from skinmetrics.phantom.identity import FaceShape, Hair
from skinmetrics.phantom.plan import EYEBALL_RADIUS_MM, FacePlan, face_plan

HEAD_GRID = Grid(-100.0, -136.0, 100.0, 144.0, 4.0)
EMPTY_MM = -200.0
SIDE_DEPTH_MM = -28.0
"""z of the head's outline, where it turns away from the camera."""

_RIM_MM = 1.0
_FALL = 70.0
"""Within the last mm the outline falls away so steeply: its edge is smooth between the points of the grid."""

_PROFILE = (
    (-144.0, -60.0), (-113, -34), (-106, -4), (-92, 23), (-74, 39), (-56, 46.5), (-40, 50.3), (-25, 52.6), (-13, 51.0),
    (0, 47.5), (15, 48), (35, 50.5), (52, 54.0), (64, 55.0), (76, 54), (86, 51.0), (96, 52.0), (105, 51.0), (111, 47.0),
    (115.5, 40), (118.5, 28), (120, 14), (200, 6),
)  # fmt: skip
_NOSE_RIDGE = (
    (-140.0, 0.0), (-20, 48), (-12, 50.6), (-5, 51.8), (3, 56.0), (10, 60.8), (18, 66.0), (26, 71.0), (31, 73.6),
    (35, 74.6), (39, 73.4), (42.5, 69.6), (45.5, 63.5), (49, 57), (60, 20), (170, 0),
)  # fmt: skip
_NOSE_FOOT = ((-140.0, 0.0), (-15, 46), (0, 41), (20, 44.5), (40, 48.5), (52, 53), (170, 50))
_NOSE_HALF_WIDTH = (
    (-140.0, 6.0),
    (-16, 8.6),
    (-4, 7.6),
    (8, 8.4),
    (18, 10.2),
    (28, 12.6),
    (36, 13.4),
    (44, 11.5),
    (170, 9),
)


@dataclass(frozen=True)
class Head:
    """Height and parts of a head over `grid`; masks run from 0 to 1."""

    grid: Grid
    plan: FacePlan
    z: Field
    """mm; `EMPTY_MM` outside the outline."""
    fall: Field
    """How much lower the edge of the outline lies, mm, for rays and shadows; shading takes it as it was."""
    eye: Field
    """Visible eyeball."""
    lips: Field
    nostril: Field
    ear: Field


def _nose(shape: FaceShape, ax: Field, y: Field) -> Field:
    """Bridge, tip and wings, joined; y is that of the average face."""
    foot = Curve(_NOSE_FOOT)(y)
    ridge = Curve(_NOSE_RIDGE)(y)
    ridge = foot + (ridge - foot) * shape.nose_height
    hump = shape.nose_hump * np.exp(-0.5 * ((y - 12) / 6) ** 2)
    lift = 0.5 * shape.tip_lift * np.exp(-0.5 * ((y - 33) / 5) ** 2)
    half_width = Curve(_NOSE_HALF_WIDTH)(y) * (1 + 0.6 * (shape.nose_width - 1))
    half_width = half_width * (1 + (shape.bridge_width - 1) * smoothstep(30, 14, y))
    across = np.exp(-0.75 * (ax / half_width) ** 2.1)
    bridge = foot - 14 + (ridge + hump + lift - foot + 14) * across - 40 * np.clip((ax - 20) / 16, 0, 5) ** 2
    body = np.where((y > -26) & (y < 58), bridge, EMPTY_MM).astype(np.float32)
    lift_y = -shape.tip_lift
    tip_height = 62 + (shape.nose_height - 1) * 14
    width = shape.nose_width
    tip = _ellipsoid(ax, y, (0, 34.6 + lift_y, tip_height), (9.6 * (0.5 + 0.5 * width), 8.4, 12.4), 0)
    wing = _ellipsoid(ax, y, (10.4 * width, 38.4 + 0.4 * lift_y, 49.0), (6.6, 7.0, 9.2), -18)
    return smooth_max(smooth_max(body, tip, 7.0), wing, 7.5)


def _ellipsoid(
    ax: Field, y: Field, centre: tuple[float, float, float], radii: tuple[float, float, float], angle_deg: float
) -> Field:
    c, s = np.float32(np.cos(np.radians(angle_deg))), np.float32(np.sin(np.radians(angle_deg)))
    dx, dy = ax - np.float32(centre[0]), y - np.float32(centre[1])
    u, v = (dx * c + dy * s) / np.float32(radii[0]), (dy * c - dx * s) / np.float32(radii[1])
    rest = 1 - u * u - v * v
    return np.where(rest > 0, centre[2] + radii[2] * np.sqrt(np.maximum(rest, 0)), EMPTY_MM / 2).astype(np.float32)


def _skull(grid: Grid, plan: FacePlan, ax: Field, y: Field) -> Field:
    profile = Curve(_PROFILE)(y)
    half_width = plan.half_width(grid.y)
    share = np.clip(ax / half_width, 0, 1)
    z = profile - (profile - SIDE_DEPTH_MM) * (1 - np.sqrt(np.maximum(1 - share**2.25, 0)))
    outside = (ax > half_width + _RIM_MM) | (y > 119.7) | (y < -113)
    return np.where(outside, EMPTY_MM, z).astype(np.float32)


def _soft_parts(shape: FaceShape, ax: Field, y: Field) -> Field:
    """Sockets, brow ridge, cheekbones, folds: what is added to the skull, in mm."""
    eye = shape.pupil_distance / 2 - 1.4

    def bump(x0: float, y0: float, sx: float, sy: float, angle: float = 0.0) -> Field:
        return gaussian(ax - np.float32(x0), y - np.float32(y0), sx, sy, angle)

    d = -6.0 * bump(eye, 0, 15, 9) - 3.0 * bump(19, -3, 6, 7) + 2.0 * bump(33, 11, 14, 6, -8)
    d += (2.0 + shape.brow_ridge) * bump(28, -18, 15, 5, 8) + (1.2 + 0.8 * shape.brow_ridge) * bump(0, -19, 8, 6)
    d += 3.4 * shape.cheekbones * bump(47, 24, 15, 11, 25) - (2.4 - shape.cheek_fullness) * bump(44, 60, 12, 19)
    d += 0.6 * shape.cheek_fullness * bump(36, 44, 14, 14)
    d += (1.6 + 0.8 * shape.chin_breadth) * bump(0, 100, 12 * shape.chin_breadth, 8) - 2.6 * bump(0, 87, 15, 4.6)
    d += -6.0 * bump(53, 2, 8.5, 11) - 2.5 * bump(64, -22, 9, 16) + 2.2 * bump(25, 53, 9, 12)
    d += -1.0 * bump(0, 57, 2.1, 6) + 0.5 * bump(4.3, 58, 1.5, 6)
    d -= 1.2 * bump(26.0, 71.5, 2.4, 2.4)
    d += shape.sag * (1.5 * bump(31, 14, 11, 4.5, -6) - 0.9 * bump(31, 20, 13, 2.5, -10))
    d += shape.sag * (2.2 * bump(39, 90, 8, 8, 30) - 1.4 * bump(29, 89, 4, 8, -15))
    fold = Curve([(30, 17.5), (38, 20.5), (50, 25.5), (62, 30.5), (74, 33.5), (84, 35)])
    beside = ax - fold(y)
    along = smoothstep(32, 42, y) * (1 - smoothstep(62, 82, y))
    d += (0.5 + 1.5 * shape.sag) * along * np.tanh(beside / 2.5) * np.exp(-((beside / 10) ** 2))
    return as_field(d)


def _lips(grid: Grid, plan: FacePlan, ax: Field) -> tuple[Field, Field]:
    """Height of the lips above the skin, and their mask."""
    y = grid.y
    half = plan.mouth_half_width
    column = np.minimum(ax, half - 0.01)
    upper, middle, lower = plan.upper_lip(column), plan.mouth_line(column), plan.lower_lip(column)
    inside = (ax < half) & (y > upper) & (y < lower)
    rows, columns = inside.any(axis=1), inside.any(axis=0)
    here, y_here = np.ix_(rows, columns), y[rows]
    above, between, below = upper[:, columns], middle[:, columns], lower[:, columns]
    up = np.clip((between - y_here) / (between - above + 1e-3), 0, 1)
    down = np.clip((y_here - between) / (below - between + 1e-3), 0, 1)
    taper = np.sqrt(np.maximum(1 - (ax[:, columns] / half) ** 2, 0))
    bulge = 2.6 * np.maximum(np.sin(np.pi * up**0.75), 0) ** 0.8 + 3.9 * np.maximum(np.sin(np.pi * down**0.8), 0) ** 0.8
    height = grid.zeros()
    height[here] = np.where(inside[here], bulge, 0) * taper * (0.55 + 0.45 * plan.shape.lip_fullness)
    groove = np.exp(-(((y - middle) / 0.8) ** 2)) * smoothstep(half + 1.5, half - 4, ax)
    return (
        grid.blur(height, 0.6) - 1.5 * groove.astype(np.float32),
        grid.blur(inside.astype(np.float32), 0.7),
    )


def _lids_and_eyes(grid: Grid, plan: FacePlan, ax: Field, z: Field) -> tuple[Field, Field]:
    """The lids lie on a sphere around the eyeball; the opening shows the eyeball itself."""
    y = grid.y
    centre_z = 25.6
    radius2 = (ax - plan.eye_x) ** 2 + (y + 0.2) ** 2

    def ball(radius: float) -> Field:
        body = centre_z + np.sqrt(np.maximum(radius * radius - radius2, 0))
        return np.where(radius2 < radius * radius, body, EMPTY_MM / 2).astype(np.float32)

    z = smooth_max(z, ball(EYEBALL_RADIUS_MM + 1.3), 2.8)
    upper, lower = plan.upper_lid(ax), plan.lower_lid(ax)
    share = np.clip((ax - plan.inner_canthus_x) / (plan.outer_canthus_x - plan.inner_canthus_x), 0, 1)
    inner, outer = plan.inner_canthus_x, plan.outer_canthus_x
    crease = upper - 2.9 - 1.0 * np.sin(np.pi * share)
    reach = smoothstep(inner - 1, inner + 5, ax) * smoothstep(outer + 4, outer - 3, ax)
    z = z - 1.25 * plan.shape.lid_fold * np.exp(-(((y - crease) / 0.8) ** 2)) * reach
    hood = (1 - 0.5 * plan.shape.lid_fold) + 0.8 * plan.shape.sag
    z = z + 0.9 * hood * np.exp(-(((y - crease + 3.0) / 2.6) ** 2)) * smoothstep(inner + 4, outer, ax) * reach
    z = z - 0.55 * np.exp(-(((y - (lower + 5.2)) / 1.6) ** 2)) * reach
    opening = (plan.between_corners(ax) & (y > upper) & (y < lower)).astype(np.float32)
    eye = grid.blur(opening, 0.16)
    behind = np.maximum(ball(EYEBALL_RADIUS_MM), np.minimum(z, 36.2) - 2.0)
    return (z * (1 - eye) + behind * eye).astype(np.float32), eye


def _ears(plan: FacePlan, ax: Field, y: Field) -> tuple[Field, Field]:
    """On each side of the head: helix, the groove within it, the inner fold, the bowl, tragus and lobe."""
    at = 74.8 * plan.shape.face_width
    dx, dy = ax - np.float32(at), y - np.float32(21)
    shape, here = np.broadcast_shapes(ax.shape, y.shape), np.ix_(np.abs(dy[:, 0]) < 33, dx[0] > -12)
    dx, dy = dx[:, here[1][0]], dy[here[0][:, 0]]
    lean = dx + 0.16 * dy
    r = np.sqrt((lean / (10.0 - 0.07 * dy)) ** 2 + (dy / 30.5) ** 2)
    outline = (r < 1.04) & (lean > -6)
    lobe = smoothstep(12, 19, dy)
    helix = 4.2 * np.exp(-(((r - 0.88) / 0.10) ** 2)) - 2.6 * np.exp(-(((r - 0.70) / 0.08) ** 2))
    fold = 2.6 * np.exp(-(((r - 0.54) / 0.10) ** 2)) * smoothstep(-24, -14, dy)
    bowl = -5.5 * np.exp(-(((lean + 1.5) / 3.2) ** 2 + ((dy - 4.0) / 7.5) ** 2))
    tragus = 3.6 * np.exp(-(((lean + 5.0) / 1.8) ** 2 + ((dy - 5.0) / 4.0) ** 2))
    z = -24.0 - 0.45 * lean + (helix + fold + bowl) * (1 - 0.8 * lobe) + tragus + 1.8 * lobe
    height, ear = np.full(shape, EMPTY_MM, np.float32), np.zeros(shape, np.float32)
    height[here], ear[here] = np.where(outline, z, EMPTY_MM), outline
    return height, ear


@lru_cache(maxsize=8)
def build_head(shape: FaceShape, hair: Hair) -> Head:
    """Height field of a person's head with a neutral expression."""
    grid, plan = HEAD_GRID, face_plan(shape, hair)
    ax = np.abs(grid.x)
    y = plan.average_y(grid.y)
    z = _skull(grid, plan, ax, y) + _soft_parts(shape, ax, y)
    z = smooth_max(z, _nose(shape, ax, y), np.float32(4.5) + np.float32(6.5) * smoothstep(34, 12, y))
    width = shape.nose_width
    ring = np.sqrt(((ax - 11.4 * width) / (7.0 * (0.6 + 0.4 * width))) ** 2 + ((y - 38.2) / 8.6) ** 2)
    crease = smoothstep(9.5, 16, ax) * smoothstep(27, 35, y) * (1 - 0.85 * smoothstep(39, 46, y))
    z = z - (1.5 - 0.6 * (width - 0.9)) * np.exp(-(((ring - 1.03) / 0.19) ** 2)) * crease
    across, down = (ax - 6.9 * width) * 0.94 + (y - 44.9) * 0.34, (ax - 6.9 * width) * -0.34 + (y - 44.9) * 0.94
    nostril = np.exp(-(((across / 3.3) ** 2 + (down / 1.75) ** 2) ** 1.6)).astype(np.float32)
    z = z - 3.5 * nostril
    lip_height, lips = _lips(grid, plan, ax)
    z, eye = _lids_and_eyes(grid, plan, ax, (z + lip_height).astype(np.float32))
    ear_z, ear = _ears(plan, ax, y)
    on_ear = ear_z > z
    past = np.clip(ax - plan.half_width(grid.y), 0, _RIM_MM)
    fall = np.float32(_FALL) * np.where(on_ear, 1 - ear, past)
    z = np.maximum(z, ear_z)
    ear = ((ear > 0) & on_ear).astype(np.float32)
    return Head(grid, plan, z.astype(np.float32), as_field(fall), eye, lips, nostril, ear)
