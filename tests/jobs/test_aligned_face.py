"""What is kept of a face beside its scores, and lines found again from it."""

from __future__ import annotations

import io
from dataclasses import asdict, replace
from functools import cache

import cv2
import numpy as np
import pytest
from PIL import Image

from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.imaging.likeness import agreement, skin_print
from skinmetrics.imaging.regions import other_side
from skinmetrics.imaging.registration import Relief, relief_of, relief_shifts
from skinmetrics.jobs.aligned_face import (
    AlignedFace,
    Picture,
    aligned_face,
    even,
    for_display,
    is_current,
    jpeg,
    laid_over,
    packed,
    unpacked,
)
from skinmetrics.jobs.following import follow_lines
from skinmetrics.metrics.traces import trace_lines
from skinmetrics.scoring import Examination
from tests import photos

TURNED = replace(photos.STANDARD_CAMERA, yaw_deg=2.0, pitch_deg=-2.0, roll_deg=2.0)


@cache
def kept(*, turned: bool = False) -> bytes:
    return aligned_face(photos.examined("bruno", camera=TURNED) if turned else photos.examined("bruno"))


@cache
def mirrored_photo() -> Examination:
    return photos.examine_picture(photos.mirrored(photos.rendered("bruno", camera=TURNED).image))


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


@pytest.mark.parametrize("other", ["retake", "mirrored", "kwame"])
def test_eight_bits_tell_people_apart_as_all_do(other: str) -> None:
    if other == "mirrored":
        seen = mirrored_photo()
    else:
        seen = photos.examined("kwame") if other == "kwame" else photos.examined("bruno", camera=TURNED)
    one, full = (skin_print(examination.skin_map.skin) for examination in (photos.examined("bruno"), seen))
    few = agreement(unpacked(kept()).print, unpacked(aligned_face(seen)).print)
    assert asdict(few) == pytest.approx(asdict(agreement(one, full)), abs=0.01)
    assert (few.same_person, few.is_mirrored) == (other != "kwame", other == "mirrored")


def test_a_mirrored_face_is_turned_back() -> None:
    straight, flipped = unpacked(kept()), unpacked(aligned_face(mirrored_photo()))
    plain = unpacked(kept(turned=True))
    assert plain.turned_like(straight) is plain
    turned = flipped.turned_like(straight)
    apart = [np.abs(face.pixels.astype(float) - plain.pixels).mean() for face in (turned, flipped)]
    assert apart[0] < 0.4 * apart[1]
    assert agreement(plain.print, turned.print).same > 0.9
    sides = [line for line in turned.lines if line.region != other_side(line.region)]
    assert sides
    assert all((line.points[:, 0].mean() > 0) == line.region.endswith("left") for line in sides)
    twice = turned.mirrored
    assert [line.region for line in twice.lines] == [line.region for line in flipped.lines]
    np.testing.assert_array_equal(twice.relief.image, flipped.relief.image)


def test_lines_are_followed_onto_a_mirrored_photo() -> None:
    straight = follow_lines([kept(), kept(turned=True)])
    mirrored = follow_lines([kept(), aligned_face(mirrored_photo())])
    assert len(mirrored.seen[1]) > 0.8 * len(straight.seen[1])


@pytest.mark.parametrize("other", [b"", b"no zip", kept().replace(b"version", b"verdict")])
def test_anything_else_is_made_anew(other: bytes) -> None:
    assert not is_current(other)


def test_a_file_of_another_version_is_made_anew(monkeypatch: pytest.MonkeyPatch) -> None:
    file = kept()
    monkeypatch.setattr("skinmetrics.jobs.aligned_face.VERSION", "a later one")
    assert not is_current(file)


def test_the_file_holds_no_metadata_of_the_photo() -> None:
    with Image.open(io.BytesIO(unpacked(kept()).face)) as picture:
        assert dict(picture.getexif()) == {}


def test_registration_finds_the_same_from_what_is_kept() -> None:
    both = photos.examined("bruno"), photos.examined("bruno", camera=TURNED)
    first, second = (relief_of(one.skin_map.skin, STANDARD.px_per_mm) for one in both)
    wanted = relief_shifts(first, second, STANDARD.px_per_mm)
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


def test_a_line_that_breaks_on_another_photo_is_followed_whole() -> None:
    face = unpacked(kept())
    line, *others = face.lines
    half, knots = len(line.points) // 2, np.linalg.norm(np.diff(line.points, axis=0), axis=1)
    pieces = [
        replace(line, points=line.points[part], length_mm=float(knots[steps].sum()))
        for part, steps in ((slice(half), slice(half - 1)), (slice(half, None), slice(half, None)))
    ]
    broken = replace(face, lines=(*sorted(pieces, key=lambda piece: -piece.length_mm), *others))
    seen = follow_lines([kept(), packed(broken)]).seen[1]
    assert seen[0].length_mm == pytest.approx(sum(piece.length_mm for piece in pieces), abs=0.1)
    assert len(seen) == len(face.lines)
