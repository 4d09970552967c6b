"""Profiles of colours that a file only names.

Most photos carry the profile of their colours. A HEIC may give the number of a standard instead (ITU-T H.273), and a
camera's JPEG may only be marked as Adobe RGB in its EXIF (DCF 2.0). A profile is made of the name, so that colours are
converted in one way.
"""

import struct
from collections.abc import Mapping
from functools import cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

Chromaticities = tuple[tuple[float, float], tuple[float, float], tuple[float, float]]
"""CIE 1931 x and y of red, green and blue."""

_DISPLAY_P3: Final[Chromaticities] = ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060))
_BT_2020: Final[Chromaticities] = ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046))
_ADOBE_RGB: Final[Chromaticities] = ((0.640, 0.330), (0.210, 0.710), (0.150, 0.060))
_WIDER: Final[Mapping[int, Chromaticities]] = {9: _BT_2020, 12: _DISPLAY_P3}  # H.273's others lie close to sRGB's
_D65 = (0.3127, 0.3290)
_D50 = np.array([0.9642, 1.0, 0.8249])  # XYZ, as profiles have it
_CONES = np.array([[0.8951, 0.2664, -0.1614], [-0.7502, 1.7135, 0.0367], [0.0389, -0.0685, 1.0296]])  # Bradford's

_SRGB_CURVE = (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
_ADOBE_GAMMA = (563 / 256,)


def named_primaries(number: int) -> bytes | None:
    """The profile of the primaries with a number of H.273, with sRGB's curve; None where they are sRGB's or as good."""
    primaries = _WIDER.get(number)
    return None if primaries is None else _profile(primaries, _SRGB_CURVE)


def adobe_rgb() -> bytes:
    """The profile of Adobe RGB (1998)."""
    return _profile(_ADOBE_RGB, _ADOBE_GAMMA)


@cache
def _profile(primaries: Chromaticities, curve: tuple[float, ...]) -> bytes:
    """An ICC version 4 profile: white D65, each channel's ``curve`` of one parameter (its power) or five."""
    columns = _adapted(primaries).T
    shape = struct.pack(">4sIHH", b"para", 0, {1: 0, 5: 3}[len(curve)], 0) + _numbers(*curve)
    colours = {name + b"XYZ": _xyz(column) for name, column in zip((b"r", b"g", b"b"), columns, strict=True)}
    tags = {b"wtpt": _xyz(_D50), **colours, **dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), shape)}
    offset = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, value in tags.items():
        table += name + struct.pack(">II", offset + len(body), len(value))
        body += value
    head = struct.pack(">I4xI4s4s4s", offset + len(body), 0x04200000, b"mntr", b"RGB ", b"XYZ ")
    head += bytes(12) + b"acsp" + bytes(28) + _numbers(*_D50)
    return head.ljust(128, b"\0") + table + body


def _adapted(primaries: Chromaticities) -> NDArray[np.float64]:
    """Columns: XYZ of red, green and blue of a screen whose white is D65, as they look where white is D50."""
    red_green_blue, white = np.array([_xyz_of(*xy) for xy in primaries]).T, _xyz_of(*_D65)
    screen = red_green_blue * np.linalg.solve(red_green_blue, white)
    gain = np.diag((_CONES @ _D50) / (_CONES @ white))
    return np.asarray(np.linalg.solve(_CONES, gain @ _CONES) @ screen)


def _xyz_of(x: float, y: float) -> NDArray[np.float64]:
    return np.array([x / y, 1, (1 - x - y) / y])


def _xyz(values: NDArray[np.float64]) -> bytes:
    return b"XYZ \0\0\0\0" + _numbers(*values)


def _numbers(*values: float) -> bytes:
    """The 16.16 bit numbers of profiles."""
    return struct.pack(f">{len(values)}i", *(round(float(value) * 65536) for value in values))
