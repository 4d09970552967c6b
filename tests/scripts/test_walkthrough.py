from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize(("option", "status"), [("--help", 0), ("--no-such-option", 2)])
def test_an_option_is_not_taken_for_a_folder(option: str, status: int, tmp_path: Path) -> None:
    asked = subprocess.run(
        [sys.executable, "-m", "scripts.walkthrough", option],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
        capture_output=True,
        timeout=60,
        check=False,
    )
    assert asked.returncode == status
    assert list(tmp_path.iterdir()) == []
