"""Where on the face something changed, inside a sentence."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType

from skinmetrics.progress.change import Change
from skinmetrics.progress.words.saying import Say, in_english, listed

NAMED = 3
"""Of more places so many are named, and the others counted."""

PLACE_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "forehead": "on the forehead",
        "glabella": "between the brows",
        "crows_feet_left": "beside the left eye",
        "crows_feet_right": "beside the right eye",
        "infraorbital_left": "under the left eye",
        "infraorbital_right": "under the right eye",
        "cheek_left": "on the left cheek",
        "cheek_right": "on the right cheek",
        "nose": "on the nose",
        "nasolabial_left": "at the left smile line",
        "nasolabial_right": "at the right smile line",
        "upper_lip": "above the lips",
        "chin": "on the chin",
        "jaw_left": "at the left jaw",
        "jaw_right": "at the right jaw",
    }
)
MOST_AT, MORE = "{name} (most {place})", "{more} more"

TEMPLATES = (*PLACE_WORDS.values(), MOST_AT, MORE)
"""Every part that is to be translated."""


def strongest_first(changes: Iterable[Change]) -> list[Change]:
    """The changes of single regions among ``changes``, those of most times their own noise first."""
    return sorted((one for one in changes if one.region), key=lambda one: -one.times_noise)


def with_place(name: str, whole: Change, changes: Iterable[Change], say: Say = in_english) -> str:
    """``name``, and where what changed on the ``whole`` face did so most, if it is called a change in any region."""
    alike = [one for one in changes if (one.metric, one.verdict) == (whole.metric, whole.verdict)]
    places = [say(PLACE_WORDS[one.region]) for one in strongest_first(alike) if one.region]
    return say(MOST_AT).format(name=name, place=places[0]) if places else name


def places(changes: Sequence[Change], say: Say = in_english) -> str:
    """The regions of ``changes`` in a sentence, the first few by name: on the nose, on the chin and 2 more."""
    named = [say(PLACE_WORDS[one.region]) for one in changes[:NAMED] if one.region]
    more = [say(MORE).format(more=len(changes) - NAMED)] if len(changes) > NAMED else []
    return listed([*named, *more], say)
