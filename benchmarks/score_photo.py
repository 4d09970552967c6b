"""How long one 12-megapixel photo takes against reading it, how much memory, and what a second worker brings.

    .venv/bin/python -m benchmarks.score_photo [--long] [PHOTO…]

Everything is a ratio within one run, on one thread a process, of the processor's time. cv2.imread is given memory that
is at hand, as scoring has it; in fresh memory, which a program that only reads gets, it takes half as long again and
more. Reading takes the longer, the more detail and noise a file holds, so the ratio depends on the file, whose size is
printed with it. Without PHOTO a face is drawn at 3000 × 4000 px as two cameras take it: as a phone does, with the noise
of its small pixels, its sharpening and its compression, and with hardly any noise. In front of the plain wall even the
phone's file is small: photos of rooms have 3 to 5 MB.

The measures are also timed as they would be written with scikit-image's own functions: ridges by frangi, texture by
graycomatrix, pores and spots by blob_log, on the same maps. ``--long`` adds a photo of 108 megapixels and 500 photos in
one process.
"""

from __future__ import annotations

import os

os.environ.setdefault("OMP_NUM_THREADS", "1")

import argparse
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import skimage.feature
import skimage.filters

from skinmetrics.imaging.colour import density, melanin_density
from skinmetrics.imaging.facemap import FINE, Drawing
from skinmetrics.imaging.regions import REGIONS, region_window
from skinmetrics.jobs.cluster import Options
from skinmetrics.jobs.dask import DaskRunner
from skinmetrics.jobs.runner import Done
from skinmetrics.jobs.warm import warm_up
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.phantom import Camera, Sensor, identity, jpeg, set_stage, skin_for_age
from skinmetrics.scoring import PhotoScores, draw_finer, examine, measure_maps, score

ROOT = Path(__file__).resolve().parents[1]
ROUNDS = 15
feature: Any = skimage.feature  # of functions without types
filters: Any = skimage.filters
PHOTOS = 40
MANY = 500
GREY_LEVELS = 64
NOISE = 7.0  # grey levels, before the sensor's own smoothing, of the largest photo
CAMERA = Camera(width=3000, height=4000, px_per_mm=13.2)
SENSORS = {
    "phone": Sensor(noise=0.016, sharpening=0.5, jpeg_quality=95),  # 4000 electrons fill a pixel of about 1.1 µm
    "clean": Sensor(noise=0.004, jpeg_quality=92),
}


def drawn(folder: Path) -> list[Path]:
    """One face as each of the cameras takes it, as JPEG."""
    who = identity("anna")
    state = skin_for_age(who)
    stage, paths = set_stage(who, state, CAMERA), []
    for name, sensor in SENSORS.items():
        image = replace(stage, camera=replace(CAMERA, sensor=sensor)).photograph(state).image
        paths.append(folder / f"{name}.jpg")
        paths[-1].write_bytes(jpeg(image, sensor.jpeg_quality))
    return paths


def enlarged(folder: Path, sample: Path, width: int, height: int, quality: int = 92) -> Path:
    """A sample photo at ``width`` × ``height`` px with noise, as JPEG."""
    small = cv2.imread(str(sample))
    assert small is not None  # noqa: S101 - the repository holds samples
    path = folder / f"{sample.stem}_{width}.jpg"
    photo = np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
    random = np.random.default_rng(0)
    for top in range(0, height, 500):  # in strips: the noise of 108 megapixels fills a small machine
        strip = photo[top : top + 500]
        grain = cv2.GaussianBlur(random.normal(0, NOISE, strip.shape).astype(np.float32), (0, 0), 0.6)
        strip[:] = np.clip(strip + grain, 0, 255)
    cv2.imwrite(str(path), photo, [cv2.IMWRITE_JPEG_QUALITY, quality])
    return path


def samples() -> list[Path]:
    """The repository's sample photos."""
    return sorted((ROOT / "sample_images").rglob("*.jpg"))


def seconds(function: Callable[[], object]) -> list[float]:
    """Seconds of the processor for each of several rounds, the shortest first."""
    times = []
    for _ in range(ROUNDS):
        start = time.process_time()
        function()
        times.append(time.process_time() - start)
    return sorted(times)


def score_path(path: Path) -> bool:
    """Score a file; whether it gave scores."""
    return isinstance(score(path.read_bytes(), path.name), PhotoScores)


def imread_alone(path: Path) -> float:
    """Seconds of the processor for cv2.imread in a process of its own, whose memory the system hands out anew."""
    code = (
        "import sys, time, cv2; cv2.setNumThreads(1); times = []\n"
        f"for _ in range({ROUNDS}): start = time.process_time(); cv2.imread(sys.argv[1]); "
        "times.append(time.process_time() - start)\n"
        "print(min(times))"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], capture_output=True, text=True, check=True)
    return float(done.stdout)


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


