"""A metric over time as a drawing of the PDF: measurements, the band of retake noise, sessions."""

from __future__ import annotations

import datetime as dt
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from reportlab.graphics.shapes import Circle, Drawing, Line, PolyLine, Rect, String
from reportlab.lib.colors import Color, HexColor

from skinmetrics.progress.words.saying import Say, day, in_english, number, tick_decimals
from skinmetrics.reports.report import Chart

INK: Final = HexColor("#1c2324")
QUIET: Final = HexColor("#5b6667")
ACCENT: Final = HexColor("#0f6b66")
BAND: Final = HexColor("#e3e5e2")
PAPER: Final = HexColor("#ffffff")

_LEFT, _BOTTOM, _TOP, _RIGHT = 38.0, 26.0, 16.0, 8.0
_SMALL: Final = 7.0
Anchor = Literal["start", "end"]
_DAY: Final = dt.timedelta(days=1)


@dataclass(frozen=True)
class _Axes:
    """From dates and values to points of the drawing."""

    first: dt.datetime
    last: dt.datetime
    low: float
    high: float
    width: float
    height: float

    def x(self, when: dt.datetime) -> float:
        share = (when - self.first) / (self.last - self.first)
        return _LEFT + share * (self.width - _LEFT - _RIGHT)

    def y(self, value: float) -> float:
        share = (value - self.low) / (self.high - self.low)
        return _BOTTOM + share * (self.height - _BOTTOM - _TOP)


def draw_chart(
    chart: Chart, sessions: Sequence[dt.datetime], width: float, height: float, font: str, say: Say = in_english
) -> Drawing:
    """Draw a chart in points. Without any measurement, the frame alone."""
    drawing = Drawing(width, height)
    drawing.add(_text(0, height - 9, f"{chart.name}, {chart.unit}", font, INK, 8.5))
    if not chart.measurements:
        return drawing
    axes = _axes(chart, sessions, width, height)
    if chart.band is not None:
        low, high = (axes.y(value) for value in chart.band)
        band = Rect(_LEFT, low, width - _LEFT - _RIGHT, high - low)
        band.fillColor, band.strokeColor = BAND, None
        drawing.add(band)
    ticks = _ticks(axes.low, axes.high)
    form = f".{tick_decimals(ticks[0], ticks[-1], len(ticks) - 1)}f" if len(ticks) > 1 else "g"
    for value in ticks:
        y = axes.y(value)
        drawing.add(Line(_LEFT, y, width - _RIGHT, y, strokeColor=BAND, strokeWidth=0.4))
        drawing.add(_text(_LEFT - 4, y - 2.4, number(value, form, say), font, QUIET, _SMALL, "end"))
    for session in sessions:
        x = axes.x(session)
        drawing.add(Line(x, _BOTTOM, x, _BOTTOM + 5, strokeColor=QUIET, strokeWidth=0.8))
    drawing.add(Line(_LEFT, _BOTTOM, width - _RIGHT, _BOTTOM, strokeColor=QUIET, strokeWidth=0.6))
    ends: tuple[tuple[dt.datetime, Anchor], ...] = ((axes.first, "start"), (axes.last, "end"))
    for when, anchor in ends:
        drawing.add(_text(axes.x(when), _BOTTOM - 10, day(when.date(), say), font, QUIET, _SMALL, anchor))
    counted = [part for one in chart.measurements if one.counted for part in (axes.x(one.when), axes.y(one.value))]
    if len(counted) > 2:
        drawing.add(PolyLine(counted, strokeColor=ACCENT, strokeWidth=0.9))
    for one in chart.measurements:
        fill = ACCENT if one.counted else PAPER
        drawing.add(
            Circle(axes.x(one.when), axes.y(one.value), 2.4, fillColor=fill, strokeColor=ACCENT, strokeWidth=0.8)
        )
    return drawing


def _axes(chart: Chart, sessions: Sequence[dt.datetime], width: float, height: float) -> _Axes:
    moments = [*(one.when for one in chart.measurements), *sessions]
    first, last = min(moments), max(moments)
    if last - first < _DAY:
        first, last = first - _DAY, last + _DAY
    values = [one.value for one in chart.measurements] + list(chart.band or ())
    low, high = min(values), max(values)
    room = 0.08 * (high - low) or abs(high) * 0.1 or 1.0
    return _Axes(first, last, low - room, high + room, width, height)


def _ticks(low: float, high: float) -> list[float]:
    """Three to six round values between the ends."""
    step = 10 ** math.floor(math.log10((high - low) / 3))
    for factor in (1, 2, 5, 10):
        first, last = math.ceil(low / (step * factor)), math.floor(high / (step * factor))
        if last - first < 6:
            return [round(number * step * factor, 10) for number in range(first, last + 1)]
    return []


def _text(x: float, y: float, text: str, font: str, colour: Color, size: float, anchor: Anchor = "start") -> String:
    return String(x, y, text, fontName=font, fontSize=size, fillColor=colour, textAnchor=anchor)
