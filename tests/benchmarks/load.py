"""Load on a server of this machine, and what it costs.

`wrk` where it is there; else Python's `http.client`, which is slower than what it measures: its
ratios are too kind to the slower side, and the report says so.
"""

from __future__ import annotations

import http.client
import os
import shutil
import socket
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import msgspec

TICK = os.sysconf("SC_CLK_TCK")
PAGE = os.sysconf("SC_PAGE_SIZE")
SCRIPT = Path(__file__).with_name("load.lua")


class Load(msgspec.Struct, frozen=True, kw_only=True):
    """What one run of load met. Times in milliseconds, memory in MB of all its processes."""

    rate: float
    """Answers a second."""
    p50: float
    p99: float
    errors: int
    """Answers that were no 200, and requests without an answer."""
    answers: int = 0
    cpu_seconds: float = 0.0
    """Of the server."""
    cpu_micros: float = 0.0
    """The same for each answer: what one costs, however busy the machine is."""
    memory_mb: float = 0.0
    generator: str = "wrk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    method: str
    path: str
    headers: Sequence[tuple[str, str]] = ()
    body: bytes = b""

    def raw(self) -> bytes:
        """As it goes over the wire."""
        lines = [f"{self.method} {self.path} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in self.headers]
        lines += [f"Content-Length: {len(self.body)}"] if self.method == "POST" else []
        return "\r\n".join([*lines, "", ""]).encode("latin-1") + self.body


def load(
    port: int, requests: Iterable[Request], *, pid: int, connections: int = 32, seconds: float = 3
) -> Load:
    """Each request in turn, from the first again when all were sent. `pid` is the server's."""
    before = cpu_seconds(pid)
    drive = with_wrk if shutil.which("wrk") else with_python
    found = drive(port, list(requests), connections, seconds)
    spent = cpu_seconds(pid) - before
    return msgspec.structs.replace(
        found,
        cpu_seconds=round(spent, 2),
        cpu_micros=round(spent * 1e6 / max(1, found.answers), 1),
        memory_mb=memory_mb(pid),
    )


def with_wrk(port: int, requests: Sequence[Request], connections: int, seconds: float) -> Load:
    with tempfile.NamedTemporaryFile() as file:
        for request in requests:
            raw = request.raw()
            file.write(b"%d\n%s" % (len(raw), raw))
        file.flush()
        words = ["wrk", "-t1", f"-c{connections}", f"-d{max(1, round(seconds))}s", "--timeout=30s"]
        words += ["-s", str(SCRIPT), f"http://127.0.0.1:{port}/"]
        environment = os.environ | {"REQUESTS": file.name}
        said = subprocess.run(words, env=environment, capture_output=True, check=False)
    if said.returncode:
        raise AssertionError(f"wrk: {said.stderr.decode()}")
    return said_by_wrk(said.stdout)


def said_by_wrk(text: bytes) -> Load:
    """The one line of JSON between what `wrk` prints by itself."""
    (line,) = [one for one in text.splitlines() if one.startswith(b"{")]
    return msgspec.json.decode(line, type=Load)


def with_python(port: int, requests: Sequence[Request], connections: int, seconds: float) -> Load:
    until, turn, lock = time.monotonic() + seconds, iter(range(1 << 62)), threading.Lock()
    times: list[float] = []
    errors: list[str] = []

    def one_connection() -> None:
        line = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
        while time.monotonic() < until:
            with lock:
                request = requests[next(turn) % len(requests)]
            began = time.perf_counter()
            line.request(request.method, request.path, request.body or None, dict(request.headers))
            answer = line.getresponse()
            answer.read()
            times.append(time.perf_counter() - began)
            if answer.status != 200:
                errors.append(str(answer.status))

    threads = [threading.Thread(target=one_connection) for _ in range(connections)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    cuts = statistics.quantiles(times, n=100)
    return Load(
        rate=len(times) / seconds,
        p50=cuts[49] * 1000,
        p99=cuts[98] * 1000,
        errors=len(errors),
        answers=len(times),
        generator="http.client",
    )


def family(pid: int) -> list[int]:
    """The process and all below it."""
    children = Path(f"/proc/{pid}/task/{pid}/children")
    below = [int(each) for each in children.read_text().split()] if children.exists() else []
    return [pid, *(each for child in below for each in family(child))]


def cpu_seconds(pid: int) -> float:
    return sum(_cpu_seconds(each) for each in family(pid))


def _cpu_seconds(pid: int) -> float:
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / TICK


def answering(port: int, pid: int) -> int:
    """Which process of the family holds the other end of a connection to this port."""
    with socket.create_connection(("127.0.0.1", port)) as line:
        line.sendall(b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        line.recv(1)
        own = line.getsockname()[1]
        held = f"socket:[{inode(port, own)}]"
        (found,) = [each for each in family(pid) if held in open_files(each)]
    return found


def inode(here: int, there: int) -> str:
    """Of the connection between these two ports, seen from `here`."""
    ends = [f"0100007F:{port:04X}" for port in (here, there)]
    rows = [line.split() for line in Path("/proc/net/tcp").read_text().splitlines()]
    (found,) = [row[9] for row in rows if row[1:3] == ends]
    return found


def open_files(pid: int) -> set[str]:
    found = set()
    for each in Path(f"/proc/{pid}/fd").iterdir():
        with suppress(FileNotFoundError):  # closed meanwhile
            found.add(str(each.readlink()))
    return found


def memory_mb(pid: int) -> float:
    """Peak resident memory, of each process, added up."""
    return round(sum(_status(each, "VmHWM") for each in family(pid)) / 1024, 1)


def high_water_mb(pid: int) -> float:
    return round(_status(pid, "VmHWM") / 1024, 1)


def resident_mb(pid: int) -> float:
    return round(_status(pid, "VmRSS") / 1024, 1)


def _status(pid: int, name: str) -> int:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith(f"{name}:"):
            return int(line.split()[1])
    return 0
