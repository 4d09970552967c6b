from __future__ import annotations

import ast
import asyncio
import tomllib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from starlette.datastructures import UploadFile
from starlette.requests import Request
from starlette.types import Message

from skinmetrics.settings import settings
from skinmetrics.web import server

ROOT = Path(__file__).parents[2]


def test_an_uploaded_photo_never_becomes_a_file() -> None:
    assert server.SCRIPT.is_file()
    body = b'--cut\r\nContent-Disposition: form-data; name="photo"; filename="a.jpg"\r\n\r\n'
    body += b"x" * 5_000_000 + b"\r\n--cut--\r\n"
    headers = [(b"content-type", b"multipart/form-data; boundary=cut")]

    async def receive() -> Message:
        return {"type": "http.request", "body": body, "more_body": False}

    async def upload() -> tuple[int | None, bool]:
        async with Request({"type": "http", "method": "POST", "headers": headers}, receive).form() as form:
            photo = form["photo"]
            assert isinstance(photo, UploadFile)
            return photo.size, photo.file._rolled  # type: ignore[attr-defined]

    with ThreadPoolExecutor(1) as elsewhere:  # a browser that other tests drive has a loop running in this thread
        assert elsewhere.submit(lambda: asyncio.run(upload())).result() == (5_000_000, False)


def test_the_app_file_holds_the_app_and_nothing_else() -> None:
    body = ast.parse((ROOT / "app.py").read_text(encoding="utf-8")).body
    (assigned,) = [node for node in body if not isinstance(node, (ast.Import, ast.ImportFrom, ast.Expr))]
    assert isinstance(assigned, ast.Assign)
    assert ast.unparse(assigned).startswith("app = st.App(")


@pytest.fixture
def config() -> dict[str, Any]:
    with (ROOT / ".streamlit" / "config.toml").open("rb") as file:
        return tomllib.load(file)


def test_the_page_is_for_this_computer_and_tells_nobody(config: dict[str, Any]) -> None:
    assert config["server"]["address"] == "127.0.0.1"
    assert config["browser"]["gatherUsageStats"] is False
    assert config["client"]["showErrorDetails"] == "none"
    assert config["client"]["showErrorLinks"] == "false"


def test_the_upload_limit_lets_through_what_the_settings_allow(config: dict[str, Any]) -> None:
    assert config["server"]["maxUploadSize"] * 2**20 >= settings().max_megabytes * 10**6


def test_no_folder_of_pages_lies_beside_the_script() -> None:
    """Streamlit would run every file in it for whoever names it, before asking who they are."""
    assert not (server.SCRIPT.parent / "pages").exists()


def test_what_runs_by_itself_keeps_no_sign_in_awake() -> None:
    web = Path(server.__file__).parent
    parts = [
        part.partition("\n\n\n")[0]
        for file in web.rglob("*.py")
        for part in file.read_text("utf-8").split("@fragment(run_every=")[1:]
    ]
    asking = [part for part in parts if "own_history(" in part]
    assert len(asking) == 2
    assert all("own_history(idle=True)" in part for part in asking)
    assert not any("visitor()" in part or "staff()" in part or "own_history()" in part for part in parts)


def test_parts_of_pages_that_run_by_themselves_ask_who_looks() -> None:
    """Streamlit's own would go on for whoever has the page open. Quick look shows what is in its own session alone."""
    web = Path(server.__file__).parent
    theirs = [
        file.relative_to(web).as_posix() for file in web.rglob("*.py") if "st.fragment" in file.read_text("utf-8")
    ]
    assert [name for name in theirs if not name.startswith("quick_look/")] == ["fragment.py"]
