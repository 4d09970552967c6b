"""Which of pytest's processes runs which tests."""

from __future__ import annotations

from xdist.scheduler import LoadFileScheduling

IN_A_BROWSER = "tests/browser/"


class Scheduling(LoadFileScheduling):
    """The tests of a file go to one process, and all that drive Chromium to the same one.

    Those mostly wait: begun early and one after the other, they leave the cores to what the other processes compute.
    """

    def _split_scope(self, nodeid: str) -> str:
        return IN_A_BROWSER if nodeid.startswith(IN_A_BROWSER) else super()._split_scope(nodeid)
