"""A client in ten seconds: what is real, what is not sure yet, what is noise, and what the photos cannot tell."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.clinic.history.days import main_metrics
from skinmetrics.progress.change import Change
from skinmetrics.progress.words.names import REGION_WORDS
from skinmetrics.progress.words.sentences import against
from skinmetrics.reports.telling import cannot_tell, headline, metrics_in_words, not_sure, within_noise
from skinmetrics.web.amounts import say_moved, say_noise
from skinmetrics.web.client import findings
from skinmetrics.web.say import say, say_count, say_day
from skinmetrics.web.words import practice as told
from skinmetrics.web.words.metrics import VERDICTS, metric_name

MOST_PARTS = 4
MOST_TOLD = 5


def show_at_a_glance(found: ClientHistory) -> None:
    """The headline, and below it a box for each of the four states."""
    since = found.treatment_start
    sessions = (
        say_count(len(found.sessions), told.SESSION_ON, told.SESSIONS_SINCE, day=say_day(since))
        if since
        else say(told.NO_SESSION_YET)
    )
    below = f"{days_counted(found)}, {sessions}."
    st.html(
        f'<p class="sm-headline sm-wide" role="status">{escape(headline(found, say))}</p>'
        f"<p class='sm-quiet'>{escape(f'{below} {findings.no_cause(found)}'.strip())}</p>"
    )
    st.html(f'<div class="sm-real">{boxes(found)}</div>')


def days_counted(found: ClientHistory) -> str:
    """How many photo days are counted, and how many of them tell the main metrics where not all do."""
    photographed, counted = (len({burst.day for burst in bursts}) for bursts in (found.bursts, found.counted))
    said = [say_count(photographed, told.DAYS_COUNTED_ONE, told.DAYS_COUNTED, counted=counted)]
    main: dict[int, list[str]] = {}
    for metric in main_metrics(found):
        days = {burst.day for burst in found.counted if found.value(burst, metric) is not None}
        main.setdefault(len(days), []).append(metric)
    said += [
        say(told.OF_THEM_FOR, count=count, metrics=metrics_in_words(metrics, say))
        for count, metrics in main.items()
        if count < counted
    ]
    return ", ".join(said)


def boxes(found: ClientHistory) -> str:
    """Real, not sure yet, noise, cannot tell: in this order, each with how many or that there is nothing."""
    unsure, same, real = not_sure(found), within_noise(found), _real(found)
    silent = told.NOTHING_YET if not (unsure or same or real) else told.NONE
    cannot = [escape(each) for each in cannot_tell(found, say)]
    return (
        _box(told.REAL, _lines(real, told.NOTHING_REAL if unsure or same else told.NOTHING_YET))
        + f"<div>{_box(told.NOT_SURE, _unsure(unsure, silent))}{_box(told.NOISE, _noise(same, silent))}</div>"
        + _box(told.CANNOT_TELL, _lines(cannot[:MOST_TOLD], told.NOTHING_IN_WAY) + _folded(cannot[MOST_TOLD:]))
    )


def _box(heading: str, inside: str) -> str:
    return f"<section><h2>{escape(say(heading))}</h2>{inside}</section>"


def _lines(lines: Sequence[str], nothing: str) -> str:
    shown = "".join(f"<li>{each}</li>" for each in lines)
    return f"<ul>{shown}</ul>" if lines else f"<p>{escape(say(nothing))}</p>"


def _folded(lines: Sequence[str]) -> str:
    if not lines:
        return ""
    more = say_count(len(lines), told.AND_MORE_ONE, told.AND_MORE)
    return f"<details><summary>{escape(more)}</summary>{_lines(lines, told.NONE)}</details>"


def _real(found: ClientHistory) -> list[str]:
    """A line a metric and way: how far against how much noise, what speaks against it, and in which parts."""
    changes = [one.change for one in (found.progress.changes if found.progress else ())]
    changed = [one for metric in found.metrics for one in changes if one.metric == metric and one.verdict.is_change]
    return [
        _finding(found, [one for one in changed if (one.metric, one.verdict) == (metric, verdict)])
        for metric, verdict in dict.fromkeys((one.metric, one.verdict) for one in changed)
    ]


def _finding(found: ClientHistory, alike: Sequence[Change]) -> str:
    """What one metric did one way, on the whole face or in parts of it."""
    whole, parts = ([one for one in alike if (one.region is None) is face] for face in (True, False))
    metric, verdict = alike[0].metric, say(VERDICTS[alike[0].verdict.value]).lower()
    said = f"{_against(whole[0])}" if whole else escape(say(told.ONLY_IN_PARTS))
    line = f"<strong>{escape(say(metric_name(metric)))}</strong>: {escape(verdict)}, {said}"
    doubts = against((whole or parts)[0], findings.doubts(found))
    if doubts:
        line += f"<br><span class='sm-doubt'>{escape('; '.join(map(say, doubts)))}</span>"
    if parts:
        line += f"<br><span class='sm-parts'>{_parts(parts)}</span>"
    return line


def _against(change: Change) -> str:
    """How far it moved and, never without it, how far it does by retaking alone."""
    return escape(say(told.AGAINST, moved=say_moved(change), noise=say_noise(change)))


def _parts(parts: Sequence[Change]) -> str:
    shown = [f"{escape(say(REGION_WORDS[one.region or '']))} {_against(one)}" for one in parts[:MOST_PARTS]]
    more = len(parts) - MOST_PARTS
    rest = [escape(say_count(more, told.MORE_REGIONS_ONE, told.MORE_REGIONS))] if more > 0 else []
    return "; ".join([*shown, *rest])


def _unsure(unsure: Sequence[Change], nothing: str) -> str:
    lines = [f"{escape(say(metric_name(one.metric)))} {_against(one)}" for one in unsure]
    why = f"<p class='sm-quiet'>{escape(say(told.WHY_NOT_SURE))}</p>" if unsure else ""
    return _lines(lines, nothing) + why


def _noise(same: Sequence[Change], nothing: str) -> str:
    """Folded: how many stayed within what retaking makes, and inside each beside that."""
    if not same:
        return _lines([], nothing)
    head = "".join(f"<th scope='col'>{escape(say(each))}</th>" for each in (told.WHAT, told.MOVED, told.BY_RETAKING))
    rows = "".join(
        f"<tr><th scope='row'>{escape(say(metric_name(one.metric)))}</th>"
        f"<td>{escape(say_moved(one))}</td><td>{escape(say_noise(one))}</td></tr>"
        for one in same
    )
    summary = escape(say_count(len(same), told.WITHIN_ONE, told.WITHIN))
    table = f"<table><thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    return f"<details><summary>{summary}</summary>{table}</details>"
