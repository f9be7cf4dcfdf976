"""One delivery given to the writer, as a request gives it."""

from __future__ import annotations

from connector.storage.deliveries import Kept
from webhooks.together import Ticket
from webhooks.writer import Writer


def give(writer: Writer, kept: Kept) -> None:
    """Returns when it is on disk, or raises what became of it."""
    ticket = Ticket()
    writer.put([(kept, ticket)])
    ticket.wait()
