from dataclasses import replace
from datetime import date
from functools import partial

import pytest

from skinmetrics.metrics.lengths import Lengths
from skinmetrics.progress.change import Change
from skinmetrics.progress.result import SeriesChange, Slope, Trend
from skinmetrics.progress.verdict import Verdict
from skinmetrics.progress.words.amounts import Amount
from skinmetrics.progress.words.names import METRIC_WORDS
from skinmetrics.progress.words.sentences import (
    ALSO_ELSEWHERE,
    BEGUN_BEFORE,
    DARKER_TOO,
    LIGHTER_TOO,
    against,
    doubtful,
    drift_sentences,
    sentence,
)  # fmt: skip
from skinmetrics.web.language import translate

FOUND = Change("fine_line_density", None, 3.0, 2.4, -0.6, -20.0, (-0.9, -0.3), 0.3, Verdict.IMPROVED)
CAUSES = ("because", "thanks", "due to", "treatment", "needle", "acupuncture", "caused", "works")


def test_an_improvement_is_told_with_its_size_its_noise_and_its_day() -> None:
    assert "first seen" not in sentence(SeriesChange(FOUND, 3, 5))
    told = sentence(SeriesChange(FOUND, 3, 5, since=date(2026, 4, 1)))
    assert told == (
        "Fine lines: improved, down 20 %, first seen on 1 Apr 2026. "
        "If nothing changed, such averages would still differ by up to 10 %."
    )
    two_bursts = sentence(FOUND)
    assert two_bursts == (
        "Fine lines: improved, down 20 %. If nothing changed, such photos would still differ by up to 10 %."
    )


def test_no_change_says_how_many_more_photos_would_tell() -> None:
    still = replace(FOUND, verdict=Verdict.NO_DETECTABLE_CHANGE, mdc95=0.7)
    assert "no detectable change" in sentence(still)
    assert "12 photo days more" in sentence(SeriesChange(still, 3, 5, follow_ups_needed=12))
    assert "96" not in sentence(SeriesChange(still, 3, 5, follow_ups_needed=96))


def test_what_moved_further_than_its_noise_and_is_no_verdict_yet_is_told_with_both() -> None:
    inside = replace(FOUND, change=-0.2, change_pct=-6.7, verdict=Verdict.NO_DETECTABLE_CHANGE)
    assert not inside.unsure
    assert "It moved" not in sentence(inside)
    beyond = replace(inside, change=-0.6, change_pct=-20.0)
    assert beyond.unsure
    assert sentence(beyond) == (
        "Fine lines: not sure yet. If nothing changed, such photos would still differ by up to 10 %. It moved by 20 %. "
        "With so much measured at once, it takes more photos to be sure."
    )
    told = sentence(SeriesChange(beyond, 3, 5, follow_ups_needed=2))
    assert told.endswith("It moved by 20 %. Two photo days more would tell, if the difference stays as it is.")
    one = SeriesChange(beyond, 3, 5, follow_ups_needed=1)
    assert sentence(one).endswith("One photo day more would tell, if the difference stays as it is.")
    german = sentence(replace(one, as_on_first_days=True), partial(translate, language="de"))
    assert "Ein Fototag mehr, aufgenommen wie an den ersten Tagen, würde es zeigen" in german
    assert "up to 10 %. It moved by a little more." in sentence(replace(beyond, change=-0.304, change_pct=-10.13))
    assert not FOUND.unsure, "it is a verdict"


@pytest.mark.parametrize("verdict", [Verdict.NOT_COMPARABLE, Verdict.TOO_FEW_PHOTOS])
def test_silence_has_its_reason(verdict: Verdict) -> None:
    silent = Change("redness", "crows_feet_left", None, None, None, None, None, None, verdict, "Beard.")
    told = sentence(silent)
    assert told.startswith("Redness, beside the left eye: ")
    assert told.endswith(" Beard.")


@pytest.mark.parametrize("verdict", list(Verdict))
@pytest.mark.parametrize("metric", [*METRIC_WORDS, "never_heard_of"])
@pytest.mark.parametrize("before", [3.0, 0.0, None])
def test_no_percent_without_its_noise_and_never_a_cause(verdict: Verdict, metric: str, before: float | None) -> None:
    pct = -20.0 if before else None
    told = sentence(replace(FOUND, verdict=verdict, metric=metric, before=before, change_pct=pct, reason="Beard."))
    assert told.count("%") != 1 or verdict is Verdict.NO_DETECTABLE_CHANGE
    if "%" in told:
        assert "differ by up to" in told
    assert not any(word in told.lower() for word in CAUSES)


def test_unmoved_scores_have_no_noise_to_tell() -> None:
    still = Change("redness", None, 3.0, 3.0, 0.0, 0.0, None, None, Verdict.NO_DETECTABLE_CHANGE, "Same score.")
    assert sentence(still) == "Redness: no detectable change. Same score."


def test_a_drift_is_told_as_one() -> None:
    trend = Trend("redness", None, Slope(0.4, (0.1, 0.7)), drift=True)
    other = replace(trend, metric="fine_line_density")
    falling = replace(trend, metric="radiance", per_30_days=Slope(-0.4, (-0.7, -0.1)))
    fallen, risen = drift_sentences([trend, falling, other])
    assert risen.startswith("Redness and fine lines: the scores rose evenly")
    assert fallen.startswith("Radiance: the scores fell evenly")
    assert drift_sentences([replace(trend, drift=False)]) == []


