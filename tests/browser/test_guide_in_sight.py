"""What the person before the guide at the camera sees, and what it sees of how they hold the phone."""

from __future__ import annotations

import math

import numpy as np
import pytest
from playwright.sync_api import Browser, expect

from skinmetrics.web.words.capture import GUIDE
from tests.browser.guide_stage import AGAIN, FOLDER, Stage

pytestmark = pytest.mark.browser


def turned(axis: int, degrees: float) -> np.ndarray:
    """The rotation about x, y or z."""
    c, s = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    rotation = np.eye(3)
    one, other = (axis + 1) % 3, (axis + 2) % 3
    rotation[[one, one, other, other], [one, other, one, other]] = c, -s, s, c
    return rotation


def angles(held: np.ndarray) -> tuple[float, float]:
    """Beta and gamma of how a phone is held: Z-X'-Y'', gamma from -90 to 90, as DeviceOrientation has them."""
    right, top, front = held[2]
    beta, gamma = math.asin(top), math.atan2(-right, front)
    if abs(gamma) > math.pi / 2:  # the other of two ways to write the same
        beta, gamma = math.pi - beta, gamma - math.copysign(math.pi, gamma)
    beta = math.remainder(beta, math.tau)
    assert np.allclose((turned(0, math.degrees(beta)) @ turned(1, math.degrees(gamma)))[2], held[2])
    return math.degrees(beta), math.degrees(gamma)


def test_a_phone_that_stands_upright_has_no_roll(stage: Stage) -> None:
    stage.page.add_script_tag(path=FOLDER / "upright.js")

    def roll(beta: float | None, gamma: float | None, screen: int) -> float:
        told: float = stage.page.evaluate("(given) => roll(...given)", [beta, gamma, screen])
        return told

    assert roll(87.2, -45, 0) == pytest.approx(2, abs=0.1)
    for screen in (0, 90, 180, 270):
        for heading in (0, 130):
            for lean in (-60, -25, -3, 2, 40, 65):  # back and forth from where it stands
                for aside in (-120, -40, -13, -2, 0, 2, 13, 40, 120):
                    # Stood up, leaning, then turned in the plane of the screen, counterclockwise.
                    held = turned(2, heading) @ turned(0, 90 + lean) @ turned(2, aside + screen)
                    assert roll(*angles(held), screen) == pytest.approx(aside, abs=1e-6)
    for beta, gamma in ((0, 0), (10, 12), (-15, 3), (178, -10), (None, None)):  # lying, either way up; not known
        assert roll(beta, gamma, 0) == 0


def test_the_guide_asks_for_an_upright_phone_only_where_it_is_not(stage: Stage) -> None:
    page = stage.page
    page.get_by_role("button", name=GUIDE["start"]).click()
    hold = "([beta, gamma]) => dispatchEvent(new DeviceOrientationEvent('deviceorientation', { beta, gamma }))"
    page.evaluate(hold, [70, -80])
    expect(page.locator(".hint")).to_have_text(GUIDE["level"])
    page.evaluate(hold, [87.2, -45])
    expect(page.locator(".hint")).not_to_have_text(GUIDE["level"])
    page.evaluate("Object.defineProperty(screen, 'orientation', { value: undefined }); window.orientation = 90;")
    page.evaluate(hold, [5, -85])  # an older iPhone on its side, whose page is turned with it
    expect(page.locator(".hint")).not_to_have_text(GUIDE["level"])
    assert page.evaluate("guide.tilt") == pytest.approx(0, abs=12)


ASKS_FIRST = """(answer) => {
  window.asked = [];
  DeviceOrientationEvent.requestPermission = async () => {
    asked.push(navigator.userActivation.isActive && !guide.stream);
    if (answer === "broken") throw new Error("not from a tap");
    return answer;
  };
}"""


