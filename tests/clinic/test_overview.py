"""The list of clients: what it tells of whom, to whom."""

from __future__ import annotations

import datetime as dt
import uuid

import pytest
import sqlalchemy as sa

from skinmetrics.clinic import archiving, demo, overview, people, scores, treatments
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.names import same_name
from skinmetrics.clinic.overview import (
    EVERYONE,
    LONG_AGO,
    ON_A_PAGE,
    Bookmark,
    Glance,
    Leaf,
    Which,
    bookmark,
    glances,
)
from skinmetrics.clinic.scores import Refused
from skinmetrics.clinic.tables import Photo, Purpose, Session
from skinmetrics.clinic.treatments import SessionFacts
from tests.clinic.test_history import examined, shot
from tests.clinic.world import START, World

DAY = dt.timedelta(days=1)


def listed(world: World, person: str = "practitioner") -> dict[str, Glance]:
    found = glances(world.records, world.accounts[person], world.clinic, current_scorer())
    return {one.name: one for one in found.clients}


def test_last_photo_last_session_and_what_the_last_day_could_not_tell(world: World) -> None:
    shot(world, START, Refused("no_face", "No face found."))
    shot(world, START + 2 * DAY, examined(3))
    shot(world, START + 2 * DAY + dt.timedelta(hours=2), Refused("no_face", "No face found."))
    facts = SessionFacts((START + DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    ada = listed(world)["Ada"]
    assert (ada.last_photo, ada.last_session) == ((START + 2 * DAY).date(), (START + DAY).date())
    assert ada.refused == 1, "the refused photo of an earlier day is no news"
    shot(world, START + 2 * DAY + dt.timedelta(hours=3), examined(3, verdict="unusable"))
    shot(world, START + 2 * DAY + dt.timedelta(hours=4), examined(3, verdict="usable"))
    assert listed(world)["Ada"].refused == 2, "one that was measured and is too bad to count"
    assert ada.treated
    assert ada.shared
    assert ada.has_account


def test_what_the_program_failed_at_is_not_counted_as_a_refused_photo_and_asks_for_a_look(world: World) -> None:
    shot(world, START, Refused(scores.FAULT, "The program failed."))
    ada = listed(world)["Ada"]
    assert (ada.refused, ada.failed) == (0, 1)
    needing = Which(needing_a_look=frozenset())
    assert shown(leaf(world, needing)) == ["Ada"]
    shot(world, START + DAY, examined(3))
    ada = listed(world)["Ada"]
    assert (ada.refused, ada.failed) == (0, 0)
    assert shown(leaf(world, needing)) == []


def test_a_practitioner_sees_their_own_clients_alone(world: World) -> None:
    assert set(listed(world)) == {"Ada"}
    people.unassign(world.records, CONSOLE, world.client, world.accounts["practitioner"].account_id or world.client)
    assert listed(world) == {}


def test_an_administrator_sees_names_alone(world: World) -> None:
    shot(world, START, examined(3))
    everyone = listed(world, "administrator")
    assert set(everyone) == {"Ada", "Bea"}
    assert all((one.treated, one.refused, one.last_photo) == (False, 0, None) for one in everyone.values())


def test_without_the_clients_consent_nothing_of_the_photos_is_told(world: World) -> None:
    shot(world, START, examined(3))
    world.consent(world.client, Purpose.PRACTITIONER, given=False)
    ada = listed(world)["Ada"]
    assert (ada.treated, ada.shared, ada.refused, ada.last_photo) == (True, False, 0, None)


NAMES = ("Zoë Ask", "ada Moss", "Ädi Berg", "Öde, Ida", "Max 10%", "Max_5", "Lü", "Ada")


@pytest.fixture
def many(world: World) -> World:
    """A practitioner with more clients than fit on two pages, some of one name, and one that is archived."""
    practitioner = world.accounts["practitioner"]
    for name in (*NAMES, *(f"Client {n}" for n in range(50)), "Zoë Gone"):
        added = people.add_client(world.records, practitioner, world.clinic, name)
    archiving.archive(world.records, practitioner, added)
    return world


def leaf(world: World, which: Which = EVERYONE, person: str = "practitioner", **at: Bookmark | None) -> Leaf:
    return glances(world.records, world.accounts[person], world.clinic, current_scorer(), which, **at)


def shown(found: Leaf) -> list[str]:
    return [one.name for one in found.clients]


def test_turning_the_pages_shows_everybody_once_in_the_order_of_names(many: World) -> None:
    pages = [leaf(many)]
    while pages[-1].after:
        pages.append(leaf(many, after=pages[-1].after))
    names = [name for each in pages for name in shown(each)]
    assert [len(each.clients) for each in pages] == [ON_A_PAGE, ON_A_PAGE, 9]
    assert sorted(names) == sorted(["Ada", *NAMES, *(f"Client {n}" for n in range(50))])
    assert [same_name(name) for name in names] == sorted(same_name(name) for name in names)
    assert names[:4] == ["Ada", "Ada", "ada Moss", "Ädi Berg"]
    assert pages[0].before is None
    back = [pages[-1]]
    while back[-1].before:
        back.append(leaf(many, before=back[-1].before))
    assert [shown(each) for each in back] == [shown(each) for each in reversed(pages)]


def test_the_way_back_from_a_letter_leads_to_whole_pages(many: World) -> None:
    m = leaf(many, after=bookmark("M"))
    assert shown(m) == ["Max 10%", "Max_5", "Öde, Ida", "Zoë Ask"]
    assert m.after is None
    assert len(leaf(many, before=m.before).clients) == ON_A_PAGE
    b = leaf(many, after=bookmark("b"))
    first = leaf(many, before=b.before)
    assert shown(first) == shown(leaf(many)), "four names before B are no page of their own"
    assert first.after is not None
    assert shown(leaf(many, after=bookmark("zz"))) == shown(leaf(many)), "nobody there: from the beginning"


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ("zoe", ["Zoë Ask"]),
        ("LÜ", ["Lü"]),
        ("ber", ["Ädi Berg"]),
        ("ode ida", ["Öde, Ida"]),
        ("0%", ["Max 10%"]),
        ("max_", ["Max 10%", "Max_5"]),
        ("max 5", ["Max_5"]),
        ("bea", []),
    ],
)
def test_a_search_finds_any_part_of_a_name_of_any_page(many: World, wanted: str, found: list[str]) -> None:
    assert shown(leaf(many, Which(search=wanted))) == found


