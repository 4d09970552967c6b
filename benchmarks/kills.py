"""kill -9 of the running program, its workers and its backups at 200 random moments, and what is left.

    .venv/bin/python -m benchmarks.kills [--kills 200] [--folder FOLDER]

In each life of the program two clients upload photos by HTTP, which are scored; two backups are made by the
command, and killed if they are still at it; the worker is killed nine times; then one of the clients clicks "erase" on
their page in Chromium, and at some moment after that click the program is killed. After every start no client may be
half erased. At the end, all that was acknowledged must be there.
"""

from __future__ import annotations

import argparse
import shutil
import tempfile
import time
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.browser.killing import Killing


def main() -> None:
    """Live and die until there were enough kills; print what happened."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--folder", type=Path, default=Path(tempfile.gettempdir()))
    chosen = parser.parse_args()
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    with tempfile.TemporaryDirectory(dir=chosen.folder) as folder, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        killing, number, begun = Killing(Path(folder), browser), 0, time.monotonic()
        while killing.kills.total() < chosen.kills:
            killing.live_and_die(number)
            number += 1
            print(f"{time.monotonic() - begun:6.0f} s  {dict(killing.kills)}  erased {len(killing.erased)}", flush=True)
        print(killing.look_at_the_end())
        killing.close()
        browser.close()


if __name__ == "__main__":
    main()
