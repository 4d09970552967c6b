"""Scoring what the records lack, through any runner, whatever goes wrong meanwhile."""

from __future__ import annotations

import io
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from random import Random
from shutil import copytree, rmtree

import numpy as np
import pytest
from PIL import Image

from skinmetrics.clinic import photos, scores
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.consent_changes import withdraw
from skinmetrics.clinic.errors import DatabaseDownError
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Examination, Purpose
from skinmetrics.clinic.vault.store import Rendition
from skinmetrics.imaging.photo import Limits
from skinmetrics.jobs.catch_up import CANNOT_BE_OPENED, KILLED_ITS_WORKER, PROGRAM_FAILED, TRIES, CatchUp
from skinmetrics.jobs.cluster import Options
from skinmetrics.jobs.dask import DaskRunner
from skinmetrics.jobs.inline import InlineRunner
from skinmetrics.jobs.runner import Done, Failed, Item, Runner, Value, WorkerLost
from tests.jobs.one_client import (
    SAMPLES,
    add,
    client_of,
    everything,
    likeness,
    outcomes,
    records_of_one_client,
    sample_files,
)
from tests.jobs.own_cluster import kill_one, own_cluster

KILLED_PHOTOS = 4


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    with records_of_one_client(tmp_path) as opened:
        yield opened


def noise(seed: int) -> bytes:
    """A photo without a face."""
    file = io.BytesIO()
    Image.fromarray(np.random.default_rng(seed).integers(0, 255, (64, 64, 3), dtype=np.uint8)).save(file, "JPEG")
    return file.getvalue()


def catch_up(records: Records, runner: Runner | None = None) -> CatchUp:
    return CatchUp(records, runner or InlineRunner(), Limits())


def test_what_is_lacking_is_scored_once_and_a_copy_is_kept_for_the_pages(records: Records) -> None:
    face, nobody = add(records, [SAMPLES[0].read_bytes(), noise(1)])
    told: list[None] = []
    assert catch_up(records).run(lambda: told.append(None)) == 2
    assert len(told) == 2
    assert outcomes(records) == {face.photo_id: None, nobody.photo_id: "no_face"}
    for key in (face, nobody):
        shown = photos.fetch(records, replace(key, rendition=Rendition.VIEW))
        with Image.open(io.BytesIO(shown)) as image:
            assert max(image.size) <= 1600
    entries = scores.of_client(records, CONSOLE, face.client_id, current_scorer())
    assert {entry.photo_id for entry in entries} == {face.photo_id}
    assert {entry.metric for entry in entries if entry.region == "face"} == {m.id for m in current_scorer().metrics}
    assert catch_up(records).run() == 0


def test_when_a_metric_changes_the_photo_is_scored_again(records: Records) -> None:
    add(records, [noise(1)])
    first, *others = current_scorer().metrics
    later = scores.Scorer((replace(first, version=first.version + 1), *others))
    assert catch_up(records).run() == 1
    assert CatchUp(records, InlineRunner(), Limits(), scorer=later).run() == 1
    assert CatchUp(records, InlineRunner(), Limits(), scorer=later).run() == 0


class LosesWorkers:
    """A runner whose worker is lost with the item of an index, or to which something else happens with it."""

    def __init__(self, index: int, error: Exception | None = None) -> None:
        self.index, self.error = index, error or WorkerLost("lost")

    def map(
        self, function: Callable[[Item], Value], items: Sequence[Item], *, background: bool = False
    ) -> Iterator[Done[Value] | Failed]:
        assert background
        for index, item in enumerate(items):
            yield Failed(index, self.error) if index == self.index else Done(index, function(item))

    def close(self) -> None:
        pass


def test_a_photo_that_kills_its_worker_is_marked_with_a_reason_and_not_tried_for_ever(records: Records) -> None:
    hostile, harmless = add(records, [noise(1), noise(2)])
    working = catch_up(records, LosesWorkers(0))
    working.run()
    assert outcomes(records) == {harmless.photo_id: "no_face"}, "once may be bad luck"
    assert working.run() == 0
    working.forget()
    assert working.run() == 1
    assert outcomes(records) == {hostile.photo_id: KILLED_ITS_WORKER.code, harmless.photo_id: "no_face"}
    working.forget()
    assert working.run() == 0


def tried(working: CatchUp, times: int) -> None:
    for _ in range(times):
        working.run()
        working.forget()


