"""How blurred a photo is, read from the edges around the eyes.

Lids, lashes and iris have edges of nearly the same sharpness whatever the skin does. The gradient energy of an edge of
width w, seen through a Gaussian of sigma s, falls as (s² + w²)^-p; the ratio of two such energies gives w². It holds
the camera's blur and the edge's own, so it tells photos of one person apart, not one person's skin from another's.

A lamp or a window that an iris reflects has a sharper edge than any eye: the inside of the irises is left out.
Make-up sharpens the upper lid most, so the lower lid is read once more by itself. What still fools it is told by the
edges' contrast. Lids and iris have edges of every direction: where those that cross one direction are blurred more than
others, the camera moved that way.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import DARK, Box, Drawing, luminance
from skinmetrics.imaging.quantiles import quantile

EYES = Box(-54.0, -16.0, 54.0, 16.0)


@dataclass(frozen=True)
class Place:
    """An ellipse about each eye, mm from the middle of the face, without what lies above ``down_from``; what brings its
    reading to the scale of the whole (``times``, ``plus`` mm²); its weight.
    """

    x: float
    y: float
    reach_x: float
    reach_y: float
    down_from: float = -16.0
    times: float = 1.0
    plus: float = 0.0
    weight: float = 1.0


# Scale from 34 + 20 faces: what is blurred by 0.2 mm reads 0.035 more, and their mean is 0.048 as it was when irises
# were looked at. Weights are those at which retakes and drawn make-up both move scores little.
PLACES = (
    Place(30, 0, 19, 11, times=0.83, plus=-0.014, weight=0.5),
    Place(30, 2, 16, 9, down_from=1.5, times=0.87, plus=-0.003, weight=0.5),
)
PX_PER_MM = 5.0
FINE_MM, COARSE_MM = 0.2, 0.6
FALL = 0.85  # p, from 34 faces blurred by known amounts: 0.8 to 0.9 gives back what was put in
IRIS_SHARE = 0.85  # of an iris' radius: within it nothing is looked at
EDGE_SHARE = 0.20  # the strongest edges are looked at
EDGE_WIDTH_MAX = 0.40  # mm²; beyond it nothing can be told apart
DIAGONAL = math.sqrt(0.5)
DIRECTIONS = ((1.0, 0.0), (0.0, 1.0), (DIAGONAL, DIAGONAL), (DIAGONAL, -DIAGONAL))


@dataclass(frozen=True)
class EyeEdges:
    """``variance`` (mm²) of the blur that the edges around the eyes show: 0.05 in a sharp photo, at most 0.4;
    ``contrast`` of the strongest, ln units: make-up raises it, blur and exposure hardly change it; ``across`` and
    ``slanted``: by how much the variance is larger across than down, and along the diagonal that falls to the right
    than along the other (mm²).
    """

    variance: float
    contrast: float
    across: float = 0.0
    slanted: float = 0.0


def eye_edges(drawing: Drawing) -> EyeEdges:
    """The edges around the eyes of a photo's face."""
    eyes = drawing.face_map(PX_PER_MM, blur_mm=0.0, box=EYES)
    light = 0.5 * np.log(luminance(eyes.linear) + np.float32(DARK))
    fine, coarse = (_gradient(light, sigma) for sigma in (FINE_MM, COARSE_MM))
    energies = _energy(fine), _energy(coarse)
    irises = _inside_irises(drawing)
    whole, lower = (_inside(one, light.shape) & ~irises for one in PLACES)
    if not lower.any():  # no eye has such an iris
        return EyeEdges(EDGE_WIDTH_MAX, 0.5 * math.log(1e-12))
    read = (
        one.weight * (one.times * _variance_at(inside, *energies) + one.plus)
        for one, inside in zip(PLACES, (whole, lower), strict=True)
    )
    energy = energies[1][whole]
    strongest = energy[energy >= quantile(energy, 1 - EDGE_SHARE)]
    contrast = 0.5 * np.log(float(strongest.mean()) + 1e-12)
    # A lamp's reflection is drawn out along the camera's path as all else, and round otherwise: it helps here.
    around = _inside(PLACES[0], light.shape)
    across, down, falling, rising = (_variance_at(around, _along(fine, way), _along(coarse, way)) for way in DIRECTIONS)
    variance = float(np.clip(sum(read), 0.0, EDGE_WIDTH_MAX))
    return EyeEdges(variance, float(contrast), across - down, falling - rising)


def _variance_at(inside: NDArray[np.bool_], fine: NDArray[np.float32], coarse: NDArray[np.float32]) -> float:
    """Variance (mm²) of the strongest edges of a place, from their gradient energy at both scales; the most that can
    be said where it has no edges at all, as under a bar of one colour.
    """
    energy = fine[inside]
    strong = energy >= quantile(energy, 1 - EDGE_SHARE)
    sharp, soft = energy[strong].mean(), coarse[inside][strong].mean()
    if not soft > 0:
        return EDGE_WIDTH_MAX
    ratio = float((sharp / soft) ** (1 / FALL))
    return (COARSE_MM**2 - ratio * FINE_MM**2) / (ratio - 1) if ratio > 1 else EDGE_WIDTH_MAX


Gradient = tuple[NDArray[np.float32], NDArray[np.float32]]


def _gradient(light: NDArray[np.float32], sigma_mm: float) -> Gradient:
    smooth = cv2.GaussianBlur(light, (0, 0), sigma_mm * PX_PER_MM)
    dx = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=1 / 8)
    dy = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=1 / 8)
    return np.asarray(dx, np.float32), np.asarray(dy, np.float32)


def _energy(gradient: Gradient) -> NDArray[np.float32]:
    dx, dy = gradient
    return np.asarray(dx * dx + dy * dy, np.float32)


def _along(gradient: Gradient, way: tuple[float, float]) -> NDArray[np.float32]:
    """Energy of the part of a gradient along one direction."""
    dx, dy = gradient
    return np.asarray((np.float32(way[0]) * dx + np.float32(way[1]) * dy) ** 2, np.float32)


def _inside_irises(drawing: Drawing) -> NDArray[np.bool_]:
    """What of ``EYES`` lies inside an iris, clear of its rim, which is one of the eye's own edges."""
    x, y = drawing.places(PX_PER_MM, EYES)
    inside = np.zeros(x.shape, bool)
    for eye in drawing.face.eyes.values():
        inside |= np.hypot(x - eye.pupil[0], y - eye.pupil[1]) < IRIS_SHARE * eye.iris_diameter / 2
    return inside


@cache
def _inside(place: Place, shape: tuple[int, int]) -> NDArray[np.bool_]:
    down, across = (np.indices(shape) + 0.5) / PX_PER_MM  # the middles of pixels
    x, y = across + EYES.left, down + EYES.top
    ellipse = ((np.abs(x) - place.x) / place.reach_x) ** 2 + ((y - place.y) / place.reach_y) ** 2 < 1
    return np.asarray(ellipse & (y > place.down_from), bool)
