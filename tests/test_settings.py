from __future__ import annotations

import re
from pathlib import Path

import pytest
from pydantic import ValidationError

from skinmetrics.settings import Settings, on_this_computer

DOCUMENT = Path(__file__).parents[1] / "docs" / "settings.md"


def test_every_setting_is_documented_and_every_documented_setting_exists() -> None:
    documented = re.findall(r"^\| `(SKINMETRICS_\w+)`", DOCUMENT.read_text(encoding="utf-8"), flags=re.MULTILINE)
    assert sorted(documented) == sorted(f"SKINMETRICS_{name.upper()}" for name in Settings.model_fields)


def test_documented_defaults_are_the_defaults() -> None:
    rows = dict(re.findall(r"^\| `SKINMETRICS_(\w+)` \| `([^`]+)`", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE))
    defaults = Settings()
    assert len(rows) >= 3
    assert rows == {name: f"{getattr(defaults, name.lower())}".removesuffix(".0") for name in rows}


def test_a_setting_comes_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKINMETRICS_MAX_MEGAPIXELS", "12.5")
    monkeypatch.setenv("SKINMETRICS_SCHEDULER_URL", "")
    assert Settings().max_megapixels == 12.5
    assert Settings().scheduler_url is None


@pytest.mark.parametrize(
    ("name", "value"),
    [("MAX_MEGAPIXELS", "0"), ("MAX_MEGABYTES", "many"), ("WORKERS", "0"), ("WORKER_MEMORY", "lots")],
)
def test_a_value_that_makes_no_sense_is_refused(monkeypatch: pytest.MonkeyPatch, name: str, value: str) -> None:
    monkeypatch.setenv(f"SKINMETRICS_{name}", value)
    with pytest.raises(ValidationError, match=name.lower()):
        Settings()


@pytest.mark.parametrize(
    ("url", "here"),
    [
        ("http://127.0.0.1:8501", True), ("http://localhost:9000", True), ("http://[::1]:8501", True),
        ("http://0.0.0.0:8501", True), ("http://192.168.1.5:8501", False), ("https://skin.example.org", False),
    ],
)  # fmt: skip
def test_which_addresses_a_phone_cannot_open(url: str, here: bool) -> None:  # noqa: FBT001
    assert on_this_computer(url) is here
