"""Every message of every situation, for whoever wants to look at them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

from connector.storage.migrate import migrate, open_database
from tests.data import SECRET_KEYS
from tests.situations.situation import LOCALES
from tests.situations.table import SITUATIONS
from tests.situations.town import Town


def messages(*locales: str) -> Iterator[tuple[str, str, str]]:
    """The situation's name, the locale, and the message in it; in all languages or just these."""
    with TemporaryDirectory() as folder:
        url = f"sqlite:///{Path(folder) / 'town.db'}"
        migrate(url, SECRET_KEYS)
        database = open_database(url, SECRET_KEYS)
        try:
            town = Town(database)
            for situation in SITUATIONS:
                for locale, answer in town.answers(situation, locales or LOCALES).items():
                    yield situation.name, locale, answer["message"]
        finally:
            database.close()
