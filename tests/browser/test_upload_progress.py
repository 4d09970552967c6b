"""How far the sending of one photo has come is seen while it goes out on a slow line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

import pytest
from playwright.sync_api import Browser, expect

from skinmetrics.web.words.capture import GUIDE
from tests.browser.guide_stage import BEGIN, FOLDER, SAVED, script

pytestmark = pytest.mark.browser

PHOTO_BYTES = 64_000_000
"""Far more than any buffer between the browser and a server that does not read."""


@dataclass
class SlowServer:
    """The guide, and a server that takes half of a photo and then waits."""

    address: str = ""
    goes_on: Event = field(default_factory=Event)


@pytest.fixture
def slow() -> Iterator[SlowServer]:
    found = SlowServer()

    class Answer(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            blank = "<!doctype html><meta charset=utf-8><main></main>"
            html = (FOLDER / "guide.html").read_text(encoding="utf-8")
            kind = "text/javascript" if self.path == "/guide.js" else "text/html"
            self._send({"/guide.js": script(), "/guide.html": html}.get(self.path, blank), kind)

        def do_POST(self) -> None:
            size = int(self.headers["Content-Length"])
            self.rfile.read(size // 2)
            found.goes_on.wait(60)
            self.rfile.read(size - size // 2)
            self._send(SAVED[1], "application/json")

        def _send(self, text: str, kind: str) -> None:
            body = text.encode()
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
    Thread(target=server.serve_forever, daemon=True).start()
    found.address = f"http://127.0.0.1:{server.server_address[1]}/"
    yield found
    found.goes_on.set()
    server.shutdown()
    server.server_close()


def test_the_bar_follows_one_photo_on_a_slow_line(slow: SlowServer, chromium: Browser) -> None:
    page = chromium.new_page()
    page.goto(slow.address)
    page.evaluate(BEGIN, dict(GUIDE))
    adding = f"() => void guide.add([{{ blob: new Blob([new Uint8Array({PHOTO_BYTES})]), name: 'a.jpg' }}])"
    page.evaluate(adding)
    expect(page.locator(".result")).to_contain_text(GUIDE["sending"].format(n=1, all=1))
    page.wait_for_function("() => (guide.root.querySelector('progress')?.value ?? 0) > 0.4")
    assert page.evaluate("() => guide.root.querySelector('progress').value") < 0.9
    slow.goes_on.set()
    expect(page.locator(".result")).to_contain_text("1 saved")
    page.close()
