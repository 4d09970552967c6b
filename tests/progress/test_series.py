from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from skinmetrics.metrics import METRIC_OF
from skinmetrics.progress.assess import follow_up_of, progress_of
from skinmetrics.progress.noise import load_noise_model
from skinmetrics.progress.series import NO_DAY, NOT_COMPARABLE, Series, SeriesError, read_series

HEADER = "taken_at,burst,metric,region,value\n"


def test_a_burst_is_one_measurement_and_its_median_counts() -> None:
    (series,) = read_series(
        HEADER
        + "2026-03-08T09:00:00+01:00,b2,redness,,5\n"
        + "2026-03-01T10:12:00+01:00,b1,redness,,3\n"
        + "2026-03-01T10:12:09+01:00,b1,redness,,90\n"
        + "2026-03-01T10:12:20+01:00,b1,redness,,4\n"
        + "2026-03-01T10:12:20+01:00,b1,redness,chin,\n"
    )
    assert [f"{time:%d %H:%M}" for time in series.times] == ["01 10:12", "08 09:00"]
    assert series.of("redness").tolist() == [4, 5]
    assert series.photos[0].tolist() == [3, 1]
    assert np.isnan(series.of("redness", "chin")).all()
    assert series.client is None


def test_measurements_that_were_read_cannot_be_written_over() -> None:
    (series,) = read_series(HEADER + "2026-03-01,,redness,,3\n")
    for read in (series.values, series.photos):
        with pytest.raises(ValueError, match="read-only"):
            read[0, 0] = 9


def test_columns_in_any_order_and_many_clients() -> None:
    anna, ben = read_series(
        "value,client,region,metric,burst,taken_at\n1,anna,chin,redness,,2026-03-01\n2,ben,,redness,,2026-03-02\n"
    )
    assert (anna.client, ben.client) == ("anna", "ben")
    assert anna.keys == (("redness", "chin"),)


def test_a_photo_without_a_burst_stands_alone() -> None:
    (series,) = read_series(HEADER + "2026-03-01,,redness,,1\n2026-03-02,,redness,,2\n2026-03-02,,radiance,,7\n")
    assert len(series.times) == 2
    assert series.of("radiance")[1] == 7


def test_duplicate_rows_count_once_and_are_said() -> None:
    line = "2026-03-01T10:00:00,b1,redness,,3\n"
    (series,) = read_series(HEADER + line * 3 + "2026-03-01T10:00:05,b1,redness,,5\n")
    assert series.of("redness").tolist() == [4]
    assert series.notes == ("2 rows are given twice and were counted once.",)


RESOLVED = "taken_at,photo,resolution,metric,value,burst,region\n"


@pytest.mark.parametrize(("second", "resolution", "scores"), [("fine", "fine", [4, 8]), ("", "standard", [3, 6])])
def test_only_the_finest_resolution_is_read_that_all_photos_have(
    second: str, resolution: str, scores: list[int]
) -> None:
    rows = "2026-03-01,a,standard,redness,3,,\n2026-03-01,a,fine,redness,4,,\n2026-03-02,b,,redness,6,,\n"
    (series,) = read_series(RESOLVED + rows + (f"2026-03-02,b,{second},redness,8,,\n" if second else ""))
    assert series.of("redness").tolist() == scores
    assert series.resolution == resolution
    assert series.notes == ()


def test_what_has_no_resolution_in_common_is_refused() -> None:
    rows = "2026-03-01,a,fine,redness,4,,\n2026-03-02,b,standard,redness,6,,\n"
    with pytest.raises(SeriesError, match=r"^Line 2: taken_at '2026-03-01' is of a photo with fine scores alone"):
        read_series(RESOLVED + rows)
    with pytest.raises(SeriesError, match=r"^Line 2: resolution 'coarse' is no resolution"):
        read_series(RESOLVED + rows.replace("fine", "coarse"))


SECOND = "2026-03-01T10:00:00,b1,"


