"""kill -9 of the running program, its workers and its backups, while photos come in, are scored, and clients erased.

Everything goes through the program: photos by HTTP, erasing by the client's own page in a browser, backups by the
command. The records are opened beside it only to make clients and to look at what is left.
"""

from __future__ import annotations

import io
import os
import random
import subprocess
import sys
import time
import uuid
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Thread, Timer

import httpx2
import numpy as np
import psutil  # type: ignore[import-untyped]
import sqlalchemy as sa
from PIL import Image
from playwright.sync_api import Browser, Page
from playwright.sync_api import Error as PlaywrightError

from skinmetrics.clinic import people, photos, scores, sign_in
from skinmetrics.clinic.accounts import Credentials, accept_invitation, invite_client
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.backup.key_copy import FILE_NAME, read_copy
from skinmetrics.clinic.backup.making import check_backup
from skinmetrics.clinic.checks import check
from skinmetrics.clinic.consent_changes import give
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.passwords import Passwords
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.repair import repair
from skinmetrics.clinic.tables import Client, ClientKey, Erasure, Examination, Outcome, Photo, Purpose, UnsettledFile
from skinmetrics.clinic.vault.store import PhotoKey
from skinmetrics.installation import open_installation
from skinmetrics.jobs.catch_up import KILLED_ITS_WORKER
from skinmetrics.settings import Settings
from skinmetrics.web.visitor import SIGN_IN_COOKIE, Visitor, visitor_of
from skinmetrics.web.words import client as told
from tests.browser.clinic_server import PASSWORD, ROOT, ClinicServer, running

PATIENCE_SECONDS = 300
FACE = sorted((ROOT / "sample_images").glob("*/*.jpg"))[0].read_bytes()
A_FACE_IN = 5
"""Photos, of which one shows a face and takes a worker a while."""
WORKERS_KILLED, BACKUPS = 9, 2
LONGEST_LIFE = 2.0
"""Seconds at most between two kills of workers."""
LONGER, SHORTER = 1.5, 0.7


