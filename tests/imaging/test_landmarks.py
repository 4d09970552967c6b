from __future__ import annotations

import shutil
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from skinmetrics.imaging.landmarks import Face, FaceError, ModelDamaged, find_face, networks
from skinmetrics.imaging.landmarks.networks import IRIS, NETWORKS, network, verified
from skinmetrics.imaging.landmarks.pose import head_pose, mean_face
from skinmetrics.phantom import Rendering
from tests import photos
from tests.photos import Picture, framed, mapped, mirrored, similarity, warped

NAMED = {f"{name}_{side}" for name in ("pupil", "outer_canthus", "mouth_corner") for side in ("left", "right")}


@pytest.fixture(scope="module")
def face(portrait: Rendering) -> Face:
    return find_face(portrait.image)


def pupil_distance(face: Face) -> float:
    return float(np.hypot(*np.subtract(face.named["pupil_left"], face.named["pupil_right"])))


def named(face: Face) -> NDArray[np.float64]:
    return np.array([face.named[name] for name in sorted(NAMED)])


def apart(one: Face, other: NDArray[np.float64]) -> float:
    """Largest distance of named points, in shares of the pupil distance."""
    return float(np.linalg.norm(named(one) - other, axis=1).max()) / pupil_distance(one)


# --- networks


def test_a_network_is_loaded_once_however_many_threads_ask_first() -> None:
    fresh = replace(IRIS, low=-0.25)  # a key nobody has asked for yet
    together = threading.Barrier(8)

    def ask(_: int) -> int:
        together.wait()
        return id(network(fresh))

    with ThreadPoolExecutor(8) as pool:
        assert len(set(pool.map(ask, range(8)))) == 1


def test_eight_threads_find_the_same_faces_as_one(portrait: Rendering) -> None:
    pictures = [
        warped(portrait.image, similarity(portrait.image, scale=0.4, roll_deg=roll, shift=(roll, 0)))
        for roll in (-16, -8, 0, 8)
    ] * 4
    serial = [find_face(picture) for picture in pictures]
    with ThreadPoolExecutor(8) as pool:
        parallel = list(pool.map(find_face, pictures))
    for one, other in zip(serial, parallel, strict=True):
        np.testing.assert_array_equal(one.mesh, other.mesh)
        assert one.named == other.named


