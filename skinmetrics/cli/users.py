"""The commands about accounts: `user add`, `invite`, `reset`, `disable`, `reopen`, `list`."""

from __future__ import annotations

import enum
import uuid
from typing import Annotated

import typer
from rich.table import Table
from rich.text import Text

from skinmetrics.cli.records import opened
from skinmetrics.cli.shared import Json, app, fail, say, text
from skinmetrics.clinic import accounts, people
from skinmetrics.clinic.accounts import AccountEntry
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.people import ClinicEntry
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.sign_in import normal_login
from skinmetrics.clinic.tables import RoleName
from skinmetrics.settings import settings

HERE_ALONE = (
    "This link opens on this computer alone, not on a phone, and only while the pages are on port 8501. Where they are "
    "elsewhere, set SKINMETRICS_PUBLIC_URL as docs/settings.md says."
)

users = typer.Typer(no_args_is_help=True, help="Accounts: who may sign in, and as what.")
app.add_typer(users, name="user")


class Staff(enum.StrEnum):
    """What an account of the clinic's own can be."""

    PRACTITIONER = "practitioner"
    ADMINISTRATOR = "administrator"


Email = Annotated[str, typer.Argument(help="E-mail address that the account signs in with.")]
InClinic = Annotated[str | None, typer.Option("--clinic", help="Name of the clinic, where there are several.")]
As = Annotated[Staff, typer.Option("--role", help="What the account is.")]


@users.command("add")
def add_command(
    email: Email,
    name: Annotated[str, typer.Option(help="The person's name.")],
    role: As = Staff.PRACTITIONER,
    clinic: InClinic = None,
) -> None:
    """Make an account, and print the link by which its holder chooses a password."""
    with opened() as records:
        account_id = accounts.add(records, CONSOLE, _clinic(records, clinic).id, RoleName(role), email, name)
        token = accounts.reset_password(records, CONSOLE, account_id)
    _link(f"reset/{token}", "Whoever opens this link first, within 24 hours, chooses the password:")


@users.command("invite")
def invite_command(
    role: As = Staff.PRACTITIONER,
    client: Annotated[str | None, typer.Option(help="Name or id of a client to invite, in place of staff.")] = None,
    clinic: InClinic = None,
) -> None:
    """Print a link by which one person joins, within 7 days."""
    with opened() as records:
        place = _clinic(records, clinic)
        if client is None:
            token = accounts.invite_colleague(records, CONSOLE, place.id, RoleName(role))
        else:
            token = accounts.invite_client(records, CONSOLE, _client(records, place, client))
    _link(f"join/{token}", "Whoever opens this link first, within 7 days, joins the clinic:")


@users.command("reset")
def reset_command(email: Email) -> None:
    """Print a link by which the account's holder chooses a new password. Until then the old one holds."""
    with opened() as records:
        token = accounts.reset_password(records, CONSOLE, _account(records, email).id)
    _link(f"reset/{token}", "Whoever opens this link first, within 24 hours, chooses the new password:")


@users.command("disable")
def disable_command(email: Email) -> None:
    """Close an account at once; its records stay, and `user reopen` opens it again."""
    with opened() as records:
        accounts.disable(records, CONSOLE, _account(records, email).id)
    text.print(f"{email} is signed out everywhere and cannot sign in any more.", markup=False)


@users.command("reopen")
def reopen_command(email: Email) -> None:
    """Open an account that was closed, with its password of before."""
    with opened() as records:
        accounts.reopen(records, CONSOLE, _account(records, email).id)
    text.print(f"{email} can sign in again, with the password of before.", markup=False)


@users.command("list")
def list_command(as_json: Json = False) -> None:  # noqa: FBT002
    """List the accounts of every clinic."""
    with opened() as records:
        found = [(place, each) for place in people.clinics(records, CONSOLE) for each in _accounts(records, place)]
    if as_json:
        for place, each in found:
            disabled = each.disabled_at.isoformat() if each.disabled_at else None
            roles = [str(role) for role in each.roles]
            say({"email": each.login, "name": each.name, "clinic": place.name, "roles": roles, "disabled_at": disabled})
        return
    table = Table("e-mail", "name", "clinic", "is", "state")
    for place, each in found:
        state = f"disabled {each.disabled_at:%Y-%m-%d}" if each.disabled_at else ""
        table.add_row(Text(each.login), Text(each.name), Text(place.name), ", ".join(each.roles), state)
    text.print(table if found else "There are no accounts yet. Start the program and open /set-up.")


def _clinic(records: Records, name: str | None) -> ClinicEntry:
    """The clinic of that name, or the only one there is."""
    known = people.clinics(records, CONSOLE)
    matching = known if name is None else [each for each in known if each.name.casefold() == name.casefold()]
    if len(matching) == 1:
        return matching[0]
    if not known:
        raise fail("There is no clinic yet. Start the program and open /set-up.")
    names = ", ".join(each.name for each in known)
    raise fail(f"Say which clinic you mean with --clinic. There are: {names}.")


def _client(records: Records, place: ClinicEntry, wanted: str) -> uuid.UUID:
    clients = people.list_clients(records, CONSOLE, place.id)
    found = [each for each in clients if wanted.casefold() in {each.name.casefold(), str(each.id)}]
    if len(found) != 1:
        how_many = "There is no client" if not found else f"There are {len(found)} clients"
        raise fail(f"{how_many} called {wanted!r} in {place.name}. Give the name in full, or the id.")
    return found[0].id


def _accounts(records: Records, place: ClinicEntry) -> list[AccountEntry]:
    return list(accounts.list_accounts(records, CONSOLE, place.id))


def _account(records: Records, email: str) -> AccountEntry:
    everyone = (each for place in people.clinics(records, CONSOLE) for each in _accounts(records, place))
    for each in everyone:
        if each.login == normal_login(email):
            return each
    raise fail(f"There is no account with the e-mail address {email}. `user list` shows them all.")


def _link(path: str, what: str) -> None:
    """The link alone goes to stdout, so that a script can pass it on."""
    text.print(what, markup=False)
    begins = settings().public_url
    if "public_url" not in settings().model_fields_set:
        text.print(HERE_ALONE, markup=False)
    typer.echo(f"{begins}/{path}")
