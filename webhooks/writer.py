"""Group commit: one thread writes whatever waits in one transaction, so that many deliveries share
one flush of the disk. A request waits until its own delivery is on disk."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace

import structlog

from connector.errors import Unavailable
from connector.storage.deliveries import Kept
from webhooks.reading import not_applied
from webhooks.together import Ticket, Together, finish

log = structlog.get_logger(__name__)

Commit = Callable[[Sequence[Kept]], None]
Waiting = tuple[Kept, Ticket]


class Writer(Together[Kept]):
    """`commit` writes a batch durably or raises."""

    def __init__(self, commit: Commit) -> None:
        super().__init__("writer", self._write)
        self._commit = commit

    def _write(self, batch: Sequence[Waiting]) -> None:
        """One bad delivery never fails its neighbours: it is kept as failed, they are applied."""
        try:
            self._commit([kept for kept, _ in batch])
        except Unavailable:
            raise
        except Exception as error:
            if len(batch) > 1:
                raise
            log.exception("delivery.not_applied", store=batch[0][0].store_id)
            self._keep_failed(*batch[0], error)
        else:
            finish(ticket for _, ticket in batch)

    def _keep_failed(self, kept: Kept, ticket: Ticket, error: Exception) -> None:
        try:
            self._commit([replace(kept, reading=not_applied(error))])
        except Exception:
            log.exception("delivery.not_kept", store=kept.store_id)
            ticket.finish(Unavailable())
        else:
            ticket.finish()
