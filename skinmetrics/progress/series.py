"""A client's scores over time, read from rows of one score each; a burst of photos becomes one measurement."""

from __future__ import annotations

import io
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skinmetrics.progress.regression import Floats
from skinmetrics.progress.verdict import Key

COLUMNS = ("taken_at", "burst", "metric", "region", "value")
OPTIONAL = ("client", "photo", "resolution")
RESOLUTIONS = ("", "standard", "fine")
"""Scores of the two are never put on one line; a table that says nothing of it has the first."""
DECLINED = frozenset({"", "nan", "null", "none", "na", "n/a"})
BURST_GAP = timedelta(minutes=30)
"""Photos so far apart and less are of one burst; it goes on for as long as the next one follows within that."""

BURST_LASTS = timedelta(hours=24)
"""Generous, so that photos of which only the day is known may share a burst with timed ones."""


class SeriesError(Exception):
    """Rows that cannot be read as a series; the text names the line and says what to do."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A measurement that is not counted, and why; always shown."""

    taken_at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class Series:
    """One client's measurements in order of time.

    ``values`` (keys, measurements): the median over the burst's photos, NaN where all were declined; ``photos`` the
    number of photos behind each. ``times`` are local. ``notes`` say what was put right while reading. ``resolution`` is
    "standard" or "fine".
    """

    client: str | None
    times: tuple[datetime, ...]
    keys: tuple[Key, ...]
    values: Floats
    photos: NDArray[np.int64]
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    resolution: str = "standard"

    def of(self, metric: str, region: str | None = None) -> Floats:
        """Return the measurements (n,) of one metric in one region; raises KeyError if it was never measured."""
        if (metric, region) not in self.keys:
            raise KeyError((metric, region))
        scores: Floats = self.values[self.keys.index((metric, region))]
        return scores

    def typical(self, key: Key) -> float:
        """Return the median of one key's measurements; NaN without any."""
        scores = self.values[self.keys.index(key)] if key in self.keys else np.empty(0)
        seen = scores[np.isfinite(scores)]
        return float(np.median(seen)) if len(seen) else float("nan")


def read_series(text: str, today: date | None = None, known: Collection[str] | None = None) -> tuple[Series, ...]:
    """Read CSV with a header of taken_at, burst, metric, region, value, maybe client, photo and resolution; one Series
    a client, of the finest resolution that all of its photos have.

    ``today`` is the day after which no photo can have been taken, ``known`` the ids that a metric may have; None does
    not ask. Raises SeriesError.
    """
    try:
        frame = pd.read_csv(
            io.StringIO(text.removeprefix("\ufeff")), dtype=str, keep_default_na=False, skip_blank_lines=False
        )
    except pd.errors.EmptyDataError:
        raise SeriesError(f"The file is empty. It needs a header line: {','.join(COLUMNS)}.") from None
    except pd.errors.ParserError as error:
        raise SeriesError(f"The file is not a table of comma-separated values: {error}.") from error
    if not isinstance(frame.index, pd.RangeIndex):
        raise SeriesError("The rows have more fields than the header has names.")
    frame.columns = frame.columns.str.strip()
    missing = [column for column in COLUMNS if column not in frame.columns]
    if missing:
        raise SeriesError(f"The header lacks {' and '.join(missing)}. It must name {', '.join(COLUMNS)}.")
    frame.index += 2  # the line in the file, the header being line 1
    frame = frame.reindex(columns=[*COLUMNS, *OPTIONAL], fill_value="").fillna("")
    frame = frame.apply(lambda column: column.str.strip())
    frame = frame[(frame != "").any(axis=1)]
    return _series(frame.assign(value=_numbers(frame["value"])), today, known)


def _numbers(column: pd.Series[str]) -> NDArray[np.float64]:
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(float)
    unread = np.isnan(numbers) & ~column.str.lower().isin(DECLINED).to_numpy(bool)
    why = "is not a score; leave the field empty if the photo was declined"
    _refuse(unread | np.isinf(numbers), column, why)
    return numbers


def _refuse(bad: NDArray[np.bool_], column: pd.Series[Any], why: str) -> None:
    if bad.any():
        at = int(np.argmax(bad))
        raise SeriesError(f"Line {column.index[at]}: {column.name} '{column.iloc[at]}' {why}.")


