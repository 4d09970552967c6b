"""The visitor's clock: that of the browser, which may be far from the computer that runs the program."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import streamlit as st


def visitors_zone() -> ZoneInfo | None:
    """The time zone that the browser tells; None where it tells none, or one that is not known here."""
    return zone_called(st.context.timezone)


def zone_called(name: str | None) -> ZoneInfo | None:
    """The time zone of a name, whatever came for one."""
    try:
        return ZoneInfo(name) if name else None
    except (KeyError, ValueError, OSError):  # unknown; no name at all; a folder of names
        return None
