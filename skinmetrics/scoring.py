"""From the bytes of a photo to its scores: decode, find, warp, measure.

Pure: the same bytes give the same scores, however many cores there are; on processors of different kinds to 0.01 %,
or to 0.3 % without AVX2.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from skinmetrics.imaging.beard import Beard
from skinmetrics.imaging.capture import OUTSIDE_REGION, Capture, Problem, judge_capture
from skinmetrics.imaging.coarseness import TOO_COARSE
from skinmetrics.imaging.colour import white_reference
from skinmetrics.imaging.difference import Taking
from skinmetrics.imaging.expression import Expression
from skinmetrics.imaging.facemap import FINE, STANDARD, Drawing, FaceMap, Resolution
from skinmetrics.imaging.frame import NODE_MM
from skinmetrics.imaging.landmarks import Face, FaceError, find_face, share_outside
from skinmetrics.imaging.photo import Limits, Photo, PhotoError, TakenAt, decode, inspect
from skinmetrics.imaging.regions import REGIONS, other_side, region_mask
from skinmetrics.imaging.shake import CameraPath, camera_path, path_by_eyes
from skinmetrics.imaging.sharpness import eye_edges
from skinmetrics.imaging.skin import channel_weights, find_skin, finer_skin, without_hair
from skinmetrics.metrics import METRICS, Declined, Metric, Needs
from skinmetrics.metrics.grain import Grain, find_grain
from skinmetrics.metrics.hair import find_hair
from skinmetrics.metrics.skin_map import SKIN_SHARE_MIN, SkinMap
from skinmetrics.metrics.spec import COARSE_FILE, NO_COLOUR, NO_WHITE, TOO_LITTLE_SKIN

__all__ = ["Capture", "Examination", "MetricScores", "PhotoRefused", "PhotoScores", "Problem", "examine", "score"]

VERSION = "1"  # of what is printed and kept, not of any metric
SEARCH_SIDE = 2000  # px of the longer side at which a face is looked for
SEARCH_PX_PER_MM = 2.5  # a face smaller than this there is looked at again in the finer photo
MEASURE_PX_PER_MM = 5.5  # what is decoded at least, where the photo has it
DETAIL_MIN = 0.8  # of the resolution's px per mm, in a region: seen from the side, skin has fewer
BLUR_MIN_PX = 0.4  # sigma, px of a map, that photos of far more pixels are blurred by on their way to it


@dataclass(frozen=True)
class MetricScores:
    """One metric on one photo: the face's value, each region's, None where declined, and the reasons in words.

    ``version`` and ``parameters_hash`` are the metric's: scores in which they differ are never put on one line.
    """

    unit: str
    face: float | None
    regions: Mapping[str, float | None]
    declined: Mapping[str, str]
    version: int
    parameters_hash: str


@dataclass(frozen=True)
class PhotoScores:
    """All scores of one photo. ``metrics`` at the standard resolution, ``metrics_fine`` where the photo reaches the
    fine one. ``white``: what colours were measured against, ``eyes`` or ``card``; None where nothing white was seen.
    ``camera``: a digest of what the file says of it; ``eye_contrast`` of the edges around the eyes, ln units, which
    make-up raises; ``expression``: how the face was held; ``path``: how the camera moved, against other photos of
    this face; ``iso``: the sensitivity that the file says the camera was set to; ``hair``: whether single hairs lie
    over the face; ``coarseness`` of the file's storing; ``highlights``: the share of the face that is too bright for
    the camera to show its colours, 0 … 1; ``white_light``: the brightest channel of what the white was read from,
    0 … 1; ``grain`` of the skin as the photo shows it.
    """

    photo: str
    sha256: str
    taken_at: TakenAt | None
    face: Face
    capture: Capture
    white: str | None
    metrics: Mapping[str, MetricScores]
    metrics_fine: Mapping[str, MetricScores] | None
    camera: str | None = None
    eye_contrast: float | None = None
    expression: Expression | None = None
    path: CameraPath | None = None
    iso: int | None = None
    hair: bool | None = None
    coarseness: float | None = None
    highlights: float | None = None
    white_light: float | None = None
    grain: Grain | None = None

    def named(self, photo: str) -> PhotoScores:
        """The same scores under another name of the photo."""
        return replace(self, photo=photo)

    def with_sides_swapped(self) -> PhotoScores:
        """The scores of a mirrored photo with left and right as they are on the person; ``face`` is as in the photo."""
        fine = self.metrics_fine
        return replace(
            self,
            metrics=_swapped(self.metrics),
            metrics_fine=None if fine is None else _swapped(fine),
            path=self.path and self.path.mirrored,
        )

    def as_json(self) -> dict[str, object]:
        """The object that ``score --json`` prints."""
        face = self.face
        return {
            "photo": self.photo,
            "taken_at": None if self.taken_at is None else self.taken_at.isoformat(),
            "version": VERSION,
            "sha256": self.sha256,
            "face": {
                "confidence": round(face.confidence, 3),
                "yaw_deg": round(face.yaw_deg, 1),
                "pitch_deg": round(face.pitch_deg, 1),
                "roll_deg": round(face.roll_deg, 1),
                "mm_per_px": round(face.mm_per_px, 4),
                "points": {name: [round(x, 1), round(y, 1)] for name, (x, y) in face.named.items()},
            },
            "capture": {
                "verdict": self.capture.verdict,
                "problems": [{"code": p.code, "message": p.message} for p in self.capture.problems],
            },
            "white": self.white,
            "metrics": _metrics_json(self.metrics),
            "metrics_fine": None if self.metrics_fine is None else _metrics_json(self.metrics_fine),
        }


def _swapped(metrics: Mapping[str, MetricScores]) -> dict[str, MetricScores]:
    return {
        metric: replace(
            scores,
            regions={other_side(region): value for region, value in scores.regions.items()},
            declined={other_side(region): reason for region, reason in scores.declined.items()},
        )
        for metric, scores in metrics.items()
    }


def _metrics_json(metrics: Mapping[str, MetricScores]) -> dict[str, object]:
    return {
        name: {
            "unit": scores.unit,
            "face": scores.face,
            "regions": dict(scores.regions),
            "declined": dict(scores.declined),
            "version": scores.version,
            "parameters": scores.parameters_hash,
        }
        for name, scores in metrics.items()
    }


@dataclass(frozen=True)
class PhotoRefused:
    """A photo that cannot be scored: a code of the contract, and a sentence that says what to do."""

    photo: str
    code: str
    message: str

    def named(self, photo: str) -> PhotoRefused:
        """The same reason under another name of the photo."""
        return replace(self, photo=photo)

    def as_json(self) -> dict[str, object]:
        """The object that ``score --json`` prints."""
        return {"photo": self.photo, "error": {"code": self.code, "message": self.message}}


@dataclass(frozen=True)
class Examination:
    """A photo's scores together with what they were measured on."""

    result: PhotoScores
    photo: Photo
    face: Face
    skin_map: SkinMap
    edge_variance: float

    @property
    def taking(self) -> Taking:
        """How the photo was taken."""
        return Taking(self.face, self.skin_map.skin, self.edge_variance)

    @property
    def face_map(self) -> FaceMap:
        """The face map at the standard resolution."""
        return self.skin_map.face_map


