"""A PostgreSQL server of the tests' own, on a socket in a temporary folder."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

BINARIES = Path("/usr/lib/postgresql/15/bin")
OWNER = "postgres"
SETTINGS = "-c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=60 -c shared_buffers=32MB"


def why_not() -> str | None:
    """Why no server can be started here, or None."""
    if not (BINARIES / "initdb").exists():
        return f"PostgreSQL 15 is not installed in {BINARIES} (apt-get install postgresql-15)"
    if os.geteuid() == 0 and OWNER not in {entry.pw_name for entry in pwd.getpwall()}:
        return f"PostgreSQL does not run as root, and there is no user {OWNER!r}"
    return None


@contextmanager
def server(folder: Path | None = None, settings: str = SETTINGS, *, keep: bool = False) -> Iterator[str]:
    """Run a server with its data in a new folder inside `folder` (default: in memory); the URL of its `postgres`.

    With `keep` the data lie in `folder` itself and stay there, or are there already.
    """
    memory = Path("/dev/shm")  # noqa: S108 (the data is thrown away, and memory is faster)
    if keep and folder is not None:
        home = folder
        home.mkdir(parents=True, exist_ok=True)
    else:
        home = Path(tempfile.mkdtemp(prefix="skinmetrics-pg-", dir=folder or (memory if memory.is_dir() else None)))
    as_owner: list[str] = []
    if os.geteuid() == 0:
        shutil.chown(home, OWNER, OWNER)
        as_owner = ["setpriv", f"--reuid={OWNER}", f"--regid={OWNER}", "--clear-groups", "--"]
    data = str(home / "data")

    def run(program: str, *arguments: str) -> None:
        command = [*as_owner, str(BINARIES / program), "-D", data, *arguments]
        subprocess.run(command, check=True, cwd=home, stdout=subprocess.DEVNULL)

    try:
        if not (home / "data").exists():
            run("initdb", "-U", OWNER, "-A", "trust", "-E", "UTF8", "--no-sync", "--locale=C")
        run("pg_ctl", "start", "-w", "-l", str(home / "log"), "-o", f"-k {home} {settings}")
        try:
            yield f"postgresql+psycopg://{OWNER}@/postgres?host={home}"
        finally:
            run("pg_ctl", "stop", "-w", "-m", "fast" if keep else "immediate")
    finally:
        if not keep:
            shutil.rmtree(home, ignore_errors=True)
