"""At which values a photo's scores leave their retake noise: where the limits of imaging/capture.py come from.

    .venv/bin/python -m benchmarks.capture_limits [--people N] [--only CODE …] [--write docs/capture.md]

Invented people are photographed well once, and again with one thing worse at a time, step by step. For each step the
table gives what capture reads from the photo, how many of the metrics of the whole face moved by more than 1.96 SD of
the change between two occasions (models/noise.json), which moved most, and how many are declined. Three minutes a
person.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.srgb import srgb
from skinmetrics.imaging import capture, expression
from skinmetrics.imaging.facemap import linear_light
from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.landmarks.pose import nose_nearer
from skinmetrics.phantom import NEUTRAL, Camera, Expression, Identity, Room, identity, metered, render, skin_for_age
from skinmetrics.progress.noise import NoiseModel, load_noise_model
from skinmetrics.scoring import Examination, examine

PEOPLE = ("anna", "chiara", "kwame", "mei", "olaf", "devi")
GOOD = Camera(width=1080, height=1360, px_per_mm=4.6)
OUT_OF_NOISE = 1.96
FRONT = Room()
Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class Sweep:
    """One thing made worse: the problem's code, its steps, the picture at a step, and what capture reads of it."""

    code: str
    what: str
    steps: tuple[float, ...]
    spoilt: Callable[[Identity, Picture, float], Picture]
    reading: Callable[[Examination], float]


def photo(person: Identity, camera: Camera = GOOD, room: Room = FRONT, expression: Expression = NEUTRAL) -> Picture:
    """A picture of a person in good light."""
    return render(person, skin_for_age(person), metered(camera, person.tone), room, expression).image


def _exposed(picture: Picture, gain: float) -> Picture:
    """With ``gain`` times the light, and the noise of a sensor that had less of it."""
    light = linear_light(picture) * np.float32(gain)
    if gain < 1:
        noise = np.random.default_rng(1).normal(0, 0.004, light.shape).astype(np.float32)
        light = light + noise * np.sqrt(light + np.float32(0.0003))
    return srgb(light)


def _brighter(exposure_ev: float) -> Camera:
    """A camera that meters so much more, and presses highlights together as cameras do."""
    return replace(GOOD, sensor=replace(GOOD.sensor, exposure_ev=exposure_ev))


def _blurred(picture: Picture, sigma: float) -> Picture:
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma * GOOD.px_per_mm), np.uint8) if sigma else picture


def _smaller(picture: Picture, px_per_mm: float) -> Picture:
    scale = px_per_mm / GOOD.px_per_mm
    return np.asarray(cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), np.uint8)


def _camera(name: str) -> Callable[[Identity, Picture, float], Picture]:
    def taken(person: Identity, _: Picture, value: float) -> Picture:
        changes: dict[str, Any] = {name: value}
        return photo(person, replace(GOOD, **changes))

    return taken


def _expression(name: str) -> Callable[[Identity, Picture, float], Picture]:
    def taken(person: Identity, _: Picture, value: float) -> Picture:
        changes: dict[str, Any] = {name: value}
        return photo(person, expression=Expression(**changes))

    return taken


SWEEPS = (
    Sweep("too_dark", "light, times", (0.5, 0.25, 0.12, 0.06, 0.03), lambda _, p, v: _exposed(p, v),
          lambda seen: capture.white_of_eyes(seen.face_map)),
    Sweep("too_bright", "light, times", (1.2, 1.5, 2.0, 2.5, 3.5), lambda _, p, v: _exposed(p, v),
          lambda seen: capture.blown_share(seen.face_map)),
    Sweep("too_bright", "exposure, EV", (0.2, 0.4, 0.6, 0.8, 1.0, 1.3),
          lambda person, _, v: photo(person, _brighter(v)),
          lambda seen: seen.face_map.highlight_share),
    Sweep("blurred", "sigma, mm", (0.1, 0.15, 0.2, 0.25, 0.3, 0.4), lambda _, p, v: _blurred(p, v),
          lambda seen: seen.edge_variance),
    Sweep("low_resolution", "px per mm", (3.6, 3.0, 2.6, 2.3), lambda _, p, v: _smaller(p, v),
          lambda seen: seen.face.px_per_mm),
    Sweep("turned", "yaw, degrees", (4, 8, 12, 16, 22, 28), _camera("yaw_deg"), lambda seen: seen.face.yaw_deg),
    Sweep("tilted", "pitch, degrees", (5, 10, 15, 20, 25), _camera("pitch_deg"), lambda seen: seen.face.pitch_deg),
    Sweep("too_close", "distance, mm", (450, 350, 280, 220), _camera("distance_mm"),
          lambda seen: nose_nearer(seen.face.mesh)),
    Sweep("uneven_light", "lamp from the side, degrees", (-10, -20, -30, -45, -60, -75, -90),
          lambda person, _, v: photo(person, room=Room(azimuth_deg=v, ambient=0.25)),
          lambda seen: capture.cheeks_apart(seen.face_map, seen.skin_map.skin)),
    Sweep("expression", "smile", (0.15, 0.3, 0.5, 0.8), _expression("smile"),
          lambda seen: expression.smile_mm(seen.face)),
    Sweep("expression", "mouth open", (0.1, 0.2, 0.4, 0.7), _expression("mouth_open"),
          lambda seen: expression.mouth_gap(seen.face)),
    Sweep("expression", "brows raised", (0.25, 0.5, 0.75, 1.0), _expression("brow_raise"),
          lambda seen: expression.brows_raised_mm(seen.face)),
)  # fmt: skip


