"""Profiles are built here byte by byte, and what they should give is computed by the textbook formulas."""

import struct
from io import BytesIO
from typing import Any

import numpy as np
import pillow_heif
import pytest
from numpy.typing import NDArray
from PIL import ExifTags, Image, ImageCms

from skinmetrics.imaging.photo import PhotoError, decode, inspect

# Red, green and blue in XYZ, adapted to D50.
SRGB = np.array([[0.43607, 0.38515, 0.14307], [0.22249, 0.71687, 0.06061], [0.01392, 0.09708, 0.71410]])
DISPLAY_P3 = np.array([[0.51512, 0.29198, 0.15710], [0.24120, 0.69225, 0.06657], [-0.00105, 0.04189, 0.78407]])
ADOBE_RGB = np.array([[0.60974, 0.20528, 0.14919], [0.31111, 0.62567, 0.06322], [0.01947, 0.06087, 0.74457]])
BT_2020 = np.array([[0.67348, 0.16566, 0.12505], [0.27904, 0.67534, 0.04561], [-0.00193, 0.02997, 0.79680]])
GAMMA = 563 / 256  # as Adobe RGB states it
SKIN = (176, 128, 110)
LEAF = (40, 150, 60)


def profile(space: bytes, connection: bytes, tags: dict[bytes, bytes]) -> bytes:
    """An ICC version 2 profile."""
    offset = 128 + 4 + 12 * len(tags)
    table, body = struct.pack(">I", len(tags)), b""
    for name, value in tags.items():
        padded = value + b"\0" * (-len(value) % 4)
        table += name + struct.pack(">II", offset + len(body), len(value))
        body += padded
    head = struct.pack(">I4sI4s4s4s", offset + len(body), b"\0" * 4, 0x02400000, b"prtr", space, connection)
    head += b"\0" * 12 + b"acsp" + b"\0" * 28 + numbers(0.9642, 1.0, 0.8249)
    return head.ljust(128, b"\0") + table + body


def numbers(*values: float) -> bytes:
    return b"".join(struct.pack(">i", round(value * 65536)) for value in values)


def xyz(*values: float) -> bytes:
    return b"XYZ \0\0\0\0" + numbers(*values)


GAMMA_CURVE = b"curv" + struct.pack(">IIH", 0, 1, round(GAMMA * 256))
WHITE = {b"wtpt": xyz(0.9642, 1.0, 0.8249)}


def rgb_profile(primaries: NDArray[np.float64], curve: bytes = GAMMA_CURVE) -> bytes:
    colours = {name + b"XYZ": xyz(*column) for name, column in zip((b"r", b"g", b"b"), primaries.T, strict=True)}
    return profile(b"RGB ", b"XYZ ", WHITE | colours | dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve))


def tabulated_srgb() -> bytes:
    """What sRGB means, in another profile's numbers: converting by it would change some values by 1."""
    value = np.linspace(0, 1, 1024)
    linear = np.where(value <= 0.04045, value / 12.92, ((value + 0.055) / 1.055) ** 2.4)
    table = np.round(linear * 65535).astype(">u2").tobytes()
    return rgb_profile(SRGB, b"curv" + struct.pack(">II", 0, 1024) + table)


def cmyk_profile() -> bytes:
    """No ink is white and full black black, as usual; but the three colours together give a light grey (L* 80)."""
    identity = bytes(range(256))
    corners = b""
    for corner in range(16):  # cyan changes slowest, black fastest
        inks, black = bin(corner >> 1).count("1"), corner & 1
        corners += bytes([0 if black else round(255 - inks * 17), 128, 128])
    table = b"mft1\0\0\0\0" + bytes([4, 3, 2, 0]) + numbers(1, 0, 0, 0, 1, 0, 0, 0, 1)
    return profile(b"CMYK", b"Lab ", WHITE | {b"A2B0": table + identity * 4 + corners + identity * 3})


def encoded(linear: NDArray[np.float64]) -> NDArray[np.float64]:
    """Values of sRGB, 0 to 255, of linear ones, 0 to 1."""
    linear = np.clip(linear, 0, 1)
    return 255 * np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)


def decoded(image: Image.Image, icc: bytes, format_: str = "PNG", **options: Any) -> NDArray[np.int_]:
    buffer = BytesIO()
    image.save(buffer, format_, icc_profile=icc, **options)
    return decode(buffer.getvalue(), inspect(buffer.getvalue(), "photo")).pixels.astype(int)


@pytest.mark.parametrize("primaries", [DISPLAY_P3, ADOBE_RGB, SRGB], ids=["Display P3", "Adobe RGB", "gamma 2.2"])
@pytest.mark.parametrize("format_", ["PNG", "JPEG", "WEBP"])
def test_wide_colours_become_srgb(primaries: NDArray[np.float64], format_: str) -> None:
    linear = (np.array(LEAF) / 255) ** GAMMA
    expected = encoded(np.linalg.solve(SRGB, primaries @ linear))
    got = decoded(Image.new("RGB", (100, 70), LEAF), rgb_profile(primaries), format_, quality=100)
    assert np.abs(got - expected).max() <= 3
    assert np.abs(expected - LEAF).max() >= 2


def test_colours_under_transparency_are_converted_before_the_white() -> None:
    linear = (np.array(SKIN) / 255) ** GAMMA
    expected = 0.6 * encoded(np.linalg.solve(SRGB, DISPLAY_P3 @ linear)) + 0.4 * 255
    got = decoded(Image.new("RGBA", (9, 9), (*SKIN, 153)), rgb_profile(DISPLAY_P3))
    assert np.abs(got - expected).max() <= 3


