"""Under which address people reach the pages."""

from __future__ import annotations

import streamlit as st

from skinmetrics.settings import on_this_computer, settings


def address() -> str:
    """What links that are handed out begin with: what the settings say, else where this server is, on this machine."""
    chosen = settings()
    if "public_url" in chosen.model_fields_set:
        return chosen.public_url.rstrip("/")
    return f"http://{st.get_option('server.address') or 'localhost'}:{st.get_option('server.port')}"


def stays_here() -> bool:
    """Whether what a visitor adds stays on their own computer: the page comes from it, and it measures by itself."""
    return on_this_computer(st.context.url or address()) and settings().scheduler_url is None


def kept_by_the_clinic() -> bool:
    """Whether photos lie and are measured on the computer that runs the program, and nowhere else."""
    chosen = settings()
    return chosen.store.startswith("file:") and chosen.scheduler_url is None
