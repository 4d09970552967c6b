"""Write what every metric gives on the baseline photo: ``python -m tests.metrics.update_baselines``.

A metric whose values or parameters changed needs a higher version first, since old scores must not be put on one line
with new ones; ``--unreleased`` goes without, for a version that nobody has scored photos with yet.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import TypedDict

from skinmetrics.metrics import METRICS
from skinmetrics.scoring import MetricScores, score

FOLDER = Path(__file__).parent
PHOTO = FOLDER / "baseline_photo.jpg"
"""Computer-generated; kept as a file, so that a better phantom does not change what the metrics are held against."""
BASELINES = FOLDER / "baselines.json"
TOLERANCE = 0.002
"""Of the value: what another version of numpy or OpenCV may move."""


class Baseline(TypedDict):
    """One metric's row."""

    version: int
    parameters: str
    standard: dict[str, float | None]
    fine: dict[str, float | None]


def measured() -> dict[str, Baseline]:
    """Every metric's row as it is today; the face's value has the region ``""``."""
    scores = score(PHOTO.read_bytes(), PHOTO.name)
    standard, fine = getattr(scores, "metrics", None), getattr(scores, "metrics_fine", None)
    if standard is None or fine is None:
        raise SystemExit(f"{PHOTO} cannot be scored at both resolutions: {scores}")
    return {
        metric.id: {
            "version": metric.version,
            "parameters": metric.parameters_hash,
            "standard": _values(standard[metric.id]),
            "fine": _values(fine[metric.id]),
        }
        for metric in METRICS
    }


def _values(scores: MetricScores) -> dict[str, float | None]:
    named = {"": scores.face, **scores.regions}
    return {region: None if value is None else round(value, 4) for region, value in named.items()}


def differs(one: Baseline, other: Baseline) -> bool:
    """Whether the parameters or any value beyond the tolerance are not the same."""
    return one["parameters"] != other["parameters"] or any(
        not _same(one[resolution].get(region), other[resolution].get(region))
        for resolution in ("standard", "fine")
        for region in {*one[resolution], *other[resolution]}
    )


def _same(one: float | None, other: float | None) -> bool:
    if one is None or other is None:
        return one is other
    return abs(one - other) <= TOLERANCE * max(abs(one), abs(other)) + 1e-4


def baselines() -> dict[str, Baseline]:
    """The rows on file."""
    rows: dict[str, Baseline] = json.loads(BASELINES.read_text("utf-8")) if BASELINES.exists() else {}
    return rows


def main(arguments: list[str]) -> int:
    """Write the rows; 1, and nothing written, if a metric changed without a new version."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unreleased", action="store_true")
    asked = parser.parse_args(arguments)
    old, new = baselines(), measured()
    silent = [
        name
        for name, row in new.items()
        if name in old and differs(old[name], row) and row["version"] <= old[name]["version"]
    ]
    if silent and not asked.unreleased:
        sys.stderr.write(f"Raise the version of {', '.join(silent)} first: the values have changed.\n")
        return 1
    BASELINES.write_text(json.dumps(new, indent=1) + "\n", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
