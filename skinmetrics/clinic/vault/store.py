"""Where sealed photos lie: a folder on this machine, or an S3 bucket."""

from __future__ import annotations

import datetime as dt
import enum
import re
import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Protocol
from urllib.parse import unquote, urlsplit

import obstore
from obstore.exceptions import BaseError
from obstore.store import LocalStore, S3Store

from skinmetrics.clinic.durable import ABANDONED, drop_unfinished, make_folder, replacing
from skinmetrics.clinic.errors import ClinicError

_ROOT: Final = "photos"


class Rendition(enum.StrEnum):
    """Which form of a photo: the file as it came, bit-exact; an upright copy without metadata for showing; or the face
    brought to the fixed frame, with its lines (jobs/aligned_face.py).
    """

    ORIGINAL = "original"
    VIEW = "view"
    ALIGNED = "aligned"


@dataclass(frozen=True)
class PhotoKey:
    """The place of a sealed file in a store."""

    client_id: uuid.UUID
    photo_id: uuid.UUID
    rendition: Rendition = Rendition.ORIGINAL

    @property
    def path(self) -> str:
        """The object's name; it tells nothing but random ids."""
        return f"{_ROOT}/{self.client_id.hex}/{self.photo_id.hex}.{self.rendition}"

    @property
    def binding(self) -> bytes:
        """The bytes that the seal is bound to, so that a sealed file moved to another place does not open."""
        return b"photo" + self.client_id.bytes + self.photo_id.bytes + self.rendition.encode()

    @classmethod
    def parse(cls, path: str) -> PhotoKey | None:
        """The key of an object's name, or None where the name is no photo's."""
        match = _PATH.fullmatch(path)
        if match is None:
            return None
        client, photo, rendition = match.groups()
        return cls(uuid.UUID(client), uuid.UUID(photo), Rendition(rendition))


_PATH: Final = re.compile(rf"{_ROOT}/([0-9a-f]{{32}})/([0-9a-f]{{32}})\.({'|'.join(Rendition)})")


class PhotoMissingError(ClinicError):
    """There is no such file in the store."""


class StoreError(ClinicError):
    """The store cannot be used: wrong address, no connection, no permission."""


class PhotoStore(Protocol):
    """Sealed files by key. What `put` was given is durable when it returns."""

    def put(self, key: PhotoKey, sealed: bytes) -> None:
        """Keep `sealed`, whole or not at all. Raises StorageFullError, StoreError."""

    def get(self, key: PhotoKey) -> bytes:
        """The sealed bytes. Raises PhotoMissingError, StoreError."""

    def delete(self, key: PhotoKey) -> None:
        """Remove it; nothing happens when it is not there. Raises StoreError."""

    def stored(self, client_id: uuid.UUID | None = None) -> Iterator[tuple[PhotoKey, dt.datetime]]:
        """Every file kept (of one client), with the time of its last change. Raises StoreError."""


@dataclass(frozen=True)
class BucketStore:
    """Files in an S3 bucket, which answers only when they are durable."""

    objects: S3Store | LocalStore

    def put(self, key: PhotoKey, sealed: bytes) -> None:
        """See PhotoStore."""
        try:
            obstore.put(self.objects, key.path, sealed)
        except (BaseError, OSError) as error:
            raise _failed("written", error) from error

    def get(self, key: PhotoKey) -> bytes:
        """See PhotoStore."""
        try:
            return bytes(obstore.get(self.objects, key.path).bytes())
        except FileNotFoundError as error:
            raise PhotoMissingError(
                f"The file of photo {key.photo_id} is missing from the photo store. Restore it from a backup."
            ) from error
        except (BaseError, OSError) as error:
            raise _failed("read", error) from error

    def delete(self, key: PhotoKey) -> None:
        """See PhotoStore."""
        try:
            obstore.delete(self.objects, key.path)
        except FileNotFoundError:
            return
        except (BaseError, OSError) as error:
            raise _failed("changed", error) from error

    def stored(self, client_id: uuid.UUID | None = None) -> Iterator[tuple[PhotoKey, dt.datetime]]:
        """See PhotoStore."""
        prefix = _ROOT if client_id is None else f"{_ROOT}/{client_id.hex}"
        try:
            for chunk in obstore.list(self.objects, prefix):
                for entry in chunk:
                    if key := PhotoKey.parse(entry["path"]):
                        yield key, entry["last_modified"]
        except (BaseError, OSError) as error:
            raise _failed("listed", error) from error


@dataclass(frozen=True)
class FolderStore(BucketStore):
    """Files in a folder. obstore renames into place but never calls fsync, so `put` is our own."""

    folder: Path

    def put(self, key: PhotoKey, sealed: bytes) -> None:
        """See PhotoStore."""
        try:
            with replacing(self.folder / key.path, scratch=_scratch(self.folder)) as out:
                out.write(sealed)
        except OSError as error:
            raise _failed("written", error) from error


def open_store(url: str) -> PhotoStore:
    """The store at `url`: file:///FOLDER or s3://BUCKET/PREFIX (credentials and endpoint from AWS_… variables).

    Raises StoreError.
    """
    address = urlsplit(url)
    if address.scheme == "s3" and address.netloc:
        return BucketStore(S3Store(address.netloc, prefix=address.path.strip("/") or None))
    if address.scheme == "file" and not address.netloc and address.path:
        folder = Path(unquote(address.path))
        try:
            make_folder(folder)
            make_folder(_scratch(folder))
            drop_unfinished(_scratch(folder), "*", ABANDONED)
        except OSError as error:
            raise _failed("opened", error) from error
        return FolderStore(LocalStore(folder), folder)
    raise StoreError(f"{url!r} is no photo store. Use file:///FOLDER or s3://BUCKET/PREFIX.")


def _scratch(folder: Path) -> Path:
    return folder / "incoming"


def _failed(what: str, error: Exception) -> StoreError:
    why = str(error).partition("\n")[0]  # what follows is for who debugs the store's library
    return StoreError(f"The photo store cannot be {what}. Check its address and permissions: {why}")
