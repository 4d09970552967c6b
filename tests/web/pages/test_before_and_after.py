"""Whether two days compare: worked out beside the page, from the records of the page that asked."""

from __future__ import annotations

import time
from collections.abc import Callable, Hashable
from functools import partial
from threading import current_thread
from typing import TypeVar

import pytest

from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.records import Records
from skinmetrics.jobs.inline import InlineRunner
from skinmetrics.web.client import faces, lines
from skinmetrics.web.client.beside import Beside
from skinmetrics.web.client.not_looked_at import NotFollowedError, NotLookedAtError
from skinmetrics.web.line_by_line import LinesFound
from skinmetrics.web.practice import days_apart
from skinmetrics.web.routes import photos
from skinmetrics.web.words import client as words
from tests.clinic.test_history import DAY, examined, of_client, shot
from tests.clinic.world import START, World
from tests.web.pages.conftest import Open, text
from tests.web.pages.test_two_dates import LosingWorkers, visitor

Found = TypeVar("Found")


def settled(ask: Callable[[], Found | None]) -> Found:
    """The answer, once there is one."""
    for _ in range(600):
        if (found := ask()) is not None:
            return found
        time.sleep(0.05)
    pytest.fail("there is never an answer")


def test_a_failure_is_said_as_one_and_passes(world: World, open_page: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(2):
        shot(world, START + n * DAY, examined(3))
    care = words.NOT_ALIKE.partition("{")[0]
    monkeypatch.setattr(faces, "workers", LosingWorkers)
    app = open_page("progress", "own client")
    told = settled(lambda: None if words.CHECKING in text(app.run()) else text(app))
    assert str(NotLookedAtError()) in told
    assert care not in told
    monkeypatch.setattr(faces, "workers", InlineRunner)
    told = settled(lambda: None if words.CHECKING in text(app.run()) else text(app))
    assert str(NotLookedAtError()) not in told
    assert care in told, "bytes that are no photo do not compare, and that is an answer"


def test_lines_that_cannot_be_followed_are_said_to_be_none_not_a_fault(
    world: World, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    for n in range(2):
        shot(world, START + n * DAY, examined(3))
    for module in (faces, photos):
        monkeypatch.setattr(module, "workers", InlineRunner)
    asked = list[object]()

    class AtOnce(Beside[LinesFound]):
        """The answer is there the second time that it is asked for: in the part that waits for it."""

        def of(self, key: Hashable, work: Callable[[], LinesFound]) -> LinesFound | None:
            asked.append(key)
            return work() if len(asked) == 2 else None

    beside = AtOnce()
    monkeypatch.setattr(lines, "_beside", lambda: beside)
    monkeypatch.setattr(lines, "workers", InlineRunner)
    told = text(open_page("progress", "own client"))
    assert words.LINES_NONE in told
    assert words.FAULT not in told
    assert len(asked) == 2, "the page drawn anew says why, and does not begin again"

    asked.clear()
    monkeypatch.setattr(lines, "aligned", lambda *_: b"")
    monkeypatch.setattr(lines, "workers", LosingWorkers)
    told = text(open_page("progress", "own client"))
    assert str(NotFollowedError()) in told
    assert words.LINES_NONE not in told


@pytest.mark.parametrize(
    ("cameras", "said"),
    [
        (("old", "old", "new"), words.LINES_LEFT_OUT_ONE),
        (("old", "old", "new", "old", "other"), words.LINES_LEFT_OUT.format(count=2)),
        (("old", "new"), words.LINES_FEW_DAYS),
    ],
)
def test_lines_are_followed_only_over_days_that_can_be_compared(
    world: World, open_page: Open, monkeypatch: pytest.MonkeyPatch, cameras: tuple[str, ...], said: str
) -> None:
    taken = [shot(world, START + n * DAY, examined(3, camera=camera)) for n, camera in enumerate(cameras)]
    asked = list[tuple[Hashable, object]]()

    class Asked(Beside[LinesFound]):
        def of(self, key: Hashable, work: Callable[[], LinesFound]) -> LinesFound | None:
            asked.append((key, work))
            return LinesFound("", (), (), ())

    beside = Asked()
    monkeypatch.setattr(lines, "_beside", lambda: beside)
    monkeypatch.setattr(faces, "workers", InlineRunner)
    for page, person, client in (("progress", "own client", None), ("client", "practitioner", world.client)):
        asked.clear()
        assert said in text(open_page(page, person, client))
        followed = [photo for photo, camera in zip(taken, cameras, strict=True) if camera == "old"]
        photos = [key[1] for key, _ in asked if isinstance(key, tuple)]
        assert photos == ([tuple((one,) for one in followed)] if len(followed) > 1 else [])


def test_what_one_person_is_refused_is_no_answer_for_another(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "workers", InlineRunner)
    pair = [shot(world, START + n * DAY, examined(3)) for n in range(2)]
    with pytest.raises(NotLookedAtError):
        settled(lambda: faces._differences(visitor(world, "other clinic"), *pair))
    assert settled(lambda: faces._differences(visitor(world), *pair))


def test_what_works_beside_a_page_does_not_ask_for_records(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may begin when they are others, or closed."""
    asked_by = set[str]()

    def records() -> Records:
        asked_by.add(current_thread().name)
        return world.records

    def answered(ask: Callable[[], object]) -> object:
        try:
            return ask()
        except ClinicError as error:
            return error

    for module in (faces, lines, days_apart, photos):
        monkeypatch.setattr(module, "records", records)
        monkeypatch.setattr(module, "workers", InlineRunner)
    pair = [shot(world, START + n * DAY, examined(3)) for n in range(2)]
    found, looking = of_client(world), visitor(world)
    for ask in (
        partial(faces._differences, looking, *pair),
        partial(days_apart.days_apart, looking, *found.counted),
        partial(lines._lines, found, list(found.counted)),
    ):
        settled(partial(answered, ask))
    assert asked_by == {current_thread().name}
