"""Guesses are counted exactly, for an hour, and nobody can be read off what is counted."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from connector.records import Redact
from connector.storage.attempts import count_failure, count_locks, find_attempts, subject
from connector.storage.engine import Database
from connector.storage.migrate import open_database
from connector.storage.retention import KEEP_ATTEMPTS, drop_old_attempts
from connector.storage.tables import attempts
from tests.data import SECRET_KEYS
from tests.storage.shop import LATE, Shop, new_shop

AT = datetime(2026, 11, 21, 12, 40, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EMAIL = "shirin@example.com"


def named(database: Database, text: str = EMAIL, *, kind: str = "EMAIL", store: int = 1) -> bytes:
    return subject(database.keyring, store, kind, text)


def failures(database: Database, one: bytes, at: datetime = AT) -> int:
    found = find_attempts(database, [one], at).get(one)
    return found.failures if found else 0


def rows(database: Database) -> int:
    with database.reading() as connection:
        return len(connection.execute(select(attempts)).all())


def test_failures_add_up_for_an_hour_from_the_first(database: Database) -> None:
    one, other = named(database), named(database, "lilei@example.org")
    for minute in (0, 10, 59):
        count_failure(database, 1, {one: 9}, AT + minute * MINUTE)
    count_failure(database, 1, {one: 9, other: 9}, AT + 59 * MINUTE)
    assert failures(database, one, AT + 59 * MINUTE) == 4
    assert failures(database, other, AT + 59 * MINUTE) == 1
    assert failures(database, one, AT + 60 * MINUTE) == 0
    count_failure(database, 1, {one: 9}, AT + 60 * MINUTE)
    assert failures(database, one, AT + 61 * MINUTE) == 1


def test_how_long_is_left_is_told(database: Database) -> None:
    one = named(database)
    count_failure(database, 1, {one: 9}, AT)
    found = find_attempts(database, [one], AT + 45 * MINUTE)[one]
    assert found.left(AT + 45 * MINUTE) == 15 * MINUTE


def test_a_lock_is_told_once_and_counted_for_a_day(database: Database) -> None:
    one, other = named(database), named(database, "+90", kind="PHONE")
    told = [count_failure(database, 1, {one: 3, other: 4}, AT) for _ in range(5)]
    assert told == [frozenset(), frozenset(), {one}, {other}, frozenset()]
    assert count_locks(database, 1, AT) == 2
    assert count_locks(database, 2, AT) == 0
    hour_later = AT + 60 * MINUTE
    assert count_failure(database, 1, {one: 1}, hour_later) == {one}
    assert count_locks(database, 1, hour_later) == 3
    assert count_locks(database, 1, AT + timedelta(hours=24)) == 1
    assert count_locks(database, 1, AT + timedelta(hours=25)) == 0


def test_servers_that_count_at_once_lose_nothing(database: Database, database_url: str) -> None:
    servers = [open_database(database_url, SECRET_KEYS) for _ in range(3)]
    subjects = [named(database, str(text)) for text in range(4)]

    def guess(turn: int) -> frozenset[bytes]:
        mine = subjects if turn % 2 else subjects[::-1]
        return count_failure(servers[turn % 3], 1, dict.fromkeys(mine, 20), AT)

    with ThreadPoolExecutor(6) as pool:
        locked = list(pool.map(guess, range(30)))
    assert {failures(database, one) for one in subjects} == {30}
    assert sorted(one for told in locked for one in told) == sorted(subjects)
    assert count_locks(database, 1, AT) == 4
    for server in servers:
        server.close()


def test_what_is_counted_is_nobodys_name(database: Database) -> None:
    count_failure(database, 1, {named(database): 1}, AT)
    with database.reading() as connection:
        kept = b"".join(connection.execute(select(attempts.c.subject)).scalars())
    assert b"shirin" not in kept
    assert len({named(database), named(database, store=2), named(database, kind="PHONE")}) == 3


def test_old_guesses_are_dropped_and_a_day_of_locks_is_not(database: Database) -> None:
    one = named(database)
    count_failure(database, 1, {one: 1}, AT)
    count_failure(database, 1, {named(database, "late@example.com"): 9}, AT + 2 * KEEP_ATTEMPTS)
    assert drop_old_attempts(database, AT + timedelta(hours=24) - KEEP_ATTEMPTS) == 0
    assert count_locks(database, 1, AT + timedelta(hours=23)) == 1
    assert drop_old_attempts(database, AT + MINUTE) == 2
    assert rows(database) == 1


def test_who_is_forgotten_is_forgotten_here_too(shop: Shop) -> None:
    database, neighbour = shop.database, new_shop(shop.database)
    theirs = [
        subject(database.keyring, shop.id, "EMAIL", EMAIL),
        subject(database.keyring, shop.id, "PHONE", "9123456789"),
    ]
    others = [
        subject(database.keyring, shop.id, "EMAIL", "emre@example.com"),
        subject(database.keyring, neighbour.id, "EMAIL", EMAIL),
    ]
    count_failure(database, shop.id, dict.fromkeys([*theirs, *others], 9), LATE)
    shop.arrive(Redact(emails=("Shirin@example.com",), phones=("0912 345 6789",)))
    assert set(find_attempts(database, [*theirs, *others], LATE)) == set(others)
