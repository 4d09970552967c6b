"""What a client's own page says first."""

from __future__ import annotations

from tests.clinic.test_history import SCORER, examined, shot
from skinmetrics.clinic.scores import write
from tests.clinic.world import START, World
from tests.web.pages.conftest import Open, text


def test_a_day_is_asked_for_only_where_the_photo_would_then_count(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    write(world.records, SCORER, world.photo(b"blurred", taken=None), examined(3, verdict="unusable"))
    assert "no day yet" not in text(open_page("progress", "own client"))
    write(world.records, SCORER, world.photo(b"good", taken=None), examined(3))
    assert "1 photo has no day yet" in text(open_page("progress", "own client"))
