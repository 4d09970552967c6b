"""Furrows as lines to draw and to follow: polylines on the face map, with length, depth and width."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.frame import LEFT_MM, TOP_MM
from skinmetrics.metrics.ridges import RegionRidges

Points = NDArray[np.float64]

LIKELY = 0.5  # probability from which a crest is drawn
SHORTEST_MM = 3.0
ENDS_AT = 0.5  # times its median contrast, where a line ends
KNOT_MM = 1.0  # along a line, between two points of its polyline
BRIDGE_PX = 3  # width of what joins crest pixels to one line
PROFILE_MM = np.arange(-16, 17) / 10  # across a line, where its width is read
BESIDE_MM = 1.0  # from its middle, where a line's profile has ended


@dataclass(frozen=True)
class Trace:
    """One furrow: ``points`` (n, 2) mm of the frame; ``length_mm``; ``depth`` mean contrast, %; ``width_mm`` at half
    its depth; ``probability`` mean, 0 … 1.
    """

    region: str
    points: Points
    length_mm: float
    depth: float
    width_mm: float
    probability: float


def trace_lines(ridges: Mapping[str, RegionRidges], light: NDArray[np.float32]) -> tuple[Trace, ...]:
    """The furrows of all regions, longest first; ``light`` (h, w): ln luminance of the map they were found on."""
    found = [trace for region, own in ridges.items() for trace in _of_region(region, own, light)]
    return tuple(sorted(found, key=lambda trace: -trace.length_mm))


def _of_region(region: str, ridges: RegionRidges, light: NDArray[np.float32]) -> Iterator[Trace]:
    crest = (ridges.probability > LIKELY).astype(np.uint8)
    joined = cv2.dilate(crest, np.ones((BRIDGE_PX, BRIDGE_PX), np.uint8))
    count, labels = cv2.connectedComponents(joined)
    corner = np.array([ridges.window[1].start, ridges.window[0].start])
    for label in range(1, count):
        own = _without_ends((labels == label) & (crest > 0), ridges.strength)
        rows, columns = np.nonzero(own)
        pixels = np.stack([columns, rows], 1) + corner
        points, length = polyline(pixels / ridges.px_per_mm, KNOT_MM)
        if length < SHORTEST_MM:
            continue
        contrast = 1 - np.exp(-ridges.strength[own])
        angle = mean_angle(ridges.angle[own])
        yield Trace(
            region,
            points + np.array([LEFT_MM, TOP_MM]) + 0.5 / ridges.px_per_mm,
            length,
            float(100 * contrast.mean()),
            line_width_mm(light, pixels, angle, ridges.px_per_mm),
            float(ridges.probability[own].mean()),
        )


def _without_ends(line: NDArray[np.bool_], strength: NDArray[np.float32]) -> NDArray[np.bool_]:
    """A line's pixels (h, w) from its first to its last that has half its usual contrast: what is likely a line since
    one begins a step farther on is none yet.
    """
    rows, columns = np.nonzero(line)
    places = np.stack([columns, rows], 1).astype(np.float64)
    contrast = strength[rows, columns]
    along = _along(places)
    strong = along[contrast >= ENDS_AT * max(float(np.median(contrast)), 0.0)]
    if not strong.size:
        return line
    inside = (along >= strong.min()) & (along <= strong.max())
    kept = np.zeros_like(line)
    kept[rows[inside], columns[inside]] = True
    return kept


def _along(places: Points) -> NDArray[np.float64]:
    """How far each of the places (n, 2) lies along their main direction."""
    centred = places - places.mean(0)
    _, _, axes = np.linalg.svd(centred, full_matrices=False)
    return np.asarray(centred @ axes[0])


def polyline(places: Points, knot_mm: float) -> tuple[Points, float]:
    """Places (n, 2) on a line, as a few points in order along its main direction; and how long it is, mm.

    Its crest may be two pixels wide or fork, so that its pixels do not add up to its length.
    """
    along = _along(places)
    bins = np.round((along - along.min()) / knot_mm).astype(int)
    counts = np.bincount(bins)
    sums = np.stack([np.bincount(bins, places[:, i]) for i in (0, 1)], 1)
    points = np.asarray(sums[counts > 0] / counts[counts > 0, None])
    outermost = np.bincount(bins, along)[[0, -1]] / counts[[0, -1]]
    beyond = np.ptp(along) - np.ptp(outermost)  # from the outermost points to the line's ends
    return points, float(np.linalg.norm(np.diff(points, axis=0), axis=1).sum() + beyond)


def mean_angle(angles: NDArray[np.float32]) -> float:
    """The mean of directions (radians), which are the same after half a turn."""
    return float(np.angle(np.exp(2j * angles.astype(np.float64)).mean()) / 2)


def line_width_mm(
    light: NDArray[np.float32], pixels: Points, angle: float | NDArray[np.float32], px_per_mm: float
) -> float:
    """Width at half depth (mm) of the mean profile across a line; ``angle`` of the line or at each of its pixels."""
    across = np.stack([-np.sin(angle), np.cos(angle)], -1).reshape(-1, 1, 2)
    places = pixels[:, None, :] + PROFILE_MM[None, :, None] * px_per_mm * across
    seen = cv2.remap(
        light, places[..., 0].astype(np.float32), places[..., 1].astype(np.float32), cv2.INTER_LINEAR,
        borderMode=cv2.BORDER_REPLICATE,
    )  # fmt: skip
    profile = seen.mean(0)
    beside = float(profile[np.abs(PROFILE_MM) >= BESIDE_MM].mean())
    depth = beside - profile
    half = depth.max() / 2
    inside = np.abs(PROFILE_MM) < BESIDE_MM
    return float((depth[inside] > half).sum() * (PROFILE_MM[1] - PROFILE_MM[0]))
