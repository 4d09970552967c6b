"""What a client's own page says first."""

from __future__ import annotations

from dataclasses import replace

import pytest

from skinmetrics.clinic import treatments
from skinmetrics.clinic.scores import WHOLE_FACE, Value, write
from skinmetrics.clinic.tables import Side
from skinmetrics.clinic.treatments import NeedledPoint, SessionFacts
from skinmetrics.progress.comparability.reasons import CAMERA_MOVED
from skinmetrics.web.words import client as words
from skinmetrics.web.words import practice
from tests.clinic.history.test_pair import with_circumstances
from tests.clinic.test_history import DAY, SCORER, examined, shot
from tests.clinic.test_history_people import examined as mapped
from tests.clinic.world import START, World
from tests.web.pages.conftest import Open, text


def test_a_day_is_asked_for_only_where_the_photo_would_then_count(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    write(world.records, SCORER, world.photo(b"blurred", taken=None), examined(3, verdict="unusable"))
    assert "no day yet" not in text(open_page("progress", "own client"))
    write(world.records, SCORER, world.photo(b"good", taken=None), examined(3))
    assert "1 photo has no day yet" in text(open_page("progress", "own client"))


@pytest.mark.parametrize("others", [0.5, 1.0])
def test_what_moved_where_no_needle_was_is_told_beside_what_changed(
    world: World, open_page: Open, others: float
) -> None:
    for week in range(9):
        rough = 1 + 0.02 * (week % 3)
        fallen = (1.0, 1.0) if week < 4 else (0.5, others)
        lines = {"forehead": 9 * rough * fallen[0], "chin": 4 * rough * fallen[1], "cheek_left": 5 * rough * fallen[1]}
        shot(world, START + 7 * week * DAY, mapped(lines))
    facts = SessionFacts((START + 22 * DAY).date(), (NeedledPoint("GB14", Side.LEFT), NeedledPoint("GB14", Side.RIGHT)))
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    told = text(open_page("progress", "own client"))
    assert "improved" in told.lower()
    assert ("parts of the face that no needle reached moved the same way" in told) == (others < 1)
    cannot = text(open_page("client", "practitioner", world.client))
    assert ("parts of the face that no needle reached moved the same way" in cannot) == (others < 1)


@pytest.mark.parametrize(("page", "person"), [("progress", "own client"), ("client", "practitioner")])
def test_of_a_camera_that_moved_the_day_is_told(world: World, open_page: Open, page: str, person: str) -> None:
    for week in range(3):
        shot(world, START + 7 * week * DAY, with_circumstances(examined(3), shaken=week == 1))
    told = text(open_page(page, person, world.client if page == "client" else None))
    assert f"8 Mar 2026: {CAMERA_MOVED}" in told


def test_without_a_session_the_caption_says_so_and_what_the_band_is(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    told = text(open_page("progress", "own client"))
    assert f"{words.NO_BAND_YET} {words.NO_SESSION_MARKS}" in told
    shot(world, START + 7 * DAY, examined(3))
    told = text(open_page("progress", "own client"))
    assert f"{words.BAND_FIRST_DAY} {words.NO_SESSION_MARKS}" in told
    assert words.SESSION_MARKS not in told


def test_before_the_first_session_photo_days_are_counted_and_nothing_is_judged(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    told = text(open_page("progress", "own client"))
    assert "1 of 3 photo days before the first session. Next: three photos on another day." in told
    assert 'href="/add-photos"' in told
    assert "sm-verdict" not in told
    assert "ot comparable" not in told
    cannot = text(open_page("client", "practitioner", world.client))
    assert "1 of 3 photo days before the first session." in cannot
    assert 'href="/add-photos"' not in cannot


@pytest.mark.parametrize("switched", [2, 3, 4])
def test_no_further_day_is_said_to_count_where_days_enough_were_taken_with_two_phones(
    world: World, open_page: Open, switched: int
) -> None:
    for day in range(6):
        shot(world, START + 7 * day * DAY, examined(4.0 + 0.1 * day, camera="old" if day < switched else "new"))
    facts = SessionFacts((START + 17 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    told = text(open_page("progress", "own client"))
    assert words.HEADLINE_FEW_ALIKE in told
    assert words.HEADLINE_FEW not in told


def test_without_photos_none_are_asked_for_before_a_session_that_has_been(world: World, open_page: Open) -> None:
    def pages() -> tuple[str, str]:
        return text(open_page("progress", "own client")), text(open_page("client", "practitioner", world.client))

    own, theirs = pages()
    assert words.PROGRESS_EMPTY in own
    assert practice.FIRST_STEPS.format(name="Ada") in theirs
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, SessionFacts(START.date()))
    own, theirs = pages()
    for told in (own, theirs):
        assert words.PROGRESS_EMPTY_BEGUN in told
        assert words.PROGRESS_EMPTY not in told
    assert practice.FIRST_STEPS_BEGUN.format(name="Ada") in theirs
    assert practice.FIRST_STEPS.format(name="Ada") not in theirs


def test_why_a_day_has_no_score_and_why_a_metric_has_none_at_all_is_told(world: World, open_page: Open) -> None:
    beard, dark = "A beard covers the skin.", "There is too little light."
    without = [Value("redness", WHOLE_FACE, fine=False, value=None, declined=dark)]
    for week in range(3):
        seen = examined(3)
        shot(world, START + 7 * week * DAY, replace(seen, values=(*seen.values, *without)))
    lines = tuple(
        replace(each, value=None, declined=beard) if each.region == "chin" else each for each in examined(3).values
    )
    shot(world, START + 21 * DAY, replace(examined(3), values=(*lines, *without)))
    not_measured = f"Not measured on these photos: redness. {dark}"
    assert not_measured in text(open_page("progress", "own client")), "before the first session, when it can be mended"
    session = SessionFacts((START + 10 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, session)
    app = open_page("progress", "own client")
    assert not_measured in text(app)
    day = (START + 21 * DAY).strftime("%-d %b %Y")
    said = f"No score: {day}. {beard}"
    assert said not in text(app)
    app.selectbox(key="region").set_value("chin").run()
    assert said in text(app)
