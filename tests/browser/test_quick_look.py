"""Quick look as a person uses it."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect

from skinmetrics.web.words import quick_look as words
from tests.browser.conftest import OpenPage
from tests.browser.seen import drag, look, shows_before, slid
from tests.browser.steady import drawn, in_view

pytestmark = pytest.mark.browser

HOVER_MS = 300
"""Long enough for the stage to follow a pointer that only passes over it, were it wrong."""


def add(page: Page, files: Sequence[Path]) -> None:
    page.locator("input[type=file]").set_input_files(list(files))
    page.get_by_role("heading", name=words.FACES_TITLE).wait_for()


def charts(page: Page) -> Locator:
    return page.get_by_test_id("stVegaLiteChart")


def points(page: Page, chart: int) -> Locator:
    return charts(page).nth(chart).locator('path[aria-roledescription="point"]')


def choose(page: Page, label: str, option: str) -> None:
    """Pick from a list by typing, as one does without a mouse."""
    box = page.get_by_role("combobox", name=label)
    box.focus()
    box.press_sequentially(option)
    page.get_by_role("option", name=option).wait_for()
    box.press("Enter")


def slider(page: Page) -> Locator:
    return page.get_by_role("slider", name=words.SLIDER_LABEL)


def test_six_photos_are_six_points_and_two_faces_to_slide_between(open_page: OpenPage, six_photos: list[Path]) -> None:
    page = open_page()
    add(page, six_photos)
    for chart in (0, 1):
        expect(points(page, chart)).to_have_count(6)
    expect(page.locator(".sm-outline")).to_have_count(6)
    expect(page.locator(".sm-faces img")).to_have_count(6)

    drawn(page)
    slider(page).focus()
    shows_before(page, 50)
    for _ in range(10):
        page.keyboard.press("ArrowRight")
    shows_before(page, 60)
    expect(slider(page)).to_have_attribute("aria-valuetext", re.compile("60 %"))

    slid(page, 20, lambda middle, aim: drag(page, middle, aim))
    left, top, width, height = in_view(page.locator(".stage"))
    page.mouse.move(left + 0.9 * width, top + height / 2)
    page.wait_for_timeout(HOVER_MS)
    shows_before(page, 20)


def test_any_two_dates_can_be_laid_over_each_other_and_any_part_of_the_face_charted(
    open_page: OpenPage, small_photos: list[Path]
) -> None:
    page = open_page()
    add(page, small_photos[:3])
    before = page.locator("img.before")
    expect(page.locator(".tag.later")).to_have_text(page.locator(".sm-faces span").nth(2).text_content() or "")
    first = before.get_attribute("src") or ""
    second = page.locator(".sm-faces span").nth(1).text_content() or ""
    choose(page, words.BEFORE, second)
    expect(page.locator(".tag.earlier")).to_have_text(second)
    expect(before).not_to_have_attribute("src", first)
    assert before.evaluate("async (image) => { await image.decode(); return image.naturalWidth; }") > 0

    expect(points(page, 0)).to_have_count(3)
    whole = points(page, 0).first.get_attribute("aria-label") or ""
    choose(page, words.REGION, words.REGIONS["cheek_left"])
    expect(points(page, 0).first).not_to_have_attribute("aria-label", whole)
    expect(points(page, 0)).to_have_count(3)


def test_a_wrong_file_is_refused_the_others_go_on_and_their_scores_can_be_saved(
    open_page: OpenPage, small_photos: list[Path], tmp_path: Path
) -> None:
    letter = tmp_path / "letter.jpg"
    letter.write_bytes(b"%PDF-1.7 a letter")
    page = open_page()
    add(page, [small_photos[0], letter, small_photos[1]])
    refused = page.locator(".st-key-refused")
    expect(refused).to_contain_text("letter.jpg")
    expect(refused).to_contain_text("PDF")

    with page.expect_download() as download:
        page.get_by_role("button", name=words.DOWNLOAD).click()
    saved = tmp_path / "scores.csv"
    download.value.save_as(saved)
    with saved.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {(row["photo"], row["burst"]) for row in rows} == {(small_photos[0].name, "1"), (small_photos[1].name, "2")}


def test_the_camera_takes_a_photo_that_is_looked_at_like_any_other(open_page: OpenPage) -> None:
    page = open_page()
    page.get_by_text(words.CAMERA, exact=True).click()
    page.wait_for_function("document.querySelector('video')?.readyState === HTMLMediaElement.HAVE_ENOUGH_DATA")
    page.get_by_role("button", name="Take Photo").click()
    refused = page.locator(".st-key-refused")  # the browser's test picture has no face
    expect(refused).to_contain_text("Camera")
    expect(refused).to_contain_text("face")


def test_a_camera_that_is_not_allowed_is_said_in_our_words_and_leads_nowhere_else(open_page: OpenPage) -> None:
    page = open_page()
    refused = "async () => { throw new DOMException('', 'NotAllowedError'); }"
    page.evaluate(f"() => {{ navigator.mediaDevices.getUserMedia = {refused}; }}")
    page.get_by_text(words.CAMERA, exact=True).click()
    camera = page.get_by_test_id("stCameraInput")
    said = "(part) => getComputedStyle(part, '::after').content"
    assert camera.get_by_test_id("stCameraInputButton").evaluate(said) == f'"{words.TAKE}"'
    advice = camera.locator("p:has(a)")
    expect(advice).to_be_hidden()
    assert advice.locator("..").evaluate(said) == f'"{words.NOT_ALLOWED}"'


def test_no_photo_has_an_address_that_others_could_open(open_page: OpenPage, small_photos: list[Path]) -> None:
    page = open_page()
    media: list[str] = []
    page.on("response", lambda response: media.append(response.url) if "/media/" in response.url else None)
    add(page, small_photos[:2])
    expect(page.locator(".stage")).to_be_visible()
    for place, number in ((".sm-photo img", 4), (".stage img", 2), (".sm-faces img", 2)):
        sources = page.locator(place).evaluate_all("(all) => all.map((image) => image.src.slice(0, 11))")
        assert sources == ["data:image/"] * number
    icons = page.locator("link[rel~=icon]").evaluate_all("(all) => all.map((link) => link.href)")
    assert [url for url in media if not url.endswith(".csv") and url not in icons] == []


@pytest.mark.parametrize(("width", "dark"), [(390, False), (1440, True)], ids=["phone-light", "desk-dark"])
def test_everyone_can_use_it_on_a_phone_and_at_a_desk(
    open_page: OpenPage, small_photos: list[Path], tmp_path: Path, *, width: int, dark: bool
) -> None:
    page = open_page(width=width, dark=dark)
    look(page)
    page.screenshot(path=tmp_path / "empty.png")
    add(page, small_photos[:2])
    expect(points(page, 1)).to_have_count(2)
    expect(page.locator("img.before")).not_to_have_attribute("alt", "")
    look(page)
    page.set_viewport_size(
        {"width": width, "height": page.get_by_test_id("stMain").evaluate("(main) => main.scrollHeight")}
    )
    page.screenshot(path=tmp_path / "results.png")

    if width < 600:
        slid(page, 75, lambda _middle, aim: page.touchscreen.tap(*aim))
