"""What is not measured on deep skin, and what is on all."""

from __future__ import annotations

import numpy as np
import pytest

from skinmetrics.imaging.colour import EYES_REFLECT, White
from skinmetrics.metrics import METRIC_OF, METRICS, Declined
from skinmetrics.metrics.skin_map import SkinMap
from skinmetrics.phantom.identity import Tone
from skinmetrics.phantom.tones import TONES, linear
from tests.metrics.skin_colours import photographed, plain

HIDDEN_FROM: dict[str, tuple[Tone, ...]] = {
    "blemish_area": ("VI",),
    "under_eye_darkness": ("VI",),
    "scar_relief": ("VI",),
    "blemish_count": ("V", "VI"),
    "redness_patchiness": ("V", "VI"),
}
EYES = White(np.full(3, EYES_REFLECT, np.float32), "eyes")


def skin_of(tone: Tone, light: float = 1.0, white: White | None = EYES) -> SkinMap:
    return photographed(np.broadcast_to(linear(TONES[tone]), plain().shape), white, gain=(light, light, light))


def hidden(name: str, skin: SkinMap) -> bool:
    """Whether a metric is declined for the depth of the skin."""
    answer = METRIC_OF[name].measure(skin, METRIC_OF[name].regions[0])
    return isinstance(answer, Declined) and "of this depth" in answer.reason


@pytest.mark.parametrize("name", HIDDEN_FROM)
def test_what_deep_skin_hides_is_declined_there_and_nowhere_else(name: str) -> None:
    assert tuple(tone for tone in TONES if hidden(name, skin_of(tone))) == HIDDEN_FROM[name]


@pytest.mark.parametrize("name", HIDDEN_FROM)
def test_a_dark_photo_is_no_deep_skin(name: str) -> None:
    assert not hidden(name, skin_of("III", light=0.1))
    assert not hidden(name, skin_of("VI", white=None))


@pytest.mark.parametrize("name", HIDDEN_FROM)
def test_against_a_white_that_the_camera_presses_deep_skin_is_deep_all_the_same(name: str) -> None:
    rgb = EYES.rgb / np.float32(2.1)  # lifts both tones above their limit, as far as that is not raised
    pressed, full = White(rgb, "card", read=0.93), White(rgb, "card", read=0.5)
    for tone in HIDDEN_FROM[name]:
        assert hidden(name, skin_of(tone, white=pressed)), tone
    assert not hidden(name, skin_of(HIDDEN_FROM[name][0], white=full))
    assert not hidden(name, skin_of("III", white=pressed))


@pytest.mark.parametrize(
    "name", [metric.id for metric in METRICS if metric.needs.colours and metric.id not in HIDDEN_FROM]
)
def test_the_other_colours_are_measured_on_the_deepest_skin(name: str) -> None:
    assert not hidden(name, skin_of("VI"))
