"""What the practitioner's pages do and say, to whom."""

from __future__ import annotations

import datetime as dt
import re
import uuid
from threading import Event

import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from skinmetrics.clinic import consent_changes, hold, people, remarks, treatments
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.erasure import erase
from skinmetrics.clinic.oversight import view_audit
from skinmetrics.clinic.tables import Account, Purpose, RoleName, Side
from skinmetrics.clinic.treatments import NeedledPoint, SessionFacts
from skinmetrics.progress.words import saying
from skinmetrics.settings import settings
from skinmetrics.web.components.face_drawing import read_ticks, said
from skinmetrics.web.practice.verdicts import Summaries, summaries
from skinmetrics.web.words.practice import NO_FURTHER_PHOTO
from tests.clinic.test_history import examined, fallen_by_half, shot
from tests.clinic.world import START, World
from tests.web.pages.conftest import Open, text

PAGES = ("clients", "client", "sessions", "importing", "clinic")
DAY = dt.timedelta(days=1)


def button(app: AppTest, label: str) -> None:
    next(each for each in app.button if each.label.startswith(label)).click()
    app.run()
    assert not app.exception, app.exception


def sessions(world: World) -> list[SessionFacts]:
    found = treatments.sessions_of(world.records, world.accounts["practitioner"], world.client)
    return [entry.facts for entry in found]


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("person", ["nobody", "own client"])
def test_who_treats_nobody_sees_no_page_of_the_practice(world: World, open_page: Open, name: str, person: str) -> None:
    told = text(open_page(name, person, world.client))
    assert "for the practitioners of a clinic" in told
    assert "Ada" not in told


@pytest.mark.parametrize("name", ["client", "sessions"])
@pytest.mark.parametrize("person", ["other clinic", "administrator"])
def test_a_client_of_somebody_else_is_as_if_there_were_none(
    world: World, open_page: Open, name: str, person: str
) -> None:
    fallen_by_half(world)
    told = text(open_page(name, person, world.client))
    assert "Choose a client first." in told
    assert '<h1 class="sm-title">Client</h1>' in told
    assert "Ada" not in told
    assert text(open_page(name, person, uuid.uuid4())) == told


def test_who_treats_a_client_no_longer_does_not_see_their_name_again(world: World, open_page: Open) -> None:
    practitioner = world.accounts["practitioner"].account_id
    assert practitioner is not None
    app = open_page("sessions", "practitioner", world.client)
    assert "Ada" in text(app)
    people.unassign(world.records, CONSOLE, world.client, practitioner)
    told = text(app.run())
    assert "Ada" not in told
    assert "Choose a client first." in told


def test_a_headline_refused_to_one_is_worked_out_for_the_next(world: World) -> None:
    fallen_by_half(world)
    colleague = world.account("colleague", RoleName.PRACTITIONER)
    assert colleague.account_id is not None
    people.assign(world.records, CONSOLE, world.client, colleague.account_id)
    started, found = Event(), Summaries()
    found._pool.submit(started.wait)
    assert found.of(world.records, colleague, [world.client]) == {world.client: None}
    people.unassign(world.records, CONSOLE, world.client, colleague.account_id)
    started.set()
    treats = world.accounts["practitioner"]
    for _ in ("the refusal", "asked for anew", "there"):
        found._pool.submit(lambda: None).result()
        summary = found.of(world.records, treats, [world.client])[world.client]
    assert summary is not None
    assert summary.looks == ()
    assert "Fine lines improved" in summary.headlines["en"]


def test_the_list_tells_names_days_and_the_headline_once_it_is_worked_out(world: World, open_page: Open) -> None:
    fallen_by_half(world)
    app = open_page("clients", "practitioner")
    assert "Working it out" in text(app)
    summaries()._pool.submit(lambda: None).result()
    told = text(app.run())
    assert "Fine lines improved, by more than retaking the photos would show." in told
    assert "26 Apr 2026" in told
    assert "23 Mar 2026" in told
    assert f"/client?client={world.client}" in told
    assert "Bea" not in told


def test_searching_by_any_part_of_a_name(world: World, open_page: Open) -> None:
    for name in ("Zoë Müller", "Max Moritz"):
        people.add_client(world.records, world.accounts["practitioner"], world.clinic, name)
    app = open_page("clients", "practitioner")
    app.text_input(key="search clients").set_value("zoe mul").run()
    told = text(app)
    assert "Zoë Müller" in told
    assert "Max Moritz" not in told
    assert "1 of 3 clients" in told
    app.text_input(key="search clients").set_value("müller z").run()
    assert "Zoë Müller" in text(app), "the other name first"
    app.text_input(key="search clients").set_value("moritz y").run()
    assert "Max Moritz" not in text(app), "each word counts"


