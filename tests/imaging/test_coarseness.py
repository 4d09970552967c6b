"""How coarsely a file stores its picture is read from its header, whatever bytes it has."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from skinmetrics.imaging.coarseness import COARSE, TOO_COARSE, of_jpeg, of_webp
from skinmetrics.imaging.photo import inspect
from skinmetrics.imaging.photo_file import PhotoError
from tests.imaging.test_photo import saved


def picture() -> Image.Image:
    """Waves and noise, of which an encoder makes parts that it stores more and less finely."""
    y, x = np.mgrid[:160, :200]
    grain = np.random.default_rng(1).normal(0, 12, (160, 200, 3)) * (x > 100)[..., None]
    waves = 128 + 60 * np.sin(x / 17) * np.cos(y / 23)
    return Image.fromarray(np.clip(waves[..., None] + grain, 0, 255).astype(np.uint8))


def stored(format_: str, quality: int, image: Image.Image | None = None, **options: Any) -> bytes:
    file = BytesIO()
    (image or picture()).save(file, format_, quality=quality, **options)
    return file.getvalue()


def coarseness(data: bytes) -> float | None:
    return inspect(data, "photo").coarseness


@pytest.mark.parametrize(
    ("quality", "least", "most"),
    [(100, 0.0, 0.1), (95, 0.0, 0.3), (88, 0.0, 0.5), (75, 0.8, COARSE), (70, COARSE, TOO_COARSE), (60, TOO_COARSE, 2)],
)
def test_jpeg_tells_by_its_table_of_luminance(quality: int, least: float, most: float) -> None:
    for options in ({}, {"subsampling": 0}, {"progressive": True}):
        read = coarseness(stored("JPEG", quality, **options))
        assert read is not None
        assert least <= read < most


@pytest.mark.parametrize(("quality", "index"), [(100, 0), (95, 6), (90, 12), (80, 27), (75, 36), (0, 127)])
def test_webp_tells_by_the_index_of_its_quantiser_below_nought(quality: int, index: int) -> None:
    expected = pytest.approx(-index / 12)
    assert coarseness(stored("WEBP", quality)) == expected
    assert coarseness(stored("WEBP", quality, method=0)) == expected
    assert coarseness(stored("WEBP", quality, exif=b"Exif\0\0odd", icc_profile=b"p" * 501)) == expected, "behind chunks"
    see_through = picture().convert("RGBA")
    see_through.putalpha(200)
    assert coarseness(stored("WEBP", quality, see_through)) == expected


def test_nobody_knows_it_of_what_is_stored_without_loss_or_moves() -> None:
    assert coarseness(stored("WEBP", 80, lossless=True)) is None
    assert coarseness(stored("WEBP", 80, save_all=True, append_images=[picture().rotate(9)])) is None
    assert coarseness(saved(picture(), "PNG")) is None
    assert coarseness(saved(picture(), "HEIF")) is None
    assert of_jpeg(None) is of_jpeg([]) is None


WEBP, JPEG = stored("WEBP", 80), stored("JPEG", 80)


@given(
    st.one_of(
        st.binary(max_size=400),
        st.binary(max_size=300).map(lambda rest: WEBP[:12] + b"VP8 " + rest),
        st.binary(max_size=300).map(lambda rest: WEBP[:30] + rest),
        st.integers(0, len(WEBP)).map(lambda length: WEBP[:length]),
    )
)
def test_whatever_the_bytes_are_there_is_an_answer(data: bytes) -> None:
    read = of_webp(data)
    assert read is None or -127 / 12 <= read <= 0


@given(
    st.lists(st.tuples(st.integers(0, 200), st.integers(0, 255)), min_size=1, max_size=8), st.sampled_from([WEBP, JPEG])
)
def test_a_broken_header_is_a_photo_or_refused(changes: list[tuple[int, int]], file: bytes) -> None:
    data = bytearray(file)
    for place, value in changes:
        data[place] = value
    try:
        read = coarseness(bytes(data))
    except PhotoError:
        return
    assert read is None or np.isfinite(read)


def test_chunks_without_end_are_not_followed() -> None:
    assert of_webp(b"RIFF\0\0\0\0WEBP" + b"junk\0\0\0\0" * 1000 + WEBP[12:]) is None
