#!/usr/bin/env python3
"""How often the verdicts are right, on simulated clients whose truth is known: python -m benchmarks.progress_simulation

Every client goes through the code that judges a real one. Prints the tables of docs/progress.md, in Markdown.
``--clients N`` simulates so many a row (2,000), ``--seed S`` draws others, ``--only ROW…`` prints some of the tables.
"""

from __future__ import annotations

import argparse
import io
import math
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache, partial
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray
from scipy import stats

from benchmarks.simulated_noise import (
    SPOILT_3,
    SPOILT_6,
    Noise,
    autocorrelated,
    drifting,
    heavy_tailed,
    independent,
    seasonal,
    shared,
    times_,
)
from skinmetrics.progress.assess import changes_of, course_of, progress_of
from skinmetrics.progress.control import needled_against_others
from skinmetrics.progress.fitting import learn, prepare
from skinmetrics.progress.noise import NoiseModel, RetakeNoise
from skinmetrics.progress.planning import plan
from skinmetrics.progress.regression import Floats
from skinmetrics.progress.series import Series, read_series
from skinmetrics.progress.verdict import PRIMARY, Key, Verdict, changed

LEVEL, NOISE = 100.0, 0.05
SLOW_WEEKS = 5.0
FEW, MANY = (3, 5), (3, 9)
"""Measurements before the first session and after it."""
SD = LEVEL * NOISE
SECONDARY = tuple(f"secondary_{n}" for n in range(1, 9))
FACES: tuple[Key, ...] = tuple((metric, None) for metric in (*PRIMARY, *SECONDARY))
REGIONS = tuple(f"region_{n}" for n in range(1, 16))
REAL = (Verdict.IMPROVED, Verdict.WORSENED)
FIRST_DAY = datetime.fromisoformat("2026-01-05T09:00")
WEEK = timedelta(weeks=1)


def model_of(keys: tuple[Key, ...], known: float = NOISE) -> NoiseModel:
    """Return a noise model that knows ``keys`` at a fraction ``known`` of their level, none of them if it is 0."""
    noise = RetakeNoise(occasion=known, floor=0.0, within=0.0)
    entries = {("standard", *key): noise for key in keys} if known else {}
    return NoiseModel("1", "simulation", 30.0, 0.15, MappingProxyType(entries))


# -- clients -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Rates:
    """What became of the clients of a row, as shares (0 to 1)."""

    any_false: float
    coverage: float
    seen_primary: float
    seen_secondary: float


def weekly(values: Floats, keys: tuple[Key, ...]) -> Series:
    """Return a series photographed once a week."""
    times = tuple(FIRST_DAY + week * WEEK for week in range(values.shape[1]))
    return Series(None, times, keys, values, np.ones(values.shape, np.int64))


def slowly(follow_up: NDArray[np.bool_]) -> Floats:
    """Return a course (n,) that is 0 before the follow-ups, approaches its end over weeks and is 1 in their mean."""
    weeks = np.cumsum(follow_up).astype(float)
    course: Floats = 1 - np.exp(-weeks / SLOW_WEEKS)  # 0 before the first
    scaled: Floats = course / course[follow_up].mean()
    return scaled


