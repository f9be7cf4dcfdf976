"""What we compare ourselves with: Flask that does nothing, on the same server and as many threads.

`python -m tests.benchmarks.bare PORT WORKERS FILE`. `/lookup` is the least that an answer from a
database takes: one row of FILE by its primary key, through `sqlite3` itself.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import threading
from collections.abc import Iterable
from pathlib import Path

from flask import Flask, Response, request
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from config.server import THREADS, die_with_parent

ANSWER = b'{"status": "ok"}'
FILE = "BENCH_LOOKUP"
"""Named in the environment, which the worker process inherits."""
ROW = "SELECT document FROM looked_up WHERE key = ?"


def bare_app() -> Flask:
    die_with_parent()
    app = Flask(__name__, static_folder=None)

    @app.post("/bare")
    def read() -> Response:
        request.get_data(cache=False)
        return Response(status=200)

    @app.get("/static")
    def static() -> Response:
        return Response(ANSWER, content_type="application/json")

    own = threading.local()

    @app.get("/lookup")
    def lookup() -> Response:
        if not hasattr(own, "connection"):
            own.connection = sqlite3.connect(os.environ[FILE])
        found = own.connection.execute(ROW, (request.args["order"],)).fetchone()
        return Response(found[0], content_type="application/json")

    return app


def write_rows(path: Path, rows: Iterable[tuple[str, bytes]]) -> None:
    """What `/lookup` looks up: a document by its key."""
    with sqlite3.connect(path) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE looked_up (key TEXT PRIMARY KEY, document BLOB)")
        connection.executemany("INSERT INTO looked_up VALUES (?, ?)", rows)
    connection.close()


def main(port: int, workers: int, file: str = "") -> None:
    os.environ[FILE] = file
    Granian(
        target=f"{__spec__.name}:bare_app",
        factory=True,
        address="127.0.0.1",
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        log_level=LogLevels.error,
        websockets=False,
    ).serve()


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]), *sys.argv[3:])
