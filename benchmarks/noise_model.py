"""Measure the packaged noise model on computer-generated retakes and write models/noise.json.

    .venv/bin/python -m benchmarks.noise_model [--occasions 8] [--photos FOLDER] [--write models/noise.json]

Faces of all six tones whose skin never changes are photographed again and again by a careful client: another day's
light, distance, pose and exposure for each occasion, a little of each between the two photos of one occasion. What a
score moves then is retake noise. A few careless occasions more show what it grows with. Half an hour on one core;
``--photos`` keeps the photos, and measures those that are kept there anew in six minutes.
"""

from __future__ import annotations

import argparse
import itertools
import json
import math
import sys
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy import stats
from scipy.optimize import nnls

from benchmarks.clients import client
from skinmetrics.imaging.difference import Difference, Taking, difference
from skinmetrics.imaging.regions import PAIRED
from skinmetrics.metrics import METRICS, Metric
from skinmetrics.phantom import (
    Camera,
    Identity,
    Room,
    Sensor,
    SkinState,
    identity,
    jpeg,
    metered,
    render,
    skin_for_age,
)
from skinmetrics.phantom.identity import Tone
from skinmetrics.progress.noise import PACKAGED, TAKEN
from skinmetrics.scoring import MetricScores, PhotoScores, examine

NAMED: tuple[tuple[str, Tone], ...] = (
    ("anna", "II"),
    ("bruno", "III"),
    ("devi", "IV"),
    ("kwame", "VI"),
    ("rosa", "I"),
    ("bruno", "V"),
)
CLIENTS = range(24, 42)  # of clients.py; those of smaller numbers are kept for holding the model against
WHO = (*(identity(name).with_tone(tone) for name, tone in NAMED), *map(client, CLIENTS))
PHOTOS = 2  # of one occasion
CLOSE = Camera(width=1150, height=1540, px_per_mm=5.4)  # pupils about 340 px apart: both resolutions
CARELESS = 2.5  # times as different as a careful client's occasions
CARELESS_SHARE = 0.5  # as many of these as of the careful ones
FLOOR = 0.01  # of the mean level: no score repeats better
FLOOR_EACH = FLOOR / math.sqrt(2)  # of both parts of the noise, the one at level zero and the one that grows with it
LEAST: Mapping[str, tuple[float, float]] = {"blemish_count": (0.5, 1.0), "under_eye_darkness": (0.5, 0.5)}
"""SDs of a region and of the face, in the score's unit, below which none is believed: of scores near zero, whose noise
is no share of their level. From retakes of 34 real faces.
"""
ASSUMED = {"df": 30.0, "client_spread": 0.15}  # how clients differ where nobody knows how they take their photos
KNOWN_DF = 40.0  # where it is known; held against other clients by new_clients.py (decision 23)
FAR = 0.99  # verdicts rest on the far ends: changes are to lie there no more often than the model says
MOST = 0.8  # of the photos
VARIED = 0.02  # RMS of ``unshared``, below which nothing can be told of what it does
SLOPE_MAX = 3.0  # of ``unshared``: a third of a region holds no more than all of its score
PEOPLE_MIN = 4
WIDER = {"line_depth": 1.4}
"""What jumps: one deep line that is found today and not tomorrow moves depth by more than the noise of most faces is.
As much as new_clients.py asks for (decision 23).
"""
LEAST_SHARE = 0.1  # of the mean variance: none is expected to be less
ROUNDS = 5


@dataclass(frozen=True)
class Shot:
    """One photo: its scores at both resolutions and how it was taken."""

    scores: PhotoScores
    taking: Taking


Occasions = list[list[Shot]]


@dataclass(frozen=True)
class Person:
    """One face over several occasions, and how differently any two of them were taken."""

    occasions: Occasions
    apart: Mapping[tuple[int, int], Difference]


def person_of(occasions: Occasions) -> Person:
    """The person, with every two occasions' first photos held against each other."""
    apart = {}
    for one, other in itertools.combinations(range(len(occasions)), 2):
        apart[one, other] = difference(occasions[one][0].taking, occasions[other][0].taking)
    return Person(occasions, apart)


