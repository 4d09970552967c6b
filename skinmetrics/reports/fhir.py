"""FHIR R4B: a collection Bundle of the pseudonymous Patient, the program as Device, photos as Media, scores as
Observations with their method. Structure after https://hl7.org/fhir/R4B; no photo and no name is in it.
"""

from __future__ import annotations

import datetime as dt
import json
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby
from types import MappingProxyType
from typing import Any, BinaryIO, Final

from skinmetrics.progress.words.names import about
from skinmetrics.progress.words.sentences import NO_CAUSE
from skinmetrics.reports.report import Finding, Method, Report, ReportPhoto, ReportScore

Resource = dict[str, Any]

_METRICS: Final = "urn:skinmetrics:metric"
_REGIONS: Final = "urn:skinmetrics:region"
_VERDICTS: Final = "urn:skinmetrics:verdict"
_CLIENTS: Final = "urn:skinmetrics:client"
_UCUM: Final = "http://unitsofmeasure.org"
_SNOMED: Final = "http://snomed.info/sct"
_FACE: Final = {"system": _SNOMED, "code": "89545001", "display": "Face structure"}
_UCUM_CODES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "mm/cm²": "mm/cm2",
        "mm²/cm²": "mm2/cm2",
        "1/cm²": "/cm2",
        "mm": "mm",
        "%": "%",
        "1": "1",
        "a.u.": "[arb'U]",
        "ΔE*ab": "1",
        "ΔL*": "1",
    }
)
_ERROR: Final = "entered-in-error"
_REFUSED: Final = "not-performed"
_DECLINED: Final = "unsupported"


@dataclass(frozen=True)
class FhirFormat:
    """One JSON document."""

    name: str = "For a record system (FHIR R4B)"
    suffix: str = "fhir.json"
    media_type: str = "application/fhir+json"
    names_client: bool = False

    def write(self, report: Report, out: BinaryIO) -> None:
        """Write the Bundle, an entry a line."""
        entries = [
            {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource} for resource in _Bundle(report).resources()
        ]
        head = {
            "resourceType": "Bundle",
            "id": str(_id(report, "bundle")),
            "type": "collection",
            "timestamp": _moment(report.made_at),
        }
        lines = ",\n".join(json.dumps(entry, ensure_ascii=False) for entry in entries)
        text = json.dumps(head, ensure_ascii=False)[:-1] + f', "entry": [\n{lines}\n]}}\n'
        out.write(text.encode())


class _Bundle:
    def __init__(self, report: Report) -> None:
        self.report = report
        self.patient = _id(report, "patient")
        self.device = _id(report, "device")

    def resources(self) -> Iterator[Resource]:
        yield {
            "resourceType": "Patient",
            "id": str(self.patient),
            "identifier": [{"system": _CLIENTS, "value": self.report.pseudonym}],
        }
        yield _device(self.device, self.report)
        methods = self.report.method
        for photo in self.report.photos:
            yield self._media(photo)
            own = self.report.scores_by_photo.get(photo.id, ())
            for (metric, resolution), scores in groupby(own, lambda score: (score.metric, score.resolution)):
                yield self._observation(photo, methods[metric], resolution, list(scores))
        for finding in self.report.findings:
            yield self._change(finding, methods[finding.metric])

    def _media(self, photo: ReportPhoto) -> Resource:
        return {
            "resourceType": "Media",
            "id": str(photo.id),
            "status": _ERROR if photo.stranger else "completed",
            "type": _code("http://terminology.hl7.org/CodeSystem/media-type", "image", "Image"),
            "subject": _reference(self.patient),
            **_created(photo),
            "bodySite": {"coding": [_FACE]},
            "content": {"contentType": "image/jpeg", "title": "Photo, kept by the clinic"},
            **_note(photo),
        }

    def _observation(self, photo: ReportPhoto, method: Method, resolution: str, scores: list[ReportScore]) -> Resource:
        """Of another person the values are none of this patient's, and what an earlier report said is taken back."""
        if photo.stranger:
            return {**self._observed(photo, method, resolution), "status": _ERROR, **_note(photo)}
        whole = next((score for score in scores if score.region is None), None)
        regions = [score for score in scores if score.region is not None]
        return {
            **self._observed(photo, method, resolution),
            **_value(None if whole is None else whole.value, None if whole is None else whole.declined, method.unit),
            **({"component": [_component(score, method) for score in regions]} if regions else {}),
            **({} if photo.counted else _note(photo)),
        }

    def _observed(self, photo: ReportPhoto, method: Method, resolution: str) -> Resource:
        return {
            "resourceType": "Observation",
            "id": str(_id(self.report, f"{photo.id}/{method.metric}/{resolution}")),
            "status": "final",
            "category": [
                _code("http://terminology.hl7.org/CodeSystem/observation-category", "imaging", "Imaging"),
            ],
            "code": _code(_METRICS, method.metric, method.name),
            "subject": _reference(self.patient),
            **_effective(photo),
            "bodySite": {"coding": [_FACE]},
            "method": _method(method, resolution),
            "device": _reference(self.device),
            "derivedFrom": [_reference(photo.id)],
        }

    def _change(self, finding: Finding, method: Method) -> Resource:
        place = finding.region or "face"
        numbers = {"before": finding.before, "after": finding.after, "change": finding.change, "mdc95": finding.mdc95}
        component = [
            {"code": _code(_VERDICTS, name, name), "valueQuantity": _quantity(value, method.unit)}
            for name, value in numbers.items()
            if value is not None
        ]
        site = [{"system": _REGIONS, "code": finding.region, "display": about(finding.metric, finding.region)}]
        return {
            "resourceType": "Observation",
            "id": str(_id(self.report, f"change/{finding.metric}/{place}")),
            "status": "final",
            "code": _code(_METRICS, f"{finding.metric}.change", f"Change in {method.name} since the baseline"),
            "subject": _reference(self.patient),
            "effectiveDateTime": _moment(self.report.made_at),
            "bodySite": {"coding": [_FACE, *(site if finding.region else [])]},
            "method": _method(method, f"noise model {self.report.noise_model}"),
            "device": _reference(self.device),
            "valueCodeableConcept": _code(_VERDICTS, finding.verdict.value, finding.verdict.value.replace("_", " ")),
            "note": [{"text": f"{finding.sentence} {NO_CAUSE}"}],
            **({"component": component} if component else {}),
        }


