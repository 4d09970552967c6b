"""Parts of a page that run by themselves, every second or so, and ask to when their page is no longer shown.

A browser asks for such a part on a timer, and stops only once it has heard of the next page. What it asks in between
reaches a server that has drawn that page: Streamlit then announces a run of the page that was left, for which the
browser takes away all that is on the screen, and as the part is gone, nothing comes in its place. The slower the
connection, the likelier. So what is asked for a page that is not the last one announced goes no further.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class LateParts:
    """Keeps from Streamlit what a page that was left still asks for by itself."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` answers the requests."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, and all messages of a web socket but the late ones."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        page = ""

        async def in_time() -> Message:
            while _is_late(message := await receive(), page):
                pass
            return message

        async def heard(message: Message) -> None:
            nonlocal page
            page = _announced(message) or page
            await send(message)

        await self._app(scope, in_time, heard)


def _announced(message: Message) -> str:
    """The page that the browser shows once it has this message; nothing where it stays at that which it shows."""
    told = ForwardMsg()
    if not _read(message, into=told):
        return ""
    kind = told.WhichOneof("type")
    if kind == "navigation":
        return told.navigation.page_script_hash
    return told.new_session.page_script_hash if kind == "new_session" else ""


def _is_late(message: Message, page: str) -> bool:
    asked = BackMsg()
    if not _read(message, into=asked):
        return False
    run = asked.rerun_script
    return bool(run.is_auto_rerun and page and run.page_script_hash and run.page_script_hash != page)


def _read(message: Message, *, into: ForwardMsg | BackMsg) -> bool:
    """Whether it could be read; what could not is Streamlit's to answer."""
    try:
        into.ParseFromString(message.get("bytes") or b"")
    except Exception:  # protobuf's DecodeError, which only a dependency of Streamlit's could name
        return False
    return True
