from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters

from skinmetrics.clinic.passwords import PasswordError, Passwords

WEAK = Passwords(PasswordHasher(time_cost=1, memory_cost=64, parallelism=1))
PASSWORD = "correct horse battery"  # noqa: S105


def test_hashes_are_argon2id_with_the_recommended_memory() -> None:
    kept = Passwords().hash(PASSWORD)
    parameters = extract_parameters(kept)
    assert kept.startswith("$argon2id$")
    assert (parameters.memory_cost, parameters.time_cost) == (64 * 1024, 3)
    assert Passwords().matches(kept, PASSWORD)


def test_only_the_password_matches_and_hashes_are_salted() -> None:
    first, second = WEAK.hash(PASSWORD), WEAK.hash(PASSWORD)
    assert first != second
    assert WEAK.matches(first, PASSWORD)
    assert not WEAK.matches(first, PASSWORD + "x")


@pytest.mark.parametrize("kept", ["", "x", "$argon2id$", "$2b$12$abcdefghijklmnopqrstuv"])
def test_nothing_matches_an_unusable_hash(kept: str) -> None:
    assert not WEAK.matches(kept, PASSWORD)


@pytest.mark.parametrize("password", ["", "short", "x" * 201])
def test_passwords_too_short_or_too_long_are_refused(password: str) -> None:
    with pytest.raises(PasswordError, match="10 to 200"):
        WEAK.hash(password)


def test_hashes_made_with_other_parameters_are_outdated() -> None:
    assert Passwords().is_outdated(WEAK.hash(PASSWORD))
    assert not WEAK.is_outdated(WEAK.hash(PASSWORD))
