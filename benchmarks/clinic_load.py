"""How long the pages' queries take in a large clinic: 1,000 clients with 100 photos each and all their scores.

    .venv/bin/python -m benchmarks.clinic_load [--clients 1000] [--photos 100] [--folder FOLDER] [--keep] [--quiet CMD]

The rows are generated inside a PostgreSQL server of the benchmark's own, durable as any, whose data lies in FOLDER
(about 8 GB at full size); with --keep they stay there, and another run with it measures them again. Every tenth
client's photos are scored at both resolutions. Queries are measured at a hundredth of the clients, at a tenth and at
all of them, so that the growth shows: everything that a page asks of the records, from who looks to what is shown,
entries in the audit included, but without judging and drawing. The figures are the median over clients that were not
asked for before of the time that the database takes, and beside it the median and the highest of the time with what
this program makes of the rows.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import tempfile
import time
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import demo, overview, people, scores, sign_in
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.history.reading import recorded
from skinmetrics.clinic.history.stamp import history_stamp, history_stamps
from skinmetrics.clinic.measuring import current_scorer
from skinmetrics.clinic.overview import EVERYONE, Bookmark, Which
from skinmetrics.clinic.records import Records, open_records
from skinmetrics.clinic.scores import WHOLE_FACE
from skinmetrics.clinic.tables import Account, Clinic, Role, RoleName
from skinmetrics.imaging.regions import REGIONS
from skinmetrics.web.pages import clients as clients_page
from skinmetrics.web.practice import choosing
from skinmetrics.web.visitor import visitor_of
from tests.clinic import postgres

ASKED = 40
DURABLE = "-c listen_addresses='' -c max_wal_size=8GB"

CLIENTS = """
INSERT INTO client (id, clinic_id, name, name_key, created_at)
SELECT gen_random_uuid(), :clinic, name || ' ' || n, lower(name || ' ' || n), now()
FROM generate_series(CAST(:first AS int), CAST(:last AS int)) AS n,
     LATERAL (SELECT chr(65 + n * 7 % 26) || 'client' AS name) AS named
"""  # in all letters
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
SELECT photo.id, version.id, fine, region, random() * 10
FROM (SELECT photo.id, client.name LIKE '%0' AS close, taken_at
      FROM photo JOIN client ON client.id = client_id) AS photo
CROSS JOIN metric_version AS version
CROSS JOIN unnest(ARRAY[false, true]) AS fine
CROSS JOIN unnest(CAST(:regions AS text[])) AS region
WHERE (close OR NOT fine) AND NOT EXISTS (SELECT 1 FROM score WHERE photo_id = photo.id)
ORDER BY taken_at, photo.id
"""  # in the order of time, as they come in


class Place:
    """The clinic, its practitioner, and their clients."""

    def __init__(self, records: Records) -> None:
        """Make the clinic and its practitioner, or find them in records that were kept; the practitioner signs in."""
        self.records = records
        with records.acting() as db:
            account = db.scalar(sa.select(Account))
            if account is None:
                account = self._new(db)
            self.clinic = db.scalars(sa.select(Clinic.id)).one()
            self.practitioner = Actor(account.id)
            self.token = sign_in.start(records, db, account.id, "").token

    def _new(self, db: orm.Session) -> Account:
        clinic = people.new_clinic(self.records, db, "Large", "Europe/Berlin")
        account = Account(login="ada@example.org", name="Ada", password_hash="", created_at=self.records.now())
        db.add(account)
        db.flush()
        db.add(Role(account_id=account.id, clinic_id=clinic, name=RoleName.PRACTITIONER))
        scores._versions(db, current_scorer())  # as the first photo would
        db.flush()
        return account

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


def client_page(place: Place, client: uuid.UUID) -> None:
    """What a client's page asks for: who looks, the client, whether anything changed, and all that is shown."""
    records, who, scorer = place.records, place.practitioner, current_scorer()
    visitor_of(records, place.token)
    people.client(records, who, client)
    history_stamp(records, who, client, scorer)
    recorded(records, who, client, scorer)


def clients_list(place: Place, which: Which = EVERYONE, after: Bookmark | None = None) -> overview.Leaf:
    """What the page of clients asks for: who looks, a page of the list, whether those on it have changed, and the names
    to choose from below it.
    """
    records, who, scorer = place.records, place.practitioner, current_scorer()
    at = (records, who, place.clinic)
    visitor_of(records, place.token)
    demo.offered(*at)
    for archived in (False, True):
        overview.count(*at, Which(archived=archived), most=1)
    overview.count(*at, most=clients_page.COUNTED + 1)
    overview.initials(*at)
    leaf = overview.glances(*at, scorer, which, after=after)
    history_stamps(records, who, [one.id for one in leaf.clients], scorer)
    overview.count(*at, Which(invitable=True), most=1)
    for choosable in (Which(invitable=True), EVERYONE):
        overview.names(*at, choosable, limit=choosing.MOST + 1)
    return leaf


