"""What takes a second or two is worked out beside the page, once for all who look, and kept for a while."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock
from typing import Generic, TypeVar

Found = TypeVar("Found")


@dataclass
class Beside(Generic[Found]):
    """Answers by key, the latest `kept` of them. Whoever asks must be allowed to see what they ask for."""

    kept: int = 64
    _pool: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(2, "beside"))
    _found: OrderedDict[Hashable, Future[Found]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, key: Hashable, work: Callable[[], Found]) -> Found | None:
        """The answer, or None while it is being worked out. An error of `work` is raised once, then tried again.

        `work` may begin long after the page that asked is done: what it works on is handed to it, not asked for in it.
        """
        with self._lock:
            future = self._found.get(key)
            if future is None:
                future = self._found[key] = self._pool.submit(work)
                while len(self._found) > self.kept:
                    self._found.popitem(last=False)
            self._found.move_to_end(key)
            if not future.done():
                return None
            if future.exception() is not None:
                del self._found[key]
        return future.result()
