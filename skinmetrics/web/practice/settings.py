"""What the clinic chooses for all its pages, and records whose time has come: nothing of them goes by itself."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from html import escape

import streamlit as st

from skinmetrics.clinic import people, retention
from skinmetrics.clinic.errors import ChangedMeanwhileError, ClinicError
from skinmetrics.clinic.people import Settings
from skinmetrics.clinic.preferences import Preferences
from skinmetrics.clinic.retention import Due
from skinmetrics.clinic.tables import RoleName
from skinmetrics.metrics.lengths import Lengths
from skinmetrics.web.frame import note
from skinmetrics.web.language import LANGUAGES
from skinmetrics.web.practice.called import Labels, clients_called, steady
from skinmetrics.web.practice.client_record import still_open
from skinmetrics.web.practice.half_written import forget_written
from skinmetrics.web.say import say, say_count, say_day, say_error
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told

AHEAD = dt.timedelta(days=90)
MONTHS = (6, 12, 24, 36, 60, 120, 180, 360)
YEAR = 12
_BEGAN, _HAPPENED, _ERASED = "settings began with", "what happened to settings", "records erased"


def show_settings(looking: Visitor) -> None:
    """Time zone, language, lengths and how long records are kept; to change for administrators, to read for all."""
    administers = RoleName.ADMINISTRATOR in looking.roles
    if (happened := st.session_state.pop(_HAPPENED, None)) is not None:
        note(happened)
    was, number = _begun(looking)
    zone = _time_zone(looking, was.time_zone, number, administers=administers)
    chosen = Settings(zone, _preferences(was.preferences, number, administers=administers))
    if not administers:
        note(say(told.ASK_ADMINISTRATOR))
    elif st.button(say(told.SAVE_SETTINGS), type="primary", key="save settings"):
        _save(looking, was, chosen)


def _begun(looking: Visitor) -> tuple[Settings, int]:
    """What the fields began with, and their number: where they are drawn anew, another one, with what is there now."""
    number, was = st.session_state.get(_BEGAN, (0, None))
    if was is None or f"clinic language {number}" not in st.session_state:
        number, was = number + 1, Settings(looking.time_zone, looking.preferences)
        st.session_state[_BEGAN] = number, was
    return was, number


def _save(looking: Visitor, was: Settings, chosen: Settings) -> None:
    """Save what was changed, and let the fields begin anew."""
    try:
        people.change_settings(records(), looking.actor, looking.clinic_id, chosen, was)
        happened = say(told.SETTINGS_SAVED)
    except ChangedMeanwhileError as error:
        happened = say_error(error)
    except ClinicError as error:
        note(say_error(error))
        return
    st.session_state[_HAPPENED] = happened
    st.session_state[_BEGAN] = st.session_state[_BEGAN][0], None
    st.rerun()


def _preferences(was: Preferences, number: int, *, administers: bool) -> Preferences:
    languages = [None, *LANGUAGES]
    language = st.selectbox(
        say(told.CLINIC_LANGUAGE),
        languages,
        languages.index(was.language) if was.language in LANGUAGES else 0,
        format_func=lambda code: LANGUAGES[code] if code else say(told.BROWSERS_OWN),
        disabled=not administers,
        key=f"clinic language {number}",
        width=360,
    )
    st.caption(say(told.CLINIC_LANGUAGE_ABOUT))
    kinds = list(Lengths)
    lengths = st.selectbox(
        say(told.LENGTHS),
        kinds,
        kinds.index(was.lengths),
        format_func=lambda one: say(told.LENGTHS_NAMES[one.value]),
        disabled=not administers,
        key=f"clinic lengths {number}",
        width=360,
    )
    st.caption(say(told.LENGTHS_ABOUT))
    months = [None, *sorted({*MONTHS, *([was.keep_months] if was.keep_months else [])})]
    keep = st.selectbox(
        say(told.KEEP),
        months,
        months.index(was.keep_months),
        format_func=_time,
        disabled=not administers,
        key=f"clinic keeps {number}",
        width=360,
    )
    st.caption(say(told.KEEP_ABOUT))
    return Preferences(language, lengths, keep)


def _time_zone(looking: Visitor, was: str, number: int, *, administers: bool) -> str:
    """The time zone, to choose while that is safe, and else with why it is not."""
    now = looking.time_zone
    if administers and people.may_change_time_zone(records(), looking.actor, looking.clinic_id):
        zones = sorted({was, *people.time_zones()})
        chosen = st.selectbox(say(told.TIME_ZONE), zones, zones.index(was), key=f"clinic time zone {number}", width=360)
        st.caption(f"{say(told.TIME_ZONE_ABOUT)} {say(told.TIME_ZONE_FREE)}")
        return chosen
    st.html(
        f"<p><strong>{escape(say(told.TIME_ZONE))}:</strong> {escape(now)}. {escape(say(told.TIME_ZONE_ABOUT))}</p>"
    )
    if administers:
        st.caption(say(told.TIME_ZONE_FIXED))
    return was


def show_due(looking: Visitor) -> None:
    """Whose records are due, now and soon; erasing those chosen."""
    if (erased := st.session_state.pop(_ERASED, None)) is not None:
        note(erased)
    if looking.preferences.keep_months is None:
        note(say(told.KEEPING_NO_LIMIT))
        return
    st.caption(say(told.KEEPING_ABOUT))
    everyone = retention.due(records(), looking.actor, looking.clinic_id, AHEAD)
    now = retention.due(records(), looking.actor, looking.clinic_id)
    if not everyone:
        note(say(told.NOTHING_DUE))
        return
    labels = clients_called(looking, everyone)
    if now:
        st.header(say(told.DUE_NOW), anchor=False)
        st.html(_listed(now, told.DUE_ROW, labels))
        _erase(looking, [one for one in now if not one.held], labels)
    if soon := [one for one in everyone if one not in now]:
        st.header(say(told.DUE_SOON), anchor=False)
        st.html(_listed(soon, told.DUE_SOON_ROW, labels))


def _listed(found: Sequence[Due], words: str, labels: Labels) -> str:
    return f'<ul class="sm-list">{"".join(_row(one, words, labels[one.id]) for one in found)}</ul>'


def _row(one: Due, words: str, called: str) -> str:
    parts = [
        say(words, last=say_day(one.last), day=say_day(one.on)),
        say_count(one.photos, told.DUE_PHOTOS_ONE, told.DUE_PHOTOS),
        say(told.ARCHIVED).lower() if one.archived else "",
        say(told.DUE_HELD) if one.held else "",
    ]
    return f"<li><strong>{escape(called)}</strong> {escape(' · '.join(filter(None, parts)))}</li>"


def _erase(looking: Visitor, due: Sequence[Due], labels: Labels) -> None:
    if not due:
        return
    called = {one.id: labels[one.id] for one in due}
    key = steady("erase whom", called)
    chosen = st.multiselect(
        say(told.DUE_CHOOSE), list(called), format_func=called.__getitem__, placeholder=say(told.CHOOSE), key=key
    )
    sure = st.checkbox(say(told.DUE_SURE), key="erase sure")
    label = say_count(len(chosen), told.DUE_ERASE_ONE, told.DUE_ERASE)
    if not st.button(label, disabled=not (chosen and sure), icon=":material/delete_forever:", key="erase due"):
        return
    proofs = []
    for one in chosen:
        try:
            proofs.append(retention.erase_due(records(), looking.actor, one))
        except ClinicError as error:
            note(f"{called[one]}: {say_error(error)}")
        else:
            forget_written(one)
    unreached = still_open(proofs[-1].unreached if proofs else ())
    if len(proofs) == len(chosen):
        erased = say_count(len(proofs), told.DUE_ERASED_ONE, told.DUE_ERASED)
        st.session_state[_ERASED] = f"{erased} {unreached}".strip()
        st.rerun()
    if unreached:
        note(unreached)


def _time(months: int | None) -> str:
    if months is None:
        return say(told.KEEP_FOR_EVER)
    years, rest = divmod(months, YEAR)
    return say(told.KEEP_MONTHS, count=months) if rest else say_count(years, told.KEEP_YEAR, told.KEEP_YEARS)
