"""Clients by their names."""

from __future__ import annotations

import pytest

from skinmetrics.clinic import overview, people
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.oversight import view_audit
from tests.clinic.world import World


@pytest.mark.parametrize("person", ["practitioner", "administrator"])
def test_a_client_is_found_under_the_new_name_and_the_audit_has_neither(world: World, person: str) -> None:
    people.rename(world.records, world.accounts[person], world.client, " Zoë  Adler ")
    found = overview.glances(world.records, CONSOLE, world.clinic, current_scorer(), overview.Which(search="zoe adl"))
    assert [one.name for one in found.clients] == ["Zoë Adler"]
    assert [one.name for one in people.list_clients(world.records, CONSOLE, world.clinic)] == ["Bea", "Zoë Adler"]
    events = [one.event for one in view_audit(world.records, world.accounts["administrator"], world.clinic)]
    assert [one.subject for one in events if one.action == "rename_client"] == [str(world.client)]


def test_nobody_is_without_a_name(world: World) -> None:
    with pytest.raises(people.NoNameError):
        people.rename(world.records, CONSOLE, world.client, "  ")
    assert people.client(world.records, CONSOLE, world.client).name == "Ada"