@pytest.mark.parametrize("times", [1, 2, 3])
def test_photos_of_one_second_with_one_score_alike_are_not_one_photo(times: int) -> None:
    photos = [f"{SECOND}blemish_count,,{n}\n{SECOND}redness,,{5 + at}\n" for at, n in enumerate((0, 0, 1))]
    (series,) = read_series(HEADER + "".join(photos) * times)
    assert series.of("blemish_count").tolist() == [0]
    assert series.photos.tolist() == [[3], [3]]
    assert series.notes == (() if times == 1 else (f"{6 * (times - 1)} rows are given twice and were counted once.",))


def test_rows_that_name_their_photo_are_repeated_where_they_name_the_same_one() -> None:
    rows = "".join(f"{SECOND}blemish_count,,{n},{photo}\n" for n, photo in ((0, "a"), (0, "b"), (1, "c"), (1, "c")))
    (series,) = read_series(HEADER.replace("value", "value,photo") + rows)
    assert series.of("blemish_count").tolist() == [0]
    assert series.photos.tolist() == [[3]]


def test_equal_scores_of_photos_of_which_only_the_day_is_known_are_not_duplicates() -> None:
    (series,) = read_series(HEADER + "2026-03-01,b1,blemish_count,,0\n" * 2 + "2026-03-01,b1,blemish_count,,1\n")
    assert series.of("blemish_count").tolist() == [0]
    assert not series.notes


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "The file is empty"),
        (HEADER, "no rows"),
        ("taken_at,metric,value\n2026-03-01,redness,3\n", "lacks burst and region"),
        (HEADER + "2026-03-01,b,redness,,3\n2026-02-30,b,redness,,3\n", r"Line 3: taken_at '2026-02-30' is not a date"),
        (HEADER + "2026-03-01,b,redness,,3\n\n2026-03-01,b,redness,,red\n", "Line 4: value 'red' is not a score"),
        (HEADER + "2026-03-01,b,redness,,inf\n", "Line 2: value 'inf' is not a score"),
        (HEADER + "2026-03-01,b,redness,,-Infinity\n", "Line 2: value '-Infinity' is not a score"),
        (HEADER + "2026-03-01,b,redness,,3\n2026-03-02,c,redness,,1e160\n", "Line 3: value '1e160' is no score"),
        (HEADER + "2026-03-01,b,redness,,-1e13\n", "none is larger than 1e.12"),
        (HEADER + "2026-03-01,b,redness,,1e-200\n", "but for 0 none is smaller than 1e-12"),
        (HEADER + "2026-03-01,b,,,3\n", "Line 2: metric '' is empty"),
        (HEADER + "2026-11-30,b,redness,,3\n", "Line 2: taken_at '2026-11-30' lies in the future"),
        (HEADER + "2026-03-01,b,redness,,3\n2026-03-05,b,redness,,3\n", "Burst 'b' has photos of 2026-03-01 and of"),
        (HEADER + "2026-03-01,b,redness,,3,4\n", "more fields than"),
        (HEADER + "2026-03-01,b,redness,,3\n2026-03-01,b,redness,,3,4\n", "comma-separated"),
    ],
)
def test_bad_input_is_named(text: str, says: str) -> None:
    with pytest.raises(SeriesError, match=says):
        read_series(text, today=date(2026, 11, 23))


@pytest.mark.parametrize("declined", ["", "nan", "NaN", "None", "NA"])
def test_a_declined_score_is_a_hole(declined: str) -> None:
    (series,) = read_series(HEADER + f"2026-03-01,b,redness,,{declined}\n2026-03-01,b,redness,,3\n")
    assert series.of("redness").tolist() == [3]
    assert series.photos.tolist() == [[1]]


def test_asking_for_what_was_never_measured() -> None:
    (series,) = read_series(HEADER + "2026-03-01,b,redness,,3\n")
    with pytest.raises(KeyError):
        series.of("redness", "chin")


@given(st.text(alphabet=st.sampled_from(list("2026-03T:,\n\"'abé;\x00 .e+")), max_size=200))
def test_any_text_reads_or_is_refused_in_words(text: str) -> None:
    try:
        series = read_series(HEADER + text)
    except SeriesError:
        return
    assert all(np.isfinite(one.values[one.photos > 0]).all() for one in series)


def test_a_byte_order_mark_is_no_part_of_the_header() -> None:
    (series,) = read_series("\ufeff" + HEADER + "2026-03-01,b,redness,,3\n")
    assert len(series.times) == 1