@pytest.mark.parametrize("mode", ["L", "RGB"])
def test_grey_profiles_apply_to_grey_pictures(mode: str) -> None:
    ramp = Image.fromarray(np.tile(np.arange(256, dtype=np.uint8), (4, 1))).convert(mode)
    got = decoded(ramp, profile(b"GRAY", b"XYZ ", WHITE | {b"kTRC": b"curv" + struct.pack(">IIH", 0, 1, 461)}))
    assert np.abs(got[0] - encoded((np.arange(256) / 255) ** (461 / 256))[:, None]).max() <= 1


def test_a_grey_profile_leaves_colours_alone() -> None:
    image = Image.fromarray(np.random.default_rng(1).integers(0, 256, (40, 40, 3), dtype=np.uint8))
    icc = profile(b"GRAY", b"XYZ ", WHITE | {b"kTRC": b"curv" + struct.pack(">IIH", 0, 1, 461)})
    assert np.array_equal(decoded(image, icc), np.asarray(image))


def test_a_colour_profile_applies_to_a_grey_jpeg() -> None:
    got = decoded(Image.new("L", (16, 16), 60), rgb_profile(DISPLAY_P3), "JPEG", quality=100)
    assert np.abs(got - encoded(np.full(3, (60 / 255) ** GAMMA))).max() <= 2


@pytest.mark.parametrize(("inks", "lightness"), [((0, 0, 0, 0), 100), ((255, 255, 255, 0), 80), ((0, 0, 0, 255), 0)])
def test_cmyk_follows_its_profile(inks: tuple[int, int, int, int], lightness: float) -> None:
    luminance = ((lightness + 16) / 116) ** 3 if lightness > 8 else lightness / 903.3
    got = decoded(Image.new("CMYK", (16, 16), inks), cmyk_profile(), "JPEG", quality=100)
    assert np.abs(got - encoded(np.full(3, luminance))).max() <= 4


def test_cmyk_without_a_profile_is_still_a_picture() -> None:
    buffer = BytesIO()
    Image.new("CMYK", (16, 16), (0, 255, 255, 0)).save(buffer, "JPEG", quality=100)
    pixels = decode(buffer.getvalue(), inspect(buffer.getvalue(), "photo")).pixels
    assert np.abs(pixels.astype(int) - (255, 0, 0)).max() <= 3


def heic(colour: tuple[int, int, int], **named: int) -> bytes:
    """A HEIC whose colours are only named by numbers of H.273."""
    buffer = BytesIO()
    image = pillow_heif.from_pillow(Image.new("RGB", (64, 64), colour))
    image.save(buffer, quality=100, chroma=444, matrix_coefficients=6, full_range_flag=1, **named)
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("number", "primaries"), [(12, DISPLAY_P3), (9, BT_2020), (1, SRGB)], ids=["Display P3", "BT.2020", "BT.709"]
)
def test_a_heic_s_named_colours_become_srgb(number: int, primaries: NDArray[np.float64]) -> None:
    data = heic(SKIN, color_primaries=number, transfer_characteristics=13)
    value = np.array(SKIN) / 255
    expected = encoded(np.linalg.solve(SRGB, primaries @ ((value + 0.055) / 1.055) ** 2.4))
    got = decode(data, inspect(data, "photo")).pixels.astype(int)
    assert np.abs(got - expected).max() <= 3


@pytest.mark.parametrize("curve", [16, 18], ids=["PQ", "HLG"])
def test_a_heic_for_hdr_screens_is_refused(curve: int) -> None:
    with pytest.raises(PhotoError, match="Save it as JPEG") as refused:
        inspect(heic(SKIN, color_primaries=9, transfer_characteristics=curve), "photo")
    assert refused.value.code == "unreadable"


@pytest.mark.parametrize(("stated", "converted"), [(65535, True), (1, False)], ids=["uncalibrated", "sRGB"])
def test_a_jpeg_marked_as_adobe_rgb_becomes_srgb(stated: int, *, converted: bool) -> None:
    exif = Image.Exif()
    marks = {ExifTags.Interop.InteropIndex: "R03"}
    exif.get_ifd(ExifTags.IFD.Exif).update({ExifTags.Base.ColorSpace: stated, ExifTags.IFD.Interop: marks})
    buffer = BytesIO()
    Image.new("RGB", (64, 64), SKIN).save(buffer, "JPEG", quality=100, subsampling=0, exif=exif)
    got = decode(buffer.getvalue(), inspect(buffer.getvalue(), "photo")).pixels.astype(int)
    wide = encoded(np.linalg.solve(SRGB, ADOBE_RGB @ (np.array(SKIN) / 255) ** GAMMA))
    assert np.abs(got - (wide if converted else SKIN)).max() <= 3
    assert np.abs(wide - SKIN).max() >= 9


@pytest.mark.parametrize(
    "icc",
    [
        b"not a profile",
        rgb_profile(DISPLAY_P3)[:200],
        rgb_profile(DISPLAY_P3).replace(b"rTRC", b"xTRC"),
        cmyk_profile(),
        profile(b"Lab ", b"XYZ ", WHITE),
        ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
        tabulated_srgb(),
    ],
    ids=["noise", "cut off", "no red curve", "for CMYK", "for Lab", "sRGB itself", "sRGB in a table"],
)
def test_without_a_usable_other_profile_values_are_srgb(icc: bytes) -> None:
    image = Image.fromarray(np.random.default_rng(1).integers(0, 256, (40, 40, 3), dtype=np.uint8))
    assert np.array_equal(decoded(image, icc), np.asarray(image))
