from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from skinmetrics.imaging.halves import Halves
from skinmetrics.imaging.landmarks.crop import Square


@given(arrays(np.uint8, st.tuples(st.integers(1, 70), st.integers(1, 70), st.just(3))), st.floats(0.1, 40))
def test_means_over_whole_blocks(pixels: np.ndarray, times: float) -> None:
    small, halved = Halves(pixels).shrunk(times)
    assert halved <= max(times, 1)
    h, w = small.shape[:2]
    assert h * halved <= pixels.shape[0]
    assert w * halved <= pixels.shape[1]
    blocks = pixels[: h * halved, : w * halved].reshape(h, halved, w, halved, 3).mean((1, 3))
    assert np.abs(small - blocks).max(initial=0) <= 0.5 * np.log2(max(halved, 2)) + 1e-6  # each half is rounded


@pytest.mark.parametrize("side", [150, 400, 700, 1000, 1230, 2600])
def test_a_crop_lies_where_it_says(side: float) -> None:
    """Whatever it was averaged from, to a tenth of a photo's px."""
    n = 1400
    wave = 120 + 60 * np.sin(np.arange(n) / 150)
    noise = np.random.default_rng(0).normal(0, 1, (n, n))
    pixels = np.stack([wave[None] + noise, wave[:, None] + noise, noise * 0], -1)
    square = Square((701.3, 695.2), side, 7.0)
    crop = square.cut(Halves(np.round(np.clip(pixels, 0, 255)).astype(np.uint8)), 192).astype(float)
    rows, columns = np.indices((192, 192))
    to_image = square.to_image(192)
    for channel in (0, 1):
        at = to_image[channel] @ np.stack([columns.ravel(), rows.ravel(), np.ones(192 * 192)])
        other = to_image[1 - channel] @ np.stack([columns.ravel(), rows.ravel(), np.ones(192 * 192)])
        inside = (np.minimum(at, other) > 20) & (np.maximum(at, other) < n - 20)
        slope = 60 / 150 * np.cos(at / 150)
        apart = crop[..., channel].ravel() - (120 + 60 * np.sin(at / 150))
        assert abs((apart * slope)[inside].sum() / (slope**2)[inside].sum()) < 0.1
