from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest
from streamlit.components.v2 import manifest_scanner

from skinmetrics.web import faults

SAMPLES = Path(__file__).parents[2] / "sample_images"


@pytest.fixture(scope="session")
def sample_photos() -> list[Path]:
    """The photos of the first demo client, in the order of their dates."""
    client = min(path for path in SAMPLES.iterdir() if path.is_dir())
    return sorted(client.glob("*.jpg"))


@pytest.fixture(scope="session", autouse=True)
def _packages_are_looked_through_once() -> Iterator[None]:
    """Each AppTest looks for components in all packages installed, which are the same for every one."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(manifest_scanner, "scan_component_manifests", cache(manifest_scanner.scan_component_manifests))
        yield


@pytest.fixture(autouse=True)
def _no_part_fails(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    """Pages go on where a part of them fails; tests do not."""
    yield
    assert [one.exc_text for one in caplog.get_records("call") if one.name == faults.__name__] == []
