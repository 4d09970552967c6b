"""The skin's relief without patches of blood: what is redder than the skin around it is darker too, and no pit or fold.

Haemoglobin takes green light and hardly any red: by what a place is redder it is known to be darker. No skin is evenly
red, though, and cameras store colours coarsely; taking all of that off would bring in more noise than it takes out.
What redness varies by around a place is therefore believed by the share of its variance that is beyond what it is in
usual skin, band by band: a local Wiener filter (Lee 1980, digital image enhancement by use of local statistics).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.colour import HAEMOGLOBIN, density
from skinmetrics.imaging.facemap import FaceMap
from skinmetrics.imaging.skin import SHARES, Skin, filled, wide_blur

Image = NDArray[np.float32]

EDGES_MM = (0.25, 0.75, 2.0, 5.0)  # sigma between which the bands lie
# SD of ln R − ln G in each of them: three of four real faces have less (44 looked at).
USUAL = (0.010, 0.0125, 0.020)
AROUND_MM = 4.0  # sigma over which it is judged
# Ln units of light that blood takes for each of redness.
DARKER = float(np.dot(SHARES, HAEMOGLOBIN)) / (HAEMOGLOBIN[1] - HAEMOGLOBIN[0])

PARAMETERS: Mapping[str, object] = {
    "bands_mm": EDGES_MM,
    "usual": USUAL,
    "around_mm": AROUND_MM,
    "darker": round(DARKER, 6),
}


def without_flush(skin: Skin, face_map: FaceMap, spotted: NDArray[np.bool_]) -> Skin:
    """The ``skin`` of a map as light as it would be without patches of blood; ``spotted`` (h, w) tells of no patch."""
    px = face_map.px_per_mm
    red, green, _ = cv2.split(density(face_map.linear))
    redness = filled(np.asarray(green - red, np.float32), skin.mask & ~spotted, px)
    blurred = [wide_blur(redness, sigma * px) for sigma in EDGES_MM]
    patches = [
        _beyond(fine - coarse, usual, px) for (fine, coarse), usual in zip(pairwise(blurred), USUAL, strict=True)
    ]
    return replace(skin, light=skin.light + np.float32(DARKER) * np.sum(patches, axis=0, dtype=np.float32))


def _beyond(band: Image, usual: float, px: float) -> Image:
    """The ``band`` by the share of its variance around that is more than usual."""
    variance = wide_blur(band * band, AROUND_MM * px)
    share = np.maximum(variance - np.float32(usual**2), 0) / np.maximum(variance, np.float32(1e-12))
    return np.asarray(band * share, np.float32)