def score(data: bytes, name: str, limits: Limits = Limits()) -> PhotoScores | PhotoRefused:  # noqa: B008 - frozen
    """Score one photo file; a photo that cannot be scored gives the reason, not an exception."""
    try:
        return examine(data, name, limits).result
    except (PhotoError, FaceError) as error:
        return PhotoRefused(name, error.code, str(error))


def examine(data: bytes, name: str, limits: Limits = Limits()) -> Examination:  # noqa: B008 - frozen
    """Score one photo file and keep its face map; raises PhotoError or FaceError."""
    photo, face = _photo_with_face(data, name, limits)
    face = _between_bars(photo, face)
    drawing = Drawing.of(photo, face)
    edges = eye_edges(drawing)
    blur = edges.variance
    drawn = draw_skin_map(drawing, blur)
    white = white_reference(photo, face, drawn.face_map, drawn.skin)
    header = photo.header
    coarse = header.coarseness is not None and abs(header.coarseness) >= TOO_COARSE
    standard = _combed(replace(drawn, white=white, coarse=coarse), blur)
    fine = draw_finer(drawing, blur, standard) if face.px_per_mm >= FINE.px_per_mm else None
    metrics, metrics_fine = measure_maps(standard, fine, face, blur)
    side = min(header.width, header.height)
    path = camera_path(standard.skin, STANDARD.px_per_mm, edges)
    result = PhotoScores(
        photo=name,
        sha256=header.sha256,
        taken_at=header.taken_at,
        face=face,
        capture=judge_capture(face, standard.face_map, standard.skin, blur, path, side, header.iso, header.coarseness),
        white=None if white is None else white.source,
        metrics=metrics,
        metrics_fine=metrics_fine,
        camera=header.camera,
        eye_contrast=edges.contrast,
        expression=Expression.of(face),
        path=path_by_eyes(edges),
        iso=header.iso,
        hair=standard.skin.hairy,
        coarseness=header.coarseness,
        highlights=standard.face_map.highlight_share,
        white_light=None if white is None else white.light,
        grain=find_grain(standard),
    )
    return Examination(result, photo, face, standard, blur)


