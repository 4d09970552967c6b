"""`python -m skinmetrics.phantom.contact_sheet FOLDER` draws the identities, tones and ages side by side."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from skinmetrics.phantom.camera import Camera
from skinmetrics.phantom.files import jpeg, with_caption
from skinmetrics.phantom.identity import IDENTITIES, Identity, identity
from skinmetrics.phantom.occluders import THICK_GLASSES, THIN_GLASSES, Board, Hand, Occluder
from skinmetrics.phantom.render import PLAIN_ROOM, render
from skinmetrics.phantom.room import Room
from skinmetrics.phantom.sensor import Image
from skinmetrics.phantom.skin_state import skin_for_age
from skinmetrics.phantom.tones import TONES
from skinmetrics.phantom.warp import NEUTRAL, Expression

_COLUMNS = 6
_TILE = (390, 520)
_CAMERA = Camera(width=780, height=1040, px_per_mm=3.4)


def aged(person: Identity, age: int) -> Identity:
    """The same person at another age."""
    share = min(max((age - 25) / 50, 0.0), 1.0)
    hair = replace(person.hair, grey=max(share - 0.3, 0) * 1.2)
    return replace(person, age=age, shape=replace(person.shape, sag=share), hair=hair)


def pictures() -> Iterator[Image]:
    """All tiles: identities, one face in all tones, one at four ages, pose, light, expressions, things in the way."""

    def shot(
        person: Identity,
        camera: Camera = _CAMERA,
        room: Room = PLAIN_ROOM,
        expression: Expression = NEUTRAL,
        before: tuple[Occluder, ...] = (),
    ) -> Image:
        return render(person, skin_for_age(person), camera, room, expression, before).image

    anna, kwame = identity("anna"), identity("kwame")
    for person in IDENTITIES:
        yield shot(person)
    for tone in TONES:
        yield shot(identity("rosa").with_tone(tone))
    for age in (25, 40, 55, 70):
        yield shot(aged(anna, age))
    yield shot(anna, replace(_CAMERA, yaw_deg=14.0, pitch_deg=-5.0))
    yield shot(kwame, replace(_CAMERA, yaw_deg=-14.0, distance_mm=320.0))
    yield shot(identity("devi"), room=Room(azimuth_deg=-75, elevation_deg=20, lamp=0.8, ambient=0.18, lamp_size_deg=5))
    for expression in (Expression(smile=1.0), Expression(brow_raise=1.0), Expression(mouth_open=1.0)):
        yield shot(identity("chiara"), expression=expression)
    yield shot(identity("mei"), before=(THIN_GLASSES,))
    yield shot(identity("bruno"), before=(THICK_GLASSES,))
    yield shot(identity("devi"), before=(Hand(),))
    yield shot(anna, before=(Board(),))
    yield shot(replace(kwame, hair=replace(kwame.hair, beard_mm=10.0)))
    yield shot(replace(identity("rosa"), mascara=1.0))


def contact_sheet() -> Image:
    """The tiles in rows of six, captioned."""
    tiles = [np.asarray(cv2.resize(p, _TILE, interpolation=cv2.INTER_AREA), np.uint8) for p in pictures()]
    rows = [np.hstack(tiles[i : i + _COLUMNS]) for i in range(0, len(tiles), _COLUMNS)]
    return with_caption(np.vstack(rows))


def close_up() -> Image:
    """Skin at its full size: cheek, eye and mouth of two people."""
    cut = (slice(700, 1400), slice(640, 1340))
    images = (render(p, skin_for_age(p), Camera()).image[cut] for p in (identity("anna"), identity("devi")))
    return with_caption(np.hstack(list(images)))


def main() -> int:
    """Write contact_sheet.jpg and close_up.jpg into the folder named on the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m skinmetrics.phantom.contact_sheet", description="Draw contact_sheet.jpg and close_up.jpg."
    )
    parser.add_argument("folder", metavar="FOLDER", type=Path)
    folder: Path = parser.parse_args().folder
    cv2.setNumThreads(1)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "contact_sheet.jpg").write_bytes(jpeg(contact_sheet(), 85))
    (folder / "close_up.jpg").write_bytes(jpeg(close_up(), 88))
    return 0


if __name__ == "__main__":
    sys.exit(main())
