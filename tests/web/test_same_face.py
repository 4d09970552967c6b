from __future__ import annotations

from dataclasses import replace

from skinmetrics.imaging.shake import CameraPath
from skinmetrics.scoring import Examination
from skinmetrics.web.quick_look.same_face import swapped


def test_a_mirrored_photo_s_regions_and_camera_path_are_turned_back(portrait_measured: Examination) -> None:
    scores = replace(portrait_measured.result, path=CameraPath(0.1, 0.3))
    turned = swapped(scores)
    lines, back = scores.metrics["fine_line_density"].regions, turned.metrics["fine_line_density"].regions
    assert back["cheek_left"] == lines["cheek_right"] != lines["cheek_left"]
    assert turned.path == CameraPath(0.1, -0.3)
    assert swapped(turned) == scores
    assert swapped(replace(scores, path=None)).path is None
