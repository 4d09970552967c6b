"""What would be imported is counted as what will be: nobody's photos and those without a consent are not."""

from __future__ import annotations

import io
from typing import BinaryIO, cast

import numpy as np
import pytest
from PIL import Image
from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import people
from skinmetrics.imaging.photo import Header, Limits, PhotoError
from skinmetrics.importing.planning import NamedFile
from skinmetrics.importing.sources import UploadedSource
from skinmetrics.jobs.inline import InlineRunner
from skinmetrics.web.pages.importing import look_at
from skinmetrics.web.words import practice as words
from tests.clinic.world import World
from tests.web.pages.conftest import Open, text

PHOTOS = (
    "archive/IMG_20260301_090000.jpg",
    "archive/Ada/2026-03-01.jpg",
    "archive/Ada/2026-03-02.jpg",
    "archive/Cara Lind/2026-03-01.jpg",
    "archive/Cara Lind/2026-03-02.jpg",
    "archive/Cara Lind/2090-03-01.jpg",
)


def photo(seed: int) -> BinaryIO:
    out = io.BytesIO()
    pixels = np.random.default_rng(seed).integers(0, 255, (64, 48, 3), dtype=np.uint8)
    Image.fromarray(pixels).save(out, "JPEG")
    return cast("BinaryIO", out)


@pytest.fixture
def app(world: World, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> AppTest:
    """The page when this archive was chosen; one client is there already, one is new."""
    source = UploadedSource((name, photo(seed)) for seed, name in enumerate(PHOTOS))
    monkeypatch.setattr("skinmetrics.web.pages.importing._source", lambda: source)
    monkeypatch.setattr("skinmetrics.web.pages.importing.workers", InlineRunner)
    assert world.client
    return open_page("importing", "practitioner")


def label(app: AppTest) -> tuple[str, bool]:
    button = app.button("import these")
    return button.label, button.disabled


def test_what_will_be_left_out_is_not_counted(app: AppTest) -> None:
    told = text(app)
    assert "Photos: 5. Clients: 2." in told
    assert words.NOBODYS_ONE in " ".join([told, *(each.value for each in app.html)])
    assert words.UNSIGNED_MANY.format(count=3) in told
    assert label(app) == ("Import 2 photos", False)
    app.checkbox("import signed").check().run()
    assert label(app) == ("Import 5 photos", False)
    assert "new clients. They" not in text(app)


def test_photos_of_who_has_not_consented_are_left_out_whatever_is_signed_for_new_clients(
    world: World, app: AppTest
) -> None:
    people.add_client(world.records, world.accounts["practitioner"], world.clinic, "Cara Lind")
    app.checkbox("import signed").check().run()
    assert words.CLOSED_MANY.format(count=3) in text(app)
    assert "Photos: 2. Clients: 1." in text(app)
    assert label(app) == ("Import 2 photos", False)


def test_a_day_that_has_not_come_is_counted_as_none(app: AppTest) -> None:
    rows = {row[0]: tuple(row[1:4]) for row in app.dataframe[0].value.to_numpy()}
    assert rows == {"": (1, 1, 0), "Ada": (2, 2, 0), "Cara Lind": (3, 2, 1)}


def test_a_name_that_several_clients_have_is_said_before_anything_is_imported(
    world: World, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):
        people.add_client(world.records, world.accounts["practitioner"], world.clinic, "Cara Lind")
    source = UploadedSource([("Cara Lind/2026-01-05.jpg", photo(1))])
    monkeypatch.setattr("skinmetrics.web.pages.importing._source", lambda: source)
    monkeypatch.setattr("skinmetrics.web.pages.importing.workers", InlineRunner)
    app = open_page("importing", "practitioner")
    assert "Several clients are called Cara Lind." in text(app)
    assert "Photos: 0. Clients: 0." in text(app)
    assert app.button("import these").disabled, "nothing of it can be imported before that is said"


def test_a_file_is_looked_at_by_its_header() -> None:
    out = io.BytesIO()
    Image.new("RGB", (30, 40)).save(out, "JPEG")
    assert isinstance(look_at(NamedFile("a.jpg", out.getvalue()), Limits()), Header)
    assert isinstance(look_at(NamedFile("a.jpg", b"nonsense"), Limits()), PhotoError)