RESEARCH = (
    "client,photo,burst,taken_at,capture,capture_problems,excluded,refused,metric,version,parameters,region,value\n"
)


def research(*rows: str) -> Series:
    (series,) = read_series(RESEARCH + "\n".join(rows))
    return series


COUNTED = "A,p1,b1,2026-03-01T10:00:00+01:00,good,,,,redness,1,x,,3"


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ("A,p2,b2,2026-03-02,unusable,Too blurred.,make-up,,redness,1,x,,9", "make-up"),
        ("A,p2,b2,2026-03-02,unusable,Too blurred.,,,redness,1,x,,9", "Too blurred."),
        ("A,p2,b2,2026-03-02,unusable,,,,redness,2,y,,9", NOT_COMPARABLE),
        ("A,p2,b2,2026-03-02,,,,No face found.,,,,,", "No face found."),
        ("A,p2,b2,,good,,,,redness,1,x,,9", NO_DAY),
        ("A,p2,b2,2026-03-02,good,,'=SUM(A1),,redness,1,x,,9", "=SUM(A1)"),
    ],
)
@pytest.mark.parametrize("first", [True, False])
def test_a_photo_that_does_not_count_is_left_out_with_its_reason(row: str, reason: str, first: bool) -> None:  # noqa: FBT001
    series = research(*([row, row, COUNTED] if first else [COUNTED, row, row]))
    assert series.of("redness").tolist() == [3]
    assert [out.reason for out in series.left_out] == [reason]
    day = series.left_out[0].taken_at
    assert (day and day.day) == (None if reason == NO_DAY else 2)
    assert series.notes == ()


@pytest.mark.parametrize("said", ["", "no", "No", "FALSE", "false", "0", " no "])
def test_a_photo_that_is_said_not_to_be_excluded_counts(said: str) -> None:
    series = research(COUNTED, f"A,p2,b2,2026-03-02,good,,{said},,redness,1,x,,9")
    assert series.of("redness").tolist() == [3, 9]
    assert series.left_out == ()


@pytest.mark.parametrize("said", ["yes", "no flash", "1", "00"])
def test_any_other_word_is_why_a_photo_is_excluded(said: str) -> None:
    series = research(COUNTED, f"A,p2,b2,2026-03-02,good,,{said},,redness,1,x,,9")
    assert [out.reason for out in series.left_out] == [said]


def test_rows_without_a_score_are_passed_over() -> None:
    assert len(research(COUNTED, "A,p2,b2,2026-03-02,,,,,,,,,").times) == 1
    with pytest.raises(SeriesError, match="No row has a score"):
        research("A,p2,b2,2026-03-02,,,,,,,,,")


def test_a_client_of_whom_nothing_counts_is_told_too() -> None:
    anna, ben = read_series(RESEARCH + COUNTED + "\nB,p2,b2,2026-03-02,,,,No face found.,,,,,\n")
    assert (anna.client, len(anna.times), anna.left_out) == ("A", 1, ())
    assert (ben.client, len(ben.times), ben.left_out[0].reason) == ("B", 0, "No face found.")
    assert progress_of(ben, load_noise_model(), treatment_start=date(2026, 3, 1)).left_out == ben.left_out


@pytest.mark.parametrize("other", ["2,x", "1,y", ","])
def test_two_versions_of_a_metric_are_refused(other: str) -> None:
    again = f"A,p2,b2,2026-03-08,good,,,,redness,{other},,4"
    with pytest.raises(SeriesError, match=r"^Line 3: redness is here of version .* keep the rows of one version"):
        research(COUNTED, again)
    assert len(research(COUNTED, again.replace("redness", "radiance")).times) == 2
    assert len(read_series(RESEARCH + COUNTED + "\n" + again.replace("A,", "B,"))) == 2, "of two clients"


def test_two_scores_of_one_photo_are_refused() -> None:
    with pytest.raises(SeriesError, match=r"^Line 4: redness of this photo is 4 here and 3 in line 2\. One photo"):
        research(COUNTED, COUNTED, COUNTED[:-1] + "4")
    assert research(COUNTED, COUNTED).of("redness").tolist() == [3]
    assert research(COUNTED, COUNTED.replace("p1", "p2")[:-1] + "4").of("redness").tolist() == [3.5]
    files = "taken_at,burst,metric,region,value,photo,sha256\n" + "".join(
        f"2026-03-01,b,redness,,{value},image.jpg,{digest}\n" for value, digest in ((3, "aa"), (4, "bb"))
    )
    assert read_series(files)[0].of("redness").tolist() == [3.5], "two files of one name"


