"""Measure the packaged noise model on computer-generated retakes and write models/noise.json.

    .venv/bin/python -m benchmarks.noise_model [--occasions 8] [--write models/noise.json]

Four faces whose skin never changes are photographed again and again by a careful client: another day's light, distance,
pose and exposure for each occasion, a little of each between the two photos of one occasion. What a score moves then is
retake noise. About four minutes on one core.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.regions import PAIRED
from skinmetrics.phantom import Camera, Identity, Room, Sensor, identity, jpeg, render, skin_for_age
from skinmetrics.scoring import MetricScores, PhotoScores, score

WHO = ("anna", "bruno", "devi", "kwame")
PHOTOS = 2  # of one occasion
CLOSE = Camera(width=1150, height=1540, px_per_mm=5.4)  # pupils about 340 px apart: both resolutions
FLOOR = 0.01  # of the mean level: no score repeats better
SETTINGS = {"df": 30, "client_spread": 0.15}  # how well the SDs are known, and how clients differ; not measured here
Views = list[tuple[Camera, Room]]


def views(rng: np.random.Generator) -> Views:
    """The photos of one occasion, within the photo protocol."""
    day_room = Room(
        azimuth_deg=float(rng.normal(-15, 8)),
        elevation_deg=float(rng.normal(30, 4)),
        lamp=float(0.62 * np.exp(rng.normal(0, 0.08))),
        ambient=float(0.4 * np.exp(rng.normal(0, 0.08))),
    )
    day = rng.normal(0, 1, 8)
    shots = []
    for shot in rng.normal(0, 0.4, (PHOTOS, 8)):
        at = day + shot
        sensor = Sensor(
            exposure_ev=float(0.12 * at[0]),
            white_balance=(float(1 + 0.03 * at[1]), 1.0, float(1 + 0.03 * at[2])),
            focus_blur_px=float(np.clip(0.65 + 0.12 * at[3], 0.4, 1.0)),
            noise_seed=int(rng.integers(1 << 30)),
        )
        camera = replace(
            CLOSE,
            px_per_mm=float(CLOSE.px_per_mm * np.exp(0.01 * at[4])),
            distance_mm=float(580 + 25 * at[4]),
            yaw_deg=float(2 * at[5]),
            pitch_deg=float(2 * at[6]),
            roll_deg=float(1.5 * at[7]),
            sensor=sensor,
        )
        shots.append((camera, day_room))
    return shots


def photographed(person: Identity, occasions: int, rng: np.random.Generator) -> list[list[PhotoScores]]:
    """Scores of one face over several occasions; the skin is the same in all."""
    state = skin_for_age(person)
    found = []
    for number in range(occasions):
        burst = []
        for camera, room in views(rng):
            image = render(person, state, camera, room).image
            result = score(jpeg(image, camera.sensor.jpeg_quality), f"{person.name}.jpg")
            if not isinstance(result, PhotoScores):
                raise SystemExit(f"{person.name}, occasion {number + 1}: {result.message}")
            burst.append(result)
        found.append(burst)
        sys.stderr.write(f"{person.name}: {number + 1} of {occasions}\n")
    return found


def noise_of(people: list[NDArray[np.float64]], least: float) -> dict[str, float] | None:
    """Noise from each person's scores (occasions, photos): pooled SDs as fractions of the level; None if unmeasured.

    ``least`` is the smallest SD between occasions that is believed.
    """
    within, between = [], []
    for scores in people:
        whole = scores[np.isfinite(scores).all(1)]
        if len(whole) < 3:
            continue
        relative = whole / whole.mean()
        within.append(relative.var(1, ddof=1).mean())
        between.append(max(relative.mean(1).var(ddof=1) - within[-1] / PHOTOS, 0.0))
    if not within:
        return None
    level = float(np.mean([np.nanmean(scores) for scores in people if np.isfinite(scores).any()]))
    return {
        "occasion": round(max(float(np.sqrt(np.mean(between))), least), 4),
        "floor": round(FLOOR * level, 4),
        "within": round(float(np.sqrt(np.mean(within))), 4),
    }


def _both_sides(region: str) -> tuple[str, ...]:
    """A region and its other side: both have the same noise, measured twice as well together."""
    name = region.rpartition("_")[0]
    return (f"{name}_left", f"{name}_right") if name in PAIRED else (region,)


def _value(metrics: Mapping[str, MetricScores] | None, metric: str, region: str) -> float:
    scores = (metrics or {}).get(metric)
    value = None if scores is None else scores.regions.get(region) if region else scores.face
    return np.nan if value is None else value


def measured(everyone: list[list[list[PhotoScores]]]) -> dict[str, dict[str, dict[str, dict[str, float]]]]:
    """The model's table: resolution, metric, region (empty: the face)."""
    first = everyone[0][0][0].metrics
    table: dict[str, dict[str, dict[str, dict[str, float]]]] = {}
    for resolution, field in (("standard", "metrics"), ("fine", "metrics_fine")):
        for metric, scores in first.items():
            rows = table.setdefault(resolution, {}).setdefault(metric, {})
            for region in ("", *scores.regions):
                people = [
                    np.array([[_value(getattr(p, field), metric, one) for p in burst] for burst in person])
                    for person in everyone
                    for one in _both_sides(region)
                ]
                least = rows[""]["occasion"] if region else FLOOR  # a region repeats no better than the face
                if found := noise_of(people, least):
                    rows[region] = found
    return table


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--occasions", type=int, default=8)
    parser.add_argument("--write", type=Path)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    everyone = [photographed(identity(name), arguments.occasions, np.random.default_rng(7)) for name in WHO]
    model = {
        "version": "2",
        "measured_on": (
            f"{len(WHO)} computer-generated faces, {arguments.occasions} occasions of {PHOTOS} photos: light, pose, "
            "distance and exposure vary within the photo protocol. Real skin, make-up and other phones are not in it."
        ),
        **SETTINGS,
        "resolutions": measured(everyone),
    }
    text = json.dumps(model, indent=1, ensure_ascii=False) + "\n"
    if arguments.write:
        arguments.write.write_text(text, encoding="utf-8")
    else:
        sys.stdout.write(text)


if __name__ == "__main__":
    main()
