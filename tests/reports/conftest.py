"""A clinic to report from, on SQLite alone: the records' own tests cover the other database."""

from __future__ import annotations

import pytest

from tests.clinic.conftest import migrated, peopled, postgres_url, templates, tmp_path, world

__all__ = ["kind", "migrated", "peopled", "postgres_url", "templates", "tmp_path", "world"]


@pytest.fixture
def kind() -> str:
    return "sqlite"
