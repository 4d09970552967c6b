"""Pictures of one person in several states: what the skin has no part in, which is most of the work, is done once."""

from __future__ import annotations

from functools import lru_cache

from skinmetrics.phantom import NEUTRAL, Camera, Expression, Identity, Rendering, Room, SkinState, set_stage

PLAIN = Room()
_stage = lru_cache(maxsize=2)(set_stage)


def photographed(
    person: Identity, state: SkinState, camera: Camera, room: Room = PLAIN, expression: Expression = NEUTRAL
) -> Rendering:
    """What `render` draws of the same arguments."""
    hanging = SkinState(sag_mm=state.sag_mm)  # of the state only this counts for the stage
    return _stage(person, hanging, camera, room, expression).photograph(state)
