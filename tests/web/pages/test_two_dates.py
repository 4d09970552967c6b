"""Two dates of a client: judged as Quick look judges the same photos, the earlier one always first."""

from __future__ import annotations

import datetime as dt
import time
import uuid
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace

import numpy as np
import pytest
from streamlit.testing.v1 import AppTest

from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.history.client_history import ClientHistory
from skinmetrics.clinic.measuring import as_result
from skinmetrics.clinic.photos import save
from skinmetrics.clinic.scores import WHOLE_FACE, Examined, Value, write
from skinmetrics.imaging.photo import TakenAt, inspect
from skinmetrics.jobs.runner import Failed, WorkerLost
from skinmetrics.metrics import METRIC_OF
from skinmetrics.progress.change import Change
from skinmetrics.progress.comparability.concerns import LINES
from skinmetrics.progress.comparability.reasons import HAIR_LIES, IN_PATCHES
from skinmetrics.progress.comparability.same_person import Compared
from skinmetrics.progress.noise import load_noise_model
from skinmetrics.progress.pair import compare
from skinmetrics.progress.verdict import Verdict
from skinmetrics.scoring import Examination, examine
from skinmetrics.web.client.not_looked_at import NotLookedAtError
from skinmetrics.web.practice import days_apart as asking
from skinmetrics.web.practice.client_parts import between
from skinmetrics.web.practice.days_apart import Apart, days_apart
from skinmetrics.web.quick_look.series import Dated, Series, series
from skinmetrics.web.visitor import Visitor
from skinmetrics.web.words import client as client_words
from skinmetrics.web.words import practice as words
from tests.clinic.test_history import DAY, SCORER, examined, of_client, shot
from tests.clinic.world import START, World
from tests.imaging.test_dapple import through_leaves
from tests.metrics.test_hair import with_hairs
from tests.photos import Picture, examine_picture, lit, mirrored, png, rendered
from tests.photos import examined as examined_photo
from tests.web.pages.conftest import Open, text

FLIPPED = Compared(same=0.4, mirrored=0.95, against="")


def visitor(world: World, person: str = "practitioner") -> Visitor:
    actor = world.accounts[person]
    assert actor.account_id is not None
    here = (world.clinic, "Here", "Europe/Berlin")
    return Visitor(actor, actor.account_id, person.title(), "", *here, frozenset(), None, "")


def side_lit(picture: Picture) -> Picture:
    """The same face, lit from one side."""
    fall = np.linspace(1.0, 0.35, picture.shape[1], dtype=np.float32)
    return lit(picture, np.broadcast_to(fall[None, :, None], picture.shape))


def kept(
    world: World, picture: Picture, when: dt.datetime, *, turned: uuid.UUID | None = None
) -> tuple[uuid.UUID, Dated]:
    """A photo measured and saved, and the same in Quick look."""
    data = png(mirrored(picture) if turned else picture)
    found, taken = examine(data, "photo.png"), TakenAt(when)
    header = replace(inspect(data, "photo.png"), taken_at=taken)
    photo = save(world.records, CONSOLE, world.client, data, header).photo_id
    write(
        world.records,
        SCORER,
        photo,
        as_result(found.result, (replace(FLIPPED, against=str(turned)),) if turned else ()),
    )
    if turned:
        return photo, Dated(found.result.with_sides_swapped(), taken, found.taking.mirrored)
    return photo, Dated(found.result, taken, found.taking)


def settled(world: World, found: ClientHistory) -> Apart:
    """How differently the first and the last day were taken, once that is known."""
    for _ in range(600):
        apart = days_apart(visitor(world), found.counted[0], found.counted[-1])
        if apart is not None:
            return apart
        time.sleep(0.1)
    pytest.fail("it is never known")


def by_quick_look(found: Series) -> list[Change]:
    return [one for one in found.changes(load_noise_model()).values() if one.region is None]


@pytest.mark.parametrize("turned", [False, True])
def test_two_dates_say_of_the_same_photos_what_quick_look_says(world: World, turned: bool) -> None:  # noqa: FBT001
    world.clock.at = START + 30 * DAY
    first, earlier = kept(world, rendered().image, START)
    _, later = kept(world, side_lit(rendered().image), START + 7 * DAY, turned=first if turned else None)
    found = of_client(world)
    assert [photo.mirrored for photo in found.photos] == [False, turned]
    days = (found.counted[0], found.counted[1])
    told = {one.metric: one for one in between(found, *days, settled(world, found))}
    expected = {one.metric: one for one in by_quick_look(series([earlier, later]))}
    assert len(told) > 8
    for metric, one in told.items():
        assert (one.verdict, one.reason) == (expected[metric].verdict, expected[metric].reason), metric
        assert one.mdc95 == pytest.approx(expected[metric].mdc95), metric
    alone = between(found, *days)
    assert [one.mdc95 for one in alone] != [one.mdc95 for one in told.values()], "how they were taken is in it"


def leaves(picture: Picture, measured: Examination) -> Picture:
    return lit(picture, through_leaves(picture.shape, measured.face.px_per_mm))


def refused(changes: Iterable[Change]) -> set[str]:
    """The metrics that are not comparable over the whole face."""
    return {one.metric for one in changes if one.region is None and one.verdict is Verdict.NOT_COMPARABLE}


