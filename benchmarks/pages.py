"""How quick the pages are: a client with three years of weekly bursts, twenty people at once, an upload to its verdict.

    .venv/bin/python -m benchmarks.pages [--weeks 156] [--people 20] [--folder FOLDER] [--fill]

A server of its own on an empty folder, a real Chromium, and for the twenty people the page's own connection without a
browser. The photos are one sample photo each time, with scores drawn around its own, so that nothing waits for scoring.
"""

from __future__ import annotations

import argparse
import datetime as dt
import io
import statistics
import sys
import tempfile
import threading
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
from PIL import Image
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets import Subprotocol
from websockets.sync.client import connect

from skinmetrics.clinic import accounts, people, photos, scores, sign_in, treatments
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.history.reading import history
from skinmetrics.clinic.measuring import as_result, current_scorer
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.scores import Examined
from skinmetrics.clinic.tables import Purpose
from skinmetrics.clinic.vault.store import Rendition
from skinmetrics.imaging.photo import Limits, inspect
from skinmetrics.imaging.taken_at import TakenAt
from skinmetrics.jobs.photo_work import work_on
from skinmetrics.web import visitor
from tests.browser.clinic_server import ClinicServer, join_as_client, running, set_up
from tests.browser.conftest import CHROMIUM

SAMPLES = sorted((Path(__file__).parents[1] / "sample_images" / "anna").glob("*.jpg"))
FIRST = dt.datetime(2023, 1, 2, 8, 0, tzinfo=dt.UTC)
LONGSTANDING, NEWCOMER = "Paula", "Nora"
BURST = 3
ROUNDS = 7
SCATTER = 0.04
THINKING_S = (3.0, 6.0)  # between two clicks of one person
REGIONS = ("chin", "nose", "forehead", "cheek_left", "cheek_right", "glabella", "jaw_left")
MEGAPIXELS_12 = (3000, 4000)


@dataclass(frozen=True)
class Person:
    """A client signed in: their browser's cookies, and the token of their pages."""

    context: BrowserContext
    client_id: uuid.UUID
    cookies: str
    token: str


