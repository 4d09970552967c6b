"""The same bytes give the same scores on every machine, however many cores it has."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

PHOTO = sorted((Path(__file__).parents[1] / "sample_images").glob("*/*.jpg"))[0]


@cache
def scores(**environment: str) -> str:
    """A photo's scores as a machine prints them."""
    command = [sys.executable, "-m", "skinmetrics", "score", "--json", "--workers", "1", str(PHOTO)]
    return subprocess.run(command, env={**os.environ, **environment}, check=True, capture_output=True, text=True).stdout


def with_threads(count: int) -> str:
    """The same where libraries would use so many threads."""
    return scores(**dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "VECLIB_MAXIMUM_THREADS"), str(count)))


def test_the_number_of_threads_changes_no_bit() -> None:
    assert with_threads(1) == with_threads(2)


@pytest.mark.parametrize("kind", ["OPENBLAS_CORETYPE=Prescott", "OPENCV_CPU_DISABLE=AVX2,AVX512-SKX"])
def test_another_kind_of_processor_changes_next_to_nothing(kind: str) -> None:
    """Each rounds in its own way, which the network must not take for another crop."""
    name, _, value = kind.partition("=")
    here, there = (json.loads(printed) for printed in (with_threads(1), scores(**{name: value})))
    for point, place in here["face"]["points"].items():
        assert there["face"]["points"][point] == pytest.approx(place, abs=0.01), "px"
    for metric, found in here["metrics"].items():
        value = there["metrics"][metric]["face"]
        assert value == found["face"] or value == pytest.approx(found["face"], rel=0.005, abs=1e-3), metric
