"""A worker process of a platform in memory: `python -m tests.jobs.working FOLDER CRON`.

Each page it is asked for is a line in FOLDER/asked, each page of ids one in FOLDER/asked-ids; one
is held back while FOLDER/hold or FOLDER/hold-ids is there. It makes no webhooks where there is
FOLDER/refused. With FORMER set it is of a version whose workflows had other steps.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

from config.settings import load_settings
from connector.contract import Page
from connector.errors import AccessDenied
from connector.jobs import engine
from connector.jobs.engine import Rhythm, engine_of
from connector.records import Change, Deleted, Kind, Ref
from connector.storage.migrate import open_database
from tests.jobs.platform import Platform, adapter_of
from tests.storage.shop import order

PAGES = 12
HELD = 5
"""The page that is held back."""
ALIVE_SECONDS = 3
"""For how long a worker that says nothing counts as alive."""


class Slow(Platform):
    folder: Path

    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        number = int(cursor or "0")
        self._written_down("asked", "hold", number)
        changes = (order(str(number), f"#{number}"),)
        return Page(changes, str(number + 1) if number + 1 < PAGES else None)

    def ids(self, kind: Kind, cursor: str | None) -> tuple[tuple[str, ...], str | None]:
        number = int(cursor or "0")
        self._written_down("asked-ids", "hold-ids", number)
        return (str(number),), str(number + 1) if number + 1 < PAGES else None

    def fetch(self, ref: Ref) -> Iterable[Change]:
        return (Deleted(ref=ref),)

    def subscribe(self, delivery_url: str, secret: str, topics: Collection[str]) -> None:
        if (self.folder / "refused").exists():
            raise AccessDenied("Make them by hand.")
        super().subscribe(delivery_url, secret, topics)

    def _written_down(self, file: str, hold: str, number: int) -> None:
        with (self.folder / file).open("a") as asked:
            asked.write(f"{os.getpid()} {number}\n")
        while number == HELD and (self.folder / hold).exists():
            time.sleep(0.05)


def main(folder: Path, cron: str) -> None:
    if os.environ.get("FORMER"):
        engine.STEPS_OF_THIS_VERSION = "1"
    platform = Slow()
    platform.folder = folder
    settings = load_settings()
    database = open_database(settings.database, settings.secret_keys)
    rhythm = Rhythm(sweep=cron, alive_seconds=ALIVE_SECONDS)
    engine_of(settings, database, {"lale": adapter_of(platform)}, rhythm).launch()
    (folder / f"up-{os.getpid()}").touch()
    threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
