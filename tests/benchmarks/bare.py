"""What we compare ourselves with: Flask that does nothing, on the same server and as many threads.

`python -m tests.benchmarks.bare PORT WORKERS`.
"""

from __future__ import annotations

import sys

from flask import Flask, Response, request
from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from config.server import THREADS, die_with_parent

ANSWER = b'{"status": "ok"}'


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

    return app


def main(port: int, workers: int) -> None:
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
    main(int(sys.argv[1]), int(sys.argv[2]))
