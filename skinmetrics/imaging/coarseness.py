"""How coarsely a photo's file stores it: read from the file's header, no pixel decoded.

A file that is to be small rounds the waves of which it puts the picture together: to multiples of the steps in its
tables (JPEG, ITU-T T.81), or of what an index stands for (VP8, RFC 6386, in WebP that is stored with loss). Large steps
of JPEG draw grain and blocks on fine skin, those of WebP wipe it out. Both on one scale: 1 where scores begin to leave
their retake noise (docs/capture.md), above 0 for JPEG, below for WebP. Nobody knows it of other files.
"""

from __future__ import annotations

from collections.abc import Sequence

COARSE = 1.0
"""From here on single scores leave their noise, and files that differ by as much are not compared."""
TOO_COARSE = 1.25
"""From here on what coarse files move is not measured."""
SPOILT = 4.4
"""From here on colours and scars leave their noise too."""

JPEG_STEP = 32.0  # mean step of luminance at 1: libjpeg's quality 72
WEBP_INDEX = 12.0  # index of the quantiser at -1: libwebp's quality 90

_MAX_CHUNKS = 16  # of a WebP file before its picture: profile, transparency and what nobody knows
_MAX_HEADER = 256  # bytes, several times what VP8's takes
_KEY_FRAME = b"\x9d\x01\x2a"
_FRAME_TAG = 10  # bytes before the part that is coded bit by bit
_SEGMENTS = 4


def of_jpeg(luminance: Sequence[int] | None) -> float | None:
    """Of a JPEG file, by its table of luminance; None of one that has none."""
    return sum(luminance) / len(luminance) / JPEG_STEP if luminance else None


def of_webp(data: bytes) -> float | None:
    """Of a WebP file; None where the picture is stored without loss, moves, or where bytes are broken."""
    frame = _frame(data)
    if len(frame) <= _FRAME_TAG + 2 or frame[0] & 1 or frame[3:6] != _KEY_FRAME:
        return None
    return 0.0 - _quantiser(_Bits(frame[_FRAME_TAG:])) / WEBP_INDEX


def _frame(data: bytes) -> bytes:
    """How the picture of a still photo begins; empty where it is not stored as VP8."""
    at = 12  # behind RIFF, a length and WEBP
    for _ in range(_MAX_CHUNKS):
        name, start = data[at : at + 4], at + 8
        length = int.from_bytes(data[at + 4 : start], "little")
        if name == b"VP8 ":
            return data[start : start + min(length, _MAX_HEADER)]
        at = start + length + length % 2
    return b""


def _quantiser(bits: _Bits) -> int:
    """The index of a frame's quantiser, 0 … 127, behind all that its header says before (RFC 6386, 9.2 to 9.6)."""
    bits.number(2)  # kind of colours, and whether they need clamping
    if bits.bit():  # parts of the picture with quantisers of their own: of these the base is the coarsest, as a rule
        mapped, stated = bits.bit(), bits.bit()
        if stated:
            bits.number(1)
            bits.skip_optional(_SEGMENTS, 7 + 1)
            bits.skip_optional(_SEGMENTS, 6 + 1)
        if mapped:
            bits.skip_optional(3, 8)
    bits.number(1 + 6 + 3)  # the filter along edges of blocks
    if bits.bit() and bits.bit():
        bits.skip_optional(8, 6 + 1)
    bits.number(2)  # how many parts the coefficients come in
    return bits.number(7)


class _Bits:
    """Bits out of VP8's arithmetic code, all of them as often 0 as 1 (RFC 6386, 7.3); past the end come zeros."""

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 2
        self._value = int.from_bytes(data[:2].ljust(2, b"\0"), "big")
        self._range = 255
        self._shifts = 0

    def bit(self) -> int:
        """The next bit."""
        split = 1 + (self._range - 1) // 2
        one = self._value >= split << 8
        if one:
            self._range -= split
            self._value -= split << 8
        else:
            self._range = split
        while self._range < 128:
            self._value <<= 1
            self._range <<= 1
            self._shifts += 1
            if self._shifts == 8:
                self._shifts = 0
                self._value |= self._data[self._at] if self._at < len(self._data) else 0
                self._at += 1
        return int(one)

    def number(self, bits: int) -> int:
        """The next bits as a number, the first of them its highest."""
        value = 0
        for _ in range(bits):
            value = 2 * value + self.bit()
        return value

    def skip_optional(self, times: int, bits: int) -> None:
        """Pass over numbers of so many bits, each there only where a bit says so."""
        for _ in range(times):
            if self.bit():
                self.number(bits)
