"""Client: what is real, what is noise and what the photos cannot tell, in ten seconds; and below it, everything."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

import streamlit as st

from skinmetrics.clinic import consent_changes, treatments
from skinmetrics.clinic.consent import ConsentNeededError
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.history import ClientHistory
from skinmetrics.clinic.people import ClientEntry
from skinmetrics.clinic.tables import Purpose
from skinmetrics.importing.running import PAPER
from skinmetrics.metrics import METRICS
from skinmetrics.progress.sentences import NO_CAUSE
from skinmetrics.progress.verdict import Verdict
from skinmetrics.reports.formats import FORMATS
from skinmetrics.reports.telling import cannot_tell, whole_face
from skinmetrics.web.client import findings
from skinmetrics.web.client.client_data import client_history
from skinmetrics.web.client.faces import show_before_after, show_time_lapse
from skinmetrics.web.frame import note
from skinmetrics.web.pages.progress import show_progress
from skinmetrics.web.practice import client_parts
from skinmetrics.web.practice.chosen_client import address, chosen_client, heading
from skinmetrics.web.practice.practice_style import style
from skinmetrics.web.say import say, say_day
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words.metrics import EXPLAINED, metric_name, unit_name

MOST_REGIONS = 5
MOST_TOLD = 6
NOTHING_REAL = "Nothing has changed by more than retaking the photos would show."
NOTHING_YET = "Nothing to judge yet."


def page() -> None:
    """Draw the page from top to bottom; of its parts only the chosen one."""
    style()
    looking, entry = chosen_client()
    heading(entry, current="client")
    try:
        found = client_history(looking, entry.id)
    except ConsentNeededError as error:
        note(str(error))
        _consent_on_paper(looking, entry)
        return
    _at_a_glance(found)
    parts: dict[str, Callable[[], None]] = {
        "What the client sees": lambda: _as_client(looking, found),
        "Needled or not": lambda: client_parts.needled_or_not(found),
        "Two dates": lambda: client_parts.two_dates(found),
        "Regions": lambda: client_parts.regions(found),
        "Photos": lambda: client_parts.photos_of(looking, found),
        "Notes": lambda: _notes(looking, entry),
        "Report": lambda: _report(entry),
        "Glossary": _glossary,
    }
    chosen = st.segmented_control(
        "More of this client", list(parts), default=next(iter(parts)), required=True, key="part"
    )
    parts[chosen or next(iter(parts))]()


def _at_a_glance(found: ClientHistory) -> None:
    """Three boxes: real, noise, cannot tell."""
    days = len(found.counted)
    st.html(
        f'<p class="sm-headline" role="status">{escape(findings.headline(found))}</p>'
        f"<p class='sm-quiet'>{days} photo days counted of {len(found.bursts)}, {len(found.sessions)} sessions"
        f"{_since(found)}. {NO_CAUSE}</p>"
    )
    boxes = (
        ("Real", _real(found), NOTHING_REAL if _noise(found) else NOTHING_YET),
        ("Noise", _noise(found), NOTHING_YET),
        ("What the photos cannot tell", _cannot(found), "Nothing stands in the way of these verdicts."),
    )
    st.html(f'<div class="sm-real">{"".join(_box(*box) for box in boxes)}</div>')


def _since(found: ClientHistory) -> str:
    return f" since {say_day(found.treatment_start)}" if found.treatment_start else ""


def _box(title: str, told: list[str], nothing: str) -> str:
    shown = "".join(f"<li>{escape(each)}</li>" for each in told[:MOST_TOLD])
    more = f"<p class='sm-quiet'>and {len(told) - MOST_TOLD} more, below</p>" if len(told) > MOST_TOLD else ""
    return f"<section><h2>{title}</h2>" + (f"<ul>{shown}</ul>{more}" if told else f"<p>{nothing}</p>") + "</section>"


def _real(found: ClientHistory) -> list[str]:
    """Changes of the whole face, then the parts of it that changed where the whole did not."""
    whole = [one for one in whole_face(found) if one.change.verdict in findings.CHANGED]
    changes = found.progress.changes if found.progress else ()
    regions = [one for one in changes if one.change.region is not None and one.change.verdict in findings.CHANGED]
    told = [findings.sentence_of(one) for one in whole]
    told += [findings.sentence_of(one) for one in regions[:MOST_REGIONS]]
    if len(regions) > MOST_REGIONS:
        told.append(f"{len(regions) - MOST_REGIONS} more parts of the face, see Regions.")
    return told


def _noise(found: ClientHistory) -> list[str]:
    """Each metric without a detectable change, with the smallest change that these photos would show."""
    same = [one.change for one in whole_face(found) if one.change.verdict is Verdict.NO_DETECTABLE_CHANGE]
    told = []
    for change in same:
        name = say(metric_name(change.metric))
        if change.mdc95 is None or not change.before or change.change_pct is None:
            told.append(f"{name}: no detectable change")
            continue
        least = 100 * change.mdc95 / abs(change.before)
        told.append(f"{name}: {change.change_pct:+.0f} %, of which retaking alone makes up to {least:.0f} %")
    return told


def _cannot(found: ClientHistory) -> list[str]:
    return list(cannot_tell(found)) if found.photos else ["There are no photos yet."]


def _as_client(looking: Visitor, found: ClientHistory) -> None:
    show_progress(found)
    if len(found.bursts) > 1:
        show_before_after(looking, found)
        show_time_lapse(looking, found)


def _notes(looking: Visitor, entry: ClientEntry) -> None:
    text = st.text_area("New note", key="new note")
    if st.button("Save note", type="primary") and text.strip():
        try:
            treatments.write_note(records(), looking.actor, entry.id, text.strip())
        except ClinicError as error:
            note(str(error))
            return
        del st.session_state["new note"]
        st.rerun()
    written = treatments.notes_of(records(), looking.actor, entry.id)
    items = "".join(
        f"<li><strong>{say_day(one.written_at.date())}</strong>{' (of a session)' if one.session_id else ''}<br>"
        f"{escape(one.text)}</li>"
        for one in reversed(written)
    )
    st.html(f'<ul class="sm-list">{items}</ul>' if written else "<p>No note yet.</p>")


def _report(entry: ClientEntry) -> None:
    links = "".join(
        f'<a href="/report/{entry.id}/{name}" download>{escape(each.name)}</a>' for name, each in FORMATS.items()
    )
    st.html(
        f'<div class="sm-downloads">{links}</div><p class="sm-quiet">The PDF names the client, and shows before and '
        "after only with their consent to showing. The others name a pseudonym alone. Every photo that a report holds "
        "is written into the audit.</p>"
    )


def _glossary() -> None:
    items = "".join(
        f"<li><strong>{escape(say(metric_name(metric)))}</strong> "
        f"<span class='sm-quiet'>{escape(_unit(metric))}</span><br>{escape(say(told))}</li>"
        for metric, told in EXPLAINED.items()
    )
    st.html(f'<ul class="sm-list">{items}</ul>')


def _unit(metric: str) -> str:
    return next((unit_name(each.unit) for each in METRICS if each.id == metric), "")


def _consent_on_paper(looking: Visitor, entry: ClientEntry) -> None:
    """Record what a client without an account signed."""
    st.html(
        f'<p>Sessions can be recorded all the same: <a href="{address("sessions", entry.id)}" target="_self">'
        "Sessions</a>.</p>"
    )
    purposes = {
        Purpose.MEASURING: "Keeping and measuring photos",
        Purpose.PRACTITIONER: "My seeing photos and scores",
        Purpose.STATISTICS: "Use in the clinic's statistics",
        Purpose.SHOWING: "Before and after in reports",
    }
    given = [
        purpose
        for purpose, words in purposes.items()
        if st.checkbox(f"Signed on paper: {words}", key=f"paper {purpose}")
    ]
    if st.button("Record consent", type="primary", disabled=not given):
        try:
            for purpose in given:
                consent_changes.give(records(), looking.actor, entry.id, purpose, PAPER)
        except ClinicError as error:
            note(str(error))
            return
        st.rerun()