def _device(id_: uuid.UUID, report: Report) -> Resource:
    versions = [
        {"type": {"text": method.metric}, "value": f"{method.version} ({method.parameters})"}
        for method in report.methods
    ]
    return {
        "resourceType": "Device",
        "id": str(id_),
        "deviceName": [{"name": "Skinmetrics", "type": "user-friendly-name"}],
        "type": {"text": "Software that measures skin on photos; no medical device"},
        "version": [{"type": {"text": "program"}, "value": report.program}, *versions],
    }


def _component(score: ReportScore, method: Method) -> Resource:
    assert score.region is not None  # noqa: S101 (sorted before)
    return {
        "code": _code(_REGIONS, score.region, about(method.metric, score.region)),
        **_value(score.value, score.declined, method.unit),
    }


def _value(value: float | None, declined: str | None, unit: str) -> Resource:
    if value is not None:
        return {"valueQuantity": _quantity(value, unit)}
    why = "http://terminology.hl7.org/CodeSystem/data-absent-reason"
    reason = _code(why, _DECLINED if declined else _REFUSED, "Unsupported" if declined else "Not Performed")
    return {"dataAbsentReason": {**reason, **({"text": declined} if declined else {})}}


def _quantity(value: float, unit: str) -> Resource:
    coded = {"system": _UCUM, "code": _UCUM_CODES[unit]} if unit in _UCUM_CODES else {}
    return {"value": value, "unit": unit, **coded}


def _method(method: Method, more: str) -> Resource:
    said = f"{method.metric} version {method.version}, parameters {method.parameters}, {more}. {method.source}"
    return {"text": said.strip()}


def _note(photo: ReportPhoto) -> Resource:
    return {"note": [{"text": photo.remarks}]} if photo.remarks else {}


def _created(photo: ReportPhoto) -> Resource:
    when = _when(photo)
    return {} if when is None else {"createdDateTime": when}


def _effective(photo: ReportPhoto) -> Resource:
    when = _when(photo)
    return {} if when is None else {"effectiveDateTime": when}


def _when(photo: ReportPhoto) -> str | None:
    if photo.taken_at is not None:
        return _moment(photo.taken_at)
    return None if photo.day is None else photo.day.isoformat()


def _moment(when: dt.datetime) -> str:
    return when.isoformat(timespec="seconds")


def _code(system: str, code: str, display: str) -> Resource:
    return {"coding": [{"system": system, "code": code, "display": display}]}


def _reference(id_: uuid.UUID) -> Resource:
    return {"reference": f"urn:uuid:{id_}"}


def _id(report: Report, what: str) -> uuid.UUID:
    """An id that is the same for the same thing of the same client, so that a record system can update it."""
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:skinmetrics:{report.pseudonym}:{what}")
