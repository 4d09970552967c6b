"""What the repository says about itself must be so."""

from __future__ import annotations

import ast
import os
import re
import shutil
import subprocess
from collections import Counter
from pathlib import Path

import pytest

from skinmetrics.imaging.landmarks.networks import MODELS, NETWORKS
from skinmetrics.metrics import METRIC_OF
from skinmetrics.progress.words.names import METRIC_WORDS

ROOT = Path(__file__).resolve().parents[1]
PAGES = [
    *ROOT.glob("*.md"),
    *ROOT.glob("docs/**/*.md"),
    *ROOT.glob("models/*.md"),
]
MAKEFILE = ROOT / "Makefile"

needs_make = pytest.mark.skipif(shutil.which("make") is None, reason="make is not installed")


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_links_between_pages_lead_somewhere(page: Path) -> None:
    links = re.findall(r"]\(([^)#]+)", page.read_text())
    lost = [link for link in links if "://" not in link and not (page.parent / link).exists()]
    assert lost == []


@pytest.mark.parametrize("page", PAGES, ids=relative)
def test_what_a_page_says_to_make_can_be_made(page: Path) -> None:
    said = set(re.findall(r"(?:`|^    )make ([a-z-]+)", page.read_text(), re.MULTILINE))
    assert said <= set(re.findall(r"^([a-z-]+):", MAKEFILE.read_text(), re.MULTILINE))


def test_the_readme_names_every_metric_as_it_is_shown() -> None:
    rows = re.findall(r"^\| (`[a-z_`, ]+`) \| ([^|]+) \| ([^|]+) \| [^|]+ \|$", (ROOT / "README.md").read_text(), re.M)
    named = [metric for ids, _, _ in rows for metric in re.findall("[a-z_]+", ids) if metric in METRIC_OF]
    assert sorted(named) == sorted(METRIC_OF)
    for ids, shown, units in rows:
        metrics = [METRIC_OF[one] for one in re.findall("[a-z_]+", ids)]
        assert shown == ", ".join(METRIC_WORDS[one.id] for one in metrics)
        assert units == ", ".join(dict.fromkeys(one.unit for one in metrics))


def test_cards_give_the_checksums_that_are_enforced() -> None:
    cards = (MODELS / "README.md").read_text()
    for file in NETWORKS:
        assert re.search(rf"^\| `{re.escape(file.name)}` .* `{file.sha256}` \|$", cards, re.MULTILINE), file.name


def test_every_file_of_models_has_a_card() -> None:
    cards = (MODELS / "README.md").read_text()
    files = {path.name for path in MODELS.iterdir()} - {"README.md"}
    assert {name for name in files if name not in cards} == set()


def test_networks_run_in_landmarks_alone() -> None:
    """`cv2.dnn` is part of cv2, so that import-linter, which holds the other layers, does not see it."""
    package = ROOT / "skinmetrics"
    using = {path.parent for path in package.rglob("*.py") if re.search(r"\bdnn\b", path.read_text())}
    assert using == {package / "imaging" / "landmarks"}


PURE = ("imaging", "metrics", "scoring.py", "progress", "acupuncture")
REACHING_OUT = {"os", "time", "random", "secrets", "uuid", "socket", "subprocess", "sqlite3", "sqlalchemy", "streamlit"}
READS_THE_CLOCK = {"now", "utcnow", "today", "localtime", "gmtime"}


def reaches_out(code: str) -> list[str]:
    """What in ``code`` asks for the clock, chance, the environment or a database."""
    found: list[str] = []
    for node in ast.walk(ast.parse(code)):
        if isinstance(node, ast.Import):
            found += [one.name for one in node.names if one.name.partition(".")[0] in REACHING_OUT]
        elif isinstance(node, ast.ImportFrom) and (node.module or "").partition(".")[0] in REACHING_OUT:
            found.append(node.module or "")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            unseeded = node.func.attr == "default_rng" and not (node.args or node.keywords)
            if node.func.attr in READS_THE_CLOCK or unseeded:
                found.append(ast.unparse(node))
    return found


@pytest.mark.parametrize("part", PURE)
def test_up_to_progress_everything_is_pure(part: str) -> None:
    path = ROOT / "skinmetrics" / part
    files = [path] if path.is_file() else list(path.rglob("*.py"))
    assert files
    assert {relative(file): found for file in files if (found := reaches_out(file.read_text()))} == {}


@pytest.mark.parametrize(
    "code",
    ["import os.path", "from time import sleep", "datetime.now(UTC)", "date.today()", "np.random.default_rng()"],
)
def test_what_is_not_pure_is_seen(code: str) -> None:
    assert reaches_out(code)
    assert not reaches_out("import cv2, ostrich\nnp.random.default_rng(3)\ntime.time()")


def named_twice(code: str) -> list[str]:
    """The names that a module gives to two things."""
    names: list[str] = []
    for node in ast.parse(code).body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            names.append(node.name)
        targets = (
            node.targets if isinstance(node, ast.Assign) else [node.target] if isinstance(node, ast.AnnAssign) else []
        )
        names += [one.id for target in targets for one in ast.walk(target) if isinstance(one, ast.Name)]
    return [name for name, times in Counter(names).items() if times > 1]


def test_no_module_gives_one_name_to_two_things() -> None:
    files = (ROOT / "skinmetrics").rglob("*.py")
    assert {relative(file): found for file in files if (found := named_twice(file.read_text()))} == {}
    assert named_twice('A = 1\nB, C = 2, 3\nC: str = "4"') == ["C"]


def make_environment(folder: Path, working: str | None) -> subprocess.CompletedProcess[str]:
    """`make .venv/pyvenv.cfg` in ``folder``, where every Python is too old but ``working``."""
    shims = folder / "shims"
    shims.mkdir()
    for name in ("python3", *(f"python3.{minor}" for minor in range(11, 15))):
        shim = shims / name
        makes = "case $1 in -m) mkdir .venv; basename $0 > .venv/pyvenv.cfg;; esac" if name == working else "exit 1"
        shim.write_text(f"#!/bin/sh\n{makes}\n")
        shim.chmod(0o755)
    environment = {**os.environ, "PATH": f"{shims}{os.pathsep}{os.environ['PATH']}"}
    command = ["make", "--file", str(MAKEFILE), ".venv/pyvenv.cfg"]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, check=False)


@needs_make
@pytest.mark.parametrize("working", ["python3", "python3.13"])
def test_any_python_that_is_new_enough_is_taken(tmp_path: Path, working: str) -> None:
    made = make_environment(tmp_path, working)
    assert made.returncode == 0, made.stderr
    assert (tmp_path / ".venv" / "pyvenv.cfg").read_text().strip() == working


@needs_make
def test_without_one_a_sentence_says_what_to_get(tmp_path: Path) -> None:
    made = make_environment(tmp_path, None)
    assert made.returncode != 0
    assert "Python 3.11, 3.12, 3.13 or 3.14 is needed" in made.stderr
    assert not (tmp_path / ".venv").exists()
