"""Computer-generated face photos with known truth: samples, calibration, and the ruler the tests hold against scores.

Nothing here imports the pipeline that measures photos: a ruler that borrows from what it measures is none.
"""

from skinmetrics.phantom.camera import Camera, Sensor
from skinmetrics.phantom.evolve import UNCHANGED, Course, evolve
from skinmetrics.phantom.files import jpeg, with_caption
from skinmetrics.phantom.identity import IDENTITIES, Identity, identity
from skinmetrics.phantom.occluders import THICK_GLASSES, THIN_GLASSES, Board, Glasses, Hand, Occluder
from skinmetrics.phantom.regions import REGIONS
from skinmetrics.phantom.render import Rendering, Stage, render, set_stage
from skinmetrics.phantom.room import Room
from skinmetrics.phantom.sensor import metered
from skinmetrics.phantom.skin_state import Bruise, PerRegion, SkinState, skin_for_age
from skinmetrics.phantom.truth import Truth
from skinmetrics.phantom.warp import NEUTRAL, Expression

__all__ = [
    "IDENTITIES",
    "NEUTRAL",
    "REGIONS",
    "THICK_GLASSES",
    "THIN_GLASSES",
    "UNCHANGED",
    "Board",
    "Bruise",
    "Camera",
    "Course",
    "Expression",
    "Glasses",
    "Hand",
    "Identity",
    "Occluder",
    "PerRegion",
    "Rendering",
    "Room",
    "Sensor",
    "SkinState",
    "Stage",
    "Truth",
    "evolve",
    "identity",
    "jpeg",
    "metered",
    "render",
    "set_stage",
    "skin_for_age",
    "with_caption",
]
