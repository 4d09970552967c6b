"""A life of the program that ends by kill -9; benchmarks/kills.py has many."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.killing import Killing

pytestmark = pytest.mark.browser


def test_nothing_that_was_acknowledged_is_lost_by_kill_9(chromium: Browser, tmp_path: Path) -> None:
    killing = Killing(tmp_path, chromium)
    killing.live_and_die(0)
    killing.look_at_the_end()
    killing.close()
    assert killing.kills["program"] == 1
