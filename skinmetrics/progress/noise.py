"""Retake noise: how much a score moves between photographing occasions when nothing changed on the skin.

``models/noise.json`` holds it, measured once on retakes of known faces::

    {"version": "1",
     "measured_on": "in words: which photos, how many people and retakes, when",
     "metrics": {"fine_line_density": "174af7ba755c"},
     "df": 30,
     "client_spread": 0.15,
     "known_df": 19,
     "tones": {"radiance": [15.0, 40.0, 90.0], "sd": {"texture_roughness": [1.5, 0.9, 0.8]}},
     "resolutions": {"standard": {"fine_line_density": {"":         {"occasion": 0.05, "floor": 0.02, "within": 0.02},
                                                        "forehead": {"occasion": 0.08, "floor": 0.05, "within": 0.03}}},
                     "fine": {}}}

Per resolution, metric and region (``""`` is the whole face):

``level``     the mean score of those on whom it was measured, in the metric's own unit: for tables only.
``occasion``  SD between photographing occasions (another day, another light) as a fraction of the score's level,
              within-burst noise taken out: the square root of the between-occasion variance component.
``floor``     the part of it, in the metric's own unit, that stays when the level is zero; added in quadrature.
``within``    SD between the photos of one burst, as a fraction of the level.
``alike``     the part of ``occasion`` that stays when two occasions are photographed alike.
``light`` ``turn`` ``sharpness`` ``distance`` ``light_turn`` ``perspective`` ``unshared``
              the SD of the change between two occasions, as a fraction of the level, that each unit of a difference in
              taking adds (imaging/difference.py has the units); left out where it adds none.

``metrics`` has the hashes of the metrics that were measured: the noise of others is not known by it.

``tones`` says how much noisier a metric of the whole face is on darker or lighter skin than on that of all tones
together: at each ``radiance`` (skin's brightness in % of white, rising) how many times the SD it has. Measured at the
standard resolution; what is measured at the fine one alone has none. Regions are taken to follow the face.

``df`` says how alike clients are: the noise variance of one client's metric spreads around what is expected of that
client like a chi-square with that many degrees of freedom (30: its SD by about 13 %). ``client_spread`` is the SD,
between clients, of ln(noise SD) common to all metrics of a client: some photograph themselves more carefully. How
carefully is seen where two bursts are laid side by side: what noise is expected of such a pair then spreads less
between clients, with ``known_df`` degrees of freedom. Where it is left out the other two hold there too.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from skinmetrics.metrics import METRIC_OF

TAKEN = ("light", "turn", "sharpness", "distance", "light_turn", "perspective", "unshared")
"""Differences in taking that noise may grow with."""

FACE: None = None
"""The region of a score of the whole face."""

BRIGHTNESS = ("radiance", FACE)
"""The score that tells skin's tone."""

PACKAGED = Path(__file__).parents[2] / "models" / "noise.json"


class NoiseModelError(Exception):
    """The file of the noise model cannot be used; the text says where it is wrong."""


@dataclass(frozen=True, slots=True)
class RetakeNoise:
    """Noise of one metric in one region: ``occasion`` and ``within`` are fractions of the level, ``floor`` a score."""

    occasion: float
    floor: float
    within: float
    alike: float | None = None
    per_difference: Mapping[str, float] = field(default_factory=dict)

    def variance_of_change(
        self, level: float, photos: tuple[int, int], taken_differently: Mapping[str, float] | None
    ) -> float:
        """Return the variance of the change between two bursts of so many photos, at a score of ``level``.

        Of photos taken alike it is smaller than that of any two occasions; None: it is not known how alike they are.
        """
        any_two = sum(self.variance(level, count) for count in photos)
        if self.alike is None or taken_differently is None:
            return any_two
        between = 2 * self.alike**2 + sum(part**2 for part in self.parts(taken_differently).values())
        return any_two + (between - 2 * self.occasion**2) * level**2

    def widened(self, times: float) -> RetakeNoise:
        """Return a noise of so many times the SD."""
        return RetakeNoise(
            self.occasion * times,
            self.floor * times,
            self.within * times,
            None if self.alike is None else self.alike * times,
            MappingProxyType({name: slope * times for name, slope in self.per_difference.items()}),
        )

    def parts(self, taken_differently: Mapping[str, float]) -> Mapping[str, float]:
        """Return what each difference in taking adds, an SD as a fraction of the level."""
        return {name: slope * taken_differently.get(name, 0.0) for name, slope in self.per_difference.items()}

    def variance(self, level: float, photos: int = 1) -> float:
        """Return the variance of one measurement, a burst of ``photos``, at a score of ``level`` (unit squared).

        A burst averages its own noise only, never that of the occasion. From three photos on it is summarised by
        its median, whose variance is π / (2 n + π - 2) of that of one photo: within 3 % of the exact share where n is
        odd and the noise normal (simulated), above it where n is even.
        """
        averaging = 1 / photos if photos < 3 else math.pi / (2 * photos + math.pi - 2)
        return self.floor**2 + (self.occasion**2 + self.within**2 * averaging) * level**2


