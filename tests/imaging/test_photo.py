import hashlib
import warnings
from io import BytesIO
from typing import Any

import cv2
import numpy as np
import pillow_heif
import pytest
from numpy.typing import NDArray
from PIL import ExifTags, Image

from skinmetrics.imaging.photo import Photo, decode, inspect

FORMATS = ["JPEG", "PNG", "WEBP", "HEIF"]
TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
"""What turns an upright picture into the stored one that the orientation undoes."""


def picture(width: int = 301, height: int = 203) -> Image.Image:
    """Smooth colours without symmetry, that no encoder changes much; the height is not a multiple of a strip."""
    x, y = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    return Image.fromarray((np.dstack([x, y**2, 0.5 * (1 - x) * y]) * 255).astype(np.uint8))


def saved(image: Image.Image, format_: str = "PNG", **options: Any) -> bytes:
    buffer = BytesIO()
    if format_ == "HEIF":
        pillow_heif.from_pillow(image).save(buffer, quality=95, chroma=444, **options)
    else:
        image.save(buffer, format_, **({"quality": 95} if format_ != "PNG" else {}), **options)
    return buffer.getvalue()


def read(data: bytes, shrink: int = 1) -> Photo:
    return decode(data, inspect(data, "photo"), shrink)


def oriented(value: int) -> Image.Exif:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = value
    return exif


def worst(pixels: NDArray[np.uint8], expected: Image.Image) -> int:
    assert pixels.dtype == np.uint8
    assert pixels.shape == (expected.height, expected.width, 3)
    return int(np.abs(pixels.astype(int) - np.asarray(expected, int)).max())


@pytest.mark.parametrize("format_", FORMATS)
def test_decodes_every_format(format_: str) -> None:
    data = saved(picture(), format_)
    header = inspect(data, "photo")
    assert (header.format, header.width, header.height, header.orientation) == (format_, 301, 203, 1)
    assert header.sha256 == hashlib.sha256(data).hexdigest()
    photo = decode(data, header)
    assert photo.header == header
    assert photo.shrink == 1
    assert worst(photo.pixels, picture()) <= 8


@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
@pytest.mark.parametrize("orientation", TURNS)
def test_turns_every_orientation_upright(format_: str, orientation: int) -> None:
    data = saved(picture().transpose(TURNS[orientation]), format_, exif=oriented(orientation))
    header = inspect(data, "photo")
    assert (header.width, header.height, header.orientation) == (301, 203, orientation)
    assert worst(decode(data, header).pixels, picture()) <= 8


@pytest.mark.parametrize("orientation", [0, 1, 9, 65535])
def test_an_invalid_orientation_leaves_the_picture_as_it_is(orientation: int) -> None:
    data = saved(picture(), exif=oriented(orientation))
    header = inspect(data, "photo")
    assert (header.width, header.height, header.orientation) == (301, 203, 1)
    assert worst(decode(data, header).pixels, picture()) == 0


@pytest.mark.parametrize("orientation", TURNS)
def test_heic_is_turned_once(orientation: int) -> None:
    """HEIC says it twice, for its decoder and in EXIF, as phones write it."""
    data = saved(picture().transpose(TURNS[orientation]), "HEIF", exif=oriented(orientation).tobytes())
    header = inspect(data, "photo")
    assert (header.width, header.height, header.orientation) == (301, 203, 1)
    assert worst(decode(data, header).pixels, picture()) <= 8


@pytest.mark.parametrize("format_", FORMATS)
@pytest.mark.parametrize("shrink", [2, 4, 8])
@pytest.mark.parametrize("orientation", [1, 7])
def test_shrinks_by_averaging_areas(format_: str, shrink: int, orientation: int) -> None:
    stored = picture() if orientation == 1 else picture().transpose(TURNS[orientation])
    expected = (picture() if format_ == "HEIF" else stored).reduce(shrink)
    if orientation != 1 and format_ != "HEIF":
        expected = expected.transpose(TURNS[orientation])
    photo = read(saved(stored, format_, exif=oriented(orientation).tobytes()), shrink)
    assert photo.shrink == shrink
    assert worst(photo.pixels[1:-1, 1:-1], expected.crop((1, 1, expected.width - 1, expected.height - 1))) <= 12


def test_shrinking_loses_no_pixel() -> None:
    noise = Image.fromarray(np.random.default_rng(2).integers(0, 256, (67, 129, 3), dtype=np.uint8))
    assert worst(read(saved(noise), 4).pixels, noise.reduce(4)) == 0


def test_a_photo_smaller_than_the_shrink_is_shrunk_less() -> None:
    photo = read(saved(picture(40, 5), "JPEG"), 8)
    assert photo.shrink == 4
    assert photo.pixels.shape == (2, 10, 3)


def test_16_bit_grey_and_colour_keep_their_brightness() -> None:
    ramp = np.linspace(0, 65535, 256 * 4).astype(np.uint16).reshape(4, 256)
    grey = read(saved(Image.fromarray(ramp))).pixels
    assert np.abs(grey - ramp[..., None] / 257).max() <= 1
    colour = read(png_16_bit(np.dstack([ramp, ramp[::-1], 65535 - ramp]))).pixels
    assert np.abs(colour - np.dstack([ramp, ramp[::-1], 65535 - ramp]) / 257).max() <= 1


