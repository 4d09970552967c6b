"""How far apart two photos may lie in one circumstance before scores that it moves are not compared."""

from __future__ import annotations

from skinmetrics.imaging.coarseness import COARSE
from skinmetrics.imaging.facemap import HIGHLIGHT

# Contrast of the edges around the eyes, ln units: faces turned and lit anew differ by 0.08 at most, retakes by 0.06,
# dark liner adds 0.2, mascara 0.1; so does a curve of contrast or a steamed lens, which moves all that skin shows.
MADE_UP_LN = 0.11

# Sensitivities (ISO) that differ by as much are another camera to fine skin; below the least none smooths.
ISO_TIMES, ISO_LEAST = 4.0, 100

# Share of the face; patchiness, which fades first, moves by 6 to 9 % then.
HIGHLIGHTS_APART = 0.15

# Brightest channel of the white: a drawn camera that presses one from 0.80 to 0.85 makes skin 3 % brighter against it.
WHITES_APART = 0.05

# Of grain, ln units: days of drawn clients who take care differ by 0.21 (99 %) in colour and by 0.12 at most in relief.
# Of many single days some lie far apart by chance, which is in the noise that a series tells of itself.
COLOUR_GRAIN_LN, COLOUR_GRAIN_OF_DAYS_LN, FINE_RELIEF_LN = 0.25, 0.35, 0.27

# Still photos of one face differ by 0.28 at most; a path of 0.75 mm is 0.56 and moves lines by up to two fifths.
MOVED_MM2 = 0.3


def lights_differ(iso: float, other: float) -> bool:
    """Whether cameras were set to sensitivities (ISO) so different that one smooths fine skin and one does not."""
    low, high = sorted(max(one, ISO_LEAST) for one in (iso, other))
    return high >= ISO_TIMES * low


def highlights_differ(share: float, other: float) -> bool:
    """Whether so much more of a face is too bright for its colours that they fade visibly."""
    return abs(share - other) > HIGHLIGHTS_APART


def white_lights_differ(light: float, other: float) -> bool:
    """Whether the camera presses one white more than the other, so that skin seems brighter and redder against it."""
    return max(light, other) > HIGHLIGHT and abs(light - other) > WHITES_APART


def files_differ(coarseness: float, other: float) -> bool:
    """Whether files are stored so differently that fine skin looks another."""
    return abs(coarseness - other) >= COARSE


def made_up_differently(contrast: float, other: float) -> bool:
    """Whether eyes stand out more, by the contrast of the edges around them (ln units), than they do by themselves."""
    return abs(contrast - other) > MADE_UP_LN


def colours_differ_in_grain(grain: float, other: float) -> bool:
    """Whether one photo's colours (``Grain.colour``) are so much grainier, or more evened out, that spots seem to come
    or to go.
    """
    return abs(grain - other) > COLOUR_GRAIN_LN


def days_differ_in_grain(grain: float, other: float) -> bool:
    """The same of two days among many."""
    return abs(grain - other) > COLOUR_GRAIN_OF_DAYS_LN


def smoothed_differently(relief: float, other: float) -> bool:
    """Whether one photo shows so much less fine relief (``Grain.relief``) as hardly any skin loses."""
    return abs(relief - other) > FINE_RELIEF_LN