def test_a_photo_that_the_program_fails_at_waits_no_longer_and_is_tried_again_at_the_next_start(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd, harmless = add(records, [noise(1), noise(2)])
    failing = LosesWorkers(0, IndexError("out of bounds"))
    working = catch_up(records, failing)
    tried(working, TRIES - 1)
    assert outcomes(records) == {harmless.photo_id: "no_face"}, "something else may have been in the way"
    tried(working, 1)
    assert outcomes(records) == {odd.photo_id: scores.FAULT, harmless.photo_id: "no_face"}
    with monkeypatch.context() as patch:
        patch.setattr(failing, "map", None)
        tried(working, 2)
    assert scores.coverage(records, current_scorer()) == scores.Coverage(1, 2)

    tried(catch_up(records, failing), TRIES)
    assert outcomes(records) == {odd.photo_id: scores.FAULT, harmless.photo_id: "no_face"}
    assert catch_up(records).run() == 1, "as of a version that can"
    assert outcomes(records) == {odd.photo_id: "no_face", harmless.photo_id: "no_face"}
    assert catch_up(records).run() == 0


def test_what_the_operating_system_or_the_database_refuses_is_blamed_on_no_photo(
    records: Records, monkeypatch: pytest.MonkeyPatch
) -> None:
    photo, other = add(records, [noise(1), noise(2)])
    working = catch_up(records, LosesWorkers(0, ConnectionResetError("gone")))
    tried(working, 2 * TRIES)
    assert outcomes(records) == {other.photo_id: "no_face"}

    write = scores.write

    def down(opened: Records, scorer: scores.Scorer, photo: uuid.UUID, result: scores.Refused) -> bool:
        if result is not PROGRAM_FAILED:
            raise DatabaseDownError
        return write(opened, scorer, photo, result)

    working = catch_up(records)
    with monkeypatch.context() as patch:
        patch.setattr(scores, "write", down)
        tried(working, 2 * TRIES)
    assert working.run() == 1
    assert outcomes(records) == {photo.photo_id: "no_face", other.photo_id: "no_face"}


@pytest.mark.parametrize("not_even_that", [False, True], ids=["result", "nothing"])
def test_a_result_that_cannot_be_written_holds_up_no_other_photo(
    records: Records, monkeypatch: pytest.MonkeyPatch, *, not_even_that: bool
) -> None:
    odd, other = add(records, [noise(1), noise(2)])
    write = scores.write

    def failing(opened: Records, scorer: scores.Scorer, photo: uuid.UUID, result: scores.Refused) -> bool:
        if photo == odd.photo_id and (not_even_that or result is not PROGRAM_FAILED):
            raise TypeError("not JSON")
        return write(opened, scorer, photo, result)

    monkeypatch.setattr(scores, "write", failing)
    working = catch_up(records)
    tried(working, TRIES)
    said = {} if not_even_that else {odd.photo_id: scores.FAULT}
    assert outcomes(records) == {**said, other.photo_id: "no_face"}
    (last,) = add(records, [noise(3)])
    assert working.run() == 1
    assert outcomes(records)[last.photo_id] == "no_face"


def test_while_stopping_nothing_is_blamed_on_a_photo(records: Records) -> None:
    add(records, [noise(1), noise(2), noise(3)])
    working = catch_up(records, LosesWorkers(0))
    assert working.run(working.stopping.set) == 1
    working = catch_up(records, LosesWorkers(1))
    working.run(working.stopping.set)
    assert None not in outcomes(records).values()
    assert KILLED_ITS_WORKER.code not in list(outcomes(records).values())[1:]
    assert catch_up(records).run() > 0, "the rest is found again"


def test_a_file_that_does_not_open_is_left_out_and_the_others_go_on(records: Records, tmp_path: Path) -> None:
    broken, whole = add(records, [noise(1), noise(2)])
    file = tmp_path / "store" / broken.path
    content = file.read_bytes()
    file.write_bytes(content[::-1])
    working = catch_up(records)
    assert working.run() == 1
    assert (set(outcomes(records)), working.left_out()) == ({whole.photo_id}, {broken})
    file.write_bytes(content)
    assert working.run() == 0
    working.forget()
    assert working.run() == 1
    assert set(outcomes(records)) == {whole.photo_id, broken.photo_id}


def damage(file: Path) -> None:
    file.write_bytes(file.read_bytes()[::-1])


def cannot_be_read(file: Path) -> None:
    file.unlink()
    file.mkdir()


@pytest.mark.parametrize("lose", [Path.unlink, damage, cannot_be_read], ids=["missing", "damaged", "unreadable"])
def test_a_photo_whose_file_alone_is_lost_says_so_and_is_measured_when_it_is_back(
    records: Records, tmp_path: Path, lose: Callable[[Path], None]
) -> None:
    lost, whole = add(records, [noise(1), noise(2)])
    file = tmp_path / "store" / lost.path
    lose(file)
    working = catch_up(records)
    tried(working, TRIES - 1)
    assert outcomes(records) == {whole.photo_id: "no_face"}
    tried(working, 2)
    with records.database.reading() as db:
        assert db.get_one(Examination, (lost.photo_id, current_scorer().digest)).message == CANNOT_BE_OPENED.message
    assert scores.coverage(records, current_scorer()) == scores.Coverage(1, 2)
    if file.is_dir():
        file.rmdir()
    assert add(records, [noise(1)]) == [lost], "as it says"
    assert working.run() == 1
    assert outcomes(records) == {lost.photo_id: "no_face", whole.photo_id: "no_face"}


def test_lost_files_as_many_as_are_read_at_once_hold_up_no_photo_behind_them(
    records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("skinmetrics.jobs.catch_up.BATCH_PHOTOS", 2)
    whole = add(records, map(noise, range(4)))
    working = catch_up(records)
    assert working.run() == len(whole)
    for lost in add(records, map(noise, range(4, 7))):
        (tmp_path / "store" / lost.path).unlink()
    (behind,) = add(records, [noise(7)])
    working.forget()
    assert working.run() == 1
    tried(working, TRIES)
    (last,) = add(records, [noise(8)])
    assert working.run() == 1, "also when it has been said of them"
    assert (outcomes(records)[behind.photo_id], outcomes(records)[last.photo_id]) == ("no_face", "no_face")


def test_while_the_store_is_not_there_every_photo_waits(records: Records, tmp_path: Path) -> None:
    away, elsewhere = tmp_path / "store" / "photos", tmp_path / "elsewhere"
    kept = add(records, map(noise, range(4)))
    away.rename(elsewhere)
    (added_since,) = add(records, [noise(5)])
    working = catch_up(records)
    tried(working, 2 * TRIES)
    assert set(outcomes(records)) == {added_since.photo_id}, "it lies where the store should be mounted"
    copytree(away, elsewhere, dirs_exist_ok=True)
    rmtree(away)
    elsewhere.rename(away)
    assert working.run() == len(kept)
    assert set(outcomes(records).values()) == {"no_face"}


def test_a_file_that_failed_now_and_then_is_not_said_to_be_lost(records: Records, tmp_path: Path) -> None:
    photo, other = add(records, [noise(1), noise(2)])
    file = tmp_path / "store" / photo.path
    working = catch_up(records, LosesWorkers(0, ConnectionResetError("gone")))
    for _ in range(TRIES):
        file.rename(tmp_path / "away")
        tried(working, TRIES - 1)
        (tmp_path / "away").rename(file)
        tried(working, 1)
    assert set(outcomes(records)) <= {other.photo_id}


def test_what_cannot_be_said_of_a_lost_file_is_said_later_and_holds_up_no_other(
    records: Records, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lost, whole = add(records, [noise(1), noise(2)])
    (tmp_path / "store" / lost.path).unlink()
    write = scores.write

    def down(opened: Records, scorer: scores.Scorer, photo: uuid.UUID, result: scores.Refused) -> bool:
        if result is CANNOT_BE_OPENED:
            raise DatabaseDownError
        return write(opened, scorer, photo, result)

    working = catch_up(records)
    with monkeypatch.context() as patch:
        patch.setattr(scores, "write", down)
        tried(working, TRIES)
    assert outcomes(records) == {whole.photo_id: "no_face"}
    tried(working, 1)
    assert outcomes(records) == {whole.photo_id: "no_face", lost.photo_id: scores.FAULT}


def test_consent_withdrawn_meanwhile_stops_the_writing(records: Records) -> None:
    first, _ = add(records, [noise(1), noise(2)])
    client = client_of(records).id
    catch_up(records).run(lambda: withdraw(records, CONSOLE, client, Purpose.MEASURING, "1"))
    assert set(outcomes(records)) == {first.photo_id}


def test_workers_killed_again_and_again_change_nothing(records: Records, tmp_path: Path) -> None:
    add(records, sample_files(KILLED_PHOTOS))
    killed, dice = list[int](), Random(1)  # noqa: S311 - which worker dies is no secret
    with own_cluster() as (address, keepers):
        runner = DaskRunner(Options(2, "1GB"), scheduler_url=address)
        try:
            assert catch_up(records, runner).run(lambda: killed.append(kill_one(keepers, dice))) == KILLED_PHOTOS
        finally:
            runner.close()
    assert sum(killed) > 1
    assert set(outcomes(records).values()) == {None}
    (tmp_path / "inline").mkdir()
    with records_of_one_client(tmp_path / "inline") as other:
        add(other, sample_files(KILLED_PHOTOS))
        catch_up(other).run()
        assert everything(records) == everything(other)
    known = likeness(records).values()
    assert sum(not one for one in known) == 1, "the first that was done"
    assert all(one.same_person and not one.is_mirrored for compared in known for one in compared)
