"""`python -m skinmetrics.phantom FOLDER [CLIENT…]` writes the sample photos; the same bytes on every run."""

from __future__ import annotations

import sys
from pathlib import Path

import cv2

from skinmetrics.phantom.clients import write_samples


def main() -> int:
    """Write the samples into the folder named on the command line; 2 if there is none."""
    if len(sys.argv) < 2:
        sys.stderr.write("usage: python -m skinmetrics.phantom FOLDER [CLIENT…]\n")
        return 2
    cv2.setNumThreads(1)
    for path in write_samples(Path(sys.argv[1]), sys.argv[2:]):
        sys.stderr.write(f"{path}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
