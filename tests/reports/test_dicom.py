"""The DICOM files, read back by pydicom and, where it is installed, checked by dciodvfy (dicom3tools)."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import uuid
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np
import pydicom
import pytest
from pydicom.encaps import generate_frames
from pydicom.uid import UID, VLPhotographicImageStorage

from skinmetrics.progress.comparability.same_person import ANOTHER_PERSON
from skinmetrics.reports.dicom import DicomFormat, strangers
from skinmetrics.reports.report import ReportError
from tests.reports.reports import PHOTOS, a_report, jpeg

CHECKER = shutil.which("dciodvfy")


def files(view: Callable[[uuid.UUID], bytes | None] | None = None, **changed: object) -> dict[str, bytes]:
    out = io.BytesIO()
    DicomFormat().write(a_report(**changed, **({"view": view} if view else {})), out)
    with zipfile.ZipFile(out) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def read(data: bytes) -> pydicom.Dataset:
    return pydicom.dcmread(io.BytesIO(data))


def test_every_photo_is_a_file_whose_pixels_are_the_jpeg_itself() -> None:
    found = files()
    assert len(found) == len(PHOTOS)
    for name, data in found.items():
        image = read(data)
        number = uuid.UUID(Path(name).stem)
        assert image.SOPClassUID == VLPhotographicImageStorage
        assert image.SOPInstanceUID == image.file_meta.MediaStorageSOPInstanceUID
        (frame,) = generate_frames(image.PixelData, number_of_frames=1)
        kept = jpeg(shade=100 + number.int)
        assert frame[: len(kept)] == kept
        pixels = cv2.imdecode(np.frombuffer(frame, np.uint8), cv2.IMREAD_COLOR)
        assert pixels is not None
        assert (image.Rows, image.Columns) == pixels.shape[:2] == (80, 60)


def instances(**changed: object) -> dict[str, str]:
    """The UID of each photo's image."""
    return {Path(name).stem: str(read(data).SOPInstanceUID) for name, data in files(**changed).items()}  # type: ignore[arg-type]


def test_an_image_has_another_uid_once_anything_of_it_is_other_and_else_the_same() -> None:
    first = str(PHOTOS[0].id)
    uids = instances()
    assert len(set(uids.values())) == len(PHOTOS)
    assert all(uid.startswith("2.25.") and len(uid) <= 64 and UID(uid).is_valid for uid in uids.values())
    assert instances(headline="Something else was told.") == uids
    for gone in (0, 1, -1):  # of the first day another photo is the first one then
        less = [photo for photo in PHOTOS if photo != PHOTOS[gone]]
        assert instances(photos=tuple(less)) == {str(photo.id): uids[str(photo.id)] for photo in less}
    assert instances(program="9.9") == uids
    moved = replace(PHOTOS[0], day=dt.date(2026, 2, 15), taken_at=None)
    for changed in (
        {"photos": (moved, *PHOTOS[1:])},
        {"photos": (replace(PHOTOS[0], problems=("The photo is dark.",)), *PHOTOS[1:])},
        {"view": lambda photo: jpeg(shade=90 + photo.int)},
        {"pseudonym": "SM-OTHER"},
    ):
        assert instances(**changed)[first] not in uids.values()


def test_images_are_numbered_in_their_study() -> None:
    found = [(image.StudyDate, int(image.InstanceNumber)) for image in map(read, files().values())]
    assert found == [
        ("20260301", 1), ("20260301", 2), ("20260309", 1), ("20260320", 1), ("", 1), ("20260401", 1)
    ]  # fmt: skip


def test_a_photo_of_another_person_is_not_filed_under_the_client() -> None:
    stranger = replace(PHOTOS[0], excluded=ANOTHER_PERSON, stranger=True)
    looked_at: list[uuid.UUID] = []

    def view(photo: uuid.UUID) -> bytes:
        looked_at.append(photo)
        return jpeg()

    report = a_report(photos=(stranger, *PHOTOS[1:]), view=view)
    out = io.BytesIO()
    DicomFormat().write(report, out)
    with zipfile.ZipFile(out) as archive:
        names = archive.namelist()
        days = {str(read(archive.read(name)).StudyTime) for name in names if "2026-03-01" in name}
    assert {uuid.UUID(Path(name).stem) for name in names} == set(looked_at) == {photo.id for photo in PHOTOS[1:]}
    assert days == {"083002"}, "nor does the study begin with it"
    assert (strangers(report), strangers(a_report())) == (1, 0)
    with pytest.raises(ReportError, match="Add photos first"):
        files(photos=(stranger,))


def test_who_and_when_are_the_pseudonym_and_the_local_time() -> None:
    image = read(next(data for name, data in files().items() if name.endswith(f"{uuid.UUID(int=1)}.dcm")))
    assert (str(image.PatientName), image.PatientID) == ("SM-7F3A9C21D0", "SM-7F3A9C21D0")
    assert image.PatientIdentityRemoved == "YES"
    assert (image.StudyDate, image.StudyTime) == ("20260301", "083001")
    assert image.AcquisitionDateTime == "20260301083001+0100"
    assert (image.Modality, image.BodyPartExamined) == ("XC", "FACE")


def test_photos_of_a_day_are_a_study_and_those_without_a_date_say_none() -> None:
    images = [read(data) for data in files().values()]
    studies = {(image.StudyDate, image.StudyInstanceUID) for image in images}
    assert len(studies) == len({day for day, _ in studies}) == 5
    undated = [image for image in images if not image.StudyDate]
    assert len(undated) == 1
    times = {(image.StudyInstanceUID, image.StudyTime) for image in images}
    assert len(times) == len(studies), "one study has one time"
    one_day = [image for image in images if image.StudyDate == "20260301"]
    assert {(image.StudyTime, image.ContentTime) for image in one_day} == {("083001", "083001"), ("083001", "083002")}
    assert "AcquisitionDateTime" not in undated[0]


def test_a_photo_that_cannot_be_had_is_left_out_and_none_at_all_is_said() -> None:
    assert len(files(lambda photo: jpeg() if photo.int < 3 else None)) == 2
    with pytest.raises(ReportError, match="Add photos first"):
        files(lambda _: None)


def test_another_kind_of_picture_is_refused() -> None:
    png = cv2.imencode(".png", np.zeros((4, 4, 3), np.uint8))[1].tobytes()
    for wrong, why in ((png, "as JPEG alone"), (b"nonsense", "could not be read")):
        with pytest.raises(ReportError, match=why):
            files(lambda _, wrong=wrong: wrong)  # type: ignore[misc]


@pytest.mark.skipif(CHECKER is None, reason="dciodvfy is not installed (apt-get install dicom3tools)")
def test_the_dicom_validator_finds_no_error(tmp_path: Path) -> None:
    assert CHECKER
    for number, data in enumerate(files().values()):
        file = tmp_path / f"{number}.dcm"
        file.write_bytes(data)
        said = subprocess.run([CHECKER, str(file)], capture_output=True, text=True, check=False).stderr
        assert "VLPhotographicImage" in said
        assert [line for line in said.splitlines() if line.startswith("Error")] == []
