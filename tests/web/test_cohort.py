from __future__ import annotations

from streamlit.testing.v1 import AppTest

from skinmetrics.web.words.practice import COHORT_CHART


def page(*metrics: str) -> None:
    from skinmetrics.progress.change import Change  # noqa: PLC0415 - Streamlit runs this function by itself
    from skinmetrics.progress.cohort import cohort_effect  # noqa: PLC0415
    from skinmetrics.progress.verdict import Verdict  # noqa: PLC0415
    from skinmetrics.web.practice.cohort import show_effects  # noqa: PLC0415

    def clients(metric: str) -> list[Change]:
        unchanged = Verdict.NO_DETECTABLE_CHANGE
        levels = (4.0, 5.0, 3.0, 0.02, -0.02) if metric == "under_eye_darkness" else (20.0,) * 5
        return [Change(metric, None, level, level - 1, -1, None, None, 0.6, unchanged) for level in levels]

    show_effects([cohort_effect(metric, clients(metric)) for metric in metrics])


def shown(*metrics: str) -> tuple[str, list[str]]:
    """The table and what is written below."""
    app = AppTest.from_function(page, args=metrics).run()
    assert not app.exception
    return " ".join(each.value for each in app.html), [each.value.replace("\xa0", " ") for each in app.caption]


def test_a_mean_is_told_in_percent_or_in_the_unit_of_what_may_be_negative() -> None:
    table, beside = shown("redness", "under_eye_darkness")
    assert "−5.0 %" in table
    assert "−1.0 steps of lightness" in table
    assert "to −0.6 steps of lightness" in table
    assert COHORT_CHART in beside


def test_the_chart_is_of_what_is_in_percent() -> None:
    _, beside = shown("under_eye_darkness")
    assert COHORT_CHART not in beside
