"""kill -9 of the running program while photos come in: what it said is saved is there after the next start.

TEST_WEB_KILLS sets how many times; each is a start of the whole program.
"""

from __future__ import annotations

import os
import random
import signal
import time
import uuid
from pathlib import Path
from threading import Thread

import httpx2
import psutil  # type: ignore[import-untyped]

from skinmetrics.clinic import people, photos, scores, sign_in
from skinmetrics.clinic.accounts import Credentials, accept_invitation, invite_client
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.checks import check
from skinmetrics.clinic.consent_changes import give
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.passwords import Passwords
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.repair import repair
from skinmetrics.clinic.tables import Purpose
from skinmetrics.clinic.vault.store import PhotoKey
from skinmetrics.installation import open_installation
from skinmetrics.settings import Settings
from skinmetrics.web.visitor import SIGN_IN_COOKIE, Visitor, visitor_of
from tests.browser.clinic_server import PASSWORD, running
from tests.web.routes.conftest import jpeg

KILLS = int(os.environ.get("TEST_WEB_KILLS", "1"))
LONGEST_LIFE = 4.0
PATIENCE_SECONDS = 90


def enter(records: Records) -> tuple[Visitor, str]:
    """A client who has joined and allows measuring, and the token of their sign-in."""
    with records.database.writing() as db:
        clinic = people.new_clinic(records, db, "Linden", "UTC")
    client = people.add_client(records, CONSOLE, clinic, "Cleo")
    give(records, CONSOLE, client, Purpose.MEASURING, "1")
    token = invite_client(records, CONSOLE, client)
    account = accept_invitation(records, Passwords(), token, Credentials("cleo@example.org", "Cleo", PASSWORD))
    with records.acting() as db:
        started = sign_in.start(records, db, account, "")
    found = visitor_of(records, started.token)
    assert found is not None
    return found, started.token


class Sender(Thread):
    """Sends photo after photo until the program is gone; `saved` holds what it was told is saved."""

    def __init__(self, address: str, visitor: Visitor, token: str, first: int) -> None:
        super().__init__(daemon=True)
        self.address, self.visitor, self.token, self.number = address, visitor, token, first
        self.saved: dict[uuid.UUID, int] = {}

    def run(self) -> None:
        with httpx2.Client(cookies={SIGN_IN_COOKIE: self.token}, timeout=60) as http:
            while True:
                self.number += 1
                try:
                    answer = http.post(
                        f"{self.address}/upload",
                        files={"photos": (f"{self.number}.jpg", jpeg(self.number))},
                        data={"client_id": str(self.visitor.client_id)},
                        headers={"X-CSRF-Token": self.visitor.csrf},
                    )
                except httpx2.HTTPError:
                    return
                (told,) = answer.json()["files"]
                assert told["status"] in {"saved", "already"}
                self.saved[uuid.UUID(told["photo_id"])] = self.number


def test_nothing_that_was_acknowledged_is_lost(tmp_path: Path) -> None:
    dice = random.Random(20260301)  # noqa: S311 - when it dies is no secret
    chosen = Settings(data=tmp_path / "data")
    records = open_installation(chosen)
    visitor, token = enter(records)
    assert visitor.client_id is not None
    saved: dict[uuid.UUID, int] = {}
    number = 0
    for _ in range(KILLS):
        with running(chosen.data) as server:
            sender = Sender(server.address, visitor, token, number)
            sender.start()
            deadline = time.monotonic() + PATIENCE_SECONDS
            while not sender.saved and time.monotonic() < deadline:
                time.sleep(0.02)  # the first photo waits for the workers to start
            time.sleep(dice.uniform(0, LONGEST_LIFE))
            family = psutil.Process(server.process.pid).children(recursive=True)
            os.kill(server.process.pid, signal.SIGKILL)
            sender.join(PATIENCE_SECONDS)
        psutil.wait_procs(family, timeout=30)
        assert sender.saved, "nothing was saved before the program was killed"
        saved |= sender.saved
        number = sender.number

    with running(chosen.data):
        deadline = time.monotonic() + PATIENCE_SECONDS
        while scores.pending(records, current_scorer()) and time.monotonic() < deadline:
            time.sleep(0.2)
    assert scores.pending(records, current_scorer()) == [], "what was left to do is found again at the start"
    repair(records)
    assert list(check(records)) == []
    for photo_id, seed in saved.items():
        assert photos.fetch(records, PhotoKey(visitor.client_id, photo_id)) == jpeg(seed)
    records.database.engine.dispose()
    print(f"{KILLS} kills, {len(saved)} photos acknowledged, none lost")  # noqa: T201
