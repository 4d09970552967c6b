"""Measure the packaged noise model on computer-generated retakes and write models/noise.json.

    .venv/bin/python -m benchmarks.noise_model [--occasions 8] [--photos FOLDER] [--write models/noise.json]

Faces of all six tones whose skin never changes are photographed again and again by a careful client: another day's
light, distance, pose and exposure for each occasion, a little of each between the two photos of one occasion. What a
score moves then is retake noise. A few careless occasions more show what it grows with. Eight minutes on one core;
``--photos`` keeps the photos, and measures those that are kept there anew in two.
"""

from __future__ import annotations

import argparse
import itertools
import json
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.optimize import nnls

from skinmetrics.imaging.difference import Taking, difference
from skinmetrics.imaging.regions import PAIRED
from skinmetrics.metrics import METRICS, Metric
from skinmetrics.phantom import Camera, Identity, Room, Sensor, SkinState, identity, jpeg, render, skin_for_age
from skinmetrics.phantom.identity import Tone
from skinmetrics.progress.noise import PACKAGED, TAKEN
from skinmetrics.scoring import MetricScores, PhotoScores, examine

WHO: tuple[tuple[str, Tone], ...] = (
    ("anna", "II"),
    ("bruno", "III"),
    ("devi", "IV"),
    ("kwame", "VI"),
    ("rosa", "I"),
    ("bruno", "V"),
)
PHOTOS = 2  # of one occasion
CLOSE = Camera(width=1150, height=1540, px_per_mm=5.4)  # pupils about 340 px apart: both resolutions
CARELESS = 2.5  # times as different as a careful client's occasions
CARELESS_SHARE = 0.5  # as many of these as of the careful ones
FLOOR = 0.01  # of the mean level: no score repeats better
LEAST: Mapping[str, tuple[float, float]] = {"blemish_count": (0.5, 1.0), "under_eye_darkness": (0.5, 0.5)}
"""SDs of a region and of the face, in the score's unit, below which none is believed: of scores near zero, whose noise
is no share of their level. From retakes of 34 real faces.
"""
ASSUMED = {"df": 30.0, "client_spread": 0.15}  # how clients differ: six computer-generated faces cannot tell
TRIM = 0.95  # quantile at which a single squared difference is cut


@dataclass(frozen=True)
class Shot:
    """One photo: its scores at both resolutions and how it was taken."""

    scores: PhotoScores
    taking: Taking


Occasions = list[list[Shot]]


@dataclass(frozen=True)
class Person:
    """One face over several occasions, and how differently any two of them were taken (in the order of ``TAKEN``)."""

    occasions: Occasions
    apart: Mapping[tuple[int, int], tuple[float, ...]]


def person_of(occasions: Occasions) -> Person:
    """The person, with every two occasions' first photos held against each other."""
    apart = {}
    for one, other in itertools.combinations(range(len(occasions)), 2):
        found = difference(occasions[one][0].taking, occasions[other][0].taking).as_mapping()
        apart[one, other] = tuple(found[name] for name in TAKEN)
    return Person(occasions, apart)


def views(rng: np.random.Generator, care: float) -> list[tuple[Camera, Room]]:
    """The photos of one occasion; ``care`` 1 is within the photo protocol, more is wider."""
    room = Room(
        azimuth_deg=float(rng.normal(-15, 8 * care)),
        elevation_deg=float(rng.normal(30, 4 * care)),
        lamp=float(0.62 * np.exp(rng.normal(0, 0.08 * care))),
        ambient=float(0.4 * np.exp(rng.normal(0, 0.08 * care))),
    )
    day = care * rng.normal(0, 1, 8)
    return [(_camera(day + shot, rng), room) for shot in rng.normal(0, 0.4, (PHOTOS, 8))]


def _camera(at: NDArray[np.float64], rng: np.random.Generator) -> Camera:
    sensor = Sensor(
        exposure_ev=float(0.12 * at[0]),
        white_balance=(float(1 + 0.03 * at[1]), 1.0, float(1 + 0.03 * at[2])),
        focus_blur_px=float(np.clip(0.65 + 0.12 * at[3], 0.4, 1.0)),
        noise_seed=int(rng.integers(1 << 30)),
    )
    return replace(
        CLOSE,
        px_per_mm=float(CLOSE.px_per_mm * np.exp(0.01 * at[4])),
        distance_mm=float(580 + 25 * at[4]),
        yaw_deg=float(2 * at[5]),
        pitch_deg=float(2 * at[6]),
        roll_deg=float(1.5 * at[7]),
        sensor=sensor,
    )