def _series(frame: pd.DataFrame, today: date | None, known: Collection[str] | None) -> tuple[Series, ...]:
    if frame.empty:
        raise SeriesError("There are no rows below the header.")
    _refuse((frame["metric"] == "").to_numpy(bool), frame["metric"], "is empty; every row needs the id of its metric")
    if known is not None:
        unknown = f"is no metric; correct it to one of {', '.join(known)}"
        _refuse(~frame["metric"].isin(list(known)).to_numpy(bool), frame["metric"], unknown)
    frame = frame.assign(
        time=_times(frame["taken_at"], today), burst=frame["burst"].where(frame["burst"] != "", frame["taken_at"])
    )
    frame = _of_one_resolution(frame)
    again = _again(frame)
    repeated = again.groupby(frame["client"]).sum()
    return tuple(
        _one(str(client), rows, int(repeated[client])) for client, rows in frame[~again].groupby("client", sort=False)
    )


def _of_one_resolution(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each client's finest resolution that all of its photos have."""
    unknown = ~frame["resolution"].isin(RESOLUTIONS).to_numpy(bool)
    _refuse(unknown, frame["resolution"], "is no resolution; it is standard or fine")
    frame = frame.assign(resolution=frame["resolution"].replace("", "standard"))
    photo = frame.groupby(["client", "taken_at", "burst", "photo"], sort=False).ngroup()
    fine = frame["resolution"] == "fine"
    all_fine = fine.groupby(photo).transform("any").groupby(frame["client"]).transform("all")
    kept = fine == all_fine
    why = "is of a photo with fine scores alone, and other photos have none; leave it out, or give both of each photo"
    _refuse(~kept.groupby(photo).transform("any").to_numpy(bool), frame["taken_at"], why)
    return frame[kept]


def _again(frame: pd.DataFrame) -> pd.Series[bool]:
    """Return which rows repeat another: one of the same photo, or of a second all of whose rows are given as often.

    Two photos of one second may well have the same score in one row, hardly in all of them.
    """
    moment, score = ["client", "taken_at", "burst"], ["metric", "region", "value"]
    again = frame.duplicated([*moment, "photo", *score])
    if not again.any():
        return again
    named = frame["photo"] != ""
    rows = frame[~named & (frame["taken_at"].str.len() > len("2026-03-01"))]
    alike = rows.groupby([*moment, *score], dropna=False, sort=False)
    number = alike["photo"].transform("size")
    times = number.groupby([rows[column] for column in moment], sort=False).transform(np.gcd.reduce)
    surplus = alike.cumcount() >= number // times
    return (again & named) | surplus.reindex(frame.index, fill_value=False)


def _times(column: pd.Series[str], today: date | None) -> NDArray[np.datetime64]:
    codes, texts = pd.factorize(column)
    read = [_time(str(text)) for text in texts]
    unread = np.array([time is None for time in read])
    _refuse(unread[codes], column, "is not a date; write 2026-03-01 or 2026-03-01T10:12:00")
    times = np.array(read, dtype="datetime64[us]")
    if today is not None:
        # A client's clock may be a day ahead of the one that reads.
        _refuse((times >= np.datetime64(today + timedelta(days=2)))[codes], column, "lies in the future; correct it")
    found: NDArray[np.datetime64] = times[codes]
    return found


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        return None


def _one(client: str, rows: pd.DataFrame, repeated: int) -> Series:
    bursts = rows.groupby("burst", sort=False)["time"].agg(["min", "max"])
    long = bursts[bursts["max"] - bursts["min"] >= BURST_LASTS]
    if len(long):
        first, last = (f"{long[end].iloc[0]:%Y-%m-%d}" for end in ("min", "max"))
        raise SeriesError(
            f"Burst {long.index[0]!r} has photos of {first} and of {last}. A burst is taken within minutes: "
            "give each occasion its own name."
        )
    ordered = bursts["min"].sort_values(kind="stable")
    place = pd.Series(np.arange(len(ordered)), ordered.index)
    named = rows.groupby(["metric", "region"], sort=False)
    codes = named.ngroup()
    keys = rows.loc[~codes.duplicated(), ["metric", "region"]].itertuples(index=False, name=None)
    cells = rows["value"].groupby([codes.to_numpy(), place.loc[rows["burst"]].to_numpy()]).agg(["median", "count"])
    values = np.full((named.ngroups, len(ordered)), np.nan)
    photos = np.zeros(values.shape, np.int64)
    where = (cells.index.get_level_values(0), cells.index.get_level_values(1))
    values[where], photos[where] = cells["median"], cells["count"]
    note = f"{repeated} rows are given twice and were counted once." if repeated else None
    return Series(
        client=client or None,
        times=tuple(ordered.dt.to_pydatetime()),
        keys=tuple((metric, region or None) for metric, region in keys),
        values=values,
        photos=photos,
        notes=(note,) if note else (),
        resolution=str(rows["resolution"].iloc[0]),
    )
