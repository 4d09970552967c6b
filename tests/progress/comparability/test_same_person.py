"""Who is shown and which way round, from comparisons of two photos at a time."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from fractions import Fraction

import pytest

from skinmetrics.progress.comparability.same_person import Compared, people_in, side_by_side, who_is_shown
from skinmetrics.progress.comparability.votes import votes_of_days


def alike(against: str) -> Compared:
    return Compared(0.94, 0.42, against)


def flipped(against: str) -> Compared:
    return Compared(0.42, 0.94, against)


def other(against: str) -> Compared:
    return Compared(0.41, 0.4, against)


def shown(
    photos: dict[str, Sequence[Compared]], counted: str | None = None, confirmed: str = ""
) -> tuple[set[str], set[str]]:
    found = who_is_shown(photos, dict.fromkeys(photos if counted is None else counted, Fraction(1)), confirmed)
    return set(found.strangers), set(found.mirrored)


def test_photos_of_one_person_the_same_way_round_are_all_right() -> None:
    assert shown({"a": (), "b": [alike("a")], "c": [alike("a")]}) == (set(), set())
    assert shown({}) == (set(), set())


def test_the_stranger_is_who_fewer_photos_show() -> None:
    assert shown({"a": (), "b": [other("a")], "c": [alike("a")]}) == ({"b"}, set())
    assert shown({"a": (), "b": [other("a")], "c": [other("a"), alike("b")]}) == ({"a"}, set()), "though it was first"
    assert shown({"a": (), "b": [other("a")]}) == ({"b"}, set()), "of as many the earliest is the client"
    assert shown({"b": [other("a")], "a": ()}) == ({"a"}, set()), "earliest by its day, not by its upload"


def test_a_day_has_one_vote_however_many_photos_of_another_person_it_has() -> None:
    photos = {"a": (), "b": [alike("a")], **{name: [other("a"), alike("v")] for name in "vwxyz"}}
    days = dict(zip("abvwxyz", (1, 2, 3, 3, 3, 3, 3), strict=True))
    assert who_is_shown(photos, votes_of_days(days)).strangers == set("vwxyz")
    assert who_is_shown(photos, votes_of_days({name: name for name in days})).strangers == set("ab")
    turned = {"a": (), "b": [alike("a")], **{name: [flipped("a")] for name in "vwxyz"}}
    assert who_is_shown(turned, votes_of_days(days)).mirrored == set("vwxyz")


def test_only_photos_that_count_decide_and_all_are_judged() -> None:
    photos = {"a": (), "b": [other("a")], "c": [other("a"), alike("b")], "d": [alike("a")]}
    assert shown(photos, "ad") == ({"b", "c"}, set())
    assert shown(photos, "bc") == ({"a", "d"}, set())
    assert shown(photos, "") == (set(), set())


def test_mirrored_is_which_way_round_fewer_of_the_client_s_photos_are() -> None:
    assert shown({"a": (), "b": [flipped("a")], "c": [alike("a")]}) == (set(), {"b"})
    assert shown({"a": (), "b": [flipped("a")], "c": [flipped("a")]}) == (set(), {"a"})
    assert shown({"a": (), "b": [flipped("a")]}) == (set(), {"b"}), "of as many the earliest is the right way round"
    strangers = {"x": [other("a")], "y": [other("a"), flipped("x")], "z": [other("a"), flipped("x")]}
    assert shown({"a": (), "b": [alike("a")], "c": [flipped("a")], "d": [alike("a")], **strangers}) == (
        {"x", "y", "z"},
        {"c"},
    )


def test_a_confirmed_photo_is_the_client_s_and_so_is_what_is_alike_to_it() -> None:
    own = {"a": (), **{name: [alike("a")] for name in "bfgh"}}
    photos = {**own, "c": [other("a")], "d": [other("a"), alike("c")], "e": [other("a"), other("c")]}
    assert shown(photos) == ({"c", "d", "e"}, set())
    assert shown(photos, confirmed="c") == ({"e"}, set())
    assert shown(photos, confirmed="ce") == (set(), set())
    assert shown(photos, counted="ab", confirmed="d") == ({"e"}, set()), "though it has no say in who the client is"


def test_who_confirms_one_of_two_people_is_asked_of_the_other_too() -> None:
    own = {"a": (), "b": [alike("a")], "c": [alike("a")]}
    photos = {**own, "s": [other("a")], **{name: [other("a"), alike("s")] for name in "tuvw"}}
    assert shown(photos) == (set("abc"), set())
    assert shown(photos, confirmed="b") == (set("stuvw"), set())
    assert shown(photos, confirmed="bv") == (set(), set()), "of both somebody knows it"
    assert shown(photos, confirmed="v") == (set("abc"), set())


def test_a_confirmed_photo_stays_mirrored_when_what_it_was_compared_with_is_gone() -> None:
    photos: dict[str, Sequence[Compared]] = {"b": [alike("a")], "c": [alike("a")], "d": [turned_beside("a")]}
    assert shown({"a": (), **photos}, confirmed="d") == (set(), {"d"})
    assert shown(photos, confirmed="d") == (set(), {"d"})


def test_a_confirmed_photo_may_be_mirrored() -> None:
    turned = turned_beside("a")
    assert not turned.same_person
    assert turned.is_mirrored
    photos = {"a": (), "b": [alike("a")], "c": [turned], "d": [other("a"), alike("c")], "e": [flipped("c")]}
    assert shown(photos, counted="abc", confirmed="c") == (set(), {"c", "d"})


def test_which_way_round_is_told_by_the_comparison_that_tells_it_best() -> None:
    photos = {"a": (), "b": [alike("a")], "c": [turned_beside("a")], "d": [other("a"), alike("c")]}
    assert shown(photos, confirmed="abcd") == (set(), {"c", "d"})


def turned_beside(against: str) -> Compared:
    """Another person, it seems, and mirrored."""
    return Compared(0.42, 0.52, against)


def test_turned_twice_is_not_turned() -> None:
    assert shown({"a": (), "b": [flipped("a")], "c": [flipped("b")]}) == (set(), {"b"})


def test_photos_that_are_gone_still_connect_the_others() -> None:
    assert shown({"b": [alike("a")], "c": [alike("a")], "d": [flipped("a")]}) == (set(), {"d"})
    assert shown({"b": [alike("a")], "c": [alike("a")], "d": [other("a")]}) == ({"d"}, set())
    assert shown({"c": [other("a"), alike("b")], "d": [other("a"), alike("b")], "a": ()}) == ({"a"}, set())


def test_sides_are_told_among_photos_that_comparisons_of_one_person_connect() -> None:
    photos = {"a": (), "b": [flipped("a")], "c": [alike("gone")], "d": [flipped("gone")], "e": [other("a")], "f": ()}
    assert side_by_side(photos, "abcdf") == {"a": "a", "b": "a", "c": "c", "d": "c", "f": "f"}
    assert side_by_side(photos, "abcdef")["e"] == "e"
    assert side_by_side(photos, "abcdef", "e")["e"] == "a", "who is known for certain to be the client is beside them"


def test_what_nobody_knows_is_held_against_no_photo() -> None:
    assert shown({"a": (), "b": (), "c": ()}) == (set(), set())
    assert shown({"a": (), "b": [alike("a")], "c": (), "d": [flipped("c")]}) == (set(), {"d"}), "each among themselves"


def test_people_come_with_those_of_most_photos_first() -> None:
    photos = {"a": (), "b": [other("a")], "c": [other("a"), alike("b")], "d": ()}
    assert people_in(photos) == [["b", "c"], ["a"], ["d"]]


def test_what_was_kept_is_read_as_far_as_it_can_be() -> None:
    known = [alike("a"), flipped("b")]
    kept = json.loads(json.dumps([asdict(one) for one in known]))
    assert list(Compared.read(kept)) == known
    assert list(Compared.read([*kept, {"same": 0.4}, "nonsense", {**kept[0], "later": 1}])) == [*known, known[0]]
    assert list(Compared.read(None)) == []


@pytest.mark.parametrize("same", [0.57, 0.59])
def test_the_limit_is_that_of_two_photos(same: float) -> None:
    lone = Compared(same, 0.3, "a")
    assert shown({"a": (), "b": [lone]}) == ({"b"} if not lone.same_person else set(), set())


def test_photos_stay_side_by_side_when_what_both_were_compared_with_is_gone() -> None:
    photos: dict[str, Sequence[Compared]] = {"b": [alike("a")], "c": [alike("a")], "d": [other("a")]}
    for known in ({"a": (), **photos}, photos):
        own = list(known)
        assert len(set(side_by_side(known, own, "d").values())) == 1
