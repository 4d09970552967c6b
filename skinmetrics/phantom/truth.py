"""What is true about a rendered photo: where everything is in the picture, and how much of it each region has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

import numpy as np

from skinmetrics.phantom.amounts import region_amounts
from skinmetrics.phantom.camera import Camera
from skinmetrics.phantom.eyes import SCLERA
from skinmetrics.phantom.fields import Points, resample
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.plan import PUPIL_Y, FacePlan
from skinmetrics.phantom.relief import Mark
from skinmetrics.phantom.room import Room
from skinmetrics.phantom.sensor import gain as sensor_gain
from skinmetrics.phantom.shading import EyeWhite
from skinmetrics.phantom.skin_state import SkinState
from skinmetrics.phantom.surface import Surface
from skinmetrics.phantom.warp import Expression, on_face


@dataclass(frozen=True)
class LineTruth:
    """One furrow in the picture."""

    region: str
    width_mm: float
    depth_mm: float
    length_mm: float
    """Along the surface of the face."""
    points_px: Points
    """(n, 2) image positions."""


@dataclass(frozen=True)
class MarkTruth:
    """One blemish, spot or scar in the picture."""

    kind: str
    """"blemish", "spot", "scar" or "bruise"."""
    region: str
    diameter_mm: float
    strength: float
    at_px: tuple[float, float]


@dataclass(frozen=True)
class EyeWhiteTruth:
    """The white of one eye: a reference for the light of the photo."""

    reflectance: tuple[float, float, float]
    """Linear RGB in white light."""
    seen: tuple[float, float, float]
    """Mean linear RGB in the picture, before vignette, blur, noise and the curve of highlights."""
    pixels: int
    """Where it is clear of iris, lids, inner corner and glint; 0 if nothing of it is seen."""


@dataclass(frozen=True)
class Truth:
    """Everything known about a photo. Image positions are (x, y) in px of the stored picture, pixel centres whole."""

    identity: Identity
    state: SkinState
    camera: Camera
    room: Room
    expression: Expression
    points: Mapping[str, tuple[float, float]]
    """Named points; left and right are the person's own."""
    lines: tuple[LineTruth, ...]
    marks: tuple[MarkTruth, ...]
    regions: Mapping[str, Mapping[str, float]]
    """Per region the amounts in the units of the metrics; see docs/phantom.md for what each says."""
    eye_white: Mapping[str, EyeWhiteTruth]
    """Of the person's "left" and "right" eye."""
    contour_mm: Mapping[str, float]
    """How far corner of the mouth, jowl and brow lie below the line through the pupils, per side, on the face."""
    covered: Mapping[str, tuple[Points, ...]] = field(default_factory=dict)
    """Outlines in the picture of what is before the face, by its name, each (n, 2) px."""

    def as_json(self) -> dict[str, Any]:
        """Plain data for `json.dumps`; positions to 0.1 px."""
        return {
            "computer_generated": True,
            "identity": {**asdict(self.identity), "shape": asdict(self.identity.shape)},
            "state": asdict(self.state),
            "camera": asdict(self.camera),
            "room": asdict(self.room),
            "expression": asdict(self.expression),
            "points": {name: _rounded(place) for name, place in self.points.items()},
            "regions": {
                region: {k: round(v, 4) for k, v in amounts.items()} for region, amounts in self.regions.items()
            },
            "eye_white": {
                side: {
                    "reflectance": [round(v, 4) for v in white.reflectance],
                    "seen": [round(v, 4) for v in white.seen],
                    "pixels": white.pixels,
                }
                for side, white in self.eye_white.items()
            },
            "contour_mm": {name: round(value, 2) for name, value in self.contour_mm.items()},
            "covered": {
                name: [[_rounded(p) for p in outline] for outline in found] for name, found in self.covered.items()
            },
            "lines": [
                {
                    "region": line.region,
                    "width_mm": round(line.width_mm, 3),
                    "depth_mm": round(line.depth_mm, 4),
                    "length_mm": round(line.length_mm, 2),
                    "points": [_rounded(p) for p in line.points_px],
                }
                for line in self.lines
            ],
            "marks": [
                {
                    "kind": mark.kind,
                    "region": mark.region,
                    "diameter_mm": round(mark.diameter_mm, 2),
                    "strength": round(mark.strength, 3),
                    "at": _rounded(mark.at_px),
                }
                for mark in self.marks
            ],
        }


