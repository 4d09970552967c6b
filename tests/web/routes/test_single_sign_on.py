"""Single sign-on against an OpenID provider of the test's own, which signs real tokens."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.testclient import TestClient

from skinmetrics.clinic import accounts
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.settings import settings
from skinmetrics.web import visitor
from skinmetrics.web.routes import single_sign_on, words
from tests.clinic.world import World

KEY = RSAKey.generate_key(2048, {"kid": "1"})


class Provider(BaseHTTPRequestHandler):
    """Says of everyone what `claims` says; the code that it gives out is the nonce."""

    claims: dict[str, Any] = {}  # noqa: RUF012 - the test's, for all requests

    def do_GET(self) -> None:
        here = f"http://{self.headers['Host']}"
        if urlsplit(self.path).path == "/keys":
            self.say({"keys": [KEY.as_dict(private=False)]})
            return
        self.say(
            {
                "issuer": here,
                "authorization_endpoint": f"{here}/authorize",
                "token_endpoint": f"{here}/token",
                "jwks_uri": f"{here}/keys",
                "id_token_signing_alg_values_supported": ["RS256"],
            }
        )

    def do_POST(self) -> None:
        form = parse_qs(self.rfile.read(int(self.headers["Content-Length"])).decode())
        claims = {
            "iss": f"http://{self.headers['Host']}",
            "aud": "skinmetrics",
            "sub": "1",
            "iat": int(time.time()),
            "exp": int(time.time()) + 60,
            "nonce": form["code"][0],
            **self.claims,
        }
        token = jwt.encode({"alg": "RS256", "kid": "1"}, claims, KEY)
        self.say({"access_token": "a", "token_type": "Bearer", "id_token": token})

    def say(self, content: object) -> None:
        body = json.dumps(content).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        pass


@pytest.fixture
def kind() -> str:
    """What a provider says does not depend on the database."""
    return "sqlite"


@pytest.fixture
def provider(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    Thread(target=server.serve_forever, daemon=True).start()
    address = f"http://127.0.0.1:{server.server_port}"
    monkeypatch.setenv("SKINMETRICS_OIDC_METADATA_URL", f"{address}/.well-known/openid-configuration")
    monkeypatch.setenv("SKINMETRICS_OIDC_CLIENT_ID", "skinmetrics")
    monkeypatch.setenv("SKINMETRICS_OIDC_CLIENT_SECRET", "secret")
    settings.cache_clear()
    single_sign_on.provider.cache_clear()
    yield address
    server.shutdown()
    server.server_close()
    monkeypatch.undo()
    settings.cache_clear()
    single_sign_on.provider.cache_clear()


@pytest.fixture
def come_back(provider: str, app: Starlette, monkeypatch: pytest.MonkeyPatch) -> Callable[..., TestClient]:
    """Go to the provider and come back with what it claims."""

    def go(browser: TestClient | None = None, **claims: object) -> TestClient:
        monkeypatch.setattr(Provider, "claims", claims)
        browser = browser or TestClient(app, base_url="http://testserver")
        left = browser.get("/single-sign-on", follow_redirects=False)
        assert left.headers["location"].startswith(f"{provider}/authorize?")
        asked = parse_qs(urlsplit(left.headers["location"]).query)
        assert asked["code_challenge_method"] == ["S256"]
        back = {"code": asked["nonce"][0], "state": asked["state"][0]}
        browser.get("/single-sign-on/back", params=back, follow_redirects=False)
        return browser

    return go


def whose(browser: TestClient, world: World) -> str | None:
    found = visitor.visitor_of(world.records, browser.cookies.get(visitor.SIGN_IN_COOKIE))
    return found.email if found else None


def test_a_verified_address_opens_the_account_that_has_it(world: World, come_back: Callable[..., TestClient]) -> None:
    browser = come_back(email="Own.Client@example.org", email_verified=True)
    assert whose(browser, world) == "own.client@example.org"


def test_what_the_browser_was_signed_in_as_before_ends(world: World, come_back: Callable[..., TestClient]) -> None:
    browser = come_back(email="own.client@example.org", email_verified=True)
    before = browser.cookies.get(visitor.SIGN_IN_COOKIE)
    come_back(browser, email="practitioner@example.org", email_verified=True)
    assert whose(browser, world) == "practitioner@example.org"
    assert visitor.visitor_of(world.records, before) is None


def test_our_own_table_has_the_last_word_at_every_run(world: World, come_back: Callable[..., TestClient]) -> None:
    browser = come_back(email="own.client@example.org", email_verified=True)
    account_id = world.accounts["own client"].account_id
    assert account_id is not None
    accounts.disable(world.records, CONSOLE, account_id)
    assert whose(browser, world) is None
    assert whose(come_back(email="own.client@example.org", email_verified=True), world) is None


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "stranger@example.org", "email_verified": True},
        {"email": "own.client@example.org", "email_verified": False},
        {"email": "own.client@example.org", "email_verified": "true"},
        {"email": "own.client@example.org"},
        {"email_verified": True},
        {"email": "own.client@example.org", "email_verified": True, "aud": "another program"},
        {"email": "own.client@example.org", "email_verified": True, "nonce": "of another sign-in"},
        {"email": "own.client@example.org", "email_verified": True, "exp": 1},
    ],
)
def test_anything_less_opens_nothing(
    world: World, come_back: Callable[..., TestClient], claims: dict[str, object]
) -> None:
    assert whose(come_back(**claims), world) is None


@pytest.mark.usefixtures("provider")
def test_the_page_offers_it_and_an_answer_to_nothing_is_refused(app: Starlette) -> None:
    browser = TestClient(app, base_url="http://testserver")
    assert words.SIGN_IN_SINGLE in browser.get("/sign-in").text
    answer = browser.get("/single-sign-on/back", params={"code": "1", "state": "guessed"})
    assert (answer.status_code, words.SINGLE_FAILED in answer.text) == (400, True)
