"""What a metric says about itself, and what it gives for a region."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.imaging.regions import REGIONS, region_pixels
from skinmetrics.metrics.skin_map import SkinMap

FACE_WEIGHT_MIN = 0.5  # of the regions' weight that must be scored for a value of the whole face


@dataclass(frozen=True)
class Declined:
    """A region that a metric gives no value for, and why, in words for people."""

    reason: str


TOO_LITTLE_SKIN = Declined("Too little bare skin is in view here.")
NO_COLOUR = Declined("This photo has no colours of its own: it is black and white, or toned. Take it without a filter.")
COARSE_FILE = Declined(
    "The file was stored to save space, and fine skin is lost in it. Send the photo as the camera saved it."
)
NO_WHITE = Declined("The white of the eyes cannot be seen well enough to tell colours by.")

Measure = Callable[[SkinMap, str], "float | Declined"]
Better = Literal["lower", "higher"]


@dataclass(frozen=True)
class Needs:
    """What a metric needs of a photo.

    ``resolution``: ``each`` is measured anew at both; ``standard`` needs no finer map than that, and its standard
    scores are the fine ones too; ``fine`` cannot be seen at the standard resolution. ``white``: colours are measured
    against the white of the photo; ``colour``: against each other. ``skin``: a region must show enough of it.
    ``detail``: it sees what a coarsely stored file changes, as all do that are measured at the fine resolution.
    """

    resolution: Literal["each", "standard", "fine"] = "each"
    white: bool = False
    colour: bool = False
    skin: bool = True
    detail: bool = False

    @property
    def colours(self) -> bool:
        """Whether it tells colours, against the white or against each other."""
        return self.white or self.colour

    @property
    def fine_file(self) -> bool:
        """Whether the file must not store the photo coarsely."""
        return self.detail or self.resolution != "standard"


@dataclass(frozen=True)
class Metric:
    """One metric. ``measure`` gives its value for a region of a skin map.

    ``regions`` are those it is defined for; ``parameters`` every number of its own that its values depend on, for the
    hash that is kept with each score (what all share, such as skin and white, tests/metrics/baselines.json guards);
    ``source`` where the method is from. The whole face's value is the mean of the regions', which count alike but for
    ``face_weights``; of a ``count`` it is the number on all of them. A region without a value is taken to be like the
    others of its kind: ``kinds`` divides the regions, where some have far more than others.
    Values of a ``signed`` one may be negative.
    """

    id: str
    version: int
    unit: str
    better: Better
    claim: str
    source: str
    regions: tuple[str, ...]
    parameters: Mapping[str, object]
    measure: Measure
    needs: Needs = Needs()
    face_weights: Mapping[str, float] = field(default_factory=dict)
    kinds: tuple[frozenset[str], ...] = (frozenset(REGIONS),)
    count: bool = False
    signed: bool = False

    def __post_init__(self) -> None:
        """Close the tables: a number changed in one would be measured with under the old hash, or hashed unmeasured."""
        object.__setattr__(self, "parameters", MappingProxyType(dict(self.parameters)))
        object.__setattr__(self, "face_weights", MappingProxyType(dict(self.face_weights)))

    @property
    def parameters_hash(self) -> str:
        """Twelve hex digits over id, version, parameters and what regions count in the face: scores of different hashes
        are never put on one line.
        """
        counting = [dict(self.face_weights), [sorted(kind) for kind in self.kinds], self.count, FACE_WEIGHT_MIN]
        stated = json.dumps([self.id, self.version, dict(self.parameters), counting], sort_keys=True, default=str)
        return hashlib.sha256(stated.encode()).hexdigest()[:12]

    def whole_face(
        self, values: Mapping[str, float | None], bare: Mapping[str, float] = MappingProxyType({})
    ) -> float | None:
        """The face's value from its regions'; None where ``face_shares`` has none.

        Faces are compared over the regions that both have: set to None what one of them lacks. ``bare``: how sure it is
        that a region is bare skin, 0 … 1, where it is not quite; the face counts it so much the less.
        """
        scored = {region: value for region, value in values.items() if value is not None}
        shares = self.face_shares(scored.keys(), bare)
        return None if shares is None else sum(share * scored[region] for region, share in shares.items())

    def face_shares(
        self, scored: Collection[str], bare: Mapping[str, float] = MappingProxyType({})
    ) -> Mapping[str, float] | None:
        """What each of the ``scored`` regions counts in the sum that is the face's value; None where these have
        less than half of all regions' weight, or there is none of a kind.
        """
        weights = {region: self._weight(region) for region in self.regions}
        whole = sum(weights.values())
        sure = {region: weight * bare.get(region, 1.0) for region, weight in weights.items() if region in scored}
        if sum(sure.values()) < FACE_WEIGHT_MIN * whole:
            return None
        shares: dict[str, float] = {}
        for kind in self.kinds:
            members = [region for region in self.regions if region in kind]
            known = {region: sure[region] for region in members if region in sure}
            if not any(known.values()):
                return None
            standing_for = sum(weights[region] for region in members) / sum(known.values())
            for region, weight in known.items():
                shares[region] = standing_for * (weight / weights[region] if self.count else weight / whole)
        return shares

    def _weight(self, region: str) -> float:
        """What a region counts in the whole face. By area a third would be the forehead, and half of the noise."""
        if self.count:
            return region_pixels(region, STANDARD.px_per_mm)
        return self.face_weights.get(region, 1.0)