def main() -> None:
    """Fill a clinic, and time the pages."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("--weeks", type=int, default=156)
    options.add_argument("--people", type=int, default=20)
    options.add_argument("--folder", type=Path, help="keeps the clinic, so that it is filled once")
    options.add_argument("--fill", action="store_true", help="fill the folder and time nothing")
    chosen = options.parse_args()
    with (
        tempfile.TemporaryDirectory() as data,
        running((chosen.folder or Path(data)) / "data", SKINMETRICS_WORKERS="2") as server,
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        records = server.records()
        if not people.clinics(records, CONSOLE):
            set_up(server, browser).close()
            for name, weeks in ((LONGSTANDING, chosen.weeks), (NEWCOMER, 6)):
                join_as_client(server, browser, name, Purpose.MEASURING, Purpose.PRACTITIONER).close()
                fill(records, _client(records, name), weeks)
        if not chosen.fill:
            longstanding = sign_in_as(server, browser, records, LONGSTANDING)
            one_person(server, longstanding)
            at_once(server, longstanding, chosen.people)
            uploads(server, sign_in_as(server, browser, records, NEWCOMER), records)
        records.database.engine.dispose()
        browser.close()


def one_person(server: ClinicServer, person: Person) -> None:
    """First paint of content, and another region picked."""
    paints = [first_paint(server, person) for _ in range(ROUNDS + 1)]
    say(f"first paint of content, nothing kept in memory: {paints[0]:.2f} s")
    say(f"first paint of content, further visits: {spread(paints[1:])}")
    page = person.context.new_page()
    page.goto(server.address)
    page.locator("polygon[data-region=chin]").wait_for()
    page.wait_for_timeout(4000)
    say(f"another region picked: {spread([pick(page, region) for region in REGIONS])}")
    page.close()


def first_paint(server: ClinicServer, person: Person) -> float:
    """From the address to the headline and the chart of a new tab."""
    page = person.context.new_page()
    began = time.perf_counter()
    page.goto(server.address, wait_until="commit")
    page.locator(".sm-headline").wait_for()
    took = time.perf_counter() - began
    page.close()
    return took


def pick(page: Page, region: str) -> float:
    """From a click on the face map to the sentence and the chart of that region."""
    before = page.locator(".sm-finding").first.inner_text()
    began = time.perf_counter()
    page.locator(f"polygon[data-region={region}]").evaluate("(part) => part.dispatchEvent(new MouseEvent('click'))")
    page.wait_for_function(
        "(before) => document.querySelector('.sm-finding').innerText !== before", arg=before, polling=10
    )
    return time.perf_counter() - began


def at_once(server: ClinicServer, person: Person, people_: int) -> None:
    """Reruns of the whole page by many people, each with pauses to think."""
    took: list[float] = []
    opened: list[float] = []

    def visit(number: int) -> None:
        dice = Random(number)  # noqa: S311 - pauses are no secret
        session = Session(server.address, person.cookies)
        opened.append(session.rerun())
        for _ in range(6):
            time.sleep(dice.uniform(*THINKING_S))
            took.append(session.rerun())
        session.close()

    threads = [threading.Thread(target=visit, args=(n,)) for n in range(people_)]
    for thread in threads:
        thread.start()
        time.sleep(0.2)
    for thread in threads:
        thread.join()
    p95 = statistics.quantiles(took, n=20)[-1]
    say(
        f"{people_} people, {len(took)} reruns of the whole page: median {statistics.median(took):.2f} s, "
        f"p95 {p95:.2f} s, slowest {max(took):.2f} s; first run of each: {spread(opened)}"
    )


class Session:
    """A tab without a browser: the page's own connection."""

    def __init__(self, address: str, cookies: str) -> None:
        """Open the connection that the page's script would open."""
        url = address.replace("http", "ws") + "/_stcore/stream"
        headers = {"Cookie": cookies, "Origin": address}
        self._socket = connect(
            url, subprotocols=[Subprotocol("streamlit")], additional_headers=headers, max_size=None, legacy=True
        )

    def rerun(self) -> float:
        """Seconds from asking for the page to its end."""
        message = BackMsg()
        message.rerun_script.query_string = ""
        began = time.perf_counter()
        self._socket.send(message.SerializeToString())
        while True:
            answer = ForwardMsg()
            answer.ParseFromString(self._socket.recv(timeout=60, decode=False))
            if answer.WhichOneof("type") == "script_finished":
                return time.perf_counter() - began

    def close(self) -> None:
        """End."""
        self._socket.close()


def uploads(server: ClinicServer, person: Person, records: Records) -> None:
    """Three photos of 12 megapixels sent, until the page says what they add up to."""
    took = []
    for n in range(ROUNDS):
        files = [twelve_megapixels(path, n) for path in SAMPLES[BURST * n : BURST * n + BURST]]
        took.append(_upload(server, person, records, files))
    say(f"three 12-megapixel photos sent, to the verdict with them in it: {spread(took)}")


def _upload(server: ClinicServer, person: Person, records: Records, files: list[bytes]) -> float:
    sent = [("photos", (f"{n}.jpg", file, "image/jpeg")) for n, file in enumerate(files)]
    parts, kind = _multipart(sent, {"client_id": str(person.client_id)})
    before = len(history(records, CONSOLE, person.client_id, current_scorer()).photos)
    began = time.perf_counter()
    answer = person.context.request.post(
        f"{server.address}/upload", data=parts, headers={"X-CSRF-Token": person.token, "Content-Type": kind}
    )
    assert answer.json()["files"][-1]["status"] == "saved", answer.text()  # noqa: S101
    while True:
        found = history(records, CONSOLE, person.client_id, current_scorer())
        if len(found.photos) == before + BURST and not found.waiting and found.progress is not None:
            return time.perf_counter() - began
        time.sleep(0.05)


