"""The clients of a clinic at a glance: a page of their list, found down an index however many there are."""

from __future__ import annotations

import datetime as dt
import uuid
from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import Final, TypeVarTuple

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import access, consent, demo
from skinmetrics.clinic.access import Action
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.names import same_name
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.scores import FAULT, Scorer
from skinmetrics.clinic.tables import (
    Account,
    Assignment,
    Client,
    Examination,
    Outcome,
    Photo,
    Purpose,
    Role,
    RoleName,
    Session,
)

_Columns = TypeVarTuple("_Columns")

ON_A_PAGE: Final = 25
MOST_WORDS: Final = 10  # of a search: each is a condition of the query
LONG_AGO: Final = dt.timedelta(days=42)
"""Who was treated within this time is expected to have been photographed within it."""

_LAST_LETTER: Final = "\U0010ffff"

Bookmark = tuple[str, uuid.UUID]
"""A place in the order of names."""


@dataclass(frozen=True)
class Which:
    """Which clients to list: the present ones or the archived, with each word of `search` in their names, however
    written.

    `invitable` leaves out demo clients and who has an account. `needing_a_look` keeps those for whom a glance gives a
    reason to look, or whom it names (None: all).
    """

    archived: bool = False
    search: str = ""
    invitable: bool = False
    needing_a_look: frozenset[uuid.UUID] | None = None


EVERYONE: Final = Which()


@dataclass(frozen=True)
class Glance:
    """A client in a practitioner's list.

    `treated` says that the actor is assigned to them, `shared` that the client allows use of photos by the
    practitioner. Of others nothing but the name is told: days are None, counts 0. `refused` counts the photos of the
    last photo day that could not be measured, `failed` those of that day that the program failed at or could not open.
    `not_lately` says that they were treated lately, but not photographed.
    """

    id: uuid.UUID
    name: str
    treated: bool
    shared: bool
    has_account: bool
    last_photo: dt.date | None = None
    last_session: dt.date | None = None
    refused: int = 0
    failed: int = 0
    not_lately: bool = False


@dataclass(frozen=True)
class Leaf:
    """A page of the list; where the next begins `after`, and the one `before` it ends (None: there is none)."""

    clients: tuple[Glance, ...]
    before: Bookmark | None = None
    after: Bookmark | None = None


@dataclass(frozen=True)
class Named:
    """A client by name, and where that stands in their order."""

    id: uuid.UUID
    name: str
    place: Bookmark


@dataclass(frozen=True)
class Mark:
    """What tells a client from others of the name: the local day since which the record is there, and the names of
    those who treat them beside who asks.
    """

    since: dt.date
    treated_by: tuple[str, ...]


def glances(
    records: Records,
    actor: Actor,
    clinic_id: uuid.UUID,
    scorer: Scorer,
    which: Which = EVERYONE,
    *,
    after: Bookmark | None = None,
    before: Bookmark | None = None,
) -> Leaf:
    """A page of the clients whom `actor` treats; of all, by name alone, for the administrator.

    The first one, or the one that begins `after` a bookmark or ends `before` one. Raises AccessDeniedError.
    """
    with records.database.reading() as db:
        held = _ranks(db, actor, clinic_id)
        facts = _Facts(actor, scorer, records.local_day(db, clinic_id))
        query = _listed(actor, clinic_id, which, held)
        if which.needing_a_look is not None:
            query = query.where(facts.needing_a_look(which.needing_a_look, held))
        found = _leaf(db, facts, query, held, after, before)
        if (before and not found.before) or (after and not found.clients):  # a whole page, while there is one
            found = _leaf(db, facts, query, held, None, None)
        return found


def names(
    records: Records,
    actor: Actor,
    clinic_id: uuid.UUID,
    which: Which = EVERYONE,
    *,
    limit: int = ON_A_PAGE,
    after: Bookmark | None = None,
) -> list[Named]:
    """The first of those whom `glances` would show, by name alone (`needing_a_look` is not asked)."""
    with records.database.reading() as db:
        query = _listed(actor, clinic_id, which, _ranks(db, actor, clinic_id))
        columns = query.with_only_columns(Client.id, Client.name, Client.name_key)
        rows = db.execute(_in_order(columns, after, None).limit(limit))
        return [Named(row.id, row.name, (row.name_key, row.id)) for row in rows]


def count(
    records: Records, actor: Actor, clinic_id: uuid.UUID, which: Which = EVERYONE, *, most: int | None = None
) -> int:
    """How many `glances` would show (`needing_a_look` is not asked), counted to `most`. Raises AccessDeniedError."""
    with records.database.reading() as db:
        query = _listed(actor, clinic_id, which, _ranks(db, actor, clinic_id))
        return db.scalar(sa.select(sa.func.count()).select_from(query.limit(most).subquery())) or 0


