"""Clinics, clients, and which practitioner treats whom."""

from __future__ import annotations

import uuid
from collections.abc import Collection
from dataclasses import dataclass
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError, available_timezones

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import access, consent, consent_changes
from skinmetrics.clinic.access import Action
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.errors import ChangedMeanwhileError, ClinicError, NotFoundError
from skinmetrics.clinic.history.stamp import SEEN
from skinmetrics.clinic.names import same_name
from skinmetrics.clinic.preferences import Differing, Preferences
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Account, Assignment, Client, ClientKey, Clinic, Photo, Purpose, Role, RoleName


class TimeZoneError(ClinicError):
    """No such time zone."""


class TimeZoneInUseError(ClinicError):
    """Photos have been added, whose times were read with the time zone of then."""

    def __str__(self) -> str:
        """The sentence for people."""
        return "Photos were added meanwhile, and their times read with the time zone, so it cannot be changed any more."


class NoNameError(ClinicError):
    """A client would have no name."""

    def __str__(self) -> str:
        """The sentence for people."""
        return "Give the client's name."


@dataclass(frozen=True)
class ClientEntry:
    """A client in a list."""

    id: uuid.UUID
    name: str
    archived: bool = False


@dataclass(frozen=True)
class Signed:
    """What a new client has signed on paper: for which purposes, and under which version that is kept."""

    purposes: tuple[Purpose, ...]
    version: str


@dataclass(frozen=True)
class Found:
    """The clients of a name; `added` says that the one there is was added just now."""

    ids: tuple[uuid.UUID, ...]
    added: bool


@dataclass(frozen=True)
class Belonging:
    """An account's name, its roles by clinic, the client that it is (None: no client), its login, and the language that
    it has chosen (None: none yet).
    """

    name: str
    roles: tuple[tuple[uuid.UUID, RoleName], ...]
    client_id: uuid.UUID | None
    login: str
    language: str | None = None


@dataclass(frozen=True)
class ClinicEntry:
    """A clinic, with its IANA time zone and what it has chosen for its pages."""

    id: uuid.UUID
    name: str
    time_zone: str
    preferences: Preferences


@dataclass(frozen=True)
class Settings:
    """What a clinic's administrators may set: its IANA time zone, and what it has chosen for its pages."""

    time_zone: str
    preferences: Preferences


def new_clinic(records: Records, db: orm.Session, name: str, time_zone: str) -> uuid.UUID:
    """A clinic, with its IANA time zone (it gives the local day). Raises TimeZoneError."""
    _check_time_zone(time_zone)
    clinic = Clinic(name=name, time_zone=time_zone, created_at=records.now())
    db.add(clinic)
    db.flush()
    return clinic.id


def time_zones() -> list[str]:
    """The time zones to choose from, by name."""
    return sorted(zone for zone in available_timezones() if "/" in zone)


def may_change_time_zone(records: Records, actor: Actor, clinic_id: uuid.UUID) -> bool:
    """Whether a clinic's time zone can still be changed: while it has no photos. Raises AccessDeniedError."""
    with records.database.reading() as db:
        access.require(db, actor, Action.CHANGE_SETTINGS, clinic_id)
        return not _has_photos(db, clinic_id)


def change_settings(records: Records, actor: Actor, clinic_id: uuid.UUID, settings: Settings, was: Settings) -> None:
    """Set what differs from what `was` set when the change was begun: all of it, or nothing where one is refused.

    The time zone changes only as long as no time of a photo was read with the one that is set; sessions keep the day
    and the time that the clock on the wall showed. Nothing is erased by a shorter time to keep records.
    Raises AccessDeniedError, TimeZoneError, TimeZoneInUseError, KeepError, ChangedMeanwhileError.
    """
    _check_time_zone(settings.time_zone)
    chosen = Differing(settings.preferences, was.preferences)
    with records.acting() as db:
        if settings.time_zone != was.time_zone:
            records.admit(db, actor, Action.CHANGE_SETTINGS, clinic_id, f"time_zone {settings.time_zone}")
            _put_time_zone(db, clinic_id, settings.time_zone, was.time_zone)
        if settings.preferences != was.preferences:
            records.admit(db, actor, Action.CHANGE_SETTINGS, clinic_id, str(chosen))
            chosen.put(db.get_one(Clinic, clinic_id))


def _put_time_zone(db: orm.Session, clinic_id: uuid.UUID, time_zone: str, was: str) -> None:
    if _has_photos(db, clinic_id):
        raise TimeZoneInUseError
    clinic = db.get_one(Clinic, clinic_id)
    if clinic.time_zone not in (was, time_zone):
        raise ChangedMeanwhileError
    clinic.time_zone = time_zone


def _check_time_zone(time_zone: str) -> None:
    try:
        ZoneInfo(time_zone)
    except (ZoneInfoNotFoundError, ValueError) as error:
        raise TimeZoneError(
            f"{time_zone!r} is no time zone. Give one like Europe/Berlin or America/New_York."
        ) from error


