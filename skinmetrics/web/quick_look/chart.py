"""A metric over time, with the noise of retaking as a band."""

from __future__ import annotations

from datetime import datetime

import altair as alt
import pandas as pd

from skinmetrics.progress.band import noise_band
from skinmetrics.progress.change import Change
from skinmetrics.web.charting import Chart, date_format, in_language
from skinmetrics.web.quick_look.series import Series
from skinmetrics.web.say import say, say_day
from skinmetrics.web.words import quick_look as words
from skinmetrics.web.words.metrics import metric_name, unit_name

HEIGHT_PX = 240
MOST_LABELS = 4


def metric_chart(found: Series, metric: str, region: str | None, change: Change | None) -> Chart | None:
    """Points are single photos, larger ones bursts, joined by a line; None where nothing was measured.

    The band is the first burst ± the smallest change that is not noise (`Change.mdc95`).
    """
    bursts = _bursts(found, metric, region)
    if bursts.empty:
        return None
    dates = alt.Axis(values=_labelled(found), format=date_format(found.bursts[0].day, found.bursts[-1].day), grid=False)
    x = alt.X("when:T", title=None, axis=dates)
    y = alt.Y(
        "value:Q",
        title=say(unit_name(found.unit(metric))),
        scale=alt.Scale(zero=False, nice=True),
        axis=alt.Axis(tickCount=4),
    )
    tooltip = [
        alt.Tooltip("day:N", title=say(words.DATE)),
        alt.Tooltip("value:Q", title=say(metric_name(metric)), format=".3g"),
        alt.Tooltip("what:N", title=say(words.FROM)),
    ]
    layers: list[alt.Chart] = []
    ends = noise_band(change)
    if ends is not None:
        band = pd.DataFrame([ends], columns=["low", "high"])
        layers.append(
            alt.Chart(band)
            .mark_rect(color="gray", opacity=0.2, description=say(words.BAND))
            .encode(y=alt.Y("low:Q", scale=alt.Scale(zero=False)), y2="high:Q")
        )
    layers.append(alt.Chart(bursts).mark_line(opacity=0.5, strokeWidth=1.5, aria=False).encode(x=x, y=y))
    photos = _photos(found, metric, region)
    if not photos.empty:
        layers.append(alt.Chart(photos).mark_circle(size=22, opacity=0.45).encode(x=x, y=y, tooltip=tooltip))
    layers.append(alt.Chart(bursts).mark_point(size=90, filled=True, opacity=1).encode(x=x, y=y, tooltip=tooltip))
    description = f"{say(metric_name(metric))}, {words.region_name(region, say)}"
    return in_language(alt.layer(*layers).properties(height=HEIGHT_PX, description=description))


def _labelled(found: Series) -> list[datetime]:
    """The times that get a label: as many as have room beside each other on a phone."""
    times = [burst.clock for burst in found.bursts]
    apart = (times[-1] - times[0]) / MOST_LABELS
    labelled = times[:1]
    for time in times[1:]:
        if time - labelled[-1] >= apart:
            labelled.append(time)
    return labelled


def _bursts(found: Series, metric: str, region: str | None) -> pd.DataFrame:
    rows = [
        {"when": burst.clock, "day": say_day(burst.day), "value": value, "what": words.photos(len(burst.photos), say)}
        for burst in found.bursts
        if (value := found.value(burst, metric, region)) is not None
    ]
    return pd.DataFrame(rows)


def _photos(found: Series, metric: str, region: str | None) -> pd.DataFrame:
    rows = [
        {
            "when": burst.clock,
            "day": say_day(burst.day),
            "value": found.photo_value(photo, metric, region),
            "what": photo.scores.photo,
        }
        for burst in found.bursts
        if len(burst.photos) > 1
        for photo in burst.photos
    ]
    return pd.DataFrame(rows).dropna(subset="value") if rows else pd.DataFrame()
