"""What is said where days of one side of the first session were photographed otherwise."""

from skinmetrics.progress.change import Change
from skinmetrics.progress.comparability.first_days import LATER_UNLIKE, LATER_WORDS, told_of_days
from skinmetrics.progress.comparability.odd import Odd
from skinmetrics.progress.comparability.reasons import CAMERAS_DIFFER, HAIR_LIES
from skinmetrics.progress.result import SeriesChange
from skinmetrics.progress.verdict import Verdict
from skinmetrics.progress.words.sentences import sentence

LINES = "fine_line_density"
FOUND = Change(LINES, None, 3.0, 2.8, -0.2, -6.7, (-0.5, 0.1), 0.3, Verdict.NO_DETECTABLE_CHANGE)
SHORT = Change(LINES, None, None, None, None, None, None, None, Verdict.TOO_FEW_PHOTOS, "1 more after it.")
DAYS = {photo: f"day {photo}" for photo in range(8)}
AFTER = range(3, 8)


def told(one: SeriesChange, odd: Odd[int]) -> SeriesChange:
    (found,) = told_of_days([one], odd, DAYS, AFTER)
    return found


def test_more_days_that_would_tell_are_to_be_taken_as_the_first_ones_where_the_last_was_not() -> None:
    more = SeriesChange(FOUND, 3, 4, follow_ups_needed=8)
    alike = "8 photo days more, taken as on the first days, would tell"
    assert alike in sentence(told(more, Odd(fine={7: CAMERAS_DIFFER})))
    assert "8 photo days more would tell" in sentence(told(more, Odd(fine={6: CAMERAS_DIFFER})))
    assert "8 photo days more would tell" in sentence(told(more, Odd(white={7: CAMERAS_DIFFER})))


def test_where_days_after_it_are_lacking_it_is_said_which_of_them_count() -> None:
    few = SeriesChange(SHORT, 3, 2)
    for why, said in ((CAMERAS_DIFFER, LATER_WORDS[CAMERAS_DIFFER]), (HAIR_LIES, LATER_UNLIKE)):
        found = told(few, Odd(lines={5: why, 6: why, 7: why}))
        assert found.change.reason == f"{said} 1 more after it."
    assert told(few, Odd(white={7: CAMERAS_DIFFER})).change == SHORT
