"""Rows of others by the thousand, made by the database itself, among which the few that a test
looks for are to be found. Only what is looked up by is made: their documents cannot be opened."""

from __future__ import annotations

from sqlalchemy import Connection, text

from connector.storage.deliveries import State
from connector.storage.engine import Database
from connector.storage.terms import Field

ROWS = 8_000
"""Of each table, in each of two halves: pages enough for a scan to be far from a look-up."""
STORES = 1_000
FIELDS = max(Field)

SERIES = (
    "(WITH RECURSIVE counted(n) AS (SELECT CAST(1 AS BIGINT) UNION ALL"
    " SELECT n + 1 FROM counted WHERE n < {rows})"
    " SELECT n FROM counted) AS series"
)
RANDOM = {"sqlite": "randomblob(16)", "postgresql": "uuid_send(gen_random_uuid())"}
SETTINGS = {
    "sqlite": "randomblob(400)",
    "postgresql": "decode(repeat(md5(random()::text), 25), 'hex')",
}
BYTES = {"sqlite": "CAST({} AS BLOB)", "postgresql": "convert_to({}, 'UTF8')"}
WORD = "'word' || n || '-' || {store}"

COLUMNS = {
    "deliveries": {
        "key": "{random}",
        "topic": "'orders/updated'",
        "state": f"CASE n % 50 WHEN 0 THEN '{State.FAILED}' ELSE '{State.APPLIED}' END",
        "subject": "{random}",
        "received_at": "{at} + n * 1000000",
        "raw": "CASE WHEN n % 3 > 0 THEN {random} END",
    },
    "records": {
        "key": "{random}",
        "kind": "CASE n % 4 WHEN 0 THEN 'order' WHEN 1 THEN 'product' WHEN 2 THEN 'variant'"
        " ELSE 'shipment' END",
        "parent": "{random}",
        "version": "{at} + n * 1000000",
        "final": "false",
        "fetched_at": "0",
        "seen_at": "{at}",
        "document": "{random}",
    },
    "terms": {
        "field": f"1 + n % {FIELDS}",
        "term": f"CASE n % {FIELDS} WHEN {Field.WORD - 1} THEN {{word}} ELSE {{random}} END",
        "record": "{random}",
    },
    "sales": {
        "item": "{random}",
        "sold_at": "{at} - n * 1000000",
        "units": "1000000",
        "record": "{random}",
    },
    "fetches": {
        "key": "{random}",
        "kind": "'order'",
        "ref": "'' || n",
        "parent_ref": "''",
        "reason": "'asked'",
        "delivery": "{random}",
        "asked_at": "{at} + n * 1000000",
    },
    "gaps": {
        "kind": "'order'",
        "ref": "'' || n",
        "found_by": "'sweep'",
        "found_at": "{at} + n * 1000000",
    },
    "codes": {
        "name": "{random}",
        "document": "{random}",
        "tries": "0",
        "until": "{at} + n * 1000000",
    },
    "erasures": {"term": "{random}", "before": "{at}"},
    "preferences": {"name": "'p' || n", "document": "{random}"},
}
OF_NOBODY = {
    "attempts": {"subject": "{random}", "failures": "1", "since": "{at} + n * 1000000"},
}
"""Tables without a store."""


def fill(database: Database, store_id: int, at: int, rows: int = ROWS) -> None:
    """Every table, for this store; `at` is the time in microseconds that all of it is about."""
    with database.writing() as connection:
        if connection.dialect.name == "postgresql":  # Whose checks take longer than all the rest.
            connection.execute(text("SET LOCAL session_replication_role = replica"))
        for table, columns in COLUMNS.items():
            insert(connection, table, {"store_id": str(store_id), **columns}, store_id, at, rows)
        for table, columns in OF_NOBODY.items():
            insert(connection, table, columns, store_id, at, rows)


def more_stores(database: Database, at: int) -> None:
    """With an API key each, a preference and a job."""
    by_platform = "platform = 'lale' AND platform_id = 'shop' || n"
    names = {"platform": "'lale'", "platform_id": "'shop' || n", "name": "'shop'"}
    columns = {**names, "url_key": "'key' || n", "settings": "{settings}", "created_at": "{at}"}
    with database.writing() as connection:
        insert(connection, "stores", columns, 0, at, STORES)
        ids = f"(SELECT id FROM stores WHERE {by_platform})"  # noqa: S608
        keys = {"scope": "'answers'", "digest": "{random}", "created_at": "{at}"}
        insert(connection, "api_keys", {"store_id": ids, **keys}, 0, at, STORES)
        own = {"store_id": ids, "name": "'answers'", "document": "{random}"}
        insert(connection, "preferences", own, 0, at, STORES)
        run = {"store_id": ids, "job": "'sweep'", "kind": "'order'", "records": "0"}
        begun = {"started_at": "{at}", "updated_at": "{at}"}
        insert(connection, "progress", {**run, **begun}, 0, at, STORES)


def insert(
    connection: Connection, table: str, columns: dict[str, str], store: int, at: int, rows: int
) -> None:
    dialect = connection.dialect.name
    word = BYTES[dialect].format(WORD.format(store=store))
    known = {
        "random": RANDOM[dialect],
        "settings": SETTINGS[dialect],
        "at": at,
        "store": store,
        "word": word,
    }
    values = ", ".join(value.format(**known) for value in columns.values())
    names = ", ".join(f'"{name}"' for name in columns)
    series = SERIES.format(rows=rows)
    statement = f"INSERT INTO {table} ({names}) SELECT {values} FROM {series}"  # noqa: S608
    connection.execute(text(statement))