def photographed(person: Identity, cares: Sequence[float], rng: np.random.Generator, folder: Path | None) -> Occasions:
    """One face over several occasions; the skin is the same in all."""
    state = skin_for_age(person)
    found = []
    for number, care in enumerate(cares):
        burst = []
        for shot, (camera, room) in enumerate(views(rng, care)):
            kept = None if folder is None else folder / f"{person.name}-{person.tone}-{number}-{shot}.jpg"
            seen = examine(_photo(person, state, camera, room, kept), f"{person.name}.jpg")
            burst.append(Shot(seen.result, seen.taking))
        found.append(burst)
        sys.stderr.write(f"{person.name}: {number + 1} of {len(cares)}\n")
    return found


def _photo(person: Identity, state: SkinState, camera: Camera, room: Room, kept: Path | None) -> bytes:
    """A photo's bytes, drawn unless they are kept already."""
    if kept is not None and kept.exists():
        return kept.read_bytes()
    data = jpeg(render(person, state, camera, room).image, camera.sensor.jpeg_quality)
    if kept is not None:
        kept.parent.mkdir(parents=True, exist_ok=True)
        kept.write_bytes(data)
    return data


def _scored(shot: Shot, field: str, metric: Metric) -> Mapping[str, float]:
    """The regions of a photo that a metric has a value for."""
    metrics: Mapping[str, MetricScores] | None = getattr(shot.scores, field)
    scores = (metrics or {}).get(metric.id)
    return {} if scores is None else {region: value for region, value in scores.regions.items() if value is not None}


def _values(person: Person, field: str, metric: Metric, region: str) -> NDArray[np.float64]:
    """One person's scores (occasions, photos); of the whole face, where ``region`` is empty, over the regions that
    every photo with any score has: faces are compared over what both have.
    """
    photos = [[_scored(shot, field, metric) for shot in burst] for burst in person.occasions]
    if region:
        return np.array([[photo.get(region, np.nan) for photo in burst] for burst in photos])
    seen = [set(photo) for burst in photos for photo in burst if photo]
    shared = set.intersection(*seen) if seen else set()
    faces = [[metric.whole_face({one: photo.get(one) for one in shared}) for photo in burst] for burst in photos]
    return np.array([[np.nan if face is None else face for face in burst] for burst in faces])


def _both_sides(region: str) -> tuple[str, ...]:
    """A region and its other side: both have the same noise, measured twice as well together."""
    name = region.rpartition("_")[0]
    return (f"{name}_left", f"{name}_right") if name in PAIRED else (region,)


@dataclass(frozen=True)
class Row:
    """One person's scores of one metric and region, (occasions, photos), and what the score's level is."""

    scores: NDArray[np.float64]
    level: float

    @property
    def relative(self) -> NDArray[np.float64]:
        """Scores as fractions of the level."""
        return self.scores / self.level


def rows(people: Sequence[Person], field: str, metric: Metric, region: str) -> list[Row | None]:
    """A Row a person and side; None where fewer than three careful occasions were scored."""
    out: list[Row | None] = []
    for side in _both_sides(region):
        for person in people:
            scores = _values(person, field, metric, side)
            enough = np.isfinite(scores).all(1).sum() >= 3
            level = max(abs(float(np.nanmean(scores))), 1e-6) if enough else np.nan
            out.append(Row(scores, level) if enough else None)
    return out


def marginal(table: Sequence[Row | None], careful: int) -> tuple[float, float, float] | None:
    """Variance between careful occasions and within one, as fractions of the level, and the mean level."""
    within, between, levels = [], [], []
    for row in filter(None, table):
        part = row.scores[:careful]
        part = part[np.isfinite(part).all(1)]
        if len(part) < 3:
            continue
        scale = _scale(table)
        within.append((part / scale).var(1, ddof=1).mean())
        between.append(max((part.mean(1) / scale).var(ddof=1) - within[-1] / PHOTOS, 0.0))
        levels.append(row.level)
    if not within:
        return None
    return float(np.mean(between)), float(np.mean(within)), float(np.mean(levels))


