"""Parts of a client's page for the practitioner: needled or not, two dates, regions."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

import streamlit as st

from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.history.client_history import BurstRecord, ClientHistory
from skinmetrics.clinic.history.pair import compare_days, days_unlike
from skinmetrics.imaging.regions import REGIONS
from skinmetrics.progress.change import TOO_DIFFERENT, Change
from skinmetrics.progress.comparability.reasons import HELD_DIFFERENTLY
from skinmetrics.progress.control import Controlled
from skinmetrics.progress.result import Slope
from skinmetrics.progress.verdict import Verdict
from skinmetrics.progress.words.names import PERCENTAGE_POINTS
from skinmetrics.progress.words.sentences import control_sentence
from skinmetrics.web.amounts import NO_NUMBER, alike, in_lengths, say_amount, say_moved, say_noise
from skinmetrics.web.client.findings import badge, badge_of, mark, unsure_badge
from skinmetrics.web.client.needled import needled, noise_model
from skinmetrics.web.day_names import day_names
from skinmetrics.web.fragment import fragment
from skinmetrics.web.frame import note
from skinmetrics.web.practice.days_apart import UNKNOWN, Apart, days_apart
from skinmetrics.web.say import say, say_count, say_error, say_number
from skinmetrics.web.tables import row, table
from skinmetrics.web.visitor import Visitor
from skinmetrics.web.words import practice as told
from skinmetrics.web.words.metrics import metric_name
from skinmetrics.web.words.quick_look import REGIONS as REGION_NAMES

NO_BREAK = "\N{NO-BREAK SPACE}"
SIDES = (told.WHAT, told.SIDE_NEEDLED, told.SIDE_OTHERS, told.DIFFERENCE, told.VERDICT)


def needled_or_not(found: ClientHistory) -> None:
    """The difference in differences of each metric, and which regions stand on which side."""
    result = needled(found)
    st.caption(say(told.CLOSEST))
    if result.not_noted:
        note(say_count(result.not_noted, told.NEEDLES_NOT_NOTED_ONE, told.NEEDLES_NOT_NOTED))
        return
    for name, regions in (
        (told.SIDE_NEEDLED, result.regions.needled),
        (told.SIDE_OTHERS, result.regions.others),
        (told.SIDE_PARTLY, result.regions.partly),
    ):
        if regions:
            names = ", ".join(say(REGION_NAMES[each]) for each in regions)
            st.html(f"<p><strong>{escape(say(name))}:</strong> {escape(names)}</p>")
    if not result.metrics:
        note(say(told.NEEDLED_NOTHING))
        return
    real = [one for one in result.metrics if one.verdict.is_change or one.warning]
    _list([control_sentence(one, say) for one in real])
    compared = [one for one in result.metrics if one.difference is not None]
    if compared:
        head = [say(each) for each in SIDES]
        rows = [_sides(head, one, found) for one in compared]
        st.html(f'<div class="sm-sides">{table(head, rows, say(told.TABLE))}</div>')
        if any(map(_unsure, compared)):
            st.html(_why_unsure())
        st.caption(say(told.NEEDLED_SHARED))
    _list(_lacking(result.metrics))


def _sides(head: Sequence[str], one: Controlled, found: ClientHistory) -> str:
    unit = found.units.get(one.metric, "")
    assert one.difference is not None  # noqa: S101 (asked by the caller)
    cells = [NO_NUMBER if side is None else _signed(side.value, unit) for side in (one.needled, one.others)]
    return row(head, say(metric_name(one.metric)), [*cells, _interval(one.difference, unit)], _mark(one))


def _mark(one: Controlled) -> str:
    """The verdict on the needled regions; "improved" and "worsened" only of what did so itself."""
    if _unsure(one):
        return unsure_badge()
    if one.verdict.is_change and not one.needled_itself:
        return mark(told.DID_BETTER if one.verdict is Verdict.IMPROVED else told.DID_WORSE)
    return badge(one.verdict)


def _unsure(one: Controlled) -> bool:
    """No change is called, and yet the interval of the difference leaves out none."""
    if one.difference is None or one.verdict is not Verdict.NO_DETECTABLE_CHANGE:
        return False
    low, high = one.difference.ci95
    return not low <= 0 <= high


def _interval(found: Slope, unit: str) -> str:
    low, high = (say_number(in_lengths(end, unit)[0], "+.2g") for end in found.ci95)
    written = say(told.INTERVAL, value=_signed(found.value, unit), low=low, high=high)
    return written.replace(" ", NO_BREAK).replace(f"{NO_BREAK}(", " (")


def _signed(value: float, unit: str) -> str:
    points = PERCENTAGE_POINTS if unit == "%" else unit  # a percentage would be of where it began
    return say_amount(value, points, "+.2g").replace(" ", NO_BREAK, 1)


def _lacking(metrics: Sequence[Controlled]) -> list[str]:
    """Metrics that cannot be compared yet, together where the reason is the same."""
    by_reason: dict[str, list[str]] = {}
    for one in metrics:
        if one.difference is None:
            by_reason.setdefault(one.reason or "", []).append(say(metric_name(one.metric)))
    return [f"{', '.join(names)}: {say(reason)}" for reason, names in by_reason.items()]


@fragment()
def two_dates(looking: Visitor, found: ClientHistory) -> None:
    """Any two counted days against each other, judged by what retaking both would do."""
    days = found.counted
    if len(days) < 2:
        note(say(told.TWO_DAYS_NEEDED))
        return
    name = day_names(day.moment for day in days).__getitem__
    with st.container(horizontal=True):
        earlier = range(len(days) - 1)
        first = st.selectbox(say(told.EARLIER_DAY), earlier, 0, format_func=name, width=210, key="earlier day")
        later = range(first + 1, len(days))
        last = st.selectbox(say(told.LATER_DAY), later, len(later) - 1, format_func=name, width=210, key="later day")
    apart = _apart(looking, days[first], days[last])
    if apart is None:
        _while_checking(looking, days[first], days[last])
    elif isinstance(apart, str):
        note(apart)
    else:
        whole = between(found, days[first], days[last], apart)
        st.html(changes_table(told.WHAT, [(say(metric_name(one.metric)), one) for one in whole], found))
        telling = (*TOO_DIFFERENT.values(), *HELD_DIFFERENTLY.values())
        told_why = [reason for reason in telling if any(one.reason == reason for one in whole)]
        _list(
            [say(reason) for reason in dict.fromkeys((*told_why, *days_unlike(days[first], days[last], apart.unlike)))]
        )
    st.caption(say(told.TWO_DAYS_ALONE))


@fragment(run_every=1)
def _while_checking(looking: Visitor, first: BurstRecord, last: BurstRecord) -> None:
    """Say that the two days are being looked at, then draw the page anew."""
    apart = _apart(looking, first, last)
    if isinstance(apart, str):
        st.session_state[_problem(first, last)] = apart
    if apart is not None:
        st.rerun(scope="app")
    note(say(told.TWO_DAYS_CHECKED))


def _apart(looking: Visitor, first: BurstRecord, last: BurstRecord) -> Apart | str | None:
    """How differently two days were taken, or why that is not known just now; None while it is worked out.

    What failed is not tried again by itself, which might go on for ever, but when the page is drawn the next time.
    """
    if problem := st.session_state.pop(_problem(first, last), None):
        return str(problem)
    try:
        return days_apart(looking, first, last)
    except ClinicError as error:
        return say_error(error)


def _problem(first: BurstRecord, last: BurstRecord) -> str:
    return f"not checked-{first.id}-{last.id}"


def between(found: ClientHistory, first: BurstRecord, last: BurstRecord, apart: Apart = UNKNOWN) -> list[Change]:
    """What changed on the whole face between two days; `apart`: how differently they were taken."""
    return compare_days(found, first, last, noise_model(), apart.differently, apart.unlike)


@fragment()
def regions(found: ClientHistory) -> None:
    """One metric in every region, against the baseline."""
    if not found.metrics:
        note(say(told.NOTHING_MEASURED))
        return
    metric = st.selectbox(
        say(told.METRIC), found.metrics, format_func=lambda each: say(metric_name(each)), width=320, key="region metric"
    )
    changes = [(say(REGION_NAMES[region]), one.change) for region in REGIONS if (one := found.change(metric, region))]
    st.html(changes_table(told.REGION, changes, found))
    declined = [
        f"{say(REGION_NAMES[region])}: {say(next(iter(reasons.values())))}"
        for region in REGIONS
        if (reasons := found.declined.get((metric, region))) and found.change(metric, region) is None
    ]
    _list(declined)


def changes_table(first: str, changes: Sequence[tuple[str, Change]], found: ClientHistory) -> str:
    """Changes with their noise and verdicts, and why some of them are not sure yet."""
    head = [say(each) for each in (first, told.BEFORE, told.AFTER, told.CHANGE, told.NOISE_UP_TO, told.VERDICT)]
    rows = []
    for name, change in changes:
        unit = found.units.get(change.metric, "")
        form = alike(
            (value for _, one in changes if one.metric == change.metric for value in (one.before, one.after)), unit
        )
        amounts = [say_amount(value, unit, form) for value in (change.before, change.after)]
        rows.append(row(head, name, [*amounts, say_moved(change), say_noise(change)], badge_of(change)))
    doubt = any(change.unsure for _, change in changes)
    return table(head, rows, say(told.TABLE)) + (_why_unsure() if doubt else "")


def _why_unsure() -> str:
    return f"<p class='sm-quiet'>{escape(say(told.NOT_YET_SURE))}</p>"


def _list(lines: Sequence[str]) -> None:
    if lines:
        st.html(f'<ul class="sm-list">{"".join(f"<li>{escape(line)}</li>" for line in lines)}</ul>')