def test_needs_a_look(world: World, open_page: Open) -> None:
    lacking = people.add_client(world.records, world.accounts["practitioner"], world.clinic, "Cara")
    assert lacking != world.client
    told = text(open_page("clients", "practitioner"))
    assert told.count("No consent") == 1
    assert re.search("No consent<[^>]*>[.] <", told), "what is read aloud does not run into what follows"


def test_an_invitation_is_a_link_for_one_client_to_where_the_pages_are(
    world: World, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(st, "get_option", {"server.address": "127.0.0.1", "server.port": 8600}.__getitem__)
    people.add_client(world.records, world.accounts["practitioner"], world.clinic, "Cara")
    app = open_page("clients", "practitioner")
    app.selectbox(key="invited").select("Cara").run()
    button(app, "Make the link")
    assert app.code[0].value.startswith("http://127.0.0.1:8600/join/")
    assert "For Cara alone" in text(app)
    assert "not on a phone" in text(app)


def test_a_link_to_an_address_in_the_network_is_for_phones_too(
    world: World, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKINMETRICS_PUBLIC_URL", "https://skin.example.org")
    settings.cache_clear()
    people.add_client(world.records, world.accounts["practitioner"], world.clinic, "Cara")
    app = open_page("clients", "practitioner")
    app.selectbox(key="invited").select("Cara").run()
    button(app, "Make the link")
    assert app.code[0].value.startswith("https://skin.example.org/join/")
    assert "not on a phone" not in text(app)


def test_at_a_glance_real_noise_and_what_the_photos_cannot_tell(world: World, open_page: Open) -> None:
    fallen_by_half(world)
    out = shot(world, START + 80 * DAY, examined(9))
    remarks.exclude(world.records, world.accounts["practitioner"], out, "sunburnt")
    told = text(open_page("client", "practitioner", world.client))
    real, noise = told.index("<h2>Real</h2>"), told.index("<h2>Noise</h2>")
    cannot = told.index("<h2>What the photos cannot tell</h2>")
    assert real < told.index("<strong>Fine lines</strong>: improved, −") < noise
    assert told.index("Left out: sunburnt") > cannot
    assert "If nothing changed, such averages would still differ by up to" in told
    assert "not what changed it" in told


def test_every_part_of_the_clients_page_can_be_opened(world: World, open_page: Open) -> None:
    fallen_by_half(world)
    app = open_page("client", "practitioner", world.client)
    expected = {
        "Needled or not": "Of one session it is not noted where the needles were",
        "Two dates": "Two days alone say less",
        "Regions": "Forehead",
        "Photos": 'src="/photo/',
        "Notes": "No note yet",
        "Report": f"/report/{world.client}/pdf",
        "Glossary": "Length of fine lines",
        "What the client sees": "Over time",
    }
    for part, words in expected.items():
        app.segmented_control(key="part").set_value(part).run()
        assert not app.exception, (part, app.exception)
        assert words in text(app), part


def test_needled_or_not_says_of_how_many_sessions_it_is_not_noted_where_the_needles_were(
    world: World, open_page: Open
) -> None:
    fallen_by_half(world)
    for week in (5, 6):
        facts = SessionFacts((START + (7 * week + 1) * DAY).date(), (), 40)
        treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    app = open_page("client", "practitioner", world.client)
    app.segmented_control(key="part").set_value("Needled or not").run()
    assert "sessions it is not noted where the needles were" in text(app)


def test_who_treats_is_told_that_a_client_allows_no_further_photo(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    assert NO_FURTHER_PHOTO not in text(open_page("client", "practitioner", world.client))
    world.consent(world.client, Purpose.MEASURING, given=False)
    page = text(open_page("client", "practitioner", world.client))
    assert NO_FURTHER_PHOTO in page
    assert "1 of 3 photo days" in page
    world.consent(world.client, Purpose.PRACTITIONER, given=False)
    assert NO_FURTHER_PHOTO not in text(open_page("client", "practitioner", world.client))


def test_without_consent_the_page_says_so_and_takes_what_was_signed_on_paper(world: World, open_page: Open) -> None:
    client = people.add_client(world.records, world.accounts["practitioner"], world.clinic, "Cara")
    app = open_page("client", "practitioner", client)
    assert "They can do so under My data, or on paper." in text(app)
    button(app, "Invite them to an account")
    assert "For Cara alone" in text(app)
    for purpose in (Purpose.MEASURING, Purpose.PRACTITIONER):
        app.checkbox(key=f"paper {client} {purpose}").check()
    app.run()
    button(app, "Record consent")
    assert "There are no photos of" in text(app)
    assert "Nothing to judge yet" not in text(app)
    assert "cannot be compared" not in text(app)
    assert " photo days counted" not in text(app)
    assert steps(app) == ["/importing", "/", f"/sessions?client={client}"]


def test_one_of_a_kind_is_said_in_the_singular(world: World, open_page: Open) -> None:
    shot(world, START, examined(3))
    assert "1 of 1 photo day counted, no session yet." in text(open_page("client", "practitioner", world.client))
    facts = SessionFacts(START.date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    told = text(open_page("client", "practitioner", world.client))
    assert f"1 of 1 photo day counted, 1 session, on {saying.day(START.date())}." in told


def test_days_of_another_phone_count_and_are_said_not_to_tell_fine_lines(world: World, open_page: Open) -> None:
    for n, camera in enumerate(("old", "old", "old", "new")):
        shot(world, START + n * DAY, examined(3, camera=camera))
    told = text(open_page("client", "practitioner", world.client))
    assert "4 of 4 photo days counted, 3 of them for fine lines, no session yet." in told


def test_who_has_an_account_already_is_not_to_be_invited(world: World, open_page: Open) -> None:
    assert steps(open_page("client", "practitioner", world.client)) == [
        "/importing",
        f"/sessions?client={world.client}",
    ]


def steps(app: AppTest) -> list[str]:
    """Where the page of a client without photos leads to."""
    return re.findall('<li><a class="sm-link" href="([^"]*)"', text(app))


def test_a_withdrawn_consent_closes_the_page_at_once(world: World, open_page: Open) -> None:
    fallen_by_half(world)
    app = open_page("client", "practitioner", world.client)
    consent_changes.withdraw(world.records, world.accounts["own client"], world.client, Purpose.PRACTITIONER, "2026-01")
    app.run()
    assert "has not consented" in text(app)
    assert "Fine lines" not in text(app)


def test_a_session_is_saved_with_its_notes_and_the_last_one_copied_with_one_tap(world: World, open_page: Open) -> None:
    practitioner = world.accounts["practitioner"]
    points = (NeedledPoint("GB14", Side.LEFT, "manual"), NeedledPoint("CV24", Side.MIDLINE, "manual"))
    treatments.record_session(
        world.records, practitioner, world.client, SessionFacts(dt.date(2026, 3, 5), points, 2, 25)
    )
    app = open_page("sessions", "practitioner", world.client)
    assert "GB14 left" in text(app)
    assert "no guidance for needling" in " ".join(text(app).replace("are no", "no").split())
    button(app, "Copy the session of 5 Mar 2026")
    app.time_input[0].set_value(dt.time(9, 30))
    app.text_area[0].set_value("slept well")
    button(app, "Save session")
    copied = sessions(world)[-1]
    assert copied.points == tuple(sorted(points))
    assert (copied.needles, copied.minutes, copied.held_at) == (2, 25, dt.time(9, 30))
    with world.records.acting() as db:
        assert copied.held_on == world.records.local_day(db, world.clinic)
    assert "slept well" in text(app)
    assert "09:30 · 25 min" in text(app)
    (written,) = treatments.notes_of(world.records, practitioner, world.client)
    assert written.text == "slept well"


def test_a_half_written_session_is_there_again_until_it_is_saved(world: World, open_page: Open) -> None:
    world.session(SessionFacts(START.date(), (NeedledPoint("GB14", Side.LEFT, "manual"),), 2, 25))
    app = open_page("sessions", "practitioner", world.client)
    app.text_area[0].set_value("slept well")
    button(app, "Copy the session of")
    app.time_input[0].set_value(dt.time(9, 30))
    app.number_input[0].set_value(40).run()
    again = open_page("sessions", "practitioner", world.client)
    assert (again.time_input[0].value, again.number_input[0].value) == (dt.time(9, 30), 40)
    assert (again.number_input[1].value, again.text_area[0].value) == (2, "slept well")
    assert "1 ticked: GB14 left" in text(again)
    button(again, "Save session")
    assert sessions(world)[-1].points == (NeedledPoint("GB14", Side.LEFT, "manual"),)
    anew = open_page("sessions", "practitioner", world.client)
    assert (anew.number_input[0].value, anew.text_area[0].value) == (None, "")
    assert "GB14 left" not in next(each.value for each in anew.html if "sm-ticked" in each.value)


def test_what_a_browser_says_of_points_is_checked() -> None:
    assert read_ticks(["GB14 left", "GB14 left", "CV24 midline", "CV24 left", "<b> left", 3, None]) == (
        ("GB14", "left"),
        ("CV24", "midline"),
    )
    assert read_ticks("GB14 left") == ()
    assert said([("GB14", "left"), ("GB14", "right"), ("ST2", "left"), ("CV24", "midline")]) == (
        "GB14 both sides, ST2 left, CV24"
    )


def test_the_administrator_places_a_hold_and_lifts_it(world: World, open_page: Open) -> None:
    app = open_page("clinic", "administrator")
    app.segmented_control[0].set_value("Keeping").run()
    app.selectbox(key="hold whom False").select("Ada").run()
    button(app, "Place the hold")
    assert "Give the reason" in text(app)
    app.text_input[0].set_value("court case 12")
    button(app, "Place the hold")
    assert re.search(r"Must be kept since \d+ \w+ \d+: court case 12", text(app))
    with pytest.raises(hold.LegalHoldError, match="court case 12"):
        erase(world.records, world.accounts["own client"], world.client)
    button(app, "Lift the hold")
    assert "court case" not in text(app)
    assert hold.hold_of(world.records, world.accounts["administrator"], world.client) is None
    told = [entry.event for entry in view_audit(world.records, world.accounts["administrator"], world.clinic)]
    assert [event.subject for event in told if event.action == "hold_client"] == ["lifted", "placed"]


def test_the_cohort_says_how_many_are_lacking_and_names_its_cautions(open_page: Open) -> None:
    for person, count in (("practitioner", 1), ("administrator", 0)):
        told = text(open_page("clinic", person))
        assert f"Such clients: {count}. An estimate across clients needs 5" in told
        assert told.count("no untreated group") == 1


def test_accounts_and_audit_are_the_administrators(open_page: Open) -> None:
    parts = open_page("clinic", "practitioner").segmented_control(key="clinic part").options
    assert parts == ["All clients together", "Settings"]
    app = open_page("clinic", "administrator")
    app.segmented_control(key="clinic part").set_value("Accounts").run()
    assert "own.client@example.org" in text(app)
    button(app, "Make the link")
    assert "/join/" in app.code[0].value
    app.segmented_control(key="clinic part").set_value("Audit").run()
    assert "invited a colleague" in app.dataframe[0].value.to_string()


def test_no_name_in_the_table_of_the_audit_is_run_by_a_spreadsheet(world: World, open_page: Open) -> None:
    formula = '=HYPERLINK("https://example.org")'
    guest = world.account("guest", RoleName.PRACTITIONER).account_id
    with world.records.database.writing() as db:
        db.get_one(Account, guest).name = formula
    client = people.add_client(world.records, world.accounts["guest"], world.clinic, formula)
    people.client(world.records, world.accounts["guest"], client)
    app = open_page("clinic", "administrator")
    app.segmented_control(key="clinic part").set_value("Audit").run()
    cells = [str(cell) for cell in app.dataframe[0].value.to_numpy().ravel()]
    assert len([cell for cell in cells if formula in cell]) == 3, "who added, who looked, and whom they looked at"
    assert not [cell for cell in cells if cell.startswith("=")]


def test_a_practitioner_may_assign_only_as_administrator(world: World, open_page: Open) -> None:
    assert not [each for each in open_page("clients", "practitioner").button if each.label == "Treats no longer"]
    app = open_page("clients", "administrator")
    assert "Treated by a colleague" in text(app)
    app.selectbox(key="assigned client").select("Ada").run()
    app.selectbox(key="assigned to").select("Practitioner (practitioner@example.org)").run()
    button(app, "Treats no longer")
    assert people.list_clients(world.records, world.accounts["practitioner"], world.clinic) == []


def test_the_demo_is_offered_to_a_clinic_without_clients_and_goes_with_one_click(
    world: World, open_page: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.records.database.writing() as db:
        empty = people.new_clinic(world.records, db, "Empty", "Europe/Berlin")
    world.account("first", RoleName.ADMINISTRATOR, RoleName.PRACTITIONER, clinic=empty)
    monkeypatch.setattr("skinmetrics.web.demo_offer.background_scoring", type("Still", (), {"wake": print}))
    assert not [each for each in open_page("clients", "practitioner").button if "invented" in each.label]
    app = open_page("clients", "first")
    button(app, "Look around with three invented clients")
    assert text(app).count('<span class="sm-demo">Demo</span>') == 3
    button(app, "Remove the demo clients")
    assert people.list_clients(world.records, CONSOLE, empty) == []
