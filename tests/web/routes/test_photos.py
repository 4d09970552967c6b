"""Photos in and out by our own routes."""

from __future__ import annotations

import datetime as dt
import io
import tempfile
import threading
import uuid
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
import pytest
import sqlalchemy as sa
from PIL import Image

from skinmetrics.clinic import photos, remarks
from skinmetrics.clinic.errors import StorageFullError
from skinmetrics.clinic.oversight import view_audit
from skinmetrics.clinic.tables import Photo, Purpose, UnsettledFile
from skinmetrics.clinic.vault.store import PhotoKey, Rendition, StoreError
from skinmetrics.imaging.clock import CLOCK_WRONG
from skinmetrics.jobs.aligned_face import unpacked
from skinmetrics.settings import settings
from skinmetrics.web.routes import download, words
from skinmetrics.web.routes.photos import kept
from skinmetrics.web.routes.pictures import Kept
from tests.clinic.world import START, UNKNOWN, World, photos_of
from tests.web.routes.conftest import Browser, csrf_of, jpeg

Open = Callable[..., Browser]
SAMPLE = next((Path(__file__).parents[3] / "sample_images").glob("*/*.jpg"))


def upload(browser: Browser, world: World, *files: tuple[str, bytes], csrf: str | None = None) -> dict[str, Any]:
    answer = browser.http.post(
        "/upload",
        files=[("photos", file) for file in files],
        data={"client_id": str(world.client)},
        headers={"X-CSRF-Token": csrf_of(browser, world) if csrf is None else csrf},
    )
    found: dict[str, Any] = answer.json()
    return {"code": answer.status_code, **found}


def test_an_upload_tells_the_day_that_is_kept(world: World, browser: Open) -> None:
    (saved,) = upload(browser("own client"), world, ("PXL_20260228_233000000.jpg", jpeg(1)))["files"]
    (kept,) = photos_of(world.records, world.client)
    assert saved["taken_on"] == str(kept.taken_on) == "2026-03-01"


def test_each_file_of_an_upload_gets_its_own_answer(world: World, browser: Open) -> None:
    mine, photo = browser("own client"), jpeg(1)
    first = upload(mine, world, ("IMG_20260301_090000.jpg", photo), ("notes.jpg", b"no photo at all"))
    saved, refused = first["files"]
    assert (saved["status"], saved["taken_on"]) == ("saved", "2026-03-01")
    assert refused["status"] == "refused"
    assert refused["message"].endswith(".")
    again = upload(mine, world, ("IMG_20260301_090000.jpg", photo))["files"]
    assert again == [{**saved, "status": "already"}]
    kept = photos.read(
        world.records,
        world.accounts["own client"],
        photos_of(world.records, world.client)[0].id,
    )
    assert kept == photo


def test_a_camera_whose_clock_is_wrong_is_told_of(world: World, browser: Open) -> None:
    (told,) = upload(browser("own client"), world, ("IMG_20310301_090000.jpg", jpeg(1)))["files"]
    assert (told["status"], told["taken_on"], told["message"]) == ("saved", "", CLOCK_WRONG)


def test_a_photo_sent_again_is_answered_with_the_day_that_is_kept(world: World, browser: Open) -> None:
    mine, own, wrong = browser("own client"), world.accounts["own client"], ("IMG_20310301_090000.jpg", jpeg(1))
    (saved,) = upload(mine, world, wrong)["files"]
    assert upload(mine, world, wrong)["files"] == [{**saved, "status": "already"}]
    remarks.correct_day(world.records, own, uuid.UUID(saved["photo_id"]), START.date() - dt.timedelta(1))
    (told,) = upload(mine, world, wrong)["files"]
    assert (told["status"], told["taken_on"]) == ("already", "2026-02-28")
    assert "message" not in told
    upload(mine, world, ("selfie.jpg", jpeg(2)))
    (told,) = upload(mine, world, ("IMG_20260228_090000.jpg", jpeg(2)))["files"]
    assert (told["taken_on"], "message" in told) == ("", False), "nothing is wrong with this clock"