def initials(records: Records, actor: Actor, clinic_id: uuid.UUID, which: Which = EVERYONE) -> list[str]:
    """The letters with which names begin, in their order, each found down an index. Raises AccessDeniedError."""
    with records.database.reading() as db:
        query = _listed(actor, clinic_id, which, _ranks(db, actor, clinic_id)).where(Client.name_key != "")
        first = query.with_only_columns(sa.func.substr(Client.name_key, 1, 1)).order_by(Client.name_key).limit(1)
        letter = sa.select(first.scalar_subquery().label("letter")).cte(recursive=True)
        beyond = first.where(Client.name_key > letter.c.letter + _LAST_LETTER).correlate(letter)
        letter = letter.union_all(sa.select(beyond.scalar_subquery()).where(letter.c.letter.is_not(None)))
        return [each for each in db.scalars(sa.select(letter.c.letter)) if each is not None]


def is_taken(records: Records, actor: Actor, clinic_id: uuid.UUID, name: str) -> bool:
    """Whether `actor` has a client of this name already, present or archived. Raises AccessDeniedError."""
    with records.database.reading() as db:
        held = _ranks(db, actor, clinic_id)
        return any(
            db.scalar(_listed(actor, clinic_id, which, held).where(Client.name_key == same_name(name)).limit(1))
            for which in (EVERYONE, Which(archived=True))
        )


def is_invitable(records: Records, actor: Actor, clinic_id: uuid.UUID, client_id: uuid.UUID) -> bool:
    """Whether a client, of whatever name, is among those present who may be invited. Raises AccessDeniedError."""
    with records.database.reading() as db:
        query = _listed(actor, clinic_id, Which(invitable=True), _ranks(db, actor, clinic_id))
        return db.scalar(query.where(Client.id == client_id)) is not None


def marks(
    records: Records, actor: Actor, clinic_id: uuid.UUID, clients: Collection[uuid.UUID]
) -> dict[uuid.UUID, Mark]:
    """What tells these clients apart, of those whose names `actor` sees. Raises AccessDeniedError."""
    with records.database.reading() as db:
        asked = _seen(actor, clinic_id, _ranks(db, actor, clinic_id)).where(Client.id.in_(clients))
        treat: dict[uuid.UUID, list[str]] = {}
        of_them = sa.select(Assignment.client_id, Account.name).join(Account, Account.id == Assignment.practitioner_id)
        others = of_them.where(Assignment.until.is_(None), Account.id != actor.account_id)
        for client_id, name in db.execute(others.where(Assignment.client_id.in_(asked)).order_by(Account.name)):
            treat.setdefault(client_id, []).append(name)
        return {
            row.id: Mark(records.local_day(db, clinic_id, row.created_at), tuple(treat.get(row.id, ())))
            for row in db.execute(asked.with_only_columns(Client.id, Client.created_at))
        }


def bookmark(name: str) -> Bookmark:
    """The place in the order before the first client whose name begins like `name`."""
    return same_name(name), uuid.UUID(int=0)


def _ranks(db: orm.Session, actor: Actor, clinic_id: uuid.UUID) -> frozenset[RoleName]:
    """What the actor, who may list the clients, is in the clinic. Raises AccessDeniedError."""
    access.require(db, actor, Action.LIST_CLIENTS, clinic_id)
    ranks = sa.select(Role.name).where(Role.account_id == actor.account_id, Role.clinic_id == clinic_id)
    return frozenset(db.scalars(ranks))


def _listed(actor: Actor, clinic_id: uuid.UUID, which: Which, held: Collection[RoleName]) -> sa.Select[uuid.UUID]:
    since = Client.archived_at
    query = _seen(actor, clinic_id, held).where(since.is_not(None) if which.archived else since.is_(None))
    if which.search:
        for word in same_name(which.search).split()[:MOST_WORDS]:
            query = query.where(Client.name_key.contains(word, autoescape=True))
    if which.invitable:
        without_account = sa.func.coalesce(Client.account_id, Client.id) == Client.id  # as in its index
        query = query.where(without_account, sa.not_(demo.is_among(Client.id)))
    return query


def _seen(actor: Actor, clinic_id: uuid.UUID, held: Collection[RoleName]) -> sa.Select[uuid.UUID]:
    """The clients of a clinic whose names `actor` sees, present and archived."""
    query = sa.select(Client.id).where(Client.clinic_id == clinic_id)
    everyone = RoleName.ADMINISTRATOR in held or actor.at_console
    return query if everyone else query.where(_assigned(actor))


def _assigned(actor: Actor) -> sa.Exists:
    return sa.exists().where(
        Assignment.client_id == Client.id, Assignment.practitioner_id == actor.account_id, Assignment.until.is_(None)
    )


def _in_order(query: sa.Select[*_Columns], after: Bookmark | None, before: Bookmark | None) -> sa.Select[*_Columns]:
    """In the order of names from `after` on, or backwards from `before`."""
    place = sa.tuple_(Client.name_key, Client.id)
    if before is not None:
        return query.where(place < before).order_by(Client.name_key.desc(), Client.id.desc())
    return (query if after is None else query.where(place > after)).order_by(Client.name_key, Client.id)


