"""Measure how much noisier scores are on darker and lighter skin, into the packaged noise model.

    .venv/bin/python -m benchmarks.tone_noise [--write models/noise.json]

From the retakes of fairness.py: four faces in six tones before the same cameras and lamps, so that nothing but the tone
differs. Run it after noise_model.py, whose noise it holds them against. Six minutes on one core.
"""

from __future__ import annotations

import argparse
import json
import math
import sys
from collections.abc import Mapping
from pathlib import Path

import cv2
import numpy as np

from benchmarks.fairness import STANDARD_METRICS, Group, by_tone
from skinmetrics.progress.noise import FACE, PACKAGED, NoiseModel, load_noise_model

TONES_MIN = 4  # of six, in which a metric must be scored


def tones(groups: Mapping[str, Group], model: NoiseModel) -> dict[str, object]:
    """What the noise model says of tones: at each one's brightness, the SD of each metric against what the model
    expects at the level that it has there, as a share of that of all tones.
    """
    known = sorted((one for one in groups.values() if math.isfinite(one.radiance)), key=lambda one: one.radiance)
    places, sd = np.arange(len(known)), {}
    for metric in STANDARD_METRICS:
        expected = model.of(metric.id, FACE, "standard")
        if expected is None:
            continue
        times = np.array([one.sd[metric.id] / math.sqrt(expected.variance(one.level[metric.id])) for one in known])
        seen = np.flatnonzero(np.isfinite(times) & (times > 0))
        if len(seen) >= TONES_MIN:
            times = np.interp(places, seen, times[seen])  # a tone in which it is declined is taken to be like the next
            sd[metric.id] = [round(float(share), 3) for share in times / np.sqrt(np.mean(times**2))]
    return {"radiance": [round(one.radiance, 2) for one in known], "sd": sd}


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", type=Path, help="the noise model to write it into")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    found = tones(by_tone(), load_noise_model(arguments.write or PACKAGED))
    if not arguments.write:
        sys.stdout.write(json.dumps(found, indent=1) + "\n")
        return
    model = json.loads(arguments.write.read_text(encoding="utf-8"))
    model["tones"] = found
    arguments.write.write_text(json.dumps(model, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
