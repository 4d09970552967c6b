"""The face of a photo in the fixed frame, as it is kept: a picture, the relief that registration needs, the lines, and
what tells the person.

One zip file, since the four are made, sealed and erased together. It can always be made again from the photo.
"""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from skinmetrics.imaging.facemap import FINE, STANDARD, draw_face_map
from skinmetrics.imaging.frame import LEFT_MM, RIGHT_MM
from skinmetrics.imaging.likeness import SkinPrint, agreement, skin_print
from skinmetrics.imaging.regions import other_side
from skinmetrics.imaging.registration import CLIP_LN, Relief, registered, relief_of, relief_shifts, shift_field
from skinmetrics.metrics.fine_lines import METRIC as FINE_LINES
from skinmetrics.metrics.traces import Trace, trace_lines
from skinmetrics.scoring import Examination

VERSION: Final = f"3 {FINE_LINES.version} {FINE_LINES.parameters_hash}"
"""Of what is kept: a file of another version is made anew."""
SHADING_MM, GAIN_MAX = 12.0, 2.0
"""Sigma over which light counts as shading, not as skin, and how much of it is taken out at most."""
_QUALITY = (cv2.IMWRITE_JPEG_QUALITY, 90)
_LEVELS = 127
_PRINT_LN = 0.5  # of what tells the person: beyond it are brows, nostrils and hair
_WHEN = (1980, 1, 1, 0, 0, 0)

Picture = NDArray[np.uint8]


@dataclass(frozen=True)
class AlignedFace:
    """What was kept of a photo. `relief` is at the standard resolution, `lines` in mm of the frame, longest first;
    `print` tells the person, see `imaging.likeness`.
    """

    face: bytes
    relief: Relief
    lines: tuple[Trace, ...]
    print: SkinPrint

    @property
    def mirrored(self) -> AlignedFace:
        """The same face, had its photo been mirrored."""
        image, mask = self.relief.image, self.relief.mask
        relief = Relief(np.ascontiguousarray(image[:, ::-1]), np.ascontiguousarray(mask[:, ::-1]))
        lines = tuple(
            replace(line, region=other_side(line.region), points=line.points * (-1.0, 1.0)) for line in self.lines
        )
        flipped = jpeg(np.ascontiguousarray(self.pixels[:, ::-1]))
        return AlignedFace(flipped, relief, lines, np.ascontiguousarray(self.print[:, ::-1]))

    def turned_like(self, reference: AlignedFace) -> AlignedFace:
        """With left and right where the reference, of the same person, has them."""
        alike = agreement(reference.print, self.print)
        return self.mirrored if alike.same_person and alike.is_mirrored else self

    @cached_property
    def pixels(self) -> Picture:
        """The face as sRGB (h, w, 3)."""
        return np.asarray(cv2.cvtColor(_decoded(self.face, cv2.IMREAD_COLOR), cv2.COLOR_BGR2RGB), np.uint8)


def aligned_face(examination: Examination) -> bytes:
    """Pack what pages need of a photo beside its scores."""
    skin = examination.skin_map.skin
    relief, lines = relief_of(skin, STANDARD.px_per_mm), trace_lines(examination.skin_map.ridges, skin.light)
    return packed(AlignedFace(jpeg(for_display(examination)), relief, lines, skin_print(skin)))


def packed(aligned: AlignedFace) -> bytes:
    """The file that is kept."""
    relief = aligned.relief
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as file:
        for name, content in (
            ("face.jpg", aligned.face),
            ("relief.png", _in_eight_bits(relief.image, CLIP_LN)),
            ("skin.png", cv2.imencode(".png", relief.mask.astype(np.uint8))[1].tobytes()),
            ("print.png", _in_eight_bits(aligned.print, _PRINT_LN)),
            ("lines.json", json.dumps({"version": VERSION, "lines": list(map(_as_json, aligned.lines))}).encode()),
        ):
            file.writestr(zipfile.ZipInfo(name, _WHEN), content)
    return out.getvalue()


def is_current(file_bytes: bytes) -> bool:
    """Whether a file is one of the present version, to be opened by `unpacked`."""
    try:
        with zipfile.ZipFile(io.BytesIO(file_bytes)) as file:
            return bool(json.loads(file.read("lines.json"))["version"] == VERSION)
    except (zipfile.BadZipFile, KeyError, ValueError):
        return False


def unpacked(file_bytes: bytes) -> AlignedFace:
    """Open what `packed` made, of the present version."""
    with zipfile.ZipFile(io.BytesIO(file_bytes)) as file:
        kept = json.loads(file.read("lines.json"))
        skin = _decoded(file.read("skin.png"), cv2.IMREAD_GRAYSCALE)
        image = _from_eight_bits(file.read("relief.png"), CLIP_LN)
        tells = _from_eight_bits(file.read("print.png"), _PRINT_LN)
        face = file.read("face.jpg")
    relief = Relief(image, np.asarray(skin > 0, bool))
    return AlignedFace(face, relief, tuple(map(_from_json, kept["lines"])), tells)


