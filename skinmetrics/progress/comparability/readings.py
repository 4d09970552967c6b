"""The numbers that a photo's circumstances tell, each with how far apart two of them may lie, what to say of those
that lie farther apart, and the metrics that are not compared then.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import TypeVar

from skinmetrics.progress.comparability.apart import (
    colours_differ_in_grain,
    days_differ_in_grain,
    files_differ,
    highlights_differ,
    lights_differ,
    made_up_differently,
    smoothed_differently,
    white_lights_differ,
)
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.concerns import COLOURED, CONTRASTED, FINE, OF_COLOURS, SHADED, STORED
from skinmetrics.progress.comparability.reasons import (
    FILES_DIFFER,
    GRAIN_DIFFERS,
    LIGHT_DIFFERS,
    MADE_UP,
    SMOOTHED,
    TOO_BRIGHT,
)

Photo = TypeVar("Photo")


@dataclass(frozen=True)
class Reading:
    """One number ``of`` a photo, None where it is not known; where two of them ``differ``, what ``concerns`` names is
    not compared, for this ``reason``.
    """

    of: Callable[[Circumstances], float | None]
    differ: Callable[[float, float], bool]
    reason: str
    concerns: frozenset[str]

    def known(self, photos: Mapping[Photo, Circumstances]) -> dict[Photo, float]:
        """What is known of ``photos``."""
        return {photo: one for photo, taken in photos.items() if (one := self.of(taken)) is not None}


LIGHT = Reading(lambda photo: photo.iso, lights_differ, LIGHT_DIFFERS, FINE)
HIGHLIGHTS = Reading(lambda photo: photo.highlights, highlights_differ, TOO_BRIGHT, OF_COLOURS)
WHITE_LIGHT = Reading(lambda photo: photo.white_light, white_lights_differ, TOO_BRIGHT, COLOURED)
FILE = Reading(lambda photo: photo.measured_coarseness, files_differ, FILES_DIFFER, STORED)
EYES = Reading(lambda photo: photo.eye_contrast, made_up_differently, MADE_UP, CONTRASTED)
RELIEF = Reading(lambda photo: photo.fine_relief, smoothed_differently, SMOOTHED, SHADED)
GRAIN = Reading(lambda photo: photo.colour_grain, colours_differ_in_grain, GRAIN_DIFFERS, CONTRASTED)
GRAIN_OF_DAYS = replace(GRAIN, differ=days_differ_in_grain)