def png_16_bit(pixels: NDArray[np.uint16]) -> bytes:
    _, data = cv2.imencode(".png", pixels[..., ::-1])
    return data.tobytes()


@pytest.mark.parametrize("format_", ["PNG", "WEBP", "HEIF"])
def test_transparency_is_laid_on_white(format_: str) -> None:
    image = Image.new("RGBA", (64, 64), (200, 0, 0, 255))
    image.paste((200, 0, 0, 128), (0, 0, 64, 32))
    image.paste((0, 0, 0, 0), (0, 0, 32, 32))
    options = {"lossless": True} if format_ == "WEBP" else {}
    pixels = read(saved(image, format_, **options)).pixels.astype(int)
    for (y, x), colour in {(8, 8): (255, 255, 255), (8, 56): (227, 127, 127), (56, 8): (200, 0, 0)}.items():
        assert np.abs(pixels[y, x] - colour).max() <= 6


def test_transparency_of_palettes_and_grey_is_laid_on_white() -> None:
    palette = Image.new("P", (4, 4), 1)
    palette.putpalette([0, 0, 0, 10, 20, 30])
    palette.putpixel((0, 0), 0)
    pixels = read(saved(palette, transparency=0)).pixels
    assert pixels[0, 0].tolist() == [255, 255, 255]
    assert pixels[3, 3].tolist() == [10, 20, 30]
    assert read(saved(Image.new("LA", (4, 4), (0, 51)))).pixels[0, 0].tolist() == [204, 204, 204]


@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_every_common_mode_of_png(mode: str) -> None:
    image = picture().convert(mode)
    assert worst(read(saved(image)).pixels, image.convert("RGB")) == 0


@pytest.mark.parametrize("format_", ["PNG", "WEBP"])
def test_of_several_frames_the_first_counts(format_: str) -> None:
    frames = [Image.new("RGB", (32, 24), colour) for colour in ("red", "blue")]
    data = saved(frames[0], format_, save_all=True, append_images=frames[1:], duration=50)
    assert worst(read(data).pixels, frames[0]) <= 4


def test_of_several_heic_pictures_the_primary_counts() -> None:
    heif = pillow_heif.from_pillow(Image.new("RGB", (64, 64), "red"))
    heif.add_from_pillow(Image.new("RGB", (64, 64), "blue"))
    buffer = BytesIO()
    heif.save(buffer, quality=95, primary_index=1)
    assert read(buffer.getvalue()).pixels[32, 32, 2] > 240


def test_a_jpeg_followed_by_another_picture_is_the_first() -> None:
    assert worst(read(saved(picture(), "JPEG") + saved(Image.new("RGB", (9, 9)), "JPEG")).pixels, picture()) <= 8


def test_heic_of_10_bits_is_scaled_to_8() -> None:
    ramp = np.broadcast_to(np.linspace(0, 65535, 256).astype(np.uint16)[:, None, None], (256, 64, 3))
    buffer = BytesIO()
    heif = pillow_heif.from_bytes(mode="RGB;16", size=(64, 256), data=np.ascontiguousarray(ramp).tobytes())
    heif.save(buffer, quality=95, chroma=444)
    assert np.abs(read(buffer.getvalue()).pixels - ramp / 257).max() <= 6


def test_nothing_is_warned_of_just_below_the_limit() -> None:
    data = saved(Image.new("1", (12_000, 9_990)))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        header = inspect(data, "photo")
        assert decode(data, header, 8).pixels.shape == (1249, 1500, 3)


def test_no_place_or_device_is_kept() -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Make] = "SecretMaker"
    exif.get_ifd(ExifTags.IFD.GPSInfo)[ExifTags.GPS.GPSMapDatum] = "SecretPlace"
    data = saved(picture(), "JPEG", exif=exif)
    assert b"SecretMaker" in data
    assert "Secret" not in repr(read(data))


@pytest.mark.parametrize(("stated", "iso"), [(1600, 1600), ((50, 0), 50), (None, None), (0, None), (65535, None)])
def test_how_sensitive_the_camera_was_set_is_read(stated: object, iso: int | None) -> None:
    exif = Image.Exif()
    if stated is not None:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.ISOSpeedRatings] = stated
    assert inspect(saved(picture(), "JPEG", exif=exif), "photo").iso == iso


def test_cameras_and_lenses_are_told_apart() -> None:
    def camera(model: str | None, lens: str | None = None) -> str | None:
        exif = Image.Exif()
        if model is not None:
            exif[ExifTags.Base.Model] = model
        if lens is not None:
            exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.LensModel] = lens
        return inspect(saved(picture(), "JPEG", exif=exif), "photo").camera

    assert camera(None) is None
    assert camera("one") == camera("one") != camera("two")
    assert camera("one", "front") != camera("one", "back")
