from __future__ import annotations

import json
from dataclasses import replace

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.beard import Beard
from skinmetrics.imaging.colour import White, white_reference
from skinmetrics.imaging.cover import Cover
from skinmetrics.imaging.facemap import FINE, STANDARD
from skinmetrics.imaging.regions import LINES_FORM_FIRST, REGIONS
from skinmetrics.imaging.shake import CameraPath
from skinmetrics.metrics import METRIC_OF, METRICS
from skinmetrics.metrics.depth import RED_HIDDEN
from skinmetrics.metrics.spec import COARSE_FILE, NO_COLOUR
from skinmetrics.phantom import Rendering
from skinmetrics.scoring import Examination, examine, measure_maps, score
from tests import photos
from tests.photos import Picture, blurred, examine_picture, framed, jpeg, lit, paired, png, similarity, warped

PRIMARY = ("fine_line_density", "texture_roughness")


# --- what comes out


def test_json_is_that_of_the_contract(close_measured: Examination) -> None:
    out = json.loads(json.dumps(close_measured.result.as_json(), allow_nan=False))
    assert set(out) >= {"photo", "taken_at", "version", "face", "capture", "metrics", "metrics_fine"}
    assert out["photo"] == "photo.png"
    assert out["taken_at"] is None
    assert isinstance(out["version"], str)
    assert set(out["face"]) >= {"confidence", "yaw_deg", "pitch_deg", "roll_deg", "mm_per_px", "points"}
    assert all(len(point) == 2 for point in out["face"]["points"].values())
    assert out["capture"]["verdict"] in ("good", "usable", "unusable")
    assert isinstance(out["capture"]["problems"], list)
    for metrics in (out["metrics"], out["metrics_fine"]):
        assert set(metrics) == {metric.id for metric in METRICS}
        for metric in METRICS:
            scores = metrics[metric.id]
            assert set(scores) >= {"unit", "face", "regions", "declined"}
            assert scores["unit"] == metric.unit
            assert set(scores["regions"]) == set(metric.regions)
            missing = {name for name, value in scores["regions"].items() if value is None}
            assert set(scores["declined"]) - {"face"} == missing
            assert (scores["face"] is None) == ("face" in scores["declined"])
            assert all(reason.endswith(".") for reason in scores["declined"].values())
            assert (scores["version"], scores["parameters"]) == (metric.version, metric.parameters_hash)


def test_the_face_is_the_mean_of_its_regions(portrait_measured: Examination) -> None:
    for name, scores in portrait_measured.result.metrics.items():
        values = [value for value in scores.regions.values() if value is not None]
        if METRIC_OF[name].needs.resolution == "fine":
            assert not values
            continue
        assert scores.face is not None
        assert all(np.isfinite(value) for value in values)
        if not METRIC_OF[name].count:
            assert min(values) < scores.face < max(values)


def test_of_a_file_stored_too_coarsely_what_that_moves_is_declined_at_both_resolutions(
    close_measured: Examination,
) -> None:
    picture = cv2.cvtColor(photos.rendered(camera=photos.CLOSE_CAMERA).image, cv2.COLOR_RGB2BGR)
    packed = cv2.imencode(".webp", picture, [cv2.IMWRITE_WEBP_QUALITY, 80])[1]
    seen = examine(packed.tobytes(), "photo.webp").result
    assert [problem.code for problem in seen.capture.problems] == ["coarse_file"]
    assert seen.metrics_fine is not None
    for metrics, usual in (
        (seen.metrics, close_measured.result.metrics),
        (seen.metrics_fine, close_measured.result.metrics_fine or {}),
    ):
        for name, scores in metrics.items():
            if METRIC_OF[name].needs.fine_file and usual[name].face is not None:
                assert scores.face is None
                assert scores.declined["face"] == COARSE_FILE.reason
            else:
                assert (scores.face is None) == (usual[name].face is None)


def test_every_region_counts_alike_in_the_face() -> None:
    lines = METRIC_OF["fine_line_density"]
    uneven: dict[str, float | None] = {region: float(region == "forehead") for region in lines.regions}
    assert lines.whole_face(uneven) == pytest.approx(1 / len(lines.regions))


def test_a_missing_region_of_lines_is_taken_to_be_like_the_others_of_its_kind() -> None:
    lines = METRIC_OF["fine_line_density"]
    whole: dict[str, float | None] = {region: 12.0 if region in LINES_FORM_FIRST else 5.0 for region in lines.regions}
    bearded = whole | dict.fromkeys(("upper_lip", "chin", "jaw_left", "jaw_right"))
    fringed = whole | dict.fromkeys(("forehead", "glabella"))
    assert lines.whole_face(bearded) == pytest.approx(lines.whole_face(whole))
    assert lines.whole_face(fringed) == pytest.approx(lines.whole_face(whole))
    assert lines.whole_face(whole | dict.fromkeys(LINES_FORM_FIRST)) is None
    assert lines.whole_face(whole | dict.fromkeys(set(REGIONS) - LINES_FORM_FIRST)) is None


