"""What the clinic's records refuse, each with a sentence for people."""


class ClinicError(Exception):
    """Base of every refusal of this package; `str()` is a sentence that says what to do next."""


class StorageFullError(ClinicError):
    """There is no room for the database or the photos; nothing was saved."""

    def __str__(self) -> str:
        """The sentence for people."""
        return "The disk is full, so nothing was saved. Make room on it, then try again."


class DatabaseDownError(ClinicError):
    """The database does not answer; why is for whoever runs the program, and in its log."""

    def __str__(self) -> str:
        """The sentence for people."""
        return "The records cannot be reached just now. Nothing that was saved is lost; try again in a minute."


class ChangedMeanwhileError(ClinicError):
    """What somebody wants to change is no longer what they saw."""

    def __str__(self) -> str:
        """The sentence for people."""
        return (
            "Somebody else has changed this meanwhile, so nothing was saved. Look at what is there now, and try again."
        )


class NotFoundError(ClinicError):
    """The thing asked for is not in the records (any more)."""
