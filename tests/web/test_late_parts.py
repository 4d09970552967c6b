"""Parts of a page that was left, asked for or told of when another page is shown."""

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

LAST = b"\xff\xff not a message"
"""What no message of Streamlit's is, and what must arrive all the same, either way."""


def new_session(page: str, part: str | None = None) -> bytes:
    told = ForwardMsg()
    told.new_session.page_script_hash = page
    if part is not None:
        told.metadata.run.fragment_ids.append(part)
    return bytes(told.SerializeToString())


def navigation(page: str) -> bytes:
    told = ForwardMsg()
    told.navigation.page_script_hash = page
    return bytes(told.SerializeToString())


def drawn(what: str = "something") -> bytes:
    told = ForwardMsg()
    told.delta.new_element.text.body = what
    return bytes(told.SerializeToString())


def cached() -> bytes:
    """A large element that the browser has already."""
    told = ForwardMsg()
    told.ref_hash = "a1"
    return bytes(told.SerializeToString())


def timer() -> bytes:
    told = ForwardMsg()
    told.auto_rerun.fragment_id = "waiting"
    return bytes(told.SerializeToString())


def finished() -> bytes:
    told = ForwardMsg()
    told.script_finished = ForwardMsg.FINISHED_SUCCESSFULLY
    return bytes(told.SerializeToString())


def status() -> bytes:
    told = ForwardMsg()
    told.session_status_changed.script_is_running = True
    return bytes(told.SerializeToString())


def asks(page: str, *, part: str = "waiting", by_itself: bool = True) -> bytes:
    asked = BackMsg()
    asked.rerun_script.page_script_hash = page
    asked.rerun_script.fragment_id = part
    asked.rerun_script.is_auto_rerun = by_itself
    return bytes(asked.SerializeToString())


def exchanged(told: list[bytes], asked: list[bytes]) -> tuple[list[bytes], list[bytes]]:
    """What reaches the browser of what it is ``told``, and then Streamlit of what is ``asked``."""
    got: list[bytes] = []

    async def stream(socket: WebSocket) -> None:
        await socket.accept()
        for message in (*told, LAST):
            await socket.send_bytes(message)
        while (message := await socket.receive_bytes()) != LAST:
            got.append(message)
        await socket.close()

    app = Starlette(routes=[WebSocketRoute("/stream", stream)], middleware=[Middleware(LateParts)])
    with TestClient(app).websocket_connect("/stream") as socket:
        heard = list(iter(socket.receive_bytes, LAST))
        for message in [*asked, LAST]:
            socket.send_bytes(message)
        socket.receive()
    return heard, got


def arrived(told: list[bytes], asked: list[bytes]) -> list[bytes]:
    return exchanged(told, asked)[1]


def heard(told: list[bytes]) -> list[bytes]:
    return exchanged(told, [])[0]


@pytest.mark.parametrize("by_itself", [True, False], ids=["timer", "tap"])
@pytest.mark.parametrize("announced", [new_session("second"), navigation("second")], ids=["session", "navigation"])
def test_a_part_of_the_page_left_is_not_asked_for(announced: bytes, *, by_itself: bool) -> None:
    told = [new_session("first"), drawn(), announced, drawn()]
    own = asks("second", by_itself=by_itself)
    assert arrived(told, [asks("first", by_itself=by_itself), own]) == [own]


def test_what_asks_for_a_whole_page_always_arrives() -> None:
    tap, old_tap = (asks(page, part="", by_itself=False) for page in ("second", "first"))
    assert arrived([new_session("first"), new_session("second")], [old_tap, tap]) == [old_tap, tap]


def test_what_a_part_of_the_page_left_says_is_not_heard_and_the_page_shown_goes_on() -> None:
    told = [new_session("first"), navigation("first"), drawn(), finished()]
    told += [new_session("second"), navigation("second"), drawn("second"), finished()]
    late = [new_session("first", "waiting"), drawn("late"), cached(), timer(), finished()]
    after = [
        new_session("second", "counting"),
        drawn("counted"),
        cached(),
        timer(),
        finished(),
        new_session("third"),
        drawn("third"),
    ]
    assert heard([*told, *late[:1], status(), *late[1:], *after]) == [*told, status(), *after]
    assert arrived([*told, *late], [asks("second"), asks("first")]) == [asks("second")]


def test_the_page_shown_is_the_one_that_the_navigation_names() -> None:
    told = [new_session("the script"), navigation("first"), drawn()]
    assert arrived(told, [asks("first")]) == [asks("first")]


def test_before_a_page_is_announced_and_from_a_page_without_a_name_all_arrives() -> None:
    assert arrived([drawn()], [asks("first")]) == [asks("first")]
    assert arrived([new_session("first")], [asks("")]) == [asks("")]
    assert heard([new_session("first", "waiting"), drawn()]) == [new_session("first", "waiting"), drawn()]


def test_it_stands_before_streamlit() -> None:
    assert repr(Middleware(LateParts)) in map(repr, MIDDLEWARE)
