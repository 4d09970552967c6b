"""DICOM: every photo as a VL Photographic Image (PS3.3 A.32.4), pseudonymous, in one zip."""

from __future__ import annotations

import datetime as dt
import hashlib
import io
import uuid
import zipfile
from collections import Counter
from dataclasses import dataclass
from typing import BinaryIO, Final

from pydicom.dataset import Dataset, FileDataset, FileMetaDataset
from pydicom.encaps import encapsulate
from pydicom.uid import UID, JPEGBaseline8Bit, VLPhotographicImageStorage

from skinmetrics.imaging.photo import PhotoError, inspect
from skinmetrics.reports.report import Report, ReportError, ReportPhoto

_IMPLEMENTATION: Final = UID("2.25.270021145878395066277071242753775452848")
_COLOURS: Final = 3
_BYTES_PER_PX: Final = 3


@dataclass(frozen=True)
class DicomFormat:
    """A zip with one DICOM file a photo: the upright JPEG as it is, a study a day of photographing."""

    name: str = "Photos for a record system (DICOM)"
    suffix: str = "dicom.zip"
    media_type: str = "application/zip"
    names_client: bool = False

    def write(self, report: Report, out: BinaryIO) -> None:
        """Write the client's photos that can be had, oldest first. Raises ReportError when there is none."""
        begun = _begun(report)
        numbers: Counter[UID] = Counter()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
            for photo in report.photos:
                jpeg = None if photo.stranger else report.view(photo.id)
                if jpeg is None:
                    continue
                day = photo.day.isoformat() if photo.day else "undated"
                study = _study(report, photo)
                numbers[study] += 1
                entry = zipfile.ZipInfo(f"{report.pseudonym}/{day}/{photo.id}.dcm", (1980, 1, 1, 0, 0, 0))
                archive.writestr(entry, dicom_file(report, photo, numbers[study], jpeg, begun.get(photo.day)))
        if not numbers:
            raise ReportError("There is no photo to write. Add photos first, then try again.")


def strangers(report: Report) -> int:
    """How many photos are not written, as they show another person: an archive would file them under the client."""
    return sum(photo.stranger for photo in report.photos)


def dicom_file(report: Report, photo: ReportPhoto, number: int, jpeg: bytes, begun: dt.datetime | None) -> bytes:
    """One photo, an upright JPEG, as the DICOM file of that number of a study `begun` then (None: nobody knows).

    Raises ReportError for another kind of picture.
    """
    try:
        header = inspect(jpeg, "view.jpg")
    except PhotoError as error:
        raise ReportError(f"A photo could not be read: {error}") from error
    if header.format != "JPEG":
        raise ReportError("Photos go into DICOM as JPEG alone.")
    data = FileDataset("", {}, preamble=b"\0" * 128)
    data.SpecificCharacterSet = "ISO_IR 192"
    data.SOPClassUID = VLPhotographicImageStorage
    _patient(data, report)
    _study_and_series(data, report, photo)
    _image(data, jpeg, header.width, header.height)
    # An archive drops or misfiles an image that differs from the one that it has under the same UID.
    content = hashlib.sha256(_saved(data, _uid(photo.id))).hexdigest()
    # These follow from other photos of the day and from the program, and make no other image of it.
    data.StudyTime, data.InstanceNumber = f"{begun:%H%M%S}" if begun else "", number
    data.SoftwareVersions = f"Skinmetrics {report.program}"
    return _saved(data, _uid(uuid.uuid5(photo.id, content)))


def _saved(data: FileDataset, instance: UID) -> bytes:
    data.SOPInstanceUID = instance
    data.file_meta = _meta(instance)
    out = io.BytesIO()
    data.save_as(out, enforce_file_format=True)
    return out.getvalue()


