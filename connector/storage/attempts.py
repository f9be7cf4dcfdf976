"""Guesses that told nothing, counted by what they were made with: an hour a subject from its first
failure on, in the database, so that several servers count as one.

A subject is a blinded digest of its store and of what was typed: nobody can be read off it."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, bindparam, case, delete, func, select
from sqlalchemy.dialects import postgresql, sqlite

from connector.records import Redact
from connector.storage.engine import Database, from_micros, micros
from connector.storage.prepared import PreparedLists, among
from connector.storage.sealing import Keyring
from connector.storage.tables import attempts
from connector.storage.terms import email_terms, phone_terms

WINDOW = timedelta(hours=1)
DAY = timedelta(days=1)
GUESS, LOCKED = "guess", "locked"
_FAILED = PreparedLists(
    lambda subjects: select(attempts).where(
        among(attempts.c.subject, subjects), attempts.c.since > bindparam("after")
    )
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    failures: int
    since: datetime

    def left(self, at: datetime) -> timedelta:
        """Until its window ends."""
        return self.since + WINDOW - at


def subject(keyring: Keyring, store_id: int, kind: str, text: str) -> bytes:
    """`kind` is what was typed there, such as `email`."""
    return keyring.blind(GUESS, f"{store_id}\0{kind}\0{text}")


def find_attempts(
    database: Database, subjects: Collection[bytes], at: datetime
) -> dict[bytes, Attempt]:
    """Of those that failed within the hour before."""
    with database.reading() as connection:
        rows = _FAILED.rows(connection, sorted(subjects), after=micros(at - WINDOW))
    return {
        row.subject: Attempt(failures=row.failures, since=from_micros(row.since)) for row in rows
    }


def count_failure(
    database: Database, store_id: int, limits: Mapping[bytes, int], at: datetime
) -> frozenset[bytes]:
    """One more for each subject; gives those that have reached their limit by just this one."""
    if not limits:
        return frozenset()
    with database.writing() as connection:
        failures = _count(connection, sorted(limits), at)
        locked = frozenset(one for one, count in failures.items() if count == limits[one])
        if locked:
            _count(connection, [_bucket(database.keyring, store_id, at)], at, by=len(locked))
    return locked


def _count(
    connection: Connection, subjects: list[bytes], at: datetime, by: int = 1
) -> dict[bytes, int]:
    """How often each has failed now. One statement, so that two at once lose no count; sorted, so
    that of two each waits for the other's rows in the same order."""
    dialect = postgresql if connection.dialect.name == "postgresql" else sqlite
    rows = [{"subject": one, "failures": by, "since": micros(at)} for one in subjects]
    statement = dialect.insert(attempts).values(rows)
    over = attempts.c.since <= micros(at - WINDOW)
    counted = statement.on_conflict_do_update(
        index_elements=[attempts.c.subject],
        set_={
            "failures": case((over, by), else_=attempts.c.failures + by),
            "since": case((over, micros(at)), else_=attempts.c.since),
        },
    ).returning(attempts.c.subject, attempts.c.failures)
    return {row.subject: row.failures for row in connection.execute(counted)}


def count_locks(database: Database, store_id: int, at: datetime) -> int:
    """How often a subject of this store reached its limit within the 24 hours before."""
    hours = (at - n * WINDOW for n in range(DAY // WINDOW))
    buckets = [_bucket(database.keyring, store_id, hour) for hour in hours]
    query = select(func.sum(attempts.c.failures)).where(attempts.c.subject.in_(buckets))
    with database.reading() as connection:
        return int(connection.execute(query).scalar() or 0)


def _bucket(keyring: Keyring, store_id: int, at: datetime) -> bytes:
    """Where the lock-outs of one hour by the clock are counted."""
    return keyring.blind(LOCKED, f"{store_id}\0{at:%Y-%m-%dT%H}")


def forget_guesses(connection: Connection, keyring: Keyring, store_id: int, person: Redact) -> None:
    """What was tried with an address or number of theirs."""
    known = (*email_terms(person.emails), *phone_terms(person.phones))
    theirs = [subject(keyring, store_id, field.name, text) for field, text in known]
    connection.execute(delete(attempts).where(attempts.c.subject.in_(theirs)))