def test_a_start_with_an_offset_is_held_against_instants() -> None:
    (series,) = read_series(
        HEADER
        + "2026-02-28T23:30:00-10:00,,redness,,1\n2026-03-01T08:00:00+00:00,,redness,,2\n"
        + "2026-03-01T09:00:00+00:00,,redness,,3\n2026-03-01,,redness,,4\n2026-03-02,,redness,,5\n"
    )
    after = series.taken_from(datetime.fromisoformat("2026-03-01T10:30+02:00"))
    assert dict(zip(series.of("redness"), after, strict=True)) == {1: True, 2: False, 3: True, 4: False, 5: True}


@pytest.mark.parametrize(("photo", "start"), [("", "+01:00"), ("+01:00", "")])
def test_an_offset_on_one_side_alone_is_refused(photo: str, start: str) -> None:
    (series,) = read_series(HEADER + f"2026-03-01T10:00:00{photo},,redness,,3\n2026-02-01,,redness,,3\n")
    with pytest.raises(SeriesError, match=r"says how far it is from UTC, that of the .* give the day of the first"):
        series.taken_from(datetime.fromisoformat(f"2026-03-01T10:30{start}"))
    assert series.taken_from(datetime.fromisoformat(f"2026-03-01T10:30{photo}")).tolist() == [False, False]
    assert follow_up_of(series, date(2026, 3, 1)).tolist() == [False, False]


ZONES = st.sampled_from(["Europe/Berlin", "America/New_York", "Asia/Tokyo", "Australia/Lord_Howe"]).map(ZoneInfo)
BERLIN, NOON = ZoneInfo("Europe/Berlin"), datetime(2026, 10, 25, 12, tzinfo=UTC)
INSTANTS = st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


@example(
    [(datetime(2026, 10, 25, hour, minute, tzinfo=UTC), BERLIN) for hour, minute in ((1, 10), (0, 30))], NOON, BERLIN
)
@given(st.lists(st.tuples(INSTANTS, ZONES), min_size=1, max_size=8, unique_by=lambda one: one[0]), INSTANTS, ZONES)
def test_measurements_are_in_the_order_of_their_instants(
    taken: list[tuple[datetime, ZoneInfo]], start: datetime, zone: ZoneInfo
) -> None:
    rows = "".join(
        f"{when.astimezone(there).isoformat()},b{at},redness,,{at}\n" for at, (when, there) in enumerate(taken)
    )
    (series,) = read_series(HEADER + rows)
    ordered = sorted(taken, key=lambda one: one[0])
    assert [taken[int(at)] for at in series.of("redness")] == ordered
    assert list(series.times) == [when.astimezone(there).replace(tzinfo=None) for when, there in ordered]
    assert series.taken_from(start.astimezone(zone)).tolist() == [when >= start for when, _ in ordered]


def test_files_of_several_days_that_have_one_name_are_several_photos() -> None:
    """Phones and booths name every photo alike; the face of each is taken over its own regions."""
    parts = METRIC_OF["redness"].regions
    rows = [
        f"2026-03-{day:02d},,front.jpg,1,redness,{region},{score}\n"
        for day, score in ((1, 40), (2, 40), (3, 40), (10, 25), (11, 25), (12, 25))
        for region in ("", *parts)
    ]
    (series,) = read_series("taken_at,burst,photo,version,metric,region,value\n" + "".join(rows))
    assert series.of("redness") == pytest.approx([40, 40, 40, 25, 25, 25])


def test_each_undated_photo_is_left_out_by_itself() -> None:
    rows = "".join(f",,a{photo}.jpg,redness,{region},1\n" for photo in range(3) for region in ("", "chin"))
    (series,) = read_series("taken_at,burst,photo,metric,region,value\n" + rows)
    assert [out.reason for out in series.left_out] == [NO_DAY] * 3
