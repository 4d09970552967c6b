"""Scores by skin tone: what is found, declined, how noisy, how it answers.

    .venv/bin/python -m benchmarks.fairness [--faces FOLDER]

Computer-generated faces are drawn in six tones before the same cameras and lamps, so that nothing but the tone differs.
``--faces`` scores a folder of real photos instead and sorts them by individual typology angle (ITA, Chardon et al.
1991); photos of one person are those whose names agree up to the last underscore. Seven minutes on one core.
"""

from __future__ import annotations

import argparse
import math
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from benchmarks.noise_model import faces, views
from skinmetrics.imaging.colour import EYES_REFLECT
from skinmetrics.imaging.landmarks import FaceError
from skinmetrics.imaging.photo import PhotoError
from skinmetrics.metrics import METRICS, Metric
from skinmetrics.metrics.depth import OUTSHONE, PITS_OUTSHONE, RED_HIDDEN
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.phantom import PerRegion, SkinState, Stage, identity, jpeg, metered, set_stage, skin_for_age
from skinmetrics.phantom.identity import Tone
from skinmetrics.progress.noise import BRIGHTNESS
from skinmetrics.scoring import Examination, examine

TONES: tuple[Tone, ...] = ("I", "II", "III", "IV", "V", "VI")
WHO = ("anna", "kwame", "devi", "rosa")
DOSED = 0  # of them
RETAKES = 12
WIDTH, HEIGHT, SMALLER = 800, 1070, 0.68  # of views' photos: the standard resolution, with some to spare
CHEEKS = ("cheek_left", "cheek_right")
FAIR = 1.5  # times as noisy or declined as the others: no tone may be more
BANDS = ((55.0, "very light"), (41.0, "light"), (28.0, "intermediate"), (10.0, "tan"), (-30.0, "brown"))
DARKEST = "dark"
STANDARD_METRICS = tuple(metric for metric in METRICS if metric.needs.resolution != "fine")
IN_UNITS = frozenset({"redness", *(metric.id for metric in STANDARD_METRICS if metric.signed)})
"""Whose noise is told in their own unit: their level may be 0, or is that of melanin, and says nothing of it."""


@dataclass(frozen=True)
class Dose:
    """What is put on a clean skin, in steps, and the metric that must follow."""

    metric: str
    steps: tuple[float, ...]
    put: Callable[[SkinState, float], SkinState]


CLEAN = SkinState(fine_lines=PerRegion(1.0), roughness_um=PerRegion(8.0))
"""The first step of every dose."""
DOSES = (
    Dose("fine_line_density", (1.0, 6.0, 12.0), lambda s, d: replace(s, fine_lines=PerRegion(d))),
    Dose("texture_roughness", (8.0, 18.0, 28.0), lambda s, d: replace(s, roughness_um=PerRegion(d))),
    Dose("wrinkle_density", (0.0, 2.0, 4.0), lambda s, d: replace(s, wrinkles=PerRegion(d))),
    Dose("scar_relief", (0.0, 0.75, 1.5), lambda s, d: replace(s, scars=PerRegion(d))),
    Dose("redness", (0.0, 0.1, 0.2), lambda s, d: replace(s, redness=PerRegion(d))),
    Dose("blemish_area", (0.0, 0.5, 1.0), lambda s, d: replace(s, blemishes=PerRegion(d))),
    Dose("pigment_spot_area", (0.0, 3.0, 6.0), lambda s, d: replace(s, spots=PerRegion(d))),
)


@dataclass(frozen=True)
class Group:
    """What photos of one tone gave: how many, the share found, the share of regions declined and, apart from those, the
    share declined because skin of that depth hides what is measured, the median ITA (degrees) and brightness (% of
    white), and by metric the CV within people, and the dose response (Pearson) and its size against the others'.
    """

    photos: int
    found: float
    declined: float
    hidden: float
    ita: float
    radiance: float
    sd: Mapping[str, float]
    level: Mapping[str, float]
    dose: Mapping[str, float]
    moved: Mapping[str, float]

    def noise(self, metric: Metric) -> float:
        """The SD within people, as a share of their level but of those ``IN_UNITS``."""
        return self.sd[metric.id] / (1.0 if metric.id in IN_UNITS else abs(self.level[metric.id]))


