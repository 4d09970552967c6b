"""The two pages, read back by PDFium."""

from __future__ import annotations

import datetime as dt
import io
import re
import uuid
from dataclasses import replace

from pypdfium2 import PdfDocument
from reportlab.graphics.shapes import Circle, Line

from skinmetrics.progress.verdict import Verdict
from skinmetrics.progress.words.sentences import NO_CAUSE
from skinmetrics.reports import words
from skinmetrics.reports.chart import draw_chart
from skinmetrics.reports.pdf import PdfFormat
from skinmetrics.reports.report import Chart, Finding, Measurement, Method
from tests.reports.reports import CLIENT, METHODS, PICTURES, a_report, finding, photo


def pdf(**changed: object) -> bytes:
    out = io.BytesIO()
    PdfFormat().write(a_report(**changed), out)
    return out.getvalue()


def pages(data: bytes) -> int:
    return len(PdfDocument(data))  # type: ignore[no-untyped-call]


def images(data: bytes) -> int:
    return len(re.findall(rb"/Subtype\s*/Image\b", data))


def texts(data: bytes) -> list[str]:
    """The text of each page, its lines joined."""
    return [" ".join(page.get_textpage().get_text_range().split()) for page in PdfDocument(data)]  # type: ignore[no-untyped-call]


def test_it_has_two_pages_and_its_own_fonts() -> None:
    data = pdf()
    assert data.startswith(b"%PDF-")
    assert pages(data) == 2
    assert b"DejaVuSans-Bold" in data
    assert b"FontFile2" in data


def test_the_faces_are_in_it_only_when_they_are_given() -> None:
    assert images(pdf()) == 0
    assert images(pdf(pictures=PICTURES)) == 2


def test_no_line_ends_between_a_number_and_its_unit() -> None:
    plain = finding("fine_line_density", "Fine lines", Verdict.NO_DETECTABLE_CHANGE)
    for words_before in range(25, 50):
        told = replace(plain, sentence=f"{'w ' * words_before}up to 6.1 % of it.")
        first = PdfDocument(pdf(findings=(told,)))[0]  # type: ignore[no-untyped-call]
        lines = first.get_textpage().get_text_range().splitlines()
        assert not [line for line in lines if line.lstrip().startswith("%")]


def test_however_much_there_is_to_say_it_stays_two_pages() -> None:
    methods = tuple(
        Method(f"metric_{n}", f"A metric with a long name, number {n}", "mm/cm²", 1, "0" * 12, "") for n in range(16)
    )
    findings: list[Finding] = []
    for method in methods:
        findings.append(finding(method.metric, method.name, Verdict.NO_DETECTABLE_CHANGE))
        findings += [finding(method.metric, method.name, Verdict.WORSENED, f"region {n}") for n in range(15)]
    much = replace(
        a_report(), methods=methods, findings=tuple(findings), cannot_tell=("A reason of a line. " * 4,) * 30
    )
    out = io.BytesIO()
    PdfFormat().write(replace(much, scores=(), pictures=PICTURES), out)
    assert pages(out.getvalue()) == 2


def test_the_first_page_says_what_changed_with_its_noise_and_names_no_cause() -> None:
    first, _ = texts(pdf(pictures=PICTURES))
    assert CLIENT in first
    assert a_report().headline in first
    assert NO_CAUSE in first
    assert "Fine lines: improved. Without any change photos differ by up to 9 %." in first
    assert first.index("Fine lines: improved") < first.index("Skin roughness: no detectable change")
    assert "1 Mar 2026" in first
    assert "1 Jun 2026" in first
    assert words.NO_DIAGNOSIS in first


def test_the_second_page_says_what_the_photos_cannot_tell_and_how_it_was_measured() -> None:
    _, second = texts(pdf())
    for told in (*a_report().cannot_tell, words.NEVER):
        assert told in second
    assert "Fine lines, forehead: improved" in second
    assert "Redness, chin" not in second
    assert "Photo days: 4. Photos: 6, of which left out: 3. Sessions: 2." in second
    for method in METHODS:
        assert method.name in second
    assert "Skinmetrics 0.1.0, noise model 3. Report SM-7F3A9C21D0" in second


