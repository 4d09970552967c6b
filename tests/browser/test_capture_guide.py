"""The guide at the camera in a page of its own, with answers to its uploads that no healthy server gives."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, Route, expect

from skinmetrics.imaging.photo import inspect
from skinmetrics.web.components import capture_guide
from skinmetrics.web.words.capture import GUIDE

pytestmark = pytest.mark.browser

FOLDER = Path(capture_guide.__file__).parent
HOME = "http://localhost/"
SAVED = (200, json.dumps({"files": [{"name": "a", "status": "saved"}]}))
BEGIN = """async (words) => {
  const root = document.querySelector("main").attachShadow({ mode: "open" });
  root.innerHTML = await (await fetch("/guide.html")).text();
  const send = fetch;
  window.sent = [];
  window.fetch = (url, what) => { if (what) window.sent.push(what.body.get("photos")); return send(url, what); };
  const { default: mount } = await import("/guide.js");
  const data = { words, client: "c", csrf: "x", outline: null };
  mount({ data, parentElement: root, setTriggerValue() {} });
  window.guide = root.guide;
}"""
AGAIN = """async (words) => {
  const { default: mount } = await import("/guide.js?again");
  const main = document.querySelector("main");
  const root = main.cloneNode().attachShadow({ mode: "open" });
  root.innerHTML = await (await fetch("/guide.html")).text();
  main.replaceWith(root.host);
  mount({ data: { words, client: "c", csrf: "x", outline: null }, parentElement: root, setTriggerValue() {} });
  window.guide = root.guide;
}"""
"""Another guide in the same page, as when its page was left and opened again."""
ADD = "(names) => guide.add(names.map((name) => ({ blob: new Blob([name]), name })))"


@dataclass
class Stage:
    """The guide in a page; `answers` are given to its uploads in turn, the last one to all that follow."""

    page: Page
    answers: list[tuple[int, str]] = field(default_factory=lambda: [SAVED])
    faults: list[str] = field(default_factory=list)

    def open(self) -> None:
        self.page.route(f"{HOME}**", self._answer)
        self.page.goto(HOME)
        self.page.evaluate(BEGIN, dict(GUIDE))

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(HOME).partition("?")[0]
        if path == "upload":
            status, body = self.answers.pop(0) if len(self.answers) > 1 else self.answers[0]
            route.fulfill(status=status, body=body, content_type="application/json")
        elif path == "guide.js":
            route.fulfill(body=script(), content_type="text/javascript")
        elif path == "guide.html":
            route.fulfill(body=(FOLDER / "guide.html").read_text(encoding="utf-8"), content_type="text/html")
        else:
            route.fulfill(body="<!doctype html><meta charset=utf-8><main></main>", content_type="text/html")

    def says(self, text: str) -> None:
        expect(self.page.locator(".result")).to_contain_text(text)

    def sent(self) -> list[str]:
        names: list[str] = self.page.evaluate("sent.map((photo) => photo.name)")
        return names


def script() -> str:
    """The guide's script with the files that stand in it."""
    whole = (FOLDER / "guide.js").read_text(encoding="utf-8")
    return re.sub(r"/\* (\w+\.js) \*/", lambda name: (FOLDER / name[1]).read_text(encoding="utf-8"), whole)


@pytest.fixture
def stage(chromium: Browser) -> Iterator[Stage]:
    context = chromium.new_context(permissions=["camera"], timezone_id="America/New_York")
    context.set_default_timeout(20_000)
    made = Stage(context.new_page())
    made.page.on("pageerror", lambda error: made.faults.append(error.message))
    made.page.on("dialog", lambda dialog: dialog.accept())
    made.open()
    yield made
    context.close()
    assert made.faults == []


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


@pytest.mark.parametrize("body", ['{"files":[{"st', "{}", '{"files":[]}'])
def test_an_answer_that_is_cut_off_is_asked_for_again(stage: Stage, body: str) -> None:
    stage.answers = [(200, body), SAVED]
    stage.page.evaluate(ADD, ["a.jpg", "b.jpg"])
    stage.page.get_by_role("button", name=GUIDE["retry"]).click()
    stage.says("2 saved")
    assert stage.sent() == ["a.jpg", "a.jpg", "b.jpg"]


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_server_that_cannot_take_a_photo_just_now_is_no_lost_connection(stage: Stage, status: int) -> None:
    stage.answers = [(status, json.dumps({"files": [{"name": "a", "status": "refused", "message": "not now"}]}))]
    stage.page.evaluate(f"(names) => void ({ADD})(names)", ["a.jpg", "b.jpg"])
    stage.says(GUIDE["busy"].format(n=2))
    stage.answers = [SAVED]  # and goes on by itself
    stage.says("2 saved")
    assert stage.sent()[-2:] == ["a.jpg", "b.jpg"]
    no_answer_in_time = "AbortSignal.timeout = () => AbortSignal.abort(new DOMException('', 'TimeoutError'))"
    stage.page.evaluate(f"() => {{ const whole = AbortSignal.timeout; {no_answer_in_time}; window.whole = whole; }}")
    stage.page.evaluate(f"(names) => void ({ADD})(names)", ["c.jpg"])
    stage.says(GUIDE["busy"].format(n=1))
    stage.page.evaluate("() => { AbortSignal.timeout = whole; }")
    stage.says("1 saved")
    stage.page.route(f"{HOME}upload", lambda route: route.abort(), times=1)
    stage.page.evaluate(f"(names) => void ({ADD})(names)", ["d.jpg"])
    stage.says(GUIDE["offline"].format(n=1))
    stage.says("1 saved")