def _begun(report: Report) -> dict[dt.date | None, dt.datetime]:
    """The time of the first photo of each day, which is a study: all its images must name the same one."""
    begun: dict[dt.date | None, dt.datetime] = {}
    for photo in report.photos:
        if photo.taken_at is not None and not photo.stranger:
            begun[photo.day] = min(photo.taken_at, begun.get(photo.day, photo.taken_at))
    return begun


def _meta(instance: UID) -> FileMetaDataset:
    meta = FileMetaDataset()
    meta.MediaStorageSOPClassUID = VLPhotographicImageStorage
    meta.MediaStorageSOPInstanceUID = instance
    meta.TransferSyntaxUID = JPEGBaseline8Bit
    meta.ImplementationClassUID = _IMPLEMENTATION
    meta.ImplementationVersionName = "SKINMETRICS"
    return meta


def _patient(data: Dataset, report: Report) -> None:
    data.PatientName = report.pseudonym
    data.PatientID = report.pseudonym
    data.PatientBirthDate = ""
    data.PatientSex = ""
    data.PatientIdentityRemoved = "YES"
    data.DeidentificationMethod = "Name replaced, place and device dropped; the face is shown"
    data.LongitudinalTemporalInformationModified = "UNMODIFIED"


def _study_and_series(data: Dataset, report: Report, photo: ReportPhoto) -> None:
    day = _day(photo)
    data.StudyInstanceUID = _study(report, photo)
    data.StudyDate = day
    data.StudyID, data.AccessionNumber = day or "undated", ""
    data.ReferringPhysicianName = ""
    data.SeriesInstanceUID = _uid(_derived(report, f"series {day or photo.burst}"))
    data.SeriesNumber = 1
    data.Modality = "XC"
    data.BodyPartExamined = "FACE"
    data.Manufacturer = ""
    data.PatientOrientation = ""  # a selfie may be mirrored, which one photo alone does not tell
    if photo.taken_at is not None:
        data.ContentDate, data.ContentTime = day, f"{photo.taken_at:%H%M%S}"
        data.AcquisitionDateTime = f"{photo.taken_at:%Y%m%d%H%M%S}{_offset(photo.taken_at)}"
        data.TimezoneOffsetFromUTC = _offset(photo.taken_at)
    if photo.remarks:
        data.ImageComments = photo.remarks[:1024]


def _image(data: Dataset, jpeg: bytes, width: int, height: int) -> None:
    data.ImageType = ["DERIVED", "PRIMARY"]
    data.AcquisitionContextSequence = []
    face = Dataset()
    face.CodeValue, face.CodingSchemeDesignator, face.CodeMeaning = "89545001", "SCT", "Face"
    data.AnatomicRegionSequence = [face]
    data.BurnedInAnnotation = "NO"
    data.LossyImageCompression = "01"
    data.LossyImageCompressionMethod = "ISO_10918_1"
    data.LossyImageCompressionRatio = f"{width * height * _BYTES_PER_PX / len(jpeg):.2f}"
    data.SamplesPerPixel = _COLOURS
    data.PhotometricInterpretation = "YBR_FULL_422"
    data.PlanarConfiguration = 0
    data.Rows, data.Columns = height, width
    data.BitsAllocated, data.BitsStored, data.HighBit = 8, 8, 7
    data.PixelRepresentation = 0
    data.PixelData = encapsulate([jpeg])


def _study(report: Report, photo: ReportPhoto) -> UID:
    return _uid(_derived(report, f"study {_day(photo) or photo.burst}"))


def _day(photo: ReportPhoto) -> str:
    return f"{photo.day:%Y%m%d}" if photo.day else ""


def _offset(when: dt.datetime) -> str:
    return f"{when:%z}" or "+0000"


def _derived(report: Report, what: str) -> uuid.UUID:
    return uuid.uuid5(uuid.NAMESPACE_URL, f"urn:skinmetrics:{report.pseudonym}:{what}")


def _uid(id_: uuid.UUID) -> UID:
    """The UID of a UUID (PS3.5 B.2)."""
    return UID(f"2.25.{id_.int}")
