"""What the photos cannot tell, in sentences that say of which metrics and which days."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import replace

import pytest

from skinmetrics.clinic import remarks, treatments
from skinmetrics.clinic.scores import WHOLE_FACE, Examined, Value
from skinmetrics.clinic.tables import Purpose
from skinmetrics.progress.assess import NONE_CAN_BE_TAKEN, OWN_DAY_COUNTS
from skinmetrics.progress.comparability.first_days import UNMEASURED
from skinmetrics.progress.comparability.reasons import CAMERA_MOVED, LIGHT_DIFFERS, MADE_UP
from skinmetrics.progress.comparability.same_person import ANOTHER_PERSON
from skinmetrics.progress.verdict import Key
from skinmetrics.reports.telling import (
    BEFORE_START,
    MEASURING_ONE,
    NOT_ALLOWED_ONE,
    NOTHING_YET,
    cannot_tell,
    headline,
)
from skinmetrics.web.practice.verdicts import summary_of
from skinmetrics.web.words import practice
from tests.clinic import test_history_people as people
from tests.clinic.history.test_pair import with_circumstances
from tests.clinic.test_history import DAY, examined, of_client, shot
from tests.clinic.world import START, World

NOT_EVERY_DAY = "Not measured on every photo day: "
NOT_MEASURED = "Not measured on these photos: "


def with_wrinkles(value: float) -> Examined:
    found = examined(value)
    return replace(found, values=(*found.values, Value("wrinkle_density", WHOLE_FACE, fine=False, value=value)))


def seen(world: World, wrinkled: int) -> tuple[str, ...]:
    """Seven photo days about a session, the first so many of them with wrinkles."""
    for day in range(7):
        value = 4 + 0.1 * (day % 3)
        shot(world, START + 7 * day * DAY, with_wrinkles(value) if day < wrinkled else examined(value))
    facts = treatments.SessionFacts((START + 22 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    return cannot_tell(of_client(world))


def test_a_metric_that_some_days_lack_is_named_beside_what_it_lacks(world: World) -> None:
    (told,) = [each for each in seen(world, 5) if "To tell more" in each]
    assert told.startswith(f"{NOT_EVERY_DAY}wrinkles. To tell more takes 3 photo days")
    assert told.endswith(": 2 more after it.")


def test_where_all_metrics_lack_days_none_is_named(world: World) -> None:
    for day in (0, 2):
        shot(world, START + day * DAY, with_wrinkles(4))
    facts = treatments.SessionFacts((START + DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    (told,) = [each for each in cannot_tell(of_client(world)) if "To tell more" in each]
    assert told.startswith("To tell more takes")


def test_the_headline_counts_the_days_of_one_phone_after_a_change_of_phones(world: World) -> None:
    for day, camera in enumerate(("old", "old", "new", "new")):
        shot(world, START + 7 * day * DAY, examined(4.0 + 0.1 * day, camera=camera))
    assert headline(of_client(world)).startswith("2 of 3 photo days before the first session.")
    facts = treatments.SessionFacts((START + 13 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    assert headline(of_client(world)) == "0 of 3 photo days before the first session, 2 of 3 after it."


def test_no_days_are_said_to_lack_while_photos_of_others_wait_to_be_measured(world: World) -> None:
    """As after a change of the metrics: the newest photos may be measured before the oldest."""
    for week in range(6):
        taken = START + 7 * week * DAY
        if week < 3:
            world.photo(f"waits {week}".encode(), taken=taken)
        else:
            shot(world, taken, examined(4.0 + 0.1 * week))
    assert headline(of_client(world)) == f"3 {BEFORE_START.split('{count} ')[1]}"
    facts = treatments.SessionFacts((START + 15 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    found = of_client(world)
    assert headline(found) == f"{NOTHING_YET} {UNMEASURED}"
    assert UNMEASURED in cannot_tell(found)
    assert not [told for told in cannot_tell(found) if "any more" in told], "there are photos of before it"
    waiting = [photo.id for photo in found.photos if photo.state == "waiting"]
    remarks.exclude(world.records, world.accounts["practitioner"], waiting[0], "sunburnt")
    assert headline(of_client(world)) == f"{NOTHING_YET} {UNMEASURED}"
    for photo in waiting[1:]:
        remarks.exclude(world.records, world.accounts["practitioner"], photo, "sunburnt")
    assert headline(of_client(world)) == "0 of 3 photo days before the first session, 3 of 3 after it."


def test_of_a_session_that_has_been_no_day_before_it_is_asked_for(world: World) -> None:
    """Sessions are written down once they were, whether photos of after it are there or not."""
    for week in range(2):
        shot(world, START + 7 * week * DAY, examined(4.0 + 0.1 * week))
    facts = treatments.SessionFacts((START + 7 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    assert NONE_CAN_BE_TAKEN in cannot_tell(of_client(world))


@pytest.mark.parametrize("time", [None, dt.time(18)])
def test_on_the_day_of_the_first_session_photos_before_the_needles_are_told_to_count(
    world: World, time: dt.time | None
) -> None:
    shot(world, START, examined(4.0))
    facts = treatments.SessionFacts((START + 7 * DAY).date(), held_at=time)
    world.clock.at = START + 7 * DAY
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    assert OWN_DAY_COUNTS in cannot_tell(of_client(world))
    shot(world, START + 7 * DAY, examined(4.1))
    assert NONE_CAN_BE_TAKEN in cannot_tell(of_client(world)), "that day is there now"


def test_once_there_is_a_photo_of_after_it_none_can_be_taken_before_the_first_session(world: World) -> None:
    shot(world, START, examined(4.0))
    shot(world, START + 8 * DAY, examined(4.1))
    facts = treatments.SessionFacts((START + 7 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    assert NONE_CAN_BE_TAKEN in cannot_tell(of_client(world))


@pytest.mark.parametrize("switched", [2, 3, 4])
def test_no_days_are_said_to_lack_of_a_side_that_has_enough_with_two_phones(world: World, switched: int) -> None:
    for day in range(6):
        shot(world, START + 7 * day * DAY, examined(4.0 + 0.1 * day, camera="old" if day < switched else "new"))
    facts = treatments.SessionFacts((START + 17 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    assert headline(of_client(world)) == NOTHING_YET


def test_what_a_photo_has_by_itself_is_told_with_its_day_and_what_two_differ_in_is_not(world: World) -> None:
    for week in range(4):
        moved = with_circumstances(examined(4.0), shaken=week == 2, iso=2000 if week == 3 else 100)
        shot(world, START + 7 * week * DAY, moved)
    told = [each for each in cannot_tell(of_client(world)) if CAMERA_MOVED in each or LIGHT_DIFFERS in each]
    assert told == [f"15 Mar 2026: {CAMERA_MOVED}", LIGHT_DIFFERS]
    assert of_client(world).warnings == (CAMERA_MOVED, LIGHT_DIFFERS)


def test_a_photo_of_another_person_is_told_of_once_with_its_day(world: World) -> None:
    first = shot(world, START, people.examined(people.LINES))
    shot(world, START + DAY, people.examined({"forehead": 9.0}, first, people.OTHER))
    shot(world, START + 2 * DAY, people.examined(people.LINES, first))
    told = [each for each in cannot_tell(of_client(world)) if ANOTHER_PERSON in each]
    assert told == [f"1 photo is not counted (2 Mar 2026). {ANOTHER_PERSON}"]


def test_a_metric_of_every_day_is_not_said_to_lack_days_because_another_does(world: World) -> None:
    for day in range(5):
        shot(world, START + 7 * day * DAY, with_wrinkles(4) if day else examined(4))
    facts = treatments.SessionFacts((START + 15 * DAY).date())
    treatments.record_session(world.records, world.accounts["practitioner"], world.client, facts)
    told = [each for each in cannot_tell(of_client(world)) if "To tell more" in each]
    assert len(told) == 2
    assert told[0].startswith("To tell more takes")
    assert told[1].startswith(f"{NOT_EVERY_DAY}wrinkles.")


def test_regions_are_named_with_their_reason_and_a_reason_of_the_whole_is_said_once(world: World) -> None:
    for day in (0, 2):
        shot(world, START + day * DAY, examined(4))
    found = of_client(world)
    photos = [photo.id for burst in found.counted for photo in burst.counted]
    declined: dict[Key, dict[uuid.UUID, str]] = {}
    declined["fine_line_density", "chin"] = dict.fromkeys(photos, "A beard or stubble covers the skin here.")
    declined["fine_line_density", "jaw_left"] = dict.fromkeys(photos, MADE_UP)
    told = cannot_tell(replace(found, declined=declined, warnings=(MADE_UP,)))
    assert "Not measured on these photos: chin. A beard or stubble covers the skin here." in told
    assert [each for each in told if MADE_UP in each] == [MADE_UP]


def test_scores_that_no_photo_has_are_told_by_the_reason_of_most_photos(world: World) -> None:
    photos = [shot(world, START + 7 * day * DAY, examined(4.0)) for day in range(3)]
    deep, small = "Skin of this depth hides it.", "The face is too small in the photo."
    declined: dict[Key, dict[uuid.UUID, str]] = {
        ("blemish_area", None): {photos[0]: deep, photos[1]: deep, photos[2]: small},
        ("redness_patchiness", None): dict.fromkeys(photos, deep),
        ("pore_density", None): dict.fromkeys(photos, small),
    }
    told = [one for one in cannot_tell(replace(of_client(world), declined=declined)) if one.startswith(NOT_MEASURED)]
    by_reason = {why: one for one in told for why in (deep, small) if one.endswith(why)}
    assert "area of blemishes" in by_reason[deep]
    assert "patchiness of redness" in by_reason[deep]
    assert "pores" in by_reason[small]
    assert "pores" not in by_reason[deep]
    (rest,) = [one for one in told if one not in by_reason.values()]
    assert "wrinkles" in rest  # of which no photo says why


@pytest.mark.parametrize("allowed", [True, False])
def test_a_photo_that_nobody_may_measure_is_not_said_to_be_measured(world: World, *, allowed: bool) -> None:
    shot(world, START, examined(4.0))
    world.photo(b"waiting", taken=START + DAY)
    world.consent(world.client, Purpose.MEASURING, given=allowed)
    told = cannot_tell(of_client(world))
    assert (MEASURING_ONE in told, NOT_ALLOWED_ONE in told) == (allowed, not allowed)
    waiting = replace(of_client(world), bursts=of_client(world).bursts[1:])
    said = summary_of(waiting).headlines["en"]
    assert said == (practice.SUMMARY_WAITING if allowed else practice.SUMMARY_NOT_ALLOWED)
