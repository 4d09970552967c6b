"""What a browser is sent before there is any page: Streamlit's shell, and the scripts and styles that draw pages.

On a slow line that takes long, and Streamlit shows a white window meanwhile. So the shell says in the visitor's
language that the page is coming, asks for no font that is not used, and what is the same for everybody goes out packed.
"""

from __future__ import annotations

import gzip
import re
from html import escape
from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
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
_SAME_FOR_ALL: Final = "/static/"  # what holds nothing of anybody's; packing what does can give it away by its length
_LEVEL: Final = 6


class FirstView:
    """Says that the page is coming, and packs what it comes with."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` answers the requests."""
        self._app = app
        self._packed = GZipMiddleware(app, compresslevel=_LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http" or scope["method"] != "GET":
            await self._app(scope, receive, send)
        elif _SAME_FOR_ALL in scope["path"]:
            await self._packed(scope, receive, send)
        else:
            await self._app(scope, receive, _Page(scope, send))


class _Page:
    """Sends an answer on, changed where it is the shell."""

    def __init__(self, scope: Scope, send: Send) -> None:
        self._language = best(Headers(scope=scope).get("accept-language"))
        self._send = send
        self._start: Message | None = None
        self._body = bytearray()

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start" and message["status"] == 200 and _kind(message) == "text/html":
            self._start = message
        elif self._start is None or message["type"] != "http.response.body":
            await self._send(message)
        else:
            self._body += message.get("body", b"")
            if not message.get("more_body", False):
                await self._whole(self._start, bytes(self._body))

    async def _whole(self, start: Message, body: bytes) -> None:
        headers = MutableHeaders(raw=start["headers"])
        packed = headers.get("content-encoding") == "gzip"
        text = gzip.decompress(body) if packed else body
        said = first_words(text.decode(), self._language).encode()
        if said != text:
            body = gzip.compress(said, _LEVEL) if packed else said
            headers.add_vary_header("Accept-Language")
            del headers["etag"], headers["last-modified"], headers["accept-ranges"]
        headers["Content-Length"] = str(len(body))
        await self._send({**start, "headers": headers.raw})
        await self._send({"type": "http.response.body", "body": body})


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
