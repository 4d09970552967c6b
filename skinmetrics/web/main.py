"""The app: who looks decides which pages there are."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from html import escape
from importlib import import_module
from pathlib import Path

import streamlit as st
from PIL import Image

from skinmetrics.clinic import preferences
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.tables import RoleName
from skinmetrics.web import switching
from skinmetrics.web.components.page_links import phone_menu
from skinmetrics.web.faults import EndOfPageError, kindly
from skinmetrics.web.frame import note
from skinmetrics.web.say import begin, choose_language, language, say
from skinmetrics.web.visitor import Visitor, records, visitor
from skinmetrics.web.words import client as told
from skinmetrics.web.words import quick_look as words

STYLE = Path(__file__).with_name("style.css")
ICON = Image.new("RGB", (32, 32), "#0f6b66")  # a page's own icon would be fetched from elsewhere
SHELL_STYLE = Path(__file__).with_name("shell.css")

PRACTICE = (
    ("clients", "Clients", ":material/groups:"),
    ("client", "Client", ":material/person_search:"),
    ("sessions", "Sessions", ":material/edit_calendar:"),
    ("importing", "Import", ":material/upload_file:"),
    ("clinic", "Clinic", ":material/local_hospital:"),
)  # Pages for who treats or administers: module, title, icon.

OWN = (
    ("progress", "My progress", ":material/show_chart:"),
    ("add_photos", "Add photos", ":material/add_a_photo:"),
    ("my_data", "My data", ":material/shield_person:"),
)  # Pages for the person photographed.

EVERYONE = (
    ("help_photos", "How to take the photo", ":material/photo_camera_front:"),
    ("help_noise", "What noise means", ":material/waves:"),
    ("evidence", "What is known", ":material/menu_book:"),
)  # Pages without any photo.

QUICK_LOOK = ("quick_look", "Quick look", ":material/bolt:")

START = "start"

_WHOSE = "whose"

REACH = 3
"""So many pages stand in the row on a phone; the others unfold below it."""


def main() -> None:
    """Draw the frame and the page that is asked for."""
    st.set_page_config(page_title=words.PRODUCT, page_icon=ICON, layout="wide")
    st.html(STYLE)
    st.html(SHELL_STYLE)
    with kindly():
        _draw(_who_looks())


def _who_looks() -> Visitor | None:
    """The visitor; where the records do not tell, the address is still one of ours, and nobody is shown anything."""
    try:
        return visitor()
    except Exception:
        st.navigation(_pages(None), position="hidden")
        raise


def _draw(looking: Visitor | None) -> None:
    begin(looking)
    _in_style()
    if not _is_theirs(looking):
        st.navigation(_pages(None), position="hidden")
        note(say(told.OTHER_SIGN_IN))
        return
    pages = _pages(looking)
    chosen = st.navigation(pages, position="top")
    switching.keep(page for group in pages.values() for page in group)
    st.set_page_config(page_title=f"{chosen.title} · {words.PRODUCT}")
    _account(looking)
    _within_reach(pages, chosen)
    if (erased := st.session_state.pop("erased", None)) is not None:
        note(say(erased))
    with suppress(EndOfPageError), kindly():
        chosen.run()
    st.html(f'<footer class="sm-footer">{say(told.NO_DIAGNOSIS)}</footer>')
    with st.container(key="languages"):
        choose_language(partial(_keep_language, looking))


def _is_theirs(looking: Visitor | None) -> bool:
    """Whether the open page is of who looks: a browser's connection that comes back brings the sign-in of now, and
    finds what the page kept for whoever opened it: fields half filled in, and whom the audit says they looked at.

    Whose sign-in has ended is nobody, who is shown nothing of it; the page stays theirs.
    """
    now = None if looking is None else looking.account_id
    return now == st.session_state.setdefault(_WHOSE, now) or now is None


def addresses() -> frozenset[str]:
    """The paths of all pages, without slashes; that of the first is empty."""
    return frozenset({"", START, *(_path(module) for module, *_ in (*PRACTICE, *OWN, *EVERYONE, QUICK_LOOK))})


def _in_style() -> None:
    """Give the style sheet the visitor's words for what Streamlit's uploaders, cameras and fields for a day say."""
    told_here = {
        "choose": say(words.CHOOSE_FILES),
        "up-to": say(words.UP_TO, megabytes=st.get_option("server.maxUploadSize")),
        "no-such-day": say(words.NO_SUCH_DAY),
        "take": say(words.TAKE),
        "not-allowed": say(words.NOT_ALLOWED),
    }
    inside = "; ".join(f"--sm-{name}: {json.dumps(text, ensure_ascii=False)}" for name, text in told_here.items())
    st.html(f"<style>:root {{ {inside} }}</style>")


def _keep_language(looking: Visitor | None, chosen: str) -> None:
    """Remember for their next visit what someone signed in has chosen."""
    if looking is not None:
        with suppress(ClinicError):
            preferences.choose_language(records(), looking.actor, looking.account_id, chosen)


def _pages(looking: Visitor | None) -> dict[str, list[st.Page]]:
    """All pages by group; the first is what opens at the address itself. Hidden ones answer a typed address alone."""
    own, practice = looking is not None and looking.client_id is not None, _practises(looking)
    shown = [*(PRACTICE if practice else ()), *(OWN if own else ())]
    always = [QUICK_LOOK, *EVERYONE]
    start, *others = shown or always
    first = _page(*start, path=START, default=True)
    main_pages = [first, *(_page(*each) for each in others)]
    groups = {"": main_pages, say("More"): [_page(*each) for each in always]} if shown else {"": main_pages}
    known = {each[0] for each in (*shown, *always)}
    closed = [each for each in (*PRACTICE, *OWN) if each[0] not in known]
    groups[""] += [_page(*each, hidden=True) for each in closed]
    groups[""].append(_moved(first, start))
    return groups


def _within_reach(pages: dict[str, list[st.Page]], chosen: st.Page) -> None:
    """The menu on a phone, where Streamlit's is a sheet that stays open over the page: the first pages in a row, the
    others folded. The name of the fold goes with the page, so that it is closed on the next.
    """
    shown = [page for group in pages.values() for page in group if page.visibility == "visible"]
    with st.container(horizontal=True, key="phone-nav"):
        phone_menu(shown[:REACH], chosen, label=say(told.PAGES), key="pages within reach")
        with st.popover(say("More"), type="tertiary", key=f"more of {chosen.url_path}"):
            phone_menu(shown[REACH:], chosen, label=say("More"), key="more pages", column=True)


def _practises(looking: Visitor | None) -> bool:
    return looking is not None and bool(looking.roles & {RoleName.PRACTITIONER, RoleName.ADMINISTRATOR})


def _page(
    module: str, title: str, icon: str, *, path: str | None = None, default: bool = False, hidden: bool = False
) -> st.Page:
    return st.Page(
        _of(f"skinmetrics.web.pages.{module}"),
        title=say(title),
        icon=icon,
        url_path=path or _path(module),
        default=default,
        visibility="hidden" if hidden else "visible",
    )


def _moved(start: st.Page, named: tuple[str, str, str]) -> st.Page:
    """The start page's own address, typed by hand, leads to it."""

    def page() -> None:
        st.switch_page(start)

    return st.Page(page, title=say(named[1]), url_path=_path(named[0]), visibility="hidden")


def _path(module: str) -> str:
    return module.replace("_", "-")


def _of(module: str) -> Callable[[], None]:
    """The page of a module, imported when it is opened."""

    def page() -> None:
        import_module(module).page()

    return page


def _account(looking: Visitor | None) -> None:
    """Who is signed in, and the way in or out."""
    if looking is None:
        text = f'<a href="/sign-in">{say(told.SIGN_IN)}</a>'
    else:
        text = f'<span>{escape(looking.name)}</span> <a href="/sign-out">{say(told.SIGN_OUT)}</a>'
    st.html(f'<nav class="sm-account" lang="{language()}" aria-label="{say(told.ACCOUNT)}">{text}</nav>')