def photo(number: int) -> bytes:
    """The bytes of the photo of a number: noise, or now and then a face."""
    if number % A_FACE_IN == 0:
        return FACE + str(number).encode()
    pixels = np.random.default_rng(number).integers(0, 255, (96, 128, 3), dtype=np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG")
    return file.getvalue()


def _is_worker(process: psutil.Process) -> bool:
    try:
        return "spawn_main" in " ".join(process.cmdline())
    except psutil.Error:  # it has just died
        return False


def _is_ready(server: ClinicServer) -> bool:
    try:
        return httpx2.get(f"{server.address}/ready").status_code == 200
    except httpx2.HTTPError:
        return False


@dataclass
class Person:
    """A client who is signed in; `saved` holds the number of each photo that they were told is saved."""

    visitor: Visitor
    token: str
    saved: dict[uuid.UUID, int] = field(default_factory=dict)

    @property
    def id(self) -> uuid.UUID:
        """Of the client."""
        assert self.visitor.client_id is not None
        return self.visitor.client_id

    def send(self, address: str, numbers: range) -> None:
        """Upload photo after photo until the program is gone."""
        with (
            httpx2.Client(cookies={SIGN_IN_COOKIE: self.token}, timeout=PATIENCE_SECONDS) as http,
            suppress(httpx2.HTTPError),
        ):
            for number in numbers:
                answer = http.post(
                    f"{address}/upload",
                    files={"photos": (f"{number}.jpg", photo(number))},
                    data={"client_id": str(self.id)},
                    headers={"X-CSRF-Token": self.visitor.csrf},
                )
                if answer.status_code != 200:
                    return  # erased meanwhile
                (file,) = answer.json()["files"]
                if file["status"] in {"saved", "already"}:
                    self.saved[uuid.UUID(file["photo_id"])] = number


@dataclass
class Patience:
    """How long something that is to be killed may take at most, learnt: about as many are to end before it as not."""

    seconds: float

    def learn(self, *, ended: bool) -> None:
        """Something was done before it was killed, or was not."""
        self.seconds *= SHORTER if ended else LONGER


@dataclass
class Killing:
    """What was begun and what the program said was done, over all its lives."""

    data: Path
    browser: Browser
    dice: random.Random = field(default_factory=lambda: random.Random(20260301))  # noqa: S311 - no secret
    kills: Counter[str] = field(default_factory=Counter)
    people: list[Person] = field(default_factory=list)
    erasing: set[uuid.UUID] = field(default_factory=set)
    erased: set[uuid.UUID] = field(default_factory=set)
    backed_up: int = 0
    for_backup: Patience = field(default_factory=lambda: Patience(7.0))
    for_erasure: Patience = field(default_factory=lambda: Patience(3.0))

    def __post_init__(self) -> None:
        """A clinic with a client who stays."""
        self.records: Records = open_installation(Settings(data=self.data / "data"))
        with self.records.database.writing() as db:
            self.clinic = people.new_clinic(self.records, db, "Linden", "UTC")
        self.people.append(self.join())

    @property
    def backups(self) -> Path:
        """Where the archives are."""
        return self.data / "backups"

    def join(self) -> Person:
        """A new client with an account."""
        records, name = self.records, uuid.uuid4().hex
        client = people.add_client(records, CONSOLE, self.clinic, name)
        give(records, CONSOLE, client, Purpose.MEASURING, "1")
        chosen = Credentials(f"{name}@example.org", name, PASSWORD)
        account = accept_invitation(records, Passwords(), invite_client(records, CONSOLE, client), chosen)
        with records.acting() as db:
            token = sign_in.start(records, db, account, "").token
        found = visitor_of(records, token)
        assert found is not None
        return Person(found, token)

    def live_and_die(self, number: int) -> None:
        """One life of the program: photos come in, a backup begins, workers die, somebody erases, the program dies."""
        with running(self.data / "data", SKINMETRICS_WORKERS="1") as server:
            self.look_after_start(server)
            leaving = self.join()
            self.people.append(leaving)
            senders = [self._sender(server, self.people[0], number, 0), self._sender(server, leaving, number, 500)]
            page = self._erasing_page(server, leaving)
            backups = [self._begin_backup() for _ in range(BACKUPS)]
            self._kill_workers(server)
            for backup, end in backups:
                whole = backup.wait() == 0
                end.cancel()
                end.join()
                self.backed_up += whole
                self.for_backup.learn(ended=whole)
            family = psutil.Process(server.process.pid).children(recursive=True)
            self._erase_and_kill(server, page, leaving)
            for sender in senders:
                sender.join(PATIENCE_SECONDS)
        psutil.wait_procs(family, timeout=60)

    def _sender(self, server: ClinicServer, person: Person, number: int, first: int) -> Thread:
        """Uploads under way; the first photo has been acknowledged."""
        before = len(person.saved)
        numbers = range(number * 1000 + first, number * 1000 + first + 500)
        thread = Thread(target=person.send, args=(server.address, numbers), daemon=True)
        thread.start()
        deadline = time.monotonic() + PATIENCE_SECONDS
        while len(person.saved) == before and time.monotonic() < deadline:
            time.sleep(0.02)
        assert len(person.saved) > before, "nothing was saved before the program was killed"
        return thread

    def _begin_backup(self) -> tuple[subprocess.Popen[bytes], Timer]:
        """A backup under way, and who kills it in a while if it is still at it."""
        command = [sys.executable, "-m", "skinmetrics", "backup", str(self.backups)]
        environment = {**os.environ, "SKINMETRICS_DATA": str(self.data / "data")}
        backup = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        timer = Timer(self.dice.uniform(0, self.for_backup.seconds), self._kill, (backup, "backup"))
        timer.start()
        return backup, timer

    def _kill_workers(self, server: ClinicServer) -> None:
        for _ in range(WORKERS_KILLED):
            time.sleep(self.dice.uniform(0, LONGEST_LIFE))
            workers = [one for one in psutil.Process(server.process.pid).children(recursive=True) if _is_worker(one)]
            if workers:
                self.dice.choice(workers).kill()
                self.kills["worker"] += 1

    def _erasing_page(self, server: ClinicServer, person: Person) -> Page:
        """The page of one's data, ready for the last click."""
        context = self.browser.new_context()
        context.add_cookies([{"name": SIGN_IN_COOKIE, "value": person.token, "url": server.address}])
        context.set_default_timeout(PATIENCE_SECONDS * 1000)
        page = context.new_page()
        page.goto(f"{server.address}/my-data")
        page.get_by_text(told.ERASE_CHECK).click()
        page.locator("button:enabled").filter(has_text=told.ERASE).wait_for()
        return page

    def _erase_and_kill(self, server: ClinicServer, page: Page, person: Person) -> None:
        self.erasing.add(person.id)
        longest = self.for_erasure.seconds
        timer = Timer(self.dice.uniform(0, longest), self._kill, (server.process, "program"))
        timer.start()
        with suppress(PlaywrightError):
            page.get_by_role("button", name=told.ERASE).click(timeout=5000)
            page.get_by_text(told.ERASED).wait_for(timeout=longest * 1000)
            self.erased.add(person.id)
        self.for_erasure.learn(ended=person.id in self.erased)
        timer.join()
        page.context.close()

    def _kill(self, process: subprocess.Popen[str] | subprocess.Popen[bytes], what: str) -> None:
        if process.poll() is None:
            process.kill()
            process.wait()
            self.kills[what] += 1

    def look_after_start(self, server: ClinicServer) -> None:
        """No client is half erased, and the start has finished what had been begun."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while not _is_ready(server) and time.monotonic() < deadline:
            time.sleep(0.05)
        with self.records.database.reading() as db:
            clients = set(db.scalars(sa.select(Client.id)))
            assert set(db.scalars(sa.select(ClientKey.client_id))) == clients
            gone = set(db.scalars(sa.select(Erasure.client_id)))
            assert self.erased <= gone <= self.erasing
            assert not gone & clients
            assert not gone & set(db.scalars(sa.select(Photo.client_id)))
            assert db.scalars(sa.select(UnsettledFile.photo_id).where(UnsettledFile.doomed)).all() == []
        if (self.backups / FILE_NAME).exists():
            assert not gone & set(read_copy(self.backups / FILE_NAME, self.records.master).wrapped)
        stored = {key.client_id for key, _ in self.records.store.stored()}
        assert not stored & gone, "sealed files of an erased client are left"

    def look_at_the_end(self) -> str:
        """Everything acknowledged is there, scored once, in whole backups; what happened, in a line."""
        records, scorer = self.records, current_scorer()
        with running(self.data / "data", SKINMETRICS_WORKERS="2") as server:
            self.look_after_start(server)
            deadline = time.monotonic() + PATIENCE_SECONDS
            while (left := scores.pending(records, scorer)) and time.monotonic() < deadline:
                before = time.monotonic()
                time.sleep(0.5)
                if len(scores.pending(records, scorer, len(left))) < len(left):
                    deadline += time.monotonic() - before + PATIENCE_SECONDS / 10
        assert scores.pending(records, scorer) == [], "what was left to do is found again at the start"
        repair(records)
        assert list(check(records)) == []
        saved = {photo_id: (one.id, number) for one in self.people for photo_id, number in one.saved.items()}
        with records.database.reading() as db:
            gone = set(db.scalars(sa.select(Erasure.client_id)))
            ended = {row.photo_id: (row.outcome, row.code) for row in db.scalars(sa.select(Examination))}
            counted = sa.select(sa.func.count()).select_from(Examination).group_by(Examination.photo_id)
            assert set(db.scalars(counted)) == {1}
        kept = {photo_id: found for photo_id, found in saved.items() if found[0] not in gone}
        for photo_id, (client, number) in kept.items():
            assert photos.fetch(records, PhotoKey(client, photo_id)) == photo(number)
            face = number % A_FACE_IN == 0
            outcome, code = ended[photo_id]
            assert outcome is (Outcome.SCORED if face else Outcome.REFUSED)
            assert code != KILLED_ITS_WORKER.code, "a photo was blamed for its killed workers"
        archives = sorted(self.backups.glob("*.backup"))
        assert len(archives) >= self.backed_up
        for archive in archives:
            assert check_backup(archive, self.backups / FILE_NAME, records.master).problems == ()
        kinds = ", ".join(f"{count} {what}" for what, count in self.kills.items())
        return (
            f"{self.kills.total()} kills ({kinds}). {len(saved)} photos acknowledged, {len(kept)} of clients who stay: "
            f"none lost. {len(gone)} of {len(self.erasing)} erasures done, {len(self.erased)} acknowledged: none half. "
            f"{len(archives)} backups: all open."
        )

    def close(self) -> None:
        """Let go of the records."""
        self.records.database.engine.dispose()