def _multipart(files: list[tuple[str, tuple[str, bytes, str]]], fields: dict[str, str]) -> tuple[bytes, str]:
    edge = uuid.uuid4().hex
    out = io.BytesIO()
    for name, value in fields.items():
        out.write(f'--{edge}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode())
    for name, (file, content, kind) in files:
        head = f'--{edge}\r\nContent-Disposition: form-data; name="{name}"; filename="{file}"\r\nContent-Type: {kind}'
        out.write(head.encode() + b"\r\n\r\n" + content + b"\r\n")
    out.write(f"--{edge}--\r\n".encode())
    return out.getvalue(), f"multipart/form-data; boundary={edge}"


def twelve_megapixels(path: Path, week: int) -> bytes:
    """A sample photo, as large as a phone's, of a day of its own."""
    tags = Image.Exif()
    tags.get_ifd(0x8769)[0x9003] = f"{FIRST + dt.timedelta(weeks=200 + week):%Y:%m:%d %H:%M:%S}"
    out = io.BytesIO()
    with Image.open(path) as image:
        image.resize(MEGAPIXELS_12, Image.Resampling.LANCZOS).save(out, "JPEG", quality=90, exif=tags)
    return out.getvalue()


def fill(records: Records, client_id: uuid.UUID, weeks: int) -> None:
    """A burst a week with everything that is kept of a photo, and a session a week from the fourth on."""
    sample = SAMPLES[0].read_bytes()
    worked = work_on(sample, Limits())
    found = as_result(worked.scored)
    assert isinstance(found, Examined)  # noqa: S101
    assert worked.aligned is not None  # noqa: S101
    dice = np.random.default_rng(client_id.int % 2**32)
    header = inspect(sample, "sample.jpg")
    for n in range(weeks * BURST):
        when = FIRST + dt.timedelta(weeks=n // BURST, seconds=7 * (n % BURST))
        dated = replace(header, taken_at=TakenAt(when, precise=True))
        saved = photos.save(records, CONSOLE, client_id, sample + n.to_bytes(4), dated)
        photos.save_view(records, saved.photo_id, worked.view or b"")
        photos.save_view(records, saved.photo_id, worked.aligned, Rendition.ALIGNED)
        values = tuple(
            value if value.value is None else replace(value, value=value.value * float(np.exp(dice.normal(0, SCATTER))))
            for value in found.values
        )
        scores.write(records, current_scorer(), saved.photo_id, replace(found, values=values))
    for week in range(3, weeks):
        day = (FIRST + dt.timedelta(weeks=week)).date()
        treatments.record_session(records, CONSOLE, client_id, treatments.SessionFacts(day))


def _client(records: Records, name: str) -> uuid.UUID:
    (clinic,) = people.clinics(records, CONSOLE)
    return next(one.id for one in people.list_clients(records, CONSOLE, clinic.id) if one.name == name)


def sign_in_as(server: ClinicServer, browser: Browser, records: Records, name: str) -> Person:
    """The browser of a client who is signed in."""
    login = f"{name.lower()}@example.org"
    (clinic,) = people.clinics(records, CONSOLE)
    account = next(one.id for one in accounts.list_accounts(records, CONSOLE, clinic.id) if one.login == login)
    with records.acting() as db:
        token = sign_in.start(records, db, account, "").token
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": visitor.SIGN_IN_COOKIE, "value": token, "url": server.address}])
    looking = visitor.visitor_of(records, token)
    assert looking is not None  # noqa: S101
    return Person(context, _client(records, name), f"{visitor.SIGN_IN_COOKIE}={token}", looking.csrf)


def spread(took: list[float]) -> str:
    """Median and slowest."""
    return f"median {statistics.median(took):.2f} s, slowest {max(took):.2f} s of {len(took)}"


say: Callable[[str], int] = lambda text: sys.stdout.write(text + "\n")  # noqa: E731

if __name__ == "__main__":
    main()
