from __future__ import annotations

import re
from email.message import Message

import pytest

from scripts.licences import stated_licence
from scripts.pins import ROOT, read_pins

SHEET = (ROOT / "docs" / "licences.md").read_text()
ROWS = re.findall(r"^\| (\S+) \| ([\d.]\S*) \| (.+) \|$", SHEET, re.MULTILINE)
NOT_IN_A_CLINIC = re.compile(r"(?<!L)GPL|(?<!Lesser )General Public|commercial|proprietary|not stated", re.IGNORECASE)


def test_the_sheet_lists_what_is_installed() -> None:
    pins = read_pins((ROOT / "requirements.txt").read_text())
    assert {(name, version) for name, version, _ in ROWS} == {(name, str(pin.version)) for name, pin in pins.items()}


def test_every_package_may_be_used_in_a_clinic() -> None:
    assert [(name, licence) for name, _, licence in ROWS if NOT_IN_A_CLINIC.search(licence)] == []


@pytest.mark.parametrize(
    ("licence", "allowed"),
    [
        ("GPL-3.0-only", False),
        ("AGPL-3.0-or-later", False),
        ("GNU General Public License v2 (GPLv2)", False),
        ("GNU Lesser General Public License v3 (LGPLv3)", True),
        ("LGPL-3.0-only", True),
        ("Apache-2.0 OR BSD-3-Clause", True),
    ],
)
def test_which_licences_a_clinic_can_use(*, licence: str, allowed: bool) -> None:
    assert (NOT_IN_A_CLINIC.search(licence) is None) == allowed


@pytest.mark.parametrize(
    ("tags", "licence"),
    [
        ([("License-Expression", "MIT"), ("Classifier", "License :: OSI Approved :: BSD License")], "MIT"),
        ([("Classifier", "Topic :: Text"), ("Classifier", "License :: OSI Approved :: BSD License")], "BSD License"),
        ([("License", "BSD-3\nRedistribution and use …")], "BSD-3"),
        ([("License", "")], "not stated"),
        ([], "not stated"),
    ],
)
def test_the_most_exact_statement_counts(tags: list[tuple[str, str]], licence: str) -> None:
    metadata = Message()
    for tag, value in tags:
        metadata[tag] = value
    assert stated_licence(metadata) == licence  # type: ignore[arg-type]