def views(rng: np.random.Generator, care: float, photos: int = PHOTOS) -> list[tuple[Camera, Room]]:
    """The photos of one occasion; ``care`` 1 is within the photo protocol, more is wider."""
    room = Room(
        azimuth_deg=float(rng.normal(-15, 8 * care)),
        elevation_deg=float(rng.normal(30, 4 * care)),
        lamp=float(0.62 * np.exp(rng.normal(0, 0.08 * care))),
        ambient=float(0.4 * np.exp(rng.normal(0, 0.08 * care))),
    )
    day = care * rng.normal(0, 1, 8)
    return [(_camera(day + shot, rng), room) for shot in rng.normal(0, 0.4, (photos, 8))]


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


def photographed(
    person: Identity, cares: Sequence[float], rng: np.random.Generator, folder: Path | None, photos: int = PHOTOS
) -> Occasions:
    """One face over several occasions; the skin is the same in all."""
    state = skin_for_age(person)
    found = []
    for number, care in enumerate(cares):
        burst = []
        for shot, (camera, room) in enumerate(views(rng, care, photos)):
            kept = None if folder is None else folder / f"{person.name}-{person.tone}-{number}-{shot}.jpg"
            seen = examine(_photo(person, state, metered(camera, person.tone), room, kept), f"{person.name}.jpg")
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
    """One person's scores (occasions, photos); of the whole face, where ``region`` is empty, as ``faces`` has them."""
    photos = [[_scored(shot, field, metric) for shot in burst] for burst in person.occasions]
    if region:
        return np.array([[photo.get(region, np.nan) for photo in burst] for burst in photos])
    return faces(metric, [photo for burst in photos for photo in burst]).reshape(len(photos), -1)


def faces(metric: Metric, photos: Sequence[Mapping[str, float]]) -> NDArray[np.float64]:
    """One person's scores of the whole face (photos,) over the regions that most ``photos`` have, NaN where one of
    these is missing: faces are compared over what both have.
    """
    seen = Counter(region for photo in photos for region in photo)
    shared = {region for region, times in seen.items() if times >= MOST * len(photos)}
    whole = (
        metric.whole_face({region: photo[region] for region in shared}) if shared <= photo.keys() else None
        for photo in photos
    )
    return np.array([np.nan if face is None else face for face in whole])


def _both_sides(region: str) -> tuple[str, ...]:
    """A region and its other side: both have the same noise, measured twice as well together."""
    name = region.rpartition("_")[0]
    return (f"{name}_left", f"{name}_right") if name in PAIRED else (region,)


@dataclass(frozen=True)
class Row:
    """One person's scores of one metric and region, (occasions, photos), their level, and how differently each two
    occasions were taken (in the order of ``TAKEN``).
    """

    scores: NDArray[np.float64]
    level: float
    apart: Mapping[tuple[int, int], tuple[float, ...]]

    def within(self) -> float:
        """Variance between the photos of one occasion."""
        return float(self.scores[self.whole].var(1, ddof=1).mean())

    def between(self, careful: int) -> float:
        """Variance between the means of careful occasions; NaN of fewer than three."""
        means = self.scores[[one for one in self.whole if one < careful]].mean(1)
        return float(means.var(ddof=1)) if len(means) > 2 else np.nan

    @property
    def whole(self) -> list[int]:
        """The occasions of which every photo was scored."""
        return [int(one) for one in np.flatnonzero(np.isfinite(self.scores).all(1))]


def rows(people: Sequence[Person], field: str, metric: Metric, region: str) -> list[Row]:
    """A Row a person and side, of those of whom three occasions or more were scored."""
    out = []
    for side, person in itertools.product(_both_sides(region), people):
        scores = _values(person, field, metric, side)
        apart = {pair: found.as_mapping(side or None) for pair, found in person.apart.items()}
        level = abs(float(np.nanmean(scores))) if np.isfinite(scores).any() else 0.0
        row = Row(scores, level, {pair: tuple(found[name] for name in TAKEN) for pair, found in apart.items()})
        if len(row.whole) > 2:
            out.append(row)
    return out


