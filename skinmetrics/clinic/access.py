"""Who may do what: the one place that decides, and denies what it does not name.

`RULES` is the whole policy: for each action, the relations to its target that may do it, and the consents that the
client must then have given. It is read from the records at every call, so a withdrawn consent, an ended assignment,
an ended or outworn sign-in or a disabled account counts at once. An id that does not exist is denied like one that is
not yours.
"""

from __future__ import annotations

import datetime as dt
import enum
import uuid
from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from typing import Final

import sqlalchemy as sa
from sqlalchemy import orm

from skinmetrics.clinic import consent
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.errors import ClinicError
from skinmetrics.clinic.tables import (
    Account,
    Assignment,
    Client,
    Note,
    Photo,
    Purpose,
    Role,
    RoleName,
    Session,
    SignIn,
)

IDLE: Final = dt.timedelta(hours=12)
"""How long a sign-in lasts that nobody uses."""


class Relation(enum.StrEnum):
    """What an actor is to the target of an action."""

    SELF = "self"
    ASSIGNED = "assigned"
    PRACTITIONER = "practitioner"
    ADMINISTRATOR = "administrator"
    CONSOLE = "console"


class Scope(enum.StrEnum):
    """What an action's target id names."""

    CLIENT = "client"
    PHOTO = "photo"
    SESSION = "session"
    NOTE = "note"
    CLINIC = "clinic"
    ACCOUNT = "account"


class Action(enum.StrEnum):
    """Everything that can be asked of the records."""

    VIEW_CLIENT = "view_client"
    LIST_PHOTOS = "list_photos"
    VIEW_PHOTO = "view_photo"
    VIEW_SCORES = "view_scores"
    VIEW_SESSIONS = "view_sessions"
    VIEW_NOTES = "view_notes"
    SHOW_BEFORE_AFTER = "show_before_after"
    ADD_PHOTO = "add_photo"
    DELETE_PHOTO = "delete_photo"
    REMARK_PHOTO = "remark_photo"
    EXCLUDE_PHOTO = "exclude_photo"
    CONFIRM_PHOTO = "confirm_photo"
    SWAP_SIDES = "swap_sides"
    RECORD_SESSION = "record_session"
    CORRECT_SESSION = "correct_session"
    DELETE_SESSION = "delete_session"
    WRITE_NOTE = "write_note"
    CORRECT_NOTE = "correct_note"
    DELETE_NOTE = "delete_note"
    RECORD_CONSENT = "record_consent"
    WITHDRAW_CONSENT = "withdraw_consent"
    RENAME_CLIENT = "rename_client"
    EXPORT_CLIENT = "export_client"
    ERASE_CLIENT = "erase_client"
    HOLD_CLIENT = "hold_client"
    ARCHIVE_CLIENT = "archive_client"
    ASSIGN_PRACTITIONER = "assign_practitioner"
    INVITE_CLIENT = "invite_client"
    ADD_CLIENT = "add_client"
    LIST_CLIENTS = "list_clients"
    VIEW_STATISTICS = "view_statistics"
    INVITE_COLLEAGUE = "invite_colleague"
    CHANGE_SETTINGS = "change_settings"
    LIST_DUE = "list_due"
    LIST_ACCOUNTS = "list_accounts"
    VIEW_AUDIT = "view_audit"
    DISABLE_ACCOUNT = "disable_account"
    REOPEN_ACCOUNT = "reopen_account"
    RESET_PASSWORD = "reset_password"  # noqa: S105 (an action's name)
    SIGN_OUT_EVERYWHERE = "sign_out_everywhere"
    CHOOSE_LANGUAGE = "choose_language"


class AccessDeniedError(ClinicError):
    """The actor may not do this, or there is no such thing: which of both is not told."""

    def __str__(self) -> str:
        """The sentence for people."""
        return "You may not see or do this. Sign in as someone who may, or ask your clinic."


@dataclass(frozen=True)
class Rule:
    """Which relations allow an action on a target of `scope`, each with the consents it needs."""

    scope: Scope
    allowed: Mapping[Relation, frozenset[Purpose]] = field(default_factory=dict)


@dataclass(frozen=True)
class Place:
    """Whose records an allowed action touches; `has_account`: the client can say themselves what they allow."""

    clinic_id: uuid.UUID | None
    client_id: uuid.UUID | None = None
    has_account: bool = False


