"""What people read: one sentence a finding, the same on pages and in reports.

A percentage never stands without its noise, and nothing here says that treatment did it: one client's before and after
shows change, not cause.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence

from skinmetrics.metrics.lengths import Lengths
from skinmetrics.progress.change import Change
from skinmetrics.progress.control import Controlled
from skinmetrics.progress.noise import BRIGHTNESS
from skinmetrics.progress.result import Progress, SeriesChange, Trend
from skinmetrics.progress.verdict import Verdict
from skinmetrics.progress.words.amounts import Amount, moved, noise
from skinmetrics.progress.words.names import about
from skinmetrics.progress.words.saying import Say, capital, day, in_english, listed

NO_CAUSE = "This shows that something changed, not what changed it."
"""To stand once on every page and report that shows a verdict."""


MOST_FORESEEN = 24
"""Where more photo days would be needed to tell, their number is not said: it would be a guess, and discourage."""

TOO_FEW, NOT_COMPARABLE, UNCHANGED = "too few photos.", "not comparable.", "no detectable change."
UNSURE = "not sure yet."
IMPROVED, WORSENED = "improved", "worsened"
UP, DOWN = "up {amount}", "down {amount}"
FIRST_SEEN = ", first seen on {day}"
NOISE = "If nothing changed, such photos would still differ by up to {amount}."
NOISE_OF_DAYS = "If nothing changed, such averages would still differ by up to {amount}."
MOVED = "It moved by {amount}."
MOVED_MORE = "It moved by a little more."
NOT_YET_SURE = "With so much measured at once, it takes more photos to be sure."
MORE_WOULD_TELL = "{days} more would tell, if the difference stays as it is."
MORE_ALIKE_WOULD_TELL = "{days} more, taken as on the first days, would tell, if the difference stays as it is."
ONE_MORE_WOULD_TELL = "One photo day more would tell, if the difference stays as it is."
ONE_MORE_ALIKE_WOULD_TELL = (
    "One photo day more, taken as on the first days, would tell, if the difference stays as it is."
)
PHOTO_DAYS = "{days} photo days"
FEW_DAYS = (
    "no photo days", "one photo day", "two photo days", "three photo days", "four photo days", "five photo days",
)  # fmt: skip

ALSO_ELSEWHERE = "also where no needle reached"
BEGUN_BEFORE = "may have begun before the first session"
DARKER_TOO = "the skin looks darker too, as with a tan"
LIGHTER_TOO = "the skin looks lighter too, as when a tan fades"
REDNESS = "redness"
"""Which melanin adds to: it takes more green light than red, as blood does."""

FALLEN = "{names}: the scores fell evenly over all photos rather than with the first session; it may have begun before."
RISEN = "{names}: the scores rose evenly over all photos rather than with the first session; it may have begun before."
DRIFT_FELLOWS = "A season, a tan or another camera does that too."

NOT_YET_COMPARED = "{name}: needled and other regions cannot be compared yet."
NEEDLED_IMPROVED = "{name}: the needled regions improved more than the others."
NEEDLED_WORSENED = "{name}: the needled regions worsened more than the others."
NEEDLED_BETTER = "{name}: the needled regions did better than the others, without having surely improved themselves."
NEEDLED_WORSE = "{name}: the needled regions did worse than the others, without having surely worsened themselves."
NEEDLED_ALIKE = "{name}: the needled regions did not detectably change more than the others."

MOVED_ELSEWHERE = (
    "{names}: parts of the face that no needle reached moved the same way. Part or all of it may be the light, the "
    "season or the camera."
)

TEMPLATES = (
    TOO_FEW, NOT_COMPARABLE, UNCHANGED, UNSURE, IMPROVED, WORSENED, UP, DOWN, FIRST_SEEN, NOISE, NOISE_OF_DAYS,
    MOVED, MOVED_MORE, NOT_YET_SURE, MORE_WOULD_TELL, MORE_ALIKE_WOULD_TELL, PHOTO_DAYS, NO_CAUSE,
    ONE_MORE_WOULD_TELL, ONE_MORE_ALIKE_WOULD_TELL,
    *FEW_DAYS, FALLEN, RISEN, DRIFT_FELLOWS,
    ALSO_ELSEWHERE, BEGUN_BEFORE, DARKER_TOO, LIGHTER_TOO,
    NOT_YET_COMPARED, NEEDLED_IMPROVED, NEEDLED_WORSENED, NEEDLED_BETTER, NEEDLED_WORSE, NEEDLED_ALIKE, MOVED_ELSEWHERE,
)  # fmt: skip
"""Every part of a sentence that is to be translated, beside the names of metrics and regions."""

Doubts = Mapping[tuple[str, bool], tuple[str, ...]]
"""By a metric and whether its score rose, what speaks against that being a change since the first session."""


def sentence(
    found: Change | SeriesChange,
    say: Say = in_english,
    doubts: Collection[str] = (),
    lengths: Lengths = Lengths.MILLIMETRES,
) -> str:
    """Return the sentence of one change: what moved, by how much, against how much noise, or why nothing is said.

    ``say`` translates its parts, which `TEMPLATES` lists. ``doubts`` are what speaks `against` the change:
    it is said in the same breath, and no day is named since which what may have begun before is seen. What has no
    percent is told in the reader's ``lengths``.
    """
    change = found.change if isinstance(found, SeriesChange) else found
    name = capital(about(change.metric, change.region, say))
    if change.verdict in (Verdict.NOT_COMPARABLE, Verdict.TOO_FEW_PHOTOS):
        heading = TOO_FEW if change.verdict is Verdict.TOO_FEW_PHOTOS else NOT_COMPARABLE
        return f"{name}: {say(heading)} {say(change.reason or '')}".rstrip()
    if change.verdict is Verdict.NO_DETECTABLE_CHANGE:
        return _unchanged(name, found, change, say, lengths)
    word = say(IMPROVED if change.verdict is Verdict.IMPROVED else WORSENED)
    since = found.since if isinstance(found, SeriesChange) else None
    when = say(FIRST_SEEN).format(day=day(since, say)) if since and BEGUN_BEFORE not in doubts else ""
    doubted = f" ({'; '.join(map(say, doubts))})" if doubts else ""
    return f"{name}: {word}, {_size(change, say, lengths)}{when}{doubted}. {_noise(found, change, say, lengths)}"


def doubtful(changes: Iterable[Change], trends: Iterable[Trend] = (), controlled: Iterable[Controlled] = ()) -> Doubts:
    """Return what speaks against a change of each metric one way, if anything: that the parts
    which no needle reached moved that way too, that the whole face drifted so, which may have begun before the
    first session, and, of redness, that the skin's brightness changed as a tan changes both.
    """
    faces = {(one.metric, (one.change or 0.0) > 0) for one in changes if one.region is None and one.verdict.is_change}
    darker, lighter = (
        {(REDNESS, redder)} if {(REDNESS, redder), (BRIGHTNESS[0], not redder)} <= faces else set()
        for redder in (True, False)
    )
    elsewhere = {(one.metric, one.others.value > 0) for one in controlled if one.others and one.others_moved}
    drifting = {(one.metric, one.per_30_days.value > 0) for one in trends if one.drift and one.region is None}
    told = ((ALSO_ELSEWHERE, elsewhere), (BEGUN_BEFORE, drifting), (DARKER_TOO, darker), (LIGHTER_TOO, lighter))
    ways = set[tuple[str, bool]]().union(*(each for _, each in told))
    return {way: tuple(words for words, each in told if way in each) for way in ways}


def doubts_of(progress: Progress | None, controlled: Iterable[Controlled] = ()) -> Doubts:
    """Return the same of a client's series; nothing without one."""
    if progress is None:
        return {}
    return doubtful([one.change for one in progress.changes], progress.trends, controlled)


