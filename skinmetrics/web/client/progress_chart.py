"""A metric of one client over time: retake noise as a band, sessions as marks, what does not count as crosses."""

from __future__ import annotations

import altair as alt
import pandas as pd

from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.clinic.history.days import Day, counted_days, day_value
from skinmetrics.reports.words import BAND
from skinmetrics.web.amounts import NO_NUMBER, in_lengths
from skinmetrics.web.charting import Chart, amount_axis, day_axis, described, in_language
from skinmetrics.web.client.findings import sentence_of
from skinmetrics.web.client.retaking import retaking
from skinmetrics.web.say import say, say_day, say_number
from skinmetrics.web.words import client as told
from skinmetrics.web.words.metrics import metric_name
from skinmetrics.web.words.quick_look import REGIONS, photos

HEIGHT_PX = 280
CROSS = "M-.7,-.7L.7,.7M-.7,.7L.7,-.7"


def progress_chart(found: ClientHistory, metric: str, region: str | None) -> Chart | None:
    """The chart of a metric in a region (None: whole face); None where nothing was measured."""
    points = _points(found, metric, region)
    if points.empty:
        return None
    _, unit = in_lengths(0.0, found.units.get(metric, ""))
    crosses, ends = _crosses(found, metric, region), _ends(found, metric, region)
    x = alt.X("when:T", title=None, axis=day_axis([burst.local for burst in found.bursts]))
    y = alt.Y(
        "value:Q",
        title=unit,
        scale=alt.Scale(zero=False, nice=True),
        axis=amount_axis(*points["value"], *crosses.get("value", pd.Series(dtype=float)).dropna(), *ends),
    )
    tooltip = [
        alt.Tooltip("day:N", title=say(told.DATE)),
        alt.Tooltip("score:N", title=say(told.VALUE)),
        alt.Tooltip("about:N", title=say(told.ABOUT)),
    ]
    layers = [_band(ends)] if ends else []
    layers.append(alt.Chart(points).mark_line(opacity=0.5, strokeWidth=1.5, aria=False).encode(x=x, y=y))
    if not crosses.empty:
        mark = alt.Chart(crosses).mark_point(shape=CROSS, size=70, color="gray", strokeWidth=2, opacity=0.9)
        layers.append(mark.encode(x=x, y=y, tooltip=tooltip))
    layers.append(alt.Chart(points).mark_point(size=70, filled=True, opacity=1).encode(x=x, y=y, tooltip=tooltip))
    if found.sessions:
        layers.append(_sessions(found, x))
    where = say(told.WHOLE_FACE if region is None else REGIONS[region])
    one = found.change(metric, region)
    told_of = "" if one is None or found.treatment_start is None else sentence_of(found, one)
    description = described(say(metric_name(metric)), where, points, unit, told_of)
    return in_language(alt.layer(*layers).properties(height=HEIGHT_PX, description=description))


def _ends(found: ClientHistory, metric: str, region: str | None) -> tuple[float, ...]:
    """Where the band of retaking ends, as people read scores; none where it is not known."""
    band = retaking(found, metric, region)
    factor, _ = in_lengths(1.0, found.units.get(metric, ""))
    return () if band is None else (factor * band.low, factor * band.high)


def _band(ends: tuple[float, ...]) -> alt.Chart:
    rows = pd.DataFrame([ends], columns=["low", "high"])
    mark = alt.Chart(rows).mark_rect(color="gray", opacity=0.2, description=say(BAND))
    band: alt.Chart = mark.encode(y=alt.Y("low:Q", scale=alt.Scale(zero=False)), y2="high:Q")
    return band


def _sessions(found: ClientHistory, x: alt.X) -> alt.Chart:
    rows = pd.DataFrame(
        [
            {"when": facts.local, "day": say_day(facts.held_on)}
            for facts in (session.facts for session in found.sessions)
        ]
    ).astype({"when": "datetime64[ns]"})
    mark = alt.Chart(rows).mark_point(shape="triangle-up", filled=True, size=45, opacity=0.75, color="gray")
    marks: alt.Chart = mark.encode(
        x=x, y=alt.value(HEIGHT_PX - 6), tooltip=[alt.Tooltip("day:N", title=say(told.SESSION))]
    )
    return marks


def _points(found: ClientHistory, metric: str, region: str | None) -> pd.DataFrame:
    if found.series is None or (metric, region) not in found.series.keys:
        return pd.DataFrame()
    rows = [
        {"when": day[0].local, "day": say_day(day[0].day), "value": value, "measured": True, "about": _photos(day)}
        for day in counted_days(found)
        if (value := day_value(found, day, metric, region)) is not None
    ]
    return _shown(found, metric, pd.DataFrame(rows))


def _shown(found: ClientHistory, metric: str, scores: pd.DataFrame) -> pd.DataFrame:
    """Scores in the lengths that people read; in words, ``score``, only what was measured."""
    if "value" not in scores:
        return scores
    factor, _ = in_lengths(1.0, found.units.get(metric, ""))
    shown = scores.assign(value=factor * scores["value"])
    said = shown["value"].map(lambda value: say_number(value, ".3g"))
    return shown.assign(score=said.where(shown["measured"], NO_NUMBER))


def _photos(day: Day) -> str:
    return photos(sum(len(burst.counted) for burst in day), say)


def _crosses(found: ClientHistory, metric: str, region: str | None) -> pd.DataFrame:
    """Photos that do not count: at their value, or at the level of the first counted one where they have none."""
    values = found.values.get((metric, region), {})
    level = next((value for burst in found.counted if (value := found.value(burst, metric, region)) is not None), None)
    rows = [
        {
            "when": photo.local,
            "day": say_day(photo.day),
            "value": values.get(photo.id, level),
            "measured": photo.id in values,
            "about": say(photo.why_not),
        }
        for burst in found.bursts
        for photo in burst.photos
        if photo.why_not is not None and photo.day is not None
    ]
    return _shown(found, metric, pd.DataFrame(rows))
