"""What every photo store must do, on a folder and on an S3 server."""

from __future__ import annotations

import datetime as dt
import os
import time
import urllib.request
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from skinmetrics.clinic.vault.store import (
    PhotoKey,
    PhotoMissingError,
    PhotoStore,
    Rendition,
    StoreError,
    open_store,
)

BUCKET = "photos"


@pytest.fixture(scope="module")
def s3_endpoint() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["folder", "s3"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    if request.param == "folder":
        return f"file://{tmp_path / 'store'}"
    endpoint: str = request.getfixturevalue("s3_endpoint")
    settings = {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ALLOW_HTTP": "true",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_REGION": "us-east-1",
    }
    for name, value in settings.items():
        monkeypatch.setenv(name, value)
    urllib.request.urlopen(urllib.request.Request(f"{endpoint}/{BUCKET}", method="PUT")).close()  # noqa: S310
    return f"s3://{BUCKET}/{uuid.uuid4().hex}"


@pytest.fixture
def store(url: str) -> PhotoStore:
    return open_store(url)


def new_key() -> PhotoKey:
    return PhotoKey(uuid.uuid4(), uuid.uuid4())


@pytest.mark.parametrize("size", [0, 1, 6_000_000])
def test_what_is_put_can_be_got(store: PhotoStore, size: int) -> None:
    key, sealed = new_key(), os.urandom(size)
    store.put(key, sealed)
    assert store.get(key) == sealed


def test_it_is_there_for_who_opens_the_store_next(store: PhotoStore, url: str) -> None:
    key = new_key()
    store.put(key, b"sealed")
    assert open_store(url).get(key) == b"sealed"


def test_renditions_lie_side_by_side(store: PhotoStore) -> None:
    original = new_key()
    view = PhotoKey(original.client_id, original.photo_id, Rendition.VIEW)
    store.put(original, b"original")
    store.put(view, b"view")
    assert (store.get(original), store.get(view)) == (b"original", b"view")


def test_putting_again_replaces(store: PhotoStore) -> None:
    key = new_key()
    store.put(key, b"first")
    store.put(key, b"second")
    assert store.get(key) == b"second"


def test_what_was_never_put_is_missing(store: PhotoStore) -> None:
    key = new_key()
    with pytest.raises(PhotoMissingError, match=str(key.photo_id)):
        store.get(key)


def test_what_is_deleted_is_missing_and_deleting_twice_is_fine(store: PhotoStore) -> None:
    key = new_key()
    store.put(key, b"sealed")
    store.delete(key)
    store.delete(key)
    with pytest.raises(PhotoMissingError):
        store.get(key)


def test_everything_stored_is_listed_with_its_time(store: PhotoStore) -> None:
    mine, yours = new_key(), new_key()
    for key in (mine, yours):
        store.put(key, b"sealed")
    listed = dict(store.stored())
    assert set(listed) == {mine, yours}
    assert abs(listed[mine] - dt.datetime.now(dt.UTC)) < dt.timedelta(minutes=5)
    assert [key for key, _ in store.stored(mine.client_id)] == [mine]


def test_a_folder_is_for_its_owner_alone(tmp_path: Path) -> None:
    store, key = open_store(f"file://{tmp_path / 'store'}"), new_key()
    store.put(key, b"sealed")
    for path in (tmp_path / "store").rglob("*"):
        assert path.stat().st_mode & 0o077 == 0, path


def test_a_folder_name_may_hold_any_character(tmp_path: Path) -> None:
    folder = tmp_path / "é %41 ?#"
    store, key = open_store(folder.as_uri()), new_key()
    store.put(key, b"sealed")
    assert store.get(key) == b"sealed"
    assert (folder / key.path).is_file()


def test_a_file_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store, key = open_store(f"file://{tmp_path / 'store'}"), new_key()
    target = tmp_path / "store" / key.path
    synced: list[tuple[str, bool]] = []
    fsync = os.fsync

    def watch(descriptor: int) -> None:
        synced.append((str(Path(f"/proc/self/fd/{descriptor}").readlink()), target.exists()))
        fsync(descriptor)

    monkeypatch.setattr(os, "fsync", watch)
    store.put(key, b"sealed")
    last_file, last_folder = synced[-2:]
    assert last_file[0].endswith(".partial")
    assert not last_file[1]
    assert last_folder == (str(target.parent), True)


def test_half_written_files_of_dead_processes_go_and_fresh_ones_stay(tmp_path: Path) -> None:
    url = f"file://{tmp_path / 'store'}"
    open_store(url)
    old, fresh = (tmp_path / "store" / "incoming" / name for name in (".old.1.partial", ".fresh.2.partial"))
    old.touch()
    fresh.touch()
    os.utime(old, (time.time() - 7200,) * 2)
    store = open_store(url)
    assert (old.exists(), fresh.exists()) == (False, True)
    assert list(store.stored()) == []


@pytest.mark.parametrize("address", ["", "photos", "s3://", "ftp://host/photos", "file://host/photos"])
def test_another_address_says_what_it_should_be(address: str) -> None:
    with pytest.raises(StoreError, match="file:///FOLDER or s3://BUCKET/PREFIX"):
        open_store(address)


def test_a_bucket_that_is_not_there_is_said(url: str) -> None:
    if url.startswith("s3:"):
        store = open_store("s3://no-such-bucket")
        with pytest.raises(StoreError, match="Check its address and permissions"):
            store.put(new_key(), b"sealed")
    else:
        Path(url.removeprefix("file://")).write_bytes(b"a file, not a folder")
        with pytest.raises(StoreError, match="Check its address and permissions"):
            open_store(url)


@pytest.mark.parametrize("name", ["photos/x", "incoming/.a.partial", "photos/" + "0" * 32 + "/" + "0" * 32 + ".other"])
def test_names_that_are_no_photos_are_passed_over(name: str) -> None:
    assert PhotoKey.parse(name) is None


def test_a_name_leads_back_to_its_key() -> None:
    for rendition in Rendition:
        key = PhotoKey(uuid.uuid4(), uuid.uuid4(), rendition)
        assert PhotoKey.parse(key.path) == key
