"""The Bundle, against the structure of FHIR R4B as the models of fhir.resources state it."""

from __future__ import annotations

import io
import json
import uuid
from collections import Counter
from dataclasses import replace
from typing import Any

import pytest
from fhir.resources.R4B.bundle import Bundle
from pydantic import ValidationError

from skinmetrics.metrics import METRICS
from skinmetrics.progress.comparability.same_person import ANOTHER_PERSON
from skinmetrics.reports.fhir import _UCUM_CODES, FhirFormat
from skinmetrics.reports.report import LEFT_OUT
from tests.reports.reports import METHODS, PHOTOS, a_report

REFERENCES = {"subject", "device", "derivedFrom"}


def bundle(**changed: object) -> dict[str, Any]:
    out = io.BytesIO()
    FhirFormat().write(a_report(**changed), out)
    read: dict[str, Any] = json.loads(out.getvalue())
    return read


def resources(kind: str, **changed: object) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in bundle(**changed)["entry"] if entry["resource"]["resourceType"] == kind]


def of_photo(number: int, **changed: object) -> list[dict[str, Any]]:
    """The Media of a photo and its Observations."""
    url = f"urn:uuid:{uuid.UUID(int=number)}"
    media = [one for one in resources("Media", **changed) if f"urn:uuid:{one['id']}" == url]
    observed = resources("Observation", **changed)
    return media + [one for one in observed if {"reference": url} in one.get("derivedFrom", ())]


def test_the_bundle_is_valid_r4b() -> None:
    checked = Bundle.model_validate(bundle())
    assert len(checked.entry or ()) == len(bundle()["entry"])


def test_the_check_would_notice() -> None:
    wrong = bundle()
    del wrong["entry"][-1]["resource"]["status"]
    with pytest.raises(ValidationError, match="status"):
        Bundle.model_validate(wrong)


def test_every_reference_leads_to_an_entry_and_ids_are_unique() -> None:
    urls = [entry["fullUrl"] for entry in bundle()["entry"]]
    assert len(set(urls)) == len(urls)
    for entry in bundle()["entry"]:
        for name in REFERENCES & set(entry["resource"]):
            told = entry["resource"][name]
            for reference in told if isinstance(told, list) else [told]:
                assert reference["reference"] in urls


def test_patient_photos_scores_and_changes_are_there() -> None:
    kinds = Counter(entry["resource"]["resourceType"] for entry in bundle()["entry"])
    assert kinds["Patient"] == kinds["Device"] == 1
    assert kinds["Media"] == len(PHOTOS)
    assert kinds["Observation"] == 5 * len(METHODS) + len(a_report().findings)
    (patient,) = resources("Patient")
    assert patient["identifier"][0]["value"] == "SM-7F3A9C21D0"
    assert "name" not in patient


def test_a_score_says_its_method_its_device_and_why_a_region_has_none() -> None:
    score = next(each for each in resources("Observation") if "derivedFrom" in each)
    assert "fine_line_density version 3, parameters 0123456789ab, standard" in score["method"]["text"]
    assert score["valueQuantity"] == {
        "value": 3.35, "unit": "mm/cm²", "system": "http://unitsofmeasure.org", "code": "mm/cm2"
    }  # fmt: skip
    by_region = {part["code"]["coding"][0]["code"]: part for part in score["component"]}
    assert by_region["forehead"]["valueQuantity"]["value"] == 2.5
    assert by_region["chin"]["dataAbsentReason"]["text"] == "A beard covers the skin."
    (device,) = resources("Device")
    assert {"type": {"text": "redness"}, "value": "2 (00112233aabb)"} in device["version"]


def test_why_a_photo_does_not_count_is_noted_at_its_scores_too() -> None:
    for found in of_photo(3):
        assert found["note"] == [{"text": LEFT_OUT}]
    for counted in of_photo(1):
        assert "note" not in counted


def test_what_was_measured_on_another_person_is_taken_back() -> None:
    stranger = replace(PHOTOS[0], excluded=ANOTHER_PERSON, stranger=True)
    changed = {"photos": (stranger, *PHOTOS[1:])}
    before, after = of_photo(1), of_photo(1, **changed)
    assert [one["id"] for one in before] == [one["id"] for one in after]
    assert len(after) == 1 + len(METHODS)
    assert {one["status"] for one in after} == {"entered-in-error"}
    assert {one["note"][0]["text"] for one in after} == {ANOTHER_PERSON}
    assert not any("value" in key or key == "component" for one in after for key in one)
    Bundle.model_validate(bundle(**changed))


def test_a_change_carries_its_noise_and_says_that_it_is_no_cause() -> None:
    (change,) = [
        each for each in resources("Observation")
        if each["code"]["coding"][0]["code"] == "fine_line_density.change" and len(each["bodySite"]["coding"]) == 1
    ]  # fmt: skip
    assert change["valueCodeableConcept"]["coding"][0]["code"] == "improved"
    assert {part["code"]["coding"][0]["code"] for part in change["component"]} == {"before", "after", "change", "mdc95"}
    assert "not what changed it" in change["note"][0]["text"]


def test_every_unit_of_the_program_has_a_ucum_code() -> None:
    assert {metric.unit for metric in METRICS} <= set(_UCUM_CODES)
