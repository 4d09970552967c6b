"""A client's scores over time, read from rows of one score each; a burst of photos becomes one measurement."""

from __future__ import annotations

import io
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta, timezone
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from skinmetrics.metrics import METRIC_OF
from skinmetrics.progress.faces import faces_over_shared_regions
from skinmetrics.progress.statistics.regression import Floats
from skinmetrics.progress.verdict import Key

COLUMNS = ("taken_at", "burst", "metric", "region", "value")
OPTIONAL = (
    "client", "photo", "sha256", "resolution", "version", "parameters", "capture", "capture_problems", "excluded",
    "refused", "declined",
)  # fmt: skip
PHOTO = ("taken_at", "burst", "photo")
"""What tells a client's photos apart: files of several days may have one name."""

RESOLUTIONS = ("", "standard", "fine")
"""Scores of the two are never put on one line; a table that says nothing of it has the first."""
DECLINED = frozenset({"", "nan", "null", "none", "na", "n/a"})
SMALLEST, LARGEST = 1e-12, 1e12
"""The size of scores other than 0; squares of what lies outside are nothing, or infinite, to a computer."""

NOT_EXCLUDED = frozenset({"", "no", "false", "0"})
BURST_GAP = timedelta(minutes=30)
"""Photos so far apart and less are of one burst; it goes on for as long as the next one follows within that."""

BURST_LASTS = timedelta(hours=24)
"""Generous, so that photos of which only the day is known may share a burst with timed ones."""


_MARK = r"^'(?=[=+@-])"
"""What keeps a spreadsheet from running what somebody typed."""

NO_DAY = "When this photo was taken is not known, or its camera's clock is wrong. Give its day and it counts."
NOT_COMPARABLE = "This photo cannot be compared."


class SeriesError(Exception):
    """Rows that cannot be read as a series; the text names the line and says what to do."""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A measurement that is not counted, and why; always shown. ``taken_at`` is None where nobody knows."""

    taken_at: datetime | None
    reason: str


@dataclass(frozen=True, slots=True)
class Series:
    """One client's measurements in order of time.

    ``values`` (keys, measurements): the median over the burst's photos, NaN where all were declined; ``photos`` the
    number of photos behind each. ``times`` are local; ``offsets`` how far they are ahead of UTC, None where that is not
    known (empty: of none). ``notes`` say what was put right while reading. ``resolution`` is "standard" or "fine".
    """

    client: str | None
    times: tuple[datetime, ...]
    keys: tuple[Key, ...]
    values: Floats
    photos: NDArray[np.int64]
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()
    resolution: str = "standard"
    offsets: tuple[timedelta | None, ...] = ()

    def __post_init__(self) -> None:
        """Close the arrays to writing; whose they were may still write to theirs."""
        for name in ("values", "photos"):
            closed = getattr(self, name).view()
            closed.flags.writeable = False
            object.__setattr__(self, name, closed)

    def of(self, metric: str, region: str | None = None) -> Floats:
        """Return the measurements (n,) of one metric in one region; raises KeyError if it was never measured."""
        if (metric, region) not in self.keys:
            raise KeyError((metric, region))
        scores: Floats = self.values[self.keys.index((metric, region))]
        return scores

    def taken_from(self, start: datetime) -> NDArray[np.bool_]:
        """Return which measurements (n,) were taken at ``start`` or later: by instants where both say how far they are
        from UTC, by clocks where neither does or the day alone of a measurement is known. Raises SeriesError.
        """
        offsets = self.offsets or (None,) * len(self.times)
        return np.array([_not_before(*when, start) for when in zip(self.times, offsets, strict=True)], bool)

    def typical(self, key: Key) -> float:
        """Return the median of one key's measurements; NaN without any."""
        scores = self.values[self.keys.index(key)] if key in self.keys else np.empty(0)
        seen = scores[np.isfinite(scores)]
        return float(np.median(seen)) if len(seen) else float("nan")


