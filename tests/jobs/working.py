"""A worker process of a platform in memory: `python -m tests.jobs.working FOLDER CRON`.

Each page it is asked for is a line in FOLDER/asked; a page is held back while FOLDER/hold exists.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from datetime import datetime
from pathlib import Path

from config.settings import load_settings
from connector.contract import Page
from connector.jobs.engine import Rhythm, engine_of
from connector.records import Kind
from connector.storage.migrate import open_database
from tests.jobs.platform import Platform, adapter_of
from tests.storage.shop import order

PAGES = 12
HELD = 5
"""The page that is held back."""


class Slow(Platform):
    folder: Path

    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        number = int(cursor or "0")
        with (self.folder / "asked").open("a") as asked:
            asked.write(f"{os.getpid()} {number}\n")
        while number == HELD and (self.folder / "hold").exists():
            time.sleep(0.05)
        changes = (order(str(number), f"#{number}"),)
        return Page(changes, str(number + 1) if number + 1 < PAGES else None)


def main(folder: Path, cron: str) -> None:
    platform = Slow()
    platform.folder = folder
    settings = load_settings()
    database = open_database(settings.database, settings.secret_keys)
    rhythm = Rhythm(sweep=cron, alive_seconds=3)
    engine_of(settings, database, {"lale": adapter_of(platform)}, rhythm).launch()
    (folder / f"up-{os.getpid()}").touch()
    threading.Event().wait()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2])
