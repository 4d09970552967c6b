"""What is found in one client's series, in frozen objects, and as the JSON that ``progress --json`` prints."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from skinmetrics.progress.change import Change
from skinmetrics.progress.series import LeftOut
from skinmetrics.progress.single_case import Nap, Tau


@dataclass(frozen=True, slots=True)
class SeriesChange:
    """A change between baseline and follow-up, with what is shown beside it.

    ``since`` is the day of the first follow-up measurement of the step that fits best, of a change that is real; None
    where no step goes its way.
    ``nap`` and ``tau`` are given for the whole face, where both phases have enough measurements. ``follow_ups_needed``
    is how many more photo days would make the present difference a verdict, None where that cannot be said;
    ``as_on_first_days`` says that the last days were taken otherwise than those, which would not do.
    ``day_range`` is where 95 % of single days fall while nothing changes: wider than ``mdc95``, which is of averages.
    """

    change: Change
    n_baseline: int
    n_follow_up: int
    since: date | None = None
    nap: Nap | None = None
    tau: Tau | None = None
    follow_ups_needed: int | None = None
    day_range: tuple[float, float] | None = None
    as_on_first_days: bool = False

    def as_json(self) -> dict[str, object]:
        """Return one of the ``changes`` that ``progress --json`` prints."""
        return self.change.as_json() | {
            "n_baseline": self.n_baseline,
            "n_follow_up": self.n_follow_up,
            "since": None if self.since is None else self.since.isoformat(),
            "follow_ups_needed": self.follow_ups_needed,
            "nap": None if self.nap is None else {"value": self.nap.value, "ci95": list(self.nap.ci95)},
            "tau": None
            if self.tau is None
            else {"value": self.tau.value, "p": self.tau.p, "baseline_corrected": self.tau.baseline_corrected},
        }


@dataclass(frozen=True, slots=True)
class Slope:
    """A change of a score per 30 days, or of level, with its 95 % interval; in the metric's unit."""

    value: float
    ci95: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Trend:
    """The straight line through all measurements of one metric in one region.

    ``drift`` (whole face) is True where the line rises or falls beyond the noise of all that is measured and fits
    clearly better than a step or a course that begins with the first session: what changed may then have begun
    before, or goes with the season. ``level`` and ``slope`` (whole face, enough measurements) are the jump at the
    first session and the change of slope after it, from a line of its own a phase.
    """

    metric: str
    region: str | None
    per_30_days: Slope
    drift: bool
    level: Slope | None = None
    slope: Slope | None = None

    def as_json(self) -> dict[str, object]:
        """Return one of the ``trend`` entries that ``progress --json`` prints."""
        return {
            "metric": self.metric,
            "region": self.region,
            "per_30_days": self.per_30_days.value,
            "ci95": list(self.per_30_days.ci95),
            "drift": self.drift,
            "level_change": _slope_json(self.level),
            "slope_change": _slope_json(self.slope),
        }


@dataclass(frozen=True, slots=True)
class Progress:
    """All that is said of one client.

    ``autocorrelation`` of the noise is from one measurement to the next; ``season`` (0 to 1) the probability that the
    scores follow the time of the year. Both None where too few measurements speak of them.
    """

    client: str | None
    changes: tuple[SeriesChange, ...]
    trends: tuple[Trend, ...]
    autocorrelation: float | None
    season: float | None
    left_out: tuple[LeftOut, ...]
    notes: tuple[str, ...]

    def as_json(self) -> dict[str, object]:
        """Return the object that ``progress --json`` prints for a client."""
        return {
            "client": self.client,
            "changes": [change.as_json() for change in self.changes],
            "trend": [trend.as_json() for trend in self.trends],
            "autocorrelation": self.autocorrelation,
            "season": self.season,
            "left_out": [
                {"taken_at": out.taken_at and out.taken_at.isoformat(), "reason": out.reason} for out in self.left_out
            ],
            "notes": list(self.notes),
        }


def _slope_json(slope: Slope | None) -> dict[str, object] | None:
    return None if slope is None else {"value": slope.value, "ci95": list(slope.ci95)}
