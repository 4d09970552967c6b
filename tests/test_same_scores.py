"""The same bytes give the same scores on every machine, however many cores it has."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

PHOTO = sorted((Path(__file__).parents[1] / "sample_images").glob("*/*.jpg"))[0]


def scores(threads: int) -> str:
    """A photo's scores as a machine prints them whose libraries would use so many threads."""
    wish = dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), str(threads))
    command = [sys.executable, "-m", "skinmetrics", "score", "--json", "--workers", "1", str(PHOTO)]
    return subprocess.run(command, env={**os.environ, **wish}, check=True, capture_output=True, text=True).stdout


def test_the_number_of_threads_changes_no_bit() -> None:
    assert scores(1) == scores(2)
