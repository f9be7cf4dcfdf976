"""The server process: Granian, set up for short answers and for dying together."""

from __future__ import annotations

import os
import threading
import time

from granian import Granian
from granian.constants import Interfaces
from granian.log import LogLevels

from config.settings import Settings

THREADS = 32
"""A request waits for the disk, not for the processor, so there are more of them than cores."""
GRACE_SECONDS = 20
WATCH_SECONDS = 0.5


def serve(settings: Settings, host: str, port: int) -> None:
    """Blocks until SIGTERM or SIGINT; requests in flight are finished."""
    Granian(
        target="wsgi:served_app",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=settings.workers,
        blocking_threads=THREADS,
        workers_kill_timeout=GRACE_SECONDS,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
        websockets=False,
    ).serve()


def die_with_parent() -> None:
    """A worker whose parent was killed would go on holding the port and the database."""
    parent = os.getppid()
    threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os._exit(1)
