"""Demo clients: invented people, their sessions, and dated photos of them."""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta, timezone
from pathlib import Path
from typing import Any

import numpy as np

from skinmetrics.phantom.camera import Camera, Sensor
from skinmetrics.phantom.evolve import UNCHANGED, Course, evolve
from skinmetrics.phantom.files import jpeg, with_caption
from skinmetrics.phantom.identity import Identity, identity
from skinmetrics.phantom.render import render
from skinmetrics.phantom.room import Room
from skinmetrics.phantom.sensor import metered
from skinmetrics.phantom.skin_state import SkinState, skin_for_age

_ZONE = timezone(timedelta(hours=1))
_BURST = 3


@dataclass(frozen=True)
class Session:
    """One treatment."""

    day: int
    """Days after the client's first photo."""
    points: tuple[str, ...]
    """Points needled, by their WHO codes."""
    side: str
    """"both", "left" or "right": the person's own."""
    minutes: int = 30


@dataclass(frozen=True)
class Client:
    """An invented client and what happens to their skin."""

    name: str
    title: str
    about: str
    person: Identity
    state: SkinState
    course: Course
    first_photo: date
    photo_days: tuple[int, ...]
    sessions: tuple[Session, ...]
    changing_light: bool = False

    def taken(self, day: int) -> date:
        """The date of a day of this history."""
        return self.first_photo + timedelta(days=day)

    def as_json(self) -> dict[str, Any]:
        """What goes into client.json."""
        return {
            "computer_generated": True,
            "name": self.title,
            "about": self.about,
            "age": self.person.age,
            "photo_dates": [self.taken(day).isoformat() for day in self.photo_days],
            "sessions": [
                {
                    "date": self.taken(s.day).isoformat(),
                    "points": list(s.points),
                    "side": s.side,
                    "minutes": s.minutes,
                }
                for s in self.sessions
            ],
        }


@dataclass(frozen=True)
class SamplePhoto:
    """One photo as a file: its name without suffix, JPEG bytes, and the truth about it."""

    name: str
    data: bytes
    truth: dict[str, Any]


_FACE_POINTS = ("EX-HN3", "GB14", "BL2", "TE23", "ST2", "LI20", "SI18", "ST4", "LI4", "ST36")
_ONE_SIDE_POINTS = ("GB14", "BL2", "TE23", "ST2", "LI20", "SI18", "ST4", "ST6")


def _anna() -> Client:
    person = identity("anna")
    state = skin_for_age(person)
    return Client(
        name="anna",
        title="Anna (demo)",
        about="Fine lines soften over twelve weeks of treatment.",
        person=person,
        state=replace(state, fine_lines=state.fine_lines.scaled(2.8), wrinkles=state.wrinkles.scaled(1.3)),
        course=Course(first_day=24, lines=0.65, depth=0.40, roughness=0.30),
        first_photo=date(2026, 1, 5),
        photo_days=(0, 10, 21, 35, 45, 52, 61, 70, 79, 87, 96, 105),
        sessions=tuple(Session(day, _FACE_POINTS, "both") for day in range(24, 102, 7)),
    )


def _bruno() -> Client:
    person = identity("bruno")
    return Client(
        name="bruno",
        title="Bruno (demo)",
        about="Nothing changes on the skin, though the light in the room does from one date to the next.",
        person=person,
        state=skin_for_age(person),
        course=UNCHANGED,
        first_photo=date(2026, 1, 8),
        photo_days=(0, 9, 20, 36, 53, 71, 88, 106),
        sessions=tuple(Session(day, _FACE_POINTS, "both") for day in range(23, 104, 10)),
        changing_light=True,
    )


def _rosa() -> Client:
    person = identity("rosa")
    state = skin_for_age(person)
    return Client(
        name="rosa",
        title="Rosa (demo)",
        about="Only the left side of the face is needled, and only there lines and texture soften.",
        person=person,
        state=replace(state, fine_lines=state.fine_lines.scaled(2.2), roughness_um=state.roughness_um.scaled(1.25)),
        course=Course(
            first_day=24,
            lines=0.6,
            depth=0.35,
            roughness=0.35,
            only_side=1,
            bruises=((45.0, 44.0, 30.0), (73.0, 34.0, 44.0)),
        ),
        first_photo=date(2026, 1, 12),
        photo_days=(0, 10, 20, 36, 53, 71, 88, 106),
        sessions=tuple(Session(day, _ONE_SIDE_POINTS, "left") for day in range(24, 104, 7)),
    )


