"""`python -m skinmetrics.phantom [--check] FOLDER [CLIENT…]` writes the sample photos; the same bytes on every run.

With `--check` nothing is written: every photo is drawn again and compared with the folder's, byte for byte.
"""

from __future__ import annotations

import sys
from pathlib import Path

import cv2

from skinmetrics.phantom.clients import differing_samples, write_samples


def main() -> int:
    """0 when all was written or all is the same, 1 if a file differs, 2 without a folder."""
    arguments = [argument for argument in sys.argv[1:] if argument != "--check"]
    if not arguments:
        sys.stderr.write("usage: python -m skinmetrics.phantom [--check] FOLDER [CLIENT…]\n")
        return 2
    cv2.setNumThreads(1)
    folder, names = Path(arguments[0]), arguments[1:]
    if "--check" in sys.argv:
        differing = list(differing_samples(folder, names))
        for path in differing:
            sys.stderr.write(f"not the same: {path}\n")
        return 1 if differing else 0
    for path in write_samples(folder, names):
        sys.stderr.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
