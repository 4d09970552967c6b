"""Follow single lines on the sample photos, whose skin is drawn: ``python -m benchmarks.followed_lines [--write]``.

Prints the table of docs/progress.md. The first eight days of each person are taken, the first three of them as those
before the first session. Half a minute a person on one core; ``--write`` puts the table into the page.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

import cv2

from skinmetrics.jobs.aligned_face import aligned_face
from skinmetrics.jobs.following import follow_lines
from skinmetrics.progress.line_changes import LineChange, line_changes
from skinmetrics.scoring import examine
from skinmetrics.web.line_by_line import SHORTEST_MM

ROOT = Path(__file__).parents[1]
PAGE, SAMPLES = ROOT / "docs" / "progress.md", ROOT / "sample_images"
DAYS, BASELINE = 8, 3
TRUTH = {
    "anna": "fine lines soften everywhere",
    "bruno": "nothing changes but the light",
    "rosa": "lines soften on the left side alone",
}
TABLE = re.compile(r"(?<=<!-- followed lines -->\n).*?(?=\n<!-- end -->)", re.DOTALL)


def followed(person: str) -> list[LineChange]:
    """What became of the lines of a person's first photo that are long enough to show."""
    photos = sorted((SAMPLES / person).glob("*.jpg"))
    days = [list(of_day) for _, of_day in groupby(photos, key=lambda photo: photo.stem.split("_")[1])][:DAYS]
    files = [aligned_face(examine(photo.read_bytes(), photo.name)) for day in days for photo in day]
    seen = iter(follow_lines(files).seen)
    changes = line_changes([[next(seen) for _ in day] for day in days], BASELINE)
    return [change for change in changes if change.before.length_mm >= SHORTEST_MM]


def table() -> Iterator[str]:
    """One line a person."""
    yield (
        "| sample person, 8 days of 3 photos | what is true of the drawn skin | lines followed | not found on the last "
        "day | of the others, moved further than lines do by themselves |"
    )
    yield "| --- | --- | --- | --- | --- |"
    for person, truth in TRUTH.items():
        changes = followed(person)
        found = [change for change in changes if change.after is not None]
        beyond = sum(bool(change.beyond) for change in found)
        yield (
            f"| {person.capitalize()} | {truth} | {len(changes)} | {len(changes) - len(found)} | "
            f"{beyond} of {len(found)} |"
        )


def main() -> None:
    """Measure and print, or write."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--write", action="store_true")
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    lines = "\n".join(table())
    if arguments.write:
        page = PAGE.read_text(encoding="utf-8")
        PAGE.write_text(TABLE.sub(lambda _: lines, page), encoding="utf-8")
    else:
        sys.stdout.write(lines + "\n")


if __name__ == "__main__":
    main()
