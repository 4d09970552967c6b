"""The plan of a face: where eyes, nose, mouth, brows and hairline lie, in millimetres.

The tables describe one average face, tuned by hand against the proportions of MediaPipe's canonical face model
(Apache-2.0). `FaceShape` bends them into a person: heights are stretched piecewise (`person_y`), breadths scaled.
All curves are symmetric and take |x|; what makes left differ from right is in `warp`.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np
import numpy.typing as npt

from skinmetrics.phantom.fields import Curve, Field, as_field, smoothstep
from skinmetrics.phantom.identity import FaceShape, Hair

IRIS_RADIUS_MM = 5.85
EYEBALL_RADIUS_MM = 12.9
PUPIL_Y = -0.5
"""Height of the pupils' centres on the plan, mm."""
CHIN_Y = 116.0
"""Bottom of the average chin below the pupils, mm."""

_UPPER_LIP = ((0.0, 64.6), (4.6, 62.9), (9.0, 64.0), (17.0, 67.2), (23.8, 69.9))
_MOUTH_LINE = ((0.0, 71.0), (5.0, 70.4), (12.0, 70.9), (19.0, 70.4), (23.8, 70.0))
_LOWER_LIP = ((0.0, 80.4), (6.0, 80.2), (13.0, 78.4), (19.0, 75.2), (23.8, 70.1))

_UPPER_LID = Curve(
    [
        (0, 0),
        (0.05, 1.2),
        (0.14, 3.3),
        (0.27, 5.35),
        (0.42, 6.6),
        (0.55, 6.85),
        (0.70, 6.1),
        (0.82, 4.55),
        (0.93, 2.2),
        (1, 0),
    ]
)
_LOWER_LID = Curve(
    [
        (0, 0),
        (0.08, 0.35),
        (0.16, 0.8),
        (0.27, 1.7),
        (0.42, 2.9),
        (0.57, 3.4),
        (0.70, 3.35),
        (0.82, 2.8),
        (0.93, 1.5),
        (1, 0),
    ]
)
"""Height of the lid above and below the line between the corners, mm, over the share of the way to the outer corner.

Tuned to the mean of some fifty adults looking straight ahead: corners 12.4 mm outside and 14.8 mm inside the pupil, 2.0
and 3.8 mm below it, the upper lid 4 mm above it and the lower one at the edge of the iris.
"""


