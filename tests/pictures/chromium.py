"""A real Chromium, headless: what a page looks like and what its script found out."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

NEEDED = "STOREWIRE_NEEDS_CHROMIUM"
"""Set where Chromium has to be there: then its absence fails a test instead of skipping it."""
PROGRAMS = ("chromium", "chromium-browser", "google-chrome", "chromium-headless-shell")
FINDINGS = "findings"
SECONDS = 120
FLAGS = (
    "--headless",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-extensions",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
    "--no-first-run",
    "--host-resolver-rules=MAP * ~NOTFOUND",
    "--hide-scrollbars",
    "--force-device-scale-factor=1",
    "--disable-lcd-text",
)
"""No name is looked up and nobody called: pages are files, drawn alike wherever they stand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Photograph:
    picture: Image.Image
    findings: Any
    """The JSON that the page's own script left in its element `findings`."""


class Unstarted(Exception):
    """There is no Chromium here, or it does not start."""


def photographed(page: str, folder: Path, *, width: int, height: int) -> Photograph:
    """Of a page with a script, once it has loaded. Skips the test where there is no Chromium."""
    try:
        return photograph(page, folder, width=width, height=height)
    except Unstarted as reason:
        if os.environ.get(NEEDED):
            pytest.fail(f"{reason}, and {NEEDED} is set.")
        pytest.skip(f"{reason}.")


def photograph(page: str, folder: Path, *, width: int, height: int) -> Photograph:
    source, picture = folder / "page.html", folder / "page.png"
    source.write_text(page, encoding="utf-8")
    document = printed(
        [
            program(),
            *FLAGS,
            *(["--no-sandbox"] if os.geteuid() == 0 else []),
            f"--user-data-dir={folder / 'profile'}",
            f"--window-size={width},{height}",
            f"--screenshot={picture}",
            "--dump-dom",
            source.as_uri(),
        ]
    )
    found = re.search(rf'<script id="{FINDINGS}"[^>]*>(.*?)</script>', document, re.DOTALL)
    if found is None or not picture.exists():
        raise Unstarted("Chromium does not draw pages here")
    with Image.open(picture) as drawn:
        return Photograph(picture=drawn.convert("L"), findings=json.loads(found[1]))


def program() -> str:
    for name in PROGRAMS:
        if found := shutil.which(name):
            return found
    raise Unstarted("Needs Chromium (on Debian: apt-get install chromium fonts-noto-core)")


def printed(command: list[str]) -> str:
    """Its children are in a group of their own, and end with it."""
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        document, _ = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired:
        raise Unstarted(f"Chromium draws nothing within {SECONDS} seconds") from None
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()
    if process.returncode:
        raise Unstarted(f"Chromium does not start here: exit code {process.returncode}")
    return document.decode()
