"""The guide at the camera: its camera, and what becomes of photos where the answers are none of a healthy server."""

from __future__ import annotations

import base64
import datetime as dt
import io
import json
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from skinmetrics.imaging.photo import inspect
from skinmetrics.web.words.capture import GUIDE
from tests.browser.guide_stage import ADD, FOLDER, HOME, SAVED, Stage

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(("status", "body"), [(200, '{"files":[{"st'), (200, "{}"), (200, '{"files":[]}'), (204, "")])
def test_an_answer_that_is_cut_off_is_asked_for_again(stage: Stage, status: int, body: str) -> None:
    stage.answers = [(status, body), SAVED]
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
