"""Where the camera stands, and where a point of the head lands in its picture."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from skinmetrics.phantom.fields import Points

Matrix = npt.NDArray[np.float64]
PIVOT_MM = np.array([0.0, 16.0, 18.0])
"""The point of the head that a turn leaves in place, in the middle of the picture."""


@dataclass(frozen=True)
class Sensor:
    """What the camera does to the light; all defaults are a good phone in good light."""

    exposure_ev: float = 0.0
    white_balance: tuple[float, float, float] = (1.0, 1.0, 1.0)
    """Gain of red, green and blue."""
    vignette: float = 0.10
    """Share of light lost in the corners."""
    focus_blur_px: float = 0.6
    """Sigma of the blur; 0.6 is sharp."""
    motion_blur_px: float = 0.0
    """Length of a horizontal shake."""
    noise: float = 0.004
    """Shot noise: standard deviation at full white, of full white."""
    noise_seed: int = 1
    sharpening: float = 0.0
    """Gain of an unsharp mask of 1.2 px; phones use 0.3 to 1."""
    beauty: float = 0.0
    """Share of an edge-preserving smoothing filter, 0 to 1."""
    jpeg_quality: int = 90


@dataclass(frozen=True)
class Camera:
    """Position of the camera against the head, and its sensor.

    `yaw_deg` > 0 turns the face to the right of the picture (to the person's left), `pitch_deg` > 0 upwards,
    `roll_deg` > 0 tilts the head clockwise in the picture.
    """

    width: int = 1500
    height: int = 2000
    px_per_mm: float = 6.6
    """In the plane of the eyes; with `distance_mm` this fixes the focal length."""
    distance_mm: float = 600.0
    yaw_deg: float = 0.0
    pitch_deg: float = 0.0
    roll_deg: float = 0.0
    shift_mm: tuple[float, float] = (0.0, 0.0)
    """How far the head is from the middle of the picture, right and down."""
    mirrored: bool = False
    """Selfie cameras often store the mirror image."""
    sensor: Sensor = field(default_factory=Sensor)

    @property
    def focal_px(self) -> float:
        """Focal length in px."""
        return self.px_per_mm * (self.distance_mm - 30.0)

    @property
    def centre_px(self) -> tuple[float, float]:
        """Where the pivot of the head is seen."""
        return (
            self.width / 2 - 0.5 + self.shift_mm[0] * self.px_per_mm,
            self.height * 0.5 - 0.5 + self.shift_mm[1] * self.px_per_mm,
        )

    @property
    def rotation(self) -> Matrix:
        """From head to camera axes."""
        return rotation(self.yaw_deg, self.pitch_deg, self.roll_deg)

    def project(self, points: Points, *, turn: float = 1.0) -> Points:
        """Image positions (n, 2) of (n, 3) points of the head in mm; `turn` < 1 follows the head only so far."""
        pose = rotation(self.yaw_deg * turn, self.pitch_deg * turn, self.roll_deg * turn)
        seen = (points - PIVOT_MM) @ pose.T
        depth = self.distance_mm - PIVOT_MM[2] - seen[:, 2]
        x = self.centre_px[0] + self.focal_px * seen[:, 0] / depth
        y = self.centre_px[1] + self.focal_px * seen[:, 1] / depth
        return np.stack([self.width - 1 - x if self.mirrored else x, y], axis=1)


def rotation(yaw_deg: float, pitch_deg: float, roll_deg: float) -> Matrix:
    """Turn about the upright axis after nodding, then tilt in the plane of the picture."""
    yaw, pitch, roll = np.radians([yaw_deg, pitch_deg, roll_deg])
    tilt = np.array([[np.cos(roll), -np.sin(roll), 0], [np.sin(roll), np.cos(roll), 0], [0, 0, 1]])
    turn = np.array([[np.cos(yaw), 0, np.sin(yaw)], [0, 1, 0], [-np.sin(yaw), 0, np.cos(yaw)]])
    nod = np.array([[1, 0, 0], [0, np.cos(pitch), -np.sin(pitch)], [0, np.sin(pitch), np.cos(pitch)]])
    return np.asarray(tilt @ turn @ nod)
