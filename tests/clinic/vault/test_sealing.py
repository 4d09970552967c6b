from __future__ import annotations

import uuid

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from skinmetrics.clinic.vault.keys import ClientCipher
from skinmetrics.clinic.vault.sealing import SealBrokenError, derive, seal, unseal
from skinmetrics.clinic.vault.store import PhotoKey, Rendition

KEY = bytes(range(32))
HERE = PhotoKey(uuid.UUID(int=1), uuid.UUID(int=2))
ELSEWHERE = [
    PhotoKey(uuid.UUID(int=3), HERE.photo_id),
    PhotoKey(HERE.client_id, uuid.UUID(int=3)),
    PhotoKey(HERE.client_id, HERE.photo_id, Rendition.VIEW),
]


@settings(deadline=None)
@given(st.binary(), st.binary())
def test_what_was_sealed_opens(data: bytes, bound_to: bytes) -> None:
    assert unseal(KEY, seal(KEY, data, bound_to), bound_to) == data


@settings(deadline=None)
@given(st.binary(min_size=1), st.data())
def test_any_flipped_bit_is_noticed(data: bytes, draw: st.DataObject) -> None:
    sealed = bytearray(seal(KEY, data, b"here"))
    bit = draw.draw(st.integers(0, len(sealed) * 8 - 1))
    sealed[bit // 8] ^= 1 << bit % 8
    with pytest.raises(SealBrokenError):
        unseal(KEY, bytes(sealed), b"here")


@settings(deadline=None)
@given(st.binary(max_size=64))
def test_bytes_that_were_never_sealed_are_refused(data: bytes) -> None:
    with pytest.raises(SealBrokenError):
        unseal(KEY, data, b"here")


def test_the_same_photo_sealed_twice_looks_different_and_shows_nothing() -> None:
    photo = b"a photo of somebody" * 100
    first, second = seal(KEY, photo, b""), seal(KEY, photo, b"")
    assert first != second
    assert b"somebody" not in first


def test_another_key_does_not_open_it() -> None:
    with pytest.raises(SealBrokenError):
        unseal(derive(KEY, "other"), seal(KEY, b"photo", b"here"), b"here")


@pytest.mark.parametrize("place", ELSEWHERE, ids=["client", "photo", "rendition"])
def test_a_sealed_file_moved_to_another_place_does_not_open(place: PhotoKey) -> None:
    cipher = ClientCipher(KEY)
    with pytest.raises(SealBrokenError):
        cipher.unseal(place, cipher.seal(HERE, b"photo"))


def test_digests_tell_photos_apart_and_differ_between_clients() -> None:
    one, other = ClientCipher(KEY), ClientCipher(derive(KEY, "other"))
    assert one.digest(b"photo") == one.digest(b"photo")
    assert len({one.digest(b"photo"), one.digest(b"photo2"), other.digest(b"photo")}) == 3


def test_keys_do_not_show_in_messages() -> None:
    assert repr(KEY) not in repr(ClientCipher(KEY))
