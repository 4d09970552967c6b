from __future__ import annotations

import datetime as dt
import threading
import uuid
from dataclasses import replace

import pytest
import sqlalchemy as sa

from skinmetrics.clinic import scores
from skinmetrics.clinic.access import AccessDeniedError
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.scores import Examined, Metric, OvertakenError, Refused, Scorer, Value, pending, write
from skinmetrics.clinic.tables import Examination, MetricVersion, Outcome, Photo, Purpose, Score
from tests.clinic.world import START, World

LINES = Metric("fine_line_density", 1, "aaaa", "mm/cm²")
TEXTURE = Metric("texture_roughness", 3, "bbbb", "%")
SCORER = Scorer((LINES, TEXTURE))


def examined(lines: float = 3.0) -> Examined:
    return Examined(
        capture={"verdict": "good", "problems": []},
        face={"confidence": 0.97},
        values=(
            Value(LINES.id, scores.WHOLE_FACE, fine=False, value=lines),
            Value(LINES.id, "chin", fine=False, value=None, declined="beard"),
            Value(TEXTURE.id, scores.WHOLE_FACE, fine=True, value=5.5),
        ),
    )


def test_a_photo_is_due_until_it_is_examined(world: World) -> None:
    photos = [world.photo(b"1"), world.photo(b"2", world.other_client)]
    assert {key.photo_id for key in pending(world.records, SCORER)} == set(photos)
    assert write(world.records, SCORER, photos[0], examined())
    assert [key.photo_id for key in pending(world.records, SCORER)] == [photos[1]]
    assert write(world.records, SCORER, photos[1], Refused("no_face", "No face found."))
    assert pending(world.records, SCORER) == []


def test_the_oldest_uploads_come_first(world: World) -> None:
    order = []
    for n in range(4):
        world.clock.forward(dt.timedelta(seconds=1))
        order.append(world.photo(b"%d" % n))
    assert [key.photo_id for key in pending(world.records, SCORER, limit=3)] == order[:3]


@pytest.mark.parametrize(
    "change",
    [replace(LINES, version=2), replace(LINES, parameters_hash="cccc"), Metric("redness", 1, "dddd", "a.u.")],
    ids=["version", "parameters", "another metric"],
)
def test_a_changed_metric_makes_every_photo_due_again(world: World, change: Metric) -> None:
    photo = world.photo(b"photo")
    write(world.records, SCORER, photo, examined())
    assert [key.photo_id for key in pending(world.records, Scorer((change, TEXTURE)))] == [photo]
    assert pending(world.records, Scorer((TEXTURE, LINES))) == []


