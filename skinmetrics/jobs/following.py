"""Finding the lines of one photo again on others of the same client: what a worker process does for a page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from skinmetrics.imaging.facemap import STANDARD
from skinmetrics.imaging.registration import relief_shifts
from skinmetrics.jobs.aligned_face import AlignedFace, unpacked
from skinmetrics.metrics.traces import Trace
from skinmetrics.progress.line_changes import Seen
from skinmetrics.progress.tracking import follow


@dataclass(frozen=True)
class Followed:
    """The lines of the reference photo, and what was seen of each, by its place among them, on every other photo."""

    lines: tuple[Trace, ...]
    seen: tuple[Mapping[int, Seen], ...]


def follow_lines(files: Sequence[bytes]) -> Followed:
    """Find the lines of the first photo on all of them, the first included. Files as `aligned_face` makes them; what is
    mirrored beside the first is turned back.
    """
    reference, *others = map(unpacked, files)
    itself = {number: Seen(line.length_mm, line.depth) for number, line in enumerate(reference.lines)}
    return Followed(reference.lines, (itself, *(_seen(reference, other.turned_like(reference)) for other in others)))


def _seen(reference: AlignedFace, other: AlignedFace) -> Mapping[int, Seen]:
    return follow(reference.lines, other.lines, relief_shifts(reference.relief, other.relief, STANDARD.px_per_mm))
