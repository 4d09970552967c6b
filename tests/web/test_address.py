"""Links that are handed out lead to where the pages are."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import streamlit as st

from skinmetrics.settings import settings
from skinmetrics.web.address import address


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
