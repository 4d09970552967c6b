from datetime import UTC, date, datetime, timedelta, timezone
from io import BytesIO
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import ExifTags, Image

from skinmetrics.imaging.photo import inspect
from skinmetrics.imaging.taken_at import TakenAt, from_exif, from_name, is_of_sending

MORNING = datetime(2026, 3, 1, 10, 15, 0)  # noqa: DTZ001 (a wall clock)


def jpeg(time: str | None = None, offset: str | None = None) -> bytes:
    exif = Image.Exif()
    exif[ExifTags.Base.DateTime] = "2031:12:24 18:00:00"  # the last change, not the moment of the photo
    tags = exif.get_ifd(ExifTags.IFD.Exif)
    if time is not None:
        tags[ExifTags.Base.DateTimeOriginal] = time
    if offset is not None:
        tags[ExifTags.Base.OffsetTimeOriginal] = offset
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSDateStamp] = "2031:12:24"
    buffer = BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "JPEG", exif=exif)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("name", "iso"),
    [
        ("IMG_20260301_101500.jpg", "2026-03-01T10:15:00"),
        ("20260301_101500.jpg", "2026-03-01T10:15:00"),
        ("20260301_101500(0).jpg", "2026-03-01T10:15:00"),
        ("IMG_20260301_101500_HDR.jpg", "2026-03-01T10:15:00"),
        ("IMG20260301101500.jpg", "2026-03-01T10:15:00"),
        ("2026-03-01 10.15.00.jpg", "2026-03-01T10:15:00"),
        ("2026-03-01 left side.png", "2026-03-01"),
        ("2026-03-01.jpg", "2026-03-01"),
        ("2026-03-01 12 weeks.jpg", "2026-03-01"),
        ("2026-03-01_0001.jpg", "2026-03-01"),
        ("signal-2026-03-01-10-15-00-123.jpg", "2026-03-01T10:15:00"),
        ("signal-2026-03-01-101500.jpeg", "2026-03-01T10:15:00"),
        ("signal-2026-03-01-10-15-00-123-1.jpg", "2026-03-01T10:15:00"),
        ("IMG-20260301-WA0001.jpg", "2026-03-01"),
        ("WhatsApp Image 2026-03-01 at 10.15.00.jpeg", "2026-03-01T10:15:00"),
        ("WhatsApp Image 2026-03-01 at 10.15.00 (1).jpeg", "2026-03-01T10:15:00"),
        ("WhatsApp Image 2026-03-01 at 10.15.00 PM.jpeg", "2026-03-01T22:15:00"),
        ("WhatsApp Bild 2026-03-01 um 10.15.00.jpeg", "2026-03-01T10:15:00"),
        ("PXL_20260301_101500123.jpg", "2026-03-01T10:15:00+00:00"),
        ("PXL_20260301_101500123.PORTRAIT.jpg", "2026-03-01T10:15:00+00:00"),
        ("Screenshot_20260301-101500.png", "2026-03-01T10:15:00"),
        ("Screenshot_2026-03-01-10-15-00-123_com.example.app.jpg", "2026-03-01T10:15:00"),
        ("Screenshot 2026-03-01 at 12.15.00\u202fAM.png", "2026-03-01T00:15:00"),
        ("Screenshot 2026-03-01 101500.png", "2026-03-01T10:15:00"),
        ("photo_2026-03-01_10-15-00.jpg", "2026-03-01T10:15:00"),
        ("C:\\photos\\IMG_20260301_101500.jpg", "2026-03-01T10:15:00"),
        ("IMG_20260301_256199.jpg", "2026-03-01"),  # no such time
        ("99999999_2026-03-01.jpg", "2026-03-01"),  # the first possible date counts
    ],
)
def test_reads_the_date_from_a_name(name: str, iso: str) -> None:
    taken = from_name(name)
    assert taken is not None
    assert taken.isoformat() == iso


@pytest.mark.parametrize(
    ("name", "sent"),
    [
        ("photos/IMG-20260301-WA0001.jpg", True),
        ("WhatsApp Bild 2026-03-01 um 10.15.00.jpeg", True),
        ("signal-2026-03-01-101500.jpeg", True),
        ("photo_2026-03-01_10-15-00.jpg", True),
        ("IMG_20260301_101500.jpg", False),
        ("whatsapp/PXL_20260301_101500123.jpg", False),
    ],
)
def test_a_messengers_name_holds_when_it_was_sent(name: str, *, sent: bool) -> None:
    assert is_of_sending(name) is sent


