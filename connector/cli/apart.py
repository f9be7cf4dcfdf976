"""Work in a process of its own. What it imports and holds goes with it: a server that waits for its
workers for weeks has 29 MB, where the preparations of a second would leave it with 70."""

from __future__ import annotations

import os
import signal
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import ForkProcess

from config.server import die_with_parent
from connector.cli.console import reporting

FORK = get_context("fork")
"""It begins with what we have, and we have little."""

Tell = Callable[[int], None]


def apart(task: Callable[[Tell], None]) -> tuple[int, ForkProcess]:
    """The number that the task tells, and its process: having told it, the task may go on beside
    us. One that fails reports why, and ends us: at once, or by SIGTERM if it has told already."""
    ours, theirs = FORK.Pipe(duplex=False)
    process = FORK.Process(target=_run, args=(task, theirs), daemon=True)
    process.start()
    theirs.close()
    try:
        told: int = ours.recv()
    except EOFError:
        process.join()
        sys.exit(process.exitcode)
    threading.Thread(target=_end_with, args=(process,), daemon=True).start()
    return told, process


def _run(task: Callable[[Tell], None], to: Connection) -> None:
    die_with_parent()
    with suppress(KeyboardInterrupt):  # It is told to our parent as well.
        reporting(lambda: task(to.send))


def _end_with(process: ForkProcess) -> None:
    process.join()
    if failure_of(process):
        os.kill(os.getpid(), signal.SIGTERM)


def failure_of(process: ForkProcess) -> int:
    """Its exit status; 0 while it runs, and where a signal has ended it, as when we end first."""
    return max(process.exitcode or 0, 0)
