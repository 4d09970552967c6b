"""How long the pages' queries take in a large clinic: 1,000 clients with 100 photos each and all their scores.

    .venv/bin/python -m benchmarks.clinic_load [--clients 1000] [--photos 100] [--folder FOLDER]

The rows are generated inside a PostgreSQL server of the benchmark's own, whose data lies in FOLDER (about 6 GB at full
size). Queries are measured at a tenth of the clients and at all of them, so that the growth shows. Each figure is the
median over clients that were not asked for before, with the highest beside it.
"""

from __future__ import annotations

import argparse
import statistics
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from pathlib import Path

import sqlalchemy as sa

from skinmetrics.clinic import people, photos, scores, treatments
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.records import Records, open_records
from skinmetrics.clinic.scores import WHOLE_FACE
from skinmetrics.clinic.tables import Account, Role, RoleName
from skinmetrics.imaging.regions import REGIONS
from tests.clinic import postgres

ASKED = 25
PRIMARY = ("fine_line_density", "texture_roughness")

CLIENTS = """
INSERT INTO client (id, clinic_id, name, created_at)
SELECT gen_random_uuid(), :clinic, 'Client ' || n, now()
FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS n
"""
KEYS = "INSERT INTO client_key (client_id, wrapped) SELECT id, '' FROM client ON CONFLICT DO NOTHING"
ASSIGNMENTS = """
INSERT INTO assignment (id, practitioner_id, client_id, since)
SELECT gen_random_uuid(), :practitioner, id, now() FROM client
WHERE NOT EXISTS (SELECT 1 FROM assignment WHERE client_id = client.id)
"""
CONSENTS = """
INSERT INTO consent (client_id, purpose, given, version, at, local_day)
SELECT client.id, purpose, true, '1', now(), current_date
FROM client, unnest(ARRAY['measuring', 'practitioner', 'statistics', 'showing']) AS purpose
WHERE NOT EXISTS (SELECT 1 FROM consent WHERE client_id = client.id)
"""
NEW_CLIENTS = "SELECT id FROM client WHERE NOT EXISTS (SELECT 1 FROM photo WHERE client_id = client.id)"
BURSTS = f"""
INSERT INTO burst (id, client_id)
SELECT gen_random_uuid(), client.id FROM ({NEW_CLIENTS}) AS client, generate_series(1, CAST(:photos AS int))
"""  # noqa: S608 - our own text
PHOTOS = """
INSERT INTO photo (id, client_id, burst_id, digest, format, n_bytes, taken_at, taken_on, added_at)
SELECT gen_random_uuid(), client_id, id, uuid_send(id), 'JPEG', 3000000, at, at::date, at
FROM (SELECT id, client_id, now() - interval '1 week' * row_number() OVER (PARTITION BY client_id) AS at
      FROM burst WHERE NOT EXISTS (SELECT 1 FROM photo WHERE burst_id = burst.id)) AS new
"""
SESSIONS = """
INSERT INTO session (id, client_id, practitioner_id, held_on, needles, minutes, recorded_at)
SELECT gen_random_uuid(), client.id, :practitioner, current_date - 7 * n, 12, 30, now()
FROM client, generate_series(1, 12) AS n WHERE NOT EXISTS (SELECT 1 FROM session WHERE client_id = client.id)
"""
EXAMINATIONS = """
INSERT INTO examination (photo_id, scorer, examined_at, outcome, capture, face)
SELECT id, :scorer, now(), 'scored', '{"verdict": "good", "problems": []}', '{}' FROM photo
WHERE NOT EXISTS (SELECT 1 FROM examination WHERE photo_id = photo.id)
"""
SCORES = """
INSERT INTO score (photo_id, metric_version_id, fine, region, value)
SELECT photo.id, version.id, false, region, random() * 10
FROM (SELECT id FROM photo ORDER BY id) AS photo, metric_version AS version, unnest(CAST(:regions AS text[])) AS region
WHERE NOT EXISTS (SELECT 1 FROM score WHERE photo_id = photo.id)
"""


class Place:
    """The clinic, its practitioner, and their clients."""

    def __init__(self, records: Records) -> None:
        """Make the clinic and its practitioner."""
        self.records = records
        with records.database.writing() as db:
            self.clinic = people.new_clinic(records, db, "Large", "Europe/Berlin")
            account = Account(login="ada@example.org", name="Ada", password_hash="", created_at=records.now())
            db.add(account)
            db.flush()
            db.add(Role(account_id=account.id, clinic_id=self.clinic, name=RoleName.PRACTITIONER))
            self.practitioner = Actor(account.id)
            scores._versions(db, current_scorer())  # as the first photo would

    def clients(self) -> list[uuid.UUID]:
        """All clients, in an order that has nothing to do with how they were made."""
        return [entry.id for entry in people.list_clients(self.records, self.practitioner, self.clinic)]


