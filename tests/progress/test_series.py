from datetime import date

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.progress.series import SeriesError, read_series

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
