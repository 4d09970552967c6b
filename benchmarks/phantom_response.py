"""How the pipeline answers to computer-generated faces whose truth is known; writes the figures of docs/phantom.md.

    python benchmarks/phantom_response.py [--renders 200] [--only PART…] [--write docs/phantom.md]

Takes some ten minutes on one core. Needs the phantom and the pipeline, and nothing else.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from scipy.stats import spearmanr

from skinmetrics.imaging.landmarks import FaceError, find_face
from skinmetrics.phantom import (
    IDENTITIES,
    Camera,
    Identity,
    PerRegion,
    Room,
    Sensor,
    SkinState,
    identity,
    jpeg,
    render,
    skin_for_age,
)
from skinmetrics.phantom.tones import TONES
from skinmetrics.scoring import PhotoScores, score

MARKS = ("<!-- figures -->", "<!-- /figures -->")
NAMED = ("pupil", "outer_canthus", "mouth_corner")
STEPS = 5
TITLES = {
    "faces": "Found faces",
    "response": "Response: Spearman over five steps (first → last value)",
    "cross-talk": "Cross-talk: change of a metric when something else is turned up",
    "retakes": "Retakes: CV with room and pose within the protocol, skin unchanged",
}
PORTRAIT = Camera(width=660, height=880, px_per_mm=2.86)
"""As the standard resolution needs it, and no larger: it is measured hundreds of times."""


@dataclass(frozen=True)
class Knob:
    """One thing of the skin, turned up in five steps, and the metrics that should follow it."""

    name: str
    metrics: tuple[str, ...]
    turn: Callable[[SkinState, float], SkinState]


KNOBS = (
    Knob("fine lines 0 to 12 mm/cm²", ("fine_line_density",), lambda s, t: replace(s, fine_lines=PerRegion(12 * t))),
    Knob("texture 8 to 28 µm", ("texture_roughness",), lambda s, t: replace(s, roughness_um=PerRegion(8 + 20 * t))),
    Knob("wrinkles 0 to 4 mm/cm²", ("wrinkle_density",), lambda s, t: replace(s, wrinkles=PerRegion(4 * t))),
    Knob("scars 0 to 1.5 /cm²", ("scar_relief",), lambda s, t: replace(s, scars=PerRegion(1.5 * t))),
    Knob("redness 0 to 0.5", ("redness",), lambda s, t: replace(s, redness=PerRegion(0.5 * t))),
    Knob(
        "blemishes 0 to 0.8 /cm²",
        ("blemish_count", "blemish_area"),
        lambda s, t: replace(s, blemishes=PerRegion(0.8 * t)),
    ),
    Knob("spots 0 to 8 mm²/cm²", ("pigment_spot_area",), lambda s, t: replace(s, spots=PerRegion(8 * t))),
)


def measured(person: Identity, state: SkinState, camera: Camera, room: Room) -> Mapping[str, float]:
    """Whole-face values of a rendered photo, by metric; NaN where declined."""
    data = jpeg(render(person, state, camera, room).image, camera.sensor.jpeg_quality)
    result = score(data, "phantom.jpg")
    if not isinstance(result, PhotoScores):
        return {}
    return {name: np.nan if m.face is None else m.face for name, m in result.metrics.items()}


def subjects() -> Iterator[Identity]:
    """Every identity in its own tone, and one face in every tone."""
    yield from IDENTITIES
    face = identity("anna")
    for tone in TONES:
        if tone != face.tone:
            yield replace(face, name=f"anna, tone {tone}").with_tone(tone)


def random_view(rng: np.random.Generator) -> tuple[Camera, Room]:
    """A photo as people take them: turned by up to 12°, lit from anywhere before them."""
    scale = float(rng.uniform(1.9, 2.86))
    sensor = Sensor(
        exposure_ev=float(rng.normal(0, 0.25)),
        white_balance=(float(1 + rng.normal(0, 0.05)), 1.0, float(1 + rng.normal(0, 0.05))),
        focus_blur_px=float(rng.uniform(0.5, 1.2)),
        noise=float(rng.uniform(0.002, 0.012)),
        noise_seed=int(rng.integers(1 << 30)),
    )
    camera = replace(
        PORTRAIT,
        px_per_mm=scale,
        distance_mm=float(rng.uniform(350, 900)),
        yaw_deg=float(np.clip(rng.normal(0, 5), -12, 12)),
        pitch_deg=float(np.clip(rng.normal(0, 4), -12, 12)),
        roll_deg=float(np.clip(rng.normal(0, 4), -12, 12)),
        shift_mm=(float(rng.normal(0, 8)), float(rng.normal(0, 8))),
        sensor=sensor,
    )
    room = Room(
        azimuth_deg=float(rng.uniform(-50, 50)),
        elevation_deg=float(rng.uniform(5, 50)),
        lamp=float(rng.uniform(0.4, 0.8)),
        ambient=float(rng.uniform(0.25, 0.6)),
        lamp_size_deg=float(rng.uniform(4, 30)),
    )
    return camera, room


def found_faces(count: int) -> list[str]:
    """Faces found, and the distance of named points from the truth in % of the pupil distance."""
    rng = np.random.default_rng(7)
    people = [replace(p, name=p.name).with_tone(t) for p, t in zip(IDENTITIES * 2, list(TONES) * 3, strict=False)]
    errors: dict[str, list[float]] = {name: [] for name in NAMED}
    found = 0
    for i in range(count):
        person = people[i * len(people) // count]
        camera, room = random_view(rng)
        rendering = render(person, skin_for_age(person), camera, room)
        try:
            face = find_face(rendering.image)
        except FaceError as error:
            sys.stderr.write(f"{person.name} {person.tone}: {error}\n")
            continue
        found += 1
        truth = {name: np.array(place) for name, place in rendering.truth.points.items()}
        apart = float(np.linalg.norm(truth["pupil_left"] - truth["pupil_right"]))
        for name in NAMED:
            offsets = [
                np.linalg.norm(np.array(face.named[f"{name}_{s}"]) - truth[f"{name}_{s}"]) for s in ("left", "right")
            ]
            errors[name].append(float(np.mean(offsets)) / apart * 100)
    pooled = np.concatenate([errors[name] for name in NAMED])
    lines = [
        f"Face found in {found} of {count} random renders ({100 * found / count:.1f} %).",
        "",
        "| points | mean error, % of pupil distance | 95th percentile |",
        "| --- | --- | --- |",
    ]
    lines += [f"| {name} | {np.mean(e):.1f} | {np.percentile(e, 95):.1f} |" for name, e in errors.items()]
    return [*lines, f"| all | {pooled.mean():.1f} | {np.percentile(pooled, 95):.1f} |"]


def follow(person: Identity, knob: Knob) -> dict[str, list[float]]:
    """Values of every metric while one knob is turned, all else at the person's age."""
    series: dict[str, list[float]] = {}
    for step in range(STEPS):
        state = knob.turn(skin_for_age(person), step / (STEPS - 1))
        for name, value in measured(person, state, PORTRAIT, Room()).items():
            series.setdefault(name, []).append(value)
    return series


