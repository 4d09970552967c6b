"""The program with the commands that are asked for: to import all takes several times as long as to score a photo."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from typing import Final

import typer

from skinmetrics.cli.shared import app

GROUPS: Final = {
    "scoring": ("score",),
    "judging": ("compare", "progress"),
    "records": ("backup", "restore", "rescore"),
    "archives": ("import", "report"),
    "installation": ("sample", "doctor"),
    "users": ("user",),
}
"""The commands of each module, in the order in which help lists them."""


def program(arguments: Sequence[str] = ()) -> typer.Typer:
    """The program with the group of the command that comes first in `arguments`, or with all where none does."""
    asked = [group for group, commands in GROUPS.items() if arguments and arguments[0] in commands]
    for group in asked or GROUPS:
        import_module(f"{__package__}.{group}")
    return app
