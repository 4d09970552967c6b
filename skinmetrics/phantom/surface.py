"""Everything about a face that neither pose nor light changes, laid out on the skin grid for the renderer."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np

from skinmetrics.phantom.albedo import Pigments, mouth_slit, paint_hair_roots, paint_openings, pigments, skin_colour
from skinmetrics.phantom.eyes import paint_eyes, sclera_mask
from skinmetrics.phantom.fields import Field, Grid, gaussian, resize
from skinmetrics.phantom.head import Head, build_head
from skinmetrics.phantom.identity import Identity
from skinmetrics.phantom.lines import Line, lines_of, rng_for
from skinmetrics.phantom.relief import SKIN_GRID, Mark, Relief, build_relief, marks, smooth_amount
from skinmetrics.phantom.skin_state import SkinState

_SCATTER_MM = (0.28, 0.11, 0.05)
"""How far red, green and blue light travel under the skin: slopes finer than this do not shade them."""
_SLOPE_SHARE = (0.62, 0.82, 0.95)


@dataclass(frozen=True)
class Surface:
    """Maps over `grid` of one identity and state."""

    grid: Grid
    head: Head
    lines: tuple[Line, ...]
    relief: Relief
    spots: tuple[Mark, ...]
    pigment: Pigments
    colour: Field
    """Linear RGB, (h, w, 3)."""
    slopes_red_green: Field
    """Slope in x and y that shades red, then green, (h, w, 4)."""
    slopes_blue: Field
    """Slope in x and y that shades blue and gloss, how much the skin shines, how open hollows are, (h, w, 4)."""
    skin: Field
    """1 on bare skin."""
    sclera: Field
    """1 on the clear white of the eyes, over the head's grid."""
    bare_colour: Field
    """Linear RGB of skin and lips without eyes, hair or openings, at 1 mm, (h, w, 3)."""


def bare_skin(head: Head, grid: Grid) -> Field:
    """1 where skin shows: no eye, lip or scalp."""
    size = (grid.width, grid.height)
    bare = (1 - resize(head.eye, size, cv2.INTER_LINEAR)) * (1 - resize(head.lips, size, cv2.INTER_LINEAR))
    return (bare * (1 - head.plan.scalp(np.abs(grid.x), grid.y, 3.0))).astype(np.float32)


@lru_cache(maxsize=3)
def build_surface(identity: Identity, state: SkinState, px_per_mm: float = SKIN_GRID.px_per_mm) -> Surface:
    """Relief, colour and gloss of an identity's skin in one state."""
    grid = SKIN_GRID.at(px_per_mm)
    head = build_head(identity.shape, identity.hair)
    skin = bare_skin(head, grid)
    lines = lines_of(identity, state)
    relief = build_relief(identity, state, lines, skin, grid, head)
    spots = marks(identity, "spots", state.spots.scaled(1 / _MEAN_SPOT_MM2), (1.9, 0.4, 7.0))
    pigment = pigments(identity, state, grid, head, relief.blemishes, spots)
    colour = skin_colour(identity, pigment, head, grid, smooth_amount(identity, grid, state.brightness))
    thumb = grid.at(1.0)
    bare_colour = resize(colour, (thumb.width, thumb.height), cv2.INTER_AREA)
    paint_openings(colour, head, grid)
    paint_eyes(colour, identity, head, grid)
    paint_hair_roots(colour, identity, head, grid)
    slopes: list[Field] = []
    for share, scatter in zip(_SLOPE_SHARE, _SCATTER_MM, strict=True):
        slope_x, slope_y = grid.sharp_gradient(grid.blur(relief.height, scatter))
        slopes += [share * slope_x, share * slope_y]
    hollow = np.maximum(grid.blur(relief.height, 0.9) - relief.height, 0)
    openness = np.clip(1 - 2.2 * hollow, 0.4, 1)
    eye = resize(head.eye, (grid.width, grid.height), cv2.INTER_LINEAR)
    shine = (
        _shine(head, grid)
        * smooth_amount(identity, grid, state.shine)
        * (1 - eye)
        * (1 - 0.85 * head.plan.scalp(np.abs(grid.x), grid.y, 4.0))
        * (1 - mouth_slit(head, grid, 0.9))
        * oil_film(identity.uncoloured, grid)
    )
    return Surface(
        grid=grid,
        head=head,
        lines=lines,
        relief=relief,
        spots=spots,
        pigment=pigment,
        colour=np.clip(colour, 0.002, 0.95),
        slopes_red_green=cv2.merge(slopes[:4]).astype(np.float32),
        slopes_blue=cv2.merge([slopes[4], slopes[5], shine, openness]).astype(np.float32),
        skin=skin,
        sclera=sclera_mask(head),
        bare_colour=bare_colour,
    )


_MEAN_SPOT_MM2 = 3.3


@lru_cache(maxsize=4)
def oil_film(identity: Identity, grid: Grid) -> Field:
    """How unevenly the film of oil lies, about 1."""
    rng = rng_for(identity, "oil")
    coarse = grid.at(min(grid.px_per_mm, 4.0))
    film = 0.18 * coarse.noise(rng, 7, 3, 0.6) + 0.15 * coarse.noise(rng, 0.9, 2, 0.7)
    return resize(np.clip(1 + film, 0.1, 2).astype(np.float32), (grid.width, grid.height), cv2.INTER_LINEAR)


def _shine(head: Head, grid: Grid) -> Field:
    """How oily the skin is: most on nose and forehead."""
    ax, y = np.abs(grid.x), head.plan.average_y(grid.y)
    zones = ((0, 25, 10, 25, 0.6), (0, -38, 26, 14, 0.35), (42, 20, 14, 10, 0.25), (0, 99, 10, 8, 0.2))
    total = np.full(grid.shape, 0.72, np.float32)
    for x0, y0, sx, sy, amount in zones:
        total += np.float32(amount) * gaussian(ax - np.float32(x0), y - np.float32(y0), sx, sy)
    return total
