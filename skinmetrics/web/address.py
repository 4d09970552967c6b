"""Under which address people reach the pages."""

from __future__ import annotations

import streamlit as st

from skinmetrics.settings import settings


def address() -> str:
    """What links that are handed out begin with: what the settings say, else where this server is, on this machine."""
    chosen = settings()
    if "public_url" in chosen.model_fields_set:
        return chosen.public_url.rstrip("/")
    return f"http://{st.get_option('server.address') or 'localhost'}:{st.get_option('server.port')}"
