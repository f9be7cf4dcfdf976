"""`storewire demo` as a newcomer runs it: its questions work as printed, and it leaves nothing."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tests.drills.bench import Bench, Failed, Figures, Skipped, demand
from tests.running import ROOT, free_port

START_SECONDS = 40
STOP_SECONDS = 30
"""More than the server's own patience with a worker that does not end."""
QUESTIONS = 3

Demo = subprocess.Popen[bytes]


def run(bench: Bench) -> Figures:
    if not shutil.which("curl"):
        raise Skipped("curl is not installed")
    return {
        "Ctrl-C": stopped(bench.folder, answering, interrupted),
        "SIGTERM": stopped(bench.folder, answering, terminated),
        "SIGTERM while it starts": stopped(bench.folder, starting, terminated),
    }


def stopped(
    home: Path, until: Callable[[Demo, Path, int], str], stop: Callable[[Demo], None]
) -> str:
    with started(home) as (demo, log, port):
        return f"{until(demo, log, port)}, {demand_gone(demo, stop, log)}"


@contextmanager
def started(home: Path) -> Iterator[tuple[Demo, Path, int]]:
    """With a home folder in which a demo may have run before."""
    port, log = free_port(), home / "demo.log"
    known = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    own = {"HOME": str(home), "PYTHONPATH": str(ROOT), "STOREWIRE_LOG_LEVEL": "warning"}
    command = [sys.executable, "-m", "storewire", "demo", "--port", str(port)]
    with log.open("wb") as output:
        demo = subprocess.Popen(
            command, env=known | own, cwd=home, stdout=output, stderr=output, start_new_session=True
        )
    try:
        yield demo, log, port
    finally:
        for pid in living(demo):
            os.kill(pid, signal.SIGKILL)
        demo.wait()


def starting(demo: Demo, log: Path, port: int) -> str:
    """Until there is a server, and no later."""
    lines_of(demo, log, "listening: ", 1)
    return "starting"


def answering(demo: Demo, log: Path, port: int) -> str:
    """Until everything it prints has been tried."""
    lines = lines_of(demo, log, "curl ", QUESTIONS)
    printed = log.read_text()
    demand(f"http://127.0.0.1:{port}" in printed, "The address is not printed", log=printed)
    demand("key: sw_" in printed, "The key is not printed", log=printed)
    answers = [asked(line) for line in lines]
    return f"{len(answers)} answered"


def lines_of(demo: Demo, log: Path, beginning: str, wanted: int) -> list[str]:
    """Waits until as many lines that begin so are printed."""
    for _ in range(START_SECONDS * 20):
        lines = [line for line in log.read_text().splitlines() if line.startswith(beginning)]
        if len(lines) == wanted:
            return lines
        demand(demo.poll() is None, "The demo stopped by itself", log=log.read_text())
        time.sleep(0.05)
    raise Failed(f"The demo printed no line with {beginning!r}", {"log": log.read_text()})


def asked(line: str) -> dict[str, Any]:
    answer: dict[str, Any] = json.loads(in_bash(line))
    good = answer.get("outcome") == "ok" and answer.get("message")
    demand(good, "A printed question is not answered", line=line, answer=answer)
    status = in_bash(f"{line} -o /dev/null -w '%{{http_code}}'")
    demand(status == "200", "A printed question is not answered 200", line=line, status=status)
    return answer


def in_bash(line: str) -> str:
    done = subprocess.run(["bash", "-c", line], capture_output=True, timeout=30, check=False)
    demand(done.returncode == 0, "A printed line fails", line=line, error=done.stderr.decode())
    return done.stdout.decode()


def interrupted(demo: Demo) -> None:
    """As a terminal does: every process in the foreground gets it."""
    os.killpg(demo.pid, signal.SIGINT)


def terminated(demo: Demo) -> None:
    demo.terminate()


def demand_gone(demo: Demo, stop: Callable[[Demo], None], log: Path) -> str:
    """Every process it started, not just the one that was told to stop."""
    began = time.monotonic()
    stop(demo)
    while living(demo) and time.monotonic() < began + STOP_SECONDS:
        time.sleep(0.05)
    took = round(time.monotonic() - began, 1)
    left = f"Processes are left {took} s after it was {stop.__name__}"
    demand(not living(demo), left, log=log.read_text())
    clean = "Traceback" not in log.read_text()
    demand(clean, f"A traceback is printed when it is {stop.__name__}", log=log.read_text())
    return f"gone after {took} s, exit status {demo.wait()}"


def living(demo: Demo) -> list[int]:
    """Every process of the demo's session, in whichever group; the dead ones do not count."""
    listed = subprocess.run(["ps", "-A", "-o", "pid=,stat="], capture_output=True, check=True)
    rows = (line.split() for line in listed.stdout.decode().splitlines())
    return [int(pid) for pid, state in rows if state[0] != "Z" and session(int(pid)) == demo.pid]


def session(pid: int) -> int | None:
    try:
        return os.getsid(pid)
    except (ProcessLookupError, PermissionError):
        return None
