"""The face's value over regions that photos share."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from skinmetrics.metrics import METRIC_OF
from skinmetrics.progress.faces import faces_over_shared_regions

METRIC = METRIC_OF["redness"]
ALL = METRIC.regions


def photo(*regions: str, value: float = 40.0) -> dict[str, float]:
    """The same skin wherever it is seen: each region has a value of its own."""
    return {region: value + ALL.index(region) for region in regions}


def mean(regions: set[str]) -> float:
    return sum(photo(*regions).values()) / len(regions)


def test_one_region_more_or_less_is_no_change() -> None:
    found = faces_over_shared_regions(METRIC, {"a": photo(*ALL), "b": photo(*ALL[1:]), "c": photo(*ALL[:-1])})
    assert found == pytest.approx(dict.fromkeys("abc", mean(set(ALL[1:-1]))))


def test_a_photo_without_any_value_takes_none_of_the_others_away() -> None:
    found = faces_over_shared_regions(METRIC, {"a": photo(*ALL), "b": {}, "c": photo(*ALL)})
    assert found == pytest.approx(dict.fromkeys("ac", mean(set(ALL))))


def test_the_photo_that_shares_too_little_is_left_out() -> None:
    half, other = ALL[:8], ALL[7:]
    seen = {"a": photo(*ALL), "b": photo(*other), "c": photo(*half), "d": photo(*half)}
    found = faces_over_shared_regions(METRIC, seen)
    assert found == pytest.approx(dict.fromkeys("ab", mean(set(other))))
    alone = faces_over_shared_regions(METRIC, {"a": photo(*half), "b": photo(*other)})
    assert alone == pytest.approx({"a": mean(set(half))})


@given(st.lists(st.sets(st.sampled_from(ALL)), max_size=6))
def test_the_same_skin_always_has_the_same_face(seen: list[set[str]]) -> None:
    found = faces_over_shared_regions(METRIC, {number: photo(*regions) for number, regions in enumerate(seen)})
    assert len({round(value, 9) for value in found.values()}) <= 1
    assert bool(found) == any(METRIC.face_shares(regions) is not None for regions in seen)
