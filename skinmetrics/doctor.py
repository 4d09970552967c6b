"""Is this installation whole? One finding for each thing that it cannot do without."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from skinmetrics.clinic.checks import check, in_words
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.scores import coverage
from skinmetrics.imaging.landmarks import ModelDamaged
from skinmetrics.imaging.landmarks.networks import NETWORKS, NetworkFile, verified
from skinmetrics.installation import is_begun, open_installation
from skinmetrics.progress.noise import NoiseModelError, load_noise_model
from skinmetrics.scoring import PhotoRefused, score

PYTHON_MIN = (3, 11)


@dataclass(frozen=True)
class Finding:
    """Something that was looked at, whether it is in order, and what was seen or what to do."""

    what: str
    ok: bool
    detail: str


def check_up(samples: Path) -> tuple[Finding, ...]:
    """Look at everything; a broken part does not hide the next."""
    sample = _as_far_as_it_goes("scoring a sample", _sample(samples), str)
    records = _as_far_as_it_goes("records", _records(), in_words)
    return (_python(), *map(_network, NETWORKS), _noise_model(), *sample, *records)


def _as_far_as_it_goes(what: str, look: Iterator[Finding], said: Callable[[Exception], str]) -> Iterator[Finding]:
    """What a look finds; where it fails, that is the last of it."""
    try:
        yield from look
    except Exception as error:  # a traceback would take the findings with it
        yield Finding(what, ok=False, detail=said(error))


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    ok = sys.version_info >= PYTHON_MIN
    return Finding("Python", ok=ok, detail=version if ok else f"{version}; install 3.11 or newer")


def _network(file: NetworkFile) -> Finding:
    what = f"models/{file.name}"
    try:
        verified(file)
    except ModelDamaged as error:
        return Finding(what, ok=False, detail=str(error))
    return Finding(what, ok=True, detail="checksum as expected")


def _noise_model() -> Finding:
    try:
        model = load_noise_model()
    except NoiseModelError as error:
        return Finding("models/noise.json", ok=False, detail=str(error))
    return Finding("models/noise.json", ok=True, detail=model.measured_on)


def _sample(samples: Path) -> Iterator[Finding]:
    photos = sorted(samples.rglob("*.jpg"))
    if not photos:
        yield Finding("sample photos", ok=False, detail="sample_images/ holds no photos; get the program again")
        return
    yield Finding("sample photos", ok=True, detail=f"{len(photos)} in {os.path.relpath(samples)}")
    result = score(photos[0].read_bytes(), photos[0].name)
    if isinstance(result, PhotoRefused):
        yield Finding("scoring a sample", ok=False, detail=result.message)
        return
    lines = result.metrics["fine_line_density"].face
    detail = "no score" if lines is None else f"fine lines {lines:.2f} mm/cm²"
    yield Finding("scoring a sample", ok=lines is not None, detail=detail)


def _records() -> Iterator[Finding]:
    """What is wrong with database, audit, keys and photos; records that were never begun are none of it."""
    if not is_begun():
        yield Finding("records", ok=True, detail="none yet; the first start of the page makes them")
        return
    records = open_installation()
    try:
        wrong = False
        for finding in check(records):
            wrong = True
            yield Finding("records", ok=False, detail=finding.message)
        scored = coverage(records, current_scorer())
    finally:
        records.database.engine.dispose()
    whole = f"whole; {scored.photos} photos, {scored.photos - scored.examined} still to be scored"
    if not wrong:
        yield Finding("records", ok=True, detail=whole)