def ita_deg(skin_map: SkinMap) -> float:
    """Individual typology angle of the cheeks, arctan((L* − 50) / b*), against the photo's white; NaN without one."""
    if skin_map.white is None:
        return math.nan
    pixels = np.concatenate([skin_map.pixels[cheek] for cheek in CHEEKS])
    if not len(pixels):
        return math.nan
    light = np.median(skin_map.face_map.linear.reshape(-1, 3)[pixels], axis=0) / skin_map.white.rgb * EYES_REFLECT
    lightness, _, yellow = cv2.cvtColor(light[None, None].astype(np.float32), cv2.COLOR_LRGB2Lab)[0, 0]
    return math.degrees(math.atan2(float(lightness) - 50, float(yellow)))


def _examined(data: bytes, name: str) -> Examination | None:
    try:
        return examine(data, name)
    except (PhotoError, FaceError):
        return None


def _photographed(stage: Stage, tone: Tone, state: SkinState) -> Examination | None:
    """A stage that was set for one tone serves all: what stands on it but the skin is the same."""
    person, camera = stage.identity.with_tone(tone), metered(stage.camera, tone)
    image = replace(stage, identity=person, camera=camera).photograph(state).image
    return _examined(jpeg(image, camera.sensor.jpeg_quality), f"{person.name}-{tone}")


def _median(values: Iterable[float | None]) -> float:
    known = [value for value in values if value is not None and math.isfinite(value)]
    return float(np.median(known)) if known else math.nan


def _face(seen: Examination | None, metric: str) -> float:
    value = None if seen is None else seen.result.metrics[metric].face
    return math.nan if value is None else value


def _group(people: Sequence[Sequence[Examination | None]], doses: Mapping[str, NDArray[np.float64]]) -> Group:
    """``people`` × photos, and by metric what doses gave, (people, steps)."""
    photos = [one for person in people for one in person]
    seen = [one for one in photos if one is not None]
    regions = [(metric.id, region) for metric in STANDARD_METRICS for region in metric.regions]
    reasons = [one.result.metrics[metric].declined.get(region) for one in seen for metric, region in regions]
    hidden = sum(reasons.count(depth.reason) for depth in (RED_HIDDEN, OUTSHONE, PITS_OUTSHONE)) / max(len(reasons), 1)
    spreads = {
        metric.id: _spread([faces(metric, _regions(person, metric)) for person in people])
        for metric in STANDARD_METRICS
    }
    return Group(
        photos=len(photos),
        found=len(seen) / max(len(photos), 1),
        declined=sum(reason is not None for reason in reasons) / len(reasons) - hidden if reasons else math.nan,
        hidden=hidden,
        ita=_median([ita_deg(one.skin_map) for one in seen]),
        radiance=_median([one.result.metrics[BRIGHTNESS[0]].face for one in seen]),
        sd={name: sd for name, (sd, _) in spreads.items()},
        level={name: level for name, (_, level) in spreads.items()},
        dose={dose.metric: _response(dose.steps, doses[dose.metric]) for dose in DOSES if dose.metric in doses},
        moved={name: float(np.mean(values[:, -1] - values[:, 0])) for name, values in doses.items()},
    )


def _regions(person: Sequence[Examination | None], metric: Metric) -> list[dict[str, float]]:
    scores = [one.result.metrics[metric.id].regions for one in person if one is not None]
    return [{region: value for region, value in photo.items() if value is not None} for photo in scores]


def _spread(people: Sequence[NDArray[np.float64]]) -> tuple[float, float]:
    """Pooled SD within people and the mean, of those of whom two photos or more were scored."""
    rows = [row for person in people if len(row := person[np.isfinite(person)]) > 1]
    if not rows:
        return math.nan, math.nan
    within = np.average([row.var(ddof=1) for row in rows], weights=[len(row) - 1 for row in rows])
    return float(np.sqrt(within)), float(np.concatenate(rows).mean())


def _response(steps: Sequence[float], people: NDArray[np.float64]) -> float:
    return float(np.mean([np.corrcoef(steps, values)[0, 1] for values in people]))


def by_tone() -> dict[str, Group]:
    """Retakes and doses on faces of every tone; tones are the outer loop, as a skin is laid out once for its photos."""
    stages = [_stages(name) for name in WHO]
    groups: dict[str, Group] = {}
    for tone in TONES:
        retakes = [[_photographed(one, tone, skin_for_age(one.identity)) for one in person] for person in stages]
        clean = _photographed(stages[DOSED][0], tone, CLEAN)
        doses = {
            dose.metric: [_face(clean, dose.metric)]
            + [
                _face(_photographed(stages[DOSED][0], tone, dose.put(CLEAN, step)), dose.metric)
                for step in dose.steps[1:]
            ]
            for dose in DOSES
        }
        groups[tone] = _group(retakes, {name: np.array([values]) for name, values in doses.items()})
        sys.stderr.write(f"tone {tone}\n")
    return groups