def a_look(place: Place) -> None:
    """The clients who need a look, where none of them does: so all are asked."""
    which = Which(needing_a_look=frozenset())
    overview.glances(place.records, place.practitioner, place.clinic, current_scorer(), which)


def search(place: Place, wanted: str) -> None:
    """The clients with a part of a name."""
    overview.glances(place.records, place.practitioner, place.clinic, current_scorer(), Which(search=wanted))


def queries(place: Place) -> dict[str, Callable[[uuid.UUID], object]]:
    """Each query by name, of one client."""
    records, who, scorer = place.records, place.practitioner, current_scorer()
    return {
        "client's page, first look": lambda client: client_page(place, client),
        "… again, nothing has changed": lambda client: history_stamp(records, who, client, scorer),
        "clients list": lambda _: clients_list(place),
        "… a page in the middle": lambda _: clients_list(place, after=("m", uuid.UUID(int=0))),
        "… searched, found": lambda _: search(place, "client 7"),
        "… searched, nobody found": lambda _: search(place, "nobody"),
        "… who needs a look, when nobody does": lambda _: a_look(place),
        "one client's scores, for a report": lambda client: scores.of_client(records, who, client, scorer),
        "photos still to be scored (first 64)": lambda _: scores.pending(records, scorer, 64),
    }


@dataclass
class Stopwatch:
    """The time that statements take, from sending them until their whole answer is here."""

    seconds: float = 0.0
    _begun: float = 0.0

    def watch(self, engine: sa.Engine) -> None:
        """Begin to add up what is asked of a database."""
        sa.event.listen(engine, "before_cursor_execute", lambda *_: setattr(self, "_begun", time.perf_counter()))
        sa.event.listen(engine, "after_cursor_execute", lambda *_: self._add(time.perf_counter() - self._begun))

    def _add(self, seconds: float) -> None:
        self.seconds += seconds


def measure(place: Place, database: Stopwatch) -> dict[str, tuple[float, float, float]]:
    """Of each query the median time in the database, and the median and maximum with what is made of the rows, ms."""
    found = {}
    everyone = place.clients()
    for number, (name, ask) in enumerate(queries(place).items()):
        clients = everyone[number % 5 :: max(1, len(everyone) // ASKED)]
        for client in clients[:2]:
            ask(client)  # the first prepare the statements
        inside, whole = [], []
        for client in clients[2:]:
            database.seconds, begun = 0.0, time.perf_counter()
            ask(client)
            whole.append((time.perf_counter() - begun) * 1000)
            inside.append(database.seconds * 1000)
        found[name] = (statistics.median(inside), statistics.median(whole), max(whole))
    return found


def report(sizes: Sequence[int], found: Sequence[dict[str, tuple[float, float, float]]]) -> None:
    """Print a table, one column a size."""
    print(f"{'ms in the database (in all, highest)':38}" + "".join(f"{size:>20,} rows" for size in sizes))
    for name in found[0]:
        print(
            f"{name:38}" + "".join(f"{one[name][0]:9.1f} ({one[name][1]:6.1f}, {one[name][2]:6.1f})" for one in found)
        )


def main() -> None:
    """Generate, measure, report."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--clients", type=int, default=1000)
    parser.add_argument("--photos", type=int, default=100)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    parser.add_argument("--keep", action="store_true", help="leave the data in FOLDER, or measure what is there")
    parser.add_argument("--quiet", default="", help="command that waits while it keeps the machine to itself")
    chosen = parser.parse_args()
    with (
        postgres.server(chosen.folder, DURABLE, keep=chosen.keep) as url,
        tempfile.TemporaryDirectory() as passing,
    ):
        own = chosen.folder if chosen.keep else Path(passing)
        records = open_records(url, f"file://{own}/store", None, own / "key")
        run(Place(records), chosen)
        records.database.engine.dispose()


def run(place: Place, chosen: argparse.Namespace) -> None:
    """Measure at each size, generating what is not there."""
    database, sizes, found, last = Stopwatch(), [], [], len(place.clients())
    database.watch(place.records.database.engine)
    steps = {max(10, last, chosen.clients // each) for each in (100, 10, 1)}
    for clients in sorted(steps):
        if clients > last:
            generate(place.records, place, last + 1, clients, chosen.photos)
        last = clients
        with place.records.database.reading() as db:
            sizes.append(int(db.scalar(sa.text("SELECT count(*) FROM score")) or 0))
        if chosen.quiet:
            with subprocess.Popen([*chosen.quiet.split(), "cat"], stdin=subprocess.PIPE) as held:
                time.sleep(2)
                found.append(measure(place, database))
                held.communicate()
        else:
            found.append(measure(place, database))
        report(sizes, found)


if __name__ == "__main__":
    main()