def measuring_seconds(path: Path) -> tuple[float, float]:
    """Seconds of measuring one photo's maps at both resolutions: by the metrics, and by scikit-image's functions."""
    seen = examine(path.read_bytes(), path.name)
    drawing = Drawing.of(seen.photo, seen.face)
    maps = [seen.skin_map, draw_finer(drawing, seen.edge_variance, seen.skin_map)]

    def ours() -> None:
        standard, fine = (replace(one) for one in maps)  # anew: a map keeps what was found on it
        measure_maps(standard, fine, seen.face, seen.edge_variance)

    start = time.process_time()
    for one in maps:
        by_scikit_image(one)
    scikit = time.process_time() - start
    return seconds(ours)[0], scikit


def by_scikit_image(skin_map: SkinMap) -> None:
    """Lines, wrinkles and texture of a map; spots at the standard resolution and pores at the fine one."""
    light, px, mask = skin_map.skin.light, skin_map.resolution.px_per_mm, skin_map.skin.mask
    filters.frangi(light, sigmas=[size * px for size in (0.2, 0.3, 0.45)], black_ridges=True)
    filters.frangi(light, sigmas=[size * px for size in (0.6, 0.9)], black_ridges=True)
    low, high = np.quantile(light[mask], [0.01, 0.99])
    levels = (np.clip((light - low) / (high - low), 0, 1) * (GREY_LEVELS - 1)).astype(np.uint8)
    steps, angles = [1, 2, 3], [0, np.pi / 4, np.pi / 2, 3 * np.pi / 4]
    for region in REGIONS:
        pairs = feature.graycomatrix(levels[region_window(region, px)], steps, angles, GREY_LEVELS, symmetric=True)
        feature.graycoprops(pairs, "contrast")
    if skin_map.resolution is FINE:
        feature.blob_log(-light, min_sigma=0.15 * px, max_sigma=0.35 * px, num_sigma=5, threshold=0.02)
        return
    colours = density(skin_map.face_map.linear)
    for image in (colours[..., 1] - colours[..., 0], melanin_density(colours)):
        feature.blob_log(image, min_sigma=0.4 * px, max_sigma=3 * px, num_sigma=8, threshold=0.03)


def memory_of_many() -> list[float]:
    """Memory (MB) of one process after every 50 of many photos of several people and sizes, by Linux's account."""
    paths = samples()[:: max(1, len(samples()) // 8)]
    seen = []
    for number in range(1, MANY + 1):
        path = paths[number % len(paths)]
        score(path.read_bytes(), path.name)
        if number % 50 == 0:
            status = Path("/proc/self/status").read_text()
            resident = next(line for line in status.splitlines() if line.startswith("VmRSS"))
            seen.append(int(resident.split()[1]) / 1024)
    return seen


def print_one(path: Path) -> None:
    """Print what one photo takes."""
    if not score_path(path):
        raise SystemExit(f"{path} cannot be scored.")
    memory = cv2.imread(str(path))
    assert memory is not None  # noqa: S101 - it was scored
    read, whole = seconds(lambda: cv2.imread(str(path), memory)), seconds(lambda: score_path(path))
    print(f"photo              {path.name}, {path.stat().st_size / 1e6:.1f} MB")
    for name, at in (("shortest", 0), ("median", ROUNDS // 2)):
        ms = whole[at] * 1000, whole[at] / read[at], read[at] * 1000
        print("  {:<16} {:6.0f} ms = {:.2f} × cv2.imread, {:.0f} ms".format(name, *ms))
    alone = imread_alone(path)
    print(f"  in fresh memory  cv2.imread takes {alone * 1000:.0f} ms: {whole[0] / alone:.2f} ×")
    print(f"  peak memory      {peak_memory_mb(path):6.0f} MB")


def main() -> None:
    """Measure and print."""
    cv2.setNumThreads(1)
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("photos", nargs="*", type=Path, metavar="PHOTO")
    parser.add_argument("--long", action="store_true", help="a photo of 108 megapixels and 500 photos as well")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        paths = arguments.photos or drawn(Path(folder))
        warm_up()
        for path in paths:
            print_one(path)
        path = paths[0]
        measured, scikit = measuring_seconds(path)
        print(f"measures           {measured * 1000:6.0f} ms, by scikit-image {scikit / measured:.0f} × that")
        if arguments.long:
            largest = enlarged(Path(folder), samples()[0], 9000, 12000, quality=80)
            print(
                f"108 megapixels     {peak_memory_mb(largest):6.0f} MB, file of {largest.stat().st_size / 1e6:.0f} MB"
            )
            print(f"{MANY} photos, MB after every 50: {' '.join(f'{mb:.0f}' for mb in memory_of_many())}")
            return
        one, two = (seconds_for_many(path, workers) for workers in (1, 2))
        print(f"{PHOTOS} photos          1 worker {one:.1f} s, 2 workers {two:.1f} s = {one / two:.2f} ×")


if __name__ == "__main__":
    main()