def _stages(name: str) -> list[Stage]:
    """One face as different days' cameras and lamps meet it, shaven: stubble shows the more, the lighter the skin."""
    person, stages = identity(name), []
    person = replace(person, hair=replace(person.hair, stubble=0.0))
    for day in range(RETAKES):
        (camera, room), *_ = views(np.random.default_rng([11, WHO.index(name), day]), 1.0)
        smaller = replace(camera, width=WIDTH, height=HEIGHT, px_per_mm=camera.px_per_mm * SMALLER)
        stages.append(set_stage(person, skin_for_age(person), smaller, room))
    return stages


def by_band(folder: Path) -> dict[str, Group]:
    """A folder's photos by the ITA of each person; who was never found is ``not found``."""
    people: dict[str, list[Examination | None]] = {}
    for file in sorted(folder.glob("*.jpg")):
        people.setdefault(file.stem.rpartition("_")[0] or file.stem, []).append(_examined(file.read_bytes(), file.name))
    bands: dict[str, list[list[Examination | None]]] = {}
    for photos in people.values():
        angles = [angle for one in photos if one is not None and math.isfinite(angle := ita_deg(one.skin_map))]
        bands.setdefault(band(float(np.median(angles))) if angles else "not found", []).append(photos)
    order = [name for _, name in BANDS] + [DARKEST, "not found"]
    return {name: _group(bands[name], {}) for name in order if name in bands}


def band(angle_deg: float) -> str:
    """Skin colour category of an ITA (Chardon et al. 1991; Del Bino et al. 2006)."""
    return next((name for above, name in BANDS if angle_deg > above), DARKEST)


def table(groups: Mapping[str, Group]) -> Iterator[str]:
    """Lines of Markdown; what is more than 1.5 times the others' median is bold."""
    each = list(groups.values())
    yield "| of tone | " + " | ".join(groups) + " |"
    yield "| --- |" + " --- |" * len(groups)
    yield "| photos | " + " | ".join(str(one.photos) for one in each) + " |"
    yield "| ITA | " + " | ".join(f"{one.ita:.0f}°" for one in each) + " |"
    yield "| found | " + " | ".join(f"{100 * one.found:.0f} %" for one in each) + " |"
    yield (
        "| scores declined for the depth of skin | " + " | ".join(f"{100 * one.hidden:.1f} %" for one in each) + " |"
    )
    yield "| scores declined for another reason | " + " | ".join(_marked([one.declined for one in each])) + " |"
    for metric in STANDARD_METRICS:
        own = metric.id in IN_UNITS
        what = f"SD, {metric.unit}" if own else "CV"
        noises = _marked([one.noise(metric) for one in each], ".2f" if own else ".1%")
        yield f"| `{metric.id}` {what} | " + " | ".join(noises) + " |"
    for dose in DOSES if each[0].dose else ():
        yield f"| `{dose.metric}` dose r | " + " | ".join(said(one.dose[dose.metric], ".3f") for one in each) + " |"
        middle = float(np.nanmedian([one.moved[dose.metric] for one in each]))
        shares = (one.moved[dose.metric] / middle for one in each)
        yield f"| `{dose.metric}` moved, of the median | " + " | ".join(said(share, ".2f") for share in shares) + " |"
        noise = (one.sd[dose.metric] / one.moved[dose.metric] for one in each)
        yield (
            f"| `{dose.metric}` SD, of that move | " + " | ".join(said(100 * one, ".1f", " %") for one in noise) + " |"
        )


def said(number: float, form: str, unit: str = "") -> str:
    """A number in a table, with its unit; a dash for NaN."""
    return "–" if math.isnan(number) else f"{number:{form}}{unit}"


def _marked(values: Sequence[float], form: str = ".1%") -> Iterable[str]:
    """Each value in words, bold where it is more than FAIR times the median of the others."""
    for index, value in enumerate(values):
        others = [one for one in (*values[:index], *values[index + 1 :]) if math.isfinite(one)]
        if math.isnan(value):
            yield "none"
        else:
            text = f"{value:{form}}".replace("%", " %")
            yield f"**{text}**" if others and value > FAIR * max(float(np.median(others)), 0.01) else text


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faces", type=Path, help="a folder of photos")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    groups = by_band(arguments.faces) if arguments.faces else by_tone()
    sys.stdout.write("\n".join(table(groups)) + "\n")


if __name__ == "__main__":
    main()
