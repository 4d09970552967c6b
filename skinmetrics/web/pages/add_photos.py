"""Add photos: a guide at the camera, files, and what became of the photos saved last."""

from __future__ import annotations

import uuid
from functools import partial
from html import escape

import streamlit as st

from skinmetrics.clinic import photos, remarks
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.history.client_history import BurstRecord, ClientHistory, PhotoRecord
from skinmetrics.clinic.tables import Purpose
from skinmetrics.progress.comparability.same_person import ANOTHER_PERSON
from skinmetrics.progress.exclusion import Confounder
from skinmetrics.web.client.asked import do, say_refusal
from skinmetrics.web.client.day_of import ask_day
from skinmetrics.web.client.faces import picture_url
from skinmetrics.web.client.whose import whose
from skinmetrics.web.components.capture_guide import capture_guide
from skinmetrics.web.fragment import fragment
from skinmetrics.web.frame import note, own_history, title
from skinmetrics.web.pages.my_data import given_consents, show_consents
from skinmetrics.web.say import say, say_day, say_error
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import client as told
from skinmetrics.web.words.capture import CONFOUNDERS, GUIDE

LATEST = 3
"""So many of the newest days are shown with their photos."""
MORE = 10
"""So many more with each click."""
CARD_PX = 164
_CHOOSING = "choosing what to allow"
FEEDBACK = {"good": told.GOOD, "usable": told.USABLE, "unusable": told.UNUSABLE}


def page() -> None:
    """Draw the page from top to bottom."""
    title(told.ADD_TITLE, told.ADD_LEAD)
    st.html(f'<a class="sm-link" href="/help-photos" target="_self">{say(told.HOW_TO)}</a>')
    looking, found = own_history()
    if _still_choosing(looking, found):
        _kept(looking, found)
        return
    baseline = found.counted[0].shown if found.counted else None
    saved = capture_guide(
        {name: say(text) for name, text in GUIDE.items()},
        client_id=str(looking.client_id),
        csrf=looking.csrf,
        outline=None if baseline is None else picture_url(baseline, baseline, "face"),
        key="guide",
    )
    if saved:
        st.rerun()
    _latest(looking)


def _still_choosing(looking: Visitor, found: ClientHistory) -> bool:
    """Ask what the client allows where the least is lacking; none of the switches goes before they go on."""
    allowed = Purpose.MEASURING in given_consents(found.client_id)
    if not allowed:
        st.session_state[_CHOOSING] = True
        note(say(told.STOPPED if found.photos else told.CONSENT_FIRST))
    if not st.session_state.get(_CHOOSING):
        return False
    show_consents(looking, found.client_id)
    st.button(say(told.GO_ON), type="primary", disabled=not allowed, key="go on", on_click=_chosen)
    return True


def _chosen() -> None:
    st.session_state[_CHOOSING] = False


def _kept(looking: Visitor, found: ClientHistory) -> None:
    """Every photo that is still here, to delete: none of them is measured while the client does not allow it."""
    if not found.photos:
        return
    measures = Purpose.MEASURING in given_consents(found.client_id)
    st.header(say(told.ALL_PHOTOS), anchor=False)
    if found.undated:
        _days_row(looking, say(told.WHEN_TAKEN), found.undated, None, measures=measures)
    for burst in reversed(found.bursts):
        _days_row(looking, say_day(burst.day), burst.photos, burst, measures=measures)


def _latest(looking: Visitor) -> None:
    _, found = own_history()
    if not found.photos:
        return
    st.header(say(told.LATEST), anchor=False)
    st.caption(f"{say(told.LATEST_NOTE)} {say(told.DAY_TYPED)}")
    if found.waiting:
        _follow(found)
    if found.undated:
        _days_row(looking, say(told.WHEN_TAKEN), found.undated, None)
    bursts = sorted(found.bursts, key=lambda one: max(photo.added_at for photo in one.photos), reverse=True)
    shown = int(st.session_state.get("days shown", LATEST))
    for burst in bursts[:shown]:
        _days_row(looking, say_day(burst.day), burst.photos, burst)
    if shown < len(bursts):
        st.button(say(told.EARLIER_DAYS, count=len(bursts) - shown), key="earlier days", on_click=_show_more)


