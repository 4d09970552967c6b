"""What the clients of a clinic show together: a picture of all metrics, and their numbers."""

from __future__ import annotations

from collections.abc import Sequence

import altair as alt
import pandas as pd
import streamlit as st

from skinmetrics.progress.cohort import CohortEffect
from skinmetrics.web.amounts import NO_NUMBER, say_amount
from skinmetrics.web.charting import Chart, in_language
from skinmetrics.web.say import say, say_number
from skinmetrics.web.tables import row, table
from skinmetrics.web.words import practice as told
from skinmetrics.web.words.metrics import metric_name

FORM = "+.1f"
ROW_PX = 30
NAME_PX = 170
HEAD = (told.WHAT, told.CLIENTS_TITLE, told.ON_AVERAGE, told.INTERVAL_95, told.FURTHER_CLIENT)


def show_effects(effects: Sequence[CohortEffect]) -> None:
    """The mean change of each metric with its interval, and where a further client would lie."""
    in_percent = [effect for effect in effects if effect.unit is None]
    if in_percent:
        st.altair_chart(_chart(in_percent), width="stretch", key="cohort")
        st.caption(say(told.COHORT_CHART))
    head = [say(each) for each in HEAD]
    st.html(table(head, [_row(head, effect) for effect in effects], say(told.PART_COHORT)))
    if any(effect.prediction95 is None for effect in effects):
        st.caption(say(told.NOT_HOW_FAR))


def _row(head: Sequence[str], effect: CohortEffect) -> str:
    unit = "%" if effect.unit is None else effect.unit
    ahead = NO_NUMBER if effect.prediction95 is None else _between(effect.prediction95, unit)
    numbers = (str(effect.clients), say_amount(effect.mean, unit, FORM), _between(effect.ci95, unit), ahead)
    return row(head, say(metric_name(effect.metric)), numbers)


def _between(ends: tuple[float, float], unit: str) -> str:
    low, high = ends
    return say(told.FROM_TO, low=say_number(low, FORM), high=say_amount(high, unit, FORM))


def _chart(effects: Sequence[CohortEffect]) -> Chart:
    rows = pd.DataFrame(
        [
            {"name": say(metric_name(one.metric)), "mean": one.mean, "low": one.ci95[0], "high": one.ci95[1],
             "least": ahead[0], "most": ahead[1]}
            for one in effects
            for ahead in [one.prediction95 or one.ci95]
        ]
    )  # fmt: skip
    y = alt.Y("name:N", sort=None, title=None, axis=alt.Axis(labelLimit=NAME_PX, ticks=False, domain=False))
    shown = alt.Chart(rows)
    x = alt.X("mean:Q", title="%", axis=alt.Axis(tickCount=4, labelOverlap=True))
    layers = [
        alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color="gray", strokeDash=[3, 3]).encode(x="zero:Q"),
        shown.mark_bar(height=8, opacity=0.25, cornerRadius=4).encode(y=y, x=alt.X("least:Q"), x2="most:Q"),
        shown.mark_bar(height=2).encode(y=y, x=alt.X("low:Q"), x2="high:Q"),
        shown.mark_point(size=60, filled=True, opacity=1).encode(y=y, x=x),
    ]
    chart = alt.layer(*layers).properties(height=ROW_PX * len(effects) + 40, description=say(told.COHORT_CHART))
    return in_language(chart)