def test_what_goes_wrong_in_sending_leaves_a_queue_that_goes_on(stage: Stage) -> None:
    stage.page.evaluate(
        """() => {
          const { post } = guide;
          guide.post = async () => { guide.post = post; throw new Error("unheard of"); };
        }"""
    )
    stage.page.evaluate(f"(names) => void ({ADD})(names)", ["a.jpg"])
    stage.page.get_by_role("button", name=GUIDE["retry"]).click()
    stage.says("1 saved")
    assert stage.faults == ["unheard of"]
    stage.faults.clear()


def test_a_picture_that_the_browser_cannot_make_is_named_and_the_rest_saved(stage: Stage) -> None:
    page = stage.page
    page.evaluate(
        """() => {
          const canvas = HTMLCanvasElement.prototype, { toBlob } = canvas;
          canvas.toBlob = function (take) { canvas.toBlob = toBlob; take(null); };
        }"""
    )
    page.get_by_role("button", name=GUIDE["start"]).click()
    page.get_by_role("button", name=GUIDE["shoot"]).click()
    stage.says("2 saved")
    stage.says(GUIDE["unreadable"])
    assert len(stage.sent()) == 2


def test_a_file_that_is_gone_is_named_and_the_others_are_saved(stage: Stage, tmp_path: Path) -> None:
    page = stage.page
    files = [tmp_path / name for name in ("a.jpg", "b.jpg", "c.jpg")]
    for file in files:
        file.write_bytes(b"photo" * 100)
    page.evaluate("guide.sending = true")  # as while others go out
    page.locator("input").set_input_files(files)
    page.wait_for_function("guide.queue.length === 3")
    files[0].unlink()
    page.evaluate("() => { guide.sending = false; guide.send(); }")
    stage.says("2 saved")
    stage.says(f"a.jpg: {GUIDE['unreadable']}")
    assert stage.sent() == ["b.jpg", "c.jpg"]


HELD_CAMERA = """() => {
  const media = navigator.mediaDevices, begin = media.getUserMedia.bind(media);
  window.streams = [];
  media.getUserMedia = async (wanted) => {
    const stream = await begin(wanted);
    window.streams.push(stream);
    await new Promise((go) => { window.allow = go; });
    return stream;
  };
}"""
STATES = "streams.flatMap((one) => one.getTracks()).map((track) => track.readyState)"


def test_a_start_clicked_twice_opens_one_camera_that_stops(stage: Stage) -> None:
    page = stage.page
    page.evaluate(HELD_CAMERA)
    page.get_by_role("button", name=GUIDE["start"]).dblclick()
    page.wait_for_function("window.allow && streams.length")
    page.evaluate("allow()")
    page.get_by_role("button", name=GUIDE["stop"]).click()
    assert page.evaluate(STATES) == ["ended"]
    page.get_by_role("button", name=GUIDE["start"]).click()  # and starts anew
    page.wait_for_function("streams.length === 2")


def test_a_camera_that_cannot_be_shown_is_off_again(stage: Stage) -> None:
    page = stage.page
    page.evaluate(HELD_CAMERA)
    page.evaluate("() => { HTMLMediaElement.prototype.play = async () => { throw new Error('not allowed'); }; }")
    page.get_by_role("button", name=GUIDE["start"]).click()
    page.wait_for_function("!!window.allow")
    page.evaluate("allow()")
    stage.says(GUIDE["no_camera"])
    assert page.evaluate(STATES) == ["ended"]


def test_a_camera_that_goes_off_by_itself_is_said(stage: Stage) -> None:
    page = stage.page
    page.get_by_role("button", name=GUIDE["start"]).click()
    page.get_by_role("button", name=GUIDE["stop"]).wait_for()
    page.evaluate("guide.stream.getTracks()[0].dispatchEvent(new Event('ended'))")
    stage.says(GUIDE["camera_off"])
    expect(page.get_by_role("button", name=GUIDE["start"])).to_be_focused()
    expect(page.get_by_role("button", name=GUIDE["stop"])).to_be_hidden()


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


