"""The face beside the sentence: the parts that changed, and those that moved without being sure."""

from __future__ import annotations

from collections.abc import Mapping

import streamlit as st

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.progress.change import Change
from skinmetrics.progress.verdict import PRIMARY, Key
from skinmetrics.progress.words.places import strongest_first
from skinmetrics.web.components.face_map import Part, face_map, tint, tint_strength
from skinmetrics.web.say import say
from skinmetrics.web.words import client as told
from skinmetrics.web.words import quick_look as words
from skinmetrics.web.words.metrics import VERDICTS, metric_name


def moved_somewhere(changes: Mapping[Key, Change]) -> bool:
    """Whether there is anything to show on a face: a part that changed, or moved further than its own noise."""
    return any(
        one.verdict.is_change or one.unsure
        for (metric, region), one in changes.items()
        if metric in PRIMARY and region in REGIONS
    )


def show_where(changes: Mapping[Key, Change]) -> None:
    """The drawn face; who picks a part sees its charts."""
    chosen = st.session_state.get("region")
    face_map(parts(changes), chosen, label=say(told.MAP_LABEL), key="where", choose=_choose)
    st.caption(say(words.WHERE_NOTE))


def parts(changes: Mapping[Key, Change]) -> list[Part]:
    """Every region with the weightiest that is said of it, of the metrics that stand first."""
    return [_part(region, [one for metric in PRIMARY if (one := changes.get((metric, region)))]) for region in REGIONS]


def _part(region: str, found: list[Change]) -> Part:
    name = words.region_name(region, say)
    if not found:
        return Part(region, name, say(words.NO_VALUES), "unmeasured", 0)
    one = min(strongest_first(found), key=lambda one: (not one.verdict.is_change, not one.unsure))
    verdict = say(told.UNSURE if one.unsure else VERDICTS[one.verdict.value])
    if one.verdict.is_change or one.unsure:
        verdict = f"{say(metric_name(one.metric))}, {verdict}"
    return Part(region, name, verdict, tint(one), tint_strength(one))


def _choose(region: str | None) -> None:
    st.session_state["region"] = region
