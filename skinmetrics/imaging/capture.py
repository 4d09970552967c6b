"""Is this one photo good enough to measure, and if not, what to do about it.

Codes and verdicts are those of the command line's contract. A problem of the first kind makes a photo unusable, one of
the second costs precision: the photo counts, and the advice is for the next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np

from skinmetrics.imaging.coarseness import COARSE, SPOILT
from skinmetrics.imaging.expression import EYES_SHUT, brows_raised_mm, eyes_open, mouth_gap, smile_mm
from skinmetrics.imaging.facemap import HIGHLIGHT, SKIN_DARK, STANDARD, FaceMap, brightest, luminance
from skinmetrics.imaging.landmarks import CUT_OFF, Face
from skinmetrics.imaging.quantiles import median, quantile
from skinmetrics.imaging.regions import REGIONS, all_regions, polygon_mask, region_mask
from skinmetrics.imaging.shake import CameraPath
from skinmetrics.imaging.skin import BLOWN, Skin

Verdict = Literal["good", "usable", "unusable"]

BLURRED = 0.08  # edge variance, mm², before relief leaves its noise; what is too blurred has no map
SHAKEN_MM, TOO_SHAKEN_MM = 0.75, 0.95  # 0.6 at most in 88 still faces; lines gain up to 110 % at 1 mm
SHARP, MOVED_SHARE = 0.05, 0.4  # edge variance of a sharp photo, mm²; of what is more, how much a path explains
TURNED_DEG, TOO_TURNED_DEG = 10.0, 25.0
TILTED_DEG, TOO_TILTED_DEG = 11.0, 28.0  # 10.8 at most in 54 who look straight ahead
DARK, TOO_DARK = 0.08, 0.025  # linear luminance of the eyes' white: skin's own tells of its tone
ISO_HIGH = 800  # front cameras take 50 to 200 by a window and 400 to 800 in a lit room, phones smooth from there on
BURNT_OUT = 0.985  # linear light of the brightest channel: nothing is left of it; no skin is looked for from BLOWN on
BLOWN_SHARE, TOO_BLOWN_SHARE = 0.02, 0.15
BRIGHT_SHARE, TOO_BRIGHT_SHARE = 0.15, 0.60  # of the face, above which colours and relief leave their noise
UNEVEN_LN = 0.75  # left cheek against right, ln of linear luminance: scores leave their noise between 0.6 and 0.9
HALF_DARK_LN = 1.5  # the same, of green light, from which a cheek may be too dark to pass for skin
SAME_COLOUR = 0.5  # of the lit cheek's ln R − ln G, by which that of the shaded one may differ
FAR_SHARE = 0.35  # of the photo's shorter side: a face smaller than this wastes the photo's pixels
FRAME_SHARE_MAX = 0.80  # of the photo's shorter side: a larger face was taken from too near, or cut out closely
OUTSIDE, TOO_OUTSIDE = 0.01, 0.03  # share of the mesh outside the picture; see docs/capture.md
OUTSIDE_REGION = 0.2  # of a region's pixels: it is not measured then; 0 in 88 faces in full view
COVERED_SHARE, TOO_COVERED_SHARE = 0.45, 0.85  # of all regions' pixels that are not skin
BARE_MIN = 0.5  # of a part that is skin: it is not measured then; foreheads 0.51 at least on 88 faces, cheeks 0.6
MOUTH_OPEN = 0.10  # gap between the lips over the mouth's width
SMILE_MM = 7.0  # none of 54 at rest; 25 of 34 who smile, with those whose mouth opens
BROWS_RAISED_MM = 6.0  # 5.6 at most in 88 faces at rest or smiling

SHAKEN = "The camera moved. Rest your elbows on something, and turn on more light."
"""What is said of a photo that is blurred along a path."""

EYE_OPENING = ((19.0, 2.0), (25.0, -3.5), (32.0, -5.0), (39.0, -3.5), (43.0, 1.0), (36.0, 4.0), (28.0, 4.5))  # mm
EYE_WHITE_QUANTILE = 0.9
LITTLE_LIGHT = "There was little light: the phone smooths the skin then. Go to a window or switch on more lights."
HALF_DARK = "One side of the face is much darker. Face the window, and keep hair and hands away from it."
SO_BRIGHT = "The face is so bright that the camera loses its colours. Step back from the lamp or the window."
STORED_COARSELY = "This file was stored to save space, which changes fine skin. Send the photo as the camera saved it."
TOLD_BY_EYES = ("blurred", "too_dark")


@dataclass(frozen=True)
class Problem:
    """Something about how a photo was taken: a code for scripts, and a sentence with advice for people."""

    code: str
    message: str


@dataclass(frozen=True)
class Capture:
    """The verdict on one photo and what there is to say about it."""

    verdict: Verdict
    problems: tuple[Problem, ...]


def judge_capture(
    face: Face,
    face_map: FaceMap,
    skin: Skin,
    edge_variance: float,
    path: CameraPath,
    photo_side: int,
    iso: int | None = None,
    coarseness: float | None = None,
) -> Capture:
    """Judge one photo. ``face_map`` and ``skin`` at the standard resolution, ``photo_side`` its shorter side in px,
    ``iso`` and ``coarseness`` as its file says, None where it says nothing.
    """
    half_dark = bool(skin.mask.any()) and _half_dark(face_map)
    seen = [*_blur(edge_variance, path), *_light(face_map, skin, iso, half_dark=half_dark)]
    cover = [*_cover(face_map, skin, half_dark=half_dark)]
    if skin.cover is not None and skin.cover.glasses:
        seen, cover = _behind_glasses(seen, cover)
    stored = [*_resolution(face, photo_side), *_stored(coarseness)]
    found = [*stored, *_frame(face, face_map), *_pose(face), *seen, *_expression(face), *cover]
    problems = tuple(problem for problem, _ in found)
    if any(unusable for _, unusable in found):
        return Capture("unusable", problems)
    return Capture("usable" if problems else "good", problems)


Told = tuple[Problem, bool]
"""A problem, and whether it makes the photo unusable."""

Found = Iterator[Told]


def _behind_glasses(seen: list[Told], cover: list[Told]) -> tuple[list[Told], list[Told]]:
    """What remains of what was told by the eyes: where dark lenses hide them, that they are hidden; elsewhere nothing
    of blur, as a frame has other edges than an eye.
    """
    by_eyes = [(problem, unusable) for problem, unusable in seen if problem.code in TOLD_BY_EYES]
    if not any(unusable for _, unusable in by_eyes):
        return [(problem, unusable) for problem, unusable in seen if problem.code != "blurred"], cover
    advice = "Glasses hide the eyes, by which sharpness and light are told. Take them off for the photo."
    return [one for one in seen if one not in by_eyes], [(Problem("occluded", advice), True)]


def _resolution(face: Face, photo_side: int) -> Found:
    width = float(np.ptp(face.points[:, 0]))
    if face.px_per_mm < STANDARD.px_per_mm:
        if width < FAR_SHARE * photo_side:
            yield Problem("too_far", "The face is too far away to see fine lines. Come closer."), True
        else:
            yield Problem("low_resolution", "The photo is too small to see fine lines. Send it in its full size."), True
    if width > FRAME_SHARE_MAX * photo_side:
        yield (
            Problem(
                "too_close", "The face fills the picture. Hold the phone at arm's length: from near it bends the face."
            ),
            False,
        )


def _stored(coarseness: float | None) -> Found:
    if coarseness is not None and abs(coarseness) >= COARSE:
        yield Problem("coarse_file", STORED_COARSELY), abs(coarseness) >= SPOILT


def _frame(face: Face, face_map: FaceMap) -> Found:
    # The regions reach higher than the mesh, up to the hairline.
    if face.outside > OUTSIDE or any(face_map.outside_share(region) > OUTSIDE_REGION for region in REGIONS):
        yield Problem("face_cut_off", CUT_OFF), face.outside > TOO_OUTSIDE


def _blur(edge_variance: float, path: CameraPath) -> Found:
    # Blurred by other causes, edges seem to differ too: a path must account for its part of the blur.
    by_path = path.length_mm**2 / 24  # its variance along the path is a twelfth, and half of that over all directions
    if path.length_mm > SHAKEN_MM and by_path > MOVED_SHARE * (edge_variance - SHARP):
        too_far = path.length_mm > TOO_SHAKEN_MM
        yield Problem("blurred", SHAKEN), too_far or edge_variance > STANDARD.edge_variance_max
    elif edge_variance > BLURRED:
        little = "The photo is a little blurred. Hold still, tap the face to focus, and wipe the lens."
        much = "The photo is too blurred to see fine lines. Hold still, tap the face to focus, and wipe the lens."
        unusable = edge_variance > STANDARD.edge_variance_max
        yield Problem("blurred", much if unusable else little), unusable


def _pose(face: Face) -> Found:
    yaw, pitch = abs(face.yaw_deg), abs(face.pitch_deg)
    if yaw > TURNED_DEG:
        yield Problem("turned", "The head is turned to the side. Look straight into the camera."), yaw > TOO_TURNED_DEG
    if pitch > TILTED_DEG:
        advice = "The head is tilted up or down. Hold the camera at the height of the eyes."
        yield Problem("tilted", advice), pitch > TOO_TILTED_DEG


def _light(face_map: FaceMap, skin: Skin, iso: int | None, *, half_dark: bool) -> Found:
    if not skin.mask.any():
        return
    white = white_of_eyes(face_map)
    if white < DARK:
        yield Problem("too_dark", "The photo is too dark. Turn to a window or add a second lamp."), white < TOO_DARK
    elif iso is not None and iso > ISO_HIGH:
        yield Problem("too_dark", LITTLE_LIGHT), False
    blown = blown_share(face_map)
    if blown > BLOWN_SHARE:
        advice = "Parts of the face are burnt out by the light. Step back from the lamp, or turn the flash off."
        yield Problem("too_bright", advice), blown > TOO_BLOWN_SHARE
    elif face_map.highlight_share > BRIGHT_SHARE or white > HIGHLIGHT:
        yield Problem("too_bright", SO_BRIGHT), False
    if half_dark:
        yield Problem("uneven_light", HALF_DARK), _covered(skin) > TOO_COVERED_SHARE
    elif cheeks_apart(face_map, skin) > UNEVEN_LN:
        advice = "The light comes from one side. Face the window, so that both cheeks are lit alike."
        yield Problem("uneven_light", advice), False


def blown_share(face_map: FaceMap) -> float:
    """Which share of the regions is burnt out, 0 … 1."""
    faces_skin = all_regions(face_map.px_per_mm) & face_map.visible
    return float((brightest(face_map.linear)[faces_skin] > BURNT_OUT).mean())


def cheeks_apart(face_map: FaceMap, skin: Skin) -> float:
    """How differently the two cheeks are lit, ln of linear luminance."""
    sides = [median(skin.light[region_mask(f"cheek_{side}", face_map.px_per_mm)]) for side in ("left", "right")]
    return abs(sides[0] - sides[1])


def _half_dark(face_map: FaceMap) -> bool:
    """Whether one cheek has hardly any light, but the other's colour: in its own shade, or behind hair; no phone."""
    cheeks = [face_map.linear[region_mask(f"cheek_{side}", face_map.px_per_mm)] for side in ("left", "right")]
    (red, green, _), (other_red, other_green, _) = (np.log(np.median(one, axis=0) + SKIN_DARK) for one in cheeks)
    lit, shaded = sorted(((green, red - green), (other_green, other_red - other_green)), reverse=True)
    return bool(lit[0] - shaded[0] > HALF_DARK_LN and abs(lit[1] - shaded[1]) < SAME_COLOUR * lit[1])


