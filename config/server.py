"""The server process: Granian, set up for short answers and for dying together."""

from __future__ import annotations

import ctypes
import errno
import multiprocessing
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable
from functools import partial
from multiprocessing.util import Finalize

from config.errors import WrongSettings

THREADS = 32
"""A request waits for the disk, not for the processor, so there are more of them than cores."""
GRACE_SECONDS = 20
WATCH_SECONDS = 0.5
PR_SET_PDEATHSIG = 1
"""Of Linux's prctl(2)."""
PORT_PATIENCE_SECONDS = 3
"""A worker whose parent was killed holds the port until it has noticed."""


def serve(workers: int, host: str, port: int, *, hangup_ends: bool = False) -> None:
    """Blocks until SIGTERM or SIGINT; requests in flight are finished. SIGHUP starts the workers
    anew, with the code that is there by then, unless it is to end us as well."""
    from granian import Granian  # whatever is not the server does without
    from granian.constants import Interfaces
    from granian.log import LogLevels

    os.register_at_fork(after_in_child=_stop_as_told_by_parent)
    server = Granian(
        target="wsgi:served_app",
        factory=True,
        address=address_of(host),
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        workers_kill_timeout=GRACE_SECONDS,
        respawn_failed_workers=True,
        log_level=LogLevels.error,
        websockets=False,
    )
    if hangup_ends:
        end = server.signal_handler_interrupt
        server.on_startup(partial(signal.signal, signal.SIGHUP, end))
    server.serve()


def _stop_as_told_by_parent() -> None:
    """A worker starts with its parent's handlers, which would swallow a signal that comes before it
    has set its own, and the stop would wait for it in vain. And what a terminal sends to all of us
    is not for it: told by that and a moment later by its parent, one in five did not end."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, signal.SIG_DFL)
    os.setpgid(0, 0)


def wait_for_port(host: str, port: int) -> None:
    """Raises WrongSettings where we cannot listen, as on a port that somebody else listens on:
    Granian would share it with another of its kind, each taking what was meant for the other."""
    address = address_of(host)
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    until = time.monotonic() + PORT_PATIENCE_SECONDS
    while True:
        try:
            socket.create_server((address, port), family=family).close()
        except OSError as error:
            if error.errno != errno.EADDRINUSE or time.monotonic() > until:
                why = os.strerror(error.errno or 0)
                raise WrongSettings(f"Cannot listen on {host}, port {port}: {why}.") from None
            time.sleep(0.1)
        else:
            return


def address_of(host: str) -> str:
    """The IP address of a name such as `localhost`, IPv4 where it has one: Granian takes none."""
    try:
        found = socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise WrongSettings(f"--host {host} is no address of this machine.") from None
    return str(min(found, key=lambda info: info[0] is not socket.AF_INET)[4][0])


def die_with_parent() -> None:
    """A worker whose parent was killed would go on holding the port and the database: the kernel
    ends it at once where it can, and it looks for itself where it cannot."""
    started_by = multiprocessing.parent_process()
    # Not whoever is the parent by now: ours may be gone already.
    parent = started_by.pid if started_by and started_by.pid else os.getppid()
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    threading.Thread(target=_watch, args=(parent,), name="parent-watch", daemon=True).start()


def end_without_waiting(last: Callable[[], None]) -> None:
    """Once this worker process has served its last request, `last` runs and the process is over,
    whatever its threads are at: background work survives that, and a stop is not to wait for it."""

    def end() -> None:
        try:
            last()
        finally:
            os._exit(0)

    Finalize(None, end, exitpriority=0)


def _watch(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(WATCH_SECONDS)
    os._exit(1)
