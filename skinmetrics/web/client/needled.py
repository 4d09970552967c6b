"""Needled against un-needled regions of one client, kept as long as their history is the same."""

from __future__ import annotations

from functools import cache
from typing import cast

import streamlit as st

from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.clinic.history.needled import Needled, compare_sides
from skinmetrics.progress.noise import NoiseModel, load_noise_model

_KEY = "needled"


@cache
def noise_model() -> NoiseModel:
    """The packaged noise model, read once."""
    return load_noise_model()


def needled(found: ClientHistory) -> Needled:
    """The comparison of a history; no metrics where no point on the face was noted, or none was left out."""
    kept = st.session_state.get(_KEY)
    if kept is not None and kept[0] is found:
        return cast("Needled", kept[1])
    result = compare_sides(found, noise_model())
    st.session_state[_KEY] = (found, result)
    return result
