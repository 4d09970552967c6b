"""The page as a visitor uses it, without a browser: real photos, scored by real worker processes."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from datetime import date
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import cv2
import numpy as np
import pytest
from PIL import ExifTags, Image
from streamlit.testing.v1 import AppTest

from skinmetrics.imaging.clock import CLOCK_WRONG
from skinmetrics.imaging.photo import inspect
from skinmetrics.progress.words.saying import day
from skinmetrics.web import samples, visitor
from skinmetrics.web.quick_look import page as quick_look
from skinmetrics.web.words import client as told
from skinmetrics.web.words import quick_look as words
from skinmetrics.web.workers import workers

SCRIPT = Path(quick_look.__file__)
SECONDS = 180


@pytest.fixture(scope="module", autouse=True)
def _workers_end_with_the_tests() -> Iterator[None]:
    yield
    workers().close()


@pytest.fixture
def page(monkeypatch: pytest.MonkeyPatch) -> AppTest:
    nobody = SimpleNamespace(cookies={})  # AppTest's own would be anything
    monkeypatch.setattr(visitor, "st", SimpleNamespace(context=nobody))
    return AppTest.from_file(SCRIPT, default_timeout=SECONDS).run()


@pytest.fixture
def two_days(sample_photos: list[Path], tmp_path: Path) -> list[Path]:
    """A photo of the first day and one of the last, at half their size."""
    small = []
    for path in (sample_photos[0], sample_photos[-1]):
        image = cv2.imread(str(path))
        assert image is not None
        small.append(tmp_path / path.name)  # the name holds the date
        cv2.imwrite(str(small[-1]), cv2.resize(image, None, fx=0.5, fy=0.5, interpolation=cv2.INTER_AREA))
    return small


def upload(page: AppTest, *files: tuple[str, bytes]) -> AppTest:
    page.file_uploader[0].set_value([(name, data, "image/jpeg") for name, data in files])
    page.run()
    assert not page.exception
    return page


def html(page: AppTest) -> str:
    return " ".join(element.value for element in page.html)


def numbers(page: AppTest) -> list[list[str]]:
    """The table of numbers: its head and its rows, a text each cell."""
    (table,) = re.findall(r'<div class="sm-table".*?</table>', html(page))
    return [
        [unescape(cell) for cell in re.findall(r"<t[hd][^>]*>(.*?)</t[hd]>", row)]
        for row in re.findall("<tr.*?</tr>", table)
    ]


def dates(page: AppTest) -> list[object]:
    return [field.value for field in page.date_input]


def test_an_empty_page_says_what_it_does_and_that_nothing_is_kept(page: AppTest) -> None:
    assert not page.exception
    said = html(page)
    assert words.INTRODUCTION in said
    assert said.count(words.PRIVACY) == 1
    assert not page.date_input


def test_two_bursts_of_one_day_are_told_apart_by_their_times(page: AppTest, two_days: list[Path]) -> None:
    named = zip(("IMG_20260301_090000.jpg", "IMG_20260301_120000.jpg"), two_days, strict=True)
    upload(page, *((name, path.read_bytes()) for name, path in named))
    names = ["1 Mar 2026, 09:00", "1 Mar 2026, 12:00"]
    chosen = [one for one in page.selectbox if one.label in (told.BEFORE, told.AFTER)]
    assert [one.options for one in chosen] == [names, names]
    assert numbers(page)[0][1:] == names


def test_lines_are_not_followed_from_one_phone_to_another(page: AppTest, two_days: list[Path]) -> None:
    for path, model in zip(two_days, ("old", "new"), strict=True):
        exif = Image.Exif()
        exif[ExifTags.Base.Model] = model
        with Image.open(path) as image:
            image.save(path, quality=95, exif=exif)
    upload(page, *((path.name, path.read_bytes()) for path in two_days))
    assert told.LINES_FEW_DAYS in [caption.value for caption in page.caption]
    assert "are followed" not in html(page)


def test_photos_of_two_days_are_compared(page: AppTest, two_days: list[Path]) -> None:
    upload(page, *((path.name, path.read_bytes()) for path in two_days))
    expected = [inspect(path.read_bytes(), path.name).taken_at for path in two_days]
    assert dates(page) == [taken_at.day for taken_at in expected if taken_at]
    said = html(page)
    assert "sm-outline" in said
    assert f"Between {day(expected[0].day)} and {day(expected[1].day)}" in said  # type: ignore[union-attr]
    assert words.INTRODUCTION not in said
    assert said.index('<h2 class="sm-headline">') < said.index("sm-outline"), "what changed stands above the photos"
    assert [header.value for header in page.header] == [
        words.PHOTOS_TITLE,
        words.CHART_TITLE,
        told.LINES_TITLE,
        words.COMPARE_TITLE,
        words.FACES_TITLE,
    ]
    assert re.search(r"\d+ lines of .* are followed", said)
    head, *rows = numbers(page)
    assert len(rows) > 10
    assert {len(row) for row in (head, *rows)} == {3}
    assert said.count("<h4>") == 14
    assert re.findall(r"<h4>Number of visible pores</h4><p>Not measured here. [A-Z]", said) != []


def test_wrong_files_are_refused_with_their_reason_and_the_others_go_on(page: AppTest, two_days: list[Path]) -> None:
    good = two_days[0].read_bytes()
    upload(page, ("letter.jpg", b"%PDF-1.7"), ("good.jpg", good), ("cut.jpg", good[:20_000]), ("twin.jpg", good))
    assert len(page.date_input) == 1
    reasons = dict(re.findall("<dt>(.*?)</dt><dd>(.*?)</dd>", html(page)))
    assert reasons.keys() == {"letter.jpg", "cut.jpg", "twin.jpg"}
    assert "PDF" in reasons["letter.jpg"]
    assert reasons["twin.jpg"] == words.TWICE


def test_a_file_name_is_shown_as_it_is_and_loads_nothing(page: AppTest) -> None:
    upload(page, ("![](http://elsewhere.example/a.png)<img src=x>.jpg", b"%PDF-1.7"))
    assert not any("elsewhere" in markdown.value for markdown in page.markdown)
    assert "<dt>![](http://elsewhere.example/a.png)&lt;img src=x&gt;.jpg</dt>" in html(page)


def test_a_photo_from_a_camera_whose_clock_runs_ahead_asks_for_its_day(page: AppTest, two_days: list[Path]) -> None:
    upload(page, ("2090-05-06.jpg", without_date(two_days[0].read_bytes())))
    assert dates(page) == [None]
    assert unescape(html(page)).count(CLOCK_WRONG) == 1
    page.date_input[0].set_value(date(2026, 5, 6)).run()
    assert not page.exception
    assert dates(page) == [date(2026, 5, 6)]
    assert CLOCK_WRONG not in unescape(html(page))


def test_an_undated_photo_asks_for_its_date_and_then_joins(page: AppTest, two_days: list[Path]) -> None:
    dated, undated = two_days
    upload(page, (dated.name, dated.read_bytes()), ("selfie.jpg", without_date(undated.read_bytes())))
    assert dates(page)[0] is None
    assert page.date_input[0].label == words.DATE_ASKED
    assert words.UNDATED_ONE in html(page)
    assert words.ONE_DATE in html(page)

    page.date_input[0].set_value(date(2026, 1, 1)).run()
    assert not page.exception
    assert words.UNDATED_ONE not in html(page)
    assert "Between 1 Jan 2026 and" in html(page)


def test_a_day_that_a_messenger_gave_is_said_to_be_perhaps_that_of_sending(page: AppTest, two_days: list[Path]) -> None:
    dated, bare = two_days[0], without_date(two_days[1].read_bytes())
    upload(page, (dated.name, dated.read_bytes()), ("WhatsApp Image 2026-03-01 at 10.15.00.jpeg", bare))
    assert unescape(html(page)).count(words.DATE_OF_SENDING) == 1
    page.date_input[dates(page).index(date(2026, 3, 1))].set_value(date(2026, 2, 20)).run()
    assert words.DATE_OF_SENDING not in unescape(html(page))


def test_a_date_can_be_corrected_and_the_order_follows(page: AppTest, two_days: list[Path]) -> None:
    upload(page, *((path.name, path.read_bytes()) for path in two_days))
    first = dates(page)[0]
    page.date_input[1].set_value(date(2025, 2, 3)).run()
    assert not page.exception
    assert dates(page) == [date(2025, 2, 3), first]
    assert "Between 3 Feb 2025 and" in html(page)
    assert "lines of 3 Feb 2025 are followed" in html(page)
    page.date_input[0].set_value(date(2025, 2, 4)).run()
    assert "lines of 4 Feb 2025 are followed" in html(page), "the order is as it was, and the lines too"


def test_another_region_can_be_picked(page: AppTest, two_days: list[Path]) -> None:
    upload(page, *((path.name, path.read_bytes()) for path in two_days))
    whole = numbers(page)
    page.selectbox(key="region").set_value("forehead").run()
    assert not page.exception
    assert numbers(page) != whole


def test_a_photo_can_be_removed_and_everything_cleared(page: AppTest, two_days: list[Path]) -> None:
    upload(page, *((path.name, path.read_bytes()) for path in two_days), ("letter.jpg", b"%PDF-1.7"))
    next(button for button in page.button if button.label == words.REMOVE).click().run()
    assert len(page.date_input) == 1
    next(button for button in page.button if button.label == words.DISMISS).click().run()
    assert "letter.jpg" not in html(page)
    assert words.START_OVER not in {button.label for button in page.button}, "one tap takes nothing away"
    next(button for button in page.button if button.label == words.START_OVER_FOR_GOOD).click().run()
    assert not page.exception
    assert not page.date_input
    assert words.INTRODUCTION in html(page)


def test_a_mirrored_photo_is_told_and_its_sides_are_swapped_back(page: AppTest, two_days: list[Path]) -> None:
    first, last = two_days
    image = cv2.imread(str(last))
    assert image is not None
    upload(page, (first.name, first.read_bytes()), (last.name, last.read_bytes()))
    cv2.imwrite(str(last), cv2.flip(image, 1))
    other = AppTest.from_file(SCRIPT, default_timeout=SECONDS).run()
    upload(other, (first.name, first.read_bytes()), (last.name, last.read_bytes()))
    assert words.MIRRORED.format(photos=last.name) in html(other)
    assert words.MIRRORED.format(photos=last.name) not in html(page)
    page.selectbox(key="region").set_value("infraorbital_left").run()
    other.selectbox(key="region").set_value("infraorbital_left").run()
    lines, same = (list(map(float, numbers(one)[1][1:])) for one in (page, other))
    assert same == pytest.approx(lines, rel=0.1)


def test_another_person_is_said_kindly_and_left_out(page: AppTest, two_days: list[Path]) -> None:
    first, last = two_days[0], sorted((samples.SAMPLE_IMAGES / "rosa").glob("*.jpg"))[-1]
    upload(page, (first.name, first.read_bytes()), (last.name, last.read_bytes()))
    assert words.ANOTHER_PERSON.format(photos=last.name) in html(page)
    assert words.ONE_DATE in html(page)
    page.checkbox(key="one person").check().run()
    assert words.ANOTHER_PERSON.format(photos=last.name) not in html(page)
    assert words.ONE_DATE not in html(page)
    page.checkbox(key="one person").uncheck().run()
    assert words.ONE_DATE in html(page)


def test_the_sample_photos_are_one_click_away(
    page: AppTest, two_days: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "clients" / "someone").mkdir(parents=True)
    for path in two_days:
        shutil.copy(path, tmp_path / "clients" / "someone")
    monkeypatch.setattr(samples, "SAMPLE_IMAGES", tmp_path / "clients")
    next(button for button in page.button if button.label == words.SAMPLES).click().run()
    assert not page.exception
    assert len(page.date_input) == 2


def without_date(jpeg: bytes) -> bytes:
    """The same picture, re-encoded without what the file said about itself."""
    image = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
    assert image is not None
    return cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, 92])[1].tobytes()
