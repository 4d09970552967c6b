"""The list of clients: what it tells of whom, to whom."""

from __future__ import annotations

import datetime as dt

import pytest

from skinmetrics.clinic import people, treatments
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.overview import Glance, glances
from skinmetrics.clinic.scores import Refused
from skinmetrics.clinic.tables import Purpose
from skinmetrics.clinic.treatments import SessionFacts
from tests.clinic.test_history import examined, shot
from tests.clinic.world import START, World

DAY = dt.timedelta(days=1)


def listed(world: World, person: str = "practitioner") -> dict[str, Glance]:
    return {one.name: one for one in glances(world.records, world.accounts[person], world.clinic, current_scorer())}


def test_last_photo_last_session_and_what_the_last_day_could_not_tell(world: World) -> None:
    shot(world, START, Refused("no_face", "No face found."))
    shot(world, START + 2 * DAY, examined(3))
    shot(world, START + 2 * DAY + dt.timedelta(hours=2), Refused("no_face", "No face found."))
    facts = SessionFacts((START + DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    ada = listed(world)["Ada"]
    assert (ada.last_photo, ada.last_session) == ((START + 2 * DAY).date(), (START + DAY).date())
    assert ada.refused == 1, "the refused photo of an earlier day is no news"
    assert ada.treated
    assert ada.shared
    assert ada.has_account


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


@pytest.mark.parametrize("person", ["nobody", "own client", "other clinic"])
def test_others_see_no_list(world: World, person: str) -> None:
    with pytest.raises(AccessDeniedError):
        listed(world, person)
