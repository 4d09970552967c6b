"""What a browser is sent before there is any page."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
import streamlit
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from skinmetrics.web.first_view import FirstView
from skinmetrics.web.language import translate
from skinmetrics.web.server import MIDDLEWARE
from skinmetrics.web.words import client as words

STATIC = Path(streamlit.__file__).parent / "static"
SCRIPT = max((STATIC / "static" / "js").glob("*.js"), key=lambda file: file.stat().st_size)
FOR_EVER = {"cache-control": "public, immutable, max-age=31536000"}
IN_GERMAN = {"accept-language": "de-AT,de;q=0.9"}


def _streamlit(request: Request) -> Response:
    path = request.url.path
    if path.endswith(".js"):
        return FileResponse(SCRIPT, headers=FOR_EVER, media_type="application/javascript")
    if path == "/help":
        return HTMLResponse("<html lang='en'><title>Help</title>helped</html>")
    return PlainTextResponse("told") if path == "/told" else FileResponse(STATIC / "index.html")


def browser(*inside: Middleware) -> TestClient:
    app = Starlette(routes=[Route("/{path:path}", _streamlit)], middleware=[Middleware(FirstView), *inside])
    return TestClient(app)


@pytest.mark.parametrize("inside", [[], [Middleware(GZipMiddleware)]], ids=["plain", "packed"])
@pytest.mark.parametrize(("asked", "language"), [({}, "en"), (IN_GERMAN, "de")])
def test_the_shell_says_that_the_page_is_coming(inside: list[Middleware], asked: dict[str, str], language: str) -> None:
    found = browser(*inside).get("/add-photos", headers=asked)
    assert f'<html lang="{language}">' in found.text
    assert '<div id="root"><style>' in found.text
    assert translate(words.COMING, language) in found.text
    assert translate(words.WITHOUT_SCRIPTS, language).partition(".")[0] in found.text
    assert "AI" not in found.text
    assert "<title>Skinmetrics</title>" in found.text
    assert 'as="font"' not in found.text
    assert 'type="module"' in found.text
    assert "Accept-Language" in found.headers["vary"]
    assert "etag" not in found.headers  # of a page without these words


def test_scripts_go_out_packed_and_whole() -> None:
    with browser().stream("GET", "/static/a.js") as answer:
        packed = b"".join(answer.iter_raw())
    assert answer.headers["content-encoding"] == "gzip"
    assert len(packed) < SCRIPT.stat().st_size / 2
    assert gzip.decompress(packed) == SCRIPT.read_bytes()
    assert answer.headers["cache-control"] == FOR_EVER["cache-control"]
    assert "Accept-Encoding" in answer.headers["vary"]


def test_what_is_somebodys_or_asked_for_in_parts_or_plain_is_left_alone() -> None:
    page, whole = browser(), SCRIPT.read_bytes()
    assert "content-encoding" not in page.get("/photos/a.js").headers
    assert "content-encoding" not in page.get("/static/a.js", headers={"accept-encoding": "identity"}).headers
    part = page.get("/static/a.js", headers={"range": "bytes=0-99"})
    assert (part.status_code, part.content) == (206, whole[:100])
    assert page.get("/told").text == "told"
    assert page.get("/help").text == "<html lang='en'><title>Help</title>helped</html>"
    head = page.head("/static/a.js")
    assert (head.status_code, head.headers["content-length"]) == (200, str(len(whole)))


def test_it_stands_before_streamlit() -> None:
    assert repr(Middleware(FirstView)) in map(repr, MIDDLEWARE)