def shares(targets: Sequence[float], design: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """How much each column of ``design`` adds to variances, ``targets``, none less than nothing: least squares in which
    each weighs by the variance that is expected, since squares spread as much as they are large.
    """
    target, columns = np.array(targets), np.array(design)
    scale = np.maximum(np.abs(columns).max(0), 1e-12)
    expected = np.full(len(target), max(float(target.mean()), 1e-12))
    for _ in range(ROUNDS):
        found, _ = nnls(columns / scale / expected[:, None], target / expected)
        expected = np.maximum(columns / scale @ found, LEAST_SHARE * max(float(target.mean()), 1e-12))
    return np.asarray(found / scale, np.float64)


def entry(table: Sequence[Row], careful: int, least: float, wider: float = 1.0) -> dict[str, float] | None:
    """The model's numbers for one metric and region; no SD below FLOOR, or below ``least`` in the score's unit, is
    believed. All are ``wider`` times what is seen.

    What stays at level zero is told from what grows with the level by people of different levels.
    """
    if len(table) < PEOPLE_MIN:
        return None
    level = float(np.mean([row.level for row in table]))
    (within,) = shares([row.within() for row in table], [[row.level**2] for row in table])
    squares, design = [], []
    for row in table:
        means = row.scores.mean(1)
        for one, other in itertools.combinations(row.whole, 2):
            squares.append((means[one] - means[other]) ** 2 - 2 * within * row.level**2 / PHOTOS)
            differences = (row.level**2 * part**2 for part in row.apart[one, other])
            design.append([2.0, 2 * row.level**2, *differences])
    unshared = [row.apart[pair][-1] for row in table for pair in itertools.combinations(row.whole, 2)]
    if np.sqrt(np.mean(np.square(unshared))) < VARIED:
        design = [[*row[:-1], 0.0] for row in design]
    resting, alike, *slopes = shares(squares, design)
    slopes[-1] = min(slopes[-1], SLOPE_MAX**2)
    known = [row for row in table if np.isfinite(row.between(careful))]
    between = [row.between(careful) - within * row.level**2 / PHOTOS - resting for row in known]
    occasion = shares(between, [[row.level**2] for row in known])[0] if known else alike
    numbers = {
        "occasion": max(math.sqrt(occasion), FLOOR_EACH),
        "floor": max(math.sqrt(resting), FLOOR_EACH * level, least),
        "within": math.sqrt(within),
    }
    numbers["alike"] = min(max(math.sqrt(alike), FLOOR_EACH), numbers["occasion"])
    numbers |= {name: math.sqrt(slope) for name, slope in zip(TAKEN, slopes, strict=True) if slope > 0}
    expected = np.array(design) @ np.array([numbers["floor"] ** 2, numbers["alike"] ** 2, *slopes])
    changes = np.array(squares) / expected
    wider *= max(1.0, math.sqrt(float(np.quantile(changes, FAR))) / float(stats.t.ppf((1 + FAR) / 2, KNOWN_DF)))
    return {"level": round(level, 4)} | {name: round(wider * value, 5) for name, value in numbers.items()}


def measured(people: Sequence[Person], careful: int) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    """The model's table: resolution, metric, region (empty: the face)."""
    table: dict[str, dict[str, dict[str, dict[str, float]]]] = {}
    for resolution, field in (("standard", "metrics"), ("fine", "metrics_fine")):
        for metric in METRICS:
            for region in ("", *metric.regions):
                least = LEAST.get(metric.id, (0.0, 0.0))[not region]
                found = entry(rows(people, field, metric, region), careful, least, WIDER.get(metric.id, 1.0))
                if found is None and not region and metric.needs.resolution in ("each", resolution):
                    raise SystemExit(f"Too few faces have {metric.id} at the {resolution} resolution.")
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
        person_of(photographed(who, cares, np.random.default_rng([7, i]), arguments.photos))
        for i, who in enumerate(WHO)
    ]
    model = {
        "version": "4",
        "measured_on": (
            f"{len(WHO)} computer-generated faces of tones I to VI and of 20 to 70 years, {careful} occasions of "
            f"{PHOTOS} photos within the photo protocol (light, pose, distance, focus, exposure) and "
            f"{len(cares) - careful} beyond it. Real skin, "
            "make-up and other phones are not in it."
        ),
        "metrics": {metric.id: metric.parameters_hash for metric in METRICS},
        **ASSUMED,
        "known_df": KNOWN_DF,
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
