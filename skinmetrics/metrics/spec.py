"""What a metric says about itself, and what it gives for a region."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.imaging.regions import region_pixels
from skinmetrics.metrics.skin_map import SkinMap

FACE_WEIGHT_MIN = 0.5  # of the regions' weight that must be scored for a value of the whole face


@dataclass(frozen=True)
class Declined:
    """A region that a metric gives no value for, and why, in words for people."""

    reason: str


TOO_LITTLE_SKIN = Declined("Too little bare skin is in view here.")
NO_WHITE = Declined("The white of the eyes cannot be seen well enough to tell colours by.")

Measure = Callable[[SkinMap, str], "float | Declined"]


@dataclass(frozen=True)
class Needs:
    """What a metric needs of a photo.

    ``resolution``: ``each`` is measured anew at both; ``standard`` needs no finer map than that, and its standard
    scores are the fine ones too; ``fine`` cannot be seen at the standard resolution. ``white``: colours are measured
    against the white of the photo. ``skin``: a region must show enough of it.
    """

    resolution: Literal["each", "standard", "fine"] = "each"
    white: bool = False
    skin: bool = True


@dataclass(frozen=True)
class Metric:
    """One metric. ``measure`` gives its value for a region of a skin map.

    ``regions`` are those it is defined for; ``parameters`` every number that its values depend on, for the hash that is
    kept with each score; ``source`` where the method is from. The whole face's value is the mean of the regions', which
    count alike but for ``face_weights``; of a ``count`` it is the number on all of them.
    """

    id: str
    version: int
    unit: str
    better: Literal["lower", "higher"]
    claim: str
    source: str
    regions: tuple[str, ...]
    parameters: Mapping[str, object]
    measure: Measure
    needs: Needs = Needs()
    face_weights: Mapping[str, float] = field(default_factory=dict)
    count: bool = False

    @property
    def parameters_hash(self) -> str:
        """Twelve hex digits over id, version and parameters: scores of different hashes are never put on one line."""
        stated = json.dumps([self.id, self.version, dict(self.parameters)], sort_keys=True, default=str)
        return hashlib.sha256(stated.encode()).hexdigest()[:12]

    def whole_face(self, values: Mapping[str, float | None]) -> float | None:
        """The face's value from its regions'; None where less than half of their weight is scored.

        Faces are compared over the regions that both have: set to None what one of them lacks.
        """
        scored = {region: value for region, value in values.items() if value is not None and region in self.regions}
        weights = {region: self._weight(region) for region in self.regions}
        weight = sum(weights[region] for region in scored)
        if not scored or weight < FACE_WEIGHT_MIN * sum(weights.values()):
            return None
        if self.count:
            return sum(scored.values()) * sum(weights.values()) / weight
        return sum(weights[region] * value for region, value in scored.items()) / weight

    def _weight(self, region: str) -> float:
        """What a region counts in the whole face. By area a third would be the forehead, and half of the noise."""
        if self.count:
            return region_pixels(region, STANDARD.px_per_mm)
        return self.face_weights.get(region, 1.0)
