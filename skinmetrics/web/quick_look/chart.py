"""A metric over time, with the noise of retaking as a band."""

from __future__ import annotations

import altair as alt
import pandas as pd

from skinmetrics.progress.change import Change
from skinmetrics.progress.statistics.band import noise_band
from skinmetrics.web.amounts import in_lengths
from skinmetrics.web.charting import Chart, amount_axis, day_axis, described, in_language
from skinmetrics.web.quick_look.series import Series
from skinmetrics.web.say import say, say_day
from skinmetrics.web.words import quick_look as words
from skinmetrics.web.words.metrics import metric_name

HEIGHT_PX = 240


def metric_chart(found: Series, metric: str, region: str | None, change: Change | None, told: str = "") -> Chart | None:
    """Points are single photos, larger ones bursts, joined by a line; None where nothing was measured.

    The band is the first day ± the smallest change that is not noise (`Change.mdc95`). `told` is what is said of the
    change, for who cannot see the chart.
    """
    bursts = _bursts(found, metric, region)
    if bursts.empty:
        return None
    factor, unit = in_lengths(1.0, found.unit(metric))
    bursts, photos = (_shown(scores, factor) for scores in (bursts, _photos(found, metric, region)))
    band = noise_band(change)
    ends = None if band is None else [factor * end for end in band]
    x = alt.X("when:T", title=None, axis=day_axis([burst.clock for burst in found.bursts]))
    y = alt.Y(
        "value:Q",
        title=unit,
        scale=alt.Scale(zero=False, nice=True),
        axis=amount_axis(*bursts["value"], *photos.get("value", ()), *(ends or ())),
    )
    tooltip = [
        alt.Tooltip("day:N", title=say(words.DATE)),
        alt.Tooltip("value:Q", title=say(metric_name(metric)), format=".3g"),
        alt.Tooltip("what:N", title=say(words.FROM)),
    ]
    layers: list[alt.Chart] = []
    if ends is not None:
        rows = pd.DataFrame([ends], columns=["low", "high"])
        layers.append(
            alt.Chart(rows)
            .mark_rect(color="gray", opacity=0.2, description=say(words.BAND))
            .encode(y=alt.Y("low:Q", scale=alt.Scale(zero=False)), y2="high:Q")
        )
    layers.append(alt.Chart(bursts).mark_line(opacity=0.5, strokeWidth=1.5, aria=False).encode(x=x, y=y))
    if not photos.empty:
        layers.append(alt.Chart(photos).mark_circle(size=22, opacity=0.45).encode(x=x, y=y, tooltip=tooltip))
    layers.append(alt.Chart(bursts).mark_point(size=90, filled=True, opacity=1).encode(x=x, y=y, tooltip=tooltip))
    description = described(say(metric_name(metric)), words.region_name(region, say), bursts, unit, told)
    return in_language(alt.layer(*layers).properties(height=HEIGHT_PX, description=description))


def _shown(scores: pd.DataFrame, factor: float) -> pd.DataFrame:
    """Scores in the lengths that people read."""
    return scores.assign(value=factor * scores["value"]) if "value" in scores else scores


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
