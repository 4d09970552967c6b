"""All formats of a report."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from skinmetrics.reports.csv import CsvFormat
from skinmetrics.reports.dicom import DicomFormat
from skinmetrics.reports.fhir import FhirFormat
from skinmetrics.reports.pdf import PdfFormat
from skinmetrics.reports.report import ReportFormat

FORMATS: Mapping[str, ReportFormat] = MappingProxyType(
    {"pdf": PdfFormat(), "csv": CsvFormat(), "fhir": FhirFormat(), "dicom": DicomFormat()}
)
"""By the name that the command line knows them by, in the order in which they are offered."""
