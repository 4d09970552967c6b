"""The dry run: what an archive holds, whose it seems to be and of which days, before anything is written."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from skinmetrics.clinic.names import same_name
from skinmetrics.imaging.photo import Header, Limits, PhotoError, inspect
from skinmetrics.importing.names import clients_of, date_of, is_archive, passed_over
from skinmetrics.importing.sources import FileError, Source

UNNAMED = ""
"""The name of a group whose paths name nobody."""

AT_ONCE = 16
"""Files that are read and looked at together."""


@dataclass(frozen=True)
class NamedFile:
    """A file as it was read."""

    path: str
    data: bytes


Looked = Header | PhotoError
Look = Callable[[Sequence[NamedFile]], Iterable[Looked]]
"""Looks at the headers of some files, in their order; where hostile files may come, in another process."""


@dataclass(frozen=True)
class Refused:
    """A file that is not imported, and why, in words."""

    path: str
    reason: str


@dataclass(frozen=True)
class PlannedPhoto:
    """A file that can be imported. ``header`` holds the date, from the photo, its name or its folder."""

    path: str
    header: Header


@dataclass(frozen=True)
class Group:
    """The photos of one client, by what their paths say. ``name`` is UNNAMED where they name nobody."""

    name: str
    photos: tuple[PlannedPhoto, ...]

    @property
    def days(self) -> int:
        """On how many days its photos were taken, those without a date left aside."""
        return len({photo.header.taken_at.day for photo in self.photos if photo.header.taken_at})

    @property
    def undated(self) -> int:
        """How many photos have no date."""
        return sum(photo.header.taken_at is None for photo in self.photos)


@dataclass(frozen=True)
class Plan:
    """All that an import would do. ``passed_over`` counts files that never were photos (sidecars, thumbnails)."""

    groups: tuple[Group, ...] = ()
    refused: tuple[Refused, ...] = ()
    passed_over: int = 0

    @property
    def photos(self) -> int:
        """How many photos would be imported."""
        return sum(len(group.photos) for group in self.groups)


@dataclass(frozen=True)
class PlanStep:
    """How far the look has come, and in the last step the plan."""

    done: int
    files: int
    plan: Plan | None = None


@dataclass
class _Found:
    within: str
    photos: list[PlannedPhoto] = field(default_factory=list)
    refused: list[Refused] = field(default_factory=list)

    def add(self, path: str, looked: Looked) -> None:
        if isinstance(looked, PhotoError):
            self.refused.append(Refused(path, str(looked)))
        else:
            self.photos.append(PlannedPhoto(path, _dated(looked, self._whole(path))))

    def plan(self, passed: int) -> Plan:
        names: dict[str, str] = {}
        sorted_out: dict[str, list[PlannedPhoto]] = {}
        written = clients_of([self._whole(photo.path) for photo in self.photos])
        for name, photo in zip(written, self.photos, strict=True):
            key = same_name(name or UNNAMED)
            names.setdefault(key, name or UNNAMED)
            sorted_out.setdefault(key, []).append(photo)
        groups = [Group(names[key], tuple(sorted_out[key])) for key in sorted(sorted_out)]
        return Plan(tuple(groups), tuple(self.refused), passed)

    def _whole(self, path: str) -> str:
        return f"{self.within}/{path}" if self.within else path


def look_here(limits: Limits) -> Look:
    """A look in this process, for files that are one's own."""

    def look(files: Sequence[NamedFile]) -> Iterator[Looked]:
        for file in files:
            try:
                yield inspect(file.data, file.path, limits)
            except PhotoError as error:
                yield error

    return look


def make_plan(source: Source, look: Look, limits: Limits, within: str = "") -> Iterator[PlanStep]:
    """Look at every file; the last step holds the plan. Nothing is written. Raises ArchiveError.

    ``within``: the name of the folder that was chosen, where the paths do not begin with it, as those do that a browser
    sends.
    """
    every = source.paths()
    paths = [path for path in every if not passed_over(path)]
    found = _Found(within)
    for start in range(0, len(paths), AT_ONCE):
        some = paths[start : start + AT_ONCE]
        files = [file for path in some if (file := _read(source, path, limits, found)) is not None]
        for file, looked in zip(files, look(files), strict=True):
            found.add(file.path, looked)
        yield PlanStep(start + len(some), len(paths))
    yield PlanStep(len(paths), len(paths), found.plan(len(every) - len(paths)))


def named(plan: Plan, names: Mapping[str, str]) -> Plan:
    """The plan with groups called otherwise, as a person decided; groups of one name become one."""
    merged: dict[str, Group] = {}
    for group in plan.groups:
        name = names.get(group.name, group.name).strip()
        key = same_name(name)
        before = merged.get(key)
        merged[key] = (
            Group(name, group.photos) if before is None else replace(before, photos=before.photos + group.photos)
        )
    return replace(plan, groups=tuple(merged.values()))


def most_bytes(limits: Limits) -> int:
    """The bytes that the largest accepted file may have."""
    return int(limits.max_megabytes * 1e6)


def _read(source: Source, path: str, limits: Limits, found: _Found) -> NamedFile | None:
    if is_archive(path):
        found.refused.append(
            Refused(path, "An archive inside the archive is not opened. Unpack it, then import what is in it.")
        )
        return None
    try:
        return NamedFile(path, source.read(path, most_bytes(limits)))
    except FileError as error:
        found.refused.append(Refused(path, str(error)))
        return None


def _dated(header: Header, path: str) -> Header:
    if header.taken_from == "exif":
        return header
    date = date_of(path)
    return header if date is None else replace(header, taken_at=date, taken_from="name")