def _has_photos(db: orm.Session, clinic_id: uuid.UUID) -> bool:
    return db.scalar(sa.select(Photo.id).join(Client).where(Client.clinic_id == clinic_id).limit(1)) is not None


def add_client(
    records: Records, actor: Actor, clinic_id: uuid.UUID, name: str, client_id: uuid.UUID | None = None
) -> uuid.UUID:
    """A new client with a key of their own; a practitioner who adds one is assigned to them.

    `client_id` is for ids that say something themselves (demo.py). Raises AccessDeniedError.
    """
    client_id = client_id or uuid.uuid4()
    with records.acting() as db:
        _add(records, db, actor, clinic_id, name, client_id)
    return client_id


def find_or_add(
    records: Records,
    actor: Actor,
    clinic_id: uuid.UUID,
    name: str,
    signed: Signed,
    practitioner_id: uuid.UUID | None = None,
) -> Found:
    """The clients that `actor` has under a name; where there is none, a new one with what was signed, in one step.

    Nobody else adds the client meanwhile, and whatever dies, there is none without consent. A new client is assigned to
    `practitioner_id` too, where one is given. Raises AccessDeniedError; NotFoundError when that is no practitioner of
    the clinic.
    """
    client_id = uuid.uuid4()
    with records.acting() as db:
        access.require(db, actor, Action.ADD_CLIENT, clinic_id)
        called = sa.select(Client.id).where(_listed(db, actor, clinic_id), Client.name_key == same_name(name))
        if there := tuple(db.scalars(called.order_by(Client.id))):
            return Found(there, added=False)
        client = _add(records, db, actor, clinic_id, name, client_id)
        for purpose in signed.purposes:
            told = consent_changes.in_audit(purpose, signed.version, given=True)
            records.admit(db, actor, Action.RECORD_CONSENT, client_id, told)
            by = actor.account_id
            db.add(consent_changes.entry(records, db, client, purpose, signed.version, given=True, by=by))
        if practitioner_id is not None:
            _assign(records, db, actor, client_id, practitioner_id)
    return Found((client_id,), added=True)


def _add(
    records: Records, db: orm.Session, actor: Actor, clinic_id: uuid.UUID, name: str, client_id: uuid.UUID
) -> Client:
    records.admit(db, actor, Action.ADD_CLIENT, clinic_id, client_id)
    client = Client(id=client_id, clinic_id=clinic_id, name=name, created_at=records.now())
    db.add(client)
    db.flush()
    db.add(ClientKey(client_id=client_id, wrapped=records.master.new_client_key(client_id)))
    if actor.account_id is not None:
        db.add(Assignment(practitioner_id=actor.account_id, client_id=client_id, since=records.now()))
    db.flush()
    return client


def client(records: Records, actor: Actor, client_id: uuid.UUID) -> ClientEntry:
    """One client, for their page; written into the audit. Raises AccessDeniedError."""
    with records.acting() as db:
        records.admit(db, actor, Action.VIEW_CLIENT, client_id)
        row = db.get_one(Client, client_id)
        return ClientEntry(row.id, row.name, row.archived_at is not None)


def rename(records: Records, actor: Actor, client_id: uuid.UUID, name: str) -> None:
    """Give a client's record another name; the audit says that, and neither name.

    Raises AccessDeniedError, NoNameError.
    """
    wanted = " ".join(name.split())
    with records.acting() as db:
        records.admit(db, actor, Action.RENAME_CLIENT, client_id)
        if not wanted:
            raise NoNameError
        db.get_one(Client, client_id).name = wanted


def belonging(records: Records, actor: Actor) -> Belonging:
    """Where an actor belongs: what leads to the pages that they may open. Nothing for nobody and disabled accounts."""
    with records.database.reading() as db:
        account = db.get(Account, actor.account_id) if actor.account_id else None
        if account is None or account.disabled_at is not None:
            return Belonging("", (), None, "")
        roles = db.scalars(sa.select(Role).where(Role.account_id == account.id).order_by(Role.clinic_id, Role.name))
        held = tuple((role.clinic_id, role.name) for role in roles)
        client_id = db.scalar(sa.select(Client.id).where(Client.account_id == account.id))
        return Belonging(account.name, held, client_id, account.login, account.language)


def clinic(records: Records, clinic_id: uuid.UUID) -> ClinicEntry:
    """A clinic's name, time zone and choices for its pages, which are no secret. Raises NotFoundError."""
    with records.database.reading() as db:
        row = db.get(Clinic, clinic_id)
        if row is None:
            raise NotFoundError("This clinic is not in the records any more.")
        return _entry(row)


