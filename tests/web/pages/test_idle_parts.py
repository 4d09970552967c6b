"""Parts of pages that look again by themselves, before which nobody may sit any longer."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest
import sqlalchemy as sa
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime.forward_msg_queue import ForwardMsgQueue
from streamlit.runtime.scriptrunner import RerunData
from streamlit.runtime.scriptrunner_utils.script_requests import ScriptRequests
from streamlit.testing.v1 import AppTest
from streamlit.testing.v1.local_script_runner import LocalScriptRunner

from skinmetrics.clinic.access import IDLE
from skinmetrics.clinic.tables import SignIn
from skinmetrics.web.practice.verdicts import summaries
from skinmetrics.web.words import client as words
from tests.clinic.test_history import DAY, examined, shot
from tests.clinic.world import START, World
from tests.web.pages.conftest import Open, text

Timers = list[str]

WAITING = (("add_photos", "own client"), ("progress", "own client"), ("clients", "practitioner"))
"""Pages with a part that looks again while photos are being measured or looked through."""


@pytest.fixture
def timers(monkeypatch: pytest.MonkeyPatch) -> Timers:
    """The parts that the browser is told to ask for again by itself."""
    told: Timers = []
    enqueue = ForwardMsgQueue.enqueue

    def overhear(queue: ForwardMsgQueue, message: ForwardMsg) -> None:
        if message.WhichOneof("type") == "auto_rerun":
            told.append(message.auto_rerun.fragment_id)
        enqueue(queue, message)

    monkeypatch.setattr(ForwardMsgQueue, "enqueue", overhear)
    return told


def look_again(app: AppTest, timers: Timers) -> None:
    """Run such parts alone, without their page, as when the browser asks."""
    ask, parts = LocalScriptRunner.request_rerun, list(dict.fromkeys(timers))
    assert parts

    def alone(runner: LocalScriptRunner, asked: RerunData) -> bool:
        runner._requests = ScriptRequests()  # without the one for the whole page that each runner begins with
        return ask(runner, replace(asked, fragment_id_queue=parts, is_auto_rerun=True))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(LocalScriptRunner, "request_rerun", alone)
        app.run()
    assert not app.exception, app.exception


def sit_back(world: World, by: dt.timedelta) -> None:
    """So much time goes by since the person last did anything."""
    with world.records.database.writing() as db:
        for one in db.scalars(sa.select(SignIn)):
            one.seen_at -= by


def seen(world: World) -> dt.timedelta:
    """How long ago the person last did anything."""
    with world.records.database.reading() as db:
        (seen_at,) = db.scalars(sa.select(SignIn.seen_at))
    return world.records.now() - seen_at


@pytest.mark.parametrize(("page", "person"), WAITING)
def test_what_looks_again_by_itself_keeps_nobody_signed_in(
    world: World, open_page: Open, timers: Timers, monkeypatch: pytest.MonkeyPatch, page: str, person: str
) -> None:
    shot(world, START, examined(3))
    world.photo(b"not measured yet", taken=START + DAY)
    monkeypatch.setattr(summaries(), "of", lambda _records, _actor, clients: dict.fromkeys(clients))
    app = open_page(page, person)
    for hours in (5, 10):
        sit_back(world, dt.timedelta(hours=5))
        look_again(app, timers)
        assert seen(world) > dt.timedelta(hours=hours)
    app.run()  # as somebody does who taps
    assert seen(world) < dt.timedelta(minutes=5)
    sit_back(world, IDLE)
    look_again(app, timers)
    assert words.SIGN_IN in text(app)
