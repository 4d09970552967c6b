"""How metrics are named, explained and written with their units beside pictures and tables, by id, in English.

Their names inside sentences, and those of regions, are in `progress.words.names`.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from skinmetrics.progress.words.names import about
from skinmetrics.progress.words.saying import capital

EXPLAINED: Mapping[str, str] = MappingProxyType(
    {
        "fine_line_density": "Length of fine lines on each square centimetre of skin.",
        "texture_roughness": "How uneven the skin is, apart from lines and spots.",
        "wrinkle_density": "Length of lines a millimetre wide and wider on each square centimetre.",
        "line_depth": "How dark lines are against the skin beside them.",
        "pore_density": "Small dark round openings on each square centimetre. Only close photos show them.",
        "pore_area": "Share of the skin that visible pores cover. Only close photos show them.",
        "scar_relief": "How uneven the cheeks are at the size of scars.",
        "redness": "How red the skin is, against the white of the photo.",
        "redness_patchiness": "How far redness differs from place to place.",
        "blemish_count": "Number of red spots of 1 to 10 mm.",
        "blemish_area": "Area of red spots on each square centimetre.",
        "pigment_spot_area": "Area of brown spots on each square centimetre.",
        "tone_unevenness": (
            "How far the colour of the skin differs from place to place. One step is about the least that the "
            "eye can tell."
        ),
        "radiance": "How much light the skin gives back, without shine. Higher is brighter.",
        "under_eye_darkness": (
            "How much darker the skin under the eyes is than the cheeks. One step is about the least that the "
            "eye can tell."
        ),
        "lower_face_contour": "Where the corners of the mouth and the jaw stand. It moves with posture and weight too.",
    }
)
"""One plain sentence a metric."""

VERDICTS: Mapping[str, str] = MappingProxyType(
    {
        "improved": "Improved",
        "worsened": "Worsened",
        "no_detectable_change": "No detectable change",
        "not_comparable": "Not comparable",
        "too_few_photos": "Too few photos",
    }
)
"""The five verdicts, as a heading."""


def metric_name(metric: str) -> str:
    """The plain name of a metric, as a heading."""
    return capital(about(metric, None))


def explained(metric: str) -> str:
    """What a metric is, in one plain sentence; empty for one that is not known."""
    return EXPLAINED.get(metric, "")
