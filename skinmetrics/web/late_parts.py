"""Parts of a page that run by themselves, every second or so, and ask to when their page is no longer shown.

A browser asks for such a part on a timer, and stops only once it has heard of the next page; a tap on the page that is
being left may come as late. What is asked in between reaches a server that draws the next page, and runs after it:
Streamlit announces a run of the page that was left, for which the browser takes away all that is on the screen, and as
the part is gone, nothing comes in its place. The slower the connection, the likelier. So what is asked of a part of
another page than the last one announced goes no further, and what such a part has to say does not reach the browser.
"""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg


class LateParts:
    """Keeps apart a page that is shown and parts of one that was left."""

    def __init__(self, app: ASGIApp) -> None:
        """`app` answers the requests."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on a request, and all messages of a web socket but the late ones."""
        if scope["type"] != "websocket":
            await self._app(scope, receive, send)
            return
        shown = _Shown()

        async def in_time() -> Message:
            while shown.asked_too_late(message := await receive()):
                pass
            return message

        async def heard(message: Message) -> None:
            if not shown.told_too_late(message):
                await send(message)

        await self._app(scope, in_time, heard)


class _Shown:
    """The page that one browser shows once it has heard all that it was sent."""

    def __init__(self) -> None:
        self._page = ""
        self._late = False  # a part of another page is running

    def asked_too_late(self, message: Message) -> bool:
        """Whether a part is asked for of another page."""
        asked = BackMsg()
        if not _read(message, into=asked):
            return False
        run = asked.rerun_script
        return bool(run.fragment_id) and self._is_another(run.page_script_hash)

    def told_too_late(self, message: Message) -> bool:
        """Whether it is of a part of another page; what announces a page is taken note of."""
        told = ForwardMsg()
        if not _read(message, into=told):
            return False
        kind, was_late = told.WhichOneof("type"), self._late
        if kind == "new_session":
            page = told.new_session.page_script_hash
            self._late = bool(told.metadata.run.fragment_ids) and self._is_another(page)
            if not told.metadata.run.fragment_ids:
                self._page = page
            return self._late
        if kind == "navigation":
            self._page = told.navigation.page_script_hash
        if kind == "script_finished":
            self._late = False
        return was_late and kind in ("delta", "ref_hash", "auto_rerun", "script_finished")

    def _is_another(self, page: str) -> bool:
        return bool(self._page and page) and page != self._page


def _read(message: Message, *, into: ForwardMsg | BackMsg) -> bool:
    """Whether it could be read; what could not is Streamlit's to answer."""
    try:
        into.ParseFromString(message.get("bytes") or b"")
    except Exception:  # protobuf's DecodeError, which only a dependency of Streamlit's could name
        return False
    return True
