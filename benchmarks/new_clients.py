"""Hold the packaged noise model against clients whom it was not measured on.

    .venv/bin/python -m benchmarks.new_clients [--first 0] [--clients 24] [--photos FOLDER] [--model models/noise.json]

Faces of all tones and ages photograph themselves in bursts of three on six days, some more carefully than others; their
skin never changes. The scores of every two days are compared as ``compare`` does, but for what it refuses whole
photos for, so that whatever is called a change is false. What is printed is how often that happens, how much is not
compared, and how far changes lie out in units of the error that the model gives them. A quarter of an hour on one core;
``--photos`` keeps the photos.
"""

from __future__ import annotations

import argparse
import itertools
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from scipy import stats

from benchmarks.clients import client
from benchmarks.noise_model import CLIENTS, Shot, photographed
from skinmetrics.progress.change import Change, compare_bursts
from skinmetrics.progress.noise import PACKAGED, NoiseModel, load_noise_model
from skinmetrics.progress.pair import burst_scores, taken_differently

DAYS, PHOTOS = 6, 3
CARE_SD = 0.4  # of ln of how differently a client takes two photos, 1 being the protocol
FAR = (3.5, 4.0, 4.5)
FIELDS = {"standard": "metrics", "fine": "metrics_fine"}


@dataclass(frozen=True)
class Compared:
    """Two days of one client: what came out, and in how many standard errors each change lies out."""

    changes: Sequence[Change]
    errors: Sequence[float]

    @property
    def refused(self) -> float:
        """Which share of the scores that both days have is not compared."""
        both = [one for one in self.changes if one.before is not None and one.after is not None]
        return sum(one.change is None for one in both) / max(len(both), 1)

    @property
    def false(self) -> bool:
        """Whether anything was called a change."""
        return any(change.verdict.is_change for change in self.changes)


def bursts(number: int, folder: Path | None) -> list[list[Shot]]:
    """The photos of a client, the days in order."""
    care = float(np.exp(np.random.default_rng([31, number]).normal(0, CARE_SD)))
    return photographed(client(number), [care] * DAYS, np.random.default_rng([29, number]), folder, PHOTOS)


def compared(
    first: Sequence[Shot], last: Sequence[Shot], model: NoiseModel, resolution: str, *, known: bool
) -> Compared:
    """Two bursts compared; ``known``: whether how differently they were taken is."""
    taken = taken_differently([one.taking for one in first], [one.taking for one in last]) if known else None
    before, after = burst_scores(
        *([getattr(shot.scores, FIELDS[resolution]) or {} for shot in days] for days in (first, last))
    )
    changes = compare_bursts(before, after, model, resolution, taken)
    width = float(stats.t.ppf(0.975, model.df_of_change(known=known)))
    return Compared(
        changes, [width * one.change / one.mdc95 for one in changes if one.change is not None and one.mdc95]
    )


def lines(found: Mapping[tuple[str, bool], Sequence[Compared]]) -> Iterator[str]:
    """A table, a line a resolution and whether differences in taking are known."""
    yield (
        "| resolution | how they were taken | comparisons | any false change | whole face, each | not compared | "
        "mean square | " + " | ".join(f"beyond {far}" for far in FAR) + " |"
    )
    yield "| --- | --- | --- | --- | --- | --- | --- |" + " --- |" * len(FAR)
    for (resolution, known), pairs in found.items():
        errors = np.abs(np.concatenate([pair.errors for pair in pairs]))
        faces = [change.verdict.is_change for pair in pairs for change in pair.changes if change.region is None]
        far = " | ".join(f"{100 * np.mean(errors > one):.3f} %" for one in FAR)
        yield (
            f"| {resolution} | {'known' if known else 'not known'} | {len(pairs)} | "
            f"{100 * np.mean([pair.false for pair in pairs]):.1f} % | {100 * np.mean(faces):.2f} % | "
            f"{100 * np.mean([pair.refused for pair in pairs]):.1f} % | {np.mean(errors**2):.2f} | {far} |"
        )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--clients", type=int, default=24)
    parser.add_argument("--photos", type=Path)
    parser.add_argument("--model", type=Path, default=PACKAGED)
    arguments = parser.parse_args()
    numbers = range(arguments.first, arguments.first + arguments.clients)
    if set(numbers) & set(CLIENTS):
        parser.error(f"The model was measured on clients {CLIENTS.start} to {CLIENTS.stop - 1}.")
    cv2.setNumThreads(1)
    model = load_noise_model(arguments.model)
    found: dict[tuple[str, bool], list[Compared]] = {(one, known): [] for one in FIELDS for known in (True, False)}
    for number in numbers:
        days = bursts(number, arguments.photos)
        for (resolution, known), pairs in found.items():
            pairs += [compared(*pair, model, resolution, known=known) for pair in itertools.combinations(days, 2)]
    sys.stdout.write("\n".join(lines(found)) + "\n")


if __name__ == "__main__":
    main()
