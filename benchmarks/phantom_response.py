"""How the pipeline answers to computer-generated faces whose truth is known; writes the figures of docs/phantom.md.

    python -m benchmarks.phantom_response [--renders 200] [--only PART…] [--people NAME…] [--keep FILE] [--write DOC]

Every metric of METRICS is held against its own truth, whatever METRICS holds, as changes are judged: bursts of three
photos, over the regions that all of them have. All people take about 40 minutes on one free core. With --keep, what has
been measured is kept in a file of JSON lines and not measured again, so that the work can be stopped, continued and
shared among processes. Needs the phantom and the pipeline, and nothing else.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache, partial
from pathlib import Path

import cv2
import numpy as np
from scipy.stats import spearmanr

from skinmetrics.imaging.landmarks import FaceError, find_face
from skinmetrics.metrics import METRIC_OF, METRICS
from skinmetrics.phantom import (
    IDENTITIES,
    Camera,
    Identity,
    PerRegion,
    Room,
    Sensor,
    SkinState,
    Stage,
    Truth,
    identity,
    jpeg,
    metered,
    render,
    set_stage,
    skin_for_age,
)
from skinmetrics.phantom.tones import TONES
from skinmetrics.scoring import PhotoScores, score

MARKS = ("<!-- figures -->", "<!-- /figures -->")
NAMED = ("pupil", "outer_canthus", "mouth_corner")
STEPS = 5
TITLES = {
    "faces": "Found faces",
    "response": "Response: Spearman of metric and truth over five steps",
    "cross-talk": "Cross-talk: movement of a metric, in % of what its own knob moves it by; median of the people",
    "retakes": "Retakes: CV with room and pose within the protocol, skin unchanged",
}
PORTRAIT = Camera(width=560, height=760, px_per_mm=2.86)
"""As the standard resolution needs it, and no larger: it is measured hundreds of times."""
CLOSE = Camera(width=950, height=1260, px_per_mm=5.4)
"""As the fine resolution needs it."""


@dataclass(frozen=True)
class Knob:
    """One thing of the skin, turned up in five steps, and the metrics that should follow it."""

    name: str
    metrics: tuple[str, ...]
    turn: Callable[[SkinState, float], SkinState]
    camera: Camera = PORTRAIT


def _pores(state: SkinState, density: float, diameter_mm: float) -> SkinState:
    return replace(state, pores=PerRegion(density), pore_diameter_mm=diameter_mm)


KNOBS = (
    Knob("fine lines 0 to 12 mm/cm²", ("fine_line_density",), lambda s, t: replace(s, fine_lines=PerRegion(12 * t))),
    Knob("texture 8 to 28 µm", ("texture_roughness",), lambda s, t: replace(s, roughness_um=PerRegion(8 + 20 * t))),
    Knob("wrinkles 0 to 4 mm/cm²", ("wrinkle_density",), lambda s, t: replace(s, wrinkles=PerRegion(4 * t))),
    Knob(
        "depth of lines × 0.5 to 1.5",
        ("line_depth",),
        lambda s, t: replace(s, fine_lines=PerRegion(6), wrinkles=PerRegion(1), line_depth=PerRegion(0.5 + t)),
    ),
    Knob("pores 20 to 140 /cm²", ("pore_density",), lambda s, t: _pores(s, 20 + 120 * t, 0.28), CLOSE),
    Knob("pores 0.18 to 0.38 mm", ("pore_area",), lambda s, t: _pores(s, 80, 0.18 + 0.2 * t), CLOSE),
    Knob("scars 0 to 1.5 /cm²", ("scar_relief",), lambda s, t: replace(s, scars=PerRegion(1.5 * t))),
    Knob("redness 0 to 0.5", ("redness",), lambda s, t: replace(s, redness=PerRegion(0.5 * t))),
    Knob(
        "red patches 0 to 0.5",
        ("redness_patchiness",),
        lambda s, t: replace(s, redness_patches=PerRegion(0.5 * t)),
    ),
    Knob(
        "blemishes 0 to 0.8 /cm²",
        ("blemish_count", "blemish_area"),
        lambda s, t: replace(s, blemishes=PerRegion(0.8 * t)),
    ),
    Knob("spots 0 to 8 mm²/cm²", ("pigment_spot_area",), lambda s, t: replace(s, spots=PerRegion(8 * t))),
    Knob("mottling × 0.5 to 3", ("tone_unevenness",), lambda s, t: replace(s, mottling=PerRegion(0.5 + 2.5 * t))),
    Knob("brightness × 0.8 to 1.1", ("radiance",), lambda s, t: replace(s, brightness=PerRegion(0.8 + 0.3 * t))),
    Knob("shine × 0.3 to 2", (), lambda s, t: replace(s, shine=PerRegion(0.3 + 1.7 * t))),
    Knob("under the eyes 0.05 to 0.45", ("under_eye_darkness",), lambda s, t: replace(s, under_eye=0.05 + 0.4 * t)),
    Knob("lower face 0 to 5 mm lower", ("lower_face_contour",), lambda s, t: replace(s, sag_mm=PerRegion(5 * t))),
)
TRUTHS = {
    "texture_roughness": "texture_roughness_um",
    "line_depth": "line_depth_mm",
    "pore_area": "pore_area_pct",
    "scar_relief": "scar_relief_um",
}
"""Where the truth has another name than the metric: relief, where the metric is the contrast light makes of it."""


BURST_DEG = ((0.0, 0.0), (2.0, -1.0), (-1.5, 1.5))
"""Yaw and pitch of the photos of a burst: nobody holds quite still."""


@dataclass(frozen=True)
class Answer:
    """Values of one photo by metric and region, and the truth of the whole face by metric."""

    measured: Mapping[str, Mapping[str, float]]
    true: Mapping[str, float]


Burst = list[Answer]


@lru_cache(maxsize=2 * len(BURST_DEG))
def _stage(person: Identity, camera: Camera, room: Room) -> Stage:
    return set_stage(person, SkinState(), camera, room)


def photographed(person: Identity, state: SkinState, camera: Camera, room: Room) -> Answer:
    """A rendered photo, measured; values of the fine resolution where only that sees the metric."""
    camera = metered(camera, person.tone)
    hangs = state.sag_mm != SkinState().sag_mm
    rendering = render(person, state, camera, room) if hangs else _stage(person, camera, room).photograph(state)
    result = score(jpeg(rendering.image, camera.sensor.jpeg_quality), "phantom.jpg")
    if not isinstance(result, PhotoScores):
        return Answer({}, {})
    scores = {**(result.metrics_fine or {}), **{name: m for name, m in result.metrics.items() if m.face is not None}}
    measured = {name: {r: v for r, v in m.regions.items() if v is not None} for name, m in scores.items()}
    return Answer(measured, {metric.id: truth_of(rendering.truth, metric.id) for metric in METRICS})


def faces(bursts: list[Burst], metric: str) -> list[float]:
    """Whole-face values of each burst, over the regions that every photo has; NaN where these are too few."""
    photos = [answer.measured.get(metric, {}) for burst in bursts for answer in burst]
    shared = set.intersection(*(set(photo) for photo in photos))
    values = [METRIC_OF[metric].whole_face({r: photo[r] for r in shared}) for photo in photos]
    known = np.array([np.nan if value is None else value for value in values]).reshape(len(bursts), -1)
    return [float(value) for value in known.mean(axis=1)]


def truth_of(truth: Truth, metric: str) -> float:
    """The true amount of the whole face: that of its regions, put together as the metric does."""
    name = TRUTHS.get(metric, metric)
    whole = METRIC_OF[metric].whole_face({r: told[name] for r, told in truth.regions.items() if name in told})
    return float("nan") if whole is None else whole


class Kept:
    """What has been measured, by person, tone, knob and step; appended to a file of JSON lines if one is given."""

    def __init__(self, path: Path | None) -> None:
        """Read what the file holds."""
        self._path = path
        lines = path.read_text("utf-8").splitlines() if path is not None and path.exists() else []
        rows = [json.loads(line) for line in lines]
        self._answers = {tuple(row["key"]): Answer(row["measured"], row["true"]) for row in rows}

    def answer(self, key: tuple[str, ...], make: Callable[[], Answer]) -> Answer:
        """The answer of that key, made where it is not there yet."""
        if key not in self._answers:
            made = make()
            self._answers[key] = made
            if self._path is not None:
                with self._path.open("a", encoding="utf-8") as file:
                    file.write(json.dumps({"key": key, "measured": made.measured, "true": made.true}) + "\n")
        return self._answers[key]


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


def follow(person: Identity, knob: Knob, kept: Kept) -> list[Burst]:
    """The answers while one knob is turned, all else at the person's age."""

    def shot(share: float, number: int) -> Answer:
        yaw, pitch = BURST_DEG[number]
        camera = replace(knob.camera, yaw_deg=yaw, pitch_deg=pitch, sensor=Sensor(noise_seed=number))
        key = (person.name, person.tone, knob.name, f"{share:.2f}", str(number))
        return kept.answer(key, lambda: photographed(person, knob.turn(skin_for_age(person), share), camera, Room()))

    return [[shot(step / (STEPS - 1), number) for number in range(len(BURST_DEG))] for step in range(STEPS)]


