"""Who is in the picture: what stays the same from photo to photo.

All people are invented. A shape factor of 1 is the average adult; lengths are in mm, angles in degrees.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

Tone = Literal["I", "II", "III", "IV", "V", "VI"]
HairStyle = Literal["pulled_back", "short", "parted_long", "cropped_curls", "bald"]
Neckline = Literal["round", "v", "collar"]
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class FaceShape:
    """Proportions of the bones and soft parts."""

    face_width: float = 1.0
    jaw_width: float = 1.0
    """Breadth of the jaw against that of the cheekbones."""
    chin_length: float = 1.0
    """Distance from the mouth to the bottom of the chin."""
    chin_breadth: float = 1.0
    cheekbones: float = 1.0
    cheek_fullness: float = 0.0
    """Above 0 a round cheek, below 0 a hollow one, in mm of height."""
    brow_ridge: float = 0.0
    """Extra height of the bone above the eyes, in mm; men have 1 to 3."""
    brow_height: float = 0.0
    """How much higher than average the brows sit, in mm."""
    brow_arch: float = 1.0
    """Height of the arch; 0 is a straight brow."""
    nose_width: float = 1.0
    nose_length: float = 1.0
    nose_height: float = 1.0
    nose_hump: float = 0.0
    tip_lift: float = 0.0
    """How far the tip is turned up, in mm."""
    lip_fullness: float = 1.0
    mouth_width: float = 1.0
    bridge_width: float = 1.0
    """Breadth of the nose between the eyes."""
    eye_width: float = 1.0
    """Distance of both corners from the pupil; people vary by 0.06."""
    eye_opening: float = 1.0
    eye_tilt: float = 2.0
    """How much higher the outer corner of the eye is than the inner one, in degrees."""
    lid_fold: float = 1.0
    """Visible upper lid; 0 is a lid without a crease."""
    pupil_distance: float = 62.8
    sag: float = 0.0
    """0 at 25 years to 1 at 75: eye bags, nose-to-mouth folds, jowls."""
    asymmetry: float = 0.6
    """RMS displacement in mm of left against right."""


@dataclass(frozen=True)
class Hair:
    """Hair of the head and beard."""

    style: HairStyle = "pulled_back"
    colour: Colour = (62, 42, 30)
    grey: float = 0.0
    """Share of grey hairs."""
    hairline: float = 0.0
    """How much higher than average the hairline is, in mm; receding ones have 8 to 20, women −6 to 0."""
    sideburns: float = 0.0
    """How far hair grows down before the ears, in mm."""
    stubble: float = 0.0
    """Beard shadow, 0 to 1."""
    beard_mm: float = 0.0
    """Length of a full beard."""


@dataclass(frozen=True)
class Clothes:
    """What the person wears."""

    neckline: Neckline = "round"
    colour: Colour = (96, 112, 124)


@dataclass(frozen=True)
class Identity:
    """One invented person."""

    name: str
    seed: int
    """Where this person's pores, freckles and hairs lie."""
    age: int
    sex: Literal["woman", "man"]
    tone: Tone
    shape: FaceShape
    hair: Hair
    clothes: Clothes
    iris: Colour = (92, 66, 42)
    brow_density: float = 1.0
    mascara: float = 0.0
    """Blackened, lengthened lashes and a drawn lid line, 0 to 1."""

    def with_tone(self, tone: Tone) -> Identity:
        """The same face with skin of another tone."""
        return replace(self, tone=tone)

    @property
    def uncoloured(self) -> Identity:
        """One and the same for all who differ in name and colours alone: what these do not change is made once."""
        return replace(self, name="", tone="I", iris=(0, 0, 0), clothes=Clothes())