def rank(values: list[float]) -> float:
    """Spearman correlation with the steps; 0 for a metric that did not move, NaN for one that was declined."""
    if len(values) < STEPS or not np.isfinite(values).all():
        return float("nan")
    return 0.0 if np.ptp(values) == 0 else float(spearmanr(np.arange(STEPS), values).statistic)


def responses(available: tuple[str, ...]) -> list[str]:
    """Spearman of each metric against its own truth, for every identity and tone."""
    knobs = [knob for knob in KNOBS if any(metric in available for metric in knob.metrics)]
    columns = [(knob, metric) for knob in knobs for metric in knob.metrics if metric in available]
    lines = ["| who | tone | " + " | ".join(metric for _, metric in columns) + " |"]
    lines.append("| --- " * (2 + len(columns)) + "|")
    for person in subjects():
        cells = []
        for knob in knobs:
            series = follow(person, knob)
            for metric in (m for m in knob.metrics if m in available):
                values = series.get(metric, [])
                cells.append(f"{rank(values):.2f} ({values[0]:.1f} → {values[-1]:.1f})" if values else "declined")
        lines.append(f"| {person.name.split(',')[0]}, {person.age} | {person.tone} | " + " | ".join(cells) + " |")
        sys.stderr.write(lines[-1] + "\n")
    return lines


