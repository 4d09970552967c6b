"""What all charts share: days and amounts on their axes, written as the visitor writes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime

import altair as alt
import pandas as pd

from skinmetrics.progress.words.saying import DECIMAL_POINT, MONTHS, decimals, tick_decimals
from skinmetrics.web.say import say, say_month, say_number
from skinmetrics.web.words import client as told

Chart = alt.LayerChart | alt.FacetChart

DAYS_SHOWN = 330
"""Over a longer time an axis names months and years in place of days."""

MOST_LABELS = 4
_FLUSH_PX = 40  # a label this near an end of the axis is written inwards, not cut off
_WEEK = ("",) * 7  # no axis names days of the week


def in_language(chart: Chart) -> Chart:
    """The chart with its numbers and dates as the visitor writes them."""
    numbers = alt.NumberLocale(
        decimal=say(DECIMAL_POINT), thousands="\N{NO-BREAK SPACE}", grouping=[3], currency=["", ""], minus="−"
    )
    names = [say(month) for month in MONTHS]
    times = alt.TimeLocale(
        dateTime=say(told.AXIS_DAY), date=say(told.AXIS_DAY), time="%H:%M", periods=["", ""], days=_WEEK,
        shortDays=_WEEK, months=names, shortMonths=[say_month(number) for number in range(1, 13)],
    )  # fmt: skip
    localised: Chart = chart.configure(locale=alt.Locale(number=numbers, time=times))
    return localised


def described(name: str, where: str, points: pd.DataFrame, unit: str, sentence: str) -> str:
    """What a chart shows, for who hears it: what, where, the first and the last of its `points`, and what is said."""
    form = f".{decimals(points['value'])}f"
    known = list(zip(points["day"], points["value"], strict=True))
    ends = dict.fromkeys((known[0], known[-1]))
    values = "; ".join(f"{day}: {say_number(float(value), form)} {unit}" for day, value in ends)
    return f"{name}, {where}. {values}. {sentence}".rstrip()


def date_format(first: date, last: date) -> str:
    """How an axis from one day to another writes them: 9 Feb, or Feb 2026 where it is long."""
    return say(told.AXIS_DAY if (last - first).days < DAYS_SHOWN else told.AXIS_MONTH)


def amount_axis(*drawn: float, ticks: int = 4) -> alt.Axis:
    """An axis of amounts with as many decimals as tell its labels from each other; `drawn` are all on it."""
    return alt.Axis(tickCount=ticks, format=f".{tick_decimals(min(drawn), max(drawn), ticks)}f")


def day_axis(times: Sequence[datetime]) -> alt.Axis:
    """An axis of days, `times` in their order: labels at as many of them as have room beside each other on a phone."""
    apart = (times[-1] - times[0]) / MOST_LABELS
    labelled = list(times[:1])
    for time in times[1:]:
        if time - labelled[-1] >= apart:
            labelled.append(time)
    form = date_format(times[0].date(), times[-1].date())
    return alt.Axis(values=labelled, format=form, grid=False, labelFlush=_FLUSH_PX, labelOverlap=True)
