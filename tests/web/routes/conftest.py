"""Our routes on the records of a small clinic, on SQLite and PostgreSQL, and browsers that its people use."""

from __future__ import annotations

import io
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pytest
from argon2 import PasswordHasher
from PIL import Image
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.sessions import SessionMiddleware
from starlette.testclient import TestClient

from skinmetrics.clinic import sign_in
from skinmetrics.clinic.passwords import Passwords
from skinmetrics.jobs.inline import InlineRunner
from skinmetrics.web import scoring, visitor, workers
from skinmetrics.web.routes import ROUTES, accounts, photos
from tests.clinic.conftest import (  # noqa: F401 - fixtures
    database_url,
    kind,
    migrated,
    new_url,
    peopled,
    postgres_url,
    records,
    templates,
    tmp_path,
    world,
)
from tests.clinic.world import World

OURS = "http://testserver"


def jpeg(seed: int = 0, size: tuple[int, int] = (96, 128)) -> bytes:
    """A photo of nothing: noise, as JPEG, with a place in its metadata."""
    pixels = np.random.default_rng(seed).integers(0, 255, (size[1], size[0], 3), dtype=np.uint8)
    file = io.BytesIO()
    tags = Image.Exif()
    tags[0x0110] = "Camera of Ada"
    Image.fromarray(pixels).save(file, "JPEG", exif=tags)
    return file.getvalue()


@dataclass
class Browser:
    """A browser with its cookies."""

    http: TestClient

    def csrf(self, path: str) -> str:
        """The token of the form on a page."""
        text = self.http.get(path).text
        return text.partition('name="csrf" value="')[2].partition('"')[0]

    def submit(self, path: str, page: str | None = None, **fields: str) -> object:
        """Fill in the form of `page` (default: of the path itself) and send it."""
        return self.http.post(path, data={"csrf": self.csrf(page or path), **fields}, follow_redirects=False)


@pytest.fixture
def serve(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[object], Starlette]]:
    """Our routes on given records. Work is done in this process, and passwords cost little."""
    caches = (visitor.records, workers.workers, scoring.background_scoring, photos.kept, accounts.passwords)
    for each in caches:
        each.cache_clear()
    monkeypatch.setattr(workers, "DaskRunner", lambda *_, **__: InlineRunner())
    cheap = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
    monkeypatch.setattr(accounts, "Passwords", lambda: cheap)

    def start(opened: object) -> Starlette:
        monkeypatch.setattr(visitor, "open_installation", lambda: opened)
        return Starlette(routes=ROUTES, middleware=[Middleware(SessionMiddleware, secret_key="for tests")])

    yield start
    for each in caches:
        each.cache_clear()


@pytest.fixture
def app(serve: Callable[[object], Starlette], world: World) -> Starlette:  # noqa: F811
    return serve(world.records)


@pytest.fixture
def browser(app: Starlette, world: World) -> Callable[[str], Browser]:  # noqa: F811
    """The browser of a person of the world, signed in unless it is nobody's."""

    def open_(person: str = "nobody", address: str = "203.0.113.7") -> Browser:
        http = TestClient(app, base_url=OURS, client=(address, 50000))
        account_id = world.accounts[person].account_id
        if account_id is not None:
            with world.records.acting() as db:
                started = sign_in.start(world.records, db, account_id, "")
            http.cookies.set(visitor.SIGN_IN_COOKIE, started.token, domain="testserver.local")
        return Browser(http)

    return open_


def csrf_of(browser: Browser, world: World) -> str:  # noqa: F811
    """What a signed-in page's script sends along."""
    found = visitor.visitor_of(world.records, browser.http.cookies.get(visitor.SIGN_IN_COOKIE))
    return found.csrf if found else ""