def _photo_with_face(data: bytes, name: str, limits: Limits) -> tuple[Photo, Face]:
    """The photo, no finer than it is needed, and its face."""
    header = inspect(data, name, limits)
    coarse = _shrink(max(header.width, header.height) / SEARCH_SIDE)
    photo = decode(data, header, coarse)
    face = find_face(photo.halves, photo.shrink)
    needed = _shrink(face.px_per_mm / MEASURE_PX_PER_MM)
    if needed >= coarse:
        return photo, face
    photo = decode(data, header, needed)
    if face.px_per_mm / coarse < SEARCH_PX_PER_MM:
        face = find_face(photo.halves, photo.shrink)
    return photo, face


def _between_bars(photo: Photo, face: Face) -> Face:
    """The face, knowing what of it bars beside the picture hide."""
    points = (face.points - np.float32((photo.shrink - 1) / 2)) / np.float32(photo.shrink)
    return replace(face, outside=max(face.outside, share_outside(points, *photo.picture)))


def _shrink(times: float) -> int:
    """The largest of the decoder's shrinks, 1, 2, 4 and 8, that is no more than ``times``."""
    return max(step for step in (1, 2, 4, 8) if step <= max(times, 1))


def draw_skin_map(drawing: Drawing, blur: float) -> SkinMap:
    """The map that metrics measure on at the standard resolution, of a photo whose edges have the variance ``blur``
    (mm²), without the photo's white.
    """
    missing, excess = _missing_and_excess(drawing, STANDARD, blur)
    face_map = drawing.face_map(STANDARD.px_per_mm, missing, unblur_mm=excess)
    return SkinMap(STANDARD, face_map, find_skin(face_map), None, drawing.face)


def _combed(skin_map: SkinMap, blur: float) -> SkinMap:
    """The same map at the standard resolution without what single hairs cover; itself, ridges and all, without any."""
    if skin_map.face is None or _unfit(skin_map.resolution, skin_map.face, blur) is not None:
        return skin_map
    hair = find_hair(skin_map)
    if hair is None:
        return skin_map
    return replace(skin_map, skin=without_hair(skin_map.skin, hair, skin_map.resolution.px_per_mm))


def draw_finer(drawing: Drawing, blur: float, standard: SkinMap) -> SkinMap:
    """The same at the fine resolution, with the same colours: those need no finer map."""
    cover = standard.skin.cover
    if cover is None:
        raise ValueError("nobody looked for what covers the skin")
    light_map = drawing.light_map(
        FINE.px_per_mm, *_missing_and_excess(drawing, FINE, blur), channel_weights(standard.face_map)
    )
    return replace(standard, resolution=FINE, skin=finer_skin(light_map, standard.face_map, cover))


def _missing_and_excess(drawing: Drawing, resolution: Resolution, blur: float) -> tuple[float, float]:
    """Sigma (mm) of the blurs that bring a photo to the sharpness of a resolution's maps: to be added, then taken off.

    Some is added to a soft photo too, the more the finer it is: what its lens left out does not alias, its sensor's
    noise would.
    """
    pixel, map_pixel = drawing.shrink / drawing.face.px_per_mm, 1 / resolution.px_per_mm
    missing = resolution.edge_variance - blur
    added = max(missing, BLUR_MIN_PX**2 * (map_pixel**2 - pixel**2), 0.0)
    return math.sqrt(added), math.sqrt(added - missing)


