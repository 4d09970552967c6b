"""Read the pins of requirements.txt and requirements-dev.txt."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parents[1]


@dataclass(frozen=True)
class Pin:
    """One package of a pinned file.

    ``marker`` says where it is installed ("" everywhere); ``asked_for`` that pyproject.toml names it.
    """

    version: Version
    hashes: frozenset[str]
    marker: str
    asked_for: bool


def read_pins(text: str) -> Mapping[str, Pin]:
    """The pins of a file that `uv pip compile --generate-hashes` wrote, by normalised name; else ValueError."""
    blocks = re.split(r"^(?=[A-Za-z0-9])", text, flags=re.MULTILINE)[1:]
    pins: dict[str, Pin] = {}
    for block in blocks:
        pinned = re.match(r"([A-Za-z0-9._-]+)(?:\[[^]]*])?==([^ ;\\]+)(?: ; ([^\\\n]+))?", block)
        if pinned is None:
            raise ValueError(f"This is no pinned package: {block.splitlines()[0]}")
        name, marker = canonicalize_name(pinned[1]), (pinned[3] or "").strip()
        if name in pins:
            raise ValueError(f"{name} is pinned twice")
        hashes = frozenset(re.findall(r"--hash=(\S+)", block))
        pins[name] = Pin(Version(pinned[2]), hashes, marker, "skinmetrics (pyproject.toml" in block)
    return pins