def test_letters_and_counts_of_who_is_listed(many: World) -> None:
    who = (many.records, many.accounts["practitioner"], many.clinic)
    assert overview.initials(*who) == ["a", "c", "l", "m", "o", "z"]
    assert overview.initials(*who, Which(archived=True)) == ["z"]
    assert overview.initials(many.records, many.accounts["administrator"], many.clinic)[:2] == ["a", "b"]
    assert (overview.count(*who), overview.count(*who, most=20)) == (59, 20)
    assert overview.count(*who, Which(archived=True)) == 1
    assert [one.name for one in overview.names(*who, limit=3)] == ["Ada", "Ada", "ada Moss"]


def test_a_name_is_taken_however_it_is_written_and_by_the_archived_too(many: World) -> None:
    taken = {
        name: overview.is_taken(many.records, many.accounts["practitioner"], many.clinic, name)
        for name in ("ZOE  ask", "zoe gone", "Zoë", "Bea")
    }
    assert taken == {"ZOE  ask": True, "zoe gone": True, "Zoë": False, "Bea": False}
    assert overview.is_taken(many.records, many.accounts["administrator"], many.clinic, "bea")


def test_who_may_be_invited_has_no_account_and_is_a_person(world: World) -> None:
    practitioner = world.accounts["practitioner"]
    people.add_client(world.records, practitioner, world.clinic, "Anna", demo._new_id())
    cara = people.add_client(world.records, practitioner, world.clinic, "Cara")
    found = overview.names(world.records, practitioner, world.clinic, Which(invitable=True))
    assert [one.id for one in found] == [cara]


def test_a_client_may_be_invited_however_many_are_of_the_name(world: World) -> None:
    practitioner = world.accounts["practitioner"]
    for n in range(ON_A_PAGE):
        people.add_client(world.records, practitioner, world.clinic, f"Ann {n}")
    last = people.add_client(world.records, practitioner, world.clinic, "Zoë Ann")

    def invitable(client_id: uuid.UUID, person: str = "practitioner") -> bool:
        return overview.is_invitable(world.records, world.accounts[person], world.clinic, client_id)

    assert invitable(last)
    assert invitable(last, "administrator")
    assert not invitable(world.client), "has an account"
    archiving.archive(world.records, practitioner, last)
    assert not invitable(last)
    with pytest.raises(AccessDeniedError):
        invitable(last, "own client")


def test_who_needs_a_look_is_asked_of_all(many: World) -> None:
    entries = people.list_clients(many.records, CONSOLE, many.clinic)
    for one in entries:
        many.consent(one.id, Purpose.MEASURING, Purpose.PRACTITIONER)
    everyone = {one.name: one.id for one in entries}
    lacking, treated, named, refused = (everyone[name] for name in ("Client 44", "Lü", "Zoë Ask", "Client 9"))
    many.consent(lacking, Purpose.PRACTITIONER, given=False)
    treatments.record_session(
        many.records, many.accounts["practitioner"], treated, SessionFacts((START - 10 * DAY).date())
    )
    photo = many.photo(b"dark", refused)
    scores.write(many.records, current_scorer(), photo, Refused("too_dark", "Too dark."))
    assert shown(leaf(many, Which(needing_a_look=frozenset()))) == ["Client 44", "Client 9", "Lü"]
    assert shown(leaf(many, Which(needing_a_look=frozenset({named})))) == ["Client 44", "Client 9", "Lü", "Zoë Ask"]
    many.consent(named, Purpose.PRACTITIONER, given=False)
    assert shown(leaf(many, Which(needing_a_look=frozenset(), search="zoe"))) == ["Zoë Ask"]
    assert shown(leaf(many, Which(needing_a_look=frozenset({named})), "administrator")) == []


def test_treated_lately_but_not_photographed(world: World) -> None:
    def told(session: int, photo: int | None) -> bool:
        with world.records.acting() as db:
            today = world.records.local_day(db, world.clinic)
            db.execute(sa.delete(Session))
            db.execute(sa.update(Photo).values(taken_on=None if photo is None else today - photo * DAY))
            db.add(Session(client_id=world.client, held_on=today - session * DAY, recorded_at=world.clock()))
        return listed(world)["Ada"].not_lately

    world.photo(b"photo")
    days = LONG_AGO.days
    expected = {(3, None): True, (3, days + 1): True, (3, days): False, (days - 1, days + 1): True}
    expected |= {(days, None): False, (days + 9, days + 1): False, (3, 0): False}
    assert {case: told(*case) for case in expected} == expected


@pytest.mark.parametrize("person", ["nobody", "own client", "other clinic"])
def test_others_see_no_list(world: World, person: str) -> None:
    with pytest.raises(AccessDeniedError):
        listed(world, person)