def test_a_photo_is_shown_without_its_metadata_and_never_cached(world: World, browser: Open) -> None:
    photo = world.photo(jpeg(3))
    answer = browser("own client").http.get(f"/photo/{photo}")
    assert answer.headers["cache-control"] == "no-store"
    with Image.open(io.BytesIO(answer.content)) as shown:
        assert dict(shown.getexif()) == {}
        assert shown.size == (96, 128)
    key = PhotoKey(world.client, photo, Rendition.VIEW)
    assert photos.fetch(world.records, key) == answer.content
    seen = view_audit(world.records, world.accounts["administrator"], world.clinic)
    assert [(entry.event.action, entry.event.subject) for entry in seen if entry.event.action == "view_photo"] == [
        ("view_photo", str(photo))
    ]


@pytest.mark.parametrize("kind", ["sqlite"], indirect=True)
def test_pictures_of_a_face(world: World, browser: Open) -> None:
    photo, mine = world.photo(SAMPLE.read_bytes()), browser("own client")
    drawn = {kind: mine.http.get(f"/picture/{photo}/{kind}") for kind in ("face", "even")}
    assert {answer.status_code for answer in drawn.values()} == {200}
    with Image.open(io.BytesIO(drawn["face"].content)) as face, Image.open(io.BytesIO(drawn["even"].content)) as even:
        assert face.size == even.size
    assert drawn["face"].content != drawn["even"].content
    key = PhotoKey(world.client, photo, Rendition.ALIGNED)
    assert unpacked(photos.fetch(world.records, key)).lines
    photos.save_view(world.records, photo, b"of an older version", Rendition.ALIGNED)
    kept.cache_clear()
    assert mine.http.get(f"/picture/{photo}/face").content == drawn["face"].content
    turned = mine.http.get(f"/picture/{photo}/face?turned").content
    straight, back = (np.asarray(Image.open(io.BytesIO(one)), float) for one in (drawn["face"].content, turned))
    assert np.abs(straight[:, ::-1] - back).mean() < 2 < np.abs(straight - back).mean()
    assert mine.http.get(f"/picture/{photo}/unheard-of").status_code == 404
    nothing = mine.http.get(f"/picture/{world.photo(jpeg(4))}/face")
    assert (nothing.status_code, "face" in nothing.text) == (400, True)


