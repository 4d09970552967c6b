"""What keeps scores of two bursts from being compared, told by their circumstances and by how both were taken: another
white or camera, much less light or far too much, a file stored more coarsely, made-up eyes, a camera that moved, hair
over the face, or light that fell in patches.

One answer for all that compares two bursts: the command line, Quick look and two dates of a client.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from statistics import median

from skinmetrics.imaging.dapple import patches_apart
from skinmetrics.imaging.difference import Taking
from skinmetrics.metrics import METRICS
from skinmetrics.progress.apart import (
    colours_differ_in_grain,
    files_differ,
    highlights_differ,
    lights_differ,
    made_up_differently,
    smoothed_differently,
    white_lights_differ,
)
from skinmetrics.progress.change import Change, no_verdict
from skinmetrics.progress.circumstances import (
    CAMERA_MOVED,
    CAMERAS_DIFFER,
    FILES_DIFFER,
    GRAIN_DIFFERS,
    HAIR_LIES,
    LIGHT_DIFFERS,
    LINES,
    MADE_UP,
    MOVED_MM2,
    SMOOTHED,
    TOO_BRIGHT,
    WHITES_DIFFER,
    Circumstances,
    sees_camera,
    sees_colour,
    sees_contrast,
    sees_fine_skin,
    sees_shade,
    sees_storing,
)
from skinmetrics.progress.odd import usual_path
from skinmetrics.progress.verdict import Verdict

IN_PATCHES = (
    "Light fell in patches on one of the days, as through leaves or lace. Face a window in even light each time."
)

# Robust SD, ln units: other days of drawn clients 0.064 at most, a smile 0.075; through leaves 0.10 and more.
PATCHES_LN = 0.085
OF_COLOURS = frozenset(metric.id for metric in METRICS if metric.needs.colours)
COLOURED, FINE, SHADED, CONTRASTED, STORED, OF_CAMERAS = (
    frozenset(metric.id for metric in METRICS if sees(metric.id))
    for sees in (sees_colour, sees_fine_skin, sees_shade, sees_contrast, sees_storing, sees_camera)
)

Unlike = Mapping[str, frozenset[str]]
"""Why scores of two bursts are not compared, each with the metrics that it concerns."""


def circumstances_unlike(
    first: Sequence[Circumstances], last: Sequence[Circumstances], *, same_person: bool = True
) -> Unlike:
    """What the circumstances of two bursts have unlike, as far as they are known; ``same_person``: the
    skin's grain, the eyes and the camera's path are held against each other too.
    """
    found: dict[str, frozenset[str]] = {}
    if len({photo.white for photo in (*first, *last)} - {None}) > 1:
        found[WHITES_DIFFER] = COLOURED
    if _cameras_differ(first, last):
        found[CAMERAS_DIFFER] = OF_CAMERAS
    if _most_differ(first, last, lambda photo: photo.iso, lights_differ):
        found[LIGHT_DIFFERS] = FINE
    found |= _brightness_unlike(first, last)
    if _most_differ(first, last, lambda photo: photo.measured_coarseness, files_differ):
        found[FILES_DIFFER] = STORED
    if same_person and _most_differ(first, last, lambda photo: photo.eye_contrast, made_up_differently):
        why = CAMERAS_DIFFER if CAMERAS_DIFFER in found else MADE_UP  # another camera has its own curve of contrast
        found[why] = found.get(why, frozenset()) | CONTRASTED
    if same_person and _camera_moved(first, last):
        found[CAMERA_MOVED] = FINE
    if same_person and CAMERAS_DIFFER not in found:  # each camera has a grain of its own
        found |= _grain_unlike(first, last)
    return found


def _grain_unlike(first: Sequence[Circumstances], last: Sequence[Circumstances]) -> Unlike:
    """What noise, smoothing, make-up and filters do."""
    found: dict[str, frozenset[str]] = {}
    if _most_differ(first, last, lambda photo: photo.fine_relief, smoothed_differently):
        found[SMOOTHED] = SHADED
    if _most_differ(first, last, lambda photo: photo.colour_grain, colours_differ_in_grain):
        found[GRAIN_DIFFERS] = CONTRASTED
    return found


def _brightness_unlike(first: Sequence[Circumstances], last: Sequence[Circumstances]) -> Unlike:
    """What a face or a white that is too bright for the camera does."""
    if any(_mostly(photo.too_bright for photo in burst) for burst in (first, last)):
        return {TOO_BRIGHT: CONTRASTED}
    if _most_differ(first, last, lambda photo: photo.highlights, highlights_differ):
        return {TOO_BRIGHT: OF_COLOURS}
    if _most_differ(first, last, lambda photo: photo.white_light, white_lights_differ):
        return {TOO_BRIGHT: COLOURED}
    return {}


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
    """Whether all photos before were taken with other cameras than all after; unknown ones are taken for the same."""
    first, last = ({photo.camera for photo in burst} for burst in (before, after))
    return None not in first | last and first.isdisjoint(last)


def _most_differ(
    before: Sequence[Circumstances],
    after: Sequence[Circumstances],
    what: Callable[[Circumstances], float | None],
    differ: Callable[[float, float], bool],
) -> bool:
    """Whether most photos of one burst ``differ`` from most of the other in what is known of them."""
    first, last = ([one for photo in burst if (one := what(photo)) is not None] for burst in (before, after))
    return bool(first and last) and differ(median(first), median(last))


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
    """Whether the light of one of the bursts, but not of the other, is patchy: in the middle over pairs of photos."""
    return median(patches_apart(one.skin, other.skin) for one in first for other in last) > PATCHES_LN


def _most_hairy(burst: Sequence[Taking]) -> bool:
    """Whether single hairs lie over the face in most of the photos."""
    return _mostly(one.skin.hairy for one in burst)
