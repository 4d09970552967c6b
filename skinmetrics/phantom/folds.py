"""Folds that come and go with an expression: they are no lines of the skin's state, and no line of the truth."""

from __future__ import annotations

import numpy as np

from skinmetrics.phantom.fields import Field, as_field, smoothstep
from skinmetrics.phantom.plan import FacePlan
from skinmetrics.phantom.regions import fold_x


def smile_folds(plan: FacePlan, ax: Field, y: Field) -> Field:
    """Height in mm of the nose-to-mouth folds, the cheeks above them and the creases beside the eyes, full smile."""
    beside = ax - fold_x(plan, y)
    top, bottom = float(plan.person_y(35.0)), float(plan.person_y(76.0))
    along = smoothstep(top, top + 9, y) * smoothstep(bottom, bottom - 14, y)
    fold = np.tanh(beside / np.float32(1.7)) * np.exp(-((beside / np.float32(8)) ** 2)) * np.float32(1.9) * along
    dx, dy = ax - np.float32(plan.outer_canthus_x + 4.0), y - np.float32(2.0)
    run = np.sqrt(dx * dx + dy * dy)
    angle = np.degrees(np.arctan2(dy, np.maximum(dx, 0.01)))
    creases = (
        sum(np.exp(-(((angle - at) / np.float32(3.2)) ** 2)) for at in (-30.0, -8.0, 14.0, 35.0))
        * smoothstep(1.5, 5.0, run)
        * smoothstep(17.0, 9.0, run)
        * (dx > 0)
    )
    below = y - plan.lower_lid(ax) - np.float32(5.0)
    bag = np.exp(-((below / np.float32(1.2)) ** 2)) * plan.between_corners(ax)
    return as_field(fold - np.float32(0.42) * creases - np.float32(0.45) * bag)


def forehead_folds(plan: FacePlan, ax: Field, y: Field) -> Field:
    """Height in mm of the furrows across the forehead, brows fully raised."""
    top, low = float(plan.hairline(0.0)) + 10, -31.0
    rows = np.linspace(low, top, 5)[:4]
    total = sum(
        np.exp(
            -(
                (
                    (y - np.float32(row) + np.float32(0.0016) * ax * ax - np.float32(1.2) * np.sin(ax / 9 + row))
                    / np.float32(0.95)
                )
                ** 2
            )
        )
        for row in rows
    )
    return as_field(np.float32(-0.55) * total * np.exp(-((ax / np.float32(36)) ** 4)))