@dataclass(frozen=True, slots=True)
class ToneNoise:
    """How the noise of metrics hangs on skin's tone; see the module."""

    radiance: tuple[float, ...]
    sd: Mapping[str, tuple[float, ...]]

    def times(self, metric: str, radiance: float) -> float:
        """Return how many times the SD of all tones together a metric has on skin of this brightness, 1 or more.

        Linear between tones, in ln of the brightness. Where it has less nothing is taken off: six tones of four faces
        do not tell that well.
        """
        if metric not in self.sd:
            return 1.0
        at = math.log(max(radiance, self.radiance[0]))
        return max(1.0, float(np.interp(at, np.log(self.radiance), self.sd[metric])))


@dataclass(frozen=True, slots=True)
class NoiseModel:
    """The packaged noise model; see the module for what its numbers mean."""

    version: str
    measured_on: str
    df: float
    client_spread: float
    entries: Mapping[tuple[str, str, str | None], RetakeNoise]
    tones: ToneNoise | None = None
    known_df: float | None = None

    @property
    def new_client_df(self) -> float:
        """Return the degrees of freedom that the noise of a client has of whom nothing is known yet.

        ln(variance) then spreads by both kinds, 2 / df and (2 client_spread)².
        """
        return 2 / (2 / self.df + 4 * self.client_spread**2)

    def df_of_change(self, *, known: bool) -> float:
        """Return the degrees of freedom of the noise of a change between two bursts of a new client; ``known``: whether
        it is known how differently they were taken.
        """
        return self.known_df if known and self.known_df else self.new_client_df

    def for_skin(self, radiance: float) -> NoiseModel:
        """Return the model for skin of this brightness, % of white; the same where it is not known (NaN)."""
        if self.tones is None or not math.isfinite(radiance):
            return self
        times = {metric: self.tones.times(metric, radiance) for metric in {metric for _, metric, _ in self.entries}}
        return replace(
            self, entries=MappingProxyType({key: one.widened(times[key[1]]) for key, one in self.entries.items()})
        )

    def of(self, metric: str, region: str | None, resolution: str) -> RetakeNoise | None:
        """Return the noise of ``metric`` in ``region`` (None: whole face), or None where it was never measured."""
        return self.entries.get((resolution, metric, region))


def load_noise_model(path: Path = PACKAGED) -> NoiseModel:
    """Read a noise model; raises NoiseModelError with the place of the first thing that is wrong.

    Where all photos of an occasion scored the same, there was nothing to score: the noise there is not known. Nor is
    that of a metric that was measured with other parameters or another version than the present ones.
    """
    try:
        raw = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise NoiseModelError(f"The noise model {path.name} cannot be read: {error}.") from error
    try:
        outdated = {metric for metric, of in raw.get("metrics", {}).items() if _present_hash(metric) not in (None, of)}
        entries = {
            (resolution, metric, region or FACE): _entry(numbers, f"{resolution}/{metric}/{region or 'whole face'}")
            for resolution, metrics in raw["resolutions"].items()
            for metric, regions in metrics.items()
            for region, numbers in regions.items()
        }
        return NoiseModel(
            version=str(raw["version"]),
            measured_on=str(raw["measured_on"]),
            df=_number(raw, "df", "the top", positive=True),
            client_spread=_number(raw, "client_spread", "the top"),
            entries=MappingProxyType(
                {key: one for key, one in entries.items() if (one.floor or one.within) and key[1] not in outdated}
            ),
            tones=_tones(raw["tones"]) if "tones" in raw else None,
            known_df=_number(raw, "known_df", "the top", positive=True) if "known_df" in raw else None,
        )
    except (KeyError, AttributeError, TypeError) as error:
        raise NoiseModelError(f"The noise model {path.name} lacks or misplaces {error}.") from error


def _present_hash(metric: str) -> str | None:
    return METRIC_OF[metric].parameters_hash if metric in METRIC_OF else None


def _entry(numbers: Mapping[str, Any], where: str) -> RetakeNoise:
    entry = RetakeNoise(
        occasion=_number(numbers, "occasion", where),
        floor=_number(numbers, "floor", where),
        within=_number(numbers, "within", where),
        alike=_number(numbers, "alike", where) if "alike" in numbers else None,
        per_difference=MappingProxyType({name: _number(numbers, name, where) for name in TAKEN if name in numbers}),
    )
    if not entry.occasion and not entry.floor:
        raise NoiseModelError(f"Noise model, {where}: occasion and floor are both 0; nothing repeats that well.")
    return entry


def _tones(raw: Mapping[str, Any]) -> ToneNoise:
    tones = {"radiance": raw["radiance"], **raw["sd"]}
    for name, numbers in tones.items():
        fit = isinstance(numbers, list) and len(numbers) == len(raw["radiance"])
        if not fit or not all(isinstance(one, int | float) and 0 < one < math.inf for one in numbers):
            raise NoiseModelError(f"Noise model, tones: {name} must be a list of positive numbers, one for each tone.")
    if not raw["radiance"] or sorted(set(raw["radiance"])) != raw["radiance"]:
        raise NoiseModelError("Noise model, tones: radiance must rise from tone to tone.")
    return ToneNoise(tuple(raw["radiance"]), MappingProxyType({name: tuple(sd) for name, sd in raw["sd"].items()}))


def _number(numbers: Mapping[str, Any], field: str, where: str, *, positive: bool = False) -> float:
    value = float(numbers[field])
    if not math.isfinite(value) or value < 0 or (positive and not value):
        kind = "a positive number" if positive else "a number from 0 up"
        raise NoiseModelError(f"Noise model, {where}: {field} is {value}; it must be {kind}.")
    return value
