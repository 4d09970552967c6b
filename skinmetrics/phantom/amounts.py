"""How much of everything each region of a skin has, in the units of the metrics."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import cv2
import numpy as np

from skinmetrics.phantom.eyes import sclera_of
from skinmetrics.phantom.fields import Field, as_field, resize
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.lines import Line, region_area_cm2
from skinmetrics.phantom.regions import REGIONS, Mask, region_mask
from skinmetrics.phantom.relief import SCAR_DEPTH_MM, Mark, pits
from skinmetrics.phantom.skin_state import SkinState
from skinmetrics.phantom.surface import Surface
from skinmetrics.phantom.tones import BLOOD_GAIN, lab

_LUMINANCE = np.array([0.2126, 0.7152, 0.0722])
_SCAR_BAND_MM = (3.0, 8.0)
_SCAR_GRID_PX_PER_MM = 2.0


def region_amounts(
    identity: Identity, state: SkinState, surface: Surface, contour_mm: Mapping[str, float]
) -> dict[str, dict[str, float]]:
    """Per region: lengths, counts and areas per cm² of the plan, relief in µm, colour of bare skin in white light."""
    coarse = surface.grid.at(1.0)
    blood = resize(surface.pigment.haemoglobin, (coarse.width, coarse.height), cv2.INTER_AREA)
    blood = blood * np.float32(BLOOD_GAIN[identity.tone])
    colour = as_field(lab(surface.bare_colour))
    white = float(sclera_of(identity) @ _LUMINANCE)
    luminance = surface.bare_colour @ _LUMINANCE
    scars = _scar_relief(surface)
    masks = {region: region_mask(identity.shape, identity.hair, region, coarse) for region in REGIONS}
    amounts: dict[str, dict[str, float]] = {}
    for region, inside in masks.items():
        area = region_area_cm2(identity, region)
        amounts[region] = {
            "area_cm2": area,
            **_lines([line for line in surface.lines if line.region == region], area),
            **_marks(surface, region, area),
            "texture_roughness_um": state.roughness_um.of(region),
            "scar_relief_um": float(scars[inside].std()) * 1000,
            "redness": float(blood[inside].mean()),
            "redness_patchiness": float(blood[inside].std()),
            "tone_unevenness": _spread(colour[inside]),
            "radiance": float(luminance[inside].mean()) / white * 100,
            "shine": state.shine.of(region),
        }
    for side in ("left", "right"):
        amounts[f"infraorbital_{side}"]["under_eye_darkness"] = _darker(
            colour, masks[f"infraorbital_{side}"], masks[f"cheek_{side}"]
        )
        heights = [contour_mm[f"{part}_{side}"] for part in ("mouth_corner", "jowl", "brow")]
        amounts[f"jaw_{side}"]["lower_face_contour"] = float(np.mean(heights))
    return amounts


def _lines(lines: Sequence[Line], area_cm2: float) -> dict[str, float]:
    fine = sum(line.length_mm for line in lines if line.fine)
    wide = sum(line.length_mm for line in lines if not line.fine)
    deep = sum(line.length_mm * line.depth_mm for line in lines)
    return {
        "fine_line_density": fine / area_cm2,
        "wrinkle_density": wide / area_cm2,
        "line_depth_mm": deep / (fine + wide) if lines else 0.0,
    }


def _marks(surface: Surface, region: str, area_cm2: float) -> dict[str, float]:
    def of(found: Sequence[Mark]) -> list[Mark]:
        return [mark for mark in found if mark.region == region]

    pores, spots, blemishes = of(surface.relief.pores), of(surface.spots), of(surface.relief.blemishes)
    return {
        "pore_density": len(pores) / area_cm2,
        "pore_area_pct": sum(map(_disc_mm2, pores)) / area_cm2,
        "scar_density": len(of(surface.relief.scars)) / area_cm2,
        "blemish_count": float(len(blemishes)),
        "blemish_area": sum(map(_disc_mm2, blemishes)) / area_cm2,
        "pigment_spot_area": sum(map(_disc_mm2, spots)) / area_cm2,
    }


def _disc_mm2(mark: Mark) -> float:
    return float(np.pi / 4 * mark.diameter_mm**2)


def _scar_relief(surface: Surface) -> Field:
    """Height in mm of the scars alone, its wavelengths of 3 to 8 mm, at 1 mm."""
    grid, coarse = surface.grid.at(_SCAR_GRID_PX_PER_MM), surface.grid.at(1.0)
    if not surface.relief.scars:
        return coarse.zeros()
    height = pits(grid, surface.relief.scars, SCAR_DEPTH_MM)
    low, high = (wavelength / (2 * np.pi) for wavelength in _SCAR_BAND_MM)
    band = grid.blur(height, low) - grid.blur(height, high)
    return resize(band, (coarse.width, coarse.height), cv2.INTER_AREA)


def _spread(colour: Field) -> float:
    """RMS ΔE*ab of (n, 3) colours from their mean."""
    return float(np.sqrt(((colour - colour.mean(axis=0)) ** 2).sum(axis=1).mean()))


def _darker(colour: Field, here: Mask, there: Mask) -> float:
    """ΔL*: how much darker `here` is than `there`."""
    return float(colour[there][:, 0].mean() - colour[here][:, 0].mean())
