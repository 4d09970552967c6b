from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import cv2
import pytest

from skinmetrics.phantom import Camera, Identity, PerRegion, Rendering, SkinState, identity, render

SMALL = Camera(width=450, height=600, px_per_mm=1.95)
BARE = SkinState(pores=PerRegion(0.0), roughness_um=PerRegion(0.0))
"""Smooth skin with nothing on it."""


@pytest.fixture(scope="session", autouse=True)
def _one_thread() -> Iterator[None]:
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)
    yield
    cv2.setNumThreads(before)


@pytest.fixture(scope="session")
def anna() -> Identity:
    """A person whose left and right are alike, so that places are where the plan says."""
    person = identity("anna")
    return replace(person, shape=replace(person.shape, asymmetry=0.0))


@pytest.fixture(scope="session")
def portrait(anna: Identity) -> Rendering:
    return render(anna, BARE, SMALL)