def measure_maps(
    standard: SkinMap, fine: SkinMap | None, face: Face, blur: float
) -> tuple[dict[str, MetricScores], dict[str, MetricScores] | None]:
    """Every metric at the standard resolution and, where there is a map of it, at the fine one."""
    beard = standard.beard  # for both: the fine map takes pores for stubble
    metrics = _measure_all(standard, face, blur, METRICS, beard)
    return metrics, None if fine is None else _measure_fine(fine, face, blur, metrics, beard)


def _measure_all(
    skin_map: SkinMap, face: Face, blur: float, metrics: Sequence[Metric], beard: Beard
) -> dict[str, MetricScores]:
    unfit = _unfit(skin_map.resolution, face, blur)
    missing = {region: reason for region in REGIONS if (reason := unfit or _covered(skin_map, region)) is not None}
    if unfit is None:
        missing |= {region: Declined("A beard or stubble covers the skin here.") for region in beard.regions}
    return {
        metric.id: _measure(metric, skin_map, unfit, *((missing, beard.bare) if metric.needs.skin else ({}, {})))
        for metric in metrics
    }


def _measure_fine(
    skin_map: SkinMap, face: Face, blur: float, standard: Mapping[str, MetricScores], beard: Beard
) -> dict[str, MetricScores]:
    """Scores at the fine resolution; of what needs no finer map, the standard ones."""
    finer = _measure_all(skin_map, face, blur, [one for one in METRICS if one.needs.resolution != "standard"], beard)
    return {metric.id: finer.get(metric.id, standard[metric.id]) for metric in METRICS}


def _measure(
    metric: Metric,
    skin_map: SkinMap,
    unfit: Declined | None,
    missing: Mapping[str, Declined],
    bare: Mapping[str, float],
) -> MetricScores:
    values: dict[str, float | None] = {}
    declined: dict[str, str] = {}
    everywhere = unfit or _unmet(metric.needs, skin_map)
    for region in metric.regions:
        answer = everywhere or missing.get(region) or metric.measure(skin_map, region)
        if isinstance(answer, Declined):
            values[region], declined[region] = None, answer.reason
        else:
            values[region] = answer
    whole = metric.whole_face(values, bare)
    if whole is None:
        reasons = set(declined.values())
        declined["face"] = reasons.pop() if len(reasons) == 1 else "Too few regions of the face could be measured."
    return MetricScores(metric.unit, whole, values, declined, metric.version, metric.parameters_hash)


def _unmet(needs: Needs, skin_map: SkinMap) -> Declined | None:
    """What the photo lacks for a metric, in all regions alike."""
    if needs.resolution == "fine" and skin_map.resolution is not FINE:
        return Declined("The photo is not fine enough. Come closer, or send it in its full size.")
    if needs.fine_file and skin_map.coarse:
        return COARSE_FILE
    if needs.colours and not skin_map.colourful:
        return NO_COLOUR
    if needs.white and skin_map.white is None:
        return NO_WHITE
    return None


def _unfit(resolution: Resolution, face: Face, blur: float) -> Declined | None:
    """Why nothing can be measured on a photo at a resolution."""
    if face.px_per_mm < resolution.px_per_mm:
        return Declined("The face is too small in the photo.")
    if blur > resolution.edge_variance_max:
        return Declined("The photo is too blurred.")
    return None


def _covered(skin_map: SkinMap, region: str) -> Declined | None:
    """Why a region's skin cannot be measured, whatever the metric."""
    cover = skin_map.skin.cover
    if skin_map.face_map.outside_share(region) > OUTSIDE_REGION:
        return Declined("This part is outside the picture.")
    if cover is not None and region in cover.crossed:
        return Declined("Something lies over the skin here.")
    if skin_map.skin_share[region] < SKIN_SHARE_MIN:
        if cover is not None and cover.glasses and cover.share(region, STANDARD.px_per_mm) > 1 - SKIN_SHARE_MIN:
            return Declined("Glasses cover the skin here.")
        return TOO_LITTLE_SKIN
    detail = float(np.median(skin_map.face_map.detail[region_mask(region, 1 / NODE_MM)]))
    if detail < DETAIL_MIN * skin_map.resolution.px_per_mm:
        return Declined("This part is turned away from the camera.")
    return None
