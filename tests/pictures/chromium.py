"""Debian's Chromium, without a window: a page's picture, and what its script has found out.

Only files of this machine are opened, with a profile that is thrown away.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import tempfile
from html import unescape
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome")
SECONDS = 90
REQUIRED = "STOREWIRE_TEST_CHROMIUM"
"""Set where its absence is a failure rather than a reason to skip."""


def browser() -> str | None:
    return next(filter(None, map(shutil.which, NAMES)), None)


def picture(page: Path, to: Path, size: tuple[int, int]) -> None:
    """PNG of the page's first `size` CSS pixels, one dot each."""
    run(page, size, f"--screenshot={to}")
    assert to.exists(), "Chromium took no picture."


def told(page: Path, size: tuple[int, int]) -> str:
    """What the page's script has written into its element `told`."""
    dom = run(page, size, "--dump-dom")
    found = re.search(r'<script type="application/json" id="told">(.*?)</script>', dom, re.DOTALL)
    assert found, "The page's script told nothing."
    return unescape(found[1])


def run(page: Path, size: tuple[int, int], flag: str) -> str:
    found = browser()
    assert found, "There is no Chromium."
    # Its sandbox cannot be had by root, and the pages are our own.
    unboxed = ["--no-sandbox"] if os.geteuid() == 0 else []
    with tempfile.TemporaryDirectory() as profile:
        words = [found, "--headless", "--disable-gpu", "--hide-scrollbars", *unboxed]
        words += [f"--user-data-dir={profile}", "--disable-dev-shm-usage"]
        words += ["--force-device-scale-factor=1", f"--window-size={size[0]},{size[1]}"]
        words += [flag, page.as_uri()]
        done = subprocess.run(words, capture_output=True, text=True, check=True, timeout=SECONDS)
    return done.stdout
