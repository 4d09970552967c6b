from __future__ import annotations

from fractions import Fraction
from statistics import median_high, median_low

from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.progress.comparability.votes import middle, most, votes_of_days


@given(st.lists(st.integers(0, 9), min_size=1, max_size=9))
def test_with_one_vote_each_the_middle_is_the_median(values: list[int]) -> None:
    assert middle((value, Fraction(1)) for value in values) == (median_low(values), median_high(values))


def test_the_photos_of_a_day_share_its_vote() -> None:
    votes = votes_of_days({"a": 1, "b": 2, "c": 2, "d": 2, "e": 3})
    assert votes == {"a": 1, "b": Fraction(1, 3), "c": Fraction(1, 3), "d": Fraction(1, 3), "e": 1}
    assert middle((9.0 if photo in "bcd" else 1.0, vote) for photo, vote in votes.items()) == (1.0, 1.0)


def test_of_as_many_votes_the_first_kind_is_the_most() -> None:
    thirds = [("b", Fraction(1, 3))] * 3
    assert most([("a", Fraction(1)), *thirds]) == "a"
    assert most([*thirds, ("a", Fraction(1))]) == "b"
