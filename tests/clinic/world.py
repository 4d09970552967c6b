"""A small clinic for tests: its people, their photos, and a clock that tests can turn."""

from __future__ import annotations

import datetime as dt
import uuid
from dataclasses import dataclass, field, replace

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import people, photos
from skinmetrics.clinic.actors import CONSOLE, NOBODY, Actor
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Account, Client, Consent, Purpose, Role, RoleName
from skinmetrics.imaging.photo import Header
from skinmetrics.imaging.taken_at import TakenAt

START = dt.datetime(2026, 3, 1, 9, 0, tzinfo=dt.UTC)
CONSENT_VERSION = "2026-01"


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


@dataclass
class World:
    """Two clinics. The first has an administrator, a practitioner and two clients, one of them the practitioner's."""

    records: Records
    clock: Clock
    clinic: uuid.UUID = field(init=False)
    other_clinic: uuid.UUID = field(init=False)
    client: uuid.UUID = field(init=False)
    other_client: uuid.UUID = field(init=False)
    accounts: dict[str, Actor] = field(init=False, default_factory=dict)

    def __post_init__(self) -> None:
        with self.records.database.writing() as db:
            self.clinic = people.new_clinic(self.records, db, "Here", "Europe/Berlin")
            self.other_clinic = people.new_clinic(self.records, db, "Elsewhere", "Asia/Tokyo")
        self.account("administrator", RoleName.ADMINISTRATOR)
        self.account("practitioner", RoleName.PRACTITIONER)
        self.account("own client", RoleName.CLIENT)
        self.account("other client", RoleName.CLIENT)
        self.account("other clinic", RoleName.PRACTITIONER, clinic=self.other_clinic)
        self.accounts["nobody"] = NOBODY
        self.client = people.add_client(self.records, self.accounts["practitioner"], self.clinic, "Ada")
        self.other_client = people.add_client(self.records, CONSOLE, self.clinic, "Bea")
        self.sign_up("own client", self.client)
        self.sign_up("other client", self.other_client)
        self.consent(self.client, *Purpose)
        self.consent(self.other_client, *Purpose)

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

    def photo(self, data: bytes, client: uuid.UUID | None = None, taken: dt.datetime | None = START) -> uuid.UUID:
        return photos.save(self.records, CONSOLE, client or self.client, data, header(taken)).photo_id

    def count(self, table: type[object]) -> int:
        with self.records.database.reading() as db:
            return db.scalar(sa.select(sa.func.count()).select_from(table)) or 0

    def at(self, clock: Clock) -> Records:
        """The same records by another clock."""
        return replace(self.records, now=clock)


def disarm(db: orm.Session) -> None:
    """Take away the triggers that guard the audit, as someone with the database in hand could."""
    if db.get_bind().dialect.name == "sqlite":
        db.execute(sa.text("DROP TRIGGER audit_event_no_update"))
        db.execute(sa.text("DROP TRIGGER audit_event_no_delete"))
    else:
        db.execute(sa.text("ALTER TABLE audit_event DISABLE TRIGGER ALL"))