def rank(bursts: list[Burst], metric: str) -> float:
    """Spearman correlation with the truth; 0 for a metric that did not move, NaN for one that was declined."""
    values = faces(bursts, metric)
    if not np.isfinite(values).all():
        return float("nan")
    truth = [burst[0].true[metric] for burst in bursts]
    return 0.0 if np.ptp(values) == 0 else float(spearmanr(truth, values).statistic)


def responses(people: list[Identity], kept: Kept) -> list[str]:
    """Spearman of each metric against its own truth: per metric, then per person where it is below 0.98."""
    lines = ["| metric | turned up | " + " | ".join(f"{p.name.split(',')[0]} {p.tone}" for p in people) + " | lowest |"]
    lines.append("| --- " * (3 + len(people)) + "|")
    for knob in KNOBS:
        answers = [follow(person, knob, kept) for person in people]
        for metric in knob.metrics:
            if metric not in METRIC_OF:
                continue
            ranks = [rank(series, metric) for series in answers]
            cells = ["declined" if np.isnan(r) else f"{r:.2f}" for r in ranks]
            known = [r for r in ranks if not np.isnan(r)]
            lowest = f"{min(known):.2f}" if known else "–"
            lines.append(f"| {metric} | {knob.name} | " + " | ".join(cells) + f" | {lowest} |")
            sys.stderr.write(lines[-1] + "\n")
    return lines


