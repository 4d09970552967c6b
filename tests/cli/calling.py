"""The command line, called as scripts call it."""

from __future__ import annotations

import contextlib
import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from skinmetrics.cli.program import program

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Run:
    status: int
    stdout: str
    stderr: str

    @property
    def lines(self) -> list[Any]:
        """Standard output, one JSON value a line."""
        return [json.loads(line) for line in self.stdout.splitlines()]


def run(*arguments: object, cwd: Path = ROOT) -> Run:
    """A process of its own, as scripts start it."""
    command = [sys.executable, "-m", "skinmetrics", *map(str, arguments)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(
        command, capture_output=True, text=True, encoding="utf-8", cwd=cwd, env=environment, check=False, timeout=300
    )
    return Run(done.returncode, done.stdout, done.stderr)


def call(*arguments: object, cwd: Path = ROOT) -> Run:
    """The same inside this process, which spares the start."""
    with contextlib.chdir(cwd):
        done = CliRunner().invoke(program(), [str(one) for one in arguments])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Run(done.exit_code, done.stdout, done.stderr)
