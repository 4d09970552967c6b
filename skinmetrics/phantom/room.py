"""The light of a room: one lamp or window, what the walls send back, and the wall behind."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Room:
    """Light falling on the face, in the camera's frame."""

    azimuth_deg: float = -24.0
    """Where the lamp stands: 0 behind the camera, negative to the left of the picture."""
    elevation_deg: float = 30.0
    lamp: float = 0.62
    """Irradiance of the lamp on a surface that faces it."""
    lamp_size_deg: float = 16.0
    """Angular radius: 3 a bare bulb, 30 a wide window."""
    lamp_colour: Rgb = (1.0, 0.975, 0.94)
    lamp_distance_mm: float = 1800.0
    """Light falls off with its square across the face."""
    ambient: float = 0.40
    ambient_colour: Rgb = (0.96, 1.0, 1.04)
    wall: Rgb = (0.42, 0.44, 0.45)
    """Linear reflectance of what is behind."""

    @property
    def direction(self) -> npt.NDArray[np.float64]:
        """Unit vector towards the lamp; y points down, z to the camera."""
        azimuth, elevation = np.radians([self.azimuth_deg, self.elevation_deg])
        return np.array([np.sin(azimuth) * np.cos(elevation), -np.sin(elevation), np.cos(azimuth) * np.cos(elevation)])
