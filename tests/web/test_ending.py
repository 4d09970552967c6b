"""The program ends when it is told to, whatever is still on its way."""

from __future__ import annotations

import signal
import socket
from contextlib import closing
from pathlib import Path

from tests.browser.clinic_server import running

PATIENCE_SECONDS = 120
HALF_A_FORM = b"POST /sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/x-www-form-urlencoded\r\n"


def test_a_visitor_whose_line_has_gone_dead_does_not_keep_the_program_alive(tmp_path: Path) -> None:
    with running(tmp_path / "data") as server:
        port = int(server.address.rpartition(":")[2])
        with closing(socket.create_connection(("127.0.0.1", port))) as line:
            line.settimeout(PATIENCE_SECONDS)
            line.sendall(HALF_A_FORM + b"Content-Length: 1000\r\nExpect: 100-continue\r\n\r\n")
            assert line.recv(100).startswith(b"HTTP/1.1 100"), "it is waiting for the rest"
            line.sendall(b"email=ada")
            server.process.send_signal(signal.SIGTERM)
            server.process.wait(PATIENCE_SECONDS)
