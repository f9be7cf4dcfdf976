"""Answering a person who asks what the shop knows of them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta

import msgspec
from sqlalchemy import Connection, select

from connector.records import DataRequest, Kind, Order, Redact, Review
from connector.storage.engine import Database, from_micros
from connector.storage.erasure import family
from connector.storage.held import Held, held, load
from connector.storage.tables import records, terms
from connector.storage.terms import terms_of_person

TO_ANSWER_WITHIN = timedelta(days=30)


def data_requests(database: Database, store_id: int) -> Iterator[Mapping[str, object]]:
    """Each request with all we hold of the person, and the day it has to be answered by."""
    query = select(records).where(
        records.c.store_id == store_id, records.c.kind == Kind.DATA_REQUEST
    )
    with database.reading() as connection:
        for row in connection.execute(query).all():
            request = held(row, database.keyring)
            if isinstance(request.copy.record, DataRequest):
                yield _shown(connection, database, request, request.copy.record)


def _shown(
    connection: Connection, database: Database, request: Held, asked: DataRequest
) -> Mapping[str, object]:
    received = from_micros(request.seen_at)
    return {
        "id": asked.id,
        "received_at": received.isoformat(),
        "answer_by": (received + TO_ANSWER_WITHIN).date().isoformat(),
        "emails": list(asked.emails),
        "held": [
            msgspec.to_builtins(known.copy.record)
            for known in _of_person(connection, database, request.store_id, asked)
        ],
    }


def _of_person(
    connection: Connection, database: Database, store_id: int, asked: DataRequest
) -> list[Held]:
    person = Redact(
        customer_id=asked.customer_id,
        emails=asked.emails,
        phones=asked.phones,
        order_ids=asked.order_ids,
    )
    theirs = terms_of_person(person, database.keyring)
    known_to = terms.c.store_id.in_(family(connection, store_id))
    found = select(terms.c.record).where(known_to, terms.c.term.in_(theirs))
    known = load(connection, database.keyring, set(connection.execute(found).scalars()))
    return [each for each in known.values() if isinstance(each.copy.record, Order | Review)]
