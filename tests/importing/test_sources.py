"""Folders and zips: what is read of them, and what is refused before anything is."""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from pathlib import Path

import pytest

from skinmetrics.importing import sources
from skinmetrics.importing.sources import ArchiveError, FileError, FolderSource, UploadedSource, ZipSource, is_zip

MANY = 25_000_000


def zipped(files: dict[str, bytes], how: int = zipfile.ZIP_DEFLATED) -> io.BytesIO:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", how) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out


def test_a_folder_a_zip_and_an_upload_give_the_same_files(tmp_path: Path) -> None:
    files = {"Anna/a.jpg": b"first", "Bea/b.jpg": b"second", "c.jpg": b""}
    for name, data in files.items():
        (tmp_path / "in" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "in" / name).write_bytes(data)
    (tmp_path / "a.zip").write_bytes(zipped(files).getvalue())
    assert is_zip(tmp_path / "a.zip")
    assert not is_zip(tmp_path / "in")
    uploaded = UploadedSource((name, io.BytesIO(data)) for name, data in files.items())
    for source in (FolderSource(tmp_path / "in"), ZipSource(tmp_path / "a.zip"), ZipSource(zipped(files)), uploaded):
        assert source.paths() == sorted(files)
        assert {name: source.read(name, MANY) for name in files} == files
        assert {name: source.read(name, MANY) for name in files} == files
        assert source.read("Anna/a.jpg", 2) == b"fir"


def test_two_folders_of_one_name_are_refused_before_one_hides_the_other() -> None:
    chosen = [("photos/IMG_1.jpg", io.BytesIO(b"Ada")), ("photos/IMG_1.jpg", io.BytesIO(b"Bea"))]
    with pytest.raises(ArchiveError, match=r"have a file photos/IMG_1\.jpg, and would be taken for one"):
        UploadedSource(chosen)


@pytest.mark.parametrize("name", ["Zoë Müller/a.jpg", "Zoe\u0308 Mu\u0308ller/a.jpg", "山田/a.jpg", "Zoe/a.jpg"])
def test_names_in_utf_8_are_read_where_the_zip_does_not_say_so(name: str) -> None:
    written = name.encode()
    data = zipped({"x" * len(written): b"photo"}).getvalue().replace(b"x" * len(written), written)
    source = ZipSource(io.BytesIO(data))
    assert source.paths() == [name]
    assert source.read(name, MANY) == b"photo"


def test_names_in_the_old_code_page_and_in_utf_8_that_is_said_stay_as_they_are() -> None:
    old = "Müller/a.jpg".encode("cp437")
    data = zipped({"x" * len(old): b"photo"}).getvalue().replace(b"x" * len(old), old)
    assert ZipSource(io.BytesIO(data)).paths() == ["Müller/a.jpg"]
    assert ZipSource(zipped({"├®/a.jpg": b"photo"})).paths() == ["├®/a.jpg"], "which could be read as é"


def test_links_in_a_folder_are_not_followed(tmp_path: Path) -> None:
    (tmp_path / "secret").mkdir()
    (tmp_path / "secret" / "s.jpg").write_bytes(b"not part of it")
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.jpg").write_bytes(b"part of it")
    (tmp_path / "in" / "link.jpg").symlink_to(tmp_path / "secret" / "s.jpg")
    (tmp_path / "in" / "folder").symlink_to(tmp_path / "secret")
    assert FolderSource(tmp_path / "in").paths() == ["a.jpg"]


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(ArchiveError, match="There is no folder"):
        FolderSource(tmp_path / "none").paths()


@pytest.mark.parametrize(
    "name", ["../a.jpg", "a/../../b.jpg", "/etc/a.jpg", "C:/a.jpg", "a\\..\\b.jpg", "\\\\server\\a.jpg"]
)
def test_a_zip_with_a_path_that_leads_outside_is_refused(name: str) -> None:
    with pytest.raises(ArchiveError, match="points outside"):
        ZipSource(zipped({"Anna/a.jpg": b"a", name: b"b"}))


def test_a_zip_that_explodes_is_refused_before_it_is_unpacked() -> None:
    with pytest.raises(ArchiveError, match="unpacks to far more"):
        ZipSource(zipped({"a.jpg": bytes(20_000_000)}))
    with pytest.raises(ArchiveError, match="unpacks to far more"):
        ZipSource(zipped({f"{n}.jpg": bytes(900_000) for n in range(3)}))
    assert ZipSource(zipped({"a.txt": bytes(900_000)})).paths() == ["a.txt"]


def test_a_zip_that_lies_about_its_sizes_never_unpacks_more_than_asked() -> None:
    data = bytearray(zipped({"a.jpg": bytes(20_000_000)}).getvalue())
    entry = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, entry + 24, 1000)  # the unpacked size that its list of contents states
    source = ZipSource(io.BytesIO(bytes(data)))
    try:
        found = source.read("a.jpg", 5000)
    except FileError:
        return
    assert len(found) <= 5001


def test_a_zip_of_overlapping_files_is_refused() -> None:
    data = bytearray(zipped({"a.jpg": b"x" * 500, "b.jpg": b"y" * 500}, zipfile.ZIP_STORED).getvalue())
    second = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, second + 42, 0)  # both begin where the first does
    with pytest.raises(ArchiveError, match="overlap"):
        ZipSource(io.BytesIO(bytes(data)))


def test_a_zip_with_a_link_a_password_or_two_files_of_one_name_is_refused() -> None:
    link = zipfile.ZipInfo("a.jpg")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(link, "/etc/passwd")
    with pytest.raises(ArchiveError, match="a link"):
        ZipSource(out)
    locked = bytearray(zipped({"a.jpg": b"a"}).getvalue())
    locked[locked.rindex(b"PK\x01\x02") + 8] |= 1
    with pytest.raises(ArchiveError, match="password"):
        ZipSource(io.BytesIO(bytes(locked)))
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("a.jpg", b"a")
        with pytest.warns(UserWarning, match="Duplicate"):
            archive.writestr("a.jpg", b"b")
    with pytest.raises(ArchiveError, match="same name"):
        ZipSource(out)


def test_too_many_files_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "MOST_FILES", 2)
    with pytest.raises(ArchiveError, match="Import it in parts"):
        ZipSource(zipped({f"{n}.jpg": b"" for n in range(3)}))


def test_what_is_no_zip_or_half_of_one_is_refused() -> None:
    whole = zipped({"a.jpg": b"a" * 1000}).getvalue()
    for data in (b"", b"no zip", whole[: len(whole) // 2]):
        with pytest.raises(ArchiveError, match="no complete zip"):
            ZipSource(io.BytesIO(data))


def test_a_damaged_file_in_a_zip_is_refused_alone() -> None:
    data = bytearray(zipped({"a.jpg": b"first" * 100, "b.jpg": b"second" * 100}, zipfile.ZIP_STORED).getvalue())
    at = data.index(b"first")
    data[at : at + 5] = b"other"
    source = ZipSource(io.BytesIO(bytes(data)))
    with pytest.raises(FileError, match="damaged inside the zip"):
        source.read("a.jpg", MANY)
    assert source.read("b.jpg", MANY) == b"second" * 100
