"""Who looks at a page, asked of the records at every run, and the records that every page works on."""

from __future__ import annotations

import hmac
import uuid
from dataclasses import dataclass, field
from functools import cache

import streamlit as st

from skinmetrics.clinic import people, sign_in
from skinmetrics.clinic.actors import NOBODY, Actor
from skinmetrics.clinic.preferences import Preferences
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import RoleName
from skinmetrics.installation import open_installation

SIGN_IN_COOKIE = "skinmetrics_sign_in"


@dataclass(frozen=True)
class Visitor:
    """Someone signed in. `client_id` is their own client record, `csrf` what their POSTs carry as X-CSRF-Token.

    `language` is what they have chosen to read (None: nothing yet), `preferences` what their clinic has chosen.
    """

    actor: Actor
    account_id: uuid.UUID
    name: str
    email: str
    clinic_id: uuid.UUID
    clinic_name: str
    time_zone: str
    roles: frozenset[RoleName]
    client_id: uuid.UUID | None
    csrf: str = field(repr=False)
    language: str | None = None
    preferences: Preferences = field(default_factory=Preferences)


@cache
def records() -> Records:
    """The clinic's records, opened once a process. Raises MasterKeyError, StoreError."""
    return open_installation()


def visitor(*, idle: bool = False) -> Visitor | None:
    """Who looks at the page that is being drawn; None for nobody and for a sign-in that has ended. `idle`: as for
    `who_looks`.
    """
    return visitor_of(records(), st.context.cookies.get(SIGN_IN_COOKIE), idle=idle)


def who_looks(*, idle: bool = False) -> Actor:
    """Whose sign-in the browser shows, without what else belongs to a visitor: NOBODY for one that has ended. `idle`:
    nobody did anything, the page looks again by itself.
    """
    token = st.context.cookies.get(SIGN_IN_COOKIE)
    return sign_in.who(records(), token, idle=idle) if token else NOBODY


def visitor_of(opened: Records, token: str | None, *, idle: bool = False) -> Visitor | None:
    """Whose sign-in the token is."""
    actor = sign_in.who(opened, token, idle=idle)
    if token is None or actor.account_id is None:
        return None
    found = people.belonging(opened, actor)
    if not found.roles:
        return None
    clinic = found.roles[0][0]
    place = people.clinic(opened, clinic)
    return Visitor(
        actor=actor,
        account_id=actor.account_id,
        name=found.name,
        email=found.login,
        clinic_id=clinic,
        clinic_name=place.name,
        time_zone=place.time_zone,
        roles=frozenset(name for where, name in found.roles if where == clinic),
        client_id=found.client_id,
        csrf=csrf_token(opened, token),
        language=found.language,
        preferences=place.preferences,
    )


def csrf_token(opened: Records, secret: str) -> str:
    """What a form must carry beside the cookie `secret`: another site can have it sent, but not read it."""
    return hmac.new(opened.master.derive("csrf"), secret.encode(), "sha256").hexdigest()
