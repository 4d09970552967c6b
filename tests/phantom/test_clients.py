from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import Image as Pillow

from skinmetrics.phantom import REGIONS, UNCHANGED, Camera, Room, evolve
from skinmetrics.phantom.clients import Client, demo_clients, differing_samples, write_samples
from skinmetrics.phantom.files import CAPTION
from skinmetrics.phantom.lines import lines_of
from skinmetrics.phantom.regions import mirror, side

SAMPLES = Path(__file__).parents[2] / "sample_images"
IMPROVER, STEADY, ONE_SIDED = demo_clients()


def _length(client: Client, day: int) -> dict[str, float]:
    lines = lines_of(client.person, evolve(client.state, client.course, day))
    return {region: sum(line.length_mm for line in lines if line.region == region) for region in REGIONS}


def test_one_client_improves_everywhere() -> None:
    first, last = _length(IMPROVER, 0), _length(IMPROVER, IMPROVER.photo_days[-1])
    assert all(last[region] < 0.75 * first[region] for region in REGIONS if first[region] > 3)


def test_one_client_does_not_change_though_the_light_does() -> None:
    assert _length(STEADY, 0) == _length(STEADY, STEADY.photo_days[-1])
    assert STEADY.changing_light
    assert not IMPROVER.changing_light


def test_one_client_changes_on_the_left_alone() -> None:
    first, last = _length(ONE_SIDED, 0), _length(ONE_SIDED, ONE_SIDED.photo_days[-1])
    for region in REGIONS:
        if side(region) > 0:
            assert last[region] < 0.75 * first[region], region
            assert last[mirror(region)] == first[mirror(region)], region
    assert {session.side for session in ONE_SIDED.sessions} == {"left"}


@pytest.mark.parametrize("client", demo_clients(), ids=lambda c: c.name)
def test_there_are_photos_before_and_after_the_first_session(client: Client) -> None:
    start = client.sessions[0].day
    assert 8 <= len(client.photo_days) <= 12
    assert sum(day < start for day in client.photo_days) >= 3
    assert sum(day > start for day in client.photo_days) >= 5
    assert client.course in (UNCHANGED, replace(client.course, first_day=start))


@pytest.mark.parametrize("client", demo_clients(), ids=lambda c: c.name)
def test_the_packaged_photos_are_those_of_the_client(client: Client) -> None:
    folder = SAMPLES / client.name
    told = json.loads((folder / "client.json").read_text("utf-8"))
    assert told == json.loads(json.dumps(client.as_json()))
    photos = sorted(folder.glob("*.jpg"))
    days = [date.fromisoformat(re.search(r"\d{4}-\d\d-\d\d", photo.name)[0]) for photo in photos]  # type: ignore[index]
    assert sorted(set(days)) == [client.taken(day) for day in client.photo_days]
    assert all(days.count(day) == 3 for day in days)
    for photo, day in zip(photos, days, strict=True):
        with Pillow.open(io.BytesIO(photo.read_bytes())) as image:
            fields = image.getexif().get_ifd(0x8769)
            assert image.size == (1500, 2000)
            assert image.getexif()[0x010E] == CAPTION
            strip = np.asarray(image.crop((0, 1955, 1500, 2000)))
        assert datetime.strptime(f"{fields[0x9003]}{fields[0x9011]}", "%Y:%m:%d %H:%M:%S%z").date() == day
        assert strip.max() > 200
        assert strip[:, :100].mean() < 90
        assert photo.stat().st_size < 400_000
        truth = json.loads(photo.with_suffix(".json").read_text("utf-8"))
        assert truth["taken_at"].startswith(day.isoformat())
        assert 400 < truth["points"]["nose_tip"][0] < 1100


def test_a_changed_or_missing_sample_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    small = Camera(width=150, height=200, px_per_mm=0.65)
    monkeypatch.setattr("skinmetrics.phantom.clients._setting", lambda *_: (small, Room()))
    monkeypatch.setattr("skinmetrics.phantom.clients.demo_clients", lambda: (replace(STEADY, photo_days=(0,)),))
    written = list(write_samples(tmp_path, ["bruno"]))
    assert list(differing_samples(tmp_path, ["bruno"])) == []
    written[1].write_bytes(written[1].read_bytes() + b"x")
    written[2].unlink()
    assert list(differing_samples(tmp_path, ["bruno"])) == [written[1], written[2]]


def test_the_samples_are_small_enough_to_be_packaged() -> None:
    assert sum(path.stat().st_size for path in SAMPLES.rglob("*")) < 40_000_000
