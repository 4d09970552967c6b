"""A few real faces, where the validation kit lies beside the repository; nothing of them is kept or shown."""

from __future__ import annotations

import importlib.util
import sys
from itertools import pairwise
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from skinmetrics.imaging.frame import LEFT_MM, TOP_MM, frame, nodes_mm
from skinmetrics.imaging.landmarks import Face, find_face
from skinmetrics.imaging.photo import decode, inspect
from skinmetrics.imaging.regions import region_mask
from skinmetrics.metrics import METRIC_OF
from skinmetrics.metrics.depth import RED_HIDDEN, deep
from skinmetrics.scoring import Examination, examine
from tests.likeness import alike
from tests.photos import Picture, framed, mapped, mirrored, png, similarity, warped

KIT = Path(__file__).parents[3] / "shared" / "validation"
pytestmark = pytest.mark.skipif(
    not (KIT / "faces.py").exists(), reason="the validation kit is not beside the repository"
)
PEOPLE = range(6)
NAMED = tuple(f"{name}_{side}" for name in ("pupil", "outer_canthus", "mouth_corner") for side in ("left", "right"))


@pytest.fixture(scope="module")
def kit() -> ModuleType:
    spec = importlib.util.spec_from_file_location("validation_faces", KIT / "faces.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def faces(kit: ModuleType) -> list[Any]:
    """Six people spread over the neutral set."""
    everyone = kit.load("neutral")
    return [everyone[i * len(everyone) // len(PEOPLE)] for i in PEOPLE]


def pixels_of(path: Path) -> Picture:
    data = path.read_bytes()
    return decode(data, inspect(data, path.name)).pixels


def truth(kit: ModuleType, face: Any) -> NDArray[np.float64]:
    """The hand-placed points of the contract, in the order of ``NAMED``."""
    places = {"pupil": kit.PUPIL, "outer_canthus": kit.OUTER_CANTHUS, "mouth_corner": kit.MOUTH_CORNER}
    return np.array([face.points[places[name][side]] for name, _, side in (n.rpartition("_") for n in NAMED)])


def error(found: Face, expected: NDArray[np.float64]) -> float:
    """Mean distance of the named points from where they are, in shares of the pupil distance."""
    points = np.array([found.named[name] for name in NAMED])
    pupils = float(np.linalg.norm(expected[0] - expected[1]))
    return float(np.linalg.norm(points - expected, axis=1).mean()) / pupils


@pytest.mark.parametrize("person", PEOPLE)
def test_points_upright_rolled_and_framed(kit: ModuleType, faces: list[Any], person: int) -> None:
    picture, expected = pixels_of(faces[person].path), truth(kit, faces[person])
    upright = find_face(picture)
    errors = {"upright": error(upright, expected)}
    for roll in (-45, -20, 20, 45):
        affine = similarity(picture, roll_deg=roll)
        errors[f"{roll}°"] = error(find_face(warped(picture, affine)), mapped(expected, affine))
    for share in (0.15, 0.95):
        frame = framed(picture, upright, share)
        low, high = upright.points.min(0), upright.points.max(0)
        errors[f"{share:.0%}"] = error(find_face(frame), expected - (low + high) / 2 + frame.shape[0] / 2)
    assert {name: value for name, value in errors.items() if value >= 0.03} == {}


@pytest.fixture(scope="module")
def measured(faces: list[Any]) -> list[Examination]:
    return [examine(face.path.read_bytes(), "face.jpg") for face in faces[:4]]


def test_real_people_are_scored(measured: list[Examination]) -> None:
    for one in measured:
        assert one.result.capture.verdict != "unusable"
        for name, scores in one.result.metrics.items():
            if name == "line_depth" and scores.face is None:  # of people with few lines
                assert any("too few lines" in reason for reason in scores.declined.values())
                continue
            if name in ("redness_patchiness", "blemish_count") and deep(one.skin_map):
                assert scores.declined["face"] == RED_HIDDEN.reason
                continue
            assert (scores.face is not None) == (METRIC_OF[name].needs.resolution != "fine"), name


def test_strangers_mirror_images_and_smiles(kit: ModuleType, faces: list[Any], measured: list[Examination]) -> None:
    for one, other in pairwise(measured):
        assert not alike(one, other).same_person
    retaken = warped(measured[0].photo.pixels, similarity(measured[0].photo.pixels, roll_deg=4, scale=0.95))
    assert alike(measured[0], examine(png(retaken), "x.png")).same_person
    flipped = alike(measured[0], examine(png(mirrored(retaken)), "x.png"))
    assert flipped.is_mirrored
    assert flipped.same_person
    smiles = {face.person: face for face in kit.load("smiling")}
    smiling = alike(measured[0], examine(smiles[faces[0].person].path.read_bytes(), "smile.jpg"))
    assert smiling.same_person
    assert not smiling.same_expression


def test_places_lie_in_their_regions(kit: ModuleType, faces: list[Any], measured: list[Examination]) -> None:
    """Middles of the places that the kit's changes are put on, found in the regions they are meant for."""
    px, (x_mm, y_mm) = 2.5, nodes_mm()
    for face, one in zip(faces, measured, strict=False):
        nodes = frame().place(one.face.mesh)[..., :2]
        for side, sign in (("left", 1), ("right", -1)):
            cheek = 0.55 * face.points[kit.CHEEK[side]] + 0.45 * face.points[kit.NOSE_WING[side]]
            canthus = face.points[kit.OUTER_CANTHUS[side]] + [sign * 9 * face.px_per_mm, 0]
            pupil = face.points[kit.PUPIL[side]] + [0, 17 * face.px_per_mm]
            for region, place in (("cheek", cheek), ("crows_feet", canthus), ("infraorbital", pupil)):
                row, column = np.unravel_index(np.linalg.norm(nodes - place, axis=-1).argmin(), nodes.shape[:2])
                mask = region_mask(f"{region}_{side}", px)
                at = int((y_mm[row] - TOP_MM) * px), int((x_mm[column] - LEFT_MM) * px)
                assert mask[at], (face.person, region, side)