def against(change: Change, doubts: Doubts) -> tuple[str, ...]:
    """Return what of `doubtful` speaks against this change; a drift of the whole face says nothing of its parts."""
    told = doubts.get((change.metric, (change.change or 0.0) > 0), ())
    return tuple(words for words in told if words != BEGUN_BEFORE or change.region is None)


def drift_sentences(trends: Sequence[Trend], say: Say = in_english) -> list[str]:
    """Return what to say of the drifts among ``trends``: a sentence for all that fall, one for all that rise."""
    drifts = [trend for trend in trends if trend.drift]
    told = []
    for words, rises in ((FALLEN, False), (RISEN, True)):
        names = [about(one.metric, one.region, say) for one in drifts if (one.per_30_days.value > 0) == rises]
        if names:
            told.append(f"{say(words).format(names=capital(listed(names, say)))} {say(DRIFT_FELLOWS)}")
    return told


def control_sentence(controlled: Controlled, say: Say = in_english) -> str:
    """Return what needled against un-needled regions say; the numbers stand beside it, in the metric's unit."""
    name = capital(about(controlled.metric, None, say))
    if controlled.difference is None:
        return f"{say(NOT_YET_COMPARED).format(name=name)} {say(controlled.reason or '')}".rstrip()
    itself = controlled.needled_itself
    words = {
        Verdict.IMPROVED: NEEDLED_IMPROVED if itself else NEEDLED_BETTER,
        Verdict.WORSENED: NEEDLED_WORSENED if itself else NEEDLED_WORSE,
    }
    told = say(words.get(controlled.verdict, NEEDLED_ALIKE)).format(name=name)
    return f"{told} {say(controlled.warning)}" if controlled.warning else told