def _scale(table: Sequence[Row | None]) -> float:
    """The level that noise is a fraction of: the people's mean, since a score near zero is no scale of its own."""
    return float(np.mean([row.level for row in filter(None, table)]))


def grown_with(table: Sequence[Row | None], people: Sequence[Person], within: float) -> dict[str, float]:
    """SDs that the change between two occasions has: ``alike`` and a unit of each difference in taking adds."""
    squares, designs = [], []
    scale = _scale(table)
    for index, row in enumerate(table):
        if row is None:
            continue
        person = people[index % len(people)]
        means = row.scores.mean(1) / scale
        for one, other in itertools.combinations(np.flatnonzero(np.isfinite(means)), 2):
            squares.append(max((means[one] - means[other]) ** 2 - 2 * within / PHOTOS, 0.0))
            designs.append([2.0, *(part**2 for part in person.apart[int(one), int(other)])])
    target, design = np.array(squares), np.array(designs)
    target = np.minimum(target, np.quantile(target, TRIM))
    weight = 1 / (design.sum(1) / np.median(design.sum(1)) + 1)  # larger differences have a larger spread
    found, _ = nnls(design * weight[:, None], target * weight)
    return {"alike": float(np.sqrt(found[0]))} | {
        name: float(np.sqrt(value)) for name, value in zip(TAKEN, found[1:], strict=True) if value > 0
    }


def entry(table: Sequence[Row | None], people: Sequence[Person], careful: int, least: float) -> dict[str, float] | None:
    """The model's numbers for one metric and region; no SD below FLOOR, or below ``least`` in the score's unit, is
    believed.
    """
    found = marginal(table, careful)
    if found is None:
        return None
    between, within, level = found
    grown = grown_with(table, people, within)
    occasion = max(float(np.sqrt(between)), FLOOR)
    numbers = {"occasion": occasion, "floor": max(FLOOR * level, least), "within": float(np.sqrt(within))}
    numbers |= grown | {"alike": min(max(grown["alike"], FLOOR), occasion)}
    return {name: round(value, 5) for name, value in numbers.items()}


def measured(people: Sequence[Person], careful: int) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    """The model's table: resolution, metric, region (empty: the face)."""
    table: dict[str, dict[str, dict[str, dict[str, float]]]] = {}
    for resolution, field in (("standard", "metrics"), ("fine", "metrics_fine")):
        for metric in METRICS:
            for region in ("", *metric.regions):
                least = LEAST.get(metric.id, (0.0, 0.0))[not region]
                found = entry(rows(people, field, metric, region), people, careful, least)
                if found is None:
                    continue
                table.setdefault(resolution, {}).setdefault(metric.id, {})[region] = found
    return table


def _tones() -> dict[str, object]:
    """What tone_noise.py has measured stays, though it be of an earlier version: run that after this."""
    packaged = json.loads(PACKAGED.read_text(encoding="utf-8"))
    return {"tones": packaged["tones"]} if "tones" in packaged else {}


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--occasions", type=int, default=8)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    careful = arguments.occasions
    cares = [1.0] * careful + [CARELESS] * round(CARELESS_SHARE * careful)
    people = [
        person_of(photographed(identity(name).with_tone(tone), cares, np.random.default_rng([7, i]), arguments.photos))
        for i, (name, tone) in enumerate(WHO)
    ]
    model = {
        "version": "3",
        "measured_on": (
            f"{len(WHO)} computer-generated faces of tones I to VI, {careful} occasions of {PHOTOS} photos within the "
            f"photo protocol (light, pose, distance, focus, exposure) and {len(cares) - careful} beyond it. Real skin, "
            "make-up and other phones are not in it."
        ),
        **ASSUMED,
        **_tones(),
        "resolutions": measured(people, careful),
    }
    text = json.dumps(model, indent=1, ensure_ascii=False) + "\n"
    if arguments.write:
        arguments.write.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
