"""What a browser is sent before there is any page: Streamlit's shell, and the scripts and styles that draw pages.

On a slow line that takes long, and Streamlit shows a white window meanwhile. So the shell says in the visitor's
language that the page is coming, asks for no font that is not used, and what is text goes out packed. Each such file
is packed once and kept: they are Streamlit's own, some hundred, and change with its version alone.
"""

from __future__ import annotations

import gzip
import re
from html import escape
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from skinmetrics.web.language import best, translate
from skinmetrics.web.words import client as told
from skinmetrics.web.words.quick_look import PRODUCT

_ROOT: Final = '<div id="root"></div>'
_NO_SCRIPT: Final = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
_TITLE: Final = re.compile(r"<title>[^<]*</title>")
_LANG: Final = '<html lang="en">'
_FONT: Final = re.compile(r'<link\s+rel="preload"[^>]*\sas="font"[^>]*>')
_STYLE: Final = (
    "<style>#root > p { margin: 4rem auto; padding: 0 1rem; max-width: 40rem; font: 1.1rem/1.5 system-ui, sans-serif }"
    "@media (prefers-color-scheme: dark) { body { background: #121617; color: #e9eceb } }</style>"
)
_PACKED: Final = ("application/javascript", "text/javascript", "text/css")
_LEVEL: Final = 6


class FirstView:
    """Says that the page is coming, and packs what it comes with."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` answers the requests."""
        self._app = app
        self._kept: dict[tuple[str, str], bytes] = {}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, _Answer(scope, send, self._kept))


class _Answer:
    """Sends an answer on, changed where it is the shell or a file to pack."""

    def __init__(self, scope: Scope, send: Send, kept: dict[tuple[str, str], bytes]) -> None:
        self._path, self._asked = scope["path"], Headers(scope=scope)
        self._send, self._kept = send, kept
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and (self._is_page(message) or self._is_to_pack(message)):
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._whole(self._start, bytes(self._body))

    def _is_page(self, start: Message) -> bool:
        return start["status"] == 200 and _kind(start) == "text/html"

    def _is_to_pack(self, start: Message) -> bool:
        headers = Headers(raw=start["headers"])
        return (
            start["status"] == 200
            and _kind(start) in _PACKED
            and "immutable" in headers.get("cache-control", "")
            and "content-encoding" not in headers
            and "gzip" in self._asked.get("accept-encoding", "")
        )

    async def _whole(self, start: Message, body: bytes) -> None:
        headers = MutableHeaders(raw=start["headers"])
        if self._is_page(start):
            packed = headers.get("content-encoding") == "gzip"
            text = gzip.decompress(body) if packed else body
            said = first_words(text.decode(), best(self._asked.get("accept-language"))).encode()
            if said != text:
                body = gzip.compress(said, _LEVEL) if packed else said
                headers.add_vary_header("Accept-Language")
                del headers["etag"], headers["last-modified"], headers["accept-ranges"]
        else:
            body = await self._packed(headers.get("etag", ""), body)
            headers["Content-Encoding"] = "gzip"
            headers.add_vary_header("Accept-Encoding")
            del headers["etag"], headers["accept-ranges"]
        headers["Content-Length"] = str(len(body))
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})

    async def _packed(self, version: str, body: bytes) -> bytes:
        key = self._path, version
        if key not in self._kept:
            self._kept[key] = await run_in_threadpool(gzip.compress, body, _LEVEL)
        return self._kept[key]


def _kind(start: Message) -> str:
    return Headers(raw=start["headers"]).get("content-type", "").partition(";")[0]


def first_words(shell: str, language: str) -> str:
    """Streamlit's shell with our words in it, which go as soon as a page is drawn; any other page as it is."""
    if _ROOT not in shell:
        return shell
    coming, without = (escape(translate(text, language)) for text in (told.COMING, told.WITHOUT_SCRIPTS))
    shell = shell.replace(_LANG, f'<html lang="{language}">', 1)
    shell = _TITLE.sub(f"<title>{PRODUCT}</title>", shell, count=1)
    shell = _FONT.sub("", shell)
    shell = _NO_SCRIPT.sub(f"<noscript><style>#root {{ display: none }}</style><p>{without}</p></noscript>", shell)
    return shell.replace(_ROOT, f'<div id="root">{_STYLE}<p role="status">{coming}</p></div>', 1)
