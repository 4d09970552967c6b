"""What a client's own page says first."""

from __future__ import annotations

from skinmetrics.clinic.scores import write
from skinmetrics.web.words import client as words
from tests.clinic.test_history import DAY, SCORER, examined, shot
from tests.clinic.world import START, World
from tests.web.pages.conftest import Open, text


def test_a_day_is_asked_for_only_where_the_photo_would_then_count(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    write(world.records, SCORER, world.photo(b"blurred", taken=None), examined(3, verdict="unusable"))
    assert "no day yet" not in text(open_page("progress", "own client"))
    write(world.records, SCORER, world.photo(b"good", taken=None), examined(3))
    assert "1 photo has no day yet" in text(open_page("progress", "own client"))


def test_without_a_session_the_caption_says_so_and_what_the_band_is(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    told = text(open_page("progress", "own client"))
    assert f"{words.NO_BAND_YET} {words.NO_SESSION_MARKS}" in told
    shot(world, START + 7 * DAY, examined(3))
    told = text(open_page("progress", "own client"))
    assert f"{words.BAND_FIRST_DAY} {words.NO_SESSION_MARKS}" in told
    assert words.SESSION_MARKS not in told
