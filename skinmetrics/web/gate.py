"""What of Streamlit's own addresses is not for everyone, and where an address leads at which there is nothing."""

from __future__ import annotations

from typing import Final

import streamlit as st
from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse, RedirectResponse
from starlette.routing import Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from skinmetrics.web.main import addresses
from skinmetrics.web.routes import ROUTES

CLOSED: Final = ("/_stcore/metrics",)
"""How many sessions are open, and what they hold: Streamlit would tell anyone who asks."""
_INNER_FRAMES: Final = "/component/"


class Gate:
    """Closes `CLOSED`, and sends who typed an unknown address to the start page.

    Streamlit answers every address with its page, which then says in English that there is none.
    """

    def __init__(self, app: ASGIApp) -> None:
        """`app` answers the requests."""
        self._app = app
        self._base = "/" + str(st.get_option("server.baseUrlPath") or "").strip("/")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
        elif scope["path"].rstrip("/").endswith(CLOSED):
            await PlainTextResponse("Not found", 404)(scope, receive, send)
        elif self._leads_somewhere(scope):
            await self._app(scope, receive, send)
        else:
            await self._app(scope, receive, _InPlaceOfAPage(RedirectResponse(self._base, 303), scope, receive, send))

    def _leads_somewhere(self, scope: Scope) -> bool:
        path = scope["path"].removeprefix(self._base.rstrip("/")).strip("/")
        if path in addresses() or scope["path"].startswith(_INNER_FRAMES):
            return True
        return any(route.matches(scope)[0] is not Match.NONE for route in ROUTES)


class _InPlaceOfAPage:
    """Sends an answer on unless it is a page: then `instead`."""

    def __init__(self, instead: RedirectResponse, scope: Scope, receive: Receive, send: Send) -> None:
        self._instead, self._scope, self._receive, self._send = instead, scope, receive, send
        self._replaced = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            kind = Headers(raw=message["headers"]).get("content-type", "")
            self._replaced = message["status"] == 200 and kind.startswith("text/html")
            if self._replaced:
                await self._instead(self._scope, self._receive, self._send)
        if not self._replaced:
            await self._send(message)
