"""Colours of a decoded image, whatever its mode and profile, to 8-bit sRGB on white."""

from functools import lru_cache
from io import BytesIO

import cv2
import numpy as np
from PIL import Image, ImageCms

_MODE_OF_SPACE = {"RGB": "RGB", "GRAY": "L", "CMYK": "CMYK"}
_MAX_PROFILE_BYTES = 4_000_000
_SAME_COLOUR = 1  # levels of 255: rounding, seen between any two profiles that both mean sRGB


def to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Convert an image of any mode to mode RGB in sRGB, relative colorimetric with black point compensation.

    Transparent parts are laid on white. 16-bit values keep their upper byte. A profile that is broken, or made for
    another kind of image (of greys, for one with colours), is left aside: the values are then taken as sRGB. `image`
    may be changed in place.
    """
    if image.mode.startswith("I;16"):
        image = Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))
    alpha = None
    if image.has_transparency_data:
        image = image.convert("RGBA")
        alpha = image.getchannel("A")
        image = image.convert("RGB")
    if profile is not None:
        image = _apply(profile, image)
    if image.mode != "RGB":
        image = image.convert("RGB")
    if alpha is None:
        return image
    white = Image.new("RGB", image.size, "white")
    white.paste(image, mask=alpha)
    return white


def _apply(profile: bytes, image: Image.Image) -> Image.Image:
    conversion = _conversion(profile)
    if conversion is None:
        return image
    mode, transform = conversion
    if (mode == "CMYK") != (image.mode == "CMYK") or (mode == "L" and _has_colours(image)):
        return image
    if image.mode != mode:
        image = image.convert(mode)
    if mode == "RGB":
        return transform.apply_in_place(image)
    return transform.apply(image)


def _has_colours(image: Image.Image) -> bool:
    if image.mode != "RGB":
        return image.mode == "P"
    red, green, blue = cv2.split(np.asarray(image))
    return not (np.array_equal(red, green) and np.array_equal(green, blue))


@lru_cache(maxsize=8)
def _conversion(profile: bytes) -> tuple[str, ImageCms.ImageCmsTransform] | None:
    """The mode that the profile is for and its transform to sRGB; None if there is nothing to convert or no way to."""
    if len(profile) > _MAX_PROFILE_BYTES:
        return None
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        mode = _MODE_OF_SPACE[source.profile.xcolor_space.strip()]
        transform = ImageCms.ImageCmsTransform(
            source,
            ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")),
            mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION | ImageCms.Flags.HIGHRESPRECALC,
        )
        return None if _keeps_colours(transform, mode) else (mode, transform)
    except (ImageCms.PyCMSError, OSError, KeyError, ValueError):
        return None


def _keeps_colours(transform: ImageCms.ImageCmsTransform, mode: str) -> bool:
    if mode == "CMYK":
        return False
    levels = np.linspace(0, 255, 18 if mode == "RGB" else 256).astype(np.uint8)
    grid = np.stack(np.meshgrid(levels, levels, levels), axis=-1).reshape(1, -1, 3) if mode == "RGB" else levels[None]
    before = Image.fromarray(grid)
    after = np.asarray(transform.apply(before), np.int16)
    return int(np.abs(after - np.asarray(before.convert("RGB"), np.int16)).max()) <= _SAME_COLOUR
