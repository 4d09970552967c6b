"""How long one 12-megapixel photo takes against reading it, how much memory, and what a second worker brings.

    .venv/bin/python -m benchmarks.score_photo [PHOTO]

Everything is a ratio within one run, on one thread a process. Without PHOTO a sample photo is enlarged to 3000 × 4000
px and given sensor noise, so that it compresses as a phone's photo does.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import cv2
import numpy as np

from skinmetrics.jobs.cluster import Options
from skinmetrics.jobs.dask import DaskRunner
from skinmetrics.jobs.runner import Done
from skinmetrics.jobs.warm import warm_up
from skinmetrics.scoring import PhotoScores, score

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 9
PHOTOS = 40
NOISE = 7.0  # grey levels, before the sensor's own smoothing


def twelve_megapixels(folder: Path) -> Path:
    """A sample photo at 3000 × 4000 px with noise, as JPEG."""
    sample = cv2.imread(str(sorted((ROOT / "sample_images").rglob("*.jpg"))[0]))
    assert sample is not None  # noqa: S101 - the repository holds samples
    large = np.asarray(cv2.resize(sample, (3000, 4000), interpolation=cv2.INTER_CUBIC), np.float32)
    grain = np.random.default_rng(0).normal(0, NOISE, large.shape).astype(np.float32)
    photo = np.asarray(np.clip(large + cv2.GaussianBlur(grain, (0, 0), 0.6), 0, 255), np.uint8)
    path = folder / "twelve_megapixels.jpg"
    cv2.imwrite(str(path), photo, [cv2.IMWRITE_JPEG_QUALITY, 92])
    return path


def shortest(function: Callable[[], object]) -> float:
    """Seconds of the quickest of several rounds."""
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        function()
        times.append(time.perf_counter() - start)
    return min(times)


def score_path(path: Path) -> bool:
    """Score a file; whether it gave scores."""
    return isinstance(score(path.read_bytes(), path.name), PhotoScores)


def peak_memory_mb(path: Path) -> float:
    """Peak memory of a process of its own that scores one photo, by Linux's account of it."""
    code = (
        "import sys; from pathlib import Path; from skinmetrics.scoring import PhotoScores, score; "
        "path = Path(sys.argv[1]); assert isinstance(score(path.read_bytes(), path.name), PhotoScores); "
        "print(Path('/proc/self/status').read_text())"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True, cwd=ROOT)
    peak = next(line for line in done.stdout.splitlines() if line.startswith("VmHWM"))
    return int(peak.split()[1]) / 1024


def seconds_for_many(path: Path, workers: int) -> float:
    """Seconds that ``workers`` worker processes need for many photos, their start not counted."""
    runner = DaskRunner(Options(workers, "2GB"), prepare=warm_up)
    try:
        list(runner.map(score_path, [path] * workers))
        start = time.perf_counter()
        outcomes = list(runner.map(score_path, [path] * PHOTOS))
        seconds = time.perf_counter() - start
    finally:
        runner.close()
    if not all(isinstance(outcome, Done) and outcome.value for outcome in outcomes):
        raise SystemExit("A photo was not scored.")
    return seconds


def main() -> None:
    """Measure and print."""
    cv2.setNumThreads(1)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(sys.argv[1]) if len(sys.argv) > 1 else twelve_megapixels(Path(folder))
        warm_up()
        if not score_path(path):
            raise SystemExit(f"{path} cannot be scored.")
        read, whole = shortest(lambda: cv2.imread(str(path))), shortest(lambda: score_path(path))
        print(f"photo              {path.name}, {path.stat().st_size / 1e6:.1f} MB")
        print(f"cv2.imread         {read * 1000:6.0f} ms")
        print(f"whole score        {whole * 1000:6.0f} ms = {whole / read:.2f} × cv2.imread")
        print(f"peak memory        {peak_memory_mb(path):6.0f} MB")
        one, two = (seconds_for_many(path, workers) for workers in (1, 2))
        print(f"{PHOTOS} photos          1 worker {one:.1f} s, 2 workers {two:.1f} s = {one / two:.2f} ×")


if __name__ == "__main__":
    main()