@pytest.mark.parametrize("answer", ["granted", "denied", "broken"])
def test_a_phone_that_asks_first_is_asked_once_and_from_the_tap(stage: Stage, answer: str) -> None:
    page = stage.page
    page.evaluate(ASKS_FIRST, answer)
    for _ in range(2):
        page.get_by_role("button", name=GUIDE["start"]).click()
        page.get_by_role("button", name=GUIDE["stop"]).click()
    page.evaluate(AGAIN, dict(GUIDE))
    page.get_by_role("button", name=GUIDE["start"]).click()
    page.get_by_role("button", name=GUIDE["shoot"]).click()
    stage.says(GUIDE["saved"].format(n=3))
    assert page.evaluate("asked") == [True]


def in_style(stage: Stage) -> None:
    """Open the guide as it looks, amid a page that is longer than the screen and follows the visitor's colours."""
    stage.open()
    stage.page.add_style_tag(content=":root { color-scheme: light dark } main { display: block; margin: 600px 0 }")
    style = (FOLDER / "guide.css").read_text(encoding="utf-8")
    stage.page.evaluate("(style) => guide.root.appendChild(document.createElement('style')).append(style)", style)


def test_what_becomes_of_photos_is_in_sight_and_can_be_read_in_the_dark(chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 568}, color_scheme="dark")
    stage = Stage(page, answers=[(401, "{}")])
    in_style(stage)
    page.evaluate("scrollTo(0, 120)")
    page.evaluate("guide.add([{ blob: new Blob(['a']), name: 'a.jpg', only: true }])")
    said, link = page.locator(".result p"), page.locator(".result a")
    expect(said).to_have_text(GUIDE["kept"])
    expect(said).to_be_in_viewport()
    assert link.evaluate("(link) => getComputedStyle(link).color") == "rgb(111, 208, 198)"
    page.close()


@pytest.mark.parametrize(("wide", "high"), [(390, 664), (320, 568), (844, 390), (1440, 900)])
def test_all_of_the_oval_and_the_button_are_in_sight_once_the_camera_is_on(
    chromium: Browser, wide: int, high: int
) -> None:
    page = chromium.new_page(viewport={"width": wide, "height": high})
    in_style(Stage(page))
    page.get_by_role("button", name=GUIDE["start"]).click()
    shoot = page.get_by_role("button", name=GUIDE["shoot"])
    expect(shoot).to_be_focused()
    oval, button = page.locator(".stage").bounding_box(), shoot.bounding_box()
    page.close()
    assert oval is not None
    assert button is not None
    assert oval["y"] >= 60  # below the header of the real page
    assert button["y"] + button["height"] <= high


def test_at_twice_the_size_the_hint_covers_neither_the_face_nor_the_button(chromium: Browser) -> None:
    page = chromium.new_page(viewport={"width": 195, "height": 422})
    in_style(Stage(page))
    page.get_by_role("button", name=GUIDE["start"]).click()
    shoot = page.get_by_role("button", name=GUIDE["shoot"])
    shoot.wait_for()
    page.evaluate("() => { guide.hint = () => {}; guide.$('.hint').textContent = guide.words.blurred; }")
    face, hint, button = (each.bounding_box() for each in (page.locator("video"), page.locator(".hint"), shoot))
    page.close()
    assert face is not None
    assert hint is not None
    assert button is not None
    assert face["y"] + face["height"] <= hint["y"]
    assert hint["y"] + hint["height"] <= button["y"]


def test_a_hint_stays_long_enough_to_be_read_and_good_comes_at_once(stage: Stage) -> None:
    shown = stage.page.evaluate(
        """async () => {
             const shown = [], hint = guide.$(".hint");
             for (let n = 0; n < 24; n++) {
               guide.hint(n % 2 ? guide.words.still : guide.words.far, 1000);
               if (shown.at(-1) !== hint.textContent) shown.push(hint.textContent);
               await new Promise((done) => setTimeout(done, 100));
             }
             guide.hint(guide.words.ready, 1000);
             return [...shown, hint.textContent];
           }"""
    )
    assert 2 <= len(shown) <= 4
    assert shown[-1] == GUIDE["ready"]
