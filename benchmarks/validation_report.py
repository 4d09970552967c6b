"""Measure what docs/method.md says of each metric, and write it there.

    .venv/bin/python -m benchmarks.validation_report [--only noise fairness pictures] [--kit FILE …] [--write]

Noise comes from models/noise.json (benchmarks/noise_model.py measures it), fairness and pictures from
computer-generated faces, and real faces from the JSON files that the validation kit's own script keeps
(``validate.py --json FILE``), where there are any. About eight minutes on one core.
"""

from __future__ import annotations

import argparse
import json
import math
import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np

from benchmarks.noise_model import views
from benchmarks.validation_pictures import write_pictures
from skinmetrics.metrics import METRICS, Metric
from skinmetrics.phantom import PerRegion, SkinState, identity, jpeg, render, skin_for_age
from skinmetrics.phantom.identity import Tone
from skinmetrics.progress.noise import load_noise_model
from skinmetrics.scoring import PhotoScores, score

PAGE = Path(__file__).parents[1] / "docs" / "method.md"
TONES: tuple[Tone, ...] = ("I", "II", "III", "IV", "V", "VI")
WHO = ("anna", "kwame")
RETAKES = 5
FAIR = 1.5  # times as noisy or declined as the others: no tone may be more
Z95 = 1.96


@dataclass(frozen=True)
class Dose:
    """What is put on the skin, in three steps, and the metric that must follow."""

    metric: str
    steps: tuple[float, ...]
    put: Callable[[SkinState, float], SkinState]


DOSES = (
    Dose("fine_line_density", (1.0, 6.0, 12.0), lambda s, d: replace(s, fine_lines=PerRegion(d))),
    Dose("texture_roughness", (8.0, 18.0, 28.0), lambda s, d: replace(s, roughness_um=PerRegion(d))),
    Dose("redness", (0.0, 0.1, 0.2), lambda s, d: replace(s, redness=PerRegion(d))),
    Dose("pigment_spot_area", (0.0, 3.0, 6.0), lambda s, d: replace(s, spots=PerRegion(d))),
)


def noise_table() -> Iterator[str]:
    """Smallest change of the face's score that is not noise, of two bursts of three photos."""
    model = load_noise_model()
    yield "| metric | resolution | between occasions | within a burst | MDC95, any two occasions | MDC95, taken alike |"
    yield "| --- | --- | --- | --- | --- | --- |"
    for metric in METRICS:
        for resolution in ("standard", "fine"):
            noise = model.of(metric.id, None, resolution)
            if noise is None or (resolution == "fine" and metric.needs.resolution == "standard"):
                continue
            burst = noise.within**2 * math.pi / 6  # the median of three
            alike = noise.occasion if noise.alike is None else noise.alike
            any_two, like = (Z95 * math.sqrt(2 * (part**2 + burst)) for part in (noise.occasion, alike))
            parts = (noise.occasion, noise.within, any_two, like)
            yield f"| `{metric.id}` | {resolution} | " + " | ".join(f"{100 * part:.1f} %" for part in parts) + " |"


def _scores(name: str, tone: Tone, state: SkinState, seed: int) -> PhotoScores | None:
    (camera, room), *_ = views(np.random.default_rng([11, seed]), 1.0)
    image = render(identity(name).with_tone(tone), state, camera, room).image
    seen = score(jpeg(image, camera.sensor.jpeg_quality), f"{name}-{tone}")
    return seen if isinstance(seen, PhotoScores) else None


def _face(seen: PhotoScores | None, metric: str) -> float:
    found = (seen.metrics_fine or seen.metrics)[metric] if seen is not None else None
    return math.nan if found is None or found.face is None else found.face


@dataclass(frozen=True)
class OfTone:
    """What one tone gave: share found and declined, CV by metric, dose response (Pearson) by metric."""

    found: float
    declined: float
    cv: Mapping[str, float]
    dose: Mapping[str, float]


