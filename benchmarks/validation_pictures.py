"""Pictures of what each metric marks, on a computer-generated face: docs/method/*.jpg."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.srgb import srgb
from skinmetrics.imaging.facemap import FINE, STANDARD, Drawing, FaceMap
from skinmetrics.imaging.frame import LEFT_MM, TOP_MM
from skinmetrics.imaging.regions import REGIONS, all_regions, outline
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.metrics.traces import trace_lines
from skinmetrics.phantom import Camera, PerRegion, identity, jpeg, render, skin_for_age
from skinmetrics.scoring import Examination, draw_finer, examine

Picture = NDArray[np.uint8]

CAMERA = Camera(width=1150, height=1540, px_per_mm=5.6)
LINE, WIDE, RED, BROWN, PORE = (20, 107, 102), (180, 60, 20), (200, 20, 40), (120, 80, 20), (30, 60, 200)  # RGB
QUALITY = 82


def _shown(face_map: FaceMap) -> Picture:
    """A face map as sRGB."""
    return srgb(face_map.linear)


def _to_px(points_mm: NDArray[np.float64], px: float) -> NDArray[np.int32]:
    return np.round((points_mm - [LEFT_MM, TOP_MM]) * px - 0.5).astype(np.int32)


def _tinted(picture: Picture, share: NDArray[np.float32], colour: tuple[int, int, int]) -> Picture:
    weight = np.clip(share, 0, 1)[..., None] * 0.75
    return np.asarray(picture * (1 - weight) + np.array(colour) * weight, np.uint8)


def _fine(seen: Examination) -> SkinMap:
    drawing = Drawing.of(seen.photo, seen.face)
    finer = draw_finer(drawing, seen.edge_variance, seen.skin_map)
    return replace(finer, face_map=drawing.face_map(FINE.px_per_mm, 0.5 / FINE.px_per_mm))  # to look at


def regions(seen: Examination) -> Picture:
    """The fifteen regions, and in grey what is not measurable skin."""
    px = STANDARD.px_per_mm
    picture = _tinted(_shown(seen.face_map), (~seen.skin_map.skin.mask).astype(np.float32), (128, 128, 128))
    for region in REGIONS:
        cv2.polylines(picture, [_to_px(np.array(outline(region)), px)], isClosed=True, color=LINE, thickness=1)
    return picture


def lines(seen: Examination) -> Picture:
    """Fine lines, thin, and wrinkles, thick: each as strong as it is likely."""
    fine = _fine(seen)
    picture = _shown(fine.face_map)
    for traces, colour, width in (
        (trace_lines(fine.furrows, fine.skin.light), WIDE, 3),
        (trace_lines(fine.ridges, fine.skin.light), LINE, 2),
    ):
        for trace in traces:
            cv2.polylines(
                picture, [_to_px(trace.points, FINE.px_per_mm)], isClosed=False, color=colour, thickness=width
            )
    return picture


def spots(seen: Examination) -> Picture:
    """Red and brown spots, and on the cheeks and nose pores."""
    fine = _fine(seen)
    found = fine.spots
    seen_skin = all_regions(FINE.px_per_mm) & fine.skin.mask
    picture = _tinted(_tinted(_shown(fine.face_map), fine.brown_spots * seen_skin, BROWN), found.red * seen_skin, RED)
    rows, columns = np.nonzero((fine.pores.peak > 0.5) & seen_skin)
    for y, x in zip(rows, columns, strict=True):
        cv2.circle(picture, (int(x), int(y)), 3, PORE, 1, cv2.LINE_AA)
    return picture


def write_pictures(folder: Path) -> None:
    """Draw every picture into ``folder``."""
    who = identity("bruno")
    state = skin_for_age(who)
    state = replace(state, blemishes=PerRegion(0.3), spots=PerRegion(3.0), pores=PerRegion(50.0), pore_diameter_mm=0.4)
    seen = examine(jpeg(render(who, state, CAMERA).image, 95), "method.jpg")
    folder.mkdir(exist_ok=True)
    for draw in (regions, lines, spots):
        picture = cv2.cvtColor(draw(seen), cv2.COLOR_RGB2BGR)
        cv2.imwrite(str(folder / f"{draw.__name__}.jpg"), picture, [cv2.IMWRITE_JPEG_QUALITY, QUALITY])
