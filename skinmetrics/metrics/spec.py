"""What a metric says about itself, and what it gives for a region."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

from skinmetrics.metrics.skin_map import SkinMap


@dataclass(frozen=True)
class Declined:
    """A region that a metric gives no value for, and why, in words for people."""

    reason: str


Measure = Callable[[SkinMap, str], "float | Declined"]


@dataclass(frozen=True)
class Metric:
    """One metric. ``measure`` gives its value for a region of a skin map.

    ``regions`` are those it is defined for; ``parameters`` every number that its values depend on, for the hash that is
    kept with each score; ``source`` where the method is from.
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

    @property
    def parameters_hash(self) -> str:
        """Twelve hex digits over id, version and parameters: scores of different hashes are never put on one line."""
        stated = json.dumps([self.id, self.version, dict(self.parameters)], sort_keys=True, default=str)
        return hashlib.sha256(stated.encode()).hexdigest()[:12]