IDENTITIES: tuple[Identity, ...] = (
    Identity(
        name="anna",
        seed=11,
        age=44,
        sex="woman",
        tone="II",
        shape=FaceShape(
            brow_arch=1.1,
            bridge_width=0.9,
            jaw_width=0.95,
            cheek_fullness=0.4,
            sag=0.35,
            lip_fullness=0.92,
            eye_tilt=2.5,
            face_width=0.97,
            chin_length=1.03,
            nose_width=0.94,
            nose_length=1.02,
            mouth_width=0.97,
            cheekbones=0.9,
        ),
        hair=Hair(style="pulled_back", colour=(92, 62, 40), hairline=-4),
        clothes=Clothes("round", (86, 112, 122)),
        iris=(86, 104, 92),
    ),
    Identity(
        name="bruno",
        seed=23,
        age=52,
        sex="man",
        tone="III",
        shape=FaceShape(
            brow_arch=0.7,
            eye_width=0.98,
            bridge_width=1.15,
            face_width=1.02,
            jaw_width=1.07,
            chin_length=1.08,
            chin_breadth=1.2,
            brow_ridge=2.2,
            brow_height=-2.0,
            nose_width=1.08,
            nose_length=1.04,
            nose_height=1.08,
            nose_hump=1.2,
            lip_fullness=0.72,
            mouth_width=1.05,
            eye_opening=0.84,
            eye_tilt=0.5,
            lid_fold=0.8,
            sag=0.5,
        ),
        hair=Hair(style="short", colour=(70, 54, 44), grey=0.35, hairline=9, sideburns=18, stubble=0.5),
        clothes=Clothes("collar", (178, 186, 196)),
        iris=(104, 82, 54),
        brow_density=1.25,
    ),
    Identity(
        name="chiara",
        seed=37,
        age=31,
        sex="woman",
        tone="III",
        shape=FaceShape(
            brow_arch=1.2,
            eye_width=1.05,
            bridge_width=0.88,
            face_width=0.96,
            jaw_width=0.86,
            chin_length=0.92,
            chin_breadth=0.8,
            cheek_fullness=1.2,
            nose_width=0.9,
            nose_length=0.9,
            tip_lift=1.8,
            lip_fullness=1.2,
            eye_opening=1.1,
            eye_tilt=3.5,
            brow_height=1.0,
            sag=0.08,
            mouth_width=0.94,
        ),
        hair=Hair(style="parted_long", colour=(44, 30, 24), hairline=-6),
        clothes=Clothes("v", (132, 74, 72)),
        iris=(80, 52, 30),
    ),
    Identity(
        name="devi",
        seed=41,
        age=58,
        sex="woman",
        tone="V",
        shape=FaceShape(
            brow_arch=0.9,
            eye_width=1.02,
            bridge_width=1.05,
            face_width=0.97,
            jaw_width=0.98,
            cheek_fullness=0.8,
            nose_width=1.04,
            nose_length=1.06,
            lip_fullness=1.12,
            eye_opening=1.04,
            eye_tilt=2.0,
            sag=0.6,
            chin_length=1.02,
            nose_hump=1.2,
            nose_height=1.06,
            cheekbones=1.15,
        ),
        hair=Hair(style="pulled_back", colour=(34, 27, 24), grey=0.22, hairline=-3),
        clothes=Clothes("v", (66, 92, 84)),
        iris=(58, 38, 26),
        brow_density=1.15,
    ),
    Identity(
        name="kwame",
        seed=53,
        age=36,
        sex="man",
        tone="VI",
        shape=FaceShape(
            brow_arch=0.75,
            bridge_width=1.2,
            face_width=1.03,
            jaw_width=1.08,
            chin_breadth=1.12,
            cheekbones=1.2,
            brow_ridge=1.4,
            brow_height=-1.0,
            nose_width=1.26,
            nose_height=0.9,
            lip_fullness=1.42,
            mouth_width=1.06,
            eye_opening=0.96,
            eye_tilt=2.5,
            sag=0.12,
            chin_length=1.04,
            nose_length=0.97,
        ),
        hair=Hair(style="cropped_curls", colour=(24, 20, 18), hairline=5, sideburns=16, stubble=0.35),
        clothes=Clothes("round", (188, 178, 158)),
        iris=(46, 30, 22),
        brow_density=1.1,
    ),
    Identity(
        name="mei",
        seed=67,
        age=26,
        sex="woman",
        tone="II",
        shape=FaceShape(
            brow_arch=0.7,
            eye_width=0.97,
            bridge_width=1.1,
            face_width=1.04,
            jaw_width=0.93,
            chin_length=0.9,
            cheekbones=1.3,
            cheek_fullness=1.0,
            nose_width=1.04,
            nose_height=0.8,
            nose_length=0.92,
            lip_fullness=1.0,
            mouth_width=0.95,
            eye_opening=0.84,
            eye_tilt=4.5,
            lid_fold=0.25,
            brow_height=1.5,
            sag=0.0,
        ),
        hair=Hair(style="parted_long", colour=(28, 24, 24), hairline=-5),
        clothes=Clothes("round", (206, 202, 196)),
        iris=(54, 36, 26),
        brow_density=0.85,
    ),
    Identity(
        name="olaf",
        seed=79,
        age=69,
        sex="man",
        tone="I",
        shape=FaceShape(
            brow_arch=0.8,
            eye_width=0.97,
            bridge_width=1.1,
            face_width=0.94,
            jaw_width=1.02,
            chin_length=1.1,
            chin_breadth=1.1,
            cheek_fullness=-1.6,
            brow_ridge=1.8,
            brow_height=-2.5,
            nose_width=1.1,
            nose_length=1.14,
            nose_height=1.12,
            nose_hump=0.8,
            lip_fullness=0.6,
            eye_opening=0.82,
            eye_tilt=-0.5,
            lid_fold=0.5,
            sag=0.95,
            mouth_width=1.04,
        ),
        hair=Hair(style="bald", colour=(150, 142, 134), grey=0.8, hairline=22, sideburns=12, stubble=0.15),
        clothes=Clothes("collar", (92, 104, 134)),
        iris=(96, 116, 128),
        brow_density=0.9,
    ),
    Identity(
        name="rosa",
        seed=83,
        age=47,
        sex="woman",
        tone="IV",
        shape=FaceShape(
            brow_arch=1.25,
            bridge_width=1.08,
            face_width=1.05,
            jaw_width=1.05,
            chin_length=0.97,
            cheek_fullness=1.6,
            nose_width=1.18,
            nose_height=0.95,
            lip_fullness=1.18,
            eye_tilt=3.0,
            sag=0.4,
            chin_breadth=1.12,
            nose_length=0.96,
            brow_height=-1.0,
        ),
        hair=Hair(style="pulled_back", colour=(38, 28, 24), grey=0.1, hairline=-6),
        clothes=Clothes("round", (142, 98, 112)),
        iris=(70, 44, 28),
    ),
)


def identity(name: str) -> Identity:
    """The person of that name; KeyError if there is none."""
    return {person.name: person for person in IDENTITIES}[name]
