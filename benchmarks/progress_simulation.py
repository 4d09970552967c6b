#!/usr/bin/env python3
"""How often the verdicts are right, on simulated clients whose truth is known: python -m benchmarks.progress_simulation

Every client goes through the code that judges a real one. Prints the tables of docs/progress.md, in Markdown.
``--clients N`` simulates so many a row (2,000), ``--seed S`` draws others, ``--only ROW…`` prints some of the tables.
"""

from __future__ import annotations

import argparse
import io
import itertools
import math
import sys
import time
from datetime import date, timedelta
from functools import partial

import numpy as np
from scipy import stats

from benchmarks.simulated_clients import (
    FACES,
    FEW,
    FIRST_DAY,
    LEVEL,
    MANY,
    REGIONS,
    RIVALS,
    SD,
    SLOW_WEEKS,
    WEEK,
    Client,
    at_days,
    face_rates,
    false_rates,
    mdc95,
    model_of,
    rival_rates,
    seen_rates,
    weekly,
)
from benchmarks.simulated_noise import (
    SPOILT_3,
    SPOILT_6,
    Noise,
    autocorrelated,
    drifting,
    fallen,
    hanging_together,
    heavy_tailed,
    in_bursts,
    independent,
    on_one_wave,
    over_time,
    rare_counts,
    seasonal,
    times_,
)
from skinmetrics.progress.assess import progress_of
from skinmetrics.progress.control import needled_against_others
from skinmetrics.progress.series import read_series
from skinmetrics.progress.statistics.regression import Floats
from skinmetrics.progress.verdict import PRIMARY, Key


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
        ("30 % of the noise shared by all metrics of a photo", hanging_together(0.3, independent), (3, 5)),
        ("yearly wave of 1 SD, 10 + 10 weekly photos", seasonal, (10, 10)),
        ("yearly wave of 1 SD, 26 + 26 weekly photos", seasonal, (26, 26)),
        ("AR(1), rho 0.4, 10 + 30", autocorrelated, (10, 30)),
    )
    rows = []
    for name, draw, n in cases:
        rates = face_rates(draw, few, args.seed, n=n)
        rows.append((name, percent(rates.any_false), percent(rates.coverage)))
    table("Nothing changed; beyond the bars", ("case", "any false verdict", "coverage"), *rows)