def test_photo_days_are_days_and_every_photo_that_does_not_count_is_left_out_unless_it_waits() -> None:
    good = photo(1, 1)
    one_day = [good, *(replace(good, id=uuid.UUID(int=n), burst=uuid.UUID(int=n)) for n in range(2, 8))]
    reasons: list[dict[str, object]] = [
        {"capture": "unusable"}, {"capture": None}, {"refused": "No face found."}, {"excluded": "sunburnt"},
        {"stranger": True}, {"day": None, "taken_at": None},
    ]  # fmt: skip
    photos = [good, *(replace(one, **why) for one, why in zip(one_day[1:], reasons, strict=True))]  # type: ignore[arg-type]
    _, second = texts(pdf(photos=tuple(photos)))
    assert "Photo days: 1. Photos: 7, of which left out: 5." in second


def test_the_page_for_the_client_has_plain_units_and_no_hash() -> None:
    (_, second) = texts(pdf())
    assert METHODS[0].parameters not in second
    assert "a.u." not in second
    assert words.NO_DIAGNOSIS in second


def test_names_in_markup_stay_names() -> None:
    first, _ = texts(pdf(client="<b>Ann & Bob</b>"))
    assert "<b>Ann & Bob</b>" in first


def test_what_is_below_the_charts_tells_what_is_drawn() -> None:
    first, _ = texts(pdf())
    assert words.BAND in first
    assert words.TICKS in first
    without = tuple(replace(chart, band=None) for chart in a_report().charts)
    first, _ = texts(pdf(charts=without))
    assert words.BAND not in first
    assert words.TICKS in first
    assert words.HOLLOW in first
    first, _ = texts(pdf(sessions=()))
    assert words.TICKS not in first
    assert words.HOLLOW in first
    first, _ = texts(pdf(charts=()))
    assert words.TICKS not in first


def test_no_part_is_said_to_be_unchanged_before_one_could_be_compared() -> None:
    def second(*verdicts: Verdict) -> str:
        return texts(pdf(findings=tuple(finding("redness", "Redness", one, "chin") for one in verdicts)))[1]

    few, apart, same = Verdict.TOO_FEW_PHOTOS, Verdict.NOT_COMPARABLE, Verdict.NO_DETECTABLE_CHANGE
    for none in ((), (few,), (few, apart)):
        assert words.REGIONS not in second(*none)
        assert words.NO_REGIONS not in second(*none)
    assert words.NO_REGIONS in second(same, same)
    for some in ((same, few), (apart, same)):
        assert words.NO_COMPARED_REGIONS in second(*some)
        assert words.NO_REGIONS not in second(*some)


def test_a_part_that_moved_further_than_its_noise_is_not_said_to_have_stayed() -> None:
    same = finding("redness", "Redness", Verdict.NO_DETECTABLE_CHANGE, "chin")
    moved = replace(same, region="nose", unsure=True)
    for others in ((), (finding("redness", "Redness", Verdict.NOT_COMPARABLE, "forehead"),)):
        _, second = texts(pdf(findings=(same, moved, *others)))
        assert words.NO_SURE_REGIONS in second
        assert words.NO_REGIONS not in second
        assert words.NO_COMPARED_REGIONS not in second


def test_without_photos_no_heading_stands_over_nothing() -> None:
    first, _ = texts(pdf(findings=(), charts=(), photos=(), scores=()))
    assert words.OVER_TIME not in first
    assert words.WHOLE_FACE not in first


def test_the_numbers_of_an_axis_have_as_many_decimals() -> None:
    moments = [dt.datetime(2026, 1, day) for day in (5, 6)]  # noqa: DTZ001 - a local clock
    points = tuple(Measurement(when, value) for when, value in zip(moments, (1.98, 2.03), strict=True))
    drawing = draw_chart(Chart("fine_line_density", "Fine lines", "mm/cm²", points, None), (), 240, 116, "Helvetica")
    labels = [getattr(shape, "text", "") for shape in drawing.contents if getattr(shape, "textAnchor", "") == "end"]
    assert labels[:3] == ["1.98", "1.99", "2.00"]


def test_a_session_stands_before_the_photos_that_follow_it() -> None:
    photo, session = dt.datetime(2026, 1, 5, 10), dt.datetime(2026, 1, 5, 9, 30)  # noqa: DTZ001 - local clocks
    chart = Chart("fine_line_density", "Fine lines", "mm/cm²", (Measurement(photo, 2.0),), None)
    shapes = draw_chart(chart, (session,), 240, 116, "Helvetica").contents
    (tick,) = (one for one in shapes if isinstance(one, Line) and one.x1 == one.x2)
    (point,) = (one for one in shapes if isinstance(one, Circle))
    assert point.cx - 5 < tick.x1 < point.cx
