"""A report with a bit of everything, for the tests of the formats."""

from __future__ import annotations

import datetime as dt
import io
import uuid
from dataclasses import replace
from zoneinfo import ZoneInfo

import numpy as np
from PIL import Image

from skinmetrics.progress.verdict import Verdict
from skinmetrics.reports.report import (
    Chart,
    Finding,
    Measurement,
    Method,
    Pictures,
    Reader,
    Report,
    ReportPhoto,
    ReportScore,
)

ZONE = ZoneInfo("Europe/Berlin")
CLIENT = "Łucja Öztürk"
METHODS = (
    Method("fine_line_density", "Fine lines", "mm/cm²", 3, "0123456789ab", "Ng et al. 2014"),
    Method("texture_roughness", "Skin roughness", "%", 1, "ba9876543210", "ISO 25178"),
    Method("redness", "Redness", "a.u.", 2, "00112233aabb", ""),
)


def jpeg(width: int = 60, height: int = 80, shade: int = 120) -> bytes:
    ramp = np.linspace(0, shade, width * height * 3).reshape(height, width, 3).astype(np.uint8)
    out = io.BytesIO()
    Image.fromarray(ramp).save(out, "JPEG", quality=90)
    return out.getvalue()


def photo(number: int, day: int, **more: object) -> ReportPhoto:
    taken = dt.datetime(2026, 3, day, 8, 30, number, tzinfo=ZONE)
    plain = ReportPhoto(uuid.UUID(int=number), uuid.UUID(int=1000 + day), taken, taken.date(), "good")
    return replace(plain, **more)  # type: ignore[arg-type]


PHOTOS = (
    photo(1, 1),
    photo(2, 1, capture="usable", problems=("The photo is a bit dark.",)),
    photo(3, 9, excluded="=HYPERLINK(sunburnt)"),
    photo(4, 20, capture=None, refused="No face found."),
    ReportPhoto(uuid.UUID(int=5), uuid.UUID(int=1099), None, None, "good"),
    ReportPhoto(uuid.UUID(int=6), uuid.UUID(int=1098), None, dt.date(2026, 4, 1), "good"),
)


def scores() -> tuple[ReportScore, ...]:
    found = []
    for number in (1, 2, 3, 5, 6):
        of = uuid.UUID(int=number)
        for method in METHODS:
            found += [
                ReportScore(of, method.metric, None, "standard", 3.25 + number / 10),
                ReportScore(of, method.metric, "forehead", "standard", 2.5),
                ReportScore(of, method.metric, "chin", "standard", None, "A beard covers the skin."),
            ]
    return tuple(found)


def finding(metric: str, name: str, verdict: Verdict, region: str | None = None) -> Finding:
    where = f", {region}" if region else ""
    told = verdict in (Verdict.IMPROVED, Verdict.WORSENED)
    return Finding(
        metric=metric,
        region=region,
        name=name,
        verdict=verdict,
        sentence=f"{name}{where}: {verdict.value.replace('_', ' ')}. Without any change photos differ by up to 9 %.",
        before=3.1,
        after=2.2 if told else 3.0,
        change=-0.9 if told else -0.1,
        ci95=(-1.4, -0.4),
        mdc95=0.5,
        unsure=False,
    )


def a_report(**changed: object) -> Report:
    whole = Report(
        pseudonym="SM-7F3A9C21D0",
        client=CLIENT,
        clinic="Clinic am Park",
        made_at=dt.datetime(2026, 6, 1, 17, 5, tzinfo=ZONE),
        program="0.1.0",
        headline="Fewer fine lines, by more than retaking the photos would show.",
        findings=(
            finding("texture_roughness", "Skin roughness", Verdict.NO_DETECTABLE_CHANGE),
            finding("fine_line_density", "Fine lines", Verdict.IMPROVED),
            finding("redness", "Redness", Verdict.TOO_FEW_PHOTOS),
            finding("fine_line_density", "Fine lines", Verdict.IMPROVED, "forehead"),
            finding("redness", "Redness", Verdict.NO_DETECTABLE_CHANGE, "chin"),
        ),
        charts=tuple(
            Chart(
                method.metric,
                method.name,
                method.unit,
                tuple(
                    Measurement(dt.datetime.fromisoformat(f"2026-03-{day:02}T08:00:00"), 3 + day / 40, day != 9)
                    for day in (1, 9, 20, 28)
                ),
                (2.8, 3.4),
            )
            for method in METHODS
        ),
        cannot_tell=("One photo shows no face.", "The chin is covered by a beard in three photos."),
        photos=PHOTOS,
        scores=scores(),
        methods=METHODS,
        sessions=(dt.datetime(2026, 3, 5, 9, 30), dt.datetime(2026, 3, 12, 12)),  # noqa: DTZ001 - local clocks
        noise_model="3",
        pictures=None,
        reader=Reader(),
        view=lambda photo_id: jpeg(shade=100 + photo_id.int),
    )
    return replace(whole, **changed)  # type: ignore[arg-type]


PICTURES = Pictures(jpeg(), dt.date(2026, 3, 1), jpeg(shade=200), dt.date(2026, 4, 1))
