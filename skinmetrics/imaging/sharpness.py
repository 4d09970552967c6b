"""How blurred a photo is, read from the edges around the eyes.

Lids, lashes and iris have edges of nearly the same sharpness whatever the skin does. The gradient energy of an edge of
width w, seen through a Gaussian of sigma s, falls as (s² + w²)^-p; the ratio of two such energies gives w². It holds
the camera's blur and the edge's own, so it tells photos of one person apart, not one person's skin from another's.
"""

from __future__ import annotations

from functools import cache

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import Box, draw_face_map, luminance
from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.photo import Photo

EYES = Box(-54.0, -16.0, 54.0, 16.0)
EYE_CENTRE_X, EYE_CENTRE_Y, EYE_REACH_X, EYE_REACH_Y = 30.0, 0.0, 19.0, 11.0  # mm
PX_PER_MM = 5.0
FINE_MM, COARSE_MM = 0.2, 0.6
FALL = 0.85  # p, from 34 faces blurred by known amounts: 0.8 to 0.9 gives back what was put in
EDGE_SHARE = 0.20  # the strongest edges are looked at
DARK = 0.004  # keeps the logarithm off the sensor's noise in pupils
EDGE_WIDTH_MAX = 0.40  # mm²; beyond it nothing can be told apart


def edge_variance(photo: Photo, face: Face) -> float:
    """Variance (mm²) of the blur that the edges around the eyes show: 0.05 in a sharp photo, at most 0.4."""
    eyes = draw_face_map(photo, face, PX_PER_MM, blur_mm=0.0, box=EYES)
    light = 0.5 * np.log(luminance(eyes.linear) + np.float32(DARK))
    fine, coarse = (_gradient_energy(light, sigma) for sigma in (FINE_MM, COARSE_MM))
    around = _around_the_eyes(light.shape)
    edges = around & (fine >= np.quantile(fine[around], 1 - EDGE_SHARE))
    ratio = float((fine[edges].mean() / coarse[edges].mean()) ** (1 / FALL))
    if ratio <= 1:
        return EDGE_WIDTH_MAX
    variance = (COARSE_MM**2 - ratio * FINE_MM**2) / (ratio - 1)
    return float(np.clip(variance - eyes.blur_mm**2, 0.0, EDGE_WIDTH_MAX))


def _gradient_energy(light: NDArray[np.float32], sigma_mm: float) -> NDArray[np.float32]:
    smooth = cv2.GaussianBlur(light, (0, 0), sigma_mm * PX_PER_MM)
    dx = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, scale=1 / 8)
    dy = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, scale=1 / 8)
    return np.asarray(dx * dx + dy * dy, np.float32)


@cache
def _around_the_eyes(shape: tuple[int, int]) -> NDArray[np.bool_]:
    y, x = np.mgrid[0 : shape[0], 0 : shape[1]] / PX_PER_MM
    dx = (np.abs(x + EYES.left) - EYE_CENTRE_X) / EYE_REACH_X
    dy = (y + EYES.top - EYE_CENTRE_Y) / EYE_REACH_Y
    return np.asarray(dx**2 + dy**2 < 1, bool)