def of_tone(tone: Tone) -> OfTone:
    """Retakes and doses on two faces of one tone."""
    retakes, declined, doses = [], [], {dose.metric: list[float]() for dose in DOSES}
    for name in WHO:
        state = skin_for_age(identity(name))
        seen = [_scores(name, tone, state, seed) for seed in range(RETAKES)]
        retakes.append(seen)
        fine = [one.metrics_fine or one.metrics for one in seen if one is not None]
        declined += [sum(v is None for m in one.values() for v in m.regions.values()) for one in fine]
        for dose in DOSES:
            values = [_face(_scores(name, tone, dose.put(state, step), 0), dose.metric) for step in dose.steps]
            doses[dose.metric].append(float(np.corrcoef(dose.steps, values)[0, 1]))
        sys.stderr.write(f"tone {tone}: {name}\n")
    everything = sum(len(metric.regions) for metric in METRICS)
    return OfTone(
        found=float(np.mean([one is not None for seen in retakes for one in seen])),
        declined=float(np.mean(declined)) / everything,
        cv={metric.id: _cv([[_face(one, metric.id) for one in seen] for seen in retakes]) for metric in METRICS},
        dose={metric: float(np.mean(found)) for metric, found in doses.items()},
    )


def _cv(people: Sequence[Sequence[float]]) -> float:
    whole = np.array(people)
    return float(np.sqrt(np.mean(whole.var(1, ddof=1))) / abs(whole.mean())) if np.isfinite(whole).all() else math.nan


def fairness_table() -> Iterator[str]:
    """Found, declined, noise and dose response by skin tone; what is more than 1.5 times the median is marked."""
    tones = {tone: of_tone(tone) for tone in TONES}
    yield "| of tone | " + " | ".join(TONES) + " |"
    yield "| --- |" + " --- |" * len(TONES)
    yield "| found | " + " | ".join(f"{100 * one.found:.0f} %" for one in tones.values()) + " |"
    yield "| regions declined | " + " | ".join(f"{100 * one.declined:.0f} %" for one in tones.values()) + " |"
    for metric in METRICS:
        values = [one.cv[metric.id] for one in tones.values()]
        middle = float(np.nanmedian(values)) if np.isfinite(values).any() else math.nan
        yield f"| `{metric.id}` CV | " + " | ".join(_marked(value, middle) for value in values) + " |"
    for dose in DOSES:
        values = [one.dose[dose.metric] for one in tones.values()]
        yield f"| `{dose.metric}` dose r | " + " | ".join(f"{value:.3f}" for value in values) + " |"


def _marked(value: float, middle: float) -> str:
    if math.isnan(value):
        return "declined"
    text = f"{100 * value:.1f} %"
    return f"**{text}**" if value > FAIR * middle else text


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
            yield f"| `{metric}` | {row['icc']:.3f} | {row['cv_pct']:.1f} % | {_said(age)} |"
        yield ""
        yield "| put on the skin | r | rises at every step | moves its own score, SD | the most moved other, SD |"
        yield "| --- | --- | --- | --- | --- |"
        for kind, row in kept.get("dose", {}).items():
            moved = kept.get("specificity", {}).get(kind, {})
            own, other = (_said(moved.get(which, math.nan)) for which in ("own", "worst_other"))
            yield f"| {kind} | {row['r']:.3f} | {row['monotone_pct']:.0f} % | {own} | {other} |"
        yield ""


def _said(number: float) -> str:
    return "–" if math.isnan(number) else f"{number:.2f}"


def fill(page: str, name: str, lines: Sequence[str]) -> str:
    """The page with the text between the marks of ``name`` replaced."""
    marks = f"<!-- {name} -->", f"<!-- /{name} -->"
    before, _, rest = page.partition(marks[0])
    _, _, after = rest.partition(marks[1])
    return f"{before}{marks[0]}\n\n" + "\n".join(lines).strip() + f"\n\n{marks[1]}{after}"


def main() -> None:
    """Measure and write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--only", nargs="+", default=("metrics", "noise", "fairness", "pictures", "kit"))
    parser.add_argument("--kit", nargs="*", type=Path, default=[])
    parser.add_argument("--write", action="store_true", help="into docs/method.md; else printed")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    parts: dict[str, Callable[[], Iterator[str]]] = {
        "metrics": metric_table,
        "noise": noise_table,
        "fairness": fairness_table,
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
