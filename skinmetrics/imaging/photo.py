"""Photo files in: what their header says, and their pixels upright in sRGB.

Of all that a file says about itself only its size, its orientation, when it was taken, how sensitive the camera was set
and how coarsely the picture is stored are kept. Place, device and everything else are dropped here: no later step can
leak what it was never given.
"""

import hashlib
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import ExifTags, Image

from skinmetrics.imaging import taken_at
from skinmetrics.imaging.bars import picture_inside
from skinmetrics.imaging.halves import Halves
from skinmetrics.imaging.photo_file import Format, PhotoError, PhotoFile, Raster, decoder_errors, open_photo
from skinmetrics.imaging.profiles import adobe_rgb
from skinmetrics.imaging.srgb import to_srgb
from skinmetrics.imaging.taken_at import TakenAt

__all__ = ["Header", "Limits", "Photo", "PhotoError", "TakenAt", "decode", "inspect"]

_MAX_DECODING_BYTES = 1.35e9  # with interpreter, libraries and the file itself this stays below 1.5 GB
_STRIP_ROWS = 64  # a multiple of every shrink; strips of a phone's photo then fit the processor's cache
_ADOBE_RGB = "R03"  # DCF's name in EXIF's part on interoperability
_SRGB = 1  # EXIF's colour space; a program that converted a photo may have left the mark
_ISO_UNKNOWN = 65535  # EXIF's word for a larger one, which stands elsewhere
_FLIPS = {2: 1, 3: -1, 4: 0, 6: 1, 7: -1, 8: 0}  # cv2.flip codes; 5 to 8 are transposed first


@dataclass(frozen=True)
class Limits:
    """The largest photo that is accepted: 10⁶ px and 10⁶ bytes."""

    max_megapixels: float = 120
    max_megabytes: float = 25


@dataclass(frozen=True)
class Header:
    """What a photo's file says before any pixel is decoded.

    `width` and `height` are px of the upright photo at full size; `orientation` is the EXIF value (1 to 8) that its
    stored pixels still need, 1 where the file states none or an impossible one; `sha256` is of the whole file, hex.
    `camera` tells models of cameras and their lenses apart without naming them: hex digits, None where the file says
    nothing. `iso`: the sensitivity to which the camera was set, the higher the less light there was; None as above.
    `coarseness` of the storing (imaging/coarseness.py), None where the format does not tell.
    """

    format: Format
    width: int
    height: int
    orientation: int
    taken_at: TakenAt | None
    taken_from: Literal["exif", "name"] | None
    sha256: str
    camera: str | None = None
    iso: int | None = None
    coarseness: float | None = None


@dataclass(frozen=True)
class Photo:
    """A decoded photo: `pixels` (h, w, 3) uint8 sRGB, upright; `shrink` px of full size per px of `pixels`."""

    header: Header
    pixels: NDArray[np.uint8]
    shrink: float

    @cached_property
    def halves(self) -> Halves:
        """The pixels and smaller pictures of them."""
        return Halves(self.pixels)

    @cached_property
    def picture(self) -> tuple[slice, slice]:
        """Rows and columns of the pixels without the bars that an app laid beside them."""
        return picture_inside(self.pixels)


def inspect(data: bytes, name: str, limits: Limits = Limits()) -> Header:
    """Read the header of a photo file, decoding no pixel.

    `name` is the file's name, asked for the date when EXIF has none. Raises PhotoError: `not_an_image` (another kind of
    file), `too_large` (beyond `limits`), `unreadable` (empty, broken or cut off).
    """
    if len(data) / 1e6 > limits.max_megabytes:  # by how much is not known: a large file is not read to its end
        raise PhotoError(
            "too_large",
            f"The file has more than {limits.max_megabytes:g} MB, the most that is taken. "
            "Save the photo as JPEG or at a smaller size, then choose it again.",
        )
    file = open_photo(data)
    width, height = file.size
    megapixels = min(limits.max_megapixels, _MAX_DECODING_BYTES / file.bytes_per_px / 1e6)
    if width * height > megapixels * 1e6:
        raise PhotoError(
            "too_large",
            f"The photo has {width} × {height} pixels; the limit for this kind of file is {megapixels:.4g} megapixels. "
            "Make it smaller, then choose it again.",
        )
    orientation, exif_date, camera, iso = _exif(file)
    date = exif_date or taken_at.from_name(name)
    if orientation >= 5:
        width, height = height, width
    return Header(
        format=file.format,
        width=width,
        height=height,
        orientation=orientation,
        taken_at=date,
        taken_from=None if date is None else "exif" if exif_date else "name",
        sha256=hashlib.sha256(data).hexdigest(),
        camera=camera,
        iso=iso,
        coarseness=file.coarseness,
    )


