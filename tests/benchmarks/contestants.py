"""Servers that are measured against each other, each a process of its own."""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import requests

from tests.running import ROOT, Installation, free_port, installation

SHOPIFY = ("shopify", "bench.myshopify.com", "--client-secret")
SECRET = "bench-secret-0123456789abcdef"


@dataclass(frozen=True, slots=True, kw_only=True)
class Served:
    """A server under measurement."""

    port: int
    pid: int
    storewire: Installation | None = None


@contextmanager
def bare(workers: int = 1, looked_up: Path | None = None) -> Iterator[Served]:
    """`looked_up` is the file of its `/lookup`."""
    port = free_port()
    words = [sys.executable, "-m", "tests.benchmarks.bare", str(port), str(workers)]
    words += [str(looked_up)] if looked_up else []
    process = subprocess.Popen(words, cwd=ROOT, start_new_session=True)
    try:
        wait_for(f"http://127.0.0.1:{port}/static")
        yield Served(port=port, pid=process.pid)
    finally:
        process.terminate()
        process.wait(timeout=30)


@contextmanager
def storewire(home: Path, database_url: str = "", workers: int = 1) -> Iterator[Served]:
    quiet = {"STOREWIRE_LOG_LEVEL": "error", "STOREWIRE_WORKERS": str(workers)}
    with installation(home, database_url, **quiet) as one:
        assert one.process is not None
        yield Served(port=one.port, pid=one.process.pid, storewire=one)


def wait_for(url: str, seconds: float = 30) -> None:
    until = time.monotonic() + seconds
    while time.monotonic() < until:
        try:
            if requests.get(url, timeout=1).ok:
                return
        except requests.RequestException:
            time.sleep(0.05)
    raise AssertionError(f"Nothing answers at {url}.")
