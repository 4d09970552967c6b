"""What a page that was left still asks for by itself."""

from __future__ import annotations

import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import WebSocketRoute
from starlette.testclient import TestClient
from starlette.websockets import WebSocket
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg

from skinmetrics.web.late_parts import LateParts
from skinmetrics.web.server import MIDDLEWARE


def new_session(page: str) -> bytes:
    told = ForwardMsg()
    told.new_session.page_script_hash = page
    return bytes(told.SerializeToString())


def navigation(page: str) -> bytes:
    told = ForwardMsg()
    told.navigation.page_script_hash = page
    return bytes(told.SerializeToString())


def drawn() -> bytes:
    told = ForwardMsg()
    told.delta.new_element.text.body = "something"
    return bytes(told.SerializeToString())


def asks(page: str, *, by_itself: bool = True) -> bytes:
    asked = BackMsg()
    asked.rerun_script.page_script_hash = page
    asked.rerun_script.fragment_id = "waiting"
    asked.rerun_script.is_auto_rerun = by_itself
    return bytes(asked.SerializeToString())


LAST = b"\xff\xff not a message"
"""What no message of Streamlit's is, and what must arrive all the same."""


def arrived(told: list[bytes], asked: list[bytes]) -> list[bytes]:
    """Of what a browser that was told so much asks, what reaches Streamlit."""
    got: list[bytes] = []

    async def stream(socket: WebSocket) -> None:
        await socket.accept()
        for message in told:
            await socket.send_bytes(message)
        while (message := await socket.receive_bytes()) != LAST:
            got.append(message)
        await socket.close()

    app = Starlette(routes=[WebSocketRoute("/stream", stream)], middleware=[Middleware(LateParts)])
    with TestClient(app).websocket_connect("/stream") as socket:
        assert [socket.receive_bytes() for _ in told] == told
        for message in [*asked, LAST]:
            socket.send_bytes(message)
        socket.receive()
    return got


@pytest.mark.parametrize("announced", [new_session("second"), navigation("second")], ids=["session", "navigation"])
def test_what_the_page_left_asks_by_itself_goes_no_further(announced: bytes) -> None:
    told = [new_session("first"), drawn(), announced, drawn()]
    assert arrived(told, [asks("first"), asks("second")]) == [asks("second")]


def test_what_a_person_does_always_arrives() -> None:
    tap, old_tap = asks("second", by_itself=False), asks("first", by_itself=False)
    assert arrived([new_session("first"), new_session("second")], [old_tap, tap]) == [old_tap, tap]


def test_the_page_shown_is_the_one_that_the_navigation_names() -> None:
    told = [new_session("the script"), navigation("first"), drawn()]
    assert arrived(told, [asks("first")]) == [asks("first")]


def test_before_a_page_is_announced_and_from_a_page_without_a_name_all_arrives() -> None:
    assert arrived([drawn()], [asks("first")]) == [asks("first")]
    assert arrived([new_session("first")], [asks("")]) == [asks("")]


def test_it_stands_before_streamlit() -> None:
    assert repr(Middleware(LateParts)) in map(repr, MIDDLEWARE)