def cross_talk(available: tuple[str, ...]) -> list[str]:
    """By how much every metric moves when something else does, in % of its value before."""
    lines = ["| turned up | " + " | ".join(available) + " |", "| --- " * (1 + len(available)) + "|"]
    for knob in KNOBS:
        moves: dict[str, list[float]] = {metric: [] for metric in available}
        for name in ("anna", "devi"):
            person = identity(name)
            for metric, values in follow(person, knob).items():
                if values[0]:
                    moves[metric].append((values[-1] - values[0]) / values[0] * 100)
        cells = [f"{np.mean(moves[metric]):+.0f} %" if moves[metric] else "–" for metric in available]
        lines.append(f"| {knob.name} | " + " | ".join(cells) + " |")
        sys.stderr.write(lines[-1] + "\n")
    return lines


def retakes(available: tuple[str, ...], count: int = 10) -> list[str]:
    """Coefficient of variation when only room and pose change within the protocol."""
    lines = ["| who | tone | " + " | ".join(available) + " |", "| --- " * (2 + len(available)) + "|"]
    for name in ("anna", "bruno", "devi", "kwame"):
        person, rng = identity(name), np.random.default_rng(3)
        series: dict[str, list[float]] = {metric: [] for metric in available}
        for _ in range(count):
            sensor = Sensor(
                exposure_ev=float(rng.normal(0, 0.12)),
                white_balance=(float(1 + rng.normal(0, 0.03)), 1.0, float(1 + rng.normal(0, 0.03))),
                focus_blur_px=float(rng.uniform(0.5, 0.8)),
                noise_seed=int(rng.integers(1 << 30)),
            )
            camera = replace(
                PORTRAIT,
                px_per_mm=float(2.8 * np.exp(rng.normal(0, 0.02))),
                distance_mm=float(rng.normal(580, 25)),
                yaw_deg=float(rng.normal(0, 2)),
                pitch_deg=float(rng.normal(0, 2)),
                roll_deg=float(rng.normal(0, 1.5)),
                sensor=sensor,
            )
            room = Room(
                azimuth_deg=float(rng.normal(-15, 8)),
                elevation_deg=float(rng.normal(30, 4)),
                lamp=float(0.62 * np.exp(rng.normal(0, 0.08))),
                ambient=float(0.4 * np.exp(rng.normal(0, 0.08))),
            )
            for metric, value in measured(person, skin_for_age(person), camera, room).items():
                series[metric].append(value)
        cells = [f"{np.nanstd(v, ddof=1) / np.nanmean(v) * 100:.1f} %" if len(v) > 2 else "–" for v in series.values()]
        lines.append(f"| {name}, {person.age} | {person.tone} | " + " | ".join(cells) + " |")
        sys.stderr.write(lines[-1] + "\n")
    return lines


def main() -> int:
    """Measure, print, and write into the document if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--renders", type=int, default=200)
    parser.add_argument("--only", choices=TITLES, nargs="*", default=list(TITLES))
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    anna = identity("anna")
    available = tuple(measured(anna, skin_for_age(anna), PORTRAIT, Room()))
    makers: dict[str, Callable[[], list[str]]] = {
        "faces": lambda: found_faces(arguments.renders),
        "response": lambda: responses(available),
        "cross-talk": lambda: cross_talk(available),
        "retakes": lambda: retakes(available),
    }
    parts = ["\n".join([f"### {TITLES[name]}", "", *makers[name]()]) for name in arguments.only]
    text = "\n\n".join(parts)
    sys.stdout.write(text + "\n")
    if arguments.write:
        document = arguments.write.read_text("utf-8")
        before, rest = document.split(MARKS[0])
        _, after = rest.split(MARKS[1])
        arguments.write.write_text(f"{before}{MARKS[0]}\n{text}\n{MARKS[1]}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
