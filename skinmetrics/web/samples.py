"""The packaged photos of a demo client, computer-generated."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

SAMPLE_IMAGES = Path(__file__).parents[2] / "sample_images"


def sample_photos() -> Sequence[Path]:
    """The photos of the first demo client in the order of their names; none where none are installed."""
    clients = sorted(path for path in SAMPLE_IMAGES.glob("*/") if any(path.glob("*.jpg")))
    return sorted(clients[0].glob("*.jpg")) if clients else ()
