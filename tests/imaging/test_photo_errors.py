import pickle
import struct
import subprocess
import sys
import zlib
from io import BytesIO
from pathlib import Path

import numpy as np
import pillow_heif
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, ImageCms

from skinmetrics.imaging.photo import Limits, PhotoError, decode, inspect

DEFAULT = Limits()
ROOT = Path(__file__).parents[2]
HARD_INPUTS = ROOT.parent / "shared" / "hard-inputs"
NEXT_STEPS = ("choose it again", "choose that copy", "Choose the photo itself")


def sample(format_: str) -> bytes:
    """A small photo with everything that is read: EXIF, a profile, alpha where there can be."""
    noise = np.random.default_rng(5).integers(0, 256, (48, 64, 3), dtype=np.uint8)
    image = Image.fromarray(noise)
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2026:03:01 10:15:00"
    icc = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    buffer = BytesIO()
    if format_ == "HEIF":
        pillow_heif.from_pillow(image).save(buffer, quality=50, exif=exif.tobytes())
    elif format_ == "JPEG":
        image.save(buffer, format_, exif=exif, icc_profile=icc, progressive=True)
    else:
        image.convert("RGBA").save(buffer, format_, exif=exif, icc_profile=icc)
    return buffer.getvalue()


SAMPLES = {format_: sample(format_) for format_ in ("JPEG", "PNG", "WEBP", "HEIF")}


def refused(data: bytes, limits: Limits = DEFAULT) -> PhotoError:
    with pytest.raises(PhotoError) as caught:
        decode(data, inspect(data, "photo", limits))
    assert any(step in str(caught.value) for step in NEXT_STEPS)
    return caught.value


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and has next to no pixels."""

    def chunk(name: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    ("data", "code", "word"),
    [
        (b"", "unreadable", "empty"),
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n", "not_an_image", "PDF"),
        (b"GIF89a" + b"\0" * 50, "not_an_image", "GIF"),
        (b"PK\x03\x04" + b"\0" * 50, "not_an_image", "ZIP"),
        (b"\0\0\0\x18ftypisom\0\0\0\0isommp42", "not_an_image", "video"),
        (b"\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf", "not_an_image", "AVIF"),
        (b"Dear diary, ...", "not_an_image", "not a photo"),
        (b"\xff", "not_an_image", "not a photo"),
        (b"\xff\xd8\xff", "unreadable", "damaged"),
        (b"RIFF\x04\0\0\0WEBP", "unreadable", "damaged"),
        (b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", "unreadable", "damaged"),
        (png_header(0, 10), "unreadable", "damaged"),
        (png_header(2**31 - 1, 2**31 - 1), "too_large", "2147483647"),
        (png_header(12_001, 10_000), "too_large", "120 megapixels"),
        (png_header(900, 900), "unreadable", "damaged"),
    ],
)
def test_each_bad_file_gets_one_clear_error(data: bytes, code: str, word: str) -> None:
    error = refused(data)
    assert error.code == code
    assert word in str(error)


@pytest.mark.parametrize("format_", SAMPLES)
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9])
def test_truncated_photos_are_damaged(format_: str, share: float) -> None:
    data = SAMPLES[format_]
    assert refused(data[: int(len(data) * share)]).code == "unreadable"


def test_an_item_type_that_is_no_text_is_damage_and_no_crash() -> None:
    data = SAMPLES["HEIF"]
    assert data.count(b"\0Exif\0\0\0\0\x0e") == 1
    assert refused(data.replace(b"\0Exif\0\0\0\0\x0e", b"\0Exi\xc4\0\0\0\0\x0e")).code == "unreadable"


def test_a_heic_cropped_to_nothing_is_damage() -> None:
    data = SAMPLES["HEIF"]
    crop = data.index(b"clap") + 4
    assert refused(data[:crop] + bytes(4) + data[crop + 4 :]).code == "unreadable"


def test_limits_are_those_given() -> None:
    data = SAMPLES["PNG"]
    assert inspect(data, "photo", Limits(max_megapixels=64 * 48 / 1e6, max_megabytes=len(data) / 1e6))
    assert "0.003 megapixels" in str(refused(data, Limits(max_megapixels=0.003)))
    assert "MB" in str(refused(data, Limits(max_megabytes=0.001)))
    read_so_far = refused(b"\xff\xd8\xff" + bytes(25_000_001))
    assert read_so_far.code == "too_large"
    assert "more than 25 MB," in str(read_so_far)


def test_no_pixel_is_decoded_to_learn_the_header(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("PIL.Image.core.new", lambda *_: pytest.fail("memory for pixels"))
    for data in SAMPLES.values():
        assert inspect(data, "photo").width > 0
    assert inspect(png_header(10_000, 10_000), "photo").width == 10_000


def test_a_jpeg_of_thousands_of_scans_is_refused_at_once() -> None:
    buffer = BytesIO()
    Image.new("RGB", (640, 480), "gray").save(buffer, "JPEG", progressive=True)
    data = buffer.getvalue()
    last_scan = data[data.rindex(b"\xff\xda") : -2]
    with pytest.raises(PhotoError, match="damaged"):
        inspect(data[:-2] + last_scan * 5000 + data[-2:], "photo")


def test_scans_of_what_follows_a_photo_do_not_count() -> None:
    """Phones append videos to photos; in megabytes of them the bytes of a scan's marker come up by chance."""
    data = SAMPLES["JPEG"]
    longer = data + b"\0\0" + b"\xff\xda\0\2" * 500
    photo = decode(longer, inspect(longer, "photo"))
    assert np.array_equal(photo.pixels, decode(data, inspect(data, "photo")).pixels)


