"""One store's settings as its adapter's client sees them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from connector.contract import Settings
from connector.storage.engine import Database
from connector.storage.leases import lease
from connector.storage.stores import get_store, keep_settings


@dataclass(frozen=True, slots=True)
class StoreAccount:
    """A `connector.contract.Account`."""

    database: Database
    store_id: int

    @property
    def settings(self) -> Settings:
        store = get_store(self.database, self.store_id)
        return {name: values[0] for name, values in store.settings.items() if values}

    @contextmanager
    def exclusively(self) -> Iterator[Settings]:
        with lease(self.database, f"account {self.store_id}"):
            yield self.settings

    def keep(self, new: Settings) -> None:
        keep_settings(self.database, self.store_id, new)