def _not_before(time: datetime, offset: timedelta | None, start: datetime) -> bool:
    if offset is None and (start.tzinfo is None or time.time() == time.min.time()):
        return time >= start.replace(tzinfo=None)
    if offset is not None and start.tzinfo is not None:
        return time.replace(tzinfo=timezone(offset)) >= start
    has, lacks = ("photo", "first session") if start.tzinfo is None else ("first session", "photo")
    raise SeriesError(
        f"The time of the {has} says how far it is from UTC, that of the {lacks} does not: the photo is of "
        f"{_written(time, offset)}, the first session of {start.isoformat()}. Write both with it, as in "
        "2026-03-01T10:30+01:00, or both without it, or give the day of the first session alone."
    )


def _written(time: datetime, offset: timedelta | None) -> str:
    return (time if offset is None else time.replace(tzinfo=timezone(offset))).isoformat()


def read_series(text: str, today: date | None = None) -> tuple[Series, ...]:
    """Read CSV with a header of taken_at, burst, metric, region, value, maybe client, photo and resolution; one Series
    a client, of the finest resolution that all of its photos have.

    Of the other columns that this program writes ``excluded``, ``refused`` and ``capture`` say which photos are left
    out (``excluded`` with the reason; no, false, 0 or nothing where it is not), ``declined``, ``version`` and
    ``parameters`` which scores cannot be compared; where there are versions, every face is taken over the regions that
    the photos share. ``today`` is the day after which no photo can have been taken; None does not ask. Raises
    SeriesError.
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
    frame = frame[[*COLUMNS, *(column for column in OPTIONAL if column in frame.columns)]].fillna("")
    frame = frame.apply(lambda column: column.str.strip())
    frame = frame[(frame != "").any(axis=1)].reindex(columns=[*COLUMNS, *OPTIONAL], fill_value="")
    scores = _numbers(frame["value"])
    return _series(frame.assign(value=np.where(frame["declined"] == "", scores, np.nan)), today)


def _numbers(column: pd.Series[str]) -> NDArray[np.float64]:
    numbers = pd.to_numeric(column, errors="coerce").to_numpy(float)
    unread = np.isnan(numbers) & ~column.str.lower().isin(DECLINED).to_numpy(bool)
    why = "is not a score; leave the field empty if the photo was declined"
    _refuse(unread | np.isinf(numbers), column, why)
    size = np.abs(numbers)
    _refuse(size > LARGEST, column, f"is no score: none is larger than {LARGEST:.0e}")
    _refuse((size > 0) & (size < SMALLEST), column, f"is no score: but for 0 none is smaller than {SMALLEST:.0e}")
    return numbers


def _refuse(bad: NDArray[np.bool_], column: pd.Series[Any], why: str) -> None:
    if bad.any():
        at = int(np.argmax(bad))
        raise SeriesError(f"Line {column.index[at]}: {column.name} '{column.iloc[at]}' {why}.")


def _series(frame: pd.DataFrame, today: date | None) -> tuple[Series, ...]:
    if frame.empty:
        raise SeriesError("There are no rows below the header.")
    clients = frame["client"].unique()
    frame = frame.assign(
        photo=frame["photo"] + frame["sha256"], burst=frame["burst"].where(frame["burst"] != "", frame["taken_at"])
    )
    reason = _reasons(frame)
    left_out = _left_out(frame.assign(reason=reason)[reason != ""], today)
    frame = frame[(reason == "") & ~((frame["metric"] == "") & frame["value"].isna())]
    if frame.empty and not left_out:
        raise SeriesError("No row has a score. Give the table of photos that are measured.")
    counted = _counted(frame, today)
    return tuple(
        replace(counted.get(client, _nothing(client)), left_out=tuple(left_out.get(client, ()))) for client in clients
    )


def _reasons(frame: pd.DataFrame) -> pd.Series[str]:
    """Return for each row why its photo is left out; empty where it is not."""
    undated = (frame["taken_at"] == "") & (frame["photo"] != "")
    unusable = frame["capture_problems"].where(frame["capture_problems"] != "", NOT_COMPARABLE)
    reason = pd.Series(NO_DAY, frame.index).where(undated, "")
    reason = unusable.where(frame["capture"] == "unusable", reason)
    reason = frame["refused"].where(frame["refused"] != "", reason)
    excluded = frame["excluded"].str.replace(_MARK, "", regex=True)
    return excluded.where(~excluded.str.lower().isin(NOT_EXCLUDED), reason)


def _left_out(rows: pd.DataFrame, today: date | None) -> dict[str, list[LeftOut]]:
    """Return what is left out of each client, once a burst and reason, in order of time and undated ones last."""
    _times(rows.loc[rows["taken_at"] != "", "taken_at"], today)  # refuses what is no date
    found: dict[str, list[LeftOut]] = {}
    alone = rows["photo"].where(rows["burst"] == "", "")
    once = rows.assign(alone=alone).drop_duplicates(["client", "burst", "alone", "reason"])
    for client, text, reason in once[["client", "taken_at", "reason"]].itertuples(index=False, name=None):
        time = _time(text)
        found.setdefault(client, []).append(LeftOut(time and time.replace(tzinfo=None), reason))
    return {client: sorted(out, key=lambda one: one.taken_at or datetime.max) for client, out in found.items()}  # noqa: DTZ901


def _nothing(client: str) -> Series:
    return Series(client or None, (), (), np.empty((0, 0)), np.empty((0, 0), np.int64))


def _counted(frame: pd.DataFrame, today: date | None) -> dict[str, Series]:
    """Return the series of every client that has rows here, by name."""
    _refuse((frame["metric"] == "").to_numpy(bool), frame["metric"], "is empty; every row needs the id of its metric")
    times, offsets = _times(frame["taken_at"], today)
    frame = _of_one_resolution(frame.assign(time=times, offset=offsets))
    _refuse_two_versions(frame)
    again = _again(frame)
    _refuse_two_values(frame[~again])
    repeated = again.groupby(frame["client"]).sum()
    return {
        str(client): _one(str(client), _with_shared_faces(rows), int(repeated[client]))
        for client, rows in frame[~again].groupby("client", sort=False)
    }


def _with_shared_faces(rows: pd.DataFrame) -> pd.DataFrame:
    """Return a client's rows with every face that this program measured taken over the regions that the photos share,
    as it is in the records.
    """
    ours = rows[(rows["photo"] != "") & (rows["version"] != "") & rows["value"].notna()]
    if ours.empty:
        return rows
    values = rows["value"].copy()
    for name, of in ours.sort_values("time", kind="stable").groupby("metric", sort=False):
        metric = METRIC_OF.get(str(name))
        photos = pd.Series(list(zip(*(of[column] for column in PHOTO), strict=True)), index=of.index)
        own = photos[of["region"] == ""]
        regions: dict[tuple[str, ...], dict[str, float]] = {photo: {} for photo in own}
        for photo, region, value in zip(photos, of["region"], of["value"], strict=True):
            if metric and region in metric.regions and photo in regions:
                regions[photo][region] = value
        faces = faces_over_shared_regions(metric, regions) if metric else {}
        if faces:
            values[own.index] = own.map(faces)
    return rows.assign(value=values)


def _refuse_two_versions(frame: pd.DataFrame) -> None:
    """Refuse a client's metric that was measured in two ways: no line leads from one to the other."""
    if (frame["version"] + frame["parameters"] == "").all():
        return
    first = frame.groupby(["client", "metric"], sort=False)[["version", "parameters"]].transform("first")
    other = (first != frame[["version", "parameters"]]).any(axis=1)
    if other.any():
        one, another = first[other].iloc[0], frame[other].iloc[0]
        raise SeriesError(
            f"Line {another.name}: {another['metric']} is here of version '{another['version']}' with the parameters "
            f"'{another['parameters']}', in rows above of version '{one['version']}' with '{one['parameters']}'. Such "
            "scores cannot be compared: keep the rows of one version, or measure all photos anew."
        )


