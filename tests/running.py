"""A real server process and the real command line, the way a user runs them."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

ROOT = Path(__file__).parent.parent
START_SECONDS = 30


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        port: int = listener.getsockname()[1]
    return port


@dataclass
class Installation:
    """One Storewire of its own: a home folder, a database, and perhaps a running server."""

    home: Path
    database_url: str = ""
    extra: Mapping[str, str] = field(default_factory=dict)
    port: int = 0
    process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def log(self) -> Path:
        return self.home / "server.log"

    def environment(self) -> dict[str, str]:
        """Nothing of the environment the tests run in but what finds programs."""
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        own = {"STOREWIRE_HOME": str(self.home), "PYTHONPATH": str(ROOT), **self.extra}
        if self.database_url:
            own |= {"DATABASE_URL": self.database_url, "STOREWIRE_SECRET_KEY": "k" * 32}
        return kept | own

    def command(self, *words: str) -> list[str]:
        return [sys.executable, "-m", "storewire", *words]

    def run(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        """`storewire <words>`, whatever it prints."""
        return subprocess.run(
            self.command(*words),
            env=self.environment(),
            cwd=self.home,
            capture_output=True,
            text=True,
            check=check,
            timeout=60,
        )

    def ask(self, *words: str) -> Any:
        """`storewire <words> --json`, read."""
        return json.loads(self.run(*words, "--json").stdout)

    def start(self) -> None:
        """Starts the server, on the port it had before if it ran before, and waits for it."""
        self.port = self.port or free_port()
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                self.command("serve", "--port", str(self.port)),
                env=self.environment(),
                cwd=self.home,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        self._wait()

    def _wait(self) -> None:
        assert self.process is not None
        for _ in range(START_SECONDS * 20):
            if self.process.poll() is not None:
                raise AssertionError(f"The server stopped:\n{self.log.read_text()}")
            try:
                if requests.get(f"{self.url}/healthz", timeout=1).ok:
                    return
            except requests.RequestException:
                time.sleep(0.05)
        raise AssertionError(f"The server did not start:\n{self.log.read_text()}")

    def stop(self) -> None:
        """As an owner stops it: SIGTERM, and wait."""
        if self.process and self.process.poll() is None:
            self.process.terminate()
            self.process.wait(timeout=30)

    def kill(self) -> None:
        """As the kernel does when memory runs out: SIGKILL for all of it, no goodbye."""
        assert self.process is not None
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(timeout=10)


@contextmanager
def installation(home: Path, database_url: str = "", **extra: str) -> Iterator[Installation]:
    """A migrated Storewire whose server runs until the end of the block."""
    home.mkdir(parents=True, exist_ok=True)
    one = Installation(home=home, database_url=database_url, extra=extra)
    if database_url:
        one.run("migrate")
    one.start()
    try:
        yield one
    finally:
        one.stop()