_FREELY: Final[frozenset[Purpose]] = frozenset()
_MEASURED: Final = frozenset({Purpose.MEASURING})
_SEEN: Final = frozenset({Purpose.PRACTITIONER})
_SELF: Final = {Relation.SELF: _FREELY}
_CONSOLE: Final = {Relation.CONSOLE: _FREELY}
_ASSIGNED: Final = {Relation.ASSIGNED: _FREELY}
_ADMINISTRATOR: Final = {Relation.ADMINISTRATOR: _FREELY}
_PRACTITIONER: Final = {Relation.PRACTITIONER: _FREELY}
_ASSIGNED_SEES: Final = {Relation.ASSIGNED: _SEEN}

RULES: Final[Mapping[Action, Rule]] = {
    Action.VIEW_CLIENT: Rule(Scope.CLIENT, _SELF | _ASSIGNED | _CONSOLE),
    Action.LIST_PHOTOS: Rule(Scope.CLIENT, _SELF | _ASSIGNED_SEES | _CONSOLE),
    Action.VIEW_PHOTO: Rule(Scope.PHOTO, _SELF | _ASSIGNED_SEES | _CONSOLE),
    Action.VIEW_SCORES: Rule(Scope.CLIENT, _SELF | _ASSIGNED_SEES | _CONSOLE),
    Action.VIEW_SESSIONS: Rule(Scope.CLIENT, _SELF | _ASSIGNED | _CONSOLE),
    Action.VIEW_NOTES: Rule(Scope.CLIENT, _SELF | _ASSIGNED | _CONSOLE),
    Action.SHOW_BEFORE_AFTER: Rule(Scope.CLIENT, {Relation.ASSIGNED: _SEEN | {Purpose.SHOWING}}),
    Action.ADD_PHOTO: Rule(
        Scope.CLIENT,
        {Relation.SELF: _MEASURED, Relation.ASSIGNED: _MEASURED | _SEEN, Relation.CONSOLE: _MEASURED},
    ),
    Action.DELETE_PHOTO: Rule(Scope.PHOTO, _SELF),
    Action.REMARK_PHOTO: Rule(Scope.PHOTO, _SELF | _ASSIGNED_SEES | _CONSOLE),
    Action.EXCLUDE_PHOTO: Rule(Scope.PHOTO, _ASSIGNED_SEES | _CONSOLE),
    Action.CONFIRM_PHOTO: Rule(Scope.PHOTO, _SELF | _ASSIGNED_SEES | _CONSOLE),
    Action.SWAP_SIDES: Rule(Scope.CLIENT, _SELF | _ASSIGNED_SEES | _CONSOLE),
    Action.RECORD_SESSION: Rule(Scope.CLIENT, _ASSIGNED | _CONSOLE),
    # Sessions and notes are the practitioner's record of a treatment. The client reads and takes it away; who could
    # rewrite it could move the day that divides photos into before and after.
    Action.CORRECT_SESSION: Rule(Scope.SESSION, _ASSIGNED | _CONSOLE),
    Action.DELETE_SESSION: Rule(Scope.SESSION, _ASSIGNED | _CONSOLE),
    Action.WRITE_NOTE: Rule(Scope.CLIENT, _ASSIGNED),
    Action.CORRECT_NOTE: Rule(Scope.NOTE, _ASSIGNED | _CONSOLE),
    Action.DELETE_NOTE: Rule(Scope.NOTE, _ASSIGNED | _CONSOLE),
    Action.RECORD_CONSENT: Rule(Scope.CLIENT, _SELF | _ASSIGNED | _CONSOLE),
    # What is withdrawn only closes doors: whom nobody treats any longer must be able to do so too.
    Action.WITHDRAW_CONSENT: Rule(Scope.CLIENT, _SELF | _ASSIGNED | _ADMINISTRATOR | _CONSOLE),
    Action.RENAME_CLIENT: Rule(Scope.CLIENT, _ASSIGNED | _ADMINISTRATOR | _CONSOLE),
    Action.EXPORT_CLIENT: Rule(Scope.CLIENT, _SELF | _CONSOLE),
    Action.ERASE_CLIENT: Rule(Scope.CLIENT, _SELF | _ADMINISTRATOR | _CONSOLE),
    Action.HOLD_CLIENT: Rule(Scope.CLIENT, _ADMINISTRATOR | _CONSOLE),
    Action.ARCHIVE_CLIENT: Rule(Scope.CLIENT, _ASSIGNED | _ADMINISTRATOR | _CONSOLE),
    Action.ASSIGN_PRACTITIONER: Rule(Scope.CLIENT, _ADMINISTRATOR | _CONSOLE),
    Action.INVITE_CLIENT: Rule(Scope.CLIENT, _ASSIGNED | _ADMINISTRATOR | _CONSOLE),
    Action.ADD_CLIENT: Rule(Scope.CLINIC, _PRACTITIONER | _CONSOLE),
    Action.LIST_CLIENTS: Rule(Scope.CLINIC, _PRACTITIONER | _ADMINISTRATOR | _CONSOLE),
    Action.VIEW_STATISTICS: Rule(Scope.CLINIC, _PRACTITIONER | _ADMINISTRATOR | _CONSOLE),
    Action.INVITE_COLLEAGUE: Rule(Scope.CLINIC, _ADMINISTRATOR | _CONSOLE),
    Action.CHANGE_SETTINGS: Rule(Scope.CLINIC, _ADMINISTRATOR | _CONSOLE),
    Action.LIST_DUE: Rule(Scope.CLINIC, _ADMINISTRATOR | _CONSOLE),
    Action.LIST_ACCOUNTS: Rule(Scope.CLINIC, _ADMINISTRATOR | _CONSOLE),
    Action.VIEW_AUDIT: Rule(Scope.CLINIC, _ADMINISTRATOR | _CONSOLE),
    Action.DISABLE_ACCOUNT: Rule(Scope.ACCOUNT, _ADMINISTRATOR | _CONSOLE),
    Action.REOPEN_ACCOUNT: Rule(Scope.ACCOUNT, _ADMINISTRATOR | _CONSOLE),
    Action.RESET_PASSWORD: Rule(Scope.ACCOUNT, _ADMINISTRATOR | _CONSOLE),
    Action.SIGN_OUT_EVERYWHERE: Rule(Scope.ACCOUNT, _SELF | _ADMINISTRATOR | _CONSOLE),
    Action.CHOOSE_LANGUAGE: Rule(Scope.ACCOUNT, _SELF),
}


