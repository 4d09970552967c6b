from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from skinmetrics.phantom import IDENTITIES, Expression, Identity
from skinmetrics.phantom.plan import face_plan
from skinmetrics.phantom.truth import named_places
from skinmetrics.phantom.warp import build_warp

PLACES = np.random.default_rng(5).uniform((-60, -60), (60, 105), (400, 2))


@pytest.mark.parametrize(
    "expression",
    [Expression(), Expression(smile=1.0), Expression(brow_raise=1.0), Expression(mouth_open=1.0)],
    ids=repr,
)
@pytest.mark.parametrize("person", [IDENTITIES[0], IDENTITIES[4]], ids=lambda p: p.name)
def test_the_way_back_undoes_the_way_there(person: Identity, expression: Expression) -> None:
    warp, plan = build_warp(person, expression), face_plan(person.shape, person.hair)
    far_from_lips = np.abs(PLACES[:, 1] - plan.mouth_line(np.abs(PLACES[:, 0]))) > 2
    there = warp.forward(PLACES[far_from_lips]).astype(np.float32)
    x, y, mouth = warp.to_plan(there[None, :, 0], there[None, :, 1])
    np.testing.assert_allclose(np.stack([x[0], y[0]], axis=1), PLACES[far_from_lips], atol=0.35)
    assert mouth.max() < 0.1


def _moves(person: Identity, expression: Expression) -> dict[str, np.ndarray]:
    names = named_places(face_plan(person.shape, person.hair))
    places = np.array(list(names.values()))
    moved = build_warp(person, expression).forward(places) - places
    return dict(zip(names, moved, strict=True))


def test_a_smile_draws_the_corners_of_the_mouth_out_and_up(anna: Identity) -> None:
    moves = _moves(anna, Expression(smile=1.0))
    assert moves["mouth_corner_left"] == pytest.approx((5.0, -5.0), abs=1.0)
    assert moves["mouth_corner_right"] == pytest.approx((-5.0, -5.0), abs=1.0)
    assert np.abs(moves["nose_tip"]).max() < 1.5


def test_an_open_mouth_drops_the_chin_and_shows_its_inside(anna: Identity) -> None:
    moves = _moves(anna, Expression(mouth_open=1.0))
    assert moves["chin"][1] == pytest.approx(16.0, abs=0.5)
    assert moves["pupil_left"] == pytest.approx((0, 0), abs=1e-6)
    warp = build_warp(anna, Expression(mouth_open=1.0))
    lip = float(face_plan(anna.shape, anna.hair).mouth_line(0.0))
    *_, mouth = warp.to_plan(np.zeros((1, 3), np.float32), np.array([[lip - 3, lip + 8, lip + 22]], np.float32))
    assert mouth[0].round().tolist() == [0, 1, 0]


def test_left_and_right_of_a_face_differ_by_what_was_asked_for(anna: Identity) -> None:
    uneven = replace(anna, shape=replace(anna.shape, asymmetry=0.8))
    shift = build_warp(uneven).forward(PLACES) - PLACES
    assert 0.3 < np.sqrt((shift**2).mean()) < 1.4
    np.testing.assert_allclose(build_warp(anna).forward(PLACES), PLACES, atol=1e-9)