@pytest.mark.parametrize("file", NETWORKS, ids=lambda file: file.name)
def test_a_changed_or_missing_network_is_refused(
    file: networks.NetworkFile, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = tmp_path / file.name
    shutil.copy(verified(file), copy)
    monkeypatch.setattr(networks, "MODELS", tmp_path)
    assert verified(file) == copy

    data = bytearray(copy.read_bytes())
    data[len(data) // 2] ^= 1
    copy.write_bytes(data)
    with pytest.raises(ModelDamaged, match=rf"{file.name} was changed or is damaged\. Get"):
        networks.Network(file)

    copy.unlink()
    with pytest.raises(ModelDamaged, match=rf"{file.name} is missing\. Get"):
        networks.Network(file)


# --- the face


def test_named_points_lie_where_they_are(portrait: Rendering, face: Face) -> None:
    assert set(face.named) == NAMED
    for name, place in face.named.items():
        error = np.hypot(*np.subtract(place, portrait.truth.points[name])) / pupil_distance(face)
        assert error < (0.03 if name.startswith("pupil") else 0.09), name
    assert face.named["pupil_left"][0] > face.named["pupil_right"][0]  # the person's own left is right in the picture
    assert 0.5 < face.confidence <= 1


def test_scale_comes_from_iris_and_pupils(portrait: Rendering, face: Face) -> None:
    px_per_mm = portrait.truth.camera.px_per_mm
    assert 1 / face.mm_per_px == pytest.approx(px_per_mm, rel=0.12)
    assert face.px_per_mm == pytest.approx(px_per_mm * portrait.truth.identity.shape.pupil_distance / 63, rel=0.05)


@pytest.mark.parametrize("roll", [-45, -20, 20, 45, 90])
def test_rolled_heads(portrait: Rendering, face: Face, roll: float) -> None:
    affine = similarity(portrait.image, roll_deg=roll)
    found = find_face(warped(portrait.image, affine))
    assert apart(found, mapped(named(face), affine)) < 0.03
    assert found.roll_deg - face.roll_deg == pytest.approx(roll, abs=2)
    assert found.px_per_mm == pytest.approx(face.px_per_mm, rel=0.02)


@pytest.mark.parametrize("roll", range(-150, 181, 30))
def test_a_photo_turned_any_way_is_found_the_right_way_up(portrait: Rendering, face: Face, roll: int) -> None:
    affine = similarity(portrait.image, scale=0.6, roll_deg=roll)
    found = find_face(warped(portrait.image, affine))
    assert apart(found, mapped(named(face), affine)) < 0.06


@pytest.mark.parametrize("share", [0.15, 0.4, 0.95])
def test_faces_from_a_seventh_of_the_frame_to_nearly_all_of_it(portrait: Rendering, face: Face, share: float) -> None:
    picture = framed(portrait.image, face, share)
    found = find_face(picture)
    # the middle of the mesh is the middle of the frame
    low, high = face.points.min(0), face.points.max(0)
    expected = named(face) - (low + high) / 2 + picture.shape[0] / 2
    assert apart(found, expected) < 0.03


def test_a_shifted_photo_shifts_the_points(portrait: Rendering, face: Face) -> None:
    affine = similarity(portrait.image, shift=(31, -47))
    assert apart(find_face(warped(portrait.image, affine)), mapped(named(face), affine)) < 0.015


def test_points_of_a_shrunk_photo_are_those_of_the_full_one(portrait: Rendering, face: Face) -> None:
    half = portrait.image.reshape(540, 2, 430, 2, 3).mean((1, 3)).astype(np.uint8)
    found = find_face(half, shrink=2)
    assert apart(found, named(face)) < 0.015
    assert found.mm_per_px == pytest.approx(face.mm_per_px, rel=0.03)
    assert np.linalg.norm(found.points - face.points, axis=1).mean() < 0.015 * pupil_distance(face)


def test_a_mirrored_photo_swaps_left_and_right(portrait: Rendering, face: Face) -> None:
    found = find_face(mirrored(portrait.image))
    width = portrait.image.shape[1]
    for name, (x, y) in found.named.items():
        other = name.replace("left", "right") if "left" in name else name.replace("right", "left")
        expected = (width - 1 - face.named[other][0], face.named[other][1])
        assert np.hypot(x - expected[0], y - expected[1]) < 0.03 * pupil_distance(face), name


# --- which face


def side_by_side(portrait: Rendering, face: Face, scale: float) -> Picture:
    one = framed(portrait.image, face, 0.6)
    other = warped(one, similarity(one, scale=scale))
    canvas = np.full((one.shape[0], one.shape[1] + other.shape[1], 3), 128, np.uint8)
    canvas[:, : one.shape[1]] = one
    canvas[: other.shape[0], one.shape[1] :] = other
    return canvas


def test_the_clearly_larger_of_two_faces_is_taken(portrait: Rendering, face: Face) -> None:
    picture = side_by_side(portrait, face, 0.5)
    found = find_face(picture)
    assert found.px_per_mm == pytest.approx(face.px_per_mm, rel=0.03)
    again = find_face(mirrored(picture))
    assert again.px_per_mm == pytest.approx(face.px_per_mm, rel=0.03)


def test_two_equal_faces_are_refused(portrait: Rendering, face: Face) -> None:
    with pytest.raises(FaceError, match="Several faces found") as error:
        find_face(side_by_side(portrait, face, 1.0))
    assert error.value.code == "many_faces"


@pytest.mark.parametrize("picture", ["wall", "noise", "stripes"])
def test_no_face(picture: str) -> None:
    canvas = np.full((400, 300, 3), 140, np.uint8)
    if picture == "noise":
        canvas = np.random.default_rng(1).integers(0, 256, canvas.shape).astype(np.uint8)
    elif picture == "stripes":
        canvas[:, ::20] = 10
    with pytest.raises(FaceError, match="No face found") as error:
        find_face(canvas)
    assert error.value.code == "no_face"


def test_a_face_too_small_for_its_eyes_to_be_placed(portrait: Rendering) -> None:
    small = warped(portrait.image, similarity(portrait.image, scale=0.2))
    with pytest.raises(FaceError, match="too small") as error:
        find_face(small)
    assert error.value.code == "face_too_small"


@pytest.mark.parametrize("side", ["left", "right", "below"])
def test_a_face_cut_off(portrait: Rendering, face: Face, side: str) -> None:
    low, high = face.points.min(0), face.points.max(0)
    cut = [int(v) for v in low + 0.25 * (high - low)]
    keep = [int(v) for v in high - 0.25 * (high - low)]
    left, right, bottom = {
        "left": (cut[0], None, None), "right": (None, keep[0], None), "below": (None, None, keep[1])
    }[side]  # fmt: skip
    with pytest.raises(FaceError, match="outside the picture") as error:
        find_face(np.ascontiguousarray(portrait.image[:bottom, left:right]))
    assert error.value.code == "face_cut_off"


# --- pose


def turned(yaw: float, pitch: float, roll: float) -> NDArray[np.float32]:
    """The mean face as a mesh, turned: to the person's left, chin up, clockwise in the picture."""
    y, p, r = np.radians([yaw, pitch, roll])
    about_y = np.array([[np.cos(y), 0, np.sin(y)], [0, 1, 0], [-np.sin(y), 0, np.cos(y)]])
    about_x = np.array([[1, 0, 0], [0, np.cos(p), -np.sin(p)], [0, np.sin(p), np.cos(p)]])
    about_z = np.array([[np.cos(r), -np.sin(r), 0], [np.sin(r), np.cos(r), 0], [0, 0, 1]])
    points = mean_face().points @ (about_z @ about_y @ about_x).T
    return np.asarray(points * [1, 1, -1], np.float32)


NOSE_TIP, CHIN = 1, 152


@pytest.mark.parametrize("angle", [-30.0, 30.0])
def test_signs_of_the_pose(angle: float) -> None:
    still = turned(0, 0, 0)
    nose = turned(angle, 0, 0)[NOSE_TIP] - still[NOSE_TIP]
    assert np.sign(nose[0]) == np.sign(head_pose(turned(angle, 0, 0)).yaw_deg)  # towards the person's left
    nose = turned(0, angle, 0)[NOSE_TIP] - still[NOSE_TIP]
    assert np.sign(-nose[1]) == np.sign(head_pose(turned(0, angle, 0)).pitch_deg)  # up
    chin = turned(0, 0, angle)[CHIN] - still[CHIN]
    assert np.sign(-chin[0]) == np.sign(head_pose(turned(0, 0, angle)).roll_deg)  # clockwise: the chin goes left


ANGLE = st.floats(-40, 40)


@settings(max_examples=30, deadline=None)
@given(ANGLE, st.sampled_from(["yaw", "pitch", "roll"]), st.floats(0.2, 40), st.floats(-5000, 5000))
def test_pose_of_a_mesh_turned_one_way_is_that_turn(angle: float, axis: str, scale: float, shift: float) -> None:
    turns = {"yaw": 0.0, "pitch": 0.0, "roll": 0.0, axis: angle}
    pose = head_pose(turned(**turns) * np.float32(scale) + np.array([shift, -shift, 0], np.float32))
    np.testing.assert_allclose([pose.yaw_deg, pose.pitch_deg, pose.roll_deg], list(turns.values()), atol=0.1)


@settings(max_examples=30, deadline=None)
@given(ANGLE, ANGLE, ANGLE)
def test_a_leaning_head_is_as_far_turned_from_the_camera(yaw: float, pitch: float, roll: float) -> None:
    pose = head_pose(turned(yaw, pitch, roll))

    def away(yaw: float, pitch: float) -> float:
        return float(np.degrees(np.arccos(np.cos(np.radians(yaw)) * np.cos(np.radians(pitch)))))

    assert away(pose.yaw_deg, pose.pitch_deg) == pytest.approx(away(yaw, pitch), abs=0.1)


@pytest.mark.parametrize("yaw", [-20.0, 20.0])
def test_yaw_of_a_photo(portrait: Rendering, face: Face, yaw: float) -> None:
    camera = replace(photos.STANDARD_CAMERA, yaw_deg=yaw)
    turned_photo = photos.rendered(camera=camera)
    nose, eyes = turned_photo.truth.points["nose_tip"], portrait.truth.points["nose_tip"]
    assert np.sign(nose[0] - eyes[0]) == np.sign(yaw)  # to the right of the picture is the person's left
    assert find_face(turned_photo.image).yaw_deg - face.yaw_deg == pytest.approx(yaw, abs=5)


def test_pitch_of_a_photo(portrait: Rendering, face: Face) -> None:
    up = photos.rendered(camera=replace(photos.STANDARD_CAMERA, pitch_deg=15.0))
    rise = _nose_height(up) - _nose_height(portrait)
    pitch = find_face(up.image).pitch_deg - face.pitch_deg
    assert np.sign(pitch) == np.sign(rise)
    assert abs(pitch) == pytest.approx(15, abs=6)


def _nose_height(rendering: Rendering) -> float:
    """Height of the tip of the nose above the line from the pupils to the mouth's corners: more when the chin is up."""
    points = {name: np.array(place) for name, place in rendering.truth.points.items()}
    eyes = points["pupil_left"][1] + points["pupil_right"][1]
    mouth = points["mouth_corner_left"][1] + points["mouth_corner_right"][1]
    return float((mouth / 2 - points["nose_tip"][1]) / (mouth - eyes))
