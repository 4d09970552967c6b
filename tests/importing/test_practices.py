"""Whole archives as small practices have them: nobody's photos become another's, and few clients become several."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from skinmetrics.clinic.names import same_name
from skinmetrics.importing.names import clients_of, passed_over

ARCHIVES = tomllib.loads(Path(__file__).with_name("archives.toml").read_text("utf-8"))
"""Each line has who is on a photo ("?": no name says it) and its path."""


def rows(archive: str) -> list[tuple[str, str]]:
    """Who is on each photo, and its path."""
    pairs = (line.strip().split(" | ") for line in archive.strip().splitlines())
    return [(who, path) for who, path in pairs if not passed_over(path)]


def proposed(archive: str) -> list[tuple[str, str | None]]:
    """Who is on each photo, and whose it would be, by what names are compared by."""
    of = rows(archive)
    names = clients_of([path for _, path in of])
    return [(who, name and same_name(name)) for (who, _), name in zip(of, names, strict=True)]


@pytest.mark.parametrize("archive", ARCHIVES.values(), ids=ARCHIVES)
def test_each_client_is_proposed_as_one_and_no_two_as_one(archive: str) -> None:
    found = proposed(archive)
    names = {who: {name for of, name in found if of == who} for who, _ in found}
    assert names.pop("?", {None}) == {None}
    assert all(len(some) == 1 and None not in some for some in names.values()), names
    assert len({name for some in names.values() for name in some}) == len(names), names


@pytest.mark.parametrize(
    "archive",
    [
        """
        anna | Sommer 2025/Anna/1.jpg
        berta | Sommer 2025/Berta/1.jpg
        anna2 | Winter 2025/Anna/1.jpg
        """,
        """
        anna | VIP/Anna/1.jpg
        berta | VIP/Berta/1.jpg
        anna2 | Montag/Anna/1.jpg
        cara | Montag/Cara/1.jpg
        """,
        """
        anna | Anna (45)/1.jpg
        anna2 | Anna (62)/1.jpg
        """,
        """
        anna | VIP/1/001/1.jpg
        berta | VIP/1/002/1.jpg
        cara | Neu/1/001/1.jpg
        """,
        """
        mother | Schmidt/12_Schmidt.jpg
        daughter | Schmidt/13_Schmidt.jpg
        """,
        """
        mother | Müller/Anna.jpg
        son | Müller/Bernd.jpg
        cara | Cara Lind/1.jpg
        """,
        """
        twelve | Montagsgruppe/Kundin 12.jpg
        thirteen | Montagsgruppe/Kundin 13.jpg
        cara | Cara Lind/1.jpg
        """,
        """
        twelve | 3. Sitzung 12 Schmidt.jpg
        thirteen | 3. Sitzung 13 Schmidt.jpg
        """,
        """
        twelve | Lind/K-0012.jpg
        other | Lind/1003.jpg
        """,
        """
        mrs | Frau May.jpg
        mr | Hr. May.jpg
        """,
    ],
)
def test_two_who_may_be_one_stay_two(archive: str) -> None:
    found = proposed(archive)
    assert len({name for _, name in found}) == len(found)


@pytest.mark.parametrize(
    ("paths", "names"),
    [
        (["VIP/Anna/1.jpg", "VIP/Berta/1.jpg", "Cara/1.jpg"], ["Anna", "Berta", "Cara"]),
        (["Anna/Arms/1.jpg", "Anna/Legs/1.jpg", "Berta/Arms/1.jpg"], ["Anna / Arms", "Legs", "Berta"]),
        (["Anna/Holiday/1.jpg", "Anna/2.jpg", "Berta/1.jpg"], ["Anna", "Anna", "Berta"]),
        (["Anna/Herbst.jpg", "Anna/Urlaub.jpg", "Berta/1.jpg"], ["Anna / Herbst", "Anna / Urlaub", "Berta"]),
        (["Anna Fall/Fall_3.jpg", "Anna Fall/Anna_2.jpg", "Berta/1.jpg"], ["Anna Fall", "Anna Fall", "Berta"]),
        (
            [f"{name}/{what}.jpg" for name in ("Anna", "Berta", "Cara") for what in ("linke Seite", "mit Licht")],
            ["Anna", "Anna", "Berta", "Berta", "Cara", "Cara"],
        ),
        (
            [
                "Anna/5D3A1B2C-a123-b222-c333-444455556666.jpg",
                "Anna/0D3A1B2C-d123-e222-f333-444455556666.jpg",
                "B/1.jpg",
            ],
            ["Anna", "Anna", None],
        ),
        (["VIP/001/1.jpg", "VIP/002/1.jpg", "Cara/1.jpg"], ["VIP / 001", "VIP / 002", "Cara"]),
        (
            ["Müller Anna/Anna 2026-01-05/1.jpg", "Müller Anna/Müller/1.jpg", "Cara/1.jpg"],
            ["Müller Anna"] * 2 + ["Cara"],
        ),
        (["Klinik Patient 12/1.jpg", "Klinik Patient 13/1.jpg"], ["Klinik Patient 12", "Klinik Patient 13"]),
        (["Anna (2026-01-05)/1.jpg", "Berta [2026-01-05]/1.jpg"], ["Anna", "Berta"]),
        (["Frau Dr. Lind/1.jpg", "Frau/2.jpg", "Hr. Post.jpg"], ["Frau Dr. Lind", None, None]),
        (["3. Sitzung Anna/1.jpg", "Anna, 4. Sitzung/1.jpg", "Berta/1.jpg"], ["Anna", "Anna", "Berta"]),
        (["Müller, Anna (vorher)/1.jpg", "Berta - 2026-01-05/1.jpg"], ["Müller, Anna", "Berta"]),
        (["WhatsApp Chat mit Anna B./1.jpg", "WhatsApp Chat - Berta/1.jpg"], ["Anna B.", "Berta"]),
        (["Lind/12/front.jpg", "Lind/13/front.jpg"], ["Lind / 12", "Lind / 13"]),
        (["Praxis Lind/Nr. 1/a.jpg", "Praxis Lind/#2/a.jpg"], ["1", "2"]),
        (["Praxis Lind/Anna.jpg", "Praxis Lind/IMG_1.jpg"], ["Anna", None]),
        (
            ["Anna Schmidt 01.02.1980/1.jpg", "Anna Schmidt 05.01.2026/1.jpg"],
            ["Anna Schmidt 01.02.1980", "Anna Schmidt"],
        ),
    ],
)
def test_names_are_proposed_as_they_are_written(paths: list[str], names: list[str | None]) -> None:
    assert clients_of(paths) == names