def test_an_examination_is_written_once_and_the_first_stays(world: World) -> None:
    photo = world.photo(b"photo")
    wrote: list[bool] = []
    threads = [
        threading.Thread(target=lambda: wrote.append(write(world.records, SCORER, photo, examined()))) for _ in range(6)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(wrote) == [False] * 5 + [True]
    assert not write(world.records, SCORER, photo, examined(lines=99.0))
    assert (world.count(Examination), world.count(Score), world.count(MetricVersion)) == (1, 3, 2)
    values = {entry.value for entry in scores.of_client(world.records, CONSOLE, world.client, SCORER)}
    assert values == {3.0, 5.5, None}


def test_of_photos_that_know_of_none_beside_them_one_is_written(world: World) -> None:
    shots = [world.photo(f"{n}".encode()) for n in range(6)]
    wrote: list[bool | None] = []

    def first(photo: uuid.UUID) -> None:
        try:
            wrote.append(write(world.records, SCORER, photo, examined(), known=()))
        except OvertakenError:
            wrote.append(None)

    threads = [threading.Thread(target=first, args=(photo,)) for photo in shots]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(wrote, key=str) == [None] * 5 + [True]
    (there,) = scores.captures(world.records, SCORER, world.client)
    assert world.count(Examination) == 1
    others = [photo for photo in shots if photo != there]
    assert write(world.records, SCORER, others[0], examined(), known={there})
    assert write(world.records, SCORER, others[1], Refused("no_face", "No face found."))
    assert set(scores.captures(world.records, SCORER, world.client)) == {there, others[0]}
    with pytest.raises(OvertakenError):
        write(world.records, SCORER, others[2], examined(), known={there})
    stranger = world.photo(b"of another client", world.other_client)
    assert write(world.records, SCORER, stranger, examined(), known=())


def test_scores_come_back_with_photo_day_and_reason(world: World) -> None:
    photo = world.photo(b"photo")
    write(world.records, SCORER, photo, examined())
    chin, face, fine = scores.of_client(world.records, CONSOLE, world.client, SCORER)
    assert (chin.region, chin.value, chin.declined) == ("chin", None, "beard")
    assert (face.metric, face.unit, face.value, face.fine) == ("fine_line_density", "mm/cm²", 3.0, False)
    assert (fine.metric, fine.value, fine.fine) == ("texture_roughness", 5.5, True)
    assert (face.photo_id, face.taken_at, face.taken_on) == (photo, START, START.date())


def test_versions_are_never_mixed(world: World) -> None:
    photo = world.photo(b"photo")
    newer = Scorer((replace(LINES, version=2), TEXTURE))
    write(world.records, SCORER, photo, examined(lines=1.0))
    write(world.records, newer, photo, examined(lines=2.0))

    def lines(scorer: Scorer) -> list[float | None]:
        found = scores.of_client(world.records, CONSOLE, world.client, scorer, ["fine_line_density"])
        return [entry.value for entry in found if entry.region == scores.WHOLE_FACE]

    assert (lines(SCORER), lines(newer)) == ([1.0], [2.0])
    assert scores.of_client(world.records, CONSOLE, world.client, SCORER, []) == []
    (chin,) = scores.of_client(world.records, CONSOLE, world.client, SCORER, ["fine_line_density"], ["chin"])
    assert chin.declined == "beard"


def test_a_refused_photo_keeps_its_reason(world: World) -> None:
    write(world.records, SCORER, world.photo(b"photo"), Refused("no_face", "No face found."))
    with world.records.database.reading() as db:
        row = db.scalars(sa.select(Examination)).one()
    assert (row.outcome, row.code, row.message) == (Outcome.REFUSED, "no_face", "No face found.")


def test_a_fault_of_the_program_leaves_the_photo_due_and_goes_with_the_next_result(world: World) -> None:
    photo, fault = world.photo(b"photo"), Refused(scores.FAULT, "The program failed.")
    assert write(world.records, SCORER, photo, fault)
    assert not write(world.records, SCORER, photo, fault)
    assert write(world.records, SCORER, photo, Refused(scores.FAULT, "Its file is lost.")), "which is another"
    assert [key.photo_id for key in pending(world.records, SCORER)] == [photo]
    assert scores.coverage(world.records, SCORER) == scores.Coverage(0, 1)
    assert write(world.records, SCORER, photo, examined())
    assert not write(world.records, SCORER, photo, fault)
    assert pending(world.records, SCORER) == []
    with world.records.database.reading() as db:
        assert db.scalars(sa.select(Examination)).one().outcome is Outcome.SCORED


def test_a_photo_that_is_gone_gets_no_scores(world: World) -> None:
    photo = world.photo(b"photo")
    with world.records.database.writing() as db:
        db.execute(sa.delete(Photo).where(Photo.id == photo))
    assert not write(world.records, SCORER, photo, examined())
    assert not write(world.records, SCORER, uuid.uuid4(), examined())
    assert world.count(Score) == 0


def test_measuring_stops_when_consent_is_withdrawn(world: World) -> None:
    photo, other = world.photo(b"photo"), world.photo(b"other", world.other_client)
    world.consent(world.client, Purpose.MEASURING, given=False)
    assert [key.photo_id for key in pending(world.records, SCORER)] == [other]
    assert not write(world.records, SCORER, photo, examined())
    world.consent(world.client, Purpose.MEASURING)
    assert write(world.records, SCORER, photo, examined())


def test_scores_are_not_for_everybody(world: World) -> None:
    with pytest.raises(AccessDeniedError):
        scores.of_client(world.records, world.accounts["administrator"], world.client, SCORER)


def test_coverage_counts_what_may_be_measured(world: World) -> None:
    photo, other = world.photo(b"photo"), world.photo(b"other", world.other_client)
    world.photo(b"third")
    assert scores.coverage(world.records, SCORER) == scores.Coverage(0, 3)
    write(world.records, SCORER, photo, Refused("no_face", "No face found."))
    write(world.records, SCORER, other, examined())
    assert scores.coverage(world.records, SCORER) == scores.Coverage(2, 3)
    world.consent(world.other_client, Purpose.MEASURING, given=False)
    assert scores.coverage(world.records, SCORER) == scores.Coverage(1, 2)
