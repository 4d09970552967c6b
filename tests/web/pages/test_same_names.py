"""Two people of one name: whoever is chosen, and never the other, is the one that something is done to."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import accounts, archiving, people
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.consent import given
from skinmetrics.clinic.preferences import Preferences
from skinmetrics.clinic.tables import Account, Assignment, Client, OneTimeLink, Purpose, RoleName
from skinmetrics.web.practice.called import apart
from skinmetrics.web.say import say_day
from skinmetrics.web.words import practice as told
from tests.clinic.world import World
from tests.web.pages.conftest import Open
from tests.web.pages.test_practice import button

ANNA = "Anna Meier"
LONG_AGO = dt.datetime(2010, 1, 1, tzinfo=dt.UTC)


@pytest.fixture
def annas(world: World) -> list[uuid.UUID]:
    """Two clients of one name, of one day and of one practitioner, in the order in which they are listed."""
    found = [people.add_client(world.records, world.accounts["practitioner"], world.clinic, ANNA) for _ in range(2)]
    with world.records.database.writing() as db:
        for client in found:
            db.get_one(Client, client).created_at = LONG_AGO
    world.choose(world.accounts["administrator"], world.clinic, Preferences(keep_months=12))
    return sorted(found)


@pytest.fixture
def evas(world: World) -> list[uuid.UUID]:
    """Two practitioners of one name."""
    for number in range(2):
        account = world.account(f"eva {number}", RoleName.PRACTITIONER).account_id
        with world.records.database.writing() as db:
            db.get_one(Account, account).name = "Eva Roth"
    return [one.id for one in accounts.list_accounts(world.records, CONSOLE, world.clinic) if one.name == "Eva Roth"]


def of_clients(world: World, *what: sa.ColumnElement[bool]) -> set[uuid.UUID]:
    with world.records.database.reading() as db:
        return set(db.scalars(sa.select(Client.id).where(*what)))


def keeping(open_page: Open) -> AppTest:
    app = open_page("clinic", "administrator")
    return app.segmented_control(key="clinic part").set_value("Keeping").run()


def choose(app: AppTest, key: str, which: int) -> AppTest:
    """The first or the second of those of one name, as the browser tells it: by the words alone."""
    field = next(each for each in app.selectbox if each.key == key)
    same = [option for option in field.options if option.startswith((ANNA, "Eva Roth"))]
    assert len(set(same)) == 2, same
    field.select(same[which]).run()
    assert not app.exception, app.exception
    return app


def erase_due(world: World, open_page: Open, which: int) -> set[uuid.UUID]:
    app, before = keeping(open_page), of_clients(world)
    field = app.multiselect(key="erase whom")
    field.select(field.options[which]).run()
    app.checkbox(key="erase sure").check().run()
    button(app, "Erase the records of 1 client")
    return before - of_clients(world)


def erase_on_request(world: World, open_page: Open, which: int) -> set[uuid.UUID]:
    app, before = choose(keeping(open_page), "record of False 0", which), of_clients(world)
    next(each for each in app.text_input if str(each.key).startswith("erase ")).set_value(ANNA).run()
    button(app, "Erase for good")
    return before - of_clients(world)


def rename(world: World, open_page: Open, which: int) -> set[uuid.UUID]:
    app = choose(keeping(open_page), "record of False 0", which)
    next(each for each in app.text_input if str(each.key).startswith("name of ")).set_value("Another").run()
    button(app, "Save the name")
    return of_clients(world, Client.name == "Another")


def withdraw(world: World, open_page: Open, which: int) -> set[uuid.UUID]:
    everyone = of_clients(world, Client.name == ANNA)
    world.consent(min(everyone), Purpose.MEASURING)
    world.consent(max(everyone), Purpose.MEASURING)
    app = choose(keeping(open_page), "record of False 0", which)
    app.multiselect[-1].select(Purpose.MEASURING).run()
    button(app, "Record the withdrawal")
    return {one for one in everyone if not _allows(world, one)}


def _allows(world: World, client: uuid.UUID) -> bool:
    with world.records.database.reading() as db:
        return Purpose.MEASURING in given(db, client)


def hold(world: World, open_page: Open, which: int) -> set[uuid.UUID]:
    app = choose(keeping(open_page), "hold whom False", which)
    next(each for each in app.text_input if str(each.key).startswith("hold reason")).set_value("court").run()
    app.button(key="place hold").click().run()
    return of_clients(world, Client.hold_since.is_not(None))


def invite(world: World, open_page: Open, which: int) -> set[uuid.UUID]:
    app = choose(open_page("clients", "practitioner"), "invited", which)
    app.button(key="invite").click().run()
    with world.records.database.reading() as db:
        return set(db.scalars(sa.select(OneTimeLink.client_id)))


def archive(world: World, open_page: Open, which: int) -> set[uuid.UUID]:
    choose(app := open_page("clients", "practitioner"), told.ARCHIVE_WHOM, which)
    app.button(key="Archive").click().run()
    return of_clients(world, Client.archived_at.is_not(None))


def bring_back(world: World, open_page: Open, which: int) -> set[uuid.UUID]:
    everyone = of_clients(world, Client.name == ANNA)
    for one in everyone:
        archiving.archive(world.records, CONSOLE, one)
    choose(app := open_page("clients", "practitioner"), told.BRING_BACK_WHOM, which)
    app.button(key="Bring back").click().run()
    return of_clients(world, Client.id.in_(everyone), Client.archived_at.is_(None))


@pytest.mark.parametrize("which", [0, 1])
@pytest.mark.parametrize(
    "act",
    [erase_due, erase_on_request, rename, withdraw, hold, invite, archive, bring_back],
    ids=lambda one: one.__name__,
)
def test_of_two_clients_of_one_name_the_one_who_is_chosen_is_meant(
    world: World, open_page: Open, annas: list[uuid.UUID], act: Callable[[World, Open, int], set[uuid.UUID]], which: int
) -> None:
    assert act(world, open_page, which) == {annas[which]}


@pytest.mark.parametrize("which", [0, 1])
def test_of_two_practitioners_of_one_name_the_one_who_is_chosen_treats(
    world: World, open_page: Open, annas: list[uuid.UUID], evas: list[uuid.UUID], which: int
) -> None:
    app = open_page("clients", "administrator")
    choose(app, "assigned client", which)
    choose(app, "assigned to", which)
    app.button(key="begins to treat").click().run()
    with world.records.database.reading() as db:
        rows = db.execute(sa.select(Assignment.client_id, Assignment.practitioner_id))
        assert {tuple(row) for row in rows if row[1] in evas} == {(annas[which], evas[which])}


@pytest.mark.parametrize("which", [0, 1])
def test_of_two_accounts_of_one_name_the_one_who_is_chosen_is_closed(
    world: World, open_page: Open, evas: list[uuid.UUID], which: int
) -> None:
    app = open_page("clinic", "administrator")
    app.segmented_control(key="clinic part").set_value("Accounts").run()
    choose(app, "account", which)
    button(app, "Close it now")
    with world.records.database.reading() as db:
        assert set(db.scalars(sa.select(Account.id).where(Account.disabled_at.is_not(None)))) == {evas[which]}


def test_clients_of_one_name_are_told_apart_by_who_treats_them_and_since_when(
    world: World, open_page: Open, annas: list[uuid.UUID], evas: list[uuid.UUID]
) -> None:
    people.assign(world.records, world.accounts["administrator"], annas[1], evas[0])
    people.add_client(world.records, CONSOLE, world.clinic, "anna  meier")
    with world.records.database.reading() as db:
        today = world.records.local_day(db, world.clinic)
    (field,) = (one for one in open_page("clients", "administrator").selectbox if one.key == "assigned client")
    assert sorted(field.options) == [
        "Ada",
        "Anna Meier (Eva Roth, Practitioner, since 1 Jan 2010)",
        "Anna Meier (Practitioner, since 1 Jan 2010)",
        "Bea",
        f"anna  meier (since {say_day(today)})",
    ]


def test_no_two_are_called_the_same_whatever_they_are_called() -> None:
    ids = [uuid.UUID(int=number << 64 | 7) for number in range(4)]
    names = dict(zip(ids, ["A", "A", "A (since 1)", f"A (since 1) …{'7'.zfill(6)}"], strict=True))
    called = apart(names, lambda alike: dict.fromkeys(alike, "since 1"))
    assert len(set(called.values())) == 4
    assert apart({ids[0]: "A", ids[1]: "B"}, lambda _: {}) == {ids[0]: "A", ids[1]: "B"}


def test_in_place_of_whom_was_chosen_nobody_else_is_taken(world: World, open_page: Open) -> None:
    first, second = (
        people.add_client(world.records, world.accounts["practitioner"], world.clinic, name) for name in ("Zoe", "Aa")
    )
    app = open_page("clients", "practitioner")
    app.selectbox(key="invited").select("Zoe").run()
    archiving.archive(world.records, CONSOLE, first)
    people.rename(world.records, CONSOLE, second, "Zoe")
    app.button(key="invite").click().run()
    assert not app.exception, app.exception
    assert world.count(OneTimeLink) == 0