def _refuse_two_values(frame: pd.DataFrame) -> None:
    """Refuse two scores of one photo, metric and region that are not the same."""
    named = frame[(frame["photo"] != "") & frame["value"].notna()]
    what = ["client", *PHOTO, "metric", "region"]
    again = named.duplicated(what)
    if again.any():
        here = named[again].iloc[0]
        above = named[(named[what] == here[what]).all(axis=1)].iloc[0]
        raise SeriesError(
            f"Line {here.name}: {here['metric']} of this photo is {here['value']:g} here and {above['value']:g} in "
            f"line {above.name}. One photo has one score: keep the row that is right."
        )


def _of_one_resolution(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of each client's finest resolution that all of its photos have."""
    unknown = ~frame["resolution"].isin(RESOLUTIONS).to_numpy(bool)
    _refuse(unknown, frame["resolution"], "is no resolution; it is standard or fine")
    frame = frame.assign(resolution=frame["resolution"].replace("", "standard"))
    photo = frame.groupby(["client", *PHOTO], sort=False).ngroup()
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


def _times(column: pd.Series[str], today: date | None) -> tuple[NDArray[np.datetime64], Floats]:
    """Return the clock times (n,), and how many seconds (n,) each clock is ahead of UTC, NaN where that is not told."""
    codes, texts = pd.factorize(column)
    read = [_time(str(text)) for text in texts]
    unread = np.array([time is None for time in read])
    _refuse(unread[codes], column, "is not a date; write 2026-03-01 or 2026-03-01T10:12:00")
    told = [time for time in read if time is not None]
    times = np.array([time.replace(tzinfo=None) for time in told], dtype="datetime64[us]")
    ahead = [time.utcoffset() for time in told]
    offsets = np.array([np.nan if offset is None else offset.total_seconds() for offset in ahead], float)
    if today is not None:
        # A client's clock may be a day ahead of the one that reads.
        _refuse((times >= np.datetime64(today + timedelta(days=2)))[codes], column, "lies in the future; correct it")
    return times[codes], offsets[codes]


def _time(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def _first_rows(rows: pd.DataFrame) -> pd.DataFrame:
    """Return each burst's first row, by burst and in the order of their instants. A time of which no offset is told is
    of the same clock as the rows about it.
    """
    ahead = rows["offset"].ffill().bfill().fillna(0)
    rows = rows.assign(instant=rows["time"] - pd.to_timedelta(ahead, unit="s"))
    first = rows.loc[rows.groupby("burst", sort=False)["instant"].idxmin()]
    return first.sort_values("instant", kind="stable").set_index("burst")


def _one(client: str, rows: pd.DataFrame, repeated: int) -> Series:
    bursts = rows.groupby("burst", sort=False)["time"].agg(["min", "max"])
    long = bursts[bursts["max"] - bursts["min"] >= BURST_LASTS]
    if len(long):
        first, last = (f"{long[end].iloc[0]:%Y-%m-%d}" for end in ("min", "max"))
        raise SeriesError(
            f"Burst {long.index[0]!r} has photos of {first} and of {last}. A burst is taken within minutes: "
            "give each occasion its own name."
        )
    ordered = _first_rows(rows)
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
        times=tuple(ordered["time"].dt.to_pydatetime()),
        offsets=tuple(None if np.isnan(ahead) else timedelta(seconds=ahead) for ahead in ordered["offset"]),
        keys=tuple((metric, region or None) for metric, region in keys),
        values=values,
        photos=photos,
        notes=(note,) if note else (),
        resolution=str(rows["resolution"].iloc[0]),
    )
