"""PDF of two pages for the client: what changed on the first, what it does not tell and how it was found on the second.

Nothing in it says that treatment did it, and no percentage stands without its noise.
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, BinaryIO, Final
from xml.sax.saxutils import escape

from reportlab.lib.enums import TA_LEFT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Frame, Image, KeepInFrame, Paragraph, Spacer, Table, TableStyle

from skinmetrics.progress.verdict import PRIMARY, Verdict
from skinmetrics.progress.words.names import unit_name
from skinmetrics.progress.words.saying import Say, day, unbroken
from skinmetrics.progress.words.sentences import NO_CAUSE
from skinmetrics.reports import words
from skinmetrics.reports.chart import ACCENT, BAND, INK, QUIET, draw_chart
from skinmetrics.reports.report import Chart, Finding, Pictures, Report

TEXT, BOLD = "DejaVuSans", "DejaVuSans-Bold"
_FONTS: Final = Path(__file__).with_name("fonts")
_WIDTH, _HEIGHT = A4
_MARGIN: Final = 48.0
_INSIDE: Final = _WIDTH - 2 * _MARGIN
_GAP: Final = 16.0
_CHARTS: Final = 4
_REGIONS: Final = 8
_PAGE_NUMBER: Final = 80.0


@dataclass(frozen=True)
class PdfFormat:
    """A4, two pages, its fonts embedded."""

    name: str = "For the client (PDF)"
    suffix: str = "pdf"
    media_type: str = "application/pdf"
    names_client: bool = True

    def write(self, report: Report, out: BinaryIO) -> None:
        """Write both pages; what is long is set smaller rather than on a third."""
        _fonts()
        say = report.reader.say
        canvas = Canvas(out, pagesize=A4, invariant=1, lang=report.reader.language)
        canvas.setTitle(f"{say(words.TITLE)}: {report.client}")
        canvas.setAuthor(report.clinic)
        canvas.setSubject(report.headline)
        for number, content in enumerate((_first(report), _second(report)), 1):
            _page(canvas, content, number, say)
        canvas.save()


def _page(canvas: Canvas, content: Sequence[Flowable], number: int, say: Say) -> None:
    frame = Frame(_MARGIN, 52, _INSIDE, _HEIGHT - 52 - 44, 0, 0, 0, 0)
    frame.addFromList([KeepInFrame(_INSIDE, _HEIGHT - 52 - 44, list(content), mode="shrink")], canvas)
    foot = _text(say(words.NO_DIAGNOSIS), "foot")
    foot.wrap(_INSIDE - _PAGE_NUMBER, _MARGIN)
    foot.drawOn(canvas, _MARGIN, 38 - foot.height)
    canvas.setFont(TEXT, 7.5)
    canvas.setFillColor(QUIET)
    canvas.drawRightString(_WIDTH - _MARGIN, 30, say(words.PAGE).format(page=number))
    canvas.showPage()


def _first(report: Report) -> list[Flowable]:
    say = report.reader.say
    made = day(report.made_at.date(), say)
    parts: list[Flowable] = [
        _text(say(words.TITLE), "title"),
        _text(say(words.FOR).format(client=report.client), "plain"),
        _text(say(words.FROM).format(clinic=report.clinic, day=made), "quiet"),
        Spacer(0, 10),
        _text(report.headline, "headline"),
        *([_text(say(NO_CAUSE), "quiet")] if any(one.verdict.is_change for one in report.findings) else []),
        *_under(words.OVER_TIME, _charts(report), say),
    ]
    if report.pictures is not None:
        parts += [
            _text(say(words.PICTURES), "heading"),
            _faces(report.pictures, say),
            _text(say(words.PICTURES_NOTE), "quiet"),
        ]
    return [*parts, *_under(words.WHOLE_FACE, _findings(_weighty(report)), say)]


def _second(report: Report) -> list[Flowable]:
    say = report.reader.say
    parts = _under(words.REGIONS, _regions(report), say)
    rest = [finding for finding in _sorted(report.findings, whole=True) if finding not in _weighty(report)]
    for heading, unsure in ((words.NOT_SURE, True), (words.THE_REST, False)):
        shown = [_text(finding.sentence, "small") for finding in rest if finding.unsure is unsure]
        parts += _under(heading, shown, say)
    parts.append(_text(say(words.CANNOT_TELL), "heading"))
    parts += [_text(f"• {told}", "item") for told in (*report.cannot_tell, say(words.NEVER))]
    return [*parts, *_how(report, say)]


def _under(heading: str, content: Sequence[Flowable], say: Say) -> list[Flowable]:
    """A section; none where it has no content."""
    return [_text(say(heading), "heading"), *content] if content else []


def _regions(report: Report) -> list[Flowable]:
    """Which parts of the face changed, or that none did; nothing where none could be judged."""
    say = report.reader.say
    regions = _sorted(report.findings, whole=False)
    changed = [finding for finding in regions if finding.verdict.is_change]
    if not changed:
        judged = [finding.verdict is Verdict.NO_DETECTABLE_CHANGE for finding in regions]
        told = words.NO_REGIONS if all(judged) else words.NO_COMPARED_REGIONS
        if any(finding.unsure for finding in regions):
            told = words.NO_SURE_REGIONS
        return [_text(say(told), "plain")] if any(judged) else []
    more = len(changed) - _REGIONS
    beside = [_text(say(words.MORE_REGIONS).format(count=more), "quiet")] if more > 0 else []
    return [*_findings(changed[:_REGIONS]), *beside]


def _how(report: Report, say: Say) -> list[Flowable]:
    counted = say(words.PHOTOS).format(
        days=len({photo.day for photo in report.photos if photo.day}),
        photos=len(report.photos),
        left_out=sum(not (photo.counted or photo.waiting) for photo in report.photos),
        sessions=len(report.sessions),
    )
    versions = say(words.VERSIONS).format(
        program=report.program,
        noise=report.noise_model,
        pseudonym=report.pseudonym,
        moment=f"{day(report.made_at, say)}, {report.made_at:%H:%M %Z}".strip(),
    )
    return [
        _text(say(words.HOW), "heading"),
        _text(say(words.HOW_NOTE), "plain"),
        _text(counted, "plain"),
        Spacer(0, 6),
        _methods(report, say),
        Spacer(0, 6),
        _text(versions, "quiet"),
    ]


def _weighty(report: Report) -> list[Finding]:
    """What the first page tells of the whole face: every real change, and the primary pair in any case."""
    whole = _sorted(report.findings, whole=True)
    return [finding for finding in whole if finding.verdict.is_change or finding.metric in PRIMARY]


def _sorted(findings: Sequence[Finding], *, whole: bool) -> list[Finding]:
    """Real changes first, then the primary pair, then the rest as they came."""
    chosen = [finding for finding in findings if (finding.region is None) == whole]
    return sorted(chosen, key=lambda finding: (not finding.verdict.is_change, finding.metric not in PRIMARY))


def _findings(findings: Sequence[Finding]) -> list[Flowable]:
    return [_text(finding.sentence, "real" if finding.verdict.is_change else "item") for finding in findings]


def _charts(report: Report) -> list[Flowable]:
    """Two beside each other: those that changed, and the primary pair; below, what is drawn in them."""
    real = {finding.metric for finding in report.findings if finding.region is None and finding.verdict.is_change}

    def rank(chart: Chart) -> tuple[bool, bool]:
        return (chart.metric not in PRIMARY, chart.metric not in real)

    chosen = [chart for chart in sorted(report.charts, key=rank) if chart.metric in real or chart.metric in PRIMARY]
    width = (_INSIDE - _GAP) / 2
    say = report.reader.say
    drawn = [draw_chart(chart, report.sessions, width, 116, TEXT, say) for chart in chosen[:_CHARTS]]
    if not drawn:
        return []
    band = any(chart.band is not None for chart in chosen[:_CHARTS])
    legend = ((words.BAND, band), (words.TICKS, bool(report.sessions)), (words.HOLLOW, True))
    below = " ".join(say(told) for told, drawn_so in legend if drawn_so)
    rows = [[*drawn[at : at + 2], *[""] * (2 - len(drawn[at : at + 2]))] for at in range(0, len(drawn), 2)]
    return [_table(rows, [width + _GAP, width], [("BOTTOMPADDING", (0, 0), (-1, -1), 6)]), _text(below, "quiet")]


def _faces(pictures: Pictures, say: Say) -> Flowable:
    days = [_text(day(when, say), "centre") for when in (pictures.before_day, pictures.after_day)]
    images = [_image(jpeg) for jpeg in (pictures.before, pictures.after)]
    return _table([images, days], [_INSIDE / 2, _INSIDE / 2], [("ALIGN", (0, 0), (-1, -1), "CENTER")])


def _image(jpeg: bytes) -> Image:
    image = Image(io.BytesIO(jpeg))
    scale = 190 / image.imageHeight
    image.drawHeight, image.drawWidth = 190, image.imageWidth * scale
    return image


def _methods(report: Report, say: Say) -> Flowable:
    head = [_text(say(title), "small_bold") for title in words.METHOD_HEAD]
    rows = [
        [_text(told, "small") for told in (method.name, say(unit_name(method.unit)), str(method.version))]
        for method in report.methods
    ]
    lines = [("LINEBELOW", (0, 0), (-1, -1), 0.4, BAND), ("LEFTPADDING", (0, 0), (0, -1), 0)]
    widths = [_INSIDE * share for share in (0.5, 0.3, 0.2)]
    return _table([head, *rows], widths, [*lines, ("TOPPADDING", (0, 0), (-1, -1), 2)])


def _table(rows: list[list[Any]], widths: Sequence[float], style: list[tuple[Any, ...]]) -> Table:
    plain = [
        ("LEFTPADDING", (0, 0), (-1, -1), 0),
        ("RIGHTPADDING", (0, 0), (-1, -1), 0),
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ]
    return Table(rows, colWidths=list(widths), hAlign="LEFT", style=TableStyle([*plain, *style]))


def _text(text: str, style: str) -> Paragraph:
    return Paragraph(escape(unbroken(text)), _styles()[style])


@cache
def _styles() -> dict[str, ParagraphStyle]:
    plain = ParagraphStyle("plain", fontName=TEXT, fontSize=9.5, leading=13.5, textColor=INK, alignment=TA_LEFT)

    def like(name: str, **changed: Any) -> ParagraphStyle:  # noqa: ANN401 (reportlab's own keywords)
        return ParagraphStyle(name, parent=plain, **changed)

    return {
        "plain": plain,
        "title": like("title", fontName=BOLD, fontSize=20, leading=26, spaceAfter=4),
        "headline": like("headline", fontName=BOLD, fontSize=13, leading=18, spaceAfter=3),
        "heading": like("heading", fontName=BOLD, fontSize=11.5, leading=15, spaceBefore=13, spaceAfter=4),
        "item": like("item", spaceAfter=2.5),
        "real": like("real", fontName=BOLD, textColor=ACCENT, spaceAfter=2.5),
        "quiet": like("quiet", fontSize=8, leading=11, textColor=QUIET),
        "centre": like("centre", fontSize=8.5, alignment=1),
        "foot": like("foot", fontSize=7.5, leading=9, textColor=QUIET),
        "small": like("small", fontSize=7.5, leading=10),
        "small_bold": like("small_bold", fontName=BOLD, fontSize=7.5, leading=10),
    }


@cache
def _fonts() -> None:
    """Make the fonts known to reportlab, once a process."""
    for name in (TEXT, BOLD):
        pdfmetrics.registerFont(TTFont(name, _FONTS / f"{name}.ttf"))
