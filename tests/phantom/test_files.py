from __future__ import annotations

import io
from datetime import datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image as Pillow

from skinmetrics.phantom import jpeg, with_caption
from skinmetrics.phantom.files import CAPTION

PICTURE = np.random.default_rng(2).integers(0, 255, (400, 300, 3), np.uint8)
moments = st.integers(631152000, 2840140800)
quarters = st.integers(-12 * 4, 14 * 4)


@given(moments, quarters)
def test_the_time_of_taking_is_in_exif(seconds: int, quarter_hours: int) -> None:
    taken = datetime.fromtimestamp(seconds, timezone(timedelta(minutes=15 * quarter_hours)))
    with Pillow.open(io.BytesIO(jpeg(PICTURE, 80, taken))) as photo:
        fields = photo.getexif().get_ifd(0x8769)
        description = photo.getexif()[0x010E]
    assert datetime.strptime(f"{fields[0x9003]} {fields[0x9011]}", "%Y:%m:%d %H:%M:%S %z") == taken
    assert description == CAPTION


def test_a_photo_without_a_time_has_no_exif() -> None:
    with Pillow.open(io.BytesIO(jpeg(PICTURE, 80))) as photo:
        assert not photo.getexif()
        assert photo.size == (300, 400)


def test_red_stays_red() -> None:
    red = np.zeros((64, 64, 3), np.uint8)
    red[..., 0] = 200
    with Pillow.open(io.BytesIO(jpeg(red, 95))) as photo:
        middle = np.asarray(photo)[30, 30]
    assert middle == pytest.approx((200, 0, 0), abs=6)


def test_the_caption_darkens_a_strip_at_the_bottom_and_nothing_else() -> None:
    marked = with_caption(PICTURE)
    np.testing.assert_array_equal(marked[:380], PICTURE[:380])
    assert marked[390:, :20].mean() < 0.5 * PICTURE[390:, :20].mean()
    assert marked[388:, 80:220].max() > 200
    assert PICTURE.flags.writeable
