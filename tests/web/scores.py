"""Made-up scores: what the page has to cope with, without a photo behind it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import cv2
import numpy as np

from skinmetrics.imaging.difference import Taking
from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.landmarks.pose import mean_face
from skinmetrics.imaging.likeness import SkinPrint
from skinmetrics.imaging.photo import TakenAt
from skinmetrics.imaging.regions import REGIONS
from skinmetrics.imaging.registration import Relief
from skinmetrics.imaging.skin import Skin
from skinmetrics.jobs.aligned_face import AlignedFace, packed
from skinmetrics.scoring import Capture, MetricScores, PhotoScores
from skinmetrics.web.quick_look.look import Look
from skinmetrics.web.quick_look.series import Dated

PRINT = np.zeros((400, 280), np.float32)
"""What tells nobody."""

FACE = Face(
    mesh=np.asarray(mean_face().points, np.float32),
    eyes={},
    confidence=0.9,
    yaw_deg=0.0,
    pitch_deg=0.0,
    roll_deg=0.0,
    mm_per_px=0.3,
    named={},
)


def at(text: str) -> TakenAt:
    """A moment from ISO text; a mere day where no time is given."""
    return TakenAt(datetime.fromisoformat(text), precise="T" in text)


def metrics(lines: float | None, texture: float | None) -> Mapping[str, MetricScores]:
    """Both metrics, all regions alike but the chin, which is declined."""

    def of(unit: str, value: float | None) -> MetricScores:
        regions = dict.fromkeys(REGIONS, value) | {"chin": None}
        return MetricScores(unit, value, regions, {"chin": "beard"}, version=1, parameters_hash="c0ffee")

    return {"fine_line_density": of("mm/cm²", lines), "texture_roughness": of("%", texture)}


def scores(
    name: str, when: str | None, lines: float | None = 3.0, texture: float | None = 4.0, *, fine: bool = False
) -> PhotoScores:
    """The scores of a photo called `name`; at the fine resolution they are ten times as high."""
    return PhotoScores(
        photo=name,
        sha256=name * 8,
        taken_at=None if when is None else at(when),
        face=FACE,
        capture=Capture("good", ()),
        white="eyes",
        metrics=metrics(lines, texture),
        metrics_fine=metrics(None if lines is None else 10 * lines, 40.0) if fine else None,
    )


def dated(name: str, when: str, lines: float | None = 3.0, texture: float | None = 4.0, *, fine: bool = False) -> Dated:
    """A photo in a series."""
    return Dated(scores(name, None, lines, texture, fine=fine), at(when))


def skin_of(person: int) -> SkinPrint:
    """What tells somebody."""
    return np.random.default_rng(person).normal(0, 0.05, PRINT.shape).astype(np.float32)


def look(of: PhotoScores, own: SkinPrint = PRINT) -> Look:
    """The look that a worker would have sent."""
    jpeg = cv2.imencode(".jpg", np.full((50, 36, 3), 128, np.uint8))[1].tobytes()
    light = np.random.default_rng(1).normal(0, 0.05, (475, 320)).astype(np.float32)
    taking = Taking(FACE, Skin(np.ones(light.shape, bool), light), 0.05)
    aligned = packed(AlignedFace(jpeg, Relief(np.zeros((4, 3), np.float32), np.ones((4, 3), bool)), (), own))
    return Look(of, jpeg, (36, 50), ((1, 1), (30, 1), (18, 45)), aligned, taking)
