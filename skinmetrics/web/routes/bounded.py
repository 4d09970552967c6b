"""Requests whose body may not be larger than what is asked for."""

from __future__ import annotations

from collections.abc import AsyncGenerator

from starlette.requests import Request

from skinmetrics.clinic.errors import ClinicError
from skinmetrics.web.routes import words


class TooMuchError(ClinicError):
    """More in one request than may come at once."""


class Bounded(Request):
    """A request of so many megabytes (10⁶ bytes) at most. Reading its body or form raises TooMuchError beyond them.

    What is beyond is read and dropped: a browser that is still sending would take an early answer for a lost line.
    """

    def __init__(self, request: Request, megabytes: float) -> None:
        """`request` is the one as it came, its body not yet read."""
        super().__init__(request.scope, request.receive)
        self._megabytes = megabytes

    async def stream(self) -> AsyncGenerator[bytes, None]:
        """The body as it comes, as far as it may."""
        most, came = self._megabytes * 1e6, 0
        async for chunk in super().stream():
            came += len(chunk)
            if came <= most:
                yield chunk
        if came > most:
            raise TooMuchError(words.TOO_LARGE.format(megabytes=f"{self._megabytes:g}"))