def moved_too(
    controlled: Iterable[Controlled], changed: Collection[tuple[str, bool]], say: Say = in_english
) -> list[str]:
    """Return that regions no needle reached moved the way that a metric ``changed``: each, and whether it rose; or
    nothing.
    """
    names = [
        about(one.metric, None, say)
        for one in controlled
        if one.others and one.others_moved and (one.metric, one.others.value > 0) in changed
    ]
    return [say(MOVED_ELSEWHERE).format(names=capital(listed(names, say)))] if names else []


def _unchanged(name: str, found: Change | SeriesChange, change: Change, say: Say, lengths: Lengths) -> str:
    if change.mdc95 is None:
        return f"{name}: {say(UNCHANGED)} {say(change.reason or '')}".rstrip()
    wanted = _wanted(found, say) if isinstance(found, SeriesChange) else ""
    told = [say(UNSURE if change.unsure else UNCHANGED), _noise(found, change, say, lengths)]
    size, most = moved(change, lengths), noise(change, lengths)
    if change.unsure and size is not None and most is not None:
        far = abs(size).said(say)
        told += [
            say(MOVED_MORE) if far == most.said(say) else say(MOVED).format(amount=far),
            wanted or say(NOT_YET_SURE),
        ]
    else:
        told.append(wanted)
    return f"{name}: {' '.join(filter(None, told))}"


def _wanted(found: SeriesChange, say: Say) -> str:
    more = found.follow_ups_needed
    if not more or more > MOST_FORESEEN:
        return ""
    several = more > 1
    if found.as_on_first_days:
        words = MORE_ALIKE_WOULD_TELL if several else ONE_MORE_ALIKE_WOULD_TELL
    else:
        words = MORE_WOULD_TELL if several else ONE_MORE_WOULD_TELL
    return capital(say(words).format(days=_days(more, say)))


def _size(change: Change, say: Say, lengths: Lengths) -> str:
    size = moved(change, lengths) or Amount(0.0)
    return say(UP if size.size > 0 else DOWN).format(amount=abs(size).said(say))


def _noise(found: Change | SeriesChange, change: Change, say: Say, lengths: Lengths) -> str:
    """Return the noise of a change, in what the change itself is in: of two bursts, or of the averages of a series,
    which single days exceed.
    """
    most = noise(change, lengths) or Amount(0.0)
    return say(NOISE_OF_DAYS if isinstance(found, SeriesChange) else NOISE).format(amount=most.said(say))


def _days(count: int, say: Say = in_english) -> str:
    return say(FEW_DAYS[count]) if count < len(FEW_DAYS) else say(PHOTO_DAYS).format(days=count)