def decode(data: bytes, header: Header, shrink: int = 1) -> Photo:
    """Decode a photo that `inspect` accepted, upright, in sRGB, its transparent parts on white.

    `shrink` (1, 2, 4 or 8) asks for 1/shrink of the width and height, rounded up: area averages, which JPEG decodes
    directly at that size. A photo narrower than `shrink` px is shrunk less. Raises PhotoError: `unreadable`,
    `too_large`.
    """
    file = open_photo(data)
    factor = min(shrink, 1 << (min(file.size).bit_length() - 1))
    with decoder_errors():
        raster = file.load(factor)
        decoded = 1 if raster.size == file.size else factor
        pixels = _upright(raster, file.profile or _marked_profile(file), header.orientation, factor // decoded)
    return Photo(header, pixels, float(factor))


def _exif(file: PhotoFile) -> tuple[int, TakenAt | None, str | None, int | None]:
    """The orientation still to be applied, 1 to 8, the date, the camera and its sensitivity. Broken EXIF data says
    nothing.
    """
    exif = Image.Exif()
    stated: object = None
    tags: Mapping[int, object] = {}
    model: list[object] = []
    with suppress(Exception):  # Pillow promises no list of what it raises here
        exif.load(file.exif)
        stated = exif.get(ExifTags.Base.Orientation)
        tags = exif.get_ifd(ExifTags.IFD.Exif)
        model = [exif.get(ExifTags.Base.Make), exif.get(ExifTags.Base.Model), tags.get(ExifTags.Base.LensModel)]
    needed = stated if isinstance(stated, int) and 1 <= stated <= 8 and not file.turned else 1
    return needed, taken_at.from_exif(tags), _told_apart(model), _sensitivity(tags.get(ExifTags.Base.ISOSpeedRatings))


def _marked_profile(file: PhotoFile) -> bytes | None:
    """The profile of what a camera marks as Adobe RGB without giving it one."""
    if file.format != "JPEG" or _ADOBE_RGB.encode() not in file.exif:
        return None
    exif = Image.Exif()
    with suppress(Exception):  # as above
        exif.load(file.exif)
        mark = exif.get_ifd(ExifTags.IFD.Interop).get(ExifTags.Interop.InteropIndex)
        stated = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.ColorSpace)
        if str(mark).rstrip("\0") == _ADOBE_RGB and stated != _SRGB:
            return adobe_rgb()
    return None


def _sensitivity(stated: object) -> int | None:
    """The ISO speed of what EXIF says of it, a number or several; one that no camera has says nothing."""
    first = stated[0] if isinstance(stated, tuple) and stated else stated
    return first if isinstance(first, int) and not isinstance(first, bool) and 0 < first < _ISO_UNKNOWN else None


def _told_apart(names: list[object]) -> str | None:
    """A digest of what a camera is called: what is kept need not tell which device somebody owns."""
    if not any(names):
        return None
    return hashlib.sha256(repr(names).encode()).hexdigest()[:8]


def _upright(raster: Raster, profile: bytes | None, orientation: int, shrink: int) -> NDArray[np.uint8]:
    """Convert strip by strip, so that the whole picture exists only as decoded and as returned."""
    width, height = raster.size
    rows, columns = -(-height // shrink), -(-width // shrink)
    on_its_side = orientation >= 5
    last_row_first = orientation in (3, 4, 6, 7)
    pixels = np.empty((columns, rows, 3) if on_its_side else (rows, columns, 3), np.uint8)
    for top in range(0, height, _STRIP_ROWS):
        strip = to_srgb(raster.strip(top, min(top + _STRIP_ROWS, height)), profile)
        if shrink > 1:
            strip = strip.reduce(shrink)
        first = top // shrink
        place = slice(first, first + strip.height)
        if last_row_first:
            place = slice(rows - place.stop, rows - place.start)
        pixels[(slice(None), place) if on_its_side else place] = _turned(np.asarray(strip), orientation)
    return pixels


def _turned(block: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Turn stored pixels upright, for an EXIF orientation of 1 to 8. OpenCV does so in blocks that suit the cache."""
    if orientation >= 5:
        block = np.asarray(cv2.transpose(block), np.uint8)
    flip = _FLIPS.get(orientation)
    return block if flip is None else np.asarray(cv2.flip(block, flip), np.uint8)
