"""The command line as scripts see it: a process, its streams and its exit status."""

from __future__ import annotations

import re
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import cv2
import numpy as np
import pytest

from skinmetrics.imaging.regions import REGIONS
from skinmetrics.metrics import METRICS
from skinmetrics.phantom import Rendering, with_caption
from skinmetrics.phantom import jpeg as dated_jpeg
from tests.cli.calling import ROOT, Run, call, run
from tests.photos import jpeg, lit, mirrored, png, rendered, similarity, warped

VERDICTS = {"improved", "worsened", "no_detectable_change", "not_comparable", "too_few_photos"}
POINTS = {f"{name}_{side}" for name in ("pupil", "outer_canthus", "mouth_corner") for side in ("left", "right")}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory, portrait: Rendering, close_portrait: Rendering) -> Path:
    """Photos that can be scored and files that cannot."""
    place = tmp_path_factory.mktemp("photos")
    image = portrait.image
    shot = warped(image, similarity(image, roll_deg=4))
    height = image.shape[0]
    pair = np.concatenate([image[:, 100:-100], image[:, 100:-100]], axis=1)
    moment = datetime(2026, 3, 1, 10, 12, tzinfo=timezone(timedelta(hours=1)))
    files = {
        "good.jpg": jpeg(image), "a day 2026-03-01.jpg": jpeg(shot), "dim.jpg": jpeg(lit(image, 0.8)),
        "mirrored.jpg": jpeg(mirrored(shot)), "wall.png": png(np.full((200, 200, 3), 120, np.uint8)),
        "two.png": png(pair), "cut.png": png(np.ascontiguousarray(image[: height // 2])),
        "tiny.png": png(warped(image, similarity(image, scale=0.2))), "letter.jpg": b"%PDF-1.7\n%",
        "torn.jpg": jpeg(image)[:500], "large.jpg": bytes(26_000_000), "close.jpg": jpeg(close_portrait.image),
        "dated.jpg": dated_jpeg(with_caption(image), 90, moment),
    }  # fmt: skip
    for name, data in files.items():
        (place / name).write_bytes(data)
    return place


# --- score


@pytest.fixture(scope="module")
def mixed(folder: Path) -> tuple[list[str], Run]:
    """One run over everything, good and bad files in turn."""
    names = [
        "good.jpg", "wall.png", "close.jpg", "letter.jpg", "two.png", "a day 2026-03-01.jpg", "cut.png", "tiny.png",
        "torn.jpg", "large.jpg", "missing.jpg",
    ]  # fmt: skip
    return names, run("score", "--json", "--workers", 1, *names, cwd=folder)


def test_one_object_a_line_in_the_order_of_the_arguments(mixed: tuple[list[str], Run]) -> None:
    names, done = mixed
    assert [line["photo"] for line in done.lines] == names
    assert done.status == 1


def test_what_cannot_be_scored_has_its_code_and_what_to_do(mixed: tuple[list[str], Run]) -> None:
    refused = {line["photo"]: line for line in mixed[1].lines if "error" in line}
    assert {name: line["error"]["code"] for name, line in refused.items()} == {
        "wall.png": "no_face", "letter.jpg": "not_an_image", "two.png": "many_faces", "cut.png": "face_cut_off",
        "tiny.png": "face_too_small", "torn.jpg": "unreadable", "large.jpg": "too_large", "missing.jpg": "unreadable",
    }  # fmt: skip
    for line in refused.values():
        assert set(line) == {"photo", "error"}
        assert set(line["error"]) == {"code", "message"}
        assert line["error"]["message"].endswith(".")


def test_what_is_scored_has_the_shape_of_the_contract(mixed: tuple[list[str], Run]) -> None:
    scored = {line["photo"]: line for line in mixed[1].lines if "error" not in line}
    assert set(scored) == {"good.jpg", "close.jpg", "a day 2026-03-01.jpg"}
    for line in scored.values():
        assert set(line) >= {"photo", "taken_at", "version", "face", "capture", "metrics", "metrics_fine"}
        assert isinstance(line["version"], str)
        face = line["face"]
        assert set(face) >= {"confidence", "yaw_deg", "pitch_deg", "roll_deg", "mm_per_px", "points"}
        assert set(face["points"]) >= POINTS
        assert all(len(point) == 2 for point in face["points"].values())
        assert set(line["capture"]) == {"verdict", "problems"}
        assert set(line["metrics"]) == {metric.id for metric in METRICS}
        for scores in line["metrics"].values():
            assert set(scores) >= {"unit", "face", "regions", "declined"}
            assert set(scores["regions"]) <= set(REGIONS)
    assert scored["good.jpg"]["taken_at"] is None
    assert scored["a day 2026-03-01.jpg"]["taken_at"] == "2026-03-01"
    assert scored["good.jpg"]["metrics_fine"] is None
    assert set(scored["close.jpg"]["metrics_fine"]) == set(scored["close.jpg"]["metrics"])
    assert scored["good.jpg"]["metrics"]["fine_line_density"]["unit"] == "mm/cm²"


def test_two_workers_say_what_one_says_bit_for_bit(mixed: tuple[list[str], Run], folder: Path) -> None:
    names, one = mixed
    two = run("score", "--json", "--workers", 2, *names[:4], cwd=folder)
    assert two.stdout.splitlines() == one.stdout.splitlines()[:4]
    assert two.status == one.status


def test_all_scored_is_status_0(folder: Path) -> None:
    done = call("score", "--json", "good.jpg", "dated.jpg", cwd=folder)
    assert done.status == 0
    assert [line["taken_at"] for line in done.lines] == [None, "2026-03-01T10:12:00+01:00"]


def test_text_for_people_goes_to_stderr(folder: Path) -> None:
    done = call("score", "good.jpg", "wall.png", cwd=folder)
    assert done.status == 1
    assert done.stdout == ""
    assert "good.jpg" in done.stderr
    assert "No face found" in done.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("score",), ("score", "--jason", "good.jpg"), ("score", "--workers", "0", "good.jpg"), ("measure", "good.jpg"),
        ("compare", "--before", "good.jpg"), ("progress", "missing.csv"),
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_is_status_2_and_says_so(folder: Path, arguments: tuple[str, ...]) -> None:
    done = call(*arguments, cwd=folder)
    assert done.status == 2
    assert done.stdout == ""
    assert done.stderr.strip()
    assert "Traceback" not in done.stderr


def test_wrong_usage_as_a_process_sees_it() -> None:
    done = run("score")
    assert done.status == 2
    assert done.stdout == ""
    assert "Missing argument" in done.stderr


# --- compare


def compared(done: Run) -> dict[str, Any]:
    (out,) = done.lines
    assert set(out) >= {"same_person", "mirrored", "problems", "changes"}
    for change in out["changes"]:
        assert set(change) >= {
            "metric", "region", "before", "after", "change", "change_pct", "ci95", "mdc95", "verdict"
        }  # fmt: skip
        assert change["verdict"] in VERDICTS
        assert change["region"] is None or change["region"] in REGIONS
        assert change["ci95"] is None or (len(change["ci95"]) == 2 and change["ci95"][0] <= change["ci95"][1])
    keys = [(change["metric"], change["region"]) for change in out["changes"]]
    assert len(keys) == len(set(keys))
    assert {metric for metric, region in keys if region is None} == {metric.id for metric in METRICS}
    return dict(out)


def test_compare_takes_several_photos_on_a_side(folder: Path) -> None:
    sides = ("--before", "good.jpg", "dim.jpg", "--after", "a day 2026-03-01.jpg", "close.jpg")
    done = run("compare", "--json", *sides, cwd=folder)
    out = compared(done)
    assert done.status == 0
    assert out["same_person"]
    assert not out["mirrored"]
    before = ("--before", "good.jpg", "--before", "dim.jpg")
    after = ("--after", "a day 2026-03-01.jpg", "close.jpg")
    assert call("compare", *after, *before, "--json", cwd=folder).stdout == done.stdout
    single = {line["photo"]: line for line in call("score", "--json", "good.jpg", "dim.jpg", cwd=folder).lines}
    burst = [line["metrics"]["texture_roughness"]["regions"]["forehead"] for line in single.values()]
    (change,) = (c for c in out["changes"] if (c["metric"], c["region"]) == ("texture_roughness", "forehead"))
    assert change["before"] == pytest.approx(np.median(burst))


def test_compare_finds_a_mirrored_selfie(folder: Path) -> None:
    done = call("compare", "--json", "--before", "good.jpg", "--after", "mirrored.jpg", cwd=folder)
    out = compared(done)
    assert out["mirrored"]
    assert out["same_person"]


def test_compare_takes_two_people_for_one_where_that_is_known(folder: Path) -> None:
    (folder / "another.jpg").write_bytes(jpeg(rendered("kwame").image))
    sides = ("--before", "good.jpg", "--after", "another.jpg")
    assert not compared(call("compare", "--json", *sides, cwd=folder))["same_person"]
    assert compared(call("compare", "--json", "--same-person", *sides, cwd=folder))["same_person"]


def test_compare_says_which_photo_it_left_out(folder: Path) -> None:
    done = call("compare", "--json", "--before", "good.jpg", "wall.png", "--after", "dim.jpg", cwd=folder)
    assert done.status == 1
    compared(done)
    assert "wall.png" in done.stderr
    nothing = call("compare", "--json", "--before", "wall.png", "--after", "dim.jpg", cwd=folder)
    assert nothing.status == 1
    assert nothing.stdout == ""
    assert "at least one photo" in nothing.stderr


def test_compare_gives_no_verdict_on_photos_that_do_not_count(folder: Path, portrait: Rendering) -> None:
    (folder / "dark.jpg").write_bytes(jpeg(lit(portrait.image, 0.02)))
    (dark,) = call("score", "--json", "dark.jpg", cwd=folder).lines
    assert dark["capture"]["verdict"] == "unusable"
    out = compared(call("compare", "--json", "--before", "good.jpg", "--after", "dark.jpg", cwd=folder))
    assert {change["verdict"] for change in out["changes"]} == {"not_comparable"}
    assert all("too dark" in change["reason"] for change in out["changes"])
    mixed = compared(call("compare", "--json", "--before", "good.jpg", "--after", "good.jpg", "dark.jpg", cwd=folder))
    assert {change["change"] for change in mixed["changes"]} <= {0, None}
    assert "unfit" in {problem["code"] for problem in mixed["problems"]}


def test_compare_as_a_table(folder: Path) -> None:
    sides = ("--before", "good.jpg", "--after", "dim.jpg")
    done = call("compare", *sides, cwd=folder)
    assert done.status == 0
    assert done.stdout == ""
    assert "verdict" in done.stderr
    assert len(done.stderr) < len(call("compare", "--all", *sides, cwd=folder).stderr)


# --- progress, sample, doctor


def test_sample_photos_are_whole(tmp_path: Path) -> None:
    done = call("sample", tmp_path / "demo")
    assert done.status == 0
    assert done.stdout == ""
    written = sorted((tmp_path / "demo").rglob("*.jpg"))
    assert len(written) >= 6
    assert str(len(written)) in done.stderr
    assert cv2.imread(str(written[0])) is not None
    assert all(re.search(r"\d{4}-\d{2}-\d{2}", path.name) for path in written)
    assert all(path.with_suffix(".json").exists() for path in written)


def test_sample_into_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    done = call("sample", tmp_path / "file" / "demo")
    assert done.status == 2
    assert "cannot be written" in done.stderr
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("inside", [".", "anna"])
def test_samples_are_not_copied_onto_themselves(inside: str) -> None:
    done = call("sample", Path("sample_images") / inside)
    assert done.status == 2
    assert len(done.stderr.splitlines()) <= 2
    assert "Give another folder" in " ".join(done.stderr.split())


def test_samples_of_which_one_cannot_be_written_are_told_in_a_sentence(tmp_path: Path) -> None:
    name = min(ROOT.glob("sample_images/anna/*.jpg")).name
    (tmp_path / "demo" / "anna" / name / name).mkdir(parents=True)
    done = call("sample", tmp_path / "demo")
    assert done.status == 2
    assert len(done.stderr.splitlines()) <= 8
    assert "Not all samples could be written" in " ".join(done.stderr.split())


def test_doctor_finds_everything_whole() -> None:
    done = run("doctor", "--json")
    findings = done.lines[0]
    assert done.status == 0, findings
    assert all(set(one) == {"what", "ok", "detail"} and one["ok"] for one in findings)
    assert sum(one["what"].endswith(".tflite") for one in findings) == 4
    assert {"models/noise.json", "sample photos", "scoring a sample"} <= {one["what"] for one in findings}
