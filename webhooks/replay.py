"""Reading kept deliveries anew: after a mend, what failed is understood without the platform."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import structlog
from sqlalchemy import Row, select

from connector.contract import Adapter
from connector.errors import Misconfigured, Unavailable
from connector.storage.deliveries import (
    PENDING,
    Kept,
    Reading,
    State,
    opened_body,
    reread,
    waits_for_a_fetch,
)
from connector.storage.engine import Database, from_micros
from connector.storage.stores import get_store
from connector.storage.tables import deliveries
from webhooks.reading import not_applied, read

log = structlog.get_logger(__name__)

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Replay:
    database: Database
    adapter: Adapter
    store_id: int

    def run(self, state: str | None) -> Mapping[str, int]:
        """Every kept body in this state, or in any, oldest first, each in its own transaction."""
        counted: Counter[str] = Counter()
        for row in self._kept_bodies(state):
            counted[self._again(row)] += 1
        return dict(counted)

    def _kept_bodies(self, state: str | None) -> Iterator[Row[tuple[object, ...]]]:
        last = 0
        wanted = (deliveries.c.store_id == self.store_id) & deliveries.c.raw.isnot(None)
        if state == PENDING:
            wanted &= waits_for_a_fetch(self.store_id)
        elif state:
            wanted &= deliveries.c.state == state
        while True:
            page = select(deliveries).where(wanted, deliveries.c.id > last)
            with self.database.reading() as connection:
                rows = connection.execute(page.order_by(deliveries.c.id).limit(AT_ONCE)).all()
            if not rows:
                return
            yield from rows
            last = rows[-1].id

    def _again(self, row: Row[tuple[object, ...]]) -> State:
        """What still cannot be used stays failed and lets those behind it pass."""
        reading = self._read(row)
        try:
            self._save(row, reading)
        except Unavailable:
            raise
        except Exception as error:
            log.exception("delivery.not_applied", store=self.store_id)
            reading = not_applied(error)
            self._save(row, reading)
        return reading.state

    def _read(self, row: Row[tuple[object, ...]]) -> Reading:
        try:
            delivery = opened_body(self.database.keyring, row.key, row.raw)
        except Misconfigured:
            return Reading(state=State.FAILED, reason="the kept body does not open")
        return read(self.adapter, row.topic, delivery.body)

    def _save(self, row: Row[tuple[object, ...]], reading: Reading) -> None:
        kept = Kept(
            store_id=self.store_id,
            key=row.key,
            topic=row.topic,
            received_at=from_micros(row.received_at),
            sent_at=None if row.sent_at is None else from_micros(row.sent_at),
            raw=row.raw,
            reading=reading,
        )
        with self.database.writing() as connection:
            reread(connection, self.database.keyring, kept)


def replay(
    database: Database, adapters: Mapping[str, Adapter], store_id: int, state: str | None = None
) -> Mapping[str, int]:
    """How many deliveries came out in which state. Raises Misconfigured where the store's platform
    has no adapter any more."""
    store = get_store(database, store_id)
    if store.platform not in adapters:
        raise Misconfigured(f"Store {store_id} is a {store.platform} store, without an adapter.")
    return Replay(database, adapters[store.platform], store_id).run(state)