@pytest.mark.parametrize("spoilt_first", [False, True])
@pytest.mark.parametrize(("spoil", "reason"), [(leaves, IN_PATCHES), (with_hairs, HAIR_LIES)], ids=["leaves", "hair"])
def test_what_compares_two_days_refuses_the_same_metrics(
    world: World, spoil: Callable[[Picture, Examination], Picture], reason: str, *, spoilt_first: bool
) -> None:
    """The command line, Quick look and two dates of a client, of the same two photos."""
    world.clock.at = START + 30 * DAY
    pictures = [rendered().image, spoil(rendered().image, examined_photo())]
    if spoilt_first:
        pictures.reverse()
    taken = [kept(world, picture, START + 7 * n * DAY)[1] for n, picture in enumerate(pictures)]
    before, after = ([examine_picture(picture)] for picture in pictures)
    expected = compare(before, after, load_noise_model())
    assert reason in {problem.message for problem in expected.problems}
    found = of_client(world)
    first, last = found.counted
    apart = settled(world, found)
    assert set(apart.unlike) == {reason}
    measured = set(found.metrics)
    not_compared = refused(expected.changes) & measured
    assert LINES <= not_compared < measured
    assert refused(by_quick_look(series(taken))) & measured == not_compared
    assert refused(between(found, first, last, apart)) == not_compared


def test_where_a_photo_cannot_be_read_nobody_knows_how_differently_it_was_taken(world: World) -> None:
    for n in range(2):
        shot(world, START + n * DAY, examined(3))
    assert settled(world, of_client(world)) == Apart(None)


def test_a_third_day_that_shows_less_of_the_face_changes_nothing_between_two(world: World) -> None:
    metric = METRIC_OF["redness"]

    def seen(regions: Sequence[str], value: float) -> Examined:
        whole = examined(value)
        return replace(
            whole, values=tuple(Value(metric.id, each, fine=False, value=value) for each in (WHOLE_FACE, *regions))
        )

    first, last = metric.regions[:8], metric.regions[7:]
    shot(world, START, seen(metric.regions, 45.0))
    shot(world, START + 7 * DAY, seen(first, 40.0))
    found = of_client(world)
    (expected,) = between(found, found.counted[0], found.counted[1])
    for days in (14, 21):
        shot(world, START + days * DAY, seen(last, 20.0))
    found = of_client(world)
    assert between(found, found.counted[0], found.counted[1]) == [expected]
    (other,) = between(found, found.counted[0], found.counted[2])
    assert (other.before, other.after) == pytest.approx((45.0, 20.0)), "what the first and the third day share"


class LosingWorkers:
    """Workers that are lost over every photo."""

    def map(self, _function: object, items: Sequence[object]) -> Iterator[Failed]:
        return (Failed(n, WorkerLost()) for n, _ in enumerate(items))


def failed(world: World, found: ClientHistory) -> None:
    """Look at the first and the last day until that fails."""
    with pytest.raises(NotLookedAtError):
        settled(world, found)


def test_a_failure_that_passes_is_not_taken_for_an_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    for n in range(2):
        kept(world, rendered().image[n:], START + n * DAY)
    with monkeypatch.context() as patched:
        patched.setattr(asking, "workers", LosingWorkers)
        failed(world, of_client(world))
    assert settled(world, of_client(world)).differently is not None


def test_a_failure_is_said_in_place_of_the_table_and_nothing_turns_for_ever(
    world: World, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(asking, "workers", LosingWorkers)
    app = two_dates(world, open_page)
    for _ in range(100):
        told = text(app)
        if words.TWO_DAYS_CHECKED not in told:
            break
        time.sleep(0.05)
        app.run()
    assert str(NotLookedAtError()) in told
    assert words.TWO_DAYS_CHECKED not in told
    assert 'class="sm-verdict' not in told


def two_dates(world: World, open_page: Open) -> AppTest:
    for n, value in enumerate((9.0, 6.0, 3.0)):
        shot(world, START + 7 * n * DAY, examined(value))
    app = open_page("client", "practitioner", world.client)
    app.segmented_control(key="part").set_value("Two dates").run()
    return app


def test_the_table_follows_once_the_photos_were_looked_at(world: World, open_page: Open) -> None:
    app = two_dates(world, open_page)
    found = of_client(world)
    settled(world, found)
    told = text(app.run())
    assert words.TWO_DAYS_CHECKED not in told
    assert 'class="sm-verdict' in told


def test_the_later_day_is_always_later(world: World, open_page: Open) -> None:
    app = two_dates(world, open_page)
    assert app.selectbox(key="earlier day").options == ["1 Mar 2026", "8 Mar 2026"]
    assert app.selectbox(key="later day").options == ["8 Mar 2026", "15 Mar 2026"]
    app.selectbox(key="later day").select_index(0).run()
    app.selectbox(key="earlier day").select_index(1).run()
    assert not app.exception
    assert app.selectbox(key="later day").options == ["15 Mar 2026"]
    assert app.selectbox(key="later day").value == 2


def test_the_first_of_two_bursts_of_one_day_can_be_chosen(world: World, open_page: Open) -> None:
    for hours in (0, 3, 7 * 24):
        shot(world, START + dt.timedelta(hours=hours), examined(3))
    app = open_page("client", "practitioner", world.client)
    app.segmented_control(key="part").set_value("Two dates").run()
    names = ["1 Mar 2026, 10:00", "1 Mar 2026, 13:00"]
    assert app.selectbox(key="earlier day").options == names
    app.selectbox(key="earlier day").select(1).run()
    app.selectbox(key="earlier day").select(0).run()
    assert app.selectbox(key="later day").options == [names[1], "8 Mar 2026"]
    slider = open_page("progress", "own client")
    before, after = (one for one in slider.selectbox if one.label in (client_words.BEFORE, client_words.AFTER))
    assert before.options == after.options == [*names, "8 Mar 2026"]
    after.select_index(0).run()
    assert not slider.exception
