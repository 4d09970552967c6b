"""What metrics, regions and units are called inside a sentence, by id, in English."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from skinmetrics.progress.words.saying import Say, in_english

METRIC_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "fine_line_density": "fine lines",
        "texture_roughness": "skin roughness",
        "wrinkle_density": "wrinkles",
        "line_depth": "depth of lines",
        "pore_density": "number of visible pores",
        "pore_area": "area of visible pores",
        "scar_relief": "relief of scars",
        "redness": "redness",
        "redness_patchiness": "patchiness of redness",
        "blemish_count": "number of blemishes",
        "blemish_area": "area of blemishes",
        "pigment_spot_area": "area of brown spots",
        "tone_unevenness": "unevenness of tone",
        "radiance": "radiance",
        "under_eye_darkness": "darkness under the eyes",
        "lower_face_contour": "contour of the lower face",
    }
)

REGION_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "forehead": "forehead",
        "glabella": "between the brows",
        "crows_feet_left": "beside the left eye",
        "crows_feet_right": "beside the right eye",
        "infraorbital_left": "under the left eye",
        "infraorbital_right": "under the right eye",
        "cheek_left": "left cheek",
        "cheek_right": "right cheek",
        "nose": "nose",
        "nasolabial_left": "left smile line",
        "nasolabial_right": "right smile line",
        "upper_lip": "above the lips",
        "chin": "chin",
        "jaw_left": "left jaw",
        "jaw_right": "right jaw",
    }
)


PERCENTAGE_POINTS: Final = "percentage points"
"""The unit of how far a score in percent moved, where a percentage would be of where it began."""

UNIT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "a.u.": "units",
        "1": "spots",
        "1/cm²": "pores/cm²",
        "1/in²": "pores/in²",
        "ΔE*ab": "steps of colour",
        "ΔL*": "steps of lightness",
        PERCENTAGE_POINTS: PERCENTAGE_POINTS,
    }
)
"""Units that need a plainer word; the others are shown as they are."""

WORDS_OF_ONE: Mapping[str, str] = MappingProxyType(
    {
        "a.u.": "unit",
        "1": "spot",
        "1/cm²": "pore/cm²",
        "1/in²": "pore/in²",
        "ΔE*ab": "step of colour",
        "ΔL*": "step of lightness",
        PERCENTAGE_POINTS: "percentage point",
    }
)
"""The same behind a 1."""


def unit_name(unit: str, number: str = "") -> str:
    """A unit for people, behind a number as it is written."""
    words = WORDS_OF_ONE if number.lstrip("+−") == "1" else UNIT_WORDS
    return words.get(unit, unit)


def about(metric: str, region: str | None, say: Say = in_english) -> str:
    """Return how people are told of a metric in a region: "fine lines, beside the left eye"."""
    name = say(METRIC_WORDS.get(metric, metric.replace("_", " ")))
    return name if region is None else f"{name}, {say(REGION_WORDS.get(region, region.replace('_', ' ')))}"