@cache
def face_rates(
    draw: Noise,
    clients: int,
    seed: int,
    effect: float = 0.0,
    keys: tuple[Key, ...] = FACES,
    n: tuple[int, int] = FEW,
    known: float = NOISE,
    *,
    slow: bool = False,
) -> Rates:
    """Simulate clients whose every score falls by ``effect`` SD with the first session; rates at the whole face.

    A ``slow`` fall approaches its end over SLOW_WEEKS and is ``effect`` in the mean of the follow-ups.
    """
    rng = np.random.default_rng(seed)
    model = model_of(keys, known)
    follow_up = np.arange(sum(n)) >= n[0]
    truth = -effect * SD
    fall = slowly(follow_up) if slow else follow_up.astype(float)
    faces = [row for row, (_, region) in enumerate(keys) if region is None]
    any_called, covered, seen = 0, 0.0, np.zeros(len(faces))
    for _ in range(clients):
        series = weekly(LEVEL + SD * draw(rng, len(keys), len(follow_up)) + truth * fall, keys)
        prepared = prepare(series, follow_up, model, "standard")
        noise = learn(prepared, course_of(series, follow_up), model)
        changes = changes_of(series, prepared, follow_up, noise, None)
        called = np.array([changes[row].verdict in REAL for row in faces])
        any_called += bool(called.any())
        seen += called
        covered += float(np.mean([ci[0] <= truth <= ci[1] for row in faces if (ci := changes[row].ci95)]))
    of_each = seen / clients
    primary = np.array([keys[row][0] in PRIMARY for row in faces])
    found = (any_called / clients, covered / clients, of_each[primary].mean(), of_each[~primary].mean())
    return Rates(*map(float, found))


def mdc95(model: NoiseModel) -> float:
    """Return the MDC95 of 3 + 5 photos of a client of whom nothing is known yet, in SD."""
    planned = plan(FACES[0], np.array([LEVEL]), model, FACES, photos=1)
    if planned is None:
        raise ValueError("the noise model does not know the metric")
    return planned.mdc95_pct / 100 / NOISE


# -- tables --------------------------------------------------------------------------------------------------------


def table(title: str, *rows: tuple[str, ...]) -> None:
    """Print a table in Markdown; the first row is its head."""
    print(f"\n{title}\n\n| {' | '.join(rows[0])} |\n|{' --- |' * len(rows[0])}")
    for row in rows[1:]:
        print(f"| {' | '.join(row)} |", flush=True)


def percent(share: float) -> str:
    """Return a share as a percentage."""
    return f"{100 * share:.1f} %"