def _moved(bursts: list[Burst], metric: str) -> float:
    """By how much a metric moves from the first step to the last."""
    first, last = faces([bursts[0], bursts[-1]], metric)
    return last - first


def cross_talk(people: list[Identity], kept: Kept) -> list[str]:
    """By how much every metric moves when something else does, in % of what its own knob moves it by."""
    names = [metric.id for metric in METRICS]
    own = {metric: knob for knob in KNOBS for metric in knob.metrics}
    lines = ["| turned up | " + " | ".join(names) + " |", "| --- " * (1 + len(names)) + "|"]
    for knob in KNOBS:
        cells = []
        for metric in names:
            shares = [
                _moved(follow(person, knob, kept), metric) / _moved(follow(person, own[metric], kept), metric) * 100
                for person in people
                if metric in own
            ]
            known = [share for share in shares if np.isfinite(share)]
            text = f"{np.median(known):+.0f}" if known else "–"
            cells.append(f"**{text}**" if metric in knob.metrics else text)
        lines.append(f"| {knob.name} | " + " | ".join(cells) + " |")
    return lines


def retakes(people: list[Identity], kept: Kept, count: int = 10) -> list[str]:
    """Coefficient of variation when only room and pose change within the protocol."""
    columns = [f"{person.name.split(',')[0]} {person.tone}" for person in people]
    table: dict[str, list[str]] = {metric.id: [] for metric in METRICS}
    for person in people:
        rng = np.random.default_rng(3)
        photos: list[Burst] = []
        for shot in range(count):
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
            answer = kept.answer(
                (person.name, person.tone, "retakes", str(shot)),
                partial(photographed, person, skin_for_age(person), camera, room),
            )
            photos.append([answer])
        for metric, cells in table.items():
            values = np.array(faces(photos, metric))
            known = np.isfinite(values).all()
            cells.append(f"{values.std(ddof=1) / abs(values.mean()) * 100:.1f} %" if known else "–")
    lines = ["| metric | " + " | ".join(columns) + " |", "| --- " * (1 + len(columns)) + "|"]
    return [*lines, *(f"| {metric} | " + " | ".join(cells) + " |" for metric, cells in table.items())]


def main() -> int:
    """Measure, print, and write into the document if asked."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--renders", type=int, default=200)
    parser.add_argument("--only", choices=TITLES, nargs="*", default=list(TITLES))
    parser.add_argument("--people", nargs="*", default=[], help="names; all people and tones if there are none")
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    everybody = list(subjects())
    people = [person for person in everybody if not arguments.people or person.name in arguments.people]
    kept = Kept(arguments.keep)
    makers: dict[str, Callable[[], list[str]]] = {
        "faces": lambda: found_faces(arguments.renders),
        "response": lambda: responses(people, kept),
        "cross-talk": lambda: cross_talk(people, kept),
        "retakes": lambda: retakes(people, kept),
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
