"""CSV for research: one row a photo, metric, resolution and region, without a name."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from skinmetrics.reports.report import Report, ReportPhoto, ReportScore

COLUMNS: Final = (
    "client", "photo", "burst", "taken_at", "days_since_first_session", "capture", "capture_problems", "excluded",
    "refused", "metric", "version", "parameters", "unit", "resolution", "region", "value", "declined",
)  # fmt: skip
"""An empty region is the whole face; an empty value was declined, or the photo refused."""


@dataclass(frozen=True)
class CsvFormat:
    """UTF-8, comma, CRLF (RFC 4180); numbers in full precision with a decimal point."""

    name: str = "Scores for research (CSV)"
    suffix: str = "csv"
    media_type: str = "text/csv"
    names_client: bool = False

    def write(self, report: Report, out: BinaryIO) -> None:
        """Write header and rows, photos by time; a photo without any score has a row of its own."""
        text = io.TextIOWrapper(out, encoding="utf-8", newline="")
        rows = csv.writer(text, lineterminator="\r\n")
        rows.writerow(COLUMNS)
        for photo in report.photos:
            about = _about(report, photo)
            if scored := report.scores_by_photo.get(photo.id):
                rows.writerows([*about, *score] for score in _scores(report, scored))
            else:
                rows.writerow([*about, *[""] * (len(COLUMNS) - len(about))])
        text.flush()
        text.detach()


def _about(report: Report, photo: ReportPhoto) -> list[object]:
    start = report.treatment_start
    since = "" if start is None or photo.day is None else (photo.day - start).days
    when = photo.taken_at.isoformat() if photo.taken_at else photo.day.isoformat() if photo.day else ""
    return [
        report.pseudonym,
        photo.id,
        photo.burst,
        when,
        since,
        photo.capture or "",
        " ".join(photo.problems),
        photo.left_out,
        photo.refused or "",
    ]


def _scores(report: Report, scores: Sequence[ReportScore]) -> Iterator[list[object]]:
    for score in scores:
        method = report.method[score.metric]
        value = "" if score.value is None else repr(score.value)
        yield [
            score.metric,
            method.version,
            method.parameters,
            method.unit,
            score.resolution,
            score.region or "",
            value,
            score.declined or "",
        ]
