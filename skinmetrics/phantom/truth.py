"""What is true about a rendered photo: where everything is in the picture, and how much of it each region has."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from skinmetrics.phantom.camera import Camera
from skinmetrics.phantom.fields import Points, resample
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.lines import region_area_cm2
from skinmetrics.phantom.plan import FacePlan
from skinmetrics.phantom.regions import REGIONS, region_mask
from skinmetrics.phantom.relief import Mark
from skinmetrics.phantom.room import Room
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
    """"blemish", "spot" or "scar"."""
    region: str
    diameter_mm: float
    strength: float
    at_px: tuple[float, float]


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
    """Per region the amounts in the units of the metrics."""

    def as_json(self) -> dict[str, Any]:
        """Plain data for `json.dumps`; positions to 0.1 px."""
        return {
            "computer_generated": True,
            "identity": {**asdict(self.identity), "shape": asdict(self.identity.shape)},
            "camera": asdict(self.camera),
            "room": asdict(self.room),
            "expression": asdict(self.expression),
            "points": {name: _rounded(place) for name, place in self.points.items()},
            "regions": {
                region: {k: round(v, 4) for k, v in amounts.items()} for region, amounts in self.regions.items()
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
        "pupil": (plan.eye_x, -0.5),
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


def tell(
    identity: Identity, state: SkinState, camera: Camera, room: Room, expression: Expression, surface: Surface
) -> Truth:
    """The truth about a photo of this surface by this camera."""
    named = named_places(surface.head.plan)
    seen = camera.project(on_face(identity, expression, np.array(list(named.values()))))
    lines = []
    for line in surface.lines:
        solid = on_face(identity, expression, resample(line.points, 16))
        length = float(np.linalg.norm(np.diff(solid, axis=0), axis=1).sum())
        lines.append(LineTruth(line.region, line.width_mm, line.depth_mm, length, camera.project(solid)))
    kinds = (("blemish", surface.relief.blemishes), ("spot", surface.spots), ("scar", surface.relief.scars))
    marks = [
        MarkTruth(kind, m.region, m.diameter_mm, m.strength, (float(p[0]), float(p[1])))
        for kind, found in kinds
        if found
        for m, p in zip(
            found, camera.project(on_face(identity, expression, np.array([(m.x, m.y) for m in found]))), strict=True
        )
    ]
    return Truth(
        identity,
        state,
        camera,
        room,
        expression,
        {name: (float(p[0]), float(p[1])) for name, p in zip(named, seen, strict=True)},
        tuple(lines),
        tuple(marks),
        _amounts(identity, state, surface),
    )


def _amounts(identity: Identity, state: SkinState, surface: Surface) -> dict[str, dict[str, float]]:
    coarse = surface.grid.at(1.0)
    size = (coarse.width, coarse.height)
    step = round(surface.grid.px_per_mm)
    blood = surface.pigment.haemoglobin.reshape(size[1], step, size[0], step).mean(axis=(1, 3))
    amounts: dict[str, dict[str, float]] = {}
    for region in REGIONS:
        area = region_area_cm2(identity, region)
        inside = region_mask(identity.shape, identity.hair, region, coarse)
        fine = [line for line in surface.lines if line.region == region and line.fine]
        wide = [line for line in surface.lines if line.region == region and not line.fine]

        def of(found: tuple[Mark, ...], region: str = region) -> list[Mark]:
            return [mark for mark in found if mark.region == region]

        pores, spots, blemishes = of(surface.relief.pores), of(surface.spots), of(surface.relief.blemishes)
        length = sum(line.length_mm for line in fine + wide)
        amounts[region] = {
            "area_cm2": area,
            "fine_line_density": sum(line.length_mm for line in fine) / area,
            "wrinkle_density": sum(line.length_mm for line in wide) / area,
            "line_depth_mm": sum(line.length_mm * line.depth_mm for line in fine + wide) / length if length else 0.0,
            "texture_roughness_um": state.roughness_um.of(region),
            "pore_density": len(pores) / area,
            "pore_area_pct": sum(_disc_mm2(m) for m in pores) / area,
            "scar_density": len(of(surface.relief.scars)) / area,
            "redness": float(blood[inside].mean()),
            "redness_patchiness": float(blood[inside].std()),
            "blemish_count": float(len(blemishes)),
            "blemish_area": sum(_disc_mm2(m) for m in blemishes) / area,
            "pigment_spot_area": sum(_disc_mm2(m) for m in spots) / area,
        }
    return amounts


def _disc_mm2(mark: Mark) -> float:
    return float(np.pi / 4 * mark.diameter_mm**2)
