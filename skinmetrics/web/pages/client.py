"""Client: what is real, not sure yet, noise, and what the photos cannot tell, in ten seconds; below it, everything."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from skinmetrics.clinic import archiving, consent_changes, treatments
from skinmetrics.clinic.consent import ConsentNeededError
from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.clinic.people import ClientEntry
from skinmetrics.clinic.tables import Purpose
from skinmetrics.metrics import METRICS
from skinmetrics.reports.formats import FORMATS
from skinmetrics.web.amounts import in_lengths
from skinmetrics.web.client.client_data import client_history
from skinmetrics.web.client.faces import show_before_after, show_time_lapse
from skinmetrics.web.frame import note
from skinmetrics.web.language import LANGUAGES
from skinmetrics.web.pages.progress import show_progress, tell_no_photos
from skinmetrics.web.practice import client_parts, photo_parts
from skinmetrics.web.practice.at_a_glance import show_at_a_glance
from skinmetrics.web.practice.chosen_client import address, choose_nobody, chosen_client, heading, notes_of
from skinmetrics.web.practice.client_record import give_on_paper, say_what_happened, show_record
from skinmetrics.web.practice.correcting import show_notes, tell_if_note_gone
from skinmetrics.web.practice.inviting import may_be_invited, offer_to_invite
from skinmetrics.web.practice.looking_after import set_archived
from skinmetrics.web.practice.noting import write_note
from skinmetrics.web.practice.practice_style import style
from skinmetrics.web.say import language, say, say_error
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words import practice as told
from skinmetrics.web.words.metrics import EXPLAINED, metric_name


def page() -> None:
    """Draw the page from top to bottom; of its parts only the chosen one."""
    style()
    say_what_happened()
    looking, entry = chosen_client()
    heading(entry, current="client")
    if entry.archived:
        with st.container(horizontal=True, vertical_alignment="center"):
            note(say(told.IS_ARCHIVED))
            if st.button(say(told.BRING_BACK), icon=":material/unarchive:"):
                set_archived(looking, entry.id, archiving.bring_back)
    try:
        found = client_history(looking, entry.id)
    except ConsentNeededError as error:
        note(say_error(error))
        _without_consent(looking, entry)
        _record(looking, entry, gives=False)
        return
    if Purpose.MEASURING not in consent_changes.allowed_by(records(), looking.actor, entry.id).purposes:
        note(say(told.NO_FURTHER_PHOTO))
    if found.photos:
        show_at_a_glance(found)
    else:
        _first_steps(looking, entry, begun=bool(found.sessions))
    parts: dict[str, Callable[[], None]] = {
        told.PART_OWN: lambda: _as_client(looking, found),
        told.PART_NEEDLED: lambda: client_parts.needled_or_not(found),
        told.PART_DATES: lambda: client_parts.two_dates(looking, found),
        told.PART_REGIONS: lambda: client_parts.regions(found),
        told.PART_PHOTOS: lambda: photo_parts.photos_of(looking, found),
        told.PART_NOTES: lambda: _notes(looking, entry),
        told.PART_REPORT: lambda: _report(entry),
        told.PART_GLOSSARY: _glossary,
    }
    chosen = st.segmented_control(
        say(told.MORE_OF_CLIENT), list(parts), default=told.PART_OWN, required=True, format_func=say, key="part"
    )
    parts[chosen or told.PART_OWN]()
    _record(looking, entry, gives=True)


def _first_steps(looking: Visitor, entry: ClientEntry, *, begun: bool) -> None:
    """How photos of a client come in who has none, and what can be noted already; `begun`: a session has been."""
    lead = told.FIRST_STEPS_BEGUN if begun else told.FIRST_STEPS
    st.html(f'<p class="sm-lead">{escape(say(lead, name=entry.name))}</p>')
    steps = [("/importing", told.STEP_IMPORT), (address("sessions", entry.id), told.STEP_SESSION)]
    if may_be_invited(looking, entry.id):
        steps.insert(1, ("/", told.STEP_INVITE))
    links = "".join(
        f'<li><a class="sm-link" href="{to}" target="_self">{escape(say(what))}</a></li>' for to, what in steps
    )
    st.html(f'<ul class="sm-list">{links}</ul>')


def _as_client(looking: Visitor, found: ClientHistory) -> None:
    if not found.photos:
        tell_no_photos(found)
        return
    show_progress(found)
    if len(found.bursts) > 1:
        show_before_after(looking, found)
        show_time_lapse(looking, found)


def _notes(looking: Visitor, entry: ClientEntry) -> None:
    write_note(looking, entry.id)
    tell_if_note_gone(looking, entry.id)
    written = notes_of(looking, entry.id)
    if written:
        show_notes(looking, entry.id, written, treatments.sessions_of(records(), looking.actor, entry.id))
    else:
        st.html(f"<p>{escape(say(told.NO_NOTE))}</p>")


def _report(entry: ClientEntry) -> None:
    codes = list(LANGUAGES)
    chosen = st.selectbox(
        say(told.REPORT_LANGUAGE),
        codes,
        codes.index(language()),
        format_func=LANGUAGES.__getitem__,
        key="report language",
        width=240,
    )
    links = "".join(
        f'<a href="/report/{entry.id}/{name}?language={chosen}" download>{escape(say(each.name))}</a>'
        for name, each in FORMATS.items()
    )
    st.html(f'<div class="sm-downloads">{links}</div><p class="sm-quiet">{escape(say(told.REPORT_ABOUT))}</p>')


def _glossary() -> None:
    items = "".join(
        f"<li><strong>{escape(say(metric_name(metric)))}</strong> "
        f"<span class='sm-quiet'>{escape(_unit(metric))}</span><br>{escape(say(explained))}</li>"
        for metric, explained in EXPLAINED.items()
    )
    st.html(f'<ul class="sm-list">{items}</ul>')


def _unit(metric: str) -> str:
    return next((in_lengths(0.0, each.unit)[1] for each in METRICS if each.id == metric), "")


def _without_consent(looking: Visitor, entry: ClientEntry) -> None:
    """What goes on all the same: sessions, and recording what a client without an account signed."""
    st.html(
        f"<p>{escape(say(told.SESSIONS_ALL_THE_SAME))} "
        f'<a href="{address("sessions", entry.id)}" target="_self">{escape(say(told.SESSIONS))}</a>.</p>'
    )
    give_on_paper(looking, entry.id)
    if may_be_invited(looking, entry.id):
        offer_to_invite(looking, entry.id, entry.name)


def _record(looking: Visitor, entry: ClientEntry, *, gives: bool) -> None:
    """The folded parts at the foot: what is done to the record itself."""
    if not entry.archived:
        with st.expander(say(told.ARCHIVE_THIS), icon=":material/inventory_2:"):
            st.caption(say(told.ARCHIVE_ABOUT))
            if st.button(say(told.ARCHIVE), key="archive this"):
                set_archived(looking, entry.id, archiving.archive)
    with st.expander(say(told.RECORD_TITLE), icon=":material/badge:"):
        show_record(looking, entry.id, entry.name, choose_nobody, gives=gives)
