"""What an installation can decide: environment variables SKINMETRICS_…, described in docs/settings.md."""

from __future__ import annotations

import os
from functools import cache

from pydantic import Field
from pydantic_settings import BaseSettings, SettingsConfigDict


class Settings(BaseSettings):
    """Every setting with its default; raises pydantic.ValidationError for a value that makes no sense."""

    model_config = SettingsConfigDict(env_prefix="SKINMETRICS_", env_ignore_empty=True, frozen=True)

    max_megapixels: float = Field(default=120, gt=0)
    """Photos with more are refused before they are decoded."""

    max_megabytes: float = Field(default=25, gt=0)
    """Larger files are refused before they are read."""

    workers: int = Field(default_factory=lambda: min(4, os.cpu_count() or 1), ge=1)
    """Worker processes of the page."""

    worker_memory: str = Field(default="2GB", pattern=r"^\d+(\.\d+)? ?[KMG]i?B$")
    """Memory a worker process may use before it is ended."""

    scheduler_url: str | None = None
    """Dask scheduler whose workers score the photos, in place of our own worker processes."""


@cache
def settings() -> Settings:
    """The settings of this process, read once."""
    return Settings()
