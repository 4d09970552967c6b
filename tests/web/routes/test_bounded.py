"""A request that is too large is told so, and not kept."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any, TypeVar

import pytest
from starlette.requests import Request
from starlette.types import Message

from skinmetrics.web.routes.bounded import Bounded, TooMuchError

Result = TypeVar("Result")
MEGABYTE = bytes(1_000_000)


def sent(megabytes: int, **headers: str) -> tuple[Request, Iterator[Message]]:
    """A request of so many, and what of it has not been asked for yet."""
    parts: Iterator[Message] = iter(
        [{"type": "http.request", "body": MEGABYTE, "more_body": left > 1} for left in range(megabytes, 0, -1)]
    )

    async def receive() -> Message:
        return next(parts)

    told = [(name.encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "method": "POST", "headers": told}, receive), parts


def run(work: Coroutine[Any, Any, Result]) -> Result:
    """In a thread of its own: tests of browsers leave a running loop in theirs."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


async def read(request: Request, kept: list[bytes]) -> None:
    async for chunk in request.stream():
        kept.append(chunk)  # noqa: PERF401 - what had come before an error is looked at


def test_a_body_is_read_up_to_its_bound() -> None:
    request, _ = sent(3)
    assert run(Bounded(request, 3).body()) == 3 * MEGABYTE


def test_what_is_beyond_the_bound_is_dropped_as_it_comes_whatever_the_header_says() -> None:
    for headers in ({}, {"content-length": "1"}):
        request, left = sent(400, **headers)
        kept: list[bytes] = []
        with pytest.raises(TooMuchError, match=r"2\.5 MB"):
            run(read(Bounded(request, 2.5), kept))
        assert kept == [MEGABYTE] * 2
        assert not list(left), "a browser that is still sending hears no answer"
