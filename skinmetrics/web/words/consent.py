"""What each consent means, in the words that a client agrees to, and what each action in the audit is called.

Changing the meaning of a text in `PURPOSES` needs new versions: the one agreed to is kept with each consent.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from skinmetrics.clinic.tables import Purpose

VERSION, VERSION_ELSEWHERE = "2026-11", "2026-11 elsewhere"

PURPOSES: Mapping[Purpose, tuple[str, str]] = MappingProxyType(
    {
        Purpose.MEASURING: (
            "Keep and measure my photos",
            "Your photos are stored encrypted on the clinic's own computer, and your skin is measured on them.",
        ),
        Purpose.PRACTITIONER: (
            "My practitioner may see photos and scores",
            "The practitioner who treats you, and nobody else of the clinic.",
        ),
        Purpose.STATISTICS: (
            "Count me in the clinic's statistics",
            "Your scores count among those of all clients, without your name or photos.",
        ),
        Purpose.SHOWING: (
            "My before and after may be shown",
            "Your practitioner may put your before and after pictures into your report.",
        ),
    }
)
"""The name of each purpose, and what it means."""

MEASURING_ELSEWHERE = (
    "Your photos are stored encrypted, and your skin is measured on them. Both may happen on computers that others run "
    "for the clinic."
)
"""What keeping and measuring means where the settings name another store, or another place to measure."""


def agreed_to(*, kept_by_the_clinic: bool) -> tuple[Mapping[Purpose, tuple[str, str]], str]:
    """The purposes as a client is asked for them, by where photos lie, and the version of these texts."""
    if kept_by_the_clinic:
        return PURPOSES, VERSION
    name, _ = PURPOSES[Purpose.MEASURING]
    return {**PURPOSES, Purpose.MEASURING: (name, MEASURING_ELSEWHERE)}, VERSION_ELSEWHERE


ACTIONS: Mapping[str, str] = MappingProxyType(
    {
        "view_client": "opened the page",
        "view_photo": "saw a photo",
        "view_scores": "saw the scores",
        "view_notes": "read the notes",
        "show_before_after": "showed before and after",
        "add_photo": "added a photo",
        "delete_photo": "deleted a photo",
        "remark_photo": "noted something about a photo",
        "exclude_photo": "left a photo out, or counted it again",
        "confirm_photo": "said whom a photo shows, or took it back",
        "swap_sides": "swapped left and right, or took it back",
        "record_session": "wrote down a session",
        "correct_session": "corrected a session",
        "delete_session": "deleted a session",
        "write_note": "wrote a note",
        "correct_note": "corrected a note",
        "delete_note": "deleted a note",
        "record_consent": "changed a consent",
        "withdraw_consent": "withdrew a consent",
        "rename_client": "changed the name",
        "export_client": "downloaded everything",
        "add_client": "made the record",
        "assign_practitioner": "changed who treats",
        "invite_client": "sent an invitation",
        "hold_client": "changed a legal hold",
        "archive_client": "archived or brought back",
        "erase_client": "erased the records",
        "view_audit": "looked at the audit",
        "change_settings": "changed the settings",
        "choose_language": "chose a language",
        "invite_colleague": "invited a colleague",
        "disable_account": "closed an account",
        "reopen_account": "opened an account again",
        "reset_password": "made a link for a new password",
        "sign_out_everywhere": "signed out on all devices",
        "accept_invitation": "accepted an invitation",
        "set_up": "set up the clinic",
    }
)
"""What was done, for people."""

IT_WAS = "{done} (it was of {when})"
"""Of a session that was corrected or deleted."""
