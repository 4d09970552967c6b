"""Photos that cannot be scored: each has its reason and what to do, and no bytes raise."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.photo import Limits, PhotoError
from skinmetrics.phantom import Rendering
from skinmetrics.scoring import PhotoRefused, PhotoScores, examine, score
from tests.photos import jpeg, png, similarity, warped

REFUSALS = {
    "unreadable", "no_face", "many_faces", "face_too_small", "face_cut_off", "too_large", "not_an_image"
}  # fmt: skip


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "unreadable"), (b"%PDF-1.7\n", "not_an_image"), (b"GIF89a" + bytes(40), "not_an_image"),
        (png(np.full((300, 300, 3), 128, np.uint8)), "no_face"),
        (png(np.full((300, 300, 3), 128, np.uint8))[:200], "unreadable"),
    ],
    ids=["empty", "pdf", "gif", "wall", "torn"],
)  # fmt: skip
def test_refusals(data: bytes, code: str) -> None:
    result = score(data, "b.jpg")
    assert isinstance(result, PhotoRefused)
    assert result.code == code
    assert result.as_json() == {"photo": "b.jpg", "error": {"code": code, "message": result.message}}
    assert result.message.endswith(".")
    assert result.named("c.jpg").as_json()["photo"] == "c.jpg"
    with pytest.raises((PhotoError, FaceError)) as error:
        examine(data, "b.jpg")
    assert str(error.value) == result.message


def test_limits_are_kept(portrait: Rendering) -> None:
    data = png(portrait.image)
    for limits in (Limits(max_megapixels=0.5), Limits(max_megabytes=0.1)):
        result = score(data, "a.png", limits)
        assert isinstance(result, PhotoRefused)
        assert result.code == "too_large"


def check(result: PhotoScores | PhotoRefused) -> None:
    if isinstance(result, PhotoRefused):
        assert result.code in REFUSALS
        assert result.message
    else:
        json.dumps(result.as_json(), allow_nan=False)


@settings(max_examples=60, deadline=None)
@given(st.binary(max_size=200), st.text(max_size=12))
@example(b"\xff\xd8\xff", "IMG_20260301_101500.jpg")
@example(b"\x89PNG\r\n\x1a\n", "")
def test_no_bytes_and_no_name_raise(data: bytes, name: str) -> None:
    check(score(data, name))


@settings(max_examples=30, deadline=None)
@given(data=st.data())
def test_a_damaged_photo_never_raises(portrait: Rendering, data: Any) -> None:
    small = warped(portrait.image, similarity(portrait.image, scale=0.3))
    good = bytearray(jpeg(small) if data.draw(st.booleans()) else png(small))
    for _ in range(data.draw(st.integers(1, 6))):
        good[data.draw(st.integers(0, len(good) - 1))] = data.draw(st.integers(0, 255))
    check(score(bytes(good[: data.draw(st.integers(1, len(good)))]), "x.jpg"))
