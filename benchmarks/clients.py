"""Clients drawn by chance, as many as a measurement needs: faces of all tones and ages, no two alike."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from skinmetrics.phantom import IDENTITIES, Identity
from skinmetrics.phantom.identity import Tone

TONES: tuple[Tone, ...] = ("I", "II", "III", "IV", "V", "VI")
AGES = (20, 70)
SPREAD = {  # SD between people of ln of a proportion, or mm
    "face_width": 0.03, "jaw_width": 0.04, "chin_length": 0.03, "cheekbones": 0.1, "nose_width": 0.05,
    "nose_length": 0.04, "lip_fullness": 0.08, "mouth_width": 0.04, "eye_width": 0.04, "eye_opening": 0.05,
}  # fmt: skip
BROWS_MM, PUPILS_MM = 1.0, (62.8, 2.8)


def client(number: int) -> Identity:
    """The client of that number: a named face, its proportions and age changed, its beard shadow shaven.

    The tone goes by the number, so that six clients in a row have all six; skin's pores, freckles and hairs are their
    own.
    """
    rng = np.random.default_rng([23, number])
    base = IDENTITIES[number % len(IDENTITIES)]
    age = int(rng.integers(*AGES))
    shape = {name: getattr(base.shape, name) * float(np.exp(rng.normal(0, sd))) for name, sd in SPREAD.items()}
    return replace(
        base,
        name=f"client-{number}",
        seed=1000 + number,
        age=age,
        tone=TONES[number % len(TONES)],
        shape=replace(
            base.shape,
            **shape,
            brow_height=base.shape.brow_height + float(rng.normal(0, BROWS_MM)),
            pupil_distance=float(np.clip(rng.normal(*PUPILS_MM), 56, 70)),
            sag=min(max((age - 25) / 50, 0.0), 1.0),
        ),
        hair=replace(base.hair, stubble=0.0, beard_mm=0.0),
    )
