"""Whether all photos of a visit show one person, and which of them are mirrored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np

from skinmetrics.imaging.landmarks import Face
from skinmetrics.imaging.likeness import Likeness, likeness
from skinmetrics.imaging.regions import other_side
from skinmetrics.imaging.skin import Skin
from skinmetrics.scoring import MetricScores, PhotoScores
from skinmetrics.web.quick_look.look import Look


@dataclass(frozen=True)
class Doubt:
    """What is odd about a photo, beside the first one: another person, or a mirror image."""

    another_person: bool
    mirrored: bool


def doubt(first: Look, other: Look) -> Doubt:
    """Compare a photo with the first one."""
    found: Likeness = likeness(_seen(first), _seen(other))
    return Doubt(not found.same_person, found.same_person and found.is_mirrored)


def swapped(scores: PhotoScores) -> PhotoScores:
    """The scores of a mirrored photo with left and right as they are on the person."""
    fine = scores.metrics_fine
    return replace(
        scores,
        metrics=_swapped(scores.metrics),
        metrics_fine=None if fine is None else _swapped(fine),
        path=scores.path and scores.path.mirrored,
    )


def _swapped(metrics: Mapping[str, MetricScores]) -> dict[str, MetricScores]:
    return {
        metric: replace(
            scores,
            regions={other_side(region): value for region, value in scores.regions.items()},
            declined={other_side(region): reason for region, reason in scores.declined.items()},
        )
        for metric, scores in metrics.items()
    }


def _seen(look: Look) -> tuple[Face, Skin]:
    return look.scores.face, Skin(np.ones(look.light.shape, bool), look.light.astype(np.float32))
