"""The look of the practitioner's pages."""

from __future__ import annotations

from pathlib import Path

import streamlit as st

_STYLE = Path(__file__).with_name("practice.css")


def style() -> None:
    """Add what these pages need to the common style."""
    st.html(_STYLE)