def generate(records: Records, place: Place, first: int, last: int, n_photos: int) -> None:
    """Add the clients `first` to `last` with everything that belongs to them."""
    scorer = current_scorer()
    values = {
        "first": first,
        "last": last,
        "photos": n_photos,
        "clinic": place.clinic,
        "practitioner": place.practitioner.account_id,
        "scorer": scorer.digest,
        "regions": [WHOLE_FACE, *REGIONS],
    }
    for statement in (CLIENTS, KEYS, ASSIGNMENTS, CONSENTS, BURSTS, PHOTOS, SESSIONS, EXAMINATIONS, SCORES):
        begun = time.perf_counter()
        with records.database.writing() as db:
            db.execute(sa.text("SET LOCAL session_replication_role = replica"))  # the rows refer to each other rightly
            made = db.connection().execute(sa.text(statement), values).rowcount
        print(f"  {statement.split()[2]:14} {made:12,} rows {time.perf_counter() - begun:7.1f} s", flush=True)
    with records.database.engine.execution_options(isolation_level="AUTOCOMMIT").connect() as connection:
        connection.execute(sa.text("VACUUM ANALYZE"))


def page(place: Place, client: uuid.UUID) -> None:
    """What a client's page asks for before anything is chosen: the whole face, all metrics."""
    records, who, scorer = place.records, place.practitioner, current_scorer()
    people.client(records, who, client)
    photos.of_client(records, who, client)
    scores.of_client(records, who, client, scorer, PRIMARY, [WHOLE_FACE])
    scores.examinations_of(records, who, client, scorer)
    treatments.sessions_of(records, who, client)


def queries(place: Place) -> dict[str, Callable[[uuid.UUID], object]]:
    """Each query by name, of one client."""
    records, who, scorer = place.records, place.practitioner, current_scorer()
    return {
        "client's page, all its queries": lambda client: page(place, client),
        "… scores of the face, two metrics": lambda client: scores.of_client(
            records, who, client, scorer, PRIMARY, [WHOLE_FACE]
        ),
        "… scores of the face, all metrics": lambda client: scores.of_client(
            records, who, client, scorer, None, [WHOLE_FACE]
        ),
        "… scores of all regions and metrics": lambda client: scores.of_client(records, who, client, scorer),
        "… photos": lambda client: photos.of_client(records, who, client),
        "… how their examinations ended": lambda client: scores.examinations_of(records, who, client, scorer),
        "clients list": lambda _: people.list_clients(records, who, place.clinic),
        "photos still to be scored (first 64)": lambda _: scores.pending(records, scorer, 64),
    }


def measure(place: Place) -> dict[str, tuple[float, float]]:
    """Median and maximum of each query, ms."""
    found = {}
    everyone = place.clients()
    for number, (name, ask) in enumerate(queries(place).items()):
        clients = everyone[number :: max(1, len(everyone) // ASKED)]
        ask(clients[0])  # the first prepares the statement
        times = []
        for client in clients[1:]:
            begun = time.perf_counter()
            ask(client)
            times.append((time.perf_counter() - begun) * 1000)
        found[name] = (statistics.median(times), max(times))
    return found


def report(sizes: Sequence[int], found: Sequence[dict[str, tuple[float, float]]]) -> None:
    """Print a table, one column a size."""
    print(f"{'ms, median (highest)':40}" + "".join(f"{size:>14,} rows" for size in sizes))
    for name in found[0]:
        print(f"{name:40}" + "".join(f"{one[name][0]:10.1f} ({one[name][1]:5.1f})" for one in found))


def main() -> None:
    """Generate, measure, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--photos", type=int, default=100)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    chosen = parser.parse_args()
    with postgres.server(chosen.folder) as url, tempfile.TemporaryDirectory() as folder:
        records = open_records(url, f"file://{folder}/store", None, Path(folder) / "key")
        place, sizes, found = Place(records), [], []
        for first, last in ((1, chosen.clients // 10), (chosen.clients // 10 + 1, chosen.clients)):
            generate(records, place, first, last, chosen.photos)
            with records.database.reading() as db:
                sizes.append(int(db.scalar(sa.text("SELECT count(*) FROM score")) or 0))
            found.append(measure(place))
        report(sizes, found)
        records.database.engine.dispose()


if __name__ == "__main__":
    main()
