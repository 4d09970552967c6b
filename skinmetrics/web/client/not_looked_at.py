"""What is said where photos could not be looked at, for a reason that may pass."""

from __future__ import annotations

from skinmetrics.clinic.errors import ClinicError


class NotLookedAtError(ClinicError):
    """Photos that could not be looked at this time."""

    def __str__(self) -> str:
        """The sentence for people."""
        return "How differently the two days were photographed could not be checked just now. Load the page again."


class NotFollowedError(ClinicError):
    """Photos on which lines could not be followed this time."""

    def __str__(self) -> str:
        """The sentence for people."""
        return "The lines could not be followed just now. Load the page again."
