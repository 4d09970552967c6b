"""The four file formats that photos come in: told apart, opened by their header, decoded strip by strip.

Every format is opened by its own decoder, never by a guess among all that Pillow has: fewer decoders meet hostile
bytes, and Pillow's process-wide size limit, which would warn below ours, is not involved.
"""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Literal, Protocol

import cv2
import numpy as np
from numpy.typing import NDArray
from pi_heif.heif import open_heif
from PIL import Image
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from skinmetrics.imaging import coarseness
from skinmetrics.imaging.profiles import named_primaries

Format = Literal["JPEG", "PNG", "WEBP", "HEIF"]
ErrorCode = Literal["unreadable", "too_large", "not_an_image"]

_MAX_SCANS = 100  # photos have up to about a dozen; a small file of thousands would take minutes
_JPEG_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")  # of a segment with a length, or of the image's end
_HEIF_ITEM = re.compile(rb"(?P<length>.{4})infe(?P<version>.).{3}", re.DOTALL)
_HEIF_BRANDS = frozenset({b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"})
_AVIF_BRANDS = frozenset({b"avif", b"avis"})
_HDR_CURVES = frozenset({16, 18})  # H.273's numbers of PQ and HLG
_OTHER_FILES = (
    (b"%PDF", "a PDF document"),
    (b"GIF8", "a GIF picture"),
    (b"BM", "a BMP picture"),
    (b"II*\0", "a TIFF picture or a raw photo"),
    (b"MM\0*", "a TIFF picture or a raw photo"),
    (b"\0\0\0\x0cjP  ", "a JPEG 2000 picture"),
    (b"\xff\x4f\xff\x51", "a JPEG 2000 picture"),
    (b"PK\x03\x04", "a ZIP archive or an office document"),
    (b"\x1a\x45\xdf\xa3", "a video"),
)


class PhotoError(Exception):
    """A file that cannot be used as a photo; `str()` is a sentence for people that says what to do next."""

    def __init__(self, code: ErrorCode, sentence: str) -> None:
        """`code` is for programs, `sentence` for people."""
        super().__init__(sentence)
        self.code: ErrorCode = code

    def __reduce__(self) -> tuple[type["PhotoError"], tuple[ErrorCode, str]]:
        """Keep the code when the error travels between processes."""
        return type(self), (self.code, str(self))


class Raster(Protocol):
    """Decoded pixels, as stored, of which horizontal strips are handed out as images of any mode."""

    @property
    def size(self) -> tuple[int, int]:
        """Width and height, px."""

    def strip(self, top: int, bottom: int) -> Image.Image:
        """Rows `top` to `bottom` (exclusive) as an image of its own."""


@dataclass(frozen=True)
class PhotoFile:
    """A photo opened by its header: no pixel is decoded before `load` is called.

    `size` is that of the stored pixels; `turned` says that the decoder itself turns them upright; `bytes_per_px` is
    the memory that decoding takes at its peak, an 8-bit RGB array of the result included. `load(shrink)` decodes,
    at 1/shrink of the size where the format can do so; call it inside `decoder_errors`. `coarseness`: see there.
    """

    format: Format
    size: tuple[int, int]
    exif: bytes
    profile: bytes | None
    turned: bool
    bytes_per_px: int
    load: Callable[[int], Raster]
    coarseness: float | None = None


def open_photo(data: bytes) -> PhotoFile:
    """Open a photo by its header. Raises PhotoError (unreadable, not_an_image)."""
    opener = _OPENERS[_format(data)]
    with decoder_errors():
        file = opener(data)
        if min(file.size) < 1:
            raise ValueError(f"a picture of {file.size} px")
        return file


@contextmanager
def decoder_errors() -> Iterator[None]:
    """Turn whatever a decoder raises on broken or hostile bytes into a PhotoError."""
    try:
        yield
    except PhotoError:
        raise
    except (MemoryError, Image.DecompressionBombError) as error:
        raise PhotoError(
            "too_large", "The photo needs more memory than there is. Make it smaller, then choose it again."
        ) from error
    except Exception as error:  # the decoders promise no list of what they raise
        raise PhotoError(
            "unreadable",
            "The photo is damaged or incomplete. Copy it again from the phone or camera, then choose that copy.",
        ) from error


def _format(data: bytes) -> Format:
    if not data:
        raise PhotoError(
            "unreadable", "The file is empty. Copy it again from the phone or camera, then choose that copy."
        )
    if data.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if data.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if data.startswith(b"RIFF") and data[8:12] == b"WEBP":
        return "WEBP"
    brands = _brands(data)
    if brands & _HEIF_BRANDS and not brands & _AVIF_BRANDS:
        return "HEIF"
    raise PhotoError(
        "not_an_image", f"This is {_kind(data, brands)}. Choose the photo itself, saved as JPEG, PNG, WebP or HEIC."
    )


def _brands(data: bytes) -> frozenset[bytes]:
    """The brands that an ISO base media file (HEIF, AVIF, MP4, MOV) says it conforms to."""
    if data[4:8] != b"ftyp":
        return frozenset()
    end = min(int.from_bytes(data[:4], "big"), 256)
    return frozenset(data[start : start + 4] for start in range(8, end - 3, 4) if start != 12)


def _kind(data: bytes, brands: frozenset[bytes]) -> str:
    for signature, kind in _OTHER_FILES:
        if data.startswith(signature):
            return kind
    if brands & _AVIF_BRANDS:
        return "an AVIF picture"
    return "a video" if brands else "not a photo that can be read here"


@dataclass(frozen=True)
class _PillowRaster:
    image: Image.Image

    @property
    def size(self) -> tuple[int, int]:
        return self.image.size

    def strip(self, top: int, bottom: int) -> Image.Image:
        return self.image.crop((0, top, self.image.width, bottom))


@dataclass(frozen=True)
class _ArrayRaster:
    rows: NDArray[np.uint8]
    """(h, w) grey, (h, w, 2) grey and alpha, (h, w, 3) RGB, (h, w, 4) RGBA or, if `bgr`, BGRA."""
    bgr: bool = False

    @property
    def size(self) -> tuple[int, int]:
        return self.rows.shape[1], self.rows.shape[0]

    def strip(self, top: int, bottom: int) -> Image.Image:
        rows = self.rows[top:bottom]
        return Image.fromarray(np.asarray(cv2.cvtColor(rows, cv2.COLOR_BGRA2RGBA), np.uint8) if self.bgr else rows)


def _open_jpeg(data: bytes) -> PhotoFile:
    """Several scans (progressive, or one for each colour) make the decoder hold 16-bit coefficients of all channels."""
    scans = _scans(data)
    if scans > _MAX_SCANS:
        raise ValueError(f"{scans} scans, each of which takes a pass over the whole picture")
    image = JpegImageFile(BytesIO(data))
    file = _pillow_file("JPEG", image, bytes_per_px=7 if scans == 1 else max(7, 4 + 2 * image.layers))
    luminance = image.layer[0][3] if image.layer else 0
    return replace(file, coarseness=coarseness.of_jpeg(image.quantization.get(luminance)))


def _scans(data: bytes) -> int:
    """The number of scans in a JPEG file up to the end of its image; other images may follow, and are not counted."""
    scans, at = 0, 2
    while (found := _JPEG_MARKER.search(data, at)) and found[1] != b"\xd9":
        scans += found[1] == b"\xda"
        at = found.end() + int.from_bytes(data[found.end() : found.end() + 2], "big")
    return scans


def _open_png(data: bytes) -> PhotoFile:
    return _pillow_file("PNG", PngImageFile(BytesIO(data)), bytes_per_px=7)


def _pillow_file(format_: Format, image: ImageFile, bytes_per_px: int) -> PhotoFile:
    def load(shrink: int) -> Raster:
        if shrink > 1:
            image.draft("", (image.width // shrink, image.height // shrink))
        image.load()
        return _PillowRaster(image)

    return PhotoFile(
        format=format_,
        size=image.size,
        exif=image.info.get("exif", b""),
        profile=image.info.get("icc_profile"),
        turned=False,
        bytes_per_px=bytes_per_px,
        load=load,
    )


def _open_webp(data: bytes) -> PhotoFile:
    """Pillow reads the header, OpenCV the pixels: Pillow decodes stills as animations, in twice the memory."""
    with WebPImageFile(BytesIO(data)) as image:
        size, info, has_alpha = image.size, image.info, image.mode == "RGBA"
    animated = data[12:16] == b"VP8X" and bool(data[20] & 0x02)

    def load(_shrink: int) -> Raster:
        flags = cv2.IMREAD_UNCHANGED if has_alpha else cv2.IMREAD_COLOR_RGB | cv2.IMREAD_IGNORE_ORIENTATION
        rows = cv2.imdecode(np.frombuffer(data, np.uint8), flags)
        if rows is None or rows.shape[1::-1] != size:
            raise OSError("broken WebP data")
        return _ArrayRaster(np.asarray(rows, np.uint8), bgr=has_alpha)

    return PhotoFile(
        format="WEBP",
        size=size,
        exif=info.get("exif", b""),
        profile=info.get("icc_profile"),
        turned=False,
        bytes_per_px=16 if animated else 8,
        load=load,
        coarseness=coarseness.of_webp(data),
    )


def _open_heif(data: bytes) -> PhotoFile:
    _check_item_texts(data)
    heif = open_heif(data)
    size = heif.size
    named = heif.info.get("nclx_profile") or {}  # where there is a profile, this is not given
    if named.get("transfer_characteristics") in _HDR_CURVES:
        raise PhotoError(
            "unreadable",
            "The colours of this photo are stored for HDR screens and cannot be measured. "
            "Save it as JPEG, then choose that copy.",
        )

    def load(_shrink: int) -> Raster:
        rows = np.asarray(heif)
        if rows.shape[1::-1] != size:
            raise OSError("a size other than the header's")
        return _ArrayRaster(rows)

    return PhotoFile(
        format="HEIF",
        size=size,
        exif=heif.info.get("exif") or b"",
        profile=heif.info.get("icc_profile") or named_primaries(named.get("color_primaries", 0)),
        turned=True,
        bytes_per_px=8,
        load=load,
    )


def _check_item_texts(data: bytes) -> None:
    """Raise UnicodeDecodeError if a text in the list of items is not UTF-8, as its standard demands.

    pi_heif 1.4 dereferences a null pointer over such an item type, which no `except` would catch.
    """
    at = 0
    while at + 8 <= len(data):
        length, name = int.from_bytes(data[at : at + 4], "big"), data[at + 4 : at + 8]
        if length == 1:
            length = int.from_bytes(data[at + 8 : at + 16], "big")
        end = at + length if length else len(data)
        if name == b"meta":
            for entry in _HEIF_ITEM.finditer(data, at, end):
                texts = entry.end() + (6 if entry["version"] == b"\3" else 4)  # after the item's id and protection
                data[texts : entry.start() + int.from_bytes(entry["length"], "big")].decode("utf-8")
        at = max(end, at + 8)


_OPENERS: dict[Format, Callable[[bytes], PhotoFile]] = {
    "JPEG": _open_jpeg,
    "PNG": _open_png,
    "WEBP": _open_webp,
    "HEIF": _open_heif,
}
