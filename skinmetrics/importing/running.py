"""The import itself. It may stop anywhere: importing again finds what is there and goes on after it."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

from skinmetrics.clinic import access, consent, people, photos
from skinmetrics.clinic.access import AccessDeniedError, Action
from skinmetrics.clinic.actors import Actor
from skinmetrics.clinic.names import same_name
from skinmetrics.clinic.records import Records
from skinmetrics.clinic.tables import Purpose
from skinmetrics.imaging.photo import Limits
from skinmetrics.importing.planning import UNNAMED, Group, Plan, PlannedPhoto, Refused, most_bytes
from skinmetrics.importing.sources import FileError, Source

PAPER: Final = "on paper"
"""Version under which a consent is kept that the client gave on paper."""
ON_PAPER: Final = (Purpose.MEASURING, Purpose.PRACTITIONER)
SIGNED: Final = people.Signed(ON_PAPER, PAPER)


@dataclass(frozen=True)
class Place:
    """The clinic to import into. ``on_paper``: the practitioner has new clients' consent, signed, for ``ON_PAPER``;
    ``practitioner_id``: who treats new clients, besides the practitioner who imports.
    """

    clinic_id: uuid.UUID
    on_paper: bool
    practitioner_id: uuid.UUID | None = None


@dataclass(frozen=True)
class Report:
    """What an import did. ``added`` are the names of new clients, ``already`` counts photos that were there before."""

    saved: int = 0
    already: int = 0
    added: tuple[str, ...] = ()
    refused: tuple[Refused, ...] = ()


@dataclass(frozen=True)
class RunStep:
    """How far the import has come; `report` is what it did until now."""

    done: int
    photos: int
    report: Report


@dataclass
class _Progress:
    refused: list[Refused]
    saved: int = 0
    already: int = 0
    added: list[str] = field(default_factory=list)

    @property
    def report(self) -> Report:
        return Report(self.saved, self.already, tuple(self.added), tuple(self.refused))


@dataclass(frozen=True)
class _Import:
    records: Records
    actor: Actor
    place: Place
    source: Source
    most: int
    known: dict[str, list[uuid.UUID]]


@dataclass(frozen=True)
class Bound:
    """Whose the photos of a plan are: how many of clients that are there and allow it, of new ones, of clients that are
    there and do not allow it (`closed`) and of nobody, and of how many clients those are that can be imported.
    `unclear` are sentences on groups whose name several clients have; their photos are none of these.
    """

    known: int
    new: int
    closed: int
    nobodys: int
    clients: int
    unclear: tuple[str, ...]


def bound_for(records: Records, actor: Actor, clinic_id: uuid.UUID, plan: Plan) -> Bound:
    """Tell before an import what it would do with whose photos. Raises AccessDeniedError."""
    known = _known(records, actor, clinic_id)
    meant = [(group, len(known.get(same_name(group.name), ()))) for group in plan.groups if group.name != UNNAMED]
    new, there, several = ([group for group, clients in meant if min(clients, 2) == n] for n in range(3))
    with records.database.reading() as db:
        whose = [known[same_name(group.name)][0] for group in there]
        may = access.among(db, actor, (Action.ADD_PHOTO,), whose)
    opened = [group for group, client_id in zip(there, whose, strict=True) if client_id in may]
    return Bound(
        known=sum(len(group.photos) for group in opened),
        new=sum(len(group.photos) for group in new),
        closed=sum(len(group.photos) for group in there) - sum(len(group.photos) for group in opened),
        nobodys=plan.photos - sum(len(group.photos) for group, _ in meant),
        clients=len({same_name(group.name) for group in (*new, *opened)}),
        unclear=tuple(map(_several, several)),
    )


def run(records: Records, actor: Actor, place: Place, source: Source, plan: Plan, limits: Limits) -> Iterator[RunStep]:
    """Import what the plan holds, one step a photo. Each step's photos are saved for good.

    A client is found again by name or id, a photo by its bytes. Raises AccessDeniedError, StorageFullError, and
    NotFoundError where who shall treat new clients is no practitioner of the clinic.
    """
    known = _known(records, actor, place.clinic_id)
    work = _Import(records, actor, place, source, most_bytes(limits), known)
    progress = _Progress(list(plan.refused))
    done = 0
    for group in plan.groups:
        client = _client(work, group, progress)
        for photo in group.photos:
            if isinstance(client, str):
                progress.refused.append(Refused(photo.path, client))
            else:
                _save(work, client, photo, progress)
            done += 1
            yield RunStep(done, plan.photos, progress.report)
    if not done:
        yield RunStep(0, 0, progress.report)


def _known(records: Records, actor: Actor, clinic_id: uuid.UUID) -> dict[str, list[uuid.UUID]]:
    """The clients that may be meant, by name and by id.

    Archived ones are among them: photos of years ago are theirs, and would make the client a second time.
    """
    known: dict[str, list[uuid.UUID]] = {}
    for entry in people.list_clients(records, actor, clinic_id):
        for key in (same_name(entry.name), same_name(str(entry.id))):
            known.setdefault(key, []).append(entry.id)
    return known


def _several(group: Group) -> str:
    return (
        f"Several clients are called {group.name}. Give the id of the one who is meant in place of the name: the "
        "address of their page ends in it."
    )


def _client(work: _Import, group: Group, progress: _Progress) -> uuid.UUID | str:
    """The client of a group, added when new; or why their photos cannot be imported."""
    if group.name == UNNAMED:
        return "Neither folder nor file names the client. Say whose photos these are, then import again."
    key = same_name(group.name)
    if not work.known.get(key):
        if not work.place.on_paper:
            return "This client is new. Confirm that you have their signed consent, or add and invite them first."
        place = work.place
        found = people.find_or_add(work.records, work.actor, place.clinic_id, group.name, SIGNED, place.practitioner_id)
        work.known[key] = list(found.ids)
        if found.added:
            progress.added.append(group.name)
    client_id, *others = work.known[key]
    return _several(group) if others else client_id


def _save(work: _Import, client_id: uuid.UUID, photo: PlannedPhoto, progress: _Progress) -> None:
    try:
        data = work.source.read(photo.path, work.most)
    except FileError as error:
        progress.refused.append(Refused(photo.path, str(error)))
        return
    if hashlib.sha256(data).hexdigest() != photo.header.sha256:
        progress.refused.append(Refused(photo.path, "The file was changed since it was looked at. Import it again."))
        return
    try:
        saved = photos.save(work.records, work.actor, client_id, data, photo.header)
    except (AccessDeniedError, consent.ConsentNeededError) as error:
        progress.refused.append(Refused(photo.path, str(error)))
        return
    progress.already += saved.already
    progress.saved += not saved.already
