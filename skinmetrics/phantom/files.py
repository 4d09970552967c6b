"""Photos as files: a caption that says what they are, JPEG, and EXIF with the time of taking."""

from __future__ import annotations

import struct
from datetime import datetime

import cv2
import numpy as np

from skinmetrics.phantom.sensor import Image

CAPTION = "Computer-generated face. Not a real person."
_STRIP_SHARE = 0.024
_ASCII, _LONG = 2, 4
_DESCRIPTION, _SOFTWARE, _DATE_TIME, _EXIF_IFD = 0x010E, 0x0131, 0x0132, 0x8769
_DATE_TIME_ORIGINAL, _OFFSET_TIME_ORIGINAL = 0x9003, 0x9011


def with_caption(image: Image) -> Image:
    """The picture with a strip along its lower edge that says that nobody is in it."""
    height, width = image.shape[:2]
    strip = max(round(height * _STRIP_SHARE), 12)
    marked = image.copy()
    band = marked[height - strip :]
    band[:] = (band.astype(np.uint16) * 2 // 5).astype(np.uint8)
    scale = strip / 44
    (text_width, text_height), _ = cv2.getTextSize(CAPTION, cv2.FONT_HERSHEY_SIMPLEX, scale, 1)
    place = ((width - text_width) // 2, height - (strip - text_height) // 2)
    cv2.putText(marked, CAPTION, place, cv2.FONT_HERSHEY_SIMPLEX, scale, (225, 225, 225), 1, cv2.LINE_AA)
    return marked


def jpeg(image: Image, quality: int, taken_at: datetime | None = None) -> bytes:
    """JPEG bytes; `taken_at` (with its offset from UTC) goes into EXIF."""
    ok, encoded = cv2.imencode(".jpg", cv2.cvtColor(image, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_JPEG_QUALITY, quality])
    if not ok:
        raise ValueError("the picture could not be stored as JPEG")
    data = encoded.tobytes()
    if taken_at is None:
        return data
    payload = b"Exif\x00\x00" + exif(taken_at)
    return data[:2] + b"\xff\xe1" + struct.pack(">H", len(payload) + 2) + payload + data[2:]


def exif(taken_at: datetime) -> bytes:
    """A TIFF block (EXIF 2.31) with description, software, time of taking and its offset from UTC."""
    moment = taken_at.strftime("%Y:%m:%d %H:%M:%S")
    zone = taken_at.strftime("%z")
    inner = [(_DATE_TIME_ORIGINAL, moment)] + ([(_OFFSET_TIME_ORIGINAL, f"{zone[:3]}:{zone[3:5]}")] if zone else [])
    outer = [(_DESCRIPTION, CAPTION), (_SOFTWARE, "Skinmetrics phantom"), (_DATE_TIME, moment)]
    header = 8
    outer_size = 2 + 12 * (len(outer) + 1) + 4
    texts = bytearray()
    text_start = header + outer_size + 2 + 12 * len(inner) + 4

    def entry(tag: int, text: str) -> bytes:
        raw = text.encode("ascii") + b"\x00"
        place = text_start + len(texts)
        texts.extend(raw + b"\x00" * (len(raw) % 2))
        return struct.pack("<HHII", tag, _ASCII, len(raw), place)

    first = struct.pack("<H", len(outer) + 1) + b"".join(entry(tag, text) for tag, text in outer)
    first += struct.pack("<HHII", _EXIF_IFD, _LONG, 1, header + outer_size) + struct.pack("<I", 0)
    second = struct.pack("<H", len(inner)) + b"".join(entry(tag, text) for tag, text in inner) + struct.pack("<I", 0)
    return b"II*\x00" + struct.pack("<I", header) + first + second + bytes(texts)