@pytest.mark.parametrize(
    "name",
    [
        "",
        "selfie.jpg",
        "IMG_1234.HEIC",
        "IMG_20261301_101500.jpg",
        "IMG_20260230_101500.jpg",
        "19891231_235959.jpg",
        "00000000_000000.jpg",
        "1646127300000.jpg",
        "FB_IMG_1646127300000.jpg",
        "120260301.jpg",
        "20260301/selfie.jpg",
        "٢٠٢٦-٠٣-٠١.jpg",
    ],
)
def test_finds_no_date_in_a_name_without_a_possible_one(name: str) -> None:
    assert from_name(name) is None


@given(st.datetimes(datetime(1990, 1, 1), datetime(2099, 12, 31)))  # noqa: DTZ001
@pytest.mark.parametrize(
    "form",
    [
        "IMG_%Y%m%d_%H%M%S.jpg",
        "%Y-%m-%d %H.%M.%S.png",
        "signal-%Y-%m-%d-%H-%M-%S-007.jpg",
        "WhatsApp Image %Y-%m-%d at %I.%M.%S %p.jpeg",
        "Screenshot_%Y%m%d-%H%M%S_Chrome.png",
    ],
)
def test_a_time_written_into_a_name_is_read_back(form: str, when: datetime) -> None:
    assert from_name(when.strftime(form)) == TakenAt(when.replace(microsecond=0))


@given(st.text(max_size=80))
def test_any_name_is_a_date_or_none(name: str) -> None:
    taken = from_name(name)
    assert taken is None or 1990 <= taken.day.year < 2100


def test_exif_with_an_offset_gives_the_instant_and_the_local_day() -> None:
    header = inspect(jpeg("2026:03:01 00:30:00", "+13:45"), "IMG_20200101_000000.jpg")
    assert header.taken_from == "exif"
    assert header.taken_at is not None
    assert header.taken_at.isoformat() == "2026-03-01T00:30:00+13:45"
    assert header.taken_at.day == date(2026, 3, 1)
    assert header.taken_at.when.astimezone(UTC).day == 28


@pytest.mark.parametrize("offset", [None, "", "   :  ", "+99:00", "+01:75", "CET"])
def test_exif_without_a_usable_offset_stays_on_the_local_clock(offset: str | None) -> None:
    assert inspect(jpeg("2026:03:01 10:15:00", offset), "a.jpg").taken_at == TakenAt(MORNING)


@pytest.mark.parametrize(
    ("offset", "distance"), [("Z", 0.0), ("-0330", -3.5), ("+01:00", 1.0), (b"+01:00\0", 1.0), ("-12:00", -12.0)]
)
def test_reads_the_offsets_that_cameras_write(offset: object, distance: float) -> None:
    taken = from_exif({0x9003: "2026:03:01 10:15:00\0", 0x9011: offset})
    assert taken == TakenAt(MORNING.replace(tzinfo=timezone(timedelta(hours=distance))))
    assert taken.when.utcoffset() == timedelta(hours=distance)


@pytest.mark.parametrize(
    "time", ["0000:00:00 00:00:00", "2026:13:01 10:15:00", "1989:12:31 23:59:59", "    :  :     :  :  ", "yesterday"]
)
def test_an_impossible_exif_date_gives_way_to_the_name(time: str) -> None:
    header = inspect(jpeg(time), "IMG-20260301-WA0001.jpg")
    assert header.taken_from == "name"
    assert header.taken_at is not None
    assert header.taken_at.isoformat() == "2026-03-01"


def test_a_date_nobody_knows_is_none() -> None:
    header = inspect(jpeg(), "selfie.jpg")
    assert header.taken_at is None
    assert header.taken_from is None


@pytest.mark.parametrize("name", ["America/New_York", "Asia/Tokyo", "Europe/London"])
@given(st.datetimes(datetime(1991, 1, 1), datetime(2098, 1, 1)), st.integers(-14, 14))  # noqa: DTZ001
def test_only_utc_is_turned_into_the_time_of_a_place(name: str, wall: datetime, hours: int) -> None:
    zone = ZoneInfo(name)
    stated = TakenAt(wall.replace(tzinfo=timezone(timedelta(hours=hours))))
    assert stated.local(zone).when == stated.when
    assert stated.local(zone).when.tzinfo == (stated.when.tzinfo if hours else zone)
    assert TakenAt(wall).local(zone) == TakenAt(wall)
