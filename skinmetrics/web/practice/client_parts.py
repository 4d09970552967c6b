"""Parts of a client's page for the practitioner: needled or not, two dates, regions, photo by photo."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from html import escape

import streamlit as st

from skinmetrics.clinic import remarks
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.history import BurstRecord, ClientHistory, PhotoRecord
from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics import METRICS
from skinmetrics.progress.change import Change, compare_bursts
from skinmetrics.progress.sentences import control_sentence
from skinmetrics.progress.verdict import Key
from skinmetrics.web.client.findings import badge
from skinmetrics.web.client.needled import needled, noise_model
from skinmetrics.web.frame import note
from skinmetrics.web.say import say, say_day, say_short_day
from skinmetrics.web.visitor import Visitor, records
from skinmetrics.web.words.metrics import metric_name, unit_name
from skinmetrics.web.words.quick_look import REGIONS as REGION_NAMES

DAYS_ON_A_PAGE = 10
CAPTURE = {"good": "Good to compare", "usable": "Can be compared", "unusable": "Cannot be compared"}
CLOSEST = (
    "Needled and other regions are compared within the same photos, so light and camera drop out. It is the estimate "
    "closest to cause that one client allows, and still no proof: the regions were chosen, not drawn by lot."
)
_NO_NUMBER = "–"


def needled_or_not(found: ClientHistory) -> None:
    """The difference in differences of each metric, and which regions stand on which side."""
    result = needled(found)
    st.caption(CLOSEST)
    for name, regions in (
        ("Needled", result.regions.needled),
        ("Not needled", result.regions.others),
        ("One half needled, counted on neither side", result.regions.partly),
    ):
        if regions:
            st.html(f"<p><strong>{name}:</strong> {escape(', '.join(REGION_NAMES[each] for each in regions))}</p>")
    if not result.metrics:
        note(
            "There is nothing to compare: it takes sessions with points on some regions and not on others, and photos."
        )
        return
    items = "".join(f"<li>{badge(one.verdict)} {escape(control_sentence(one))}</li>" for one in result.metrics)
    st.html(f'<ul class="sm-list">{items}</ul>')


@st.fragment
def two_dates(found: ClientHistory) -> None:
    """Any two counted days against each other, judged by what retaking both would do."""
    days = found.counted
    if len(days) < 2:
        note("It takes two counted photo days.")
        return
    order = range(len(days))

    def name(at: int) -> str:
        return say_short_day(days[at].day)

    with st.container(horizontal=True):
        first = st.selectbox("Earlier day", order, 0, format_func=name, width=180, key="earlier day")
        last = st.selectbox("Later day", order, len(days) - 1, format_func=name, width=180, key="later day")
    if first == last:
        note("Choose two different days.")
        return
    better = {metric.id: metric.better for metric in METRICS}
    before, after = _scores(found, days[first]), _scores(found, days[last])
    changes = compare_bursts(before, after, noise_model(), found.resolution, better)
    whole = [change for change in changes if change.region is None and change.metric in found.metrics]
    st.html(_table("What", [(say(metric_name(one.metric)), one) for one in whole], found))
    st.caption("Two days alone say less than the whole series: the noise of each counts in full.")


@st.fragment
def regions(found: ClientHistory) -> None:
    """One metric in every region, against the baseline."""
    if not found.metrics:
        note("Nothing is measured yet.")
        return
    metric = st.selectbox("Metric", found.metrics, format_func=lambda each: say(metric_name(each)), width=320)
    changes = [(REGION_NAMES[region], one.change) for region in REGIONS if (one := found.change(metric, region))]
    declined = {
        REGION_NAMES[region]: next(iter(reasons.values()))
        for region in REGIONS
        if (reasons := found.declined.get((metric, region))) and found.change(metric, region) is None
    }
    st.html(_table("Region", changes, found))
    if declined:
        items = "".join(f"<li><strong>{escape(name)}</strong>: {escape(why)}</li>" for name, why in declined.items())
        st.html(f'<ul class="sm-list">{items}</ul>')


@st.fragment
def photos_of(looking: Visitor, found: ClientHistory) -> None:
    """Every photo with how it was taken and whether it counts; leaving one out, with a reason that all can read."""
    if not found.photos:
        note("No photos yet.")
        return
    bursts = list(reversed(found.bursts))
    pages = -(-len(bursts) // DAYS_ON_A_PAGE)
    page = int(st.number_input(f"Page of {pages}", 1, pages, 1, width=140)) if pages > 1 else 1
    for burst in bursts[(page - 1) * DAYS_ON_A_PAGE : page * DAYS_ON_A_PAGE]:
        items = "".join(map(_photo, burst.photos))
        st.html(f'<h3 class="sm-day">{say_day(burst.day)}</h3><ul class="sm-shots">{items}</ul>')
    if found.undated:
        st.html(f'<h3 class="sm-day">Without a day</h3><ul class="sm-shots">{"".join(map(_photo, found.undated))}</ul>')
    _leave_out(looking, found)


def _photo(photo: PhotoRecord) -> str:
    taken = f"{photo.local:%H:%M}" if photo.local and photo.timed else "no time"
    how = CAPTURE.get(photo.capture or "", "Not measured yet" if photo.state == "waiting" else "Not measured")
    problems = " ".join(problem.message for problem in photo.problems)
    why = photo.why_not or problems
    mark = "" if photo.counts or photo.state == "waiting" else '<span class="sm-look">Not counted</span> '
    alt = f"Photo of {say_day(photo.day)}, {taken}" if photo.day else "Photo without a day"
    return (
        f'<li><img src="/photo/{photo.id}" loading="lazy" alt="{escape(alt)}">'
        f"<span><strong>{taken}</strong> {mark}{how}<br>{escape(why)}</span></li>"
    )


def _leave_out(looking: Visitor, found: ClientHistory) -> None:
    counted = [photo for photo in reversed(found.photos) if photo.exclusion is None]
    out = [photo for photo in found.photos if photo.exclusion is not None]
    with st.expander("Leave a photo out, or count it again", icon=":material/block:"):
        chosen = st.selectbox("Photo to leave out", counted, format_func=_name, index=None, key="leave out")
        reason = st.text_input("Why", key="leave out why", placeholder="sunburnt, other lamp, make-up …")
        st.caption("Decide before looking at its scores. The photo stays visible, with this reason.")
        if st.button("Leave out", disabled=chosen is None) and chosen is not None:
            _remark(looking, chosen.id, reason)
        again = (
            st.selectbox("Photo to count again", out, format_func=_name, index=None, key="count again") if out else None
        )
        if again is not None and st.button("Count again"):
            _remark(looking, again.id, None)


def _remark(looking: Visitor, photo_id: uuid.UUID, reason: str | None) -> None:
    try:
        if reason is None:
            remarks.include(records(), looking.actor, photo_id)
        else:
            remarks.exclude(records(), looking.actor, photo_id, reason)
    except ClinicError as error:
        note(str(error))
        return
    st.rerun(scope="app")


def _name(photo: PhotoRecord) -> str:
    if photo.local is None:
        return f"without a day, added {photo.added_at:%Y-%m-%d %H:%M}"
    return f"{say_short_day(photo.local.date())}{f', {photo.local:%H:%M:%S}' if photo.timed else ''}"


def _scores(found: ClientHistory, burst: BurstRecord) -> dict[Key, list[float]]:
    ids = [photo.id for photo in burst.counted]
    return {key: [values.get(each, float("nan")) for each in ids] for key, values in found.values.items()}


def _table(first: str, changes: Sequence[tuple[str, Change]], found: ClientHistory) -> str:
    head = "".join(
        f"<th scope='col'>{name}</th>" for name in (first, "Before", "After", "Change", "Noise, up to", "Verdict")
    )
    rows = "".join(_table_row(name, change, found) for name, change in changes)
    return (
        '<div class="sm-table" tabindex="0" role="region" aria-label="Table of changes"><table>'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table></div>"
    )


def _table_row(name: str, change: Change, found: ClientHistory) -> str:
    unit = unit_name(found.units.get(change.metric, ""))
    noise = 100 * change.mdc95 / abs(change.before) if change.mdc95 is not None and change.before else None
    cells = (
        _number(change.before, unit),
        _number(change.after, unit),
        _NO_NUMBER if change.change_pct is None else f"{change.change_pct:+.0f} %",
        _NO_NUMBER if noise is None else f"{noise:.0f} %",
    )
    numbers = "".join(f'<td class="sm-number">{cell}</td>' for cell in cells)
    return f"<tr><th scope='row'>{escape(name)}</th>{numbers}<td>{badge(change.verdict)}</td></tr>"


def _number(value: float | None, unit: str) -> str:
    return _NO_NUMBER if value is None else f"{value:.3g} {escape(unit)}"
