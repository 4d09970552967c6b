"""Setting up, signing in and out, joining by invitation, choosing a new password."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from skinmetrics.clinic import accounts, links, people
from skinmetrics.clinic import sign_in as signing
from skinmetrics.clinic.accounts import Credentials
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.links import LinkError
from skinmetrics.clinic.passwords import Passwords
from skinmetrics.clinic.tables import LinkPurpose
from skinmetrics.clinic.tokens import token_hash
from skinmetrics.settings import settings
from skinmetrics.web.routes import browser, words
from skinmetrics.web.routes.answers import Handler, as_page, go, in_language_of, page, refusal, status_of
from skinmetrics.web.visitor import SIGN_IN_COOKIE, csrf_token, records

NAME_MAX = 200
TYPED_MAX = 1000
_SIGNED_OUT = "/sign-in?done=out"

Form = Mapping[str, str]


@cache
def passwords() -> Passwords:
    """One for the process: it bounds how many hashes are computed at a time."""
    return Passwords()


def _form_page(
    request: Request,
    template: str,
    title: str,
    *,
    status: int = 200,
    given: Form | None = None,
    **more: Any,  # noqa: ANN401
) -> Response:
    """A page with a form for someone who need not be signed in."""
    secret = browser.form_secret(request)
    csrf = csrf_token(records(), secret)
    answer = page(template, title, status=status, given=given, csrf=csrf, **more)
    browser.keep_form_secret(request, answer, secret)
    return answer


def posted(handler: Callable[[Request, Form], Response]) -> Handler:
    """Read a form, and run in a thread what waits for the database or a hash; a refusal becomes a page."""

    async def answer(request: Request) -> Response:
        in_language_of(request)
        try:
            form = await request.form(max_files=0, max_fields=20, max_part_size=64 * 1024)
            typed = {key: value[:TYPED_MAX].replace("\0", "") for key, value in form.items() if isinstance(value, str)}
            return await run_in_threadpool(handler, request, typed)
        except ClinicError as error:
            return refusal(error)

    return answer


def _show_set_up(request: Request, given: Form | None = None, wrong: str = "", status: int = 200) -> Response:
    if not accounts.is_first_start(records()):
        return page("message.html", words.SET_UP_TITLE, wrong=words.SET_UP_DONE, status=404)
    shown = {"zones": people.time_zones(), "wrong": wrong, "note": words.PASSWORD_AGAIN if wrong else ""}
    return _form_page(request, "set_up.html", words.SET_UP_TITLE, status=status, given=given, **shown)


def _set_up(request: Request, form: Form) -> Response:
    try:
        browser.check_form(request, records(), form.get("csrf"))
        chosen = _credentials(form)
        clinic = _name(form.get("clinic", ""))
        accounts.set_up(records(), passwords(), form.get("code", ""), clinic, form.get("zone", "").strip(), chosen)
    except ClinicError as error:
        return _show_set_up(request, form, str(error), _form_status(error))
    return _signed_in(request, chosen, "/")


def _show_sign_in(request: Request) -> Response:
    goal = browser.own_path(request.query_params.get("next"))
    visitor = browser.visitor_from(request, records())
    note = words.SIGNED_IN_AS.format(name=visitor.name) if visitor else ""
    said = {"out": words.SIGNED_OUT, "new": words.RESET_DONE}.get(request.query_params.get("done", ""), "")
    return _sign_in_form(request, goal, note=note or said, signed_in_csrf=visitor.csrf if visitor else "")


def _sign_in_form(
    request: Request,
    goal: str,
    *,
    email: str = "",
    wrong: str = "",
    note: str = "",
    signed_in_csrf: str = "",
    status: int = 200,
) -> Response:
    shown = {
        "next": goal,
        "note": note,
        "wrong": wrong,
        "signed_in": bool(signed_in_csrf),
        "signed_in_csrf": signed_in_csrf,
        "first_start": accounts.is_first_start(records()),
        "single_sign_on": settings().single_sign_on,
    }
    return _form_page(request, "sign_in.html", words.SIGN_IN_TITLE, status=status, given={"email": email}, **shown)


def _sign_in(request: Request, form: Form) -> Response:
    goal, email = browser.own_path(form.get("next")), form.get("email", "")
    try:
        browser.check_form(request, records(), form.get("csrf"))
        return _start(request, email, form.get("password", ""), goal)
    except ClinicError as error:
        return _sign_in_form(request, goal, email=email, wrong=str(error), status=_form_status(error))


def _start(request: Request, login: str, password: str, goal: str) -> Response:
    """Raises TooManyTriesError, SignInError."""
    opened, address = records(), browser.address_of(request)
    device = request.cookies.get(browser.DEVICE_COOKIE)
    started = signing.sign_in(opened, passwords(), login, password, address=address, device=device)
    browser.end_former_sign_in(request, opened)
    answer = go(goal)
    browser.keep_sign_in(request, answer, started)
    return answer


def _signed_in(request: Request, chosen: Credentials, goal: str) -> Response:
    """Sign in who has just made an account; where that has to wait, they do it themselves."""
    try:
        return _start(request, chosen.login, chosen.password, goal)
    except ClinicError:
        return go("/sign-in")


def _show_sign_out(request: Request) -> Response:
    visitor = browser.visitor_from(request, records())
    if visitor is None:
        return go("/sign-in")
    lead = words.SIGN_OUT_LEAD.format(name=visitor.name, email=visitor.email)
    return page("sign_out.html", words.SIGN_OUT_TITLE, lead=lead, csrf=visitor.csrf)


def _sign_out(request: Request, form: Form) -> Response:
    goal = browser.own_path(form.get("next"))
    answer = go(_SIGNED_OUT if goal == "/" else goal)
    visitor = browser.visitor_from(request, records())
    if visitor is not None:  # None of one who is signed in too, if another site sent the form: that signs nobody out
        browser.check_signed_in_form(request, visitor, form.get("csrf"))
        signing.sign_out(records(), request.cookies[SIGN_IN_COOKIE])
        browser.drop_sign_in(answer)
    return answer


def _sign_out_everywhere(request: Request, form: Form) -> Response:
    visitor = browser.signed_in_visitor(request, records())
    browser.check_signed_in_form(request, visitor, form.get("csrf"))
    signing.sign_out_everywhere(records(), visitor.actor, visitor.account_id)
    answer = go(_SIGNED_OUT)
    browser.drop_sign_in(answer)
    return answer


def _show_join(request: Request, given: Form | None = None, wrong: str = "", status: int = 200) -> Response:
    link = links.look(records(), token_hash(request.path_params["token"]), LinkPurpose.INVITATION)
    title = words.JOIN_TITLE.format(clinic=link.clinic_name)
    if visitor := browser.visitor_from(request, records()):  # whoever made the link, more often than who is invited
        lead = words.JOIN_SIGNED_IN.format(name=visitor.name)
        back = request.url.path
        return page("join_signed_in.html", title, status=status, lead=lead, csrf=visitor.csrf, next=back)
    shown = {"lead": words.JOIN_LEADS[str(link.role)], "wrong": wrong, "note": words.PASSWORD_AGAIN if wrong else ""}
    return _form_page(request, "join.html", title, status=status, given=given, **shown)


def _join(request: Request, form: Form) -> Response:
    if browser.visitor_from(request, records()):
        return _show_join(request, status=403)
    try:
        browser.check_form(request, records(), form.get("csrf"))
        chosen = _credentials(form)
        accounts.accept_invitation(records(), passwords(), request.path_params["token"], chosen)
    except LinkError:
        raise
    except ClinicError as error:
        return _show_join(request, form, str(error), _form_status(error))
    return _signed_in(request, chosen, "/")


def _show_reset(request: Request, wrong: str = "", status: int = 200) -> Response:
    links.look(records(), token_hash(request.path_params["token"]), LinkPurpose.RESET)
    return _form_page(request, "reset.html", words.RESET_TITLE, status=status, wrong=wrong)


def _reset(request: Request, form: Form) -> Response:
    try:
        browser.check_form(request, records(), form.get("csrf"))
        accounts.choose_new_password(records(), passwords(), request.path_params["token"], form.get("password", ""))
    except LinkError:
        raise
    except ClinicError as error:
        return _show_reset(request, str(error), _form_status(error))
    return go("/sign-in?done=new")


class NameLengthError(ClinicError):
    """A name that is empty or far too long."""

    def __str__(self) -> str:
        """The sentence for people."""
        return words.SHORT_NAME


def _credentials(form: Form) -> Credentials:
    return Credentials(form.get("email", ""), _name(form.get("name", "")), form.get("password", ""))


def _name(text: str) -> str:
    name = " ".join(text.split())
    if not 1 <= len(name) <= NAME_MAX:
        raise NameLengthError
    return name


def _form_status(error: ClinicError) -> int:
    """Browsers show a form again whatever its status; scripts want to know."""
    status = status_of(error)
    return 400 if isinstance(error, LinkError) else status


ROUTES = [
    Route("/set-up", as_page(_show_set_up)),
    Route("/set-up", posted(_set_up), methods=["POST"]),
    Route("/sign-in", as_page(_show_sign_in)),
    Route("/sign-in", posted(_sign_in), methods=["POST"]),
    Route("/sign-out", as_page(_show_sign_out)),
    Route("/sign-out", posted(_sign_out), methods=["POST"]),
    Route("/sign-out-everywhere", posted(_sign_out_everywhere), methods=["POST"]),
    Route("/join/{token}", as_page(_show_join)),
    Route("/join/{token}", posted(_join), methods=["POST"]),
    Route("/reset/{token}", as_page(_show_reset)),
    Route("/reset/{token}", posted(_reset), methods=["POST"]),
]
"""The routes that lead in and out."""