def test_counts_and_what_has_a_sign_are_told_in_their_unit_with_their_noise() -> None:
    still = Change("blemish_count", None, 1.28, 1.28, 0.0, 0.0, (-2.9, 2.9), 2.9, Verdict.NO_DETECTABLE_CHANGE)
    assert sentence(still).endswith("such photos would still differ by up to 2.9 spots.")
    lighter = Change("under_eye_darkness", None, -4.84, -4.58, 0.26, 5.4, (0.1, 0.4), 0.2, Verdict.IMPROVED)
    assert sentence(lighter) == (
        "Darkness under the eyes: improved, up 0.26 steps of lightness. "
        "If nothing changed, such photos would still differ by up to 0.2 steps of lightness."
    )
    assert "%" not in sentence(replace(lighter, verdict=Verdict.NO_DETECTABLE_CHANGE))


def test_a_single_spot_is_one_in_every_language() -> None:
    fewer = Change("blemish_count", None, 4.0, 3.0, -1.0, -25.0, (-1.4, -0.6), 1.0, Verdict.IMPROVED)
    for code, size, most in (
        ("en", "down 1 spot.", "up to 1 spot."),
        ("de", "minus 1 Stelle.", "1 Stelle"),
        ("es", "1 mancha menos.", "1 mancha"),
    ):
        told = sentence(fewer, partial(translate, language=code))
        assert size in told
        assert most in told
        assert "1 spots" not in told
    assert Amount(-1.0, "1").said(sign="+") == "−1 spot"
    assert Amount(1.04, "ΔL*").said() == "1 step of lightness"
    assert Amount(1.1, "1").said() == "1.1 spots"


@pytest.mark.parametrize(("lengths", "size"), [(Lengths.MILLIMETRES, "1.5 mm²/cm²"), (Lengths.INCHES, "0.015 in²/in²")])
def test_an_area_that_began_at_nothing_is_told_in_its_unit(lengths: Lengths, size: str) -> None:
    area = Change("blemish_area", None, 0.0, 1.5, 1.5, None, (1.0, 2.0), 0.5, Verdict.WORSENED)
    assert f"worsened, up {size}. If nothing" in sentence(area, lengths=lengths)


@pytest.mark.parametrize(
    ("code", "size", "most"),
    [
        ("en", "up 1 percentage point.", "up to 0.4 percentage points."),
        ("de", "plus 1 Prozentpunkt.", "um bis zu 0,4 Prozentpunkte "),
        ("es", "1 punto porcentual más.", "hasta en 0,4 puntos porcentuales."),
    ],
)
def test_percent_of_the_skin_are_told_from_percent_of_where_a_score_began(code: str, size: str, most: str) -> None:
    pores = Change("pore_area", None, 0.0, 1.0, 1.0, None, (0.5, 1.5), 0.4, Verdict.WORSENED)
    told = sentence(pores, partial(translate, language=code))
    assert size in told
    assert most in told
    assert "%" not in told


def test_what_speaks_against_a_change_is_said_with_it_and_no_day_is_named_that_it_began() -> None:
    drift = Trend(FOUND.metric, None, Slope(-0.4, (-0.7, -0.1)), drift=True)
    doubts = doubtful([FOUND], [drift, replace(drift, metric="redness", drift=False), replace(drift, region="chin")])
    assert doubts == {(FOUND.metric, False): (BEGUN_BEFORE,)}
    assert against(FOUND, doubts) == (BEGUN_BEFORE,)
    assert against(replace(FOUND, region="chin"), doubts) == ()
    assert against(replace(FOUND, change=-(FOUND.change or 0.0)), doubts) == ()
    seen = SeriesChange(FOUND, 3, 5, since=date(2026, 4, 1))
    assert sentence(seen, doubts=against(FOUND, doubts)).startswith(
        "Fine lines: improved, down 20 % (may have begun before the first session). If nothing"
    )
    assert "first seen on 1 Apr 2026 (also where no needle reached)." in sentence(seen, doubts=[ALSO_ELSEWHERE])


@pytest.mark.parametrize(
    ("redness", "radiance", "said"),
    [(1.0, -2.0, (DARKER_TOO,)), (-1.0, 2.0, (LIGHTER_TOO,)), (1.0, 2.0, ()), (-1.0, -2.0, ()), (1.0, 0.0, ())],
)
def test_of_redness_that_goes_with_darker_skin_a_tan_is_named(
    redness: float, radiance: float, said: tuple[str, ...]
) -> None:
    def moved(metric: str, by: float) -> Change:
        verdict = Verdict.WORSENED if by else Verdict.NO_DETECTABLE_CHANGE
        return Change(metric, None, 10.0, 10.0 + by, by, 10 * by, (by - 0.1, by + 0.1), 0.1, verdict)

    red = moved("redness", redness)
    doubts = doubtful([red, moved("radiance", radiance), replace(FOUND, metric="tone_unevenness")])
    assert against(red, doubts) == against(replace(red, region="chin"), doubts) == said
    assert set(doubts) <= {("redness", redness > 0)}
    assert all(words in sentence(red, doubts=against(red, doubts)) for words in said)