_Ids = orm.InstrumentedAttribute[uuid.UUID]
_OF_A_CLIENT: Final[Mapping[Scope, tuple[_Ids, _Ids]]] = {
    Scope.PHOTO: (Photo.id, Photo.client_id),
    Scope.SESSION: (Session.id, Session.client_id),
    Scope.NOTE: (Note.id, Note.client_id),
}
"""What is one client's, and so as open or closed as their records are."""


def require(db: orm.Session, actor: Actor, action: Action, target: uuid.UUID) -> Place:
    """Pass when `actor` may do `action` to `target` now. Raises AccessDeniedError, ConsentNeededError."""
    return require_each(db, actor, (action,), target)


def require_each(db: orm.Session, actor: Actor, actions: Sequence[Action], target: uuid.UUID) -> Place:
    """Pass when `actor` may do all of `actions`, which have one scope. Raises AccessDeniedError, ConsentNeededError."""
    rules, scope = _rules(actions)
    place, held = _relations(db, actor, scope, target)
    given = consent.given(db, place.client_id) if place.client_id is not None else frozenset(Purpose)
    for rule in rules:
        _pass(rule, held, given, place)
    return place


def among(
    db: orm.Session, actor: Actor, actions: Sequence[Action], clients: Collection[uuid.UUID]
) -> frozenset[uuid.UUID]:
    """Those of `clients` for whom `require_each` would pass, in as many queries as for one."""
    rules, scope = _rules(actions)
    if scope is not Scope.CLIENT:
        raise AccessDeniedError
    given = consent.given_by(db, clients)
    found = set()
    for client_id, (place, held) in _to_clients(db, actor, clients).items():
        with suppress(AccessDeniedError, consent.ConsentNeededError):
            for rule in rules:
                _pass(rule, held, given[client_id], place)
            found.add(client_id)
    return frozenset(found)


def _rules(actions: Sequence[Action]) -> tuple[list[Rule], Scope]:
    rules = [RULES[action] for action in actions if action in RULES]
    scopes = {rule.scope for rule in rules}
    if len(rules) != len(actions) or len(scopes) != 1:
        raise AccessDeniedError
    return rules, scopes.pop()


def _pass(rule: Rule, held: frozenset[Relation], given: frozenset[Purpose], place: Place) -> None:
    needed = [purposes for relation, purposes in rule.allowed.items() if relation in held]
    if not needed:
        raise AccessDeniedError
    if not any(purposes <= given for purposes in needed):
        raise consent.ConsentNeededError(min(needed, key=len) - given, place.has_account)


def allowed(db: orm.Session, actor: Actor, action: Action, target: uuid.UUID) -> bool:
    """Whether `require` would pass."""
    return allowed_each(db, actor, (action,), target)


def allowed_each(db: orm.Session, actor: Actor, actions: Sequence[Action], target: uuid.UUID) -> bool:
    """Whether `require_each` would pass."""
    try:
        require_each(db, actor, actions, target)
    except (AccessDeniedError, consent.ConsentNeededError):
        return False
    return True


