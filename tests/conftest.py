from __future__ import annotations

import pytest

from skinmetrics.phantom import Rendering
from skinmetrics.scoring import Examination
from tests import photos


@pytest.fixture(scope="session")
def portrait() -> Rendering:
    """Anna from the front in good light, at the standard resolution."""
    return photos.rendered()


@pytest.fixture(scope="session")
def portrait_measured() -> Examination:
    return photos.examined()


@pytest.fixture(scope="session")
def close_portrait() -> Rendering:
    """The same from nearer, good for the fine resolution."""
    return photos.rendered(camera=photos.CLOSE_CAMERA)


@pytest.fixture(scope="session")
def close_measured() -> Examination:
    return photos.examined(camera=photos.CLOSE_CAMERA)
