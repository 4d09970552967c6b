"""Whether all photos of a visit show one person, and which of them are mirrored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.likeness import Likeness, likeness
from skinmetrics.imaging.skin import Skin
from skinmetrics.web.quick_look.look import Look


@dataclass(frozen=True)
class Doubt:
    """What is odd about a photo, beside the first one: another person, or a mirror image."""

    another_person: bool
    mirrored: bool


def doubt(first: Look, other: Look) -> Doubt:
    """Compare a photo with the first one."""
    found: Likeness = likeness(_seen(first), _seen(other))
    return Doubt(not found.same_person, found.same_person and found.is_mirrored)


def _seen(look: Look) -> tuple[Face, Skin]:
    return look.scores.face, Skin(np.ones(look.light.shape, bool), look.light.astype(np.float32))
