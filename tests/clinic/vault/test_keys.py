from __future__ import annotations

import stat
import threading
import uuid
from pathlib import Path

import pytest

from skinmetrics.clinic.vault.keys import ClientKeyError, MasterKey, MasterKeyError, make_master_key, read_master_key

CLIENT = uuid.uuid4()


def test_a_new_key_is_for_its_owner_alone_and_reads_back(tmp_path: Path) -> None:
    file = tmp_path / "new" / "master.key"
    made = make_master_key(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert read_master_key(None, file) == made


def test_a_second_start_keeps_the_first_key(tmp_path: Path) -> None:
    file = tmp_path / "master.key"
    assert make_master_key(file) == make_master_key(file)
    assert [path.name for path in tmp_path.iterdir()] == ["master.key"]


def test_starts_at_the_same_time_agree_on_one_key(tmp_path: Path) -> None:
    made: list[MasterKey] = []
    threads = [threading.Thread(target=lambda: made.append(make_master_key(tmp_path / "k"))) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(made) == 8
    assert len({key.secret for key in made}) == 1


def test_the_setting_comes_before_the_file(tmp_path: Path) -> None:
    file = tmp_path / "master.key"
    make_master_key(file)
    other = MasterKey(bytes(32))
    assert read_master_key(other.as_text(), file) == other


def test_no_key_is_none(tmp_path: Path) -> None:
    assert read_master_key(None, tmp_path / "master.key") is None
    assert read_master_key("", tmp_path / "master.key") is None


def test_a_key_that_others_may_read_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "master.key"
    make_master_key(file)
    file.chmod(0o640)
    with pytest.raises(MasterKeyError, match="chmod 600"):
        read_master_key(None, file)


@pytest.mark.parametrize("text", ["x", "not base64!", "QUJD", "é" * 44, "A" * 45])
def test_a_malformed_key_says_what_it_should_be(text: str) -> None:
    with pytest.raises(MasterKeyError, match="44 characters"):
        MasterKey.from_text(text)


def test_a_wrapped_key_opens_for_its_client_and_master_alone() -> None:
    master = make = MasterKey(bytes(32))
    wrapped = make.new_client_key(CLIENT)
    assert master.unwrap(CLIENT, wrapped) == master.unwrap(CLIENT, wrapped)
    with pytest.raises(ClientKeyError, match="damaged"):
        master.unwrap(uuid.uuid4(), wrapped)
    with pytest.raises(ClientKeyError):
        MasterKey(bytes(31) + b"1").unwrap(CLIENT, wrapped)


def test_each_client_has_a_key_of_their_own() -> None:
    master = MasterKey(bytes(32))
    keys = {master.unwrap(CLIENT, master.new_client_key(CLIENT)).secret for _ in range(5)}
    assert len(keys) == 5
