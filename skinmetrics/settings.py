"""What an installation can decide: environment variables SKINMETRICS_…, described in docs/settings.md."""

from __future__ import annotations

import os
import sys
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import Field, SecretStr, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def user_data_folder() -> Path:
    """Where this system keeps a program's data for the user who runs it."""
    home = Path.home()
    if sys.platform == "win32":
        base = Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local")
    elif sys.platform == "darwin":
        base = home / "Library" / "Application Support"
    else:
        base = Path(os.environ.get("XDG_DATA_HOME") or home / ".local" / "share")
    return base / "skinmetrics"


class Settings(BaseSettings):
    """Every setting with its default; raises pydantic.ValidationError for a value that makes no sense."""

    model_config = SettingsConfigDict(env_prefix="SKINMETRICS_", env_ignore_empty=True, frozen=True)

    data: Path = Field(default_factory=user_data_folder)
    """Folder of the database, the photos and the master key."""

    database_url: str | None = Field(default=None, pattern=r"^(sqlite:///|postgresql\+psycopg://).+")
    """Where the database is; by default a SQLite file in the data folder."""

    store_url: str | None = Field(default=None, pattern=r"^(file|s3)://.+")
    """Where the sealed photos lie; by default a folder in the data folder."""

    master_key: SecretStr | None = None
    """The key that everything is sealed with; by default in a file in the data folder."""

    public_url: str = Field(default="http://127.0.0.1:8501", pattern=r"^https?://[^/?#]+$")
    """Address under which people reach the pages, for links that are handed out."""

    oidc_metadata_url: str | None = Field(default=None, pattern=r"^https?://.+")
    """Where an OpenID provider describes itself, for single sign-on; all three of these or none."""

    oidc_client_id: str | None = None
    """What the provider calls this program."""

    oidc_client_secret: SecretStr | None = None
    """What this program proves itself to the provider with."""

    max_megapixels: float = Field(default=120, gt=0)
    """Photos with more are refused before they are decoded."""

    max_megabytes: float = Field(default=25, gt=0)
    """Larger files are refused before they are read."""

    workers: int = Field(default_factory=lambda: min(4, os.cpu_count() or 1), ge=1)
    """Worker processes of the pages, and of the console where photos are many."""

    worker_memory: str = Field(default="2GB", pattern=r"^\d+(\.\d+)? ?[KMG]i?B$")
    """Memory a worker process may use before it is ended."""

    scheduler_url: str | None = None
    """Dask scheduler whose workers score the photos, in place of our own worker processes."""

    @model_validator(mode="after")
    def _single_sign_on_whole(self) -> Self:
        given = [self.oidc_metadata_url, self.oidc_client_id, self.oidc_client_secret]
        if any(given) and not all(given):
            raise ValueError("Single sign-on needs oidc_metadata_url, oidc_client_id and oidc_client_secret together.")
        return self

    @property
    def single_sign_on(self) -> bool:
        """Whether people may sign in with an OpenID provider."""
        return self.oidc_metadata_url is not None

    @property
    def key_file(self) -> Path:
        """Where the master key lies when it is not a setting."""
        return self.data / "master.key"

    @property
    def database(self) -> str:
        """The database's URL, whoever chose it."""
        return self.database_url or f"sqlite:///{self.data.absolute() / 'records.sqlite'}"

    @property
    def store(self) -> str:
        """The photo store's URL, whoever chose it."""
        return self.store_url or (self.data.absolute() / "store").as_uri()


def on_this_computer(url: str) -> bool:
    """Whether an address leads whoever opens it to their own computer, so that no phone can use it."""
    host = urlsplit(url).hostname or ""
    try:
        at = ip_address(host)
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")
    return at.is_loopback or at.is_unspecified


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
