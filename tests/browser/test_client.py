"""A client's whole way on a phone and at a desk: invited, consenting, photos in, a verdict, and out again."""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pillow_heif
import pytest
from PIL import ExifTags, Image
from playwright.sync_api import Browser, Page, expect

from skinmetrics.clinic import people, treatments
from skinmetrics.clinic.actors import CONSOLE
from skinmetrics.clinic.tables import Purpose
from skinmetrics.web.words import client as told
from skinmetrics.web.words.capture import GUIDE
from skinmetrics.web.words.consent import PURPOSES
from tests.browser.clinic_server import ClinicServer, join_as_client, running, set_up
from tests.browser.seen import drag, look, shows_before, slid
from tests.browser.steady import PATIENCE_MS, drawn, until

pytestmark = pytest.mark.browser

ANNA = Path(__file__).parents[2] / "sample_images" / "anna"
FIRST_SESSION = dt.date(2026, 2, 4)
THIRD_PHOTO = dt.datetime(2026, 1, 26, 8, 16)  # noqa: DTZ001 - a camera's clock


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ClinicServer]:
    with running(tmp_path_factory.mktemp("client") / "data", SKINMETRICS_WORKERS="2") as started:
        yield started


@pytest.fixture(scope="module")
def six_days(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """One photo of each of three days before the first session and three after it, at half their size."""
    folder = tmp_path_factory.mktemp("six")
    days = sorted({path.name.rsplit("_", 1)[0]: path for path in sorted(ANNA.glob("*.jpg"), reverse=True)}.values())[:6]
    for path in (*days[:2], *days[3:]):
        with Image.open(path) as image:
            image.reduce(2).save(folder / path.name, quality=92)
    as_phone_writes(days[2], folder / "IMG_0001.HEIC")
    return [folder / (path.name if number != 2 else "IMG_0001.HEIC") for number, path in enumerate(days)]


def as_phone_writes(photo: Path, to: Path) -> None:
    """A photo as HEIC: lying on its side, turn and moment in its tags, and no day in its name."""
    tags = Image.Exif()
    tags[ExifTags.Base.Orientation] = 6
    tags.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = THIRD_PHOTO.strftime("%Y:%m:%d %H:%M:%S")
    with Image.open(photo) as image:
        lying = image.reduce(2).transpose(Image.Transpose.ROTATE_90)
    pillow_heif.from_pillow(lying).save(to, quality=92, exif=tags.tobytes())


def go(page: Page, name: str) -> None:
    """To a page by its link: in the row below the header on a phone, in the header at a desk."""
    within_reach = page.locator(".st-key-phone-nav")
    narrow = page.evaluate("window.innerWidth < 600")
    (within_reach if narrow else page.get_by_test_id("stHeader")).get_by_role("link", name=name).click()
    page.get_by_role("heading", name=name, level=1).wait_for()


def leave_while_the_camera_is_on(page: Page) -> None:
    """To another page while the guide looks, and amid three photos: the camera goes off with the page."""
    page.evaluate(
        """() => {
             const media = navigator.mediaDevices, begin = media.getUserMedia.bind(media);
             const canvas = HTMLCanvasElement.prototype, encode = canvas.toBlob;
             const held = new Promise((done) => { window.encodePhotos = done; });
             window.cameras = [];
             media.getUserMedia = async (wanted) => {
               const stream = await begin(wanted);
               window.cameras.push(...stream.getTracks());
               return stream;
             };
             canvas.toBlob = function (take, ...how) { held.then(() => encode.call(this, take, ...how)); };
           }"""
    )
    for amid_photos in (False, True):
        go(page, told.ADD_TITLE)
        page.get_by_role("button", name=GUIDE["start"]).click()
        shoot = page.get_by_role("button", name=GUIDE["shoot"])
        shoot.wait_for()
        if amid_photos:
            shoot.click()
        go(page, told.PROGRESS_TITLE)
        if amid_photos:
            page.evaluate("window.encodePhotos()")
        page.wait_for_function("window.cameras.every((one) => one.readyState === 'ended')")
    assert page.evaluate("window.cameras.length") == 2


def answered(page: Page, uploads: list[int], number: int) -> None:
    """Wait until the server has answered so many uploads, each with success."""
    for _ in range(PATIENCE_MS // 200):
        if len(uploads) >= number:
            break
        page.wait_for_timeout(200)
    assert uploads == [200] * number


def upright_heic(page: Page) -> None:
    """The HEIC stands under the day in its tags, upright."""
    heading = page.get_by_role("heading", name="26 Jan 2026", exact=True)
    expect(heading).to_be_visible()
    photo = heading.locator("xpath=following::div[@class='sm-photo'][1]/img")
    drawn(page)
    photo.evaluate("(image) => { image.scrollIntoView(); return image.decode(); }")
    wide, high = photo.evaluate("(image) => [image.naturalWidth, image.naturalHeight]")
    assert high > wide


def pick_lines(page: Page) -> None:
    """A line of the face by keyboard and by mouse; the list and what is said follow."""
    listed = page.get_by_role("combobox", name=told.LINE)
    listed.wait_for()
    drawn(page)
    page.get_by_role("radio", checked=True).focus()
    before = listed.input_value()
    page.keyboard.press("ArrowDown")
    expect(listed).not_to_have_value(before)
    expect(page.get_by_role("radio", checked=True)).to_be_focused()
    expect(page.locator(".sm-line")).to_have_text(re.compile(r"^This line: \d+\smm"))
    picked: list[str] = []

    def click_another() -> None:
        drawn(page)
        name, x, y = page.get_by_role("radio", checked=False).first.evaluate(
            """(other) => {
                 const line = other.querySelector('polyline');
                 line.scrollIntoView({block: 'center', behavior: 'instant'});
                 const point = line.points[Math.floor(line.points.length / 2)].matrixTransform(line.getScreenCTM());
                 return [other.getAttribute('aria-label'), point.x, point.y];
               }"""
        )
        picked[:] = [name.split(": This line")[0]]
        page.mouse.click(x, y)

    until(click_another, lambda patience: expect(listed).to_have_value(picked[0], timeout=patience))


def save_time_lapse(page: Page, days: int) -> None:
    """The time-lapse as a file of one's own."""
    page.get_by_role("button", name=told.PLAY, exact=True).click()
    page.get_by_role("button", name=told.SAVE_GIF).click()
    with page.expect_download() as download:
        page.get_by_role("link", name=told.KEEP_GIF).click()
    expect(page.get_by_role("button", name=told.PLAY, exact=True)).to_be_visible()
    frame = page.get_by_role("slider", name=told.FRAME)
    stands = frame.input_value()
    page.wait_for_timeout(2000)
    assert frame.input_value() == stands, "what says Play does not play"
    with Image.open(download.value.path()) as saved:
        assert (saved.format, getattr(saved, "n_frames", 1)) == ("GIF", days)


def record_first_session(server: ClinicServer, client: str) -> None:
    records = server.records()
    (clinic,) = people.clinics(records, CONSOLE)
    client_id = next(one.id for one in people.list_clients(records, CONSOLE, clinic.id) if one.name == client)
    treatments.record_session(records, CONSOLE, client_id, treatments.SessionFacts(FIRST_SESSION))
    records.database.engine.dispose()


def first_look(server: ClinicServer, page: Page) -> None:
    """A client's pages before there is any photo, and the consent that adding one asks for."""
    page.goto(server.address)
    expect(page.get_by_text(told.PROGRESS_EMPTY)).to_be_visible()
    page.goto(f"{server.address}/progress")  # the start page by its own name
    page.wait_for_url(f"{server.address}/")
    page.get_by_role("heading", name=told.PROGRESS_TITLE, level=1).wait_for()
    expect(page.get_by_text("Page not found")).to_have_count(0)
    page.locator("a.sm-link", has_text=told.ADD_TITLE).click()
    expect(page.get_by_text(told.CONSENT_FIRST)).to_be_visible()
    for purpose in (Purpose.MEASURING, Purpose.PRACTITIONER):  # the first lets go on, and takes none of the others away
        page.get_by_text(PURPOSES[purpose][0], exact=True).click()
        drawn(page)
    page.get_by_role("button", name=told.GO_ON).click()
    page.get_by_role("button", name=GUIDE["start"]).wait_for()
    go(page, told.DATA_TITLE)
    look(page, "my-data-390-dark")


def add_six_days(page: Page, uploads: list[int], six_days: list[Path]) -> None:
    """Photos as files and from the camera, of which some go out while the connection is lost."""
    leave_while_the_camera_is_on(page)

    # The first photos: files, the first of which is sent twice, as no answer comes; then three from the camera; what
    # is saved is there after a reload.
    go(page, told.ADD_TITLE)
    page.evaluate(
        """() => {
             const full = AbortSignal.timeout;
             AbortSignal.timeout = (ms) => {
               AbortSignal.timeout = full;
               return full.call(AbortSignal, ms / 100);
             };
           }"""
    )
    page.route("**/upload", lambda _: None, times=1)
    page.locator(".files input").set_input_files(six_days[:3])
    page.get_by_text("3 saved").wait_for()
    page.get_by_role("button", name=GUIDE["start"]).click()
    page.get_by_role("button", name=GUIDE["shoot"]).click()
    expect(page.locator(".guide .result")).to_be_focused()
    answered(page, uploads, 6)
    page.reload()
    expect(page.get_by_text(told.UNUSABLE).first).to_be_visible()
    page.locator(".sm-photo img").nth(2).wait_for()  # at least three
    upright_heic(page)
    look(page, "add-photos-390-dark")

    # The connection is lost while the photos of the later days go out, and comes back.
    page.context.set_offline(offline=True)
    page.locator(".files input").set_input_files(six_days[3:])
    page.get_by_role("button", name=GUIDE["retry"]).wait_for()
    page.context.set_offline(offline=False)
    page.get_by_text("3 saved").wait_for()
    answered(page, uploads, 9)  # and nothing that the camera saw as its page was left


def verdict_on_a_phone(page: Page) -> str:
    """The verdict, and before and after by key and touch; the address of a picture that only the client may see."""
    expect(page.locator(".sm-cards .sm-verdict").first).to_have_text(re.compile("No detectable change|Improved"))
    page.locator(".sm-line").wait_for()  # the page is drawn anew when the lines are followed
    page.locator(".sm-badge.sm-alike, .sm-badge.sm-careful").wait_for()
    slider = page.get_by_role("slider", name=told.SLIDER_LABEL)
    slid(page, 25, lambda _middle, aim: page.touchscreen.tap(*aim))
    slider.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    shows_before(page, 30)
    picture = page.locator("img.before").get_attribute("src") or ""
    assert picture.startswith("/picture/")
    look(page, "progress-390-dark")
    return picture


def verdict_at_a_desk(server: ClinicServer, page: Page) -> None:
    """A part of the face chosen by key, the lines, before and after by mouse, the time-lapse, and the pages of help."""
    chin = page.locator('polygon[data-region="chin"]')
    chin.wait_for()
    drawn(page)
    chin.focus()
    page.keyboard.press("Enter")
    expect(chin).to_have_attribute("aria-pressed", "true")
    expect(page.get_by_role("combobox", name=told.REGION)).to_have_value("Chin")
    pick_lines(page)
    slid(page, 80, lambda middle, aim: drag(page, middle, aim))
    expect(page.locator(".sm-badge")).to_have_text(re.compile("^(Comparable|Compare with care)"))
    save_time_lapse(page, days=6)
    look(page, "progress-1440")
    for path in ("help-photos", "help-noise", "evidence"):
        page.goto(f"{server.address}/{path}")
        page.get_by_role("heading", level=1).wait_for()
        look(page, path)


def out_again(server: ClinicServer, page: Page, six_days: list[Path], picture: str, kept: Path) -> None:
    """The download holds every photo as it came, and after the erasure nothing is there any more."""
    go(page, told.DATA_TITLE)
    with page.expect_download() as download:
        page.get_by_role("link", name=told.EXPORT).click()
    download.value.save_as(kept)
    with zipfile.ZipFile(kept) as archive:
        assert {path.read_bytes() for path in six_days} <= {
            archive.read(name) for name in archive.namelist() if name.startswith("photos/")
        }
    page.get_by_text(told.ERASE_CHECK).click()
    page.get_by_role("button", name=told.ERASE).click()
    expect(page.get_by_text(told.ERASED)).to_be_visible()
    assert page.request.get(server.address + picture).status in (401, 404)
    page.goto(f"{server.address}/my-data")
    expect(page.get_by_text(told.NOT_YOURS)).to_be_visible()


def test_from_the_invitation_to_the_verdict_and_out_again(
    server: ClinicServer, chromium: Browser, six_days: list[Path], tmp_path: Path
) -> None:
    set_up(server, chromium).close()
    joined = join_as_client(server, chromium, "Anna")
    phone = chromium.new_context(
        viewport={"width": 390, "height": 844},
        has_touch=True,
        color_scheme="dark",
        storage_state=joined.storage_state(),
        bypass_csp=True,
    )
    joined.close()
    phone.set_default_timeout(PATIENCE_MS)
    page = phone.new_page()
    uploads: list[int] = []
    page.on("response", lambda one: uploads.append(one.status) if one.url.endswith("/upload") else None)
    first_look(server, page)
    add_six_days(page, uploads, six_days)
    record_first_session(server, "Anna")
    go(page, told.PROGRESS_TITLE)
    picture = verdict_on_a_phone(page)
    state = phone.storage_state()
    phone.close()
    desk = chromium.new_context(viewport={"width": 1440, "height": 900}, storage_state=state, bypass_csp=True)
    desk.set_default_timeout(PATIENCE_MS)
    page = desk.new_page()
    page.goto(server.address)
    verdict_at_a_desk(server, page)
    out_again(server, page, six_days, picture, tmp_path / "export.zip")
    desk.close()
