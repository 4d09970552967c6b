from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace

import pytest

from skinmetrics.phantom import REGIONS, Bruise, Identity, PerRegion, Rendering, SkinState, skin_for_age
from skinmetrics.phantom.regions import mirror
from tests.phantom.conftest import BARE, SMALL
from tests.stages import photographed

TINY = replace(SMALL, width=150, height=200, px_per_mm=0.65)
AT = "cheek_left"


def _on(region: str, base: float, value: float) -> PerRegion:
    return PerRegion(base).with_({region: value})


KNOBS: tuple[tuple[str, str, Callable[[float], SkinState]], ...] = (
    ("fine_line_density", AT, lambda t: replace(BARE, fine_lines=_on(AT, 0, 8 * t))),
    ("wrinkle_density", AT, lambda t: replace(BARE, wrinkles=_on(AT, 0, 4 * t))),
    ("line_depth_mm", AT, lambda t: replace(BARE, fine_lines=PerRegion(4), line_depth=_on(AT, 0.5, 0.5 + t))),
    ("texture_roughness_um", AT, lambda t: replace(BARE, roughness_um=_on(AT, 8, 8 + 12 * t))),
    ("pore_density", AT, lambda t: replace(BARE, pores=_on(AT, 20, 20 + 80 * t))),
    (
        "pore_area_pct",
        AT,
        lambda t: replace(BARE, pores=PerRegion(60), pore_diameter_mm=_on(AT, 0.2, 0.2 + 0.15 * t)),
    ),
    ("scar_density", AT, lambda t: replace(BARE, scars=_on(AT, 0, 2 * t))),
    ("scar_relief_um", AT, lambda t: replace(BARE, scars=_on(AT, 0, 2 * t))),
    ("redness", AT, lambda t: replace(BARE, redness=_on(AT, 0, 0.4 * t))),
    ("redness_patchiness", AT, lambda t: replace(BARE, redness_patches=_on(AT, 0, 0.4 * t))),
    ("blemish_count", AT, lambda t: replace(BARE, blemishes=_on(AT, 0, 1.2 * t))),
    ("blemish_area", AT, lambda t: replace(BARE, blemishes=_on(AT, 0, 1.2 * t))),
    ("pigment_spot_area", AT, lambda t: replace(BARE, spots=_on(AT, 0, 8 * t))),
    ("tone_unevenness", AT, lambda t: replace(BARE, mottling=_on(AT, 1, 1 + 2 * t))),
    ("radiance", AT, lambda t: replace(BARE, brightness=_on(AT, 0.8, 0.8 + 0.3 * t))),
    ("shine", AT, lambda t: replace(BARE, shine=_on(AT, 0.5, 0.5 + t))),
    (
        "under_eye_darkness",
        "infraorbital_left",
        lambda t: replace(BARE, under_eye=_on("infraorbital_left", 0.05, 0.05 + 0.4 * t)),
    ),
    ("lower_face_contour", "jaw_left", lambda t: replace(BARE, sag_mm=_on("jaw_left", 0, 4 * t))),
)


@pytest.mark.parametrize(("metric", "region", "turned"), KNOBS, ids=[knob[0] for knob in KNOBS])
def test_every_amount_can_be_set_for_one_region_and_is_told_there(
    anna: Identity, metric: str, region: str, turned: Callable[[float], SkinState]
) -> None:
    steps = [photographed(anna, turned(t), TINY).truth.regions for t in (0.0, 0.5, 1.0)]
    here = [regions[region][metric] for regions in steps]
    there = [regions[mirror(region)][metric] for regions in steps]
    assert here[0] < here[1] < here[2]
    assert abs(there[2] - there[0]) < 0.05 * (here[2] - here[0])


@pytest.mark.parametrize("kind", ["blemishes", "spots", "scars"])
def test_the_marks_of_a_smaller_amount_are_among_those_of_a_larger_one(anna: Identity, kind: str) -> None:
    few, many = (
        {
            mark.at_px
            for mark in photographed(anna, replace(BARE, **{kind: PerRegion(amount)}), TINY).truth.marks  # type: ignore[arg-type]
        }
        for amount in (0.6, 1.4)
    )
    assert few < many


def test_a_hanging_lower_face_is_seen_and_its_own_side_alone(anna: Identity, portrait: Rendering) -> None:
    hanging = photographed(anna, replace(BARE, sag_mm=PerRegion(0.0).with_({"jaw_left": 4.0})), SMALL)
    before, after = portrait.truth, hanging.truth
    assert after.points["mouth_corner_left"][1] > before.points["mouth_corner_left"][1] + 4
    assert after.points["mouth_corner_right"] == pytest.approx(before.points["mouth_corner_right"], abs=0.3)
    assert after.contour_mm["jowl_left"] > before.contour_mm["jowl_left"] + 2
    assert after.contour_mm["brow_left"] == pytest.approx(before.contour_mm["brow_left"], abs=0.01)
    x, y = (round(v) for v in before.points["mouth_corner_left"])
    window = (slice(y - 6, y + 12), slice(x - 12, x + 6))
    assert abs(hanging.image[window].astype(int) - portrait.image[window].astype(int)).max() > 20


def test_lower_brows_are_told(anna: Identity, portrait: Rendering) -> None:
    lower = photographed(anna, replace(BARE, sag_mm=PerRegion(0.0).with_({"forehead": 3.0})), TINY).truth
    assert lower.contour_mm["brow_left"] == pytest.approx(portrait.truth.contour_mm["brow_left"] + 3.0, abs=0.5)


def test_the_written_truth_holds_the_state_and_every_amount_of_every_region(anna: Identity) -> None:
    state = replace(skin_for_age(anna), bruises=(Bruise(40.0, 30.0, 6.0, 2.0),))
    told = json.loads(json.dumps(photographed(anna, state, TINY).truth.as_json()))
    assert told["state"]["roughness_um"]["default"] == state.roughness_um.default
    assert [mark["kind"] for mark in told["marks"]].count("bruise") == 1
    wanted = {metric for metric, region, _ in KNOBS if region == AT}
    assert all(wanted <= set(told["regions"][region]) for region in REGIONS)
    assert "under_eye_darkness" in told["regions"]["infraorbital_right"]
    assert "lower_face_contour" in told["regions"]["jaw_right"]
    assert set(told["eye_white"]) == {"left", "right"}
