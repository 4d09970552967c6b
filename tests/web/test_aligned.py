"""What is made of several photos of one client."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
from PIL import Image, ImageOps

from skinmetrics.imaging.photo import Limits
from skinmetrics.web.client.aligned import GIF_WIDTH, difference_in_taking, gif_of, thinned


def jpeg(level: int) -> bytes:
    out = io.BytesIO()
    Image.fromarray(np.full((190, 128, 3), level, np.uint8)).save(out, "JPEG")
    return out.getvalue()


def half(path: Path, *, mirrored: bool = False) -> bytes:
    out = io.BytesIO()
    with Image.open(path) as image:
        small = image.reduce(2)
        (ImageOps.mirror(small) if mirrored else small).save(out, "JPEG", quality=92)
    return out.getvalue()


def test_a_time_lapse_has_a_frame_for_each_picture_in_their_order() -> None:
    with Image.open(io.BytesIO(gif_of([jpeg(level) for level in (10, 120, 240)]))) as gif:
        levels = []
        for frame in range(getattr(gif, "n_frames", 1)):
            gif.seek(frame)
            levels.append(int(np.asarray(gif.convert("L")).mean()))
        assert gif.width == GIF_WIDTH
        assert gif.info["loop"] == 0
    assert [round(level, -1) for level in levels] == [10, 120, 240]


def test_many_pictures_are_thinned_evenly_with_both_ends() -> None:
    pictures = [bytes([n]) for n in range(100)]
    kept = [picture[0] for picture in thinned(pictures, 10)]
    assert (kept[0], kept[-1], len(kept)) == (0, 99, 10)
    assert set(np.diff(kept)) == {11}
    assert thinned(pictures[:3], 10) == pictures[:3]


def test_two_photos_of_one_occasion_compare_and_a_mirrored_one_is_told(sample_photos: list[Path]) -> None:
    first, second = (half(path) for path in sample_photos[:2])
    assert difference_in_taking((first, second), Limits()) == ()
    (told,) = difference_in_taking((first, half(sample_photos[1], mirrored=True)), Limits())
    assert "mirrored" in told
    assert difference_in_taking((b"no photo", first), Limits())