def laid_over(reference: AlignedFace, other: AlignedFace) -> Picture:
    """The other's face, sRGB, drawn where the reference's skin lies, of its size; if mirrored, turned back."""
    other = other.turned_like(reference)
    h, w = reference.pixels.shape[:2]
    pixels = cv2.resize(other.pixels, (w, h), interpolation=cv2.INTER_AREA)
    px_per_mm = STANDARD.px_per_mm * w / reference.relief.image.shape[1]
    shifts = relief_shifts(reference.relief, other.relief, STANDARD.px_per_mm)
    field = cv2.resize(shift_field(shifts, STANDARD.px_per_mm), (w, h), interpolation=cv2.INTER_LINEAR)
    moved = registered(pixels.astype(np.float32), np.asarray(field, np.float32), px_per_mm)
    return np.asarray(np.clip(np.round(moved), 0, 255), np.uint8)


def even(pixels: Picture) -> Picture:
    """A face (h, w, 3) with the large-scale shading divided out, so that two dates differ in skin and not in lamps."""
    linear = (pixels.astype(np.float32) / 255) ** 2.2
    h, w = linear.shape[:2]
    small = cv2.resize(linear.mean(axis=2), (w // 4, h // 4), interpolation=cv2.INTER_AREA)
    seen = np.asarray(small > 0, np.float32)
    sigma = SHADING_MM * STANDARD.px_per_mm * w / _standard_width() / 4
    around = cv2.GaussianBlur(small, (0, 0), sigma) / np.maximum(cv2.GaussianBlur(seen, (0, 0), sigma), 1e-3)
    typical = float(np.median(around[seen > 0])) if seen.any() else 1.0
    gain = np.clip(typical / np.maximum(around, 1e-3), 1 / GAIN_MAX, GAIN_MAX)
    gain = cv2.resize(gain, (w, h), interpolation=cv2.INTER_LINEAR)
    evened = np.clip(linear * gain[..., None], 0, 1) ** (1 / 2.2)
    return np.asarray(np.round(evened * 255), np.uint8)


def for_display(examination: Examination) -> NDArray[np.uint8]:
    """The face map in sRGB, as fine as the photo is and not brought to the sharpness that scores need."""
    fine = examination.face.px_per_mm >= FINE.px_per_mm
    px_per_mm = FINE.px_per_mm if fine else STANDARD.px_per_mm
    linear = draw_face_map(examination.photo, examination.face, px_per_mm, 0.5 / px_per_mm).linear
    srgb = np.where(linear <= 0.0031308, linear * 12.92, 1.055 * np.maximum(linear, 0.0031308) ** (1 / 2.4) - 0.055)
    return np.round(srgb * 255).astype(np.uint8)


def jpeg(rgb: NDArray[np.uint8]) -> bytes:
    """(h, w, 3) sRGB as a JPEG file without metadata."""
    return cv2.imencode(".jpg", cv2.cvtColor(rgb, cv2.COLOR_RGB2BGR), _QUALITY)[1].tobytes()


def _in_eight_bits(relief: NDArray[np.float32], reach: float) -> bytes:
    """Values of −reach to reach (others are clipped) as a PNG file."""
    levels = np.round(np.clip(relief / reach, -1, 1) * _LEVELS + _LEVELS).astype(np.uint8)
    return cv2.imencode(".png", levels)[1].tobytes()


def _from_eight_bits(picture: bytes, reach: float) -> NDArray[np.float32]:
    levels = _decoded(picture, cv2.IMREAD_GRAYSCALE).astype(np.float32)
    return np.asarray((levels - _LEVELS) / _LEVELS * reach, np.float32)


def _decoded(picture: bytes, how: int) -> Picture:
    """A picture that this module encoded."""
    found = cv2.imdecode(np.frombuffer(picture, np.uint8), how)
    if found is None:
        raise ValueError("no picture")
    return np.asarray(found, np.uint8)


def _standard_width() -> float:
    return (RIGHT_MM - LEFT_MM) * STANDARD.px_per_mm


def _as_json(line: Trace) -> dict[str, Any]:
    return {
        "region": line.region,
        "points": np.round(line.points, 2).tolist(),
        "length_mm": round(line.length_mm, 2),
        "depth": round(line.depth, 2),
        "width_mm": round(line.width_mm, 2),
        "probability": round(line.probability, 3),
    }


def _from_json(line: dict[str, Any]) -> Trace:
    return Trace(**(line | {"points": np.array(line["points"], np.float64)}))
