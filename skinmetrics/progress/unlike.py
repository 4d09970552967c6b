"""What keeps scores of two bursts from being compared, told by how both were taken: hair over the face in one of them,
or light that fell in patches.

One answer for all that compares two bursts: the command line, Quick look and two dates of a client.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from statistics import median

from skinmetrics.imaging.dapple import patches_apart
from skinmetrics.imaging.difference import Taking
from skinmetrics.metrics import METRICS
from skinmetrics.progress.change import Change, no_verdict
from skinmetrics.progress.circumstances import HAIR_LIES, LINES
from skinmetrics.progress.verdict import Verdict

IN_PATCHES = (
    "Light fell in patches on one of the days, as through leaves or lace. Face a window in even light each time."
)

# Robust SD, ln units: other days of drawn clients 0.064 at most, a smile 0.075; through leaves 0.10 and more.
PATCHES_LN = 0.085
NO_SHADE = frozenset({"redness", "redness_patchiness", "lower_face_contour"})  # what patches of light leave as it is
SHADED = frozenset(metric.id for metric in METRICS) - NO_SHADE

Unlike = Mapping[str, frozenset[str]]
"""Why scores of two bursts are not compared, each with the metrics that it concerns."""


def taken_unlike(first: Sequence[Taking], last: Sequence[Taking]) -> Unlike:
    """What the photos of two bursts of one person have unlike; nothing where of one burst none is known."""
    if not first or not last:
        return {}
    hairy = {HAIR_LIES: LINES} if _most_hairy(first) is not _most_hairy(last) else {}
    return hairy | ({IN_PATCHES: SHADED} if _light_in_patches(first, last) else {})


def refused(changes: Iterable[Change], unlike: Unlike) -> tuple[Change, ...]:
    """The changes, without a verdict and with the reason where it concerns them."""
    return tuple(
        next((not_comparable(one, why) for why, metrics in unlike.items() if one.metric in metrics), one)
        for one in changes
    )


def not_comparable(change: Change, reason: str) -> Change:
    """The change without a verdict; itself where there is a reason already."""
    if change.verdict is Verdict.NOT_COMPARABLE:
        return change
    return no_verdict((change.metric, change.region), Verdict.NOT_COMPARABLE, reason, change.before, change.after)


def _light_in_patches(first: Sequence[Taking], last: Sequence[Taking]) -> bool:
    """Whether the light of one of the bursts, but not of the other, is patchy: in the middle over pairs of photos."""
    return median(patches_apart(one.skin, other.skin) for one in first for other in last) > PATCHES_LN


def _most_hairy(burst: Sequence[Taking]) -> bool:
    """Whether single hairs lie over the face in most of the photos."""
    return 2 * sum(one.skin.hairy for one in burst) > len(burst)