def test_who_tries_again_by_key_is_not_left_without_a_place_on_the_page(stage: Stage) -> None:
    stage.answers = [(503, "")]
    stage.page.evaluate(f"(names) => void ({ADD})(names)", ["a.jpg"])
    retry = stage.page.get_by_role("button", name=GUIDE["retry"])
    retry.wait_for()
    stage.answers = [SAVED]
    retry.press("Enter")
    stage.says("1 saved")
    expect(stage.page.locator(".result")).to_be_focused()


FULL = "The disk is full, so nothing was saved. Make room on it, then try again."


def take_three(page: Page) -> None:
    page.get_by_role("button", name=GUIDE["start"]).click()
    page.get_by_role("button", name=GUIDE["shoot"]).click()


@pytest.mark.parametrize(
    ("status", "body", "why"),
    [
        (401, '{"error": "You are not signed in any more."}', GUIDE["ended"]),
        (403, '{"error": "This page was open too long."}', "This page was open too long."),
        (500, "Internal Server Error", GUIDE["failed"]),
        (507, json.dumps({"files": [{"name": "a", "status": "refused", "message": FULL}]}), FULL),
    ],
    ids=["signed out", "old page", "fault", "full disk"],
)
def test_photos_that_only_the_camera_has_are_kept_until_they_are_saved(
    stage: Stage, status: int, body: str, why: str
) -> None:
    page = stage.page
    stage.answers = [SAVED, (status, body)]
    take_three(page)
    stage.says(GUIDE["kept"])
    stage.says(why)
    stage.says(GUIDE["saved_so_far"].format(n=1))
    expect(page.locator(".result li")).to_have_count(2)
    first, *kept = stage.sent()
    with page.expect_download() as copied:
        page.locator(".result a").last.click()
    assert copied.value.suggested_filename == kept[-1]
    assert copied.value.path().read_bytes().startswith(b"\xff\xd8\xff")
    stage.answers = [SAVED]
    page.get_by_role("button", name=GUIDE["retry"]).click()
    stage.says(GUIDE["saved"].format(n=3))
    assert stage.sent() == [first, *kept, *kept]
    expect(page.get_by_role("button", name=GUIDE["retry"])).to_be_hidden()


def test_a_full_disk_is_said_of_files_and_they_are_chosen_again(stage: Stage) -> None:
    stage.answers = [(507, json.dumps({"files": [{"name": "a", "status": "refused", "message": FULL}]}))]
    stage.page.evaluate(ADD, ["a.jpg"])
    stage.says(f"a.jpg: {FULL}")
    expect(stage.page.get_by_role("button", name=GUIDE["retry"])).to_be_hidden()
    assert stage.page.evaluate("guide.waiting()") == 0


def test_a_photo_from_the_camera_says_its_moment_wherever_it_was_taken(stage: Stage) -> None:
    begun = dt.datetime.now(dt.UTC)
    take_three(stage.page)
    stage.says(GUIDE["saved"].format(n=3))
    sent = stage.page.evaluate(
        """() => Promise.all(sent.map((photo) => new Promise((done) => {
             const reader = new FileReader();
             reader.onload = () => done([photo.name, reader.result.split(",")[1]]);
             reader.readAsDataURL(photo);
           })))"""
    )
    assert len(sent) == 3
    for name, content in sent:
        photo = inspect(base64.b64decode(content), "photo.jpg")
        assert photo.taken_at is not None
        when = photo.taken_at.when
        assert when.utcoffset() in (dt.timedelta(hours=-5), dt.timedelta(hours=-4))  # New York's
        assert dt.timedelta(seconds=-1) < when - begun < dt.timedelta(minutes=2)
        assert name == f"camera_{when:%Y-%m-%d_%H%M%S}.jpg"


def test_the_moment_of_a_photo_holds_in_every_zone(chromium: Browser) -> None:
    for zone, moment in {
        "Asia/Kathmandu": "2026-01-02T05:49:05+05:45",
        "America/St_Johns": "2026-01-01T20:34:05-03:30",
        "UTC": "2026-01-02T00:04:05+00:00",
    }.items():
        context = chromium.new_context(timezone_id=zone)
        page = context.new_page()
        page.add_script_tag(path=FOLDER / "moment.js")
        segment = bytes(page.evaluate("[...momentSegment(new Date('2026-01-02T00:04:05Z'))]"))
        context.close()
        plain = io.BytesIO()
        Image.new("RGB", (64, 64)).save(plain, "JPEG")
        taken_at = inspect(plain.getvalue()[:2] + segment + plain.getvalue()[2:], "photo.jpg").taken_at
        assert taken_at is not None
        assert taken_at.isoformat() == moment