@dataclass(frozen=True)
class Step:
    """One person at one step: the reading, |change| in SDs of noise by metric, and the metrics no longer given."""

    reading: float
    moved: dict[str, float]
    declined: frozenset[str]
    problems: frozenset[str]


def seen(picture: Picture) -> Examination | None:
    """A picture measured; None where no face is found."""
    ok, data = cv2.imencode(".jpg", cv2.cvtColor(picture, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, 93])
    assert ok  # noqa: S101 - a picture can be encoded
    try:
        return examine(data.tobytes(), "photo.jpg")
    except FaceError:
        return None


def compared(good: Examination, worse: Examination, sweep: Sweep, model: NoiseModel) -> Step:
    """How far the face's scores moved."""
    moved, declined = {}, set()
    for name, scores in good.result.metrics.items():
        before, after, noise = scores.face, worse.result.metrics[name].face, model.of(name, None, "standard")
        if before is None or noise is None:
            continue
        if after is None:
            declined.add(name)
            continue
        sd = float(np.sqrt(2 * noise.variance((abs(before) + abs(after)) / 2)))
        moved[name] = abs(after - before) / sd
    codes = frozenset(problem.code for problem in worse.result.capture.problems)
    return Step(sweep.reading(worse), moved, frozenset(declined), codes)


def swept(
    people: Sequence[Identity], model: NoiseModel, codes: Sequence[str]
) -> Iterator[tuple[Sweep, float, list[Step | None]]]:
    """Every step of every sweep, over all people."""
    goods = [(person, picture, seen(picture)) for person, picture in ((one, photo(one)) for one in people)]
    for sweep in (one for one in SWEEPS if not codes or one.code in codes):
        for value in sweep.steps:
            steps: list[Step | None] = []
            for person, picture, good in goods:
                worse = seen(sweep.spoilt(person, picture, value))
                steps.append(None if good is None or worse is None else compared(good, worse, sweep, model))
            yield sweep, value, steps
            sys.stderr.write(f"{sweep.code} {value}\n")


def row(sweep: Sweep, value: float, steps: Sequence[Step | None]) -> str:
    """One line of the table: medians over the people."""
    found = [step for step in steps if step is not None]
    if not found:
        return f"| `{sweep.code}` | {sweep.what} {value:g} | no face found | | | | |"
    names = sorted({name for step in found for name in step.moved})
    typical = {name: median(step.moved[name] for step in found if name in step.moved) for name in names}
    worst = max(typical, key=lambda name: typical[name], default="")
    out = sum(sd > OUT_OF_NOISE for sd in typical.values())
    declined = median(len(step.declined) for step in found)
    told = sum(sweep.code in step.problems for step in found)
    reading = median(step.reading for step in found)
    most = f"`{worst}` {typical[worst]:.1f} SD" if worst else ""
    return (
        f"| `{sweep.code}` | {sweep.what} {value:g} | {reading:.3g} | {out} of {len(typical)} | {most} | {declined:g} "
        f"| {told} of {len(steps)} |"
    )


def main() -> None:
    """Sweep and print, or write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=3)
    parser.add_argument("--write", type=Path)
    parser.add_argument("--only", nargs="*", default=[], help="these problem codes alone")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    people = [identity(name) for name in PEOPLE[: arguments.people]]
    lines = [
        "| problem | what was made worse | capture reads | scores out of their noise | moved most | declined | told |",
        "| --- | --- | --- | --- | --- | --- | --- |",
    ]
    for sweep, value, steps in swept(people, load_noise_model(), arguments.only):
        lines.append(row(sweep, value, steps))
        print(lines[-1], flush=True)
    if arguments.write:
        text = arguments.write.read_text()
        head, _, rest = text.partition("<!-- table -->\n")
        tail = rest.partition("<!-- end -->")[2]
        table = "\n".join(lines)
        arguments.write.write_text(f"{head}<!-- table -->\n{table}\n<!-- end -->{tail}")


if __name__ == "__main__":
    main()
