"""Links that are handed out lead to where the pages are."""

from __future__ import annotations

from collections.abc import Iterator
from types import SimpleNamespace

import pytest
import streamlit as st

from skinmetrics.clinic.tables import Purpose
from skinmetrics.settings import settings
from skinmetrics.web.address import address, kept_by_the_clinic, stays_here
from skinmetrics.web.words import consent


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> Iterator[pytest.MonkeyPatch]:
    monkeypatch.delenv("SKINMETRICS_PUBLIC_URL", raising=False)
    settings.cache_clear()
    yield monkeypatch
    monkeypatch.undo()
    settings.cache_clear()


def test_links_name_the_port_that_the_pages_are_on(fresh: pytest.MonkeyPatch) -> None:
    options = {"server.address": "127.0.0.1", "server.port": 8600}
    fresh.setattr(st, "get_option", options.__getitem__)
    assert address() == "http://127.0.0.1:8600"


def test_what_the_settings_say_goes_before(fresh: pytest.MonkeyPatch) -> None:
    fresh.setenv("SKINMETRICS_PUBLIC_URL", "https://skin.example.org")
    assert address() == "https://skin.example.org"


@pytest.mark.parametrize(
    ("opened", "scheduler", "stays"),
    [
        ("http://localhost:8501/quick-look", None, True),
        ("http://127.0.0.1:8501/", None, True),
        ("https://skin.example.org/", None, False),
        ("http://192.168.1.7:8501/", None, False),
        ("http://localhost:8501/", "tcp://10.0.0.5:8786", False),
    ],
)
def test_photos_stay_here_only_where_page_and_measuring_are(
    fresh: pytest.MonkeyPatch, opened: str, scheduler: str | None, *, stays: bool
) -> None:
    fresh.setattr(st, "context", SimpleNamespace(url=opened))
    if scheduler:
        fresh.setenv("SKINMETRICS_SCHEDULER_URL", scheduler)
    assert stays_here() == stays


@pytest.mark.parametrize(
    ("name", "value"),
    [("SKINMETRICS_STORE_URL", "s3://bucket/photos"), ("SKINMETRICS_SCHEDULER_URL", "tcp://10.0.0.5:8786")],
)
def test_a_client_agrees_to_where_photos_lie_and_which_text_it_was_is_kept(
    fresh: pytest.MonkeyPatch, name: str, value: str
) -> None:
    texts, version = consent.agreed_to(kept_by_the_clinic=kept_by_the_clinic())
    assert "the clinic's own computer" in texts[Purpose.MEASURING][1]
    fresh.setenv(name, value)
    settings.cache_clear()
    elsewhere, other = consent.agreed_to(kept_by_the_clinic=kept_by_the_clinic())
    assert "own computer" not in " ".join(text for _, text in elsewhere.values())
    assert (elsewhere.keys(), other == version) == (texts.keys(), False)
