"""Asks a shop each time it is told to: `python -m tests.drills.token_asker STORE`.

It says `ready`, and then for every line it reads `well`, or what went wrong."""

from __future__ import annotations

import sys

from config.logs import configure_logs
from config.settings import load_settings
from connector.errors import StorewireError
from connector.jobs.work import Work
from connector.records import Kind
from connector.registry import discover
from connector.storage.migrate import open_database


def main(store_id: int) -> None:
    settings = load_settings()
    configure_logs(settings)
    database = open_database(settings.database, settings.secret_keys)
    client = Work(database, discover()).client(store_id)
    print("ready", flush=True)
    for _ in sys.stdin:
        try:
            client.page(Kind.LOCATION, None, None)
            print("well", flush=True)
        except StorewireError as error:
            print(error.slug, flush=True)


if __name__ == "__main__":
    main(int(sys.argv[1]))
