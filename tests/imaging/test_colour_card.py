from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.colour import White, white_reference
from skinmetrics.imaging.colour_card import GREYS, find_cards
from skinmetrics.imaging.facemap import linear_light
from skinmetrics.scoring import Examination
from tests.photos import Picture, lit

# 8-bit sRGB of a ColorChecker's rows (published averages).
CHECKER = (
    ((115, 82, 68), (194, 150, 130), (98, 122, 157), (87, 108, 67), (133, 128, 177), (103, 189, 170)),
    ((214, 126, 44), (80, 91, 166), (193, 90, 99), (94, 60, 108), (157, 188, 64), (224, 163, 46)),
    ((56, 61, 150), (70, 148, 73), (175, 54, 60), (231, 199, 31), (187, 86, 149), (8, 133, 161)),
    ((243, 243, 242), (200, 200, 200), (160, 160, 160), (122, 122, 121), (85, 85, 85), (52, 52, 52)),
)
FIELD, GAP = 34, 6


def with_checker(picture: Picture, corner: tuple[int, int], dim: float = 0.75) -> Picture:
    out = picture.copy()
    x0, y0 = corner
    out[y0 : y0 + 4 * (FIELD + GAP) + GAP, x0 : x0 + 6 * (FIELD + GAP) + GAP] = 15
    for row, fields in enumerate(CHECKER):
        for column, colour in enumerate(fields):
            y, x = y0 + GAP + row * (FIELD + GAP), x0 + GAP + column * (FIELD + GAP)
            out[y : y + FIELD, x : x + FIELD] = (np.array(colour) * dim).astype(np.uint8)
    return out


def with_card(picture: Picture, colour: tuple[int, int, int], corner: tuple[int, int], side: int = 190) -> Picture:
    out = picture.copy()
    cv2.rectangle(out, corner, (corner[0] + side, corner[1] + side), colour, -1)
    return out


def beside(photo: Examination, picture: Picture) -> Examination:
    """The same face in the photo with something laid beside it."""
    return replace(photo, photo=replace(photo.photo, pixels=picture))


@pytest.fixture(scope="module")
def roomy(portrait_measured: Examination) -> Examination:
    """A portrait with an empty wall at its side."""
    picture = portrait_measured.photo.pixels
    wall = np.full((picture.shape[0], 340, 3), (120, 100, 90), np.uint8)
    return beside(portrait_measured, np.ascontiguousarray(np.concatenate([picture, wall], 1)))


def place(photo: Examination) -> tuple[int, int]:
    return photo.photo.pixels.shape[1] - 300, 400


def test_a_photo_without_a_card_has_none(roomy: Examination, portrait_measured: Examination) -> None:
    assert find_cards(roomy.photo, roomy.face) == ()
    assert find_cards(portrait_measured.photo, portrait_measured.face) == ()


def test_the_white_field_of_a_colour_checker_is_read(roomy: Examination) -> None:
    seen = beside(roomy, with_checker(roomy.photo.pixels, place(roomy)))
    (card,) = find_cards(seen.photo, seen.face)
    assert card.reflectance == GREYS[0]
    drawn = linear_light((np.array([[CHECKER[3][0]]]) * 0.75).astype(np.uint8))[0, 0]
    np.testing.assert_allclose(card.rgb, drawn, rtol=0.05)


@pytest.mark.parametrize("colour", [(150, 150, 150), (160, 150, 138)])
def test_a_grey_card_gives_its_colour(roomy: Examination, colour: tuple[int, int, int]) -> None:
    seen = beside(roomy, with_card(roomy.photo.pixels, colour, place(roomy)))
    (card,) = find_cards(seen.photo, seen.face)
    assert card.reflectance is None
    np.testing.assert_allclose(card.rgb, linear_light(np.array([[colour]], np.uint8))[0, 0], rtol=0.03)


@pytest.mark.parametrize("colour", [(200, 60, 60), (60, 150, 60), (255, 255, 255), (4, 4, 4)])
def test_what_is_coloured_burnt_out_or_black_is_no_card(roomy: Examination, colour: tuple[int, int, int]) -> None:
    seen = beside(roomy, with_card(roomy.photo.pixels, colour, place(roomy)))
    assert find_cards(seen.photo, seen.face) == ()