def _show_more() -> None:
    st.session_state["days shown"] = int(st.session_state.get("days shown", LATEST)) + MORE


@fragment(run_every=2)
def _follow(found: ClientHistory) -> None:
    """Look again until the photos are measured, then draw the page anew."""
    _, now = own_history(idle=True)
    if now.waiting != found.waiting:
        st.rerun(scope="app")
    note(say(told.PROGRESS_WAITING, waiting=now.waiting, photos=len(now.photos)))


def _days_row(
    looking: Visitor,
    heading: str,
    members: tuple[PhotoRecord, ...],
    burst: BurstRecord | None,
    *,
    measures: bool = True,
) -> None:
    st.subheader(heading, anchor=False)
    if burst is not None:
        _confounders(looking, burst)
    with st.container(horizontal=True, key=f"photos-{members[0].id}"):
        for photo in members:
            with st.container(width=CARD_PX, gap="xsmall"):
                _card(looking, photo, measures=measures)


def _card(looking: Visitor, photo: PhotoRecord, *, measures: bool) -> None:
    feedback = _feedback(photo, measures=measures)
    st.html(f'<div class="sm-photo"><img src="/photo/{photo.id}" alt="" loading="lazy"></div>{feedback}')
    ask_day(looking, photo)
    whose(looking, photo)
    with st.popover(say(told.REMOVE), type="tertiary"):  # a slip of the finger deletes nothing
        gone = st.button(say(told.REMOVE_FOR_GOOD), key=f"remove-{photo.id}", icon=":material/delete:")
    if gone:
        try:
            photos.delete(records(), looking.actor, photo.id)
        except ClinicError as error:
            note(say_error(error))
            return
        st.toast(say(told.REMOVED))
        st.rerun()


def _feedback(photo: PhotoRecord, *, measures: bool) -> str:
    """The kind word on a photo: good, or what to do better next time."""
    if photo.state == "waiting":
        return f'<p class="sm-capture">{say(told.MEASURING if measures else told.NOT_MEASURED)}</p>'
    if photo.state == "refused":
        why = escape(say(photo.refusal or ""))
        return f'<p class="sm-capture">{say(told.UNUSABLE)}</p><p class="sm-problem">{why}</p>'
    messages = [ANOTHER_PERSON] if photo.stranger else [problem.message for problem in photo.problems]
    problems = "".join(f'<p class="sm-problem">{escape(say(message))}</p>' for message in messages)
    how = "unusable" if photo.stranger else photo.capture or "usable"
    return f'<p class="sm-capture sm-{how}">{say(FEEDBACK[how])}</p>{problems}'


def _confounders(looking: Visitor, burst: BurstRecord) -> None:
    """One tap opens nothing and one sets: the pills are there already, as the records have them now."""
    key = f"told-{burst.id}"
    noted = sorted(frozenset().union(*(photo.confounders for photo in burst.photos)))
    st.session_state[key] = st.session_state[_shown(key)] = noted
    st.pills(
        say(told.ANYTHING),
        list(CONFOUNDERS),
        selection_mode="multi",
        format_func=lambda each: say(CONFOUNDERS[each]),
        key=key,
        on_change=_remark,
        args=(looking, tuple(photo.id for photo in burst.photos), key),
    )
    say_refusal(key)


def _remark(looking: Visitor, ids: tuple[uuid.UUID, ...], key: str) -> None:
    """Note what was tapped, and no more: what else is shown here may have been told otherwise meanwhile."""
    shown, now = ({Confounder(each) for each in st.session_state[name]} for name in (_shown(key), key))
    for photo_id in ids:
        do(key, partial(remarks.remark, records(), looking.actor, photo_id, now - shown, shown - now))
    st.session_state[_shown(key)] = sorted(now)


def _shown(key: str) -> str:
    return f"{key}, as it was shown"
