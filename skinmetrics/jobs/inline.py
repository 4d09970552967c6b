"""Work done in the calling process, one item after another."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from skinmetrics.jobs.runner import Done, Failed, Item, Value


class InlineRunner:
    """For a few items of one's own. A crash here is a crash of the caller: strangers' files go to worker processes."""

    def map(
        self,
        function: Callable[[Item], Value],
        items: Sequence[Item],
        *,
        background: bool = False,  # noqa: ARG002 - the caller does nothing else meanwhile
    ) -> Iterator[Done[Value] | Failed]:
        """See `Runner.map`."""
        for index, item in enumerate(items):
            try:
                outcome: Done[Value] | Failed = Done(index, function(item))
            except Exception as error:
                outcome = Failed(index, error)
            yield outcome

    def close(self) -> None:
        """Nothing was started."""