def test_a_card_over_the_face_is_none(portrait_measured: Examination) -> None:
    x, y = portrait_measured.face.points.mean(0).astype(int)
    seen = beside(portrait_measured, with_card(portrait_measured.photo.pixels, (150, 150, 150), (x - 95, y - 95)))
    assert find_cards(seen.photo, seen.face) == ()


def white(photo: Examination) -> White | None:
    return white_reference(photo.photo, photo.face, photo.face_map, photo.skin_map.skin)


def test_a_card_is_preferred_to_the_eyes_and_keeps_their_brightness(roomy: Examination) -> None:
    eyes = white(roomy)
    card = white(beside(roomy, with_card(roomy.photo.pixels, (150, 150, 150), place(roomy))))
    assert eyes is not None
    assert card is not None
    assert (eyes.source, card.source) == ("eyes", "card")
    assert np.log(card.rgb).mean() == pytest.approx(np.log(eyes.rgb).mean(), abs=0.01)
    assert np.ptp(card.rgb) < 0.02 * card.rgb.mean()
    assert card.light == pytest.approx(eyes.light, rel=0.1), "how near to burnt out it is"


@pytest.mark.parametrize("colour", [(150, 150, 150), (160, 150, 138)])
def test_a_card_before_an_even_wall_is_found(roomy: Examination, colour: tuple[int, int, int]) -> None:
    picture = roomy.photo.pixels.copy()
    picture[:, -340:] = (104, 102, 98)
    seen = beside(roomy, with_card(picture, colour, place(roomy)))
    (card,) = find_cards(seen.photo, seen.face)
    np.testing.assert_allclose(card.rgb, linear_light(np.array([[colour]], np.uint8))[0, 0], rtol=0.03)


def test_a_frame_around_a_picture_is_no_card(roomy: Examination) -> None:
    x, y = place(roomy)
    picture = with_card(roomy.photo.pixels, (150, 150, 150), (x, y))
    picture[y + 40 : y + 150, x + 40 : x + 150] = np.random.default_rng(1).integers(0, 255, (110, 110, 3), np.uint8)
    seen = beside(roomy, picture)
    assert find_cards(seen.photo, seen.face) == ()


def test_a_card_that_nobody_holds_is_none(roomy: Examination) -> None:
    wall = np.full((roomy.photo.pixels.shape[0], 600, 3), (120, 100, 90), np.uint8)
    wider = np.ascontiguousarray(np.concatenate([roomy.photo.pixels, wall], 1))
    near, far = (
        beside(roomy, with_card(wider, (150, 150, 150), (place(roomy)[0] + across, 400))) for across in (0, 600)
    )
    assert len(find_cards(near.photo, near.face)) == 1
    assert find_cards(far.photo, far.face) == ()


@pytest.mark.parametrize("colour", [(140, 146, 158), (159, 139, 136)], ids=["screen", "door"])
def test_what_has_not_the_colour_of_the_eyes_white_is_no_card(roomy: Examination, colour: tuple[int, int, int]) -> None:
    seen = beside(roomy, with_card(roomy.photo.pixels, colour, place(roomy)))
    assert len(find_cards(seen.photo, seen.face)) == 1
    read = white(seen)
    assert read is not None
    assert read.source == "eyes"


def test_a_smaller_card_is_taken_where_a_larger_thing_is_none(roomy: Examination) -> None:
    x, y = place(roomy)
    picture = with_card(with_card(roomy.photo.pixels, (140, 146, 158), (x, y), 210), (150, 150, 150), (x, y + 260), 150)
    read = white(beside(roomy, picture))
    assert read is not None
    assert read.source == "card"


def test_the_card_s_white_follows_the_lamp(roomy: Examination) -> None:
    gain = (1.1, 1.0, 0.8)
    picture = with_checker(roomy.photo.pixels, place(roomy))
    (plain,), (warm,) = (find_cards(beside(roomy, one).photo, roomy.face) for one in (picture, lit(picture, gain)))
    np.testing.assert_allclose(warm.rgb / plain.rgb, gain, rtol=0.05)