def test_a_full_disk_is_said_and_leaves_nothing_half_saved(
    world: World, browser: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = browser("own client")

    def full(*_: object) -> None:
        raise StorageFullError

    with monkeypatch.context() as patched:
        patched.setattr(type(world.records.store), "put", full)
        told = upload(mine, world, ("a.jpg", jpeg(5)))
    assert told["code"] == 507
    assert told["files"] == [{"name": "a.jpg", "status": "refused", "message": str(StorageFullError())}]
    with world.records.database.reading() as db:
        assert db.scalars(sa.select(Photo.id)).all() == []
        assert db.scalars(sa.select(UnsettledFile.photo_id)).all() == []
    assert upload(mine, world, ("a.jpg", jpeg(5)))["files"][0]["status"] == "saved"


def test_a_store_that_cannot_be_reached_asks_for_the_photo_once_more(
    world: World, browser: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    mine = browser("own client")

    def away(*_: object) -> None:
        raise StoreError("The store does not answer.")

    with monkeypatch.context() as patched:
        patched.setattr(type(world.records.store), "put", away)
        told = upload(mine, world, ("a.jpg", jpeg(5)), ("notes.jpg", b"no photo at all"))
    assert told["code"] == 503
    assert [file["status"] for file in told["files"]] == ["refused", "refused"]
    assert upload(mine, world, ("a.jpg", jpeg(5)))["files"][0]["status"] == "saved"


def test_an_upload_that_another_site_sends_is_refused(world: World, browser: Open) -> None:
    mine = browser("own client")
    for wrong in ("", "0" * 64, csrf_of(browser("other client"), world)):
        assert upload(mine, world, ("a.jpg", jpeg()), csrf=wrong)["code"] == 403
    foreign = {"X-CSRF-Token": csrf_of(mine, world), "Origin": "https://elsewhere.example"}
    sent = {"files": {"photos": ("a.jpg", jpeg())}, "data": {"client_id": str(world.client)}}
    assert mine.http.post("/upload", headers=foreign, **sent).status_code == 403  # type: ignore[arg-type]
    assert world.count(Photo) == 0


def test_an_upload_without_consent_says_what_is_missing(world: World, browser: Open) -> None:
    world.consent(world.client, Purpose.MEASURING, given=False)
    told = upload(browser("own client"), world, ("a.jpg", jpeg()))
    assert told["code"] == 403
    assert "consent" in str(told["error"])


def test_an_upload_of_nothing_or_for_nobody_is_told_so(world: World, browser: Open) -> None:
    mine = browser("own client")
    headers = {"X-CSRF-Token": csrf_of(mine, world)}
    empty = mine.http.post("/upload", headers=headers, data={"client_id": str(world.client)})
    whose = mine.http.post("/upload", headers=headers, files={"photos": ("a.jpg", jpeg())})
    assert (empty.status_code, whose.status_code) == (400, 400)
    assert empty.json()["error"] != whose.json()["error"]


def test_photos_that_are_too_many_megabytes_for_one_upload_are_refused_with_the_bound(
    world: World, browser: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKINMETRICS_MAX_MEGABYTES", "0.5")
    settings.cache_clear()
    mine = browser("own client")
    large = bytes(490_000)
    kept = upload(mine, world, *((f"{number}.jpg", large) for number in range(4)))
    refused = upload(mine, world, *((f"{number}.jpg", large) for number in range(5)))
    settings.cache_clear()
    assert kept["code"] == 200
    assert refused == {"code": 413, "error": words.TOO_LARGE.format(megabytes=2)}
    assert world.count(Photo) == 0


def test_what_a_client_takes_away_holds_the_photo_as_it_came(world: World, browser: Open) -> None:
    photo = jpeg(6)
    world.photo(photo)
    answer = browser("own client").http.get("/download/export")
    assert answer.headers["content-disposition"].startswith("attachment")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert [archive.read(name) for name in archive.namelist() if name.startswith("photos/")] == [photo]


def test_what_a_client_takes_away_is_sent_as_it_is_written_and_never_a_file(
    world: World, browser: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = [np.random.default_rng(n).bytes(2_500_000) for n in range(2)]
    for data in large:
        world.photo(data)
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")
    answer = browser("own client").http.get("/download/export")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert archive.testzip() is None
        kept = [archive.read(name) for name in archive.namelist() if name.startswith("photos/")]
    assert sorted(kept) == sorted(large)


def test_an_export_that_breaks_off_does_not_end_like_a_whole_one() -> None:
    def broken(out: BinaryIO) -> None:
        out.write(b"x" * 3 * download.CHUNK)
        raise StorageFullError

    pieces = download._while_written(broken)
    assert len(next(pieces)) == download.CHUNK
    with pytest.raises(StorageFullError):
        list(pieces)


def test_pictures_are_kept_for_a_while_and_no_more_of_them_than_fit() -> None:
    clock = [0.0]
    kept = Kept(seconds=10, n_bytes=10, now=lambda: clock[0], later=lambda *_: None)
    kept.put(UNKNOWN, "face", b"12345")
    kept.put(UNKNOWN, "even", b"12345")
    assert (kept.get(UNKNOWN, "face"), kept.get(UNKNOWN, "even")) == (b"12345", b"12345")
    kept.put(UNKNOWN, "more", b"1")
    assert (kept.get(UNKNOWN, "face"), kept.get(UNKNOWN, "even")) == (None, b"12345")
    clock[0] = 11
    assert kept.get(UNKNOWN, "even") is None


def test_pictures_go_when_their_time_is_over_though_nobody_asks() -> None:
    clock = [0.0]
    waiting: list[tuple[float, Callable[[], None]]] = []
    kept = Kept(seconds=10, now=lambda: clock[0], later=lambda wait, call: waiting.append((clock[0] + wait, call)))

    def held() -> list[str]:
        return [kind for _, kind in kept._found]

    def time_passes(to: float) -> None:
        ((due, call),) = waiting
        waiting.clear()
        assert due == to
        clock[0] = to
        call()

    assert waiting == [], "nothing runs while there is nothing"
    kept.put(UNKNOWN, "face", b"1")
    clock[0] = 4
    kept.put(UNKNOWN, "even", b"1")
    time_passes(10)
    assert held() == ["even"]
    time_passes(14)
    assert (held(), waiting) == ([], [])
    clock[0] = 100
    kept.put(UNKNOWN, "late", b"1")
    time_passes(110)
    assert (held(), waiting) == ([], [])


def test_what_waits_for_pictures_does_not_keep_the_program_from_ending() -> None:
    kept = Kept(seconds=3600)
    before = set(threading.enumerate())
    kept.put(UNKNOWN, "face", b"1")
    kept.put(UNKNOWN, "even", b"1")
    (timer,) = set(threading.enumerate()) - before
    assert isinstance(timer, threading.Timer)
    assert timer.daemon
    timer.cancel()
