"""Signing in with an OpenID provider: it vouches for an e-mail address, and our own records say whose account that is.

The sign-in that follows is like any other, so it ends, is throttled and is asked for at every run like any other.
Streamlit's own st.login is not used: its cookie lives for 30 days, cannot be ended on the server, and is not what the
routes of photos ask for.
"""
# mypy: disable-error-code="no-untyped-call"

from __future__ import annotations

import logging
from functools import cache
from typing import Any

from authlib.integrations.starlette_client import OAuth
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from skinmetrics.clinic import sign_in
from skinmetrics.clinic.errors import ClinicError, NotFoundError
from skinmetrics.settings import settings
from skinmetrics.web.routes import words
from skinmetrics.web.routes.answers import go, refusal
from skinmetrics.web.routes.browser import end_former_sign_in, keep_sign_in
from skinmetrics.web.visitor import records

BACK = "/single-sign-on/back"

_log = logging.getLogger(__name__)


class SingleSignOnError(ClinicError):
    """The provider could not be reached, refused, or does not vouch for the address."""


@cache
def provider() -> Any:  # noqa: ANN401 - Authlib gives it no type
    """The provider that the settings name. Raises NotFoundError where they name none."""
    chosen = settings()
    if not chosen.single_sign_on or chosen.oidc_client_secret is None:
        raise NotFoundError(words.NOT_THERE)
    return OAuth().register(
        "provider",
        server_metadata_url=chosen.oidc_metadata_url,
        client_id=chosen.oidc_client_id,
        client_secret=chosen.oidc_client_secret.get_secret_value(),
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256"},
    )


async def _leave(request: Request) -> Response:
    try:
        answer: Response = await provider().authorize_redirect(request, settings().public_url + BACK)
    except ClinicError as error:
        return refusal(error)
    except Exception:  # whatever the network and the provider come up with
        _log.warning("The provider of single sign-on cannot be asked", exc_info=True)
        return refusal(SingleSignOnError(words.SINGLE_FAILED))
    return answer


async def _come_back(request: Request) -> Response:
    try:
        found = await _vouched_for(request)
        started = await run_in_threadpool(sign_in.sign_in_vouched, records(), found)
        await run_in_threadpool(end_former_sign_in, request, records())
    except ClinicError as error:
        return refusal(error)
    answer = go("/")
    keep_sign_in(request, answer, started)
    return answer


async def _vouched_for(request: Request) -> str:
    """The e-mail address that the provider vouches for. Raises SingleSignOnError."""
    try:
        token = await provider().authorize_access_token(request)
    except ClinicError:
        raise
    except Exception as error:
        _log.warning("The provider's answer was refused: %s", error)
        raise SingleSignOnError(words.SINGLE_FAILED) from error
    said = token.get("userinfo") or {}
    if not isinstance(said.get("email"), str) or said.get("email_verified") is not True:
        raise SingleSignOnError(words.SINGLE_UNVERIFIED)
    return str(said["email"])


ROUTES = [Route("/single-sign-on", _leave), Route(BACK, _come_back)]
"""The routes to the provider and back."""
