from __future__ import annotations

import pytest

from scripts.lock_drift import drift, main

PYPROJECT = """
[project]
dependencies = ["numpy>=2.2", "psycopg[binary]>=3.2"]
[dependency-groups]
dev = ["pytest>=9"]
"""
RUNTIME = """\
numpy==2.4.6 \\
    --hash=sha256:aa
    # via skinmetrics (pyproject.toml)
psycopg==3.3.9 \\
    --hash=sha256:bb
    # via skinmetrics (pyproject.toml)
"""
DEVELOPMENT = f"""\
{RUNTIME}\
pytest==9.2.0 \\
    --hash=sha256:cc
    # via skinmetrics (pyproject.toml:dev)
"""


def test_files_that_agree_have_not_drifted() -> None:
    assert list(drift(PYPROJECT, RUNTIME, DEVELOPMENT)) == []


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ('"numpy>=2.2"', '"numpy>=2.2", "scipy"', "scipy: requirements.txt does not pin it"),
        ('"pytest>=9"', '"pytest>=9", "ruff"', "ruff: requirements-dev.txt does not pin it"),
        ("numpy>=2.2", "numpy>=2.5", "numpy: requirements.txt pins 2.4.6, pyproject.toml asks for >=2.5"),
        ('"numpy>=2.2", ', "", "numpy: requirements.txt pins it for pyproject.toml, which does not name it"),
    ],
)
def test_pyproject_moved_on(was: str, becomes: str, said: str) -> None:
    assert any(line.startswith(said) for line in drift(PYPROJECT.replace(was, becomes), RUNTIME, DEVELOPMENT))


@pytest.mark.parametrize(
    ("was", "becomes", "said"),
    [
        ("2.4.6", "2.4.7", "numpy 2.4.6: requirements-dev.txt does not pin the same files"),
        ("sha256:bb", "sha256:dd", "psycopg 3.3.9: requirements-dev.txt does not pin the same files"),
        (" \\\n    --hash=sha256:cc", "", "pytest: requirements-dev.txt pins it without hashes"),
        ("numpy", "--index-url https://mirror.example/simple\nnumpy", "requirements-dev.txt names a host"),
    ],
)
def test_one_of_the_pinned_files_was_changed(was: str, becomes: str, said: str) -> None:
    assert any(line.startswith(said) for line in drift(PYPROJECT, RUNTIME, DEVELOPMENT.replace(was, becomes)))


def test_this_checkout_has_not_drifted(capsys: pytest.CaptureFixture[str]) -> None:
    assert main() == 0, capsys.readouterr().out