def demo_clients() -> tuple[Client, ...]:
    """All demo clients: one improves, one does not though the light changes, one is treated on the left alone."""
    return _anna(), _bruno(), _rosa()


def _setting(client: Client, day: int, shot: int) -> tuple[Camera, Room]:
    """Pose, camera and room of one photo: small changes within a burst, larger ones between days."""
    between = np.random.default_rng([client.person.seed, day])
    within = np.random.default_rng([client.person.seed, day, shot])
    swing = 1.0 if client.changing_light else 0.25
    room = Room(
        azimuth_deg=-20 + swing * between.normal(0, 16),
        elevation_deg=32 + swing * between.normal(0, 7),
        lamp=0.62 * float(np.exp(swing * between.normal(0, 0.12))),
        ambient=0.40 * float(np.exp(swing * between.normal(0, 0.12))),
        lamp_size_deg=18 + swing * between.uniform(-8, 8),
    )
    warmth = swing * between.normal(0, 0.05)
    sensor = Sensor(
        exposure_ev=float(swing * between.normal(0, 0.15) + within.normal(0, 0.02)),
        white_balance=(1 + warmth, 1.0, 1 - warmth),
        focus_blur_px=float(0.6 + 0.15 * within.random()),
        noise_seed=int(within.integers(1 << 30)),
        sharpening=0.25,
        jpeg_quality=88,
    )
    camera = Camera(
        distance_mm=float(560 + between.normal(0, 25)),
        px_per_mm=float(6.3 * np.exp(between.normal(0, 0.02))),
        yaw_deg=float(between.normal(0, 1.6) + within.normal(0, 0.6)),
        pitch_deg=float(between.normal(0, 1.6) + within.normal(0, 0.6)),
        roll_deg=float(between.normal(0, 1.2) + within.normal(0, 0.4)),
        shift_mm=(float(between.normal(0, 2.5)), float(between.normal(0, 2.5))),
        sensor=sensor,
    )
    return metered(camera, client.person.tone), room


def photos(client: Client) -> Iterator[SamplePhoto]:
    """All photos of a client, oldest first, with the truth about each."""
    for day in client.photo_days:
        state = evolve(client.state, client.course, day)
        hour = 8 + int(np.random.default_rng([client.person.seed, day]).integers(0, 50)) / 60
        start = datetime.combine(client.taken(day), time(), _ZONE) + timedelta(hours=hour)
        for shot in range(_BURST):
            camera, room = _setting(client, day, shot)
            rendering = render(client.person, state, camera, room)
            moment = start + timedelta(seconds=7 * shot)
            yield SamplePhoto(
                name=f"{client.name}_{moment:%Y-%m-%d_%H%M%S}",
                data=jpeg(with_caption(rendering.image), camera.sensor.jpeg_quality, moment),
                truth={"taken_at": moment.isoformat(), **rendering.truth.as_json()},
            )


def sample_files(names: Collection[str] = ()) -> Iterator[tuple[Path, bytes]]:
    """Path below the samples' folder and content of every file of the demo clients: sessions, photos and truths.

    `names` are the clients wanted, all if there are none.
    """
    for client in demo_clients():
        if names and client.name not in names:
            continue
        place = Path(client.name)
        told = json.dumps(client.as_json(), indent=1, ensure_ascii=False) + "\n"
        yield place / "client.json", told.encode("utf-8")
        for photo in photos(client):
            yield place / f"{photo.name}.jpg", photo.data
            truth = json.dumps(photo.truth, separators=(",", ":")) + "\n"
            yield place / f"{photo.name}.json", truth.encode("utf-8")


def write_samples(folder: Path, names: Collection[str] = ()) -> Iterator[Path]:
    """Write the demo clients' files below `folder`; yields each photo's path."""
    for name, content in sample_files(names):
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
        if path.suffix == ".jpg":
            yield path


def differing_samples(folder: Path, names: Collection[str] = ()) -> Iterator[Path]:
    """The files below `folder` that are not, byte for byte, what would be written today."""
    for name, content in sample_files(names):
        path = folder / name
        if not path.is_file() or path.read_bytes() != content:
            yield path
