from __future__ import annotations

from pathlib import Path

import pytest

SAMPLES = Path(__file__).parents[2] / "sample_images"


@pytest.fixture(scope="session")
def sample_photos() -> list[Path]:
    """The photos of the first demo client, in the order of their dates."""
    client = min(path for path in SAMPLES.iterdir() if path.is_dir())
    return sorted(client.glob("*.jpg"))