def test_errors_travel_between_processes() -> None:
    error = refused(b"%PDF-1.7")
    arrived = pickle.loads(pickle.dumps(error))  # noqa: S301 (our own)
    assert (arrived.code, str(arrived)) == ("not_an_image", str(error))


@pytest.mark.parametrize("format_", SAMPLES)
@given(data=st.data())
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@pytest.mark.filterwarnings("ignore")  # Pillow warns of corrupt EXIF
def test_mutated_photos_decode_or_are_refused(format_: str, data: st.DataObject) -> None:
    photo = bytearray(SAMPLES[format_])
    at = st.integers(0, len(photo) - 1) | st.integers(0, min(len(photo), 700) - 1)
    for place, value in data.draw(st.lists(st.tuples(at, st.integers(0, 255)), max_size=8)):
        photo[place] = value
    cut = data.draw(st.just(len(photo)) | at)
    mutated = bytes(photo[:cut])
    try:
        header = inspect(mutated, "photo", Limits(max_megapixels=1))
        decoded = decode(mutated, header, data.draw(st.sampled_from([1, 8])))
    except PhotoError:
        return
    assert decoded.pixels.shape == (
        -(-header.height // decoded.shrink),
        -(-header.width // decoded.shrink),
        3,
    )


@given(st.sampled_from(list(SAMPLES)), st.binary(max_size=400))
def test_noise_behind_a_true_signature_is_refused(format_: str, noise: bytes) -> None:
    refused(SAMPLES[format_][:12] + noise)


MEASURE = """
import sys
from pathlib import Path
from skinmetrics.imaging.photo import PhotoError, decode, inspect
data = Path(sys.argv[1]).read_bytes()
try:
    result = "x".join(map(str, decode(data, inspect(data, sys.argv[1])).pixels.shape))
except PhotoError as error:
    result = error.code
peak = next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM"))
print(result, int(peak.split()[1]) * 1024)
"""


def measured(path: Path) -> tuple[str, int]:
    """What decoding a file gives, and the peak memory of the process that did it, bytes."""
    run = subprocess.run(
        [sys.executable, "-c", MEASURE, str(path)], cwd=ROOT, capture_output=True, text=True, check=True, timeout=120
    )
    result, peak = run.stdout.split()
    return result, int(peak)


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from Linux's /proc")
@pytest.mark.parametrize("format_", ["JPEG", "PNG", "WEBP"])
def test_the_largest_photo_stays_within_memory(format_: str, tmp_path: Path) -> None:
    path = tmp_path / "large"
    image = Image.new("RGB", (12_000, 10_000), (180, 140, 120))
    image.save(path, format_, **({"progressive": True} if format_ == "JPEG" else {"method": 0, "compress_level": 1}))
    result, peak = measured(path)
    assert result == "10000x12000x3"
    assert peak < 1.5e9


def test_what_would_need_more_memory_is_refused_by_its_header() -> None:
    """Progressive CMYK takes 12 bytes a pixel: refused at 120 Mpx, though the limit of pixels is not passed."""
    buffer = BytesIO()
    Image.new("CMYK", (64, 48)).save(buffer, "JPEG", progressive=True)
    size, large = struct.pack(">HH", 48, 64), struct.pack(">HH", 10_000, 12_000)
    assert buffer.getvalue().count(size) == 1
    assert refused(buffer.getvalue().replace(size, large)).code == "too_large"


@pytest.mark.skipif(
    not HARD_INPUTS.is_dir() or not Path("/proc/self/status").exists(), reason="shared inputs or Linux's /proc missing"
)
@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("10K-rgb.jpeg", "10000x10000x3"),
        ("20K-gray.png", "too_large"),
        ("badsize.jp2", "not_an_image"),
        ("badsize.jpeg", "too_large"),
        ("badsize.png", "too_large"),
        ("corrupted.hif", "unreadable"),
    ],
)
def test_hard_inputs_give_a_result_or_an_error(name: str, expected: str) -> None:
    result, peak = measured(HARD_INPUTS / "broken" / name)
    assert result == expected
    assert peak < 1.5e9


@pytest.mark.skipif(not HARD_INPUTS.is_dir(), reason="shared inputs are not here")
def test_a_picture_under_all_orientations_comes_out_the_same() -> None:
    files = sorted((HARD_INPUTS / "orientation").glob("*.jpg"))
    assert len(files) == 9
    upright = [decode(data := file.read_bytes(), inspect(data, file.name)).pixels.astype(int) for file in files]
    for file, pixels in zip(files, upright, strict=True):
        assert pixels.shape == (1200, 1800, 3), file.name
        assert np.abs(pixels - upright[1]).mean() < 6, file.name  # each was encoded anew
        assert np.abs(pixels[::-1] - upright[1]).mean() > 30
