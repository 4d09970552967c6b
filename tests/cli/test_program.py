"""Which commands there are, and that one does not wait for the others."""

from __future__ import annotations

import subprocess
import sys

import pytest
from typer.main import get_command

from skinmetrics.cli.program import GROUPS, program
from tests.cli.calling import ROOT, call

COMMANDS = [command for commands in GROUPS.values() for command in commands]


def test_every_group_adds_the_commands_that_it_is_asked_for() -> None:
    added = getattr(get_command(program()), "commands", {})
    assert sorted(added) == sorted(COMMANDS)
    for group, commands in GROUPS.items():
        for command in commands:
            below = getattr(added[command], "commands", {command: added[command]})  # of "user"
            assert {one.callback.__module__ for one in below.values()} == {f"skinmetrics.cli.{group}"}


def test_help_lists_all_commands_in_the_order_of_their_groups() -> None:
    told = call("--help").stdout
    begins = [line.strip("│ ").partition(" ")[0] for line in told.splitlines()]
    assert [word for word in begins if word in COMMANDS] == COMMANDS


@pytest.mark.parametrize("command", [commands[0] for commands in GROUPS.values() if len(commands) == 1])
def test_a_command_that_is_alone_in_its_group_is_called_by_its_name(command: str) -> None:
    call_it = "import sys; from skinmetrics.cli.program import program; program(sys.argv[1:])(prog_name='skinmetrics')"
    done = subprocess.run(
        [sys.executable, "-c", call_it, command, "--help"], capture_output=True, text=True, cwd=ROOT, check=False
    )
    assert done.returncode == 0, done.stderr
    assert f"skinmetrics {command}" in done.stdout


def test_scoring_does_not_wait_for_the_records() -> None:
    seen = "import sys; from skinmetrics.cli.program import program; program(['score']); print(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", seen], capture_output=True, text=True, cwd=ROOT, check=True)
    assert {"skinmetrics.scoring", "skinmetrics.cli.scoring"} <= set(done.stdout.split())
    assert {"sqlalchemy", "pandas", "pydicom", "streamlit"} & set(done.stdout.split()) == set()
