"""What worker processes make of several photos of one client: a time-lapse, and whether two can be compared."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import TypeVar

import numpy as np
from PIL import Image

from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.photo import Limits, PhotoError
from skinmetrics.progress.noise import load_noise_model
from skinmetrics.progress.pair import BY_DATE, compare
from skinmetrics.scoring import examine

Item = TypeVar("Item")

GIF_WIDTH = 320
GIF_STEP_MS = 700
GIF_FRAMES_MAX = 60


def gif_of(pictures: Sequence[bytes]) -> bytes:
    """The pictures (files of one size) as an animated GIF that goes on for ever, the last one held. Not empty."""
    frames = [_small(picture) for picture in pictures]
    out = io.BytesIO()
    steps = [GIF_STEP_MS] * (len(frames) - 1) + [2 * GIF_STEP_MS]
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=steps, loop=0)
    return out.getvalue()


def thinned(items: Sequence[Item], most: int) -> list[Item]:
    """No more than `most`, evenly spread, first and last among them."""
    if len(items) <= most:
        return list(items)
    return [items[int(n)] for n in np.linspace(0, len(items) - 1, most).round()]


def difference_in_taking(pair: tuple[bytes, bytes], limits: Limits) -> tuple[str, ...]:
    """Why two photos do not compare well, in sentences; none where they do. The records know their days better."""
    try:
        first, last = (examine(photo, "photo", limits) for photo in pair)
    except (PhotoError, FaceError) as error:
        return (str(error),)
    found = compare([first], [last], load_noise_model()).problems
    return tuple(problem.message for problem in found if problem.code not in BY_DATE)


def _small(picture: bytes) -> Image.Image:
    with Image.open(io.BytesIO(picture)) as image:
        height = round(image.height * GIF_WIDTH / image.width)
        return image.convert("RGB").resize((GIF_WIDTH, height)).quantize(128)