def as_people_photograph(args: argparse.Namespace) -> None:
    """Print false verdicts where photos are not one burst a week with every score."""
    few = max(args.clients // 4, 1)
    weeks, together = np.arange(0.0, 56, 7), partial(hanging_together, 0.6)
    soon = np.array([0.0, 2, 4, 60, 75, 90, 105, 120])
    running, long_running = (np.array([*range(n), *range(60, 60 + n)], float) for n in (3, 6))
    loyal, half_before = (np.arange(0.0, 7.0 * n, 7.0) for n in (46, 40))
    twice = np.repeat(np.arange(8), 2)
    rich = np.repeat(np.arange(2), 3)
    regions = tuple((metric, region) for metric, _ in FACES for region in (None, *REGIONS))
    cases: tuple[tuple[str, Client, float, tuple[Key, ...] | None], ...] = (
        ("one burst a week, independent", at_days(weeks, independent), 21, FACES),
        ("two bursts a day", at_days(7.0 * twice + 0.05 * (np.arange(16) % 2), in_bursts(twice)), 21, FACES),
        ("three bursts a day, one and one", at_days(7.0 * rich + 0.05 * (np.arange(6) % 3), in_bursts(rich)), 7, FACES),
        ("baseline within a week, 30 days of memory", at_days(soon, over_time(soon, 30)), 60, FACES),
        ("the same, of half of the noise", at_days(soon, over_time(soon, 30, 0.5)), 60, FACES),
        ("the same, 10 days of memory", at_days(soon, over_time(soon, 10)), 60, FACES),
        ("three days in a row, and three", at_days(running, over_time(running, 30, 0.5)), 30, FACES),
        ("the same, 80 % of the noise", at_days(running, over_time(running, 30, 0.8)), 30, FACES),
        ("the same, all of it", at_days(running, over_time(running, 30)), 30, FACES),
        ("six in a row, and six, half of it", at_days(long_running, over_time(long_running, 30, 0.5)), 30, FACES),
        ("the same, 80 % of the noise", at_days(long_running, over_time(long_running, 30, 0.8)), 30, FACES),
        ("6 + 40 weekly, 30 % of the noise fades in 60 days", at_days(loyal, over_time(loyal, 60, 0.3)), 41, FACES),
        ("the same, 50 % in 30 days", at_days(loyal, over_time(loyal, 30, 0.5)), 41, FACES),
        ("20 + 20 weekly, 30 % in 60 days", at_days(half_before, over_time(half_before, 60, 0.3)), 139, FACES),
        ("60 % of the noise shared, AR(1) 0.4", at_days(weeks, together(autocorrelated)), 21, FACES),
        ("the same, one score of each metric missing", at_days(weeks, together(autocorrelated), missing=1), 21, FACES),
        ("15 regions judged as well, independent", at_days(weeks, independent, regions), 21, regions),
        ("15 regions judged as well, AR(1) 0.4", at_days(weeks, autocorrelated, regions), 21, regions),
        ("rare counts of unknown noise", at_days(7.0 * np.arange(12), rare_counts), 21, None),
    )  # fmt: skip
    rows = []
    for name, client, start, known in cases:
        rates = false_rates(client, FIRST_DAY + timedelta(days=start), model_of(known or ()), few, args.seed)
        rows.append((name, *map(percent, rates)))
    table("Nothing changed; as people photograph", ("case", "any false verdict", "any drift told"), *rows)


def after_a_pause(args: argparse.Namespace) -> None:
    """Print what is told of photos before and after a pause around the first session."""
    few = max(args.clients // 8, 1)
    before = np.arange(0.0, 28, 7)
    rows = []
    for pause, follow_ups in itertools.product((60, 120), (5, 6, 12, 20)):
        days = np.append(before, before[-1] + pause + 7.0 * np.arange(follow_ups))
        start, after = FIRST_DAY + timedelta(days=float(before[-1] + 1)), days > before[-1]
        seen = seen_rates(at_days(days, fallen(3, after, independent)), start, few, args.seed)
        still, _ = false_rates(at_days(days, on_one_wave(days)), start, model_of(FACES), 2 * few, args.seed)
        rows.append((f"{pause} days, 4 + {follow_ups} weekly", *map(percent, seen), percent(still)))
    head = (
        "pause",
        "fall of 3 SD, primary",
        "secondary",
        "nothing changed, one yearly wave of 1 SD: any false verdict",
    )
    table("Photos before and after a pause", head, *rows)


def drift_reported(args: argparse.Namespace) -> None:
    """Print how often a drift is called one, by the length of the series."""
    rng = np.random.default_rng(args.seed)
    rows = []
    for n, start in ((8, 3), (20, 10), (52, 26)):
        weeks = np.arange(n)
        shapes = {
            "straight drift": np.linspace(0, 3, n),
            "step at the first session": np.where(weeks >= start, 3.0, 0.0),
            "course from the first session on": 3 * np.maximum(weeks - start + 1, 0) / (n - start),
            "nothing": np.zeros(n),
        }
        flags = dict.fromkeys(shapes, 0)
        for _ in range(max(args.clients // 20, 1)):
            noise = rng.normal(size=(len(FACES), n))
            for name, shape in shapes.items():
                series = weekly(LEVEL + SD * (noise + shape), FACES)
                found = progress_of(series, model_of(FACES), treatment_start=FIRST_DAY + start * WEEK)
                flags[name] += sum(trend.drift for trend in found.trends)
        total = max(args.clients // 20, 1) * len(FACES)
        rows.append((f"{start} + {n - start}", *(percent(flag / total) for flag in flags.values())))
    table("Series called a drift (3 SD in all)", ("photos", *flags), *rows)


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
        return found.difference.value, found.difference.ci95, found.verdict.is_change

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
    "photographed": as_people_photograph,
    "pause": after_a_pause,
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