def _relations(db: orm.Session, actor: Actor, scope: Scope, target: uuid.UUID) -> tuple[Place, frozenset[Relation]]:
    match scope:
        case Scope.CLINIC:
            return Place(target), _console(actor) | _roles(db, actor)[target]
        case Scope.ACCOUNT:
            return _to_account(db, actor, target)
        case Scope.PHOTO | Scope.SESSION | Scope.NOTE:
            row, client = _OF_A_CLIENT[scope]
            client_id = db.scalar(sa.select(client).where(row == target))
            if client_id is None:
                raise AccessDeniedError
            return _to_client(db, actor, client_id)
        case Scope.CLIENT:
            return _to_client(db, actor, target)


def _to_client(db: orm.Session, actor: Actor, client_id: uuid.UUID) -> tuple[Place, frozenset[Relation]]:
    found = _to_clients(db, actor, [client_id])
    if client_id not in found:
        raise AccessDeniedError
    return found[client_id]


def _console(actor: Actor) -> frozenset[Relation]:
    return frozenset({Relation.CONSOLE} if actor.at_console else ())


def _is_active(db: orm.Session, actor: Actor) -> bool:
    if actor.account_id is None:
        return False
    if actor.sign_in is not None:
        found = open_sign_in(db, actor.sign_in.token_hash, actor.sign_in.now())
        return found is not None and found.account_id == actor.account_id
    account = db.get(Account, actor.account_id)
    return account is not None and account.disabled_at is None


@dataclass(frozen=True)
class OpenSignIn:
    """A sign-in that holds: whose it is, and when it was last used."""

    account_id: uuid.UUID
    seen_at: dt.datetime


def open_sign_in(db: orm.Session, token_hash: bytes, now: dt.datetime) -> OpenSignIn | None:
    """The sign-in of a token; None for an unknown, ended, expired or long idle one, and for a disabled account's."""
    holds = (
        SignIn.token_hash == token_hash,
        SignIn.expires_at > now,
        SignIn.seen_at > now - IDLE,
        Account.disabled_at.is_(None),
    )
    row = db.execute(sa.select(SignIn.account_id, SignIn.seen_at).join(Account).where(*holds)).one_or_none()
    return None if row is None else OpenSignIn(row.account_id, row.seen_at)


def _roles(db: orm.Session, actor: Actor) -> Mapping[uuid.UUID, frozenset[Relation]]:
    """ADMINISTRATOR and PRACTITIONER by clinic, as the actor is one."""
    found: defaultdict[uuid.UUID, frozenset[Relation]] = defaultdict(frozenset)
    if _is_active(db, actor):
        ranks = {RoleName.ADMINISTRATOR: Relation.ADMINISTRATOR, RoleName.PRACTITIONER: Relation.PRACTITIONER}
        for clinic_id, name in db.execute(
            sa.select(Role.clinic_id, Role.name).where(Role.account_id == actor.account_id)
        ):
            if name in ranks:
                found[clinic_id] |= {ranks[name]}
    return found


def _to_clients(
    db: orm.Session, actor: Actor, ids: Collection[uuid.UUID]
) -> dict[uuid.UUID, tuple[Place, frozenset[Relation]]]:
    """Whose records each client's are, and what the actor is to them; clients that do not exist are left out."""
    roles = _roles(db, actor)
    current = sa.select(Assignment.client_id).where(
        Assignment.practitioner_id == actor.account_id, Assignment.client_id.in_(ids), Assignment.until.is_(None)
    )
    treated = set(db.scalars(current)) if any(Relation.PRACTITIONER in held for held in roles.values()) else set()
    found = {}
    for client in db.scalars(sa.select(Client).where(Client.id.in_(ids))):
        held = _console(actor) | roles[client.clinic_id]
        if client.account_id is not None and client.account_id == actor.account_id and _is_active(db, actor):
            held |= {Relation.SELF}
        if Relation.PRACTITIONER in held and client.id in treated:
            held |= {Relation.ASSIGNED}
        found[client.id] = (Place(client.clinic_id, client.id, client.account_id is not None), held)
    return found


def _to_account(db: orm.Session, actor: Actor, account_id: uuid.UUID) -> tuple[Place, frozenset[Relation]]:
    """An administrator holds an account only when every clinic that it belongs to is theirs."""
    if db.get(Account, account_id) is None:
        raise AccessDeniedError
    clinics = db.scalars(sa.select(Role.clinic_id).where(Role.account_id == account_id).distinct()).all()
    held, roles = _console(actor), _roles(db, actor)
    if clinics and all(Relation.ADMINISTRATOR in roles[clinic] for clinic in clinics):
        held |= {Relation.ADMINISTRATOR}
    if account_id == actor.account_id and _is_active(db, actor):
        held |= {Relation.SELF}
    return Place(clinics[0] if len(clinics) == 1 else None), held
