"""Write, as Markdown, the licence of every package that the program installs.

`python -m scripts.licences` reads the packages' own statements from this environment.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import Distribution, PackageMetadata, PackageNotFoundError, distribution

from scripts.pins import ROOT, read_pins

HEADER = """\
# Licences of what the program installs

Written by `make licences` from what each package of requirements.txt states about itself. Tools that only developers
install (requirements-dev.txt) are not part of the program and not listed.

| package | version | licence |
| --- | --- | --- |"""


def stated_licence(metadata: PackageMetadata) -> str:
    """What a package says of itself: its SPDX expression, else its classifiers, else the first line of its text."""
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    classifiers = [line for line in metadata.get_all("Classifier") or () if line.startswith("License :: ")]
    if classifiers:
        return ", ".join(line.rsplit(" :: ", 1)[1] for line in classifiers)
    text = metadata["License"].strip() if "License" in metadata else ""
    return text.splitlines()[0] if text else "not stated"


def rows() -> Iterator[str]:
    """One row for each package of requirements.txt."""
    for name, pin in read_pins((ROOT / "requirements.txt").read_text()).items():
        package = _installed(name)
        licence = stated_licence(package.metadata) if package else f"installed only where {pin.marker}"
        yield f"| {name} | {pin.version} | {licence} |"


def _installed(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


if __name__ == "__main__":
    print("\n".join([HEADER, *rows()]))
