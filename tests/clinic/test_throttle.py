"""Guessers wait; those whom they guess at do not."""

from __future__ import annotations

import datetime as dt
from threading import Event, Thread

import pytest
import sqlalchemy as sa

from skinmetrics.clinic import throttle
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.sign_in import SignInError
from skinmetrics.clinic.tables import (
    SignInFailure,
)
from skinmetrics.clinic.throttle import TooManyTriesError
from tests.clinic.entering import HERE, THERE, enter, set_up, turn


def fail(records: Records, times: int, login: str = "ada@example.org", address: str = HERE) -> None:
    for _ in range(times):
        with pytest.raises(SignInError):
            enter(records, login, "a wrong password", address)


def test_a_guesser_has_to_wait_and_then_may_try_again(records: Records) -> None:
    set_up(records)
    fail(records, 5)
    with pytest.raises(TooManyTriesError, match="Wait 15 min"):
        enter(records)
    turn(records, throttle.WINDOW)
    assert enter(records)
    assert records.now() > dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def test_a_guesser_elsewhere_does_not_lock_the_holder_out(records: Records) -> None:
    set_up(records)
    fail(records, 5, address=THERE)
    with pytest.raises(TooManyTriesError):
        enter(records, address=THERE)
    assert enter(records, address=HERE)


def test_guessers_everywhere_do_not_lock_a_known_browser_out(records: Records) -> None:
    set_up(records)
    device = enter(records).device
    for n in range(50):
        fail(records, 1, address=f"203.0.113.{n}")
    with pytest.raises(TooManyTriesError):
        enter(records, address=THERE)
    assert enter(records, address=THERE, device=device)


def test_a_guesser_next_door_does_not_lock_a_known_browser_out(records: Records) -> None:
    set_up(records)
    device = enter(records).device
    for n in range(50):
        fail(records, 1, login=f"guess{n}@example.org")
    with pytest.raises(TooManyTriesError):
        enter(records)
    assert enter(records, device=device)


def test_a_device_token_of_another_login_or_forged_is_no_help(records: Records) -> None:
    set_up(records)
    device = throttle.Throttle(records.master.derive("throttle")).device_token("eve@example.org")
    fail(records, 5)
    for useless in (device, "", "AAAA", "not base64!", device[:-4] + "AAAA"):
        with pytest.raises(TooManyTriesError):
            enter(records, device=useless)


def test_a_stolen_device_token_is_throttled_too(records: Records) -> None:
    set_up(records)
    device = enter(records).device
    for _ in range(10):
        with pytest.raises(SignInError):
            enter(records, password="a wrong password", device=device)
    with pytest.raises(TooManyTriesError):
        enter(records, device=device)


def test_signing_in_is_never_counted_and_old_failures_are_forgotten(records: Records) -> None:
    set_up(records)
    for _ in range(7):
        enter(records)
    fail(records, 1)
    turn(records, throttle.WINDOW)
    enter(records)
    with records.database.reading() as db:
        assert db.scalars(sa.select(SignInFailure)).all() == []


def test_one_subscribers_ipv6_addresses_count_as_one(records: Records) -> None:
    set_up(records)
    for n in range(5):
        fail(records, 1, address=f"2001:db8:1:2::{n:x}")
    with pytest.raises(TooManyTriesError):
        enter(records, address="2001:db8:1:2:ffff::1")
    assert enter(records, address="2001:db8:1:3::1")


def test_a_try_waits_until_one_before_it_is_counted(records: Records) -> None:
    set_up(records)
    fail(records, 4)
    counting, refused = throttle.Throttle(records.master.derive("throttle")), Event()

    def guess() -> None:
        try:
            enter(records, password="another wrong password")
        except TooManyTriesError:
            refused.set()
        except SignInError:
            pass

    other = Thread(target=guess)
    with records.database.writing() as db:
        counting.enter(db, records.now(), "ada@example.org", HERE, None)
        other.start()
        other.join(1)
    other.join()
    assert refused.is_set()