@dataclass(frozen=True)
class FacePlan:
    """Curves of one person's face; y of the average face becomes the person's by `person_y`."""

    shape: FaceShape
    hair: Hair

    @cached_property
    def _stretch(self) -> tuple[Curve, Curve]:
        nose = 47.0 * (self.shape.nose_length - 1)
        chin = nose + (CHIN_Y - 71.0) * (self.shape.chin_length - 1)
        knots = (
            (-200, -200),
            (0, 0),
            (10, 10),
            (47, 47 + nose),
            (80, 80 + nose),
            (CHIN_Y, CHIN_Y + chin),
            (220, 220 + chin),
        )
        return Curve(knots), Curve([(person, average) for average, person in knots])

    def person_y(self, average: npt.ArrayLike) -> Field:
        """Height on this face, mm, of a height on the average face."""
        return self._stretch[0](average)

    def average_y(self, person: npt.ArrayLike) -> Field:
        """Height on the average face, mm, of a height on this one."""
        return self._stretch[1](person)

    # --- eyes ---------------------------------------------------------------------------------------------------

    @property
    def eye_x(self) -> float:
        """Distance of a pupil from the middle, mm."""
        return self.shape.pupil_distance / 2

    @property
    def inner_canthus_x(self) -> float:
        """Distance of the inner corner of an eye from the middle, mm."""
        return self.eye_x - 14.7 * self.shape.eye_width

    @property
    def outer_canthus_x(self) -> float:
        """Distance of the outer corner of an eye from the middle, mm."""
        return self.eye_x + 12.8 * self.shape.eye_width

    def _eye_share(self, ax: npt.ArrayLike) -> Field:
        return as_field(
            np.clip((as_field(ax) - self.inner_canthus_x) / (self.outer_canthus_x - self.inner_canthus_x), 0, 1)
        )

    def eye_axis(self, ax: npt.ArrayLike) -> Field:
        """Height of the line from the inner to the outer corner; both lie below the pupil."""
        width = self.outer_canthus_x - self.inner_canthus_x
        slope = np.tan(np.radians(self.shape.eye_tilt + 1.6))
        return as_field(2.4 + (0.5 - self._eye_share(ax)) * width * slope)

    def upper_lid(self, ax: npt.ArrayLike) -> Field:
        """Height of the edge of the upper lid."""
        return as_field(self.eye_axis(ax) - self.shape.eye_opening * _UPPER_LID(self._eye_share(ax)))

    def lower_lid(self, ax: npt.ArrayLike) -> Field:
        """Height of the edge of the lower lid."""
        return as_field(self.eye_axis(ax) + min(self.shape.eye_opening, 1.1) * _LOWER_LID(self._eye_share(ax)))

    def between_corners(self, ax: npt.ArrayLike) -> npt.NDArray[np.bool_]:
        """Whether |x| lies between the corners of an eye."""
        at = as_field(ax)
        return np.asarray((at > self.inner_canthus_x) & (at < self.outer_canthus_x))

    # --- brows --------------------------------------------------------------------------------------------------

    @cached_property
    def brow_ends(self) -> tuple[float, float]:
        """Distance of the inner and outer end of a brow from the middle, mm."""
        return self.eye_x - 18.5, self.eye_x + 26.0

    @cached_property
    def _brow(self) -> Curve:
        inner, _ = self.brow_ends
        rise = (1.0 if self.shape.brow_ridge < 1 else 0.45) * (2 * self.shape.brow_arch - 1)
        lift = self.shape.brow_height
        heights = (
            (0, -14.6),
            (8, -16.6 - 0.6 * rise),
            (20, -18.2 - 1.6 * rise),
            (30, -17.6 - 1.8 * rise),
            (38, -14.6 - rise),
            (44.5, -9.6),
        )
        return Curve([(inner + along, y - lift) for along, y in heights])

    def brow(self, ax: npt.ArrayLike) -> Field:
        """Height of the middle of the brow."""
        return self._brow(ax)

    # --- mouth --------------------------------------------------------------------------------------------------

    @property
    def mouth_half_width(self) -> float:
        """Distance of a corner of the mouth from the middle, mm."""
        return 23.8 * self.shape.mouth_width

    @cached_property
    def _lips(self) -> tuple[Curve, Curve, Curve]:
        fullness, width = self.shape.lip_fullness, self.shape.mouth_width
        middle = Curve(_MOUTH_LINE)

        def scaled(table: tuple[tuple[float, float], ...]) -> Curve:
            return Curve(
                [(x * width, float(self.person_y(middle(x) + (y - float(middle(x))) * fullness))) for x, y in table]
            )

        return scaled(_UPPER_LIP), scaled(_MOUTH_LINE), scaled(_LOWER_LIP)

    def upper_lip(self, ax: npt.ArrayLike) -> Field:
        """Height of the upper edge of the lips."""
        return self._lips[0](ax)

    def mouth_line(self, ax: npt.ArrayLike) -> Field:
        """Height of the line between the lips."""
        return self._lips[1](ax)

    def lower_lip(self, ax: npt.ArrayLike) -> Field:
        """Height of the lower edge of the lips."""
        return self._lips[2](ax)

    # --- outline and hairline -----------------------------------------------------------------------------------

    @cached_property
    def _half_width(self) -> Curve:
        jaw = self.shape.jaw_width
        bones = self.shape.cheekbones
        table = (
            (-144.0, 0.5), (-113, 0.6), (-111.5, 9), (-107, 25), (-99, 41), (-86, 56), (-67, 68), (-48, 73.5),
            (-20, 74.5), (5, 73.5 + 2 * (bones - 1)), (22, 73.5 + 6 * (bones - 1)), (38, 72.0),
            (52, 69.0 * (0.35 + 0.65 * jaw)), (66, 65.5 * (0.2 + 0.8 * jaw)), (77, 60.5 * jaw), (85, 55.5 * jaw),
            (92, 49.5 * jaw), (99, 42.5 * jaw * self.chin_mix(0.4)),
            (105, 35.5 * (0.25 + 0.75 * jaw) * self.chin_mix(0.7)),
            (110, 28.0 * (0.5 + 0.5 * jaw) * self.chin_mix(0.9)),
            (114, 20.5 * (0.7 + 0.3 * jaw) * self.chin_mix(1)), (117, 12 * self.chin_mix(1)),
            (119, 4), (119.8, 0.5), (230, 0.5),
        )  # fmt: skip
        return Curve([(float(self.person_y(y)), w * self.shape.face_width) for y, w in table])

    def chin_mix(self, share: float) -> float:
        """How much the breadth of the chin widens a height that belongs to it by `share`."""
        return 1 + share * 0.6 * (self.shape.chin_breadth - 1)

    def half_width(self, y: npt.ArrayLike) -> Field:
        """Breadth of the head from its middle at height y."""
        return self._half_width(y)

    @cached_property
    def _hairline(self) -> Curve:
        lift = self.hair.hairline
        recede = 0.9 * max(lift - 5, 0)
        burns = self.hair.sideburns
        table = (
            (0.0, -72 - lift), (14, -72.5 - lift - 0.2 * recede), (30, -70 - lift - recede),
            (44, -63 - lift - 0.9 * recede), (53, -53 - 0.8 * lift - 0.4 * recede), (60, -38 - 0.5 * lift),
            (64.5, -21 - 0.2 * lift), (67.5, -8 + 0.5 * burns), (70.5, -3 + burns), (76, 1 + burns), (90, 11 + burns),
        )  # fmt: skip
        return Curve(table)

    def hairline(self, ax: npt.ArrayLike) -> Field:
        """Height above which hair grows, for each distance from the middle; temples fall away at the side."""
        return self._hairline(ax)

    def scalp(self, ax: npt.ArrayLike, y: Field, softness_mm: float) -> Field:
        """1 where hair grows, 0 on bare skin, over a border `softness_mm` wide."""
        return smoothstep(-softness_mm, softness_mm, self.hairline(ax) - y)


@lru_cache(maxsize=16)
def face_plan(shape: FaceShape, hair: Hair) -> FacePlan:
    """The plan of a person; made once."""
    return FacePlan(shape, hair)
