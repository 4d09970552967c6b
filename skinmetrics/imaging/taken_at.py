"""When a photo was taken: from its EXIF data or from the name that a camera or an app gave the file."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta, timezone, tzinfo

FIRST_YEAR = 1990
"""No digital selfie is older: an earlier date is a camera whose clock was never set."""

DATE_TIME_ORIGINAL = 0x9003
OFFSET_TIME_ORIGINAL = 0x9011

_EXIF_TIME = re.compile(r"(\d{4})[:./-](\d{2})[:./-](\d{2})[ T](\d{2}):(\d{2}):(\d{2})(?!\d)", re.ASCII)
_EXIF_OFFSET = re.compile(r"([+-])(\d{2}):?(\d{2})|(Z)", re.ASCII)
_NAME_DATE = re.compile(
    r"""(?<!\d) (?P<year>\d{4}) (?P<mark>[-_.]?) (?P<month>\d{2}) (?P=mark) (?P<day>\d{2})
        (?: (?: [-_.T]? | [ ] | ,?[ ]\w{1,3}[ ] )             # "2026-03-01 at 10.15.00", and its translations
            (?P<hour>\d{1,2}) (?P<colon>[-_.:h]?) (?P<minute>\d{2}) (?P=colon) (?P<second>\d{2})
            (?: [-_.]?\d{3} )? (?!\d)
            (?: [ \u202f]? (?P<half>[AaPp])\.?[Mm]\b )? )?
        (?! \d )""",
    re.ASCII | re.VERBOSE,
)
_SENT = re.compile(r"whatsapp|signal|-WA\d{4}|^photo_\d{4}-", re.ASCII | re.IGNORECASE)
_PIXEL_CAMERA = re.compile(r"PXL_\d{8}_\d{9}", re.ASCII)


@dataclass(frozen=True)
class TakenAt:
    """The moment a photo was taken, as far as it is known.

    `when` is aware if its distance to UTC is known, else naive: the wall clock where the photo was taken.
    `precise` is False where only the day is known; `when` is then midnight, naive.
    """

    when: datetime
    precise: bool = True

    @property
    def day(self) -> date:
        """The calendar day on the wall clock that `when` states."""
        return self.when.date()

    def on_clock(self, zone: tzinfo) -> "TakenAt":
        """The same moment on the wall clock of `zone`; a time of unknown distance to UTC was read off that clock."""
        if not self.precise:
            return self
        known = self.when if self.when.tzinfo else self.when.replace(tzinfo=zone)
        return replace(self, when=known.astimezone(UTC).astimezone(zone))

    def local(self, zone: tzinfo | None = None) -> "TakenAt":
        """The wall clock where the photo was taken, as far as that is known.

        UTC is what cameras and programs write that do not say where they are: there that of `zone` is meant (None: this
        computer's).
        """
        return replace(self, when=self.when.astimezone(zone)) if self.when.utcoffset() == timedelta(0) else self

    def isoformat(self) -> str:
        """ISO 8601: `2026-03-01T10:12:00+01:00`, without an offset `2026-03-01T10:12:00`, a mere day `2026-03-01`."""
        return self.when.isoformat(timespec="seconds") if self.precise else self.day.isoformat()


def from_exif(tags: Mapping[int, object]) -> TakenAt | None:
    """Read DateTimeOriginal and OffsetTimeOriginal from the Exif IFD; None if absent or impossible.

    DateTime (0x0132) is left aside on purpose: it is when the file was last changed.
    """
    time = _EXIF_TIME.match(_text(tags.get(DATE_TIME_ORIGINAL)))
    if time is None:
        return None
    offset = _EXIF_OFFSET.fullmatch(_text(tags.get(OFFSET_TIME_ORIGINAL)))
    year, month, day, hour, minute, second = map(int, time.groups())
    when = _possible(year, month, day, hour, minute, second, None if offset is None else _zone(offset))
    return None if when is None else TakenAt(when)


def from_name(name: str) -> TakenAt | None:
    """Read the date, and the time if it is there, that cameras, phones and messengers put into file names.

    The first possible date counts. Times are the wall clock's, except in names of Google's camera (`PXL_…`),
    which are in UTC. A folder before the name is not looked at.
    """
    file_name = re.split(r"[/\\]", name)[-1]
    zone = UTC if _PIXEL_CAMERA.match(file_name) else None
    for match in _NAME_DATE.finditer(file_name):
        year, month, day = (int(match[part]) for part in ("year", "month", "day"))
        if match["hour"] is not None:
            hour = _hour_of_day(int(match["hour"]), match["half"])
            when = _possible(year, month, day, hour, int(match["minute"]), int(match["second"]), zone)
            if when is not None:
                return TakenAt(when)
        midnight = _possible(year, month, day)
        if midnight is not None:
            return TakenAt(midnight, precise=False)
    return None


def is_of_sending(name: str) -> bool:
    """Whether a file was named by a messenger (WhatsApp, Signal, Telegram), whose names hold when it was sent."""
    return _SENT.search(re.split(r"[/\\]", name)[-1]) is not None


def _text(value: object) -> str:
    if isinstance(value, bytes):
        value = value.decode("ascii", errors="replace")
    return value.strip("\0 ") if isinstance(value, str) else ""


def _zone(offset: re.Match[str]) -> tzinfo | None:
    sign, hours, minutes, _zulu = offset.groups()
    if sign is None:
        return UTC
    distance = timedelta(hours=int(hours), minutes=int(minutes))
    if int(minutes) > 59 or distance > timedelta(hours=14):
        return None
    return timezone(-distance if sign == "-" else distance)


def _hour_of_day(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    return hour % 12 + (12 if half in "Pp" else 0) if 1 <= hour <= 12 else -1


def _possible(
    year: int, month: int, day: int, hour: int = 0, minute: int = 0, second: int = 0, zone: tzinfo | None = None
) -> datetime | None:
    if not FIRST_YEAR <= year < 2100:
        return None
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=zone)
    except ValueError:
        return None