def nothing_changed(args: argparse.Namespace, n: tuple[int, int] = FEW) -> None:
    """Print how many clients of whom nothing changed get any false verdict, and how often intervals hold the truth."""
    kinds: tuple[tuple[str, Noise, float], ...] = (
        ("independent", independent, 0.05),
        ("AR(1), rho 0.4", autocorrelated, 0.07),
        ("heavy tails, t with 3 df", heavy_tailed, 0.07),
        ("one photo spoilt by 3 SD", SPOILT_3, 0.07),
        ("one photo spoilt by 6 SD", SPOILT_6, 0.07),
        ("yearly wave of 1 SD, weekly photos", seasonal, 0.07),
        ("straight drift of 1 SD over the series", drifting, 0.07),
    )
    few = max(args.clients // 4, 1)
    rows, covered = [], []
    for name, draw, bar in kinds:
        known, alone = face_rates(draw, args.clients, args.seed, n=n), face_rates(draw, few, args.seed, n=n, known=0.0)
        covered.append((known.coverage, alone.coverage))
        rows.append(
            (
                name,
                percent(known.any_false),
                percent(known.coverage),
                percent(alone.any_false),
                percent(alone.coverage),
                f"≤ {bar:.0%}",
            )
        )
    of_all = tuple(percent(float(np.mean(column))) for column in zip(*covered, strict=True))
    head = ("noise", "any false verdict", "coverage", "noise model silent: any false", "coverage", "bar")
    table(
        f"Nothing changed; {n[0]} + {n[1]} measurements, ten metrics",
        head,
        *rows,
        ("all kinds", "", of_all[0], "", of_all[1], "93 to 98 %"),
    )


def true_change(args: argparse.Namespace) -> None:
    """Print how often a change of known size is seen."""
    model = model_of(FACES)
    everywhere = tuple((metric, region) for metric, _ in FACES for region in (None, *REGIONS))
    smallest = mdc95(model)
    few = max(args.clients // 10, 1)
    with_regions = face_rates(independent, few, args.seed, 2 * smallest, everywhere)
    plain = 2 * stats.norm.ppf(0.975) * math.sqrt(1 / 3 + 1 / 5)
    rows = [
        (name, f"{effect:.2f}", percent(rates.seen_primary), percent(rates.seen_secondary), bar)
        for name, effect, rates, bar in (
            (
                "2 x MDC95",
                2 * smallest,
                face_rates(independent, args.clients, args.seed, 2 * smallest),
                "≥ 90 %, ≥ 75 %",
            ),
            (
                "1.5 x MDC95",
                1.5 * smallest,
                face_rates(independent, args.clients, args.seed, 1.5 * smallest),
                "reported",
            ),
            ("2 x MDC95, 15 regions judged as well", 2 * smallest, with_regions, "reported"),
            (
                "2 x 1.96 SE, as if the client's noise were known",
                plain,
                face_rates(independent, args.clients, args.seed, plain),
                "reported",
            ),
        )
    ]
    table(
        f"A true change; 3 + 5, independent noise (MDC95 {smallest:.2f} SD)",
        ("change", "in SD", "seen in a primary metric", "in a secondary one", "bar"),
        *rows,
    )


def slow_change(args: argparse.Namespace) -> None:
    """Print the same of a longer series, and how often a change that comes slowly is seen."""
    nothing_changed(args, MANY)
    few = max(args.clients // 4, 1)
    rows = []
    for effect in (1.5, 2.0, 3.0, 4.0):
        at_once, slow = (face_rates(independent, few, args.seed, effect, n=MANY, slow=one) for one in (False, True))
        shares = (at_once.seen_primary, slow.seen_primary, slow.seen_secondary, slow.coverage)
        rows.append((f"{effect:.1f}", *map(percent, shares)))
    head = ("mean change, SD", "at once, primary", "slowly, primary", "slowly, secondary", "slowly: interval holds it")
    table(f"A change that comes at once or over {SLOW_WEEKS:g} weeks; 3 + 9, independent noise", head, *rows)


def beyond_the_bars(args: argparse.Namespace) -> None:
    """Print what happens where the assumptions do not hold."""
    few = max(args.clients // 4, 1)
    cases: tuple[tuple[str, Noise, tuple[int, int]], ...] = (
        ("a client 1.5 times as noisy as the model believes", times_(1.5, independent), (3, 5)),
        ("3 times", times_(3, independent), (3, 5)),
        ("half as noisy", times_(0.5, independent), (3, 5)),
        ("30 % of the noise shared by all metrics of a photo", shared, (3, 5)),
        ("yearly wave of 1 SD, 10 + 10 weekly photos", seasonal, (10, 10)),
        ("yearly wave of 1 SD, 26 + 26 weekly photos", seasonal, (26, 26)),
        ("AR(1), rho 0.4, 10 + 30", autocorrelated, (10, 30)),
    )
    rows = []
    for name, draw, n in cases:
        rates = face_rates(draw, few, args.seed, n=n)
        rows.append((name, percent(rates.any_false), percent(rates.coverage)))
    table("Nothing changed; beyond the bars", ("case", "any false verdict", "coverage"), *rows)


def drift_reported(args: argparse.Namespace) -> None:
    """Print how often a drift is called one, by the length of the series."""
    rng = np.random.default_rng(args.seed)
    rows = []
    for n, start in ((8, 3), (20, 10), (52, 26)):
        flags = {"straight drift": 0, "step at the first session": 0}
        for _ in range(max(args.clients // 20, 1)):
            noise = rng.normal(size=(len(FACES), n))
            for name, shape in zip(
                flags, (np.linspace(0, 3, n), np.where(np.arange(n) >= start, 3.0, 0.0)), strict=True
            ):
                series = weekly(LEVEL + SD * (noise + shape), FACES)
                found = progress_of(series, model_of(FACES), treatment_start=FIRST_DAY + start * WEEK)
                flags[name] += sum(trend.drift for trend in found.trends)
        total = max(args.clients // 20, 1) * len(FACES)
        rows.append((f"{start} + {n - start}", *(percent(flag / total) for flag in flags.values())))
    table("Series called a drift (3 SD in all)", ("photos", "straight drift", "step at the first session"), *rows)


def needled_only(args: argparse.Namespace) -> None:
    """Print what the difference in differences finds where four of fifteen regions changed, or the light did."""
    rng = np.random.default_rng(args.seed)
    needled, others = REGIONS[:4], REGIONS[4:]
    keys: tuple[Key, ...] = tuple((PRIMARY[0], region) for region in REGIONS)
    follow_up = np.arange(8) >= 3
    is_needled = np.array([region in needled for _, region in keys])[:, None]
    spread = SD * math.sqrt(1 / 4 + 1 / 11)
    effect = -3 * spread * math.sqrt(1 / 3 + 1 / 5)
    estimates, covered, seen = [], 0, 0
    light = {"adds 2 SD everywhere": 0, "multiplies all by 1.2": 0}

    def judge(values: Floats) -> tuple[float, tuple[float, float], bool]:
        (found,) = needled_against_others(
            weekly(values, keys), PRIMARY[:1], needled, others, model_of(()), FIRST_DAY + 3 * WEEK
        )
        if found.difference is None:
            raise ValueError("no difference")
        return found.difference.value, found.difference.ci95, found.verdict in REAL

    levels = LEVEL * np.linspace(0.7, 1.3, len(keys))[:, None]
    for _ in range(args.clients):
        photo = 0.5 * SD * rng.normal(size=8)
        quiet = levels + photo + SD * rng.normal(size=(len(keys), 8))
        value, ci95, called = judge(quiet + effect * (is_needled & follow_up))
        estimates.append(value)
        covered += ci95[0] <= effect <= ci95[1]
        seen += called
        light["adds 2 SD everywhere"] += not judge(quiet + 2 * SD * follow_up)[2]
        light["multiplies all by 1.2"] += not judge(quiet * np.where(follow_up, 1.2, 1.0))[2]
    rows = [
        ("bias, in % of the effect", percent(abs(float(np.mean(estimates)) / effect - 1)), "≤ 5 %"),
        ("coverage", percent(covered / args.clients), "93 to 97 %"),
        ("effect of 3 SE seen", percent(seen / args.clients), "reported"),
        *(
            (f"light {name}: not called a change", percent(kept / args.clients), "≥ 95 %")
            for name, kept in light.items()
        ),
    ]
    table("Needled against other regions; 4 of 15, 3 + 5", ("what", "figure", "bar"), *rows)


PValues = Callable[[Floats, Floats], Floats]
"""From baseline (metrics, 3) and follow-up (metrics, 5) to a p-value of each metric."""


def with_the_model_alone(inflation: float) -> PValues:
    """Return the normal test with the noise model's variance, inflated by a fixed factor against autocorrelation."""
    error = SD * math.sqrt((1 / 3 + 1 / 5) * inflation)
    return lambda before, after: np.asarray(2 * stats.norm.sf(abs(after.mean(1) - before.mean(1)) / error))


RIVALS: dict[str, PValues] = {
    "pooled t-test": lambda before, after: np.asarray(stats.ttest_ind(after, before, axis=1).pvalue),
    "Welch's t-test": lambda before, after: np.asarray(stats.ttest_ind(after, before, axis=1, equal_var=False).pvalue),
    "Mann-Whitney": lambda before, after: np.asarray(stats.mannwhitneyu(after, before, axis=1).pvalue),
    "noise model alone": with_the_model_alone(1.0),
    "noise model, variance x 1.5": with_the_model_alone(1.5),
    "noise model, variance x 2": with_the_model_alone(2.0),
}


def rival_rates(p_values: PValues, draw: Noise, clients: int, seed: int, effect: float = 0.0) -> Rates:
    """Judge clients as face_rates does, by another test."""
    rng = np.random.default_rng(seed)
    any_called, primary, secondary = 0, 0, 0
    for _ in range(clients):
        y = LEVEL + SD * draw(rng, len(FACES), 8)
        p = p_values(y[:, :3], y[:, 3:] - effect * SD)
        called = changed(dict(zip(FACES, map(float, p), strict=True)))
        any_called += bool(called)
        primary += sum(metric in PRIMARY for metric, _ in called)
        secondary += sum(metric in SECONDARY for metric, _ in called)
    seen = (primary / len(PRIMARY) / clients, secondary / len(SECONDARY) / clients)
    return Rates(any_called / clients, math.nan, *seen)


def methods(args: argparse.Namespace) -> None:
    """Print the choice against alternatives, all with the same procedure for the family of metrics."""
    effect, whom = 2 * mdc95(model_of(FACES)), (args.clients, args.seed)
    kinds = (independent, autocorrelated, SPOILT_3, drifting)
    rows = [
        (
            name,
            *(percent(rival_rates(p_values, draw, *whom).any_false) for draw in kinds),
            percent((power := rival_rates(p_values, independent, *whom, effect)).seen_primary),
            percent(power.seen_secondary),
        )
        for name, p_values in RIVALS.items()
    ]
    own, own_power = [face_rates(draw, *whom).any_false for draw in kinds], face_rates(independent, *whom, effect)
    rows.append(
        (
            "**this method**",
            *map(percent, own),
            percent(own_power.seen_primary),
            percent(own_power.seen_secondary),
        )
    )
    head = ("method", "independent", "AR(1) 0.4", "one photo spoilt by 3 SD", "drift of 1 SD", "primary", "secondary")
    table("Against alternatives: any false verdict, then a change of 2 x MDC95 seen", head, *rows)


def speed(args: argparse.Namespace) -> None:
    """Print how long twenty years of weekly photos take one core, libraries loaded."""
    rng = np.random.default_rng(args.seed)
    start = date(2006, 1, 1)
    text = io.StringIO("taken_at,burst,metric,region,value\n")
    text.seek(0, io.SEEK_END)
    for week in range(1040):
        day = start + timedelta(weeks=week)
        for metric in (*PRIMARY, *(f"secondary_{n}" for n in range(12))):
            for region in ("", *REGIONS):
                text.write(f"{day}T10:00:00,b{week},{metric},{region},{100 + 5 * rng.normal():.3f}\n")
    judge = partial(progress_of, model=model_of(FACES), treatment_start=start + timedelta(weeks=26))
    judge(read_series("\n".join(text.getvalue().splitlines()[:2000]))[0])
    begun = time.process_time()
    (series,) = read_series(text.getvalue())
    read = time.process_time()
    judge(series)
    done = time.process_time()
    rows = (
        ("reading the CSV", f"{read - begun:.2f} s", ""),
        ("judging it", f"{done - read:.2f} s", ""),
        ("both", f"{done - begun:.2f} s", "≤ 1 s"),
    )
    table(
        f"20 years of weekly photos, 14 metrics, face and 15 regions ({len(series.keys) * 1040:,} rows)",
        ("step", "processor time", "bar"),
        *rows,
    )


TABLES = {
    "null": nothing_changed,
    "power": true_change,
    "slow": slow_change,
    "beyond": beyond_the_bars,
    "drift": drift_reported,
    "control": needled_only,
    "methods": methods,
    "speed": speed,
}


def main() -> None:
    """Print the tables asked for."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=2000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", nargs="+", choices=TABLES, default=tuple(TABLES))
    args = parser.parse_args()
    for name in args.only:
        begun = time.perf_counter()
        TABLES[name](args)
        print(f"{name}: {time.perf_counter() - begun:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
