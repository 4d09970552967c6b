"""What stands before Streamlit's own addresses."""

from __future__ import annotations

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, PlainTextResponse, Response
from starlette.routing import Route
from starlette.testclient import TestClient

from skinmetrics.web.gate import Gate
from skinmetrics.web.routes import ROUTES


def _streamlit(request: Request) -> Response:
    """As Streamlit: numbers and scripts where they are asked for, and its page for every other address."""
    if request.url.path.startswith(("/_stcore/", "/static/")):
        return PlainTextResponse("told")
    return HTMLResponse("a page")


def answers(path: str) -> Response:
    app = Starlette(routes=[*ROUTES, Route("/{path:path}", _streamlit)], middleware=[Middleware(Gate)])
    return TestClient(app).get(path, follow_redirects=False)  # type: ignore[return-value]


def test_nobody_learns_how_many_are_here() -> None:
    for path in ("/_stcore/metrics", "/_stcore/metrics/", "/_stcore/metrics?families=active_sessions"):
        assert answers(path).status_code == 404, path
    assert answers("/_stcore/health").status_code == 200


def test_an_unknown_address_leads_to_the_start_page() -> None:
    for path in ("/nothing-here", "/client/nothing", "/wp-admin.php"):
        found = answers(path)
        assert (found.status_code, found.headers["location"]) == (303, "/"), path


def test_pages_files_and_our_own_addresses_are_left_alone() -> None:
    for path in ("/", "/clients", "/clients/", "/add-photos", "/quick-look", "/start", "/static/a.js", "/component/x/"):
        assert answers(path).status_code == 200, path
    assert answers("/photo/nothing").status_code != 303
