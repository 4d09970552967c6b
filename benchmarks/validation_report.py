"""Measure what docs/method.md says of each metric, and write it there.

    .venv/bin/python -m benchmarks.validation_report [--only noise fairness spoilt pictures] [--kit FILE …] [--write]

Noise comes from models/noise.json (benchmarks/noise_model.py measures it), fairness, spoilt photos and pictures from
computer-generated faces, and real faces from the JSON files that the validation kit's own script keeps
(``validate.py --json FILE``), where there are any. About 25 minutes on one core.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import cv2
from scipy import stats

from benchmarks import fairness, spoilt
from benchmarks.fairness import said
from benchmarks.validation_pictures import write_pictures
from skinmetrics.metrics import METRICS, Metric
from skinmetrics.progress.noise import PACKAGED, load_noise_model

PAGE = Path(__file__).parents[1] / "docs" / "method.md"


def noise_table() -> Iterator[str]:
    """Smallest change of the face's score that is not noise, of two bursts of three photos, in % of the level at which
    the noise was measured; taken alike: with no difference in light, pose, sharpness or distance.
    """
    model = load_noise_model()
    levels = json.loads(PACKAGED.read_text(encoding="utf-8"))["resolutions"]
    widths = {known: float(stats.t.ppf(0.975, model.df_of_change(known=known))) for known in (False, True)}
    yield "| metric | resolution | between occasions | within a burst | MDC95, any two occasions | MDC95, taken alike |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for metric in METRICS:
        for resolution in ("standard", "fine"):
            noise = model.of(metric.id, None, resolution)
            if noise is None or (resolution == "fine" and metric.needs.resolution == "standard"):
                continue
            level = levels[resolution][metric.id][""]["level"]
            between = math.hypot(noise.occasion, noise.floor / level)
            any_two, alike = (
                widths[known] * math.sqrt(noise.variance_of_change(level, (3, 3), apart)) / level
                for known, apart in ((False, None), (True, {}))
            )
            parts = (between, noise.within, any_two, alike)
            yield f"| `{metric.id}` | {resolution} | " + " | ".join(f"{100 * part:.1f} %" for part in parts) + " |"


def metric_table() -> Iterator[str]:
    """Every metric by its own words."""
    yield "| metric | unit | what is computed | needs | method |"
    yield "| --- | --- | --- | --- | --- |"
    for metric in METRICS:
        what = re.sub(r"\s+", " ", (metric.measure.__doc__ or "").strip())
        yield f"| `{metric.id}` | {metric.unit} | {what} | {_needs(metric)} | {metric.source} |"


def _needs(metric: Metric) -> str:
    words = {"each": "2.5 px/mm, better 5", "standard": "2.5 px/mm", "fine": "5 px/mm"}[metric.needs.resolution]
    return words + (", the white of the eyes or a card" if metric.needs.white else "")


def kit_table(files: Sequence[Path]) -> Iterator[str]:
    """What the validation kit's script kept of real faces."""
    for file in files:
        kept = json.loads(file.read_text("utf-8"))
        yield f"*{file.stem}*"
        yield ""
        yield "| metric | retakes: ICC(2,1) | CV | rank correlation with age |"
        yield "| --- | --- | --- | --- |"
        for metric, row in kept.get("retake", {}).items():
            age = kept.get("age", {}).get(metric, math.nan)
            icc, cv = said(row["icc"], ".3f"), said(row["cv_pct"], ".1f", " %")
            yield f"| `{metric}` | {icc} | {cv} | {said(age, '.2f')} |"
        yield ""
        yield "| put on the skin | r | rises at every step | moves its own score, SD | the most moved other, SD |"
        yield "| --- | --- | --- | --- | --- |"
        for kind, row in kept.get("dose", {}).items():
            moved = kept.get("specificity", {}).get(kind, {})
            own, other = (said(moved.get(which, math.nan), ".2f") for which in ("own", "worst_other"))
            rises = said(row["monotone_pct"], ".0f", " %")
            yield f"| {kind} | {said(row['r'], '.3f')} | {rises} | {own} | {other} |"
        yield ""


def fill(page: str, name: str, lines: Sequence[str]) -> str:
    """The page with the text between the marks of ``name`` replaced."""
    marks = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = page.partition(marks[0])
    _, _, after = rest.partition(marks[1])
    return f"{before}{marks[0]}\n\n" + "\n".join(lines).strip() + f"\n\n{marks[1]}{after}"


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", default=("metrics", "noise", "fairness", "spoilt", "pictures", "kit"))
    parser.add_argument("--kit", nargs="*", type=Path, default=[])
    parser.add_argument("--write", action="store_true", help="into docs/method.md; else printed")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    parts: dict[str, Callable[[], Iterator[str]]] = {
        "metrics": metric_table,
        "noise": noise_table,
        "fairness": lambda: fairness.table(fairness.by_tone()),
        "spoilt": lambda: spoilt.table(spoilt.clients()),
        "kit": lambda: kit_table(arguments.kit),
    }
    page = PAGE.read_text("utf-8")
    for name, table in parts.items():
        if name in arguments.only and (name != "kit" or arguments.kit):
            lines = list(table())
            sys.stdout.write("\n".join(lines) + "\n\n")
            page = fill(page, name, lines)
    if arguments.write:
        PAGE.write_text(page, "utf-8")
        if "pictures" in arguments.only:
            write_pictures(PAGE.parent / "method")


if __name__ == "__main__":
    main()
