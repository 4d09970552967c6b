"""`python -m skinmetrics.phantom [--check] FOLDER [CLIENT…]` writes the sample photos; the same bytes on every run.

With `--check` nothing is written: every photo is drawn again and compared with the folder's, byte for byte.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

import cv2

from skinmetrics.phantom.clients import differing_samples, write_samples


def main() -> int:
    """0 when all was written or all is the same, 1 if a file differs; ends with 2 on wrong usage."""
    parser = argparse.ArgumentParser(
        prog="python -m skinmetrics.phantom", description="Write the sample photos; the same bytes on every run."
    )
    parser.add_argument("--check", action="store_true", help="write nothing: compare with the folder, byte for byte")
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    parser.add_argument("clients", metavar="CLIENT", nargs="*", help="these alone; without any, all")
    asked = parser.parse_args()
    cv2.setNumThreads(1)
    if asked.check:
        differing = list(differing_samples(asked.folder, asked.clients))
        for path in differing:
            sys.stderr.write(f"not the same: {path}\n")
        return 1 if differing else 0
    for path in write_samples(asked.folder, asked.clients):
        sys.stderr.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