def clinics(records: Records, actor: Actor) -> list[ClinicEntry]:
    """Every clinic of this installation, by name, for someone at its console. Raises AccessDeniedError."""
    if not actor.at_console:
        raise access.AccessDeniedError
    with records.database.reading() as db:
        rows = db.scalars(sa.select(Clinic).order_by(Clinic.name, Clinic.id))
        return [_entry(row) for row in rows]


def list_clients(
    records: Records, actor: Actor, clinic_id: uuid.UUID, *, only: Collection[uuid.UUID] | None = None
) -> list[ClientEntry]:
    """The clients of a clinic whom `actor` treats; all of them (their names alone) for its administrator.

    Archived ones are among them, and all come at once: pages name those whom they ask for, or show what
    `overview` gives. Raises AccessDeniedError.
    """
    archived = Client.archived_at.is_not(None).label("archived")
    columns = sa.select(Client.id, Client.name, archived)
    query = columns.order_by(Client.name, Client.id)
    if only is not None:
        query = query.where(Client.id.in_(only))
    with records.database.reading() as db:
        access.require(db, actor, Action.LIST_CLIENTS, clinic_id)
        found = db.execute(query.where(_listed(db, actor, clinic_id)))
        return [ClientEntry(row.id, row.name, bool(row.archived)) for row in found]


def clients_in_statistics(records: Records, actor: Actor, clinic_id: uuid.UUID) -> list[uuid.UUID]:
    """The clients whom statistics of `actor` are of: treated by them, at the console all, and not archived, who allow
    use in the clinic's statistics now, and `actor` to see their scores. Raises AccessDeniedError.
    """
    query = consent.allowing(Purpose.STATISTICS).where(Client.clinic_id == clinic_id, Client.archived_at.is_(None))
    if not actor.at_console:
        query = query.where(_treated_by(actor))
    with records.database.reading() as db:
        access.require(db, actor, Action.VIEW_STATISTICS, clinic_id)
        found = list(db.scalars(query.order_by(Client.id)))
        seen = access.among(db, actor, SEEN, found)
        return [client_id for client_id in found if client_id in seen]


def assign(records: Records, actor: Actor, client_id: uuid.UUID, practitioner_id: uuid.UUID) -> None:
    """Let a practitioner of the client's clinic treat the client; nothing changes if they do already.

    Raises AccessDeniedError; NotFoundError when the account is no practitioner of that clinic.
    """
    with records.acting() as db:
        _assign(records, db, actor, client_id, practitioner_id)


def unassign(records: Records, actor: Actor, client_id: uuid.UUID, practitioner_id: uuid.UUID) -> None:
    """End a practitioner's assignment, at once. Raises AccessDeniedError."""
    with records.acting() as db:
        records.admit(db, actor, Action.ASSIGN_PRACTITIONER, client_id, f"{practitioner_id} ends")
        current = db.scalar(_current(client_id, practitioner_id))
        if current is not None:
            current.until = records.now()


def _assign(records: Records, db: orm.Session, actor: Actor, client_id: uuid.UUID, practitioner_id: uuid.UUID) -> None:
    place = records.admit(db, actor, Action.ASSIGN_PRACTITIONER, client_id, f"{practitioner_id} begins")
    practises = sa.exists().where(
        Role.account_id == practitioner_id,
        Role.clinic_id == place.clinic_id,
        Role.name == RoleName.PRACTITIONER,
        Account.id == Role.account_id,
    )
    if not db.scalar(sa.select(practises)):
        raise NotFoundError("This account is no practitioner of the client's clinic. Invite them first.")
    if db.scalar(_current(client_id, practitioner_id)) is None:
        db.add(Assignment(practitioner_id=practitioner_id, client_id=client_id, since=records.now()))


def _listed(db: orm.Session, actor: Actor, clinic_id: uuid.UUID) -> sa.ColumnElement[bool]:
    """An SQL condition: the client of the enclosing query is one of those of a clinic whose names `actor` sees."""
    administrator = sa.exists().where(
        Role.account_id == actor.account_id, Role.clinic_id == clinic_id, Role.name == RoleName.ADMINISTRATOR
    )
    everyone = actor.at_console or db.scalar(sa.select(administrator))
    return sa.and_(Client.clinic_id == clinic_id, sa.true() if everyone else _treated_by(actor))


def _treated_by(actor: Actor) -> sa.ColumnElement[bool]:
    """An SQL condition: the client of the enclosing query is assigned to `actor` now."""
    return sa.exists().where(
        Assignment.client_id == Client.id,
        Assignment.practitioner_id == actor.account_id,
        Assignment.until.is_(None),
    )


def _current(client_id: uuid.UUID, practitioner_id: uuid.UUID) -> sa.Select[Assignment]:
    return sa.select(Assignment).where(
        Assignment.client_id == client_id, Assignment.practitioner_id == practitioner_id, Assignment.until.is_(None)
    )


def _entry(row: Clinic) -> ClinicEntry:
    return ClinicEntry(row.id, row.name, row.time_zone, Preferences(row.language, row.lengths, row.keep_months))