def _rounded(place: Iterable[float]) -> list[float]:
    return [round(float(v), 1) for v in place]


def named_places(plan: FacePlan) -> dict[str, tuple[float, float]]:
    """Named points on the plan of the face, mm."""
    tip_y = float(plan.person_y(35.0)) - plan.shape.tip_lift
    mouth = plan.mouth_half_width
    pair = {
        "pupil": (plan.eye_x, PUPIL_Y),
        "outer_canthus": (plan.outer_canthus_x, float(plan.eye_axis(plan.outer_canthus_x))),
        "inner_canthus": (plan.inner_canthus_x, float(plan.eye_axis(plan.inner_canthus_x))),
        "mouth_corner": (mouth, float(plan.mouth_line(mouth))),
    }
    flat = {
        f"{name}_{which}": (sign * x, y)
        for name, (x, y) in pair.items()
        for which, sign in (("left", 1), ("right", -1))
    }
    flat |= {"nose_tip": (0.0, tip_y), "chin": (0.0, float(plan.person_y(115.0)))}
    return flat


def _contour(identity: Identity, expression: Expression, plan: FacePlan) -> dict[str, float]:
    places = {
        "mouth_corner": (plan.mouth_half_width, float(plan.mouth_line(plan.mouth_half_width))),
        "jowl": (40.0, float(plan.person_y(92.0))),
        "brow": (33.0, float(plan.brow(33.0))),
        "pupil": (plan.eye_x, PUPIL_Y),
    }
    both = [(sign * x, y) for sign in (1, -1) for x, y in places.values()]
    height = on_face(identity, expression, np.array(both))[:, 1].reshape(2, len(places))
    level = float(height[:, -1].mean())
    return {
        f"{name}_{side}": float(height[i, k]) - level
        for i, side in enumerate(("left", "right"))
        for k, name in enumerate(places)
        if name != "pupil"
    }


def _eye_whites(identity: Identity, camera: Camera, whites: Mapping[str, EyeWhite]) -> dict[str, EyeWhiteTruth]:
    gain = sensor_gain(camera.sensor).tolist()
    r, g, b = SCLERA[identity.tone]
    return {
        side: EyeWhiteTruth(
            (r, g, b),
            (white.light[0] * gain[0], white.light[1] * gain[1], white.light[2] * gain[2]),
            white.pixels,
        )
        for side, white in whites.items()
    }


def tell(
    identity: Identity,
    state: SkinState,
    camera: Camera,
    room: Room,
    expression: Expression,
    surface: Surface,
    whites: Mapping[str, EyeWhite],
) -> Truth:
    """The truth about a photo of this surface by this camera; `whites` are those of the eyes in linear light."""
    named = named_places(surface.head.plan)
    seen = camera.project(on_face(identity, expression, np.array(list(named.values()))))
    lines = []
    for line in surface.lines:
        solid = on_face(identity, expression, resample(line.points, 16))
        length = float(np.linalg.norm(np.diff(solid, axis=0), axis=1).sum())
        lines.append(LineTruth(line.region, line.width_mm, line.depth_mm, length, camera.project(solid)))
    bruises = tuple(Mark("", b.x, b.y, b.diameter_mm, max(1 - b.age_days / 14, 0.0)) for b in state.bruises)
    kinds = (
        ("blemish", surface.relief.blemishes),
        ("spot", surface.spots),
        ("scar", surface.relief.scars),
        ("bruise", bruises),
    )
    marks = [
        MarkTruth(kind, m.region, m.diameter_mm, m.strength, (float(p[0]), float(p[1])))
        for kind, found in kinds
        if found
        for m, p in zip(
            found, camera.project(on_face(identity, expression, np.array([(m.x, m.y) for m in found]))), strict=True
        )
    ]
    contour = _contour(identity, expression, surface.head.plan)
    return Truth(
        identity,
        state,
        camera,
        room,
        expression,
        {name: (float(p[0]), float(p[1])) for name, p in zip(named, seen, strict=True)},
        tuple(lines),
        tuple(marks),
        region_amounts(identity, state, surface, contour),
        _eye_whites(identity, camera, whites),
        contour,
    )