def white_of_eyes(face_map: FaceMap) -> float:
    """Linear luminance of the white of the eyes: the brightest tenth of the eyes' openings begins there."""
    eyes = [polygon_mask(tuple((side * x, y) for x, y in EYE_OPENING), face_map.px_per_mm) for side in (-1, 1)]
    return quantile(luminance(face_map.linear)[eyes[0] | eyes[1]], EYE_WHITE_QUANTILE)


def _expression(face: Face) -> Found:
    if eyes_open(face) < EYES_SHUT:
        yield Problem("expression", "The eyes are shut. Keep them open and look into the camera."), False
    elif mouth_gap(face) > MOUTH_OPEN:
        yield Problem("expression", "The mouth is open. Close it and let the face go loose."), False
    elif smile_mm(face) > SMILE_MM:
        yield Problem("expression", "This looks like a smile. Let the face go loose, with the lips just closed."), False
    elif brows_raised_mm(face) > BROWS_RAISED_MM:
        yield Problem("expression", "The eyebrows are raised. Let the forehead go loose."), False


def _cover(face_map: FaceMap, skin: Skin, *, half_dark: bool) -> Found:
    """What is over the face. Where one half is dark it cannot be told from shade, and the light comes first."""
    cover = skin.cover
    covered = _covered(skin)
    if covered > COVERED_SHARE and not half_dark:
        advice = "Much of the face is covered. Pin the hair back, and take glasses or a mask off."
        yield Problem("occluded", advice), covered > TOO_COVERED_SHARE
    elif cover is not None and cover.glasses:
        yield Problem("occluded", "Glasses cover the skin around the eyes. Take them off for the photo."), False
    elif cover is not None and not half_dark and (cover.crossed or _part_hidden(face_map, skin)):
        advice = "Something lies over a part of the face. Keep hands, hair and phone away from it."
        yield Problem("occluded", advice), False
    elif cover is not None and cover.hair:
        yield Problem("occluded", "Hair lies over the face, and looks like lines. Pin it back."), False


def _covered(skin: Skin) -> float:
    """Which share of the regions is no skin that can be measured, 0 … 1."""
    regions = all_regions(STANDARD.px_per_mm)
    return float((regions & ~skin.mask).sum() / regions.sum())


def _part_hidden(face_map: FaceMap, skin: Skin) -> bool:
    """Whether something dark or colourless takes most of the forehead or of a cheek, as a phone does; a cheek in the
    shade of light from one side is told otherwise.
    """
    cheeks = () if cheeks_apart(face_map, skin) > UNEVEN_LN else ("cheek_left", "cheek_right")
    return any(_hidden(region, face_map, skin) for region in ("forehead", *cheeks))


def _hidden(region: str, face_map: FaceMap, skin: Skin) -> bool:
    """Whether most of a region is; what is burnt out or outside the picture is told otherwise."""
    place = region_mask(region, face_map.px_per_mm)
    seen = place & (brightest(face_map.linear) <= BLOWN)
    if face_map.inside is not None:
        seen &= face_map.inside
    hidden = np.count_nonzero(seen & ~skin.mask)
    missing = np.count_nonzero(place & ~skin.mask)
    return bool(skin.mask[place].mean() < BARE_MIN and 2 * hidden > missing)
