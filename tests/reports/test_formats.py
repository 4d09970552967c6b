"""What every format must do, whichever it is."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from unicodedata import normalize

import pytest

from skinmetrics.reports.formats import FORMATS
from skinmetrics.reports.report import LEFT_OUT, ReportFormat, ReportScore
from tests.reports.reports import CLIENT, PHOTOS, a_report

every_format = pytest.mark.parametrize("report_format", FORMATS.values(), ids=list(FORMATS))


def written(report_format: ReportFormat, **changed: object) -> bytes:
    out = io.BytesIO()
    report_format.write(a_report(**changed), out)
    return out.getvalue()


def plain(data: bytes) -> bytes:
    """The bytes with every file of a zip laid open."""
    if not zipfile.is_zipfile(io.BytesIO(data)):
        return data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return b"".join(name.encode() + archive.read(name) for name in archive.namelist())


@every_format
def test_the_same_report_gives_the_same_bytes(report_format: ReportFormat) -> None:
    assert written(report_format) == written(report_format)


@every_format
def test_another_report_gives_other_bytes(report_format: ReportFormat) -> None:
    assert written(report_format) != written(report_format, pseudonym="SM-OTHER", client="Somebody Else")


@every_format
def test_no_name_is_in_what_goes_to_others(report_format: ReportFormat) -> None:
    if report_format.names_client:
        return
    for client in (CLIENT, "Plainname"):
        data = plain(written(report_format, client=client))
        for encoding in ("utf-8", "utf-16-le"):
            for part in client.split():
                assert part.encode(encoding) not in data
                assert normalize("NFD", part).encode(encoding) not in data
    assert b"SM-7F3A9C21D0" in plain(written(report_format))


@every_format
def test_what_somebody_typed_is_not_in_what_goes_to_others(report_format: ReportFormat) -> None:
    if report_format.names_client:
        return
    for stranger in (False, True):
        typed = replace(PHOTOS[0], excluded="Plainname was sunburnt", stranger=stranger)
        data = plain(written(report_format, photos=(typed, *PHOTOS[1:])))
        assert b"Plainname" not in data
        assert b"sunburnt" not in data
        assert LEFT_OUT.encode() in data


@every_format
def test_a_client_of_whom_nothing_is_known_yet_gives_a_report_or_a_sentence(report_format: ReportFormat) -> None:
    report = replace(a_report(), photos=(), scores=(), findings=(), charts=(), sessions=(), cannot_tell=(), methods=())
    out = io.BytesIO()
    if report_format.suffix == "dicom.zip":
        with pytest.raises(Exception, match="Add photos first"):
            report_format.write(report, out)
        return
    report_format.write(report, out)
    assert out.getvalue()


class Counted(tuple[ReportScore, ...]):
    """Scores that count how often they are gone through."""

    def __iter__(self) -> Iterator[ReportScore]:
        self.times = getattr(self, "times", 0) + 1
        return super().__iter__()


@every_format
def test_the_scores_are_gone_through_once_and_not_for_each_photo(report_format: ReportFormat) -> None:
    scores = Counted(a_report().scores)
    written(report_format, scores=scores)
    assert getattr(scores, "times", 0) <= 1


def test_the_names_endings_and_kinds_of_the_formats_differ() -> None:
    formats = FORMATS.values()
    for facts in ({each.name for each in formats}, {each.suffix for each in formats}):
        assert len(facts) == len(FORMATS)
    assert [each.names_client for each in formats] == [True, False, False, False]
