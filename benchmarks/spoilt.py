"""What a phone, an app or make-up does to a burst of photos: is it told, or called a change?

    .venv/bin/python -m benchmarks.spoilt [--people 6] [--faces FOLDER] [--only WHAT …] [--first 0]

Faces whose skin stays the same are photographed in a burst of three and in a later one, which is spoilt in every
way. Two bursts are compared as ``compare`` does, and a face counts where any score, of the whole face or of a region,
is called a change. Faces are drawn, or are the photos of a folder, taken again by simulation. A minute and
a half a face on one core.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.clients import client
from benchmarks.noise_model import views
from benchmarks.srgb import srgb
from skinmetrics.imaging.facemap import linear_light
from skinmetrics.imaging.landmarks import find_face
from skinmetrics.imaging.photo import decode, inspect
from skinmetrics.phantom import jpeg, metered, render, skin_for_age
from skinmetrics.progress.comparability.reasons import CODES
from skinmetrics.progress.noise import NoiseModel, load_noise_model
from skinmetrics.progress.pair import Pair, compare
from skinmetrics.scoring import Examination, examine

Picture = NDArray[np.uint8]
Light = NDArray[np.float32]
PHOTOS, QUALITY = 3, 92
PEOPLE = 6
"""One of each tone."""
FIRST_CLIENT = 100
"""Others than those that the noise model and new_clients.py are made of."""

_OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152, 148, 176, 149, 150,
    136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
_BARE = (
    (33, 7, 163, 144, 145, 153, 154, 155, 133, 173, 157, 158, 159, 160, 161, 246),
    (263, 249, 390, 373, 374, 380, 381, 382, 362, 398, 384, 385, 386, 387, 388, 466),
    (61, 146, 91, 181, 84, 17, 314, 405, 321, 375, 291, 409, 270, 269, 267, 0, 37, 39, 40, 185),
)
"""Points of the mesh around the face, and around the eyes and the lips, where no foundation goes."""


@dataclass(frozen=True)
class Shot:
    """A picture (h, w, 3) uint8 sRGB, its scale in px per mm, where its skin is (h, w), 0 … 1, and its own chance."""

    picture: Picture
    px_per_mm: float
    skin: Light
    rng: np.random.Generator


def _blurred(values: Light, sigma: float) -> Light:
    return np.asarray(cv2.GaussianBlur(values, (0, 0), sigma), np.float32)


def _stored(values: Light) -> Picture:
    return np.asarray(np.clip(np.round(values), 0, 255), np.uint8)


def _grain(shot: Shot, sigma_px: float) -> Light:
    """Noise of SD 1, so coarse."""
    noise = _blurred(shot.rng.standard_normal(shot.picture.shape[:2]).astype(np.float32), sigma_px)
    return np.asarray(noise / noise.std(), np.float32)


def noisy(colour: float, light: float, coarse_px: float) -> Callable[[Shot], Picture]:
    """Noise of colours, so coarse, and fine noise of light, SD in grey levels."""

    def spoil(shot: Shot) -> Picture:
        seen = cv2.cvtColor(shot.picture, cv2.COLOR_RGB2YCrCb).astype(np.float32)
        seen[..., 0] += light * _grain(shot, 0.6)
        for channel in (1, 2):
            seen[..., channel] += colour * _grain(shot, coarse_px)
        return np.asarray(cv2.cvtColor(_stored(seen), cv2.COLOR_YCrCb2RGB), np.uint8)

    return spoil


def colours_smoothed(sigma_mm: float) -> Callable[[Shot], Picture]:
    """As phones do where there is little light."""

    def spoil(shot: Shot) -> Picture:
        seen = cv2.cvtColor(shot.picture, cv2.COLOR_RGB2YCrCb).astype(np.float32)
        for channel in (1, 2):
            seen[..., channel] = _blurred(seen[..., channel], sigma_mm * shot.px_per_mm)
        return np.asarray(cv2.cvtColor(_stored(seen), cv2.COLOR_YCrCb2RGB), np.uint8)

    return spoil


def _sharpened(picture: Picture, amount: float, sigma: float) -> Picture:
    values = picture.astype(np.float32)
    return _stored(values + amount * (values - _blurred(values, sigma)))


def smoothed(scale: float, strength: float, colour: float, sharpened: float) -> Callable[[Shot], Picture]:
    """Made smaller, freed of noise by non-local means of such strengths, as large as before, and sharpened."""

    def spoil(shot: Shot) -> Picture:
        size = (shot.picture.shape[1], shot.picture.shape[0])
        small = cv2.resize(shot.picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        clean = cv2.fastNlMeansDenoisingColored(small, None, strength, colour, 3, 9)
        whole = np.asarray(cv2.resize(clean, size, interpolation=cv2.INTER_LANCZOS4), np.uint8)
        return _sharpened(whole, sharpened, 0.3 * shot.px_per_mm)

    return spoil


def foundation(colour: float, light: float, sigma_mm: float = 2.5) -> Callable[[Shot], Picture]:
    """Takes such shares of what differs within a few mm, in colour and in light, off the skin."""

    def spoil(shot: Shot) -> Picture:
        seen = np.log(linear_light(shot.picture) + np.float32(1e-4))
        shade = seen.mean(2, keepdims=True)
        tint = seen - shade
        sigma = sigma_mm * shot.px_per_mm
        off = light * (shade[..., 0] - _blurred(shade[..., 0], sigma))[..., None] + colour * (
            tint - _blurred(tint, sigma)
        )
        return srgb(np.exp(seen - off * shot.skin[..., None]))

    return spoil


def beauty(grey_levels: float, share: float) -> Callable[[Shot], Picture]:
    """A filter that keeps edges, laid over the photo."""

    def spoil(shot: Shot) -> Picture:
        width = int(2 * round(2 * shot.px_per_mm) + 1)
        even = cv2.bilateralFilter(shot.picture, width, grey_levels, 1.2 * shot.px_per_mm)
        return np.asarray(cv2.addWeighted(shot.picture, 1 - share, even, share, 0), np.uint8)

    return spoil


SPOILT: Mapping[str, Callable[[Shot], Picture]] = {
    "nothing": lambda shot: shot.picture,
    "blotches of colour, SD 0.7 grey levels": noisy(0.7, 0.7, 2.0),
    "blotches of colour, 1.2": noisy(1.2, 1.0, 2.0),
    "noise of colours, 2.5, and of light, 1.5": noisy(2.5, 1.5, 0.7),
    "colours smoothed over 0.8 mm": colours_smoothed(0.8),
    "colours smoothed over 1.5 mm": colours_smoothed(1.5),
    "smoothed, sharpened a little": smoothed(1.0, 2, 3, 0.6),
    "made smaller, smoothed, sharpened": smoothed(0.7, 3, 5, 1.2),
    "foundation, 0.4 of colour and light": foundation(0.4, 0.4),
    "foundation, half of colour, 0.15 of light": foundation(0.5, 0.15),
    "a light beauty filter": beauty(12, 0.4),
    "a strong beauty filter": beauty(20, 0.7),
}
Retaken = Callable[[int], Picture]
"""Another photo of a face by its number: those of a burst are ``PHOTOS`` in a row."""


def drawn(number: int) -> Retaken:
    """A drawn client, within the photo protocol."""
    who = client(number)
    state = skin_for_age(who)

    def photo(shot: int) -> Picture:
        burst, place = divmod(shot, PHOTOS)
        camera, room = views(np.random.default_rng([37, number, burst]), 1.0, PHOTOS)[place]
        return render(who, state, metered(camera, who.tone), room).image

    return photo


def clients(first: int = 0, people: int = PEOPLE) -> list[Retaken]:
    """As many drawn clients, after the first so many."""
    return [drawn(FIRST_CLIENT + number) for number in range(first, first + people)]


def retaken(file: Path) -> Retaken:
    """A photo of a folder, framed, lit and focused a little otherwise each time: neither head nor lamp move."""
    data = file.read_bytes()
    picture = decode(data, inspect(data, file.name)).pixels

    def photo(shot: int) -> Picture:
        rng = np.random.default_rng([41, shot])
        height, width = picture.shape[:2]
        light = linear_light(picture) * np.float32(2 ** rng.uniform(-0.4, 0.4))
        light = light * np.exp(rng.normal(0, 0.04, 3)).astype(np.float32)
        across = np.linspace(-0.5, 0.5, width, dtype=np.float32)[None, :, None]
        light = light * np.exp(np.float32(rng.uniform(-0.5, 0.5)) * across)
        turn = cv2.getRotationMatrix2D((width / 2, height / 2), rng.uniform(-5, 5), rng.uniform(0.95, 1.05))
        moved = cv2.warpAffine(light, turn, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REPLICATE)
        soft = _blurred(np.asarray(moved, np.float32), rng.uniform(0.3, 0.5))
        grain = rng.standard_normal(soft.shape).astype(np.float32) * np.sqrt(np.maximum(soft, 0) + 1e-3)
        return srgb(np.asarray(soft + np.float32(rng.uniform(0.004, 0.008)) * grain, np.float32))

    return photo


def _shot(picture: Picture, rng: np.random.Generator) -> Shot:
    face = find_face(picture)
    skin = np.zeros(picture.shape[:2], np.float32)
    for value, points in ((1.0, _OVAL), *((0.0, bare) for bare in _BARE)):
        cv2.fillPoly(skin, [np.round(face.points[list(points)]).astype(np.int32)], value)
    return Shot(picture, face.px_per_mm, _blurred(skin, 0.7 * face.px_per_mm), rng)


def _shots(photo: Retaken, burst: int) -> list[Shot]:
    numbers = range(burst * PHOTOS, (burst + 1) * PHOTOS)
    return [_shot(photo(number), np.random.default_rng([43, number])) for number in numbers]


def _seen(shots: Sequence[Shot], spoil: Callable[[Shot], Picture]) -> list[Examination]:
    return [examine(jpeg(spoil(shot), QUALITY), f"{number}.jpg") for number, shot in enumerate(shots)]


@dataclass(frozen=True)
class Answer:
    """What came of one face: the metrics that are called changed, and what is told of the circumstances."""

    changed: frozenset[str]
    told: frozenset[str]

    @classmethod
    def of(cls, pair: Pair) -> Answer:
        """Of two bursts compared."""
        changed = frozenset(one.metric for one in pair.changes if one.verdict.is_change)
        return cls(changed, frozenset(one.code for one in pair.problems) & {*CODES.values(), "another_person"})


def answers(photo: Retaken, model: NoiseModel, names: Sequence[str]) -> Iterator[tuple[str, Answer]]:
    """One face, its later burst spoilt in each way."""
    before, later = _seen(_shots(photo, 0), SPOILT["nothing"]), _shots(photo, 1)
    for name in names:
        yield name, Answer.of(compare(before, _seen(later, SPOILT[name]), model))


def table(faces: Sequence[Retaken], names: Sequence[str] = tuple(SPOILT)) -> Iterator[str]:
    """A line a way of spoiling photos."""
    model = load_noise_model()
    found: dict[str, list[Answer]] = {name: [] for name in names}
    for number, face in enumerate(faces, 1):
        for name, answer in answers(face, model, names):
            found[name].append(answer)
        sys.stderr.write(f"face {number} of {len(faces)}\n")
    yield "| the later photos | faces with a false change | scores that are called changed most often | told as |"
    yield "| --- | --- | --- | --- |"
    for name, every in found.items():
        false = sum(bool(one.changed) for one in every)
        moved = Counter(metric for one in every for metric in one.changed).most_common(3)
        told = Counter(code for one in every for code in one.told).most_common()
        most = ", ".join(f"`{metric}` {times}" for metric, times in moved)
        codes = ", ".join(f"`{code}` {times}" for code, times in told)
        yield f"| {name} | {false} of {len(every)} | {most} | {codes} |"


def main() -> None:
    """Spoil and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=PEOPLE)
    parser.add_argument("--first", type=int, default=0, help="as many faces are passed over")
    parser.add_argument("--faces", type=Path, help="a folder of photos of faces; drawn ones without it")
    parser.add_argument("--only", nargs="*", choices=SPOILT, default=list(SPOILT))
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    if arguments.faces:
        files = sorted(file for file in arguments.faces.iterdir() if file.suffix.lower() in {".jpg", ".jpeg", ".png"})
        faces = [retaken(file) for file in files[arguments.first :][: arguments.people]]
    else:
        faces = clients(arguments.first, arguments.people)
    for line in table(faces, arguments.only):
        print(line, flush=True)


if __name__ == "__main__":
    main()