def test_a_region_that_is_not_sure_to_be_bare_counts_less_in_the_face() -> None:
    texture = METRIC_OF["texture_roughness"]
    values: dict[str, float | None] = {region: 4.0 if region == "chin" else 2.0 for region in texture.regions}
    without, sure = texture.whole_face(values | {"chin": None}), texture.whole_face(values)
    assert texture.whole_face(values, {"chin": 0.0}) == pytest.approx(without)
    assert texture.whole_face(values, {"chin": 1.0}) == pytest.approx(sure)
    half = texture.whole_face(values, {"chin": 0.5})
    assert without is not None
    assert half is not None
    assert half == pytest.approx((12 * 2 + 2 * 2 + 0.5 * 4) / 14.5)
    assert without < half < 4


def test_a_face_of_which_too_little_is_surely_bare_has_no_score() -> None:
    texture = METRIC_OF["texture_roughness"]
    values: dict[str, float | None] = {
        region: 2.0 if place < 8 else None for place, region in enumerate(texture.regions)
    }
    assert texture.whole_face(values) == pytest.approx(2)
    assert texture.whole_face(values, {"forehead": 0.4}) is None


def test_doubtful_stubble_counts_less_in_the_face_and_not_in_its_region(
    portrait_measured: Examination, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubtful = Beard(frozenset(), {"chin": 0.3, "upper_lip": 0.3})
    monkeypatch.setattr("skinmetrics.metrics.skin_map.find_beard", lambda *_: doubtful)
    unseen = replace(portrait_measured.skin_map)
    metrics, _ = measure_maps(unseen, None, portrait_measured.face, portrait_measured.edge_variance)
    for name in ("texture_roughness", "redness"):
        sure, now = portrait_measured.result.metrics[name], metrics[name]
        assert now.regions == sure.regions
        assert now.face == pytest.approx(METRIC_OF[name].whole_face(sure.regions, doubtful.bare))
        assert now.face != sure.face
    assert metrics["lower_face_contour"] == portrait_measured.result.metrics["lower_face_contour"]


def test_the_face_of_a_count_is_the_number_on_all_regions() -> None:
    (count,) = (metric for metric in METRICS if metric.count)
    values: dict[str, float | None] = dict.fromkeys(count.regions, 2.0)
    assert count.whole_face(values) == pytest.approx(2 * len(count.regions))
    assert count.whole_face({**values, "nose": 5.0}) == pytest.approx(2 * len(count.regions) + 3)
    without = count.whole_face({**values, "chin": None})  # the missing region is taken to be like the others
    assert without is not None
    assert 2 * (len(count.regions) - 1) < without < 2.2 * len(count.regions)


def test_the_same_bytes_give_the_same_scores(portrait: Rendering) -> None:
    data = jpeg(portrait.image)
    one, other = score(data, "a.jpg"), score(data, "a.jpg")
    assert one.as_json() == other.as_json()
    assert score(data, "b.jpg").as_json() == {**one.as_json(), "photo": "b.jpg"}
    assert one.named("b.jpg").as_json() == {**one.as_json(), "photo": "b.jpg"}


def test_fine_scores_only_where_the_photo_has_the_detail(
    portrait_measured: Examination, close_measured: Examination
) -> None:
    assert portrait_measured.face.px_per_mm < FINE.px_per_mm < close_measured.face.px_per_mm
    assert portrait_measured.result.metrics_fine is None
    assert close_measured.result.metrics_fine is not None
    assert set(close_measured.result.metrics_fine) == set(close_measured.result.metrics)


# --- what must not matter


@pytest.mark.parametrize(
    ("change", "lines_within", "texture_within"),
    [
        ("shifted", 0.10, 0.05), ("rolled", 0.12, 0.08), ("enlarged", 0.10, 0.08), ("dimmer", 0.10, 0.06),
        ("brighter", 0.10, 0.06), ("warmer", 0.08, 0.05), ("jpeg", 0.12, 0.08), ("in a wide frame", 0.10, 0.08),
    ],
)  # fmt: skip
def test_how_the_photo_was_taken_hardly_matters(
    portrait: Rendering, portrait_measured: Examination, change: str, lines_within: float, texture_within: float
) -> None:
    image = portrait.image
    data = {
        "shifted": lambda: png(warped(image, similarity(image, shift=(23.4, -31.7)))),
        "rolled": lambda: png(warped(image, similarity(image, roll_deg=12))),
        "enlarged": lambda: png(warped(image, similarity(image, scale=1.25))),
        "dimmer": lambda: png(lit(image, 0.7)),
        "brighter": lambda: png(lit(image, 1.12)),
        "warmer": lambda: png(lit(image, (1.05, 1.0, 0.92))),
        "jpeg": lambda: jpeg(image, 85),
        "in a wide frame": lambda: jpeg(framed(image, portrait_measured.face, 0.18), 95),
    }[change]()
    other = examine(data, change)
    for metric, within in zip(PRIMARY, (lines_within, texture_within), strict=True):
        before, after = paired(metric, portrait_measured, other)
        assert after == pytest.approx(before, rel=within), metric


def test_a_photo_shrunk_by_0_6_agrees_with_the_original(close_portrait: Rendering, close_measured: Examination) -> None:
    image = close_portrait.image
    size = (round(image.shape[1] * 0.6), round(image.shape[0] * 0.6))
    small = examine_picture(np.asarray(cv2.resize(image, size, interpolation=cv2.INTER_AREA), np.uint8))
    for metric, within in zip(PRIMARY, (0.12, 0.06), strict=True):
        before, after = paired(metric, close_measured, small)
        assert after == pytest.approx(before, rel=within), metric


def test_relief_and_spots_of_deep_skin_stay_when_it_is_exposed_darker() -> None:
    """By one and a half stops: what is added before logarithms must stay small against deep skin."""
    bright = photos.rendered("kwame")
    for metric in ("texture_roughness", "pigment_spot_area"):
        as_it_is, darker = paired(metric, photos.examined("kwame"), examine_picture(lit(bright.image, 0.35)))
        assert darker == pytest.approx(as_it_is, rel=0.05), metric


def test_noise_of_a_soft_photo_with_more_pixels_makes_no_rougher_skin(close_portrait: Rendering) -> None:
    """Its lens blurs as much as the map would: its noise, which comes after that, must not alias all the same."""
    larger = cv2.resize(close_portrait.image, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC)
    soft = blurred(np.asarray(larger, np.uint8), 3.9)
    noise = np.random.default_rng(1).normal(0, 2, soft.shape[:2])[..., None]
    full = np.clip(np.round(soft + noise), 0, 255).astype(np.uint8)
    halved = cv2.resize(full, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA)
    whole, half = (examine_picture(np.asarray(one, np.uint8)) for one in (full, halved))
    assert whole.edge_variance > STANDARD.edge_variance - 0.01
    for metric in ("texture_roughness", "fine_line_density"):
        of_full, of_half = paired(metric, whole, half)
        assert of_full == pytest.approx(of_half, rel=0.06), metric


def test_a_little_out_of_focus_is_made_up_for(close_portrait: Rendering, close_measured: Examination) -> None:
    soft = examine_picture(blurred(close_portrait.image, 0.15 * close_portrait.truth.camera.px_per_mm))
    for metric, within in zip(PRIMARY, (0.15, 0.10), strict=True):
        before, after = paired(metric, close_measured, soft)
        assert after == pytest.approx(before, rel=within), metric


def test_how_much_of_the_face_is_too_bright_is_kept(portrait: Rendering) -> None:
    shares = [examine_picture(lit(portrait.image, gain)).result.highlights for gain in (0.5, 1.3, 3.0)]
    least, some, most = (share for share in shares if share is not None)
    assert 0 == least < some < most
    assert most > 0.5


# --- what is declined


def test_a_face_too_small_to_see_lines_is_declined_everywhere(portrait: Rendering) -> None:
    result = examine_picture(warped(portrait.image, similarity(portrait.image, scale=0.5))).result
    assert result.capture.verdict == "unusable"
    for scores in result.metrics.values():
        assert scores.face is None
        assert set(scores.regions.values()) == {None}
        assert set(scores.declined) == {"face", *scores.regions}
        assert "too small" in scores.declined["face"]


def test_where_all_regions_are_declined_for_one_reason_it_is_the_faces(portrait_measured: Examination) -> None:
    standard = portrait_measured.skin_map
    assert standard.white is not None
    deep = replace(standard, white=White(standard.white.rgb * np.float32(10), "card", read=0.5))
    metrics, _ = measure_maps(deep, None, portrait_measured.face, blur=0.03)
    assert metrics["blemish_area"].declined["face"] == RED_HIDDEN.reason


def test_covered_regions_are_declined_and_the_others_go_on(portrait: Rendering, portrait_measured: Examination) -> None:
    covered = portrait.image.copy()
    x, y = (portrait_measured.face.points[[50, 205, 187]].mean(0)).astype(int)  # the person's right cheek
    cv2.circle(covered, (int(x), int(y)), round(22 * portrait_measured.face.px_per_mm), (24, 18, 14), -1)
    before, after = portrait_measured.result, examine_picture(covered).result
    for metric in PRIMARY:
        assert before.metrics[metric].regions["cheek_right"] is not None
        assert after.metrics[metric].regions["cheek_right"] is None
        assert "skin" in after.metrics[metric].declined["cheek_right"]
        assert after.metrics[metric].regions["cheek_left"] is not None
        assert after.metrics[metric].regions["nose"] is not None


def test_what_a_turned_head_hides_is_declined() -> None:
    turned = photos.examined(camera=replace(photos.STANDARD_CAMERA, yaw_deg=34.0)).result
    for metric in PRIMARY:
        scores = turned.metrics[metric]
        assert scores.regions["crows_feet_left"] is None
        assert scores.regions["jaw_left"] is None
        assert scores.regions["cheek_right"] is not None


def test_every_region_is_scored_on_a_face_that_shows_them_all(close_measured: Examination) -> None:
    assert STANDARD.px_per_mm < close_measured.face.px_per_mm
    scored = {name for name, value in close_measured.result.metrics[PRIMARY[0]].regions.items() if value is not None}
    assert len(scored) >= len(REGIONS) - 3


def test_what_blurs_a_photo_beyond_the_map_is_mostly_taken_off(portrait: Rendering) -> None:
    px_per_mm = portrait.truth.camera.px_per_mm
    soft, softer = (examine_picture(blurred(portrait.image, sigma_mm * px_per_mm)) for sigma_mm in (0.34, 0.41))
    assert STANDARD.edge_variance < soft.edge_variance < softer.edge_variance - 0.02
    for name, least in (("texture_roughness", 0.92), ("fine_line_density", 0.88)):  # left as it was: 0.89 and 0.85
        one, other = soft.result.metrics[name].face, softer.result.metrics[name].face
        assert one is not None
        assert other is not None
        assert other > least * one


def test_a_photo_too_blurred_to_hold_lines_is_declined_not_scored_low(portrait: Rendering) -> None:
    result = examine_picture(blurred(portrait.image, 3.0)).result
    for scores in result.metrics.values():
        assert scores.face is None
        assert set(scores.regions.values()) == {None}
        assert any("blurred" in reason for reason in scores.declined.values())
    assert "blurred" in {problem.code for problem in result.capture.problems}
    assert result.capture.verdict == "unusable"


def test_a_mirrored_photo_s_regions_and_camera_path_are_turned_back(portrait_measured: Examination) -> None:
    scores = replace(portrait_measured.result, path=CameraPath(0.1, 0.3))
    turned = scores.with_sides_swapped()
    lines, back = scores.metrics["fine_line_density"].regions, turned.metrics["fine_line_density"].regions
    assert back["cheek_left"] == lines["cheek_right"] != lines["cheek_left"]
    assert turned.path == CameraPath(0.1, -0.3)
    assert turned.with_sides_swapped() == scores
    assert replace(scores, path=None).with_sides_swapped().path is None


def toned(picture: Picture) -> Picture:
    """Black and white, browned as old prints are."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY)[..., None]
    return np.asarray(np.clip(grey * np.array([1.07, 0.9, 0.68]) + (10, 4, 0), 0, 255), np.uint8)


@pytest.mark.parametrize("filtered", ["black and white", "toned"])
def test_a_photo_without_colours_has_no_scores_of_colour(portrait: Rendering, filtered: str) -> None:
    grey = np.asarray(cv2.merge([cv2.cvtColor(portrait.image, cv2.COLOR_RGB2GRAY)] * 3), np.uint8)
    result = examine_picture(grey if filtered == "black and white" else toned(portrait.image)).result
    declined = {name for name, scores in result.metrics.items() if scores.declined.get("face") == NO_COLOUR.reason}
    assert declined == {metric.id for metric in METRICS if metric.needs.white or metric.needs.colour}
    assert result.white is None
    assert result.metrics["fine_line_density"].face is not None


def test_colours_are_not_measured_through_glasses(portrait_measured: Examination) -> None:
    photo, face, face_map = portrait_measured.photo, portrait_measured.face, portrait_measured.face_map
    bare = portrait_measured.skin_map.skin
    worn = replace(bare, cover=Cover(~bare.mask, glasses=True, crossed=frozenset()))
    assert white_reference(photo, face, face_map, bare) is not None
    assert white_reference(photo, face, face_map, worn) is None


def test_skin_is_redder_than_any_white(portrait_measured: Examination) -> None:
    photo, face, face_map = portrait_measured.photo, portrait_measured.face, portrait_measured.face_map
    linear = face_map.linear.copy()
    linear[..., 0] *= 0.65
    pale = replace(face_map, linear=linear)
    assert white_reference(photo, face, pale, portrait_measured.skin_map.skin) is None
