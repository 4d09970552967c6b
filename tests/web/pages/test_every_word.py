"""Every word of the practice's pages can be shown in another language."""

from __future__ import annotations

import datetime as dt
import re
from html import unescape

import pytest

from skinmetrics.clinic import archiving, people, treatments
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.tables import Side
from skinmetrics.clinic.treatments import NeedledPoint, SessionFacts
from skinmetrics.progress.words import saying
from skinmetrics.web.practice.verdicts import summaries
from skinmetrics.web.words.quick_look import DATE_FORMAT
from tests.clinic.test_history import fallen_by_half
from tests.clinic.world import World
from tests.web.pages.conftest import Open, labels, text

LEFT_AS_THEY_ARE = re.compile(  # names, addresses, codes, languages named in themselves, numbers with their units
    r"Ada|Bea|Here|Practitioner|Administrator|Own Client|Other Client|other lamp|\S+@example\.org|https?://\S+|Europe/Berlin|English|"
    r"Deutsch|Español|GB14|CV24|(mm|cm)[²³]?(/cm²)?|\d+|ΔE\*ab|ΔL\*"
)


@pytest.mark.parametrize(
    ("name", "person", "parts"),
    [
        ("clients", "practitioner", [None]),
        ("clients", "administrator", [None]),
        ("sessions", "practitioner", [None]),
        ("importing", "practitioner", [None]),
        ("clinic", "administrator", ["All clients together", "Accounts", "Audit", "Keeping", "Settings"]),
        ("client", "practitioner", ["Needled or not", "Two dates", "Regions", "Photos", "Notes", "Report", "Glossary"]),
    ],
)
def test_every_word_of_a_page_goes_through_the_tables(
    world: World, open_page: Open, monkeypatch: pytest.MonkeyPatch, name: str, person: str, parts: list[str | None]
) -> None:
    fallen_by_half(world)
    points = (NeedledPoint("GB14", Side.LEFT, "manual"), NeedledPoint("CV24", Side.MIDLINE, ""))
    facts = SessionFacts(dt.date(2026, 3, 5), points, 2, 25)
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    archiving.archive(world.records, CONSOLE, people.add_client(world.records, CONSOLE, world.clinic, "Bea"))
    monkeypatch.setattr("skinmetrics.web.say.translate", marked)
    monkeypatch.setattr("skinmetrics.web.practice.verdicts.translate", marked)
    app = open_page(name, person, world.client if name in ("client", "sessions") else None)
    for part in parts:
        if part is not None:
            app.segmented_control(key="part" if name == "client" else "clinic part").set_value(part).run()
        summaries()._pool.submit(lambda: None).result()
        app.run()
        assert not app.exception, app.exception
        unmarked = re.sub(r"<style.*?</style>", "", text(app), flags=re.DOTALL)
        shown = [*re.findall(r'(?:aria-label|alt|data-label)="([^"]*)"', unmarked), re.sub(r"<[^>]*>", " ", unmarked)]
        for frame in (*app.table, *app.dataframe):
            shown += [str(cell) for row in frame.value.reset_index().to_numpy() for cell in row]
        left = {word for each in [*shown, *labels(app)] for word in re.findall(r"[^\W\d_]+", bare(each))}
        assert left == set(), (name, part)


def marked(text: str, language: str) -> str:
    """A language in which every sentence is the English one between marks; months, the decimal
    point and the order of a date as they are.
    """
    return text if text in (*saying.MONTHS, saying.DECIMAL_POINT, DATE_FORMAT) else f"«{text}»" if language else text


def bare(text: str) -> str:
    """What no table was asked for."""
    text = unescape(text)
    while (less := re.sub(r"«[^«»]*»", " ", text)) != text:
        text = less
    return LEFT_AS_THEY_ARE.sub(" ", text)
