"""Many rows in few statements: none lost, none twice, whatever their number."""

from __future__ import annotations

import pytest
from sqlalchemy import delete, select

from connector.storage.engine import Database
from connector.storage.prepared import PreparedLists, among
from connector.storage.tables import records, terms
from connector.storage.written import PreparedRows, Row
from tests.storage.shop import new_shop

RECORDS, TERMS = PreparedRows(records, replacing=True), PreparedRows(terms)
FORGET = PreparedLists(lambda listed: delete(terms).where(among(terms.c.record, listed)))


def key(number: int) -> bytes:
    return number.to_bytes(16)


@pytest.mark.parametrize("count", [0, 1, 7, 300])
def test_as_many_are_written_as_were_given_in_their_columns(database: Database, count: int) -> None:
    store_id = new_shop(database).id
    rows: list[Row] = [(store_id, n % 5, b"\0%d'\\" % n, key(n)) for n in range(count)]
    with database.writing() as connection:
        TERMS.insert(connection, rows)
    with database.reading() as connection:
        found = sorted(tuple(row) for row in connection.execute(select(terms)))
    assert found == sorted(rows)


def test_a_row_of_the_same_key_is_replaced_whole(database: Database) -> None:
    store_id = new_shop(database).id

    def row(number: int, version: int, document: bytes | None) -> Row:
        parent = None if document else key(9)
        return key(number), store_id, "order", parent, version, not document, 0, 2**60, document

    later = [row(1, 2, None), row(2, 1, b"\xff"), row(3, -(2**40), b"c")]
    for rows in ([row(1, 1, b"a"), row(2, 1, b"b")], later):
        with database.writing() as connection:
            RECORDS.insert(connection, rows)
    with database.reading() as connection:
        found = [tuple(one) for one in connection.execute(select(records).order_by(records.c.key))]
    assert found == later


def test_of_a_list_what_is_named_goes_and_nothing_else(database: Database) -> None:
    store_id = new_shop(database).id
    with database.writing() as connection:
        TERMS.insert(connection, [(store_id, 1, b"t", key(n)) for n in range(1300)])
        FORGET.run(connection, [])
        FORGET.run(connection, [key(n) for n in range(1, 1299)])
    with database.reading() as connection:
        left = {row.record for row in connection.execute(select(terms))}
    assert left == {key(0), key(1299)}