def _leaf(
    db: orm.Session,
    facts: _Facts,
    query: sa.Select[uuid.UUID],
    held: Collection[RoleName],
    after: Bookmark | None,
    before: Bookmark | None,
) -> Leaf:
    # Only those who are shown are looked at: what is told of one takes several steps down an index.
    chosen = _in_order(query, after, before).limit(ON_A_PAGE + 1).subquery()
    rows = db.execute(facts.of(chosen)).all()
    more = len(rows) > ON_A_PAGE
    shown = rows[1:] if more and before is not None else rows[:ON_A_PAGE]
    ends = [(row.name_key, row.id) for row in (shown[0], shown[-1])] if shown else []
    failed = facts.failed(db, [row.id for row in shown if row.refused])
    return Leaf(
        tuple(_glance(row, failed.get(row.id, 0), practises=RoleName.PRACTITIONER in held) for row in shown),
        before=ends[0] if ends and (more if before is not None else after is not None) else None,
        after=ends[1] if ends and (more or before is not None) else None,
    )


_Row = tuple[uuid.UUID, str, str, bool, bool, bool, dt.date | None, dt.date | None, int, bool]


@dataclass(frozen=True)
class _Facts:
    """What is told of a client, each in a few steps down an index, however many photos there are."""

    actor: Actor
    scorer: Scorer
    today: dt.date

    def of(self, chosen: sa.Subquery) -> sa.Select[*_Row]:
        return (
            sa.select(
                Client.id,
                Client.name,
                Client.name_key,
                _assigned(self.actor).label("treated"),
                self._shared().label("shared"),
                Client.account_id.is_not(None).label("has_account"),
                self._last_photo().label("last_photo"),
                self._last_session().label("last_session"),
                self._refused().label("refused"),
                self._not_lately().label("not_lately"),
            )
            .join(chosen, chosen.c.id == Client.id)
            .order_by(Client.name_key, Client.id)
        )

    def needing_a_look(self, also: Collection[uuid.UUID], held: Collection[RoleName]) -> sa.ColumnElement[bool]:
        if RoleName.PRACTITIONER not in held:
            return sa.false()
        photos_say = sa.or_(Client.id.in_(also), self._refused() > 0, self._not_lately())
        return sa.and_(_assigned(self.actor), sa.or_(sa.not_(self._shared()), photos_say))

    def _shared(self) -> sa.ColumnElement[bool]:
        return consent.allows(Purpose.PRACTITIONER, Client.id)

    def _last_session(self) -> sa.ScalarSelect[dt.date]:
        held_on = sa.select(sa.func.max(Session.held_on)).where(Session.client_id == Client.id)
        return held_on.correlate(Client).scalar_subquery()

    def _last_photo(self) -> sa.ScalarSelect[dt.date | None]:
        photo = orm.aliased(Photo)
        taken_on = sa.select(sa.func.max(photo.taken_on)).where(photo.client_id == Client.id)
        return taken_on.correlate(Client).scalar_subquery()

    def failed(self, db: orm.Session, clients: Collection[uuid.UUID]) -> dict[uuid.UUID, int]:
        """How many photos of the last photo day the program failed at, of clients of whom some were refused."""
        count = self._on_last_day(Examination.code == FAULT)
        return dict(db.execute(sa.select(Client.id, count).where(Client.id.in_(clients))).all()) if clients else {}

    def _refused(self) -> sa.ScalarSelect[int]:
        refused = Examination.outcome == Outcome.REFUSED
        return self._on_last_day(sa.or_(refused, Examination.capture["verdict"].as_string() == "unusable"))

    def _on_last_day(self, which: sa.ColumnElement[bool]) -> sa.ScalarSelect[int]:
        """How many photos of the last photo day were examined with this outcome."""
        return (
            sa.select(sa.func.count())
            .select_from(Photo)
            .join(Examination, (Examination.photo_id == Photo.id) & (Examination.scorer == self.scorer.digest))
            .where(Photo.client_id == Client.id, Photo.taken_on == self._last_photo(), which)
            .correlate(Client)
            .scalar_subquery()
        )

    def _not_lately(self) -> sa.ColumnElement[bool]:
        photographed = sa.func.coalesce(self._last_photo() >= self.today - LONG_AGO, sa.false())
        treated = sa.func.coalesce(self._last_session() > self.today - LONG_AGO, sa.false())
        return sa.and_(treated, sa.not_(photographed))


def _glance(row: sa.Row[*_Row], failed: int, *, practises: bool) -> Glance:
    treated = practises and bool(row.treated)
    plain = Glance(row.id, row.name, treated, treated and bool(row.shared), bool(row.has_account))
    if not treated:
        return plain
    if not plain.shared:
        return replace(plain, last_session=row.last_session)
    return replace(
        plain,
        last_photo=row.last_photo,
        last_session=row.last_session,
        refused=max(0, row.refused - failed),  # asked one after the other, a photo may be measured in between
        failed=failed,
        not_lately=bool(row.not_lately),
    )
