"""For all tests: hypothesis judges what the program does, not how busy the machine is; the photos that many measure."""

from __future__ import annotations

import os
import shutil
import sys
import tempfile
from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, settings
from xdist.remote import Producer
from xdist.scheduler import LoadFileScheduling

from skinmetrics.phantom import Rendering
from skinmetrics.scoring import Examination
from tests import photos, shared

settings.register_profile("unhurried", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.load_profile("unhurried")


@pytest.fixture(autouse=True)
def own_main() -> Iterator[None]:
    """Streamlit's AppTest leaves its script as the main module, which a process started later would run."""
    main = sys.modules["__main__"]
    yield
    sys.modules["__main__"] = main


DATA = tempfile.mkdtemp(prefix="skinmetrics-tests-")
BROWSER = "tests/browser/"
os.environ["SKINMETRICS_DATA"] = DATA  # nobody's records but the tests' own


def pytest_configure(config: pytest.Config) -> None:
    """What one process has drawn, the others that it is about to start read in its folder."""
    if getattr(config.option, "numprocesses", None):
        os.environ[shared.FOLDER] = DATA


class FileByFile(LoadFileScheduling):
    """The tests of a file stay in one process, and those of all pages in a browser: two browsers are too many."""

    def _split_scope(self, nodeid: str) -> str:
        file = str(super()._split_scope(nodeid))
        return BROWSER if file.startswith(BROWSER) else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> LoadFileScheduling:
    return FileByFile(config, log)


def pytest_unconfigure() -> None:
    """The process of the tests ends, and with it the records that it might have begun."""
    shutil.rmtree(DATA, ignore_errors=True)


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
