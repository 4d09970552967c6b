"""A small clinic for tests: its people, their photos, and a clock that tests can turn."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import people, photos, treatments
from skinmetrics.clinic.actors import CONSOLE, NOBODY, Actor
from skinmetrics.clinic.preferences import Preferences
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Account, Client, Consent, Photo, Purpose, Role, RoleName
from skinmetrics.imaging.photo import Header
from skinmetrics.imaging.taken_at import TakenAt

START = dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC)
CONSENT_VERSION = "2026-01"
UNKNOWN = uuid.UUID(int=0)
SESSION = treatments.SessionFacts(START.date())


@dataclass
class Clock:
    """A clock that stands still until told otherwise."""

    at: dt.datetime = START

    def __call__(self) -> dt.datetime:
        return self.at

    def forward(self, by: dt.timedelta) -> None:
        self.at += by


def header(taken: dt.datetime | None = None, *, precise: bool = True) -> Header:
    return Header("JPEG", 3000, 4000, 1, None if taken is None else TakenAt(taken, precise), None, "")


def photos_of(records: Records, client_id: uuid.UUID) -> list[Photo]:
    """A client's photos as they are kept, oldest first and undated ones last."""
    order = (Photo.taken_on.is_(None), Photo.taken_on, Photo.taken_at, Photo.added_at, Photo.id)
    with records.database.reading() as db:
        return list(db.scalars(sa.select(Photo).where(Photo.client_id == client_id).order_by(*order)))


@dataclass
class World:
    """Two clinics. The first has an administrator, a practitioner and two clients, one of them the practitioner's."""

    records: Records
    clock: Clock
    clinic: uuid.UUID
    other_clinic: uuid.UUID
    accounts: dict[str, Actor]
    client: uuid.UUID = UNKNOWN
    other_client: uuid.UUID = UNKNOWN

    @classmethod
    def populate(cls, records: Records, clock: Clock) -> World:
        with records.database.writing() as db:
            here = people.new_clinic(records, db, "Here", "Europe/Berlin")
            elsewhere = people.new_clinic(records, db, "Elsewhere", "Asia/Tokyo")
        world = cls(records, clock, here, elsewhere, {"nobody": NOBODY})
        world.account("administrator", RoleName.ADMINISTRATOR)
        world.account("practitioner", RoleName.PRACTITIONER)
        world.account("own client", RoleName.CLIENT)
        world.account("other client", RoleName.CLIENT)
        world.account("other clinic", RoleName.PRACTITIONER, clinic=elsewhere)
        world.client = people.add_client(records, world.accounts["practitioner"], here, "Ada")
        world.other_client = people.add_client(records, CONSOLE, here, "Bea")
        world.sign_up("own client", world.client)
        world.sign_up("other client", world.other_client)
        world.consent(world.client, *Purpose)
        world.consent(world.other_client, *Purpose)
        return world

    def account(self, name: str, *roles: RoleName, clinic: uuid.UUID | None = None) -> Actor:
        account = uuid.uuid4()
        with self.records.database.writing() as db:
            db.add(
                Account(
                    id=account,
                    login=f"{name.replace(' ', '.')}@example.org",
                    name=name.title(),
                    password_hash="",
                    created_at=self.clock(),
                )
            )
            db.flush()
            db.add_all(Role(account_id=account, clinic_id=clinic or self.clinic, name=role) for role in roles)
        self.accounts[name] = Actor(account)
        return self.accounts[name]

    def sign_up(self, name: str, client: uuid.UUID) -> None:
        with self.records.database.writing() as db:
            db.get_one(Client, client).account_id = self.accounts[name].account_id

    def consent(self, client: uuid.UUID, *purposes: Purpose, given: bool = True) -> None:
        with self.records.database.writing() as db:
            db.add_all(
                Consent(
                    client_id=client,
                    purpose=purpose,
                    given=given,
                    version=CONSENT_VERSION,
                    at=self.clock(),
                    local_day=self.clock().date(),
                )
                for purpose in purposes
            )

    def choose(
        self, who: Actor, clinic: uuid.UUID, chosen: Preferences | None = None, *, time_zone: str | None = None
    ) -> None:
        """Change a clinic's settings as somebody does who sees them as they are."""
        place = people.clinic(self.records, clinic)
        was = people.Settings(place.time_zone, place.preferences)
        settings = people.Settings(time_zone or was.time_zone, chosen or was.preferences)
        people.change_settings(self.records, who, clinic, settings, was)

    def photo(self, data: bytes, client: uuid.UUID | None = None, taken: dt.datetime | None = START) -> uuid.UUID:
        return photos.save(self.records, CONSOLE, client or self.client, data, header(taken)).photo_id

    def session(self, facts: treatments.SessionFacts = SESSION) -> uuid.UUID:
        return treatments.record_session(self.records, self.accounts["practitioner"], self.client, facts)

    def note(self, text: str = "Sleeps badly.", session: uuid.UUID | None = None) -> uuid.UUID:
        return treatments.write_note(self.records, self.accounts["practitioner"], self.client, text, session)

    def count(self, table: type[object]) -> int:
        with self.records.database.reading() as db:
            return db.scalar(sa.select(sa.func.count()).select_from(table)) or 0


def disarm(db: orm.Session) -> None:
    """Take away the triggers that guard the audit, as someone with the database in hand could."""
    if db.get_bind().dialect.name == "sqlite":
        db.execute(sa.text("DROP TRIGGER audit_event_no_update"))
        db.execute(sa.text("DROP TRIGGER audit_event_no_delete"))
    else:
        db.execute(sa.text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
