from datetime import timedelta

import numpy as np

from skinmetrics.progress.assess import judge
from tests.progress.clients import FIRST, UNKNOWN


def notes(rise: float) -> list[str]:
    """What is noted of eight weeks of a table in which the sclera's brightness rose with the first session."""
    noise = 1 + 0.02 * np.random.default_rng(5).normal(size=(2, 8))
    rows = [
        f"{FIRST + timedelta(weeks=week):%Y-%m-%d},,radiance,{region},{10 * noise[row, week] + rise * row * (week > 3)}"
        for row, region in enumerate(("", "sclera"))
        for week in range(8)
    ]
    text = "\n".join(["taken_at,burst,metric,region,value", *rows])
    (client,) = judge(text, UNKNOWN, (FIRST + timedelta(weeks=3)).date())
    return list(client.notes)


def test_the_sclera_of_a_table_must_not_change() -> None:
    assert notes(0) == []
    (warning,) = notes(9)
    assert "sclera changed in radiance, which no treatment does" in warning
