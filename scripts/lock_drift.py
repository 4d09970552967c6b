"""Say where pyproject.toml and the two pinned files have drifted apart, without asking any registry.

`python -m scripts.lock_drift` prints each difference; exit status 1 if there is any.
"""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Iterable, Iterator, Mapping

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from scripts.pins import ROOT, Pin, read_pins


def drift(pyproject: str, runtime: str, development: str) -> Iterator[str]:
    """Each difference between the texts of pyproject.toml, requirements.txt and requirements-dev.txt, in words."""
    asked = tomllib.loads(pyproject)
    of_runtime = [Requirement(line) for line in asked["project"]["dependencies"]]
    of_development = [Requirement(line) for line in asked["dependency-groups"]["dev"]]
    runtime_pins, all_pins = read_pins(runtime), read_pins(development)
    yield from _unmet(of_runtime, runtime_pins, "requirements.txt")
    yield from _unmet([*of_runtime, *of_development], all_pins, "requirements-dev.txt")
    for name, pin in runtime_pins.items():
        if name not in all_pins or (all_pins[name].version, all_pins[name].hashes) != (pin.version, pin.hashes):
            yield f"{name} {pin.version}: requirements-dev.txt does not pin the same files as requirements.txt"
    for file, pins, text in (
        ("requirements.txt", runtime_pins, runtime),
        ("requirements-dev.txt", all_pins, development),
    ):
        yield from (f"{name}: {file} pins it without hashes" for name, pin in pins.items() if not pin.hashes)
        yield from (f"{file} names a host: {line}" for line in text.splitlines() if "://" in line)


def _unmet(requirements: Iterable[Requirement], pins: Mapping[str, Pin], file: str) -> Iterator[str]:
    wanted: dict[str, Requirement] = {canonicalize_name(requirement.name): requirement for requirement in requirements}
    for name, requirement in wanted.items():
        if name not in pins or not pins[name].asked_for:
            yield f"{name}: {file} does not pin it for pyproject.toml"
        elif pins[name].version not in requirement.specifier:
            yield f"{name}: {file} pins {pins[name].version}, pyproject.toml asks for {requirement.specifier}"
    for name, pin in pins.items():
        if pin.asked_for and name not in wanted:
            yield f"{name}: {file} pins it for pyproject.toml, which does not name it any more"


def main() -> int:
    """Compare the files of this checkout."""
    texts = (ROOT / name for name in ("pyproject.toml", "requirements.txt", "requirements-dev.txt"))
    found = list(drift(*(path.read_text() for path in texts)))
    for line in found:
        print(line)
    if found:
        print("Run `make lock` and commit the two files.")
    return int(bool(found))


if __name__ == "__main__":
    sys.exit(main())
