"""What keeps scores of two bursts from being compared, told by their circumstances and by how both were taken: another
white or camera, much less light or far too much, a file stored more coarsely, made-up eyes, a camera that moved, hair
over the face, or light that fell in patches.

One answer for all that compares two bursts: the command line, Quick look and two dates of a client.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from statistics import median

from skinmetrics.imaging.dapple import patches_apart
from skinmetrics.imaging.difference import Taking
from skinmetrics.progress.change import Change, no_verdict
from skinmetrics.progress.comparability.apart import MOVED_MM2
from skinmetrics.progress.comparability.circumstances import Circumstances
from skinmetrics.progress.comparability.concerns import COLOURED, CONTRASTED, FINE, LINES, OF_CAMERAS, SHADED
from skinmetrics.progress.comparability.odd import usual_path
from skinmetrics.progress.comparability.readings import (
    EYES,
    FILE,
    GRAIN,
    HIGHLIGHTS,
    LIGHT,
    RELIEF,
    WHITE_LIGHT,
    Reading,
)
from skinmetrics.progress.comparability.reasons import (
    CAMERA_MOVED,
    CAMERAS_DIFFER,
    HAIR_LIES,
    IN_PATCHES,
    SMOOTHED,
    TOO_BRIGHT,
    WHITES_DIFFER,
)
from skinmetrics.progress.verdict import Verdict

# Robust SD, ln units: other days of drawn clients 0.064 at most, a smile 0.075; through leaves 0.10 and more.
PATCHES_LN = 0.085

Unlike = Mapping[str, frozenset[str]]
"""Why scores of two bursts are not compared, each with the metrics that it concerns."""


def circumstances_unlike(
    first: Sequence[Circumstances], last: Sequence[Circumstances], *, same_person: bool = True
) -> Unlike:
    """What the circumstances of two bursts have unlike, as far as they are known; ``same_person``: the
    skin's grain, the eyes and the camera's path are held against each other too.
    """
    found: dict[str, frozenset[str]] = {}
    for why, metrics in _told(first, last, same_person=same_person):
        found.setdefault(why, metrics)
    return _of_the_camera(found) if CAMERAS_DIFFER in found else found


def _told(
    first: Sequence[Circumstances], last: Sequence[Circumstances], *, same_person: bool
) -> Iterator[tuple[str, frozenset[str]]]:
    """What is unlike, in the order in which it is said; where one reason comes twice, the first concerns more."""

    def apart(*readings: Reading) -> Iterator[tuple[str, frozenset[str]]]:
        return ((one.reason, one.concerns) for one in readings if _most_differ(first, last, one))

    if len({photo.white for photo in (*first, *last)} - {None}) > 1:
        yield WHITES_DIFFER, COLOURED
    if _cameras_differ(first, last):
        yield CAMERAS_DIFFER, OF_CAMERAS
    yield from apart(LIGHT)
    if any(_mostly(photo.too_bright for photo in burst) for burst in (first, last)):
        yield TOO_BRIGHT, CONTRASTED
    yield from apart(HIGHLIGHTS, WHITE_LIGHT, FILE)
    if same_person:
        yield from apart(EYES)
        if _camera_moved(first, last):
            yield CAMERA_MOVED, FINE
        yield from apart(RELIEF, GRAIN)


def _of_the_camera(found: Unlike) -> Unlike:
    """What is ``found`` of two cameras: each has a grain and a curve of contrast of its own, so that neither smoothing
    nor make-up is told.
    """
    its_own = {one.reason for one in (EYES, RELIEF, GRAIN)}
    contrast = found.get(EYES.reason, frozenset())
    told = {why: metrics for why, metrics in found.items() if why not in its_own}
    return {**told, CAMERAS_DIFFER: found[CAMERAS_DIFFER] | contrast}


def taken_unlike(first: Sequence[Taking], last: Sequence[Taking]) -> Unlike:
    """What the photos of two bursts of one person have unlike; nothing where of one burst none is known."""
    if not first or not last:
        return {}
    hairy = {HAIR_LIES: LINES} if _most_hairy(first) is not _most_hairy(last) else {}
    return hairy | ({IN_PATCHES: SHADED} if _light_in_patches(first, last) else {})


def both(circumstances: Unlike, taken: Unlike) -> Unlike:
    """What ``circumstances_unlike`` and ``taken_unlike`` say together: edges of shade pass for relief, so that patches
    of light account for what seems to be smoother skin.
    """
    told = {why: metrics for why, metrics in circumstances.items() if why != SMOOTHED or IN_PATCHES not in taken}
    return {**told, **taken}


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


def _cameras_differ(before: Sequence[Circumstances], after: Sequence[Circumstances]) -> bool:
    """Whether most photos before were taken with another camera than most after, as far as cameras are known."""
    first, last = (_usual_cameras(burst) for burst in (before, after))
    return bool(first and last) and first != last


def _usual_cameras(burst: Sequence[Circumstances]) -> frozenset[str]:
    """The camera of most photos, of several with as many each."""
    photos = Counter(photo.camera for photo in burst if photo.camera is not None)
    return frozenset(camera for camera, times in photos.items() if times == max(photos.values()))


def _most_differ(before: Sequence[Circumstances], after: Sequence[Circumstances], reading: Reading) -> bool:
    """Whether most photos of one burst differ from most of the other in a ``reading``, as far as it is known."""
    first, last = (reading.known(dict(enumerate(burst))).values() for burst in (before, after))
    return bool(first and last) and reading.differ(median(first), median(last))


def _camera_moved(before: Sequence[Circumstances], after: Sequence[Circumstances]) -> bool:
    """Whether the camera moved in most photos of one burst: so far that it is told, or not as in most of the other."""
    if any(_mostly(photo.shaken for photo in burst) for burst in (before, after)):
        return True
    known = ([photo.path for photo in burst if photo.path is not None] for burst in (before, after))
    first, last = (usual_path(paths) for paths in known)
    return first is not None and last is not None and first.apart_mm2(last) > MOVED_MM2


def _mostly(photos: Iterable[bool]) -> bool:
    """Whether it is so in more than half of the photos."""
    told = list(photos)
    return 2 * sum(told) > len(told)


def _light_in_patches(first: Sequence[Taking], last: Sequence[Taking]) -> bool:
    """Whether light fell in other patches in one burst than in the other: in the middle over pairs of photos."""
    return median(patches_apart(one.skin, other.skin) for one in first for other in last) > PATCHES_LN


def _most_hairy(burst: Sequence[Taking]) -> bool:
    """Whether single hairs lie over the face in most of the photos."""
    return _mostly(one.skin.hairy for one in burst)
