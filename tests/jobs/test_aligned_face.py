"""What is kept of a face beside its scores, and lines found again from it."""

from __future__ import annotations

import io
from dataclasses import replace
from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image

from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.imaging.registration import Relief, region_shifts, relief_shifts
from skinmetrics.jobs.aligned_face import (
    AlignedFace,
    Picture,
    aligned_face,
    even,
    for_display,
    is_current,
    jpeg,
    laid_over,
    unpacked,
)
from skinmetrics.jobs.following import follow_lines
from skinmetrics.metrics.traces import trace_lines
from tests import photos

TURNED = replace(photos.STANDARD_CAMERA, yaw_deg=2.0, pitch_deg=-2.0, roll_deg=2.0)


@cache
def kept(*, turned: bool = False) -> bytes:
    return aligned_face(photos.examined("bruno", camera=TURNED) if turned else photos.examined("bruno"))


def test_what_was_packed_comes_out_again() -> None:
    seen = photos.examined("bruno")
    found = unpacked(kept())
    lines = trace_lines(seen.skin_map.ridges, seen.skin_map.skin.light)
    assert len(found.lines) == len(lines) > 5
    for one, other in zip(found.lines, lines, strict=True):
        assert one.region == other.region
        assert one.points == pytest.approx(other.points, abs=0.01)
        assert (one.length_mm, one.depth) == pytest.approx((other.length_mm, other.depth), abs=0.01)
    assert np.abs(found.pixels.astype(int) - for_display(seen)).mean() < 3
    assert is_current(kept())


@pytest.mark.parametrize("other", [b"", b"no zip", kept().replace(b"version", b"verdict")])
def test_anything_else_is_made_anew(other: bytes) -> None:
    assert not is_current(other)


def test_the_file_holds_no_metadata_of_the_photo() -> None:
    with Image.open(io.BytesIO(unpacked(kept()).face)) as picture:
        assert dict(picture.getexif()) == {}


def test_registration_finds_the_same_from_what_is_kept() -> None:
    first, second = photos.examined("bruno").skin_map.skin, photos.examined("bruno", camera=TURNED).skin_map.skin
    wanted = region_shifts(first, second, STANDARD.px_per_mm)
    found = relief_shifts(unpacked(kept()).relief, unpacked(kept(turned=True)).relief, STANDARD.px_per_mm)
    assert set(found) == set(wanted)
    for region, shift in found.items():
        assert (shift.x, shift.y) == pytest.approx((wanted[region].x, wanted[region].y), abs=0.05), region


def test_a_face_is_laid_where_the_other_s_skin_lies() -> None:
    first = unpacked(kept())
    down, right = 4, -3  # px of the standard resolution, that of this photo
    moved = AlignedFace(
        jpeg(np.roll(first.pixels, (down, right), (0, 1))),
        Relief(np.roll(first.relief.image, (down, right), (0, 1)), np.roll(first.relief.mask, (down, right), (0, 1))),
        (),
        first.print,
    )
    h, w = first.pixels.shape[:2]
    middle = slice(h // 4, 3 * h // 4), slice(w // 4, 3 * w // 4)

    def apart(pixels: Picture) -> float:
        return float(np.abs(pixels[middle].astype(float) - first.pixels[middle]).mean())

    assert apart(laid_over(first, moved)) < 0.4 * apart(moved.pixels)


def test_even_light_takes_a_lamp_away_and_leaves_the_skin() -> None:
    pixels = unpacked(kept()).pixels
    h, w = pixels.shape[:2]
    lamp = np.linspace(0.7, 1.0, w)
    dimmed = np.asarray(np.round(pixels * lamp[None, :, None]), np.uint8)
    middle = slice(h // 4, 3 * h // 4), slice(w // 4, 3 * w // 4)

    def across(one: Picture, other: Picture) -> float:
        return float(np.log(one[middle].mean((0, 2)) / other[middle].mean((0, 2))).std())

    assert across(even(dimmed), even(pixels)) < 0.3 * across(dimmed, pixels)
    lines = [cv2.Laplacian(picture[middle].mean(2), cv2.CV_64F).ravel() for picture in (even(pixels), pixels)]
    assert np.corrcoef(lines)[0, 1] > 0.9


def test_most_long_lines_are_found_again_on_another_photo() -> None:
    followed = follow_lines([kept(), kept(turned=True)])
    itself, other = followed.seen
    long = [number for number, line in enumerate(followed.lines) if line.length_mm > 8]
    assert set(itself) == set(range(len(followed.lines)))
    assert len(long) >= 5
    assert np.mean([number in other for number in long]) > 0.7
