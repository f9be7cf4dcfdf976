"""One-time codes on their way: whom each was sent to, and how often it was tried.

Neither a code nor the name of its verification is kept: whoever reads the database cannot be taken
for a shopper with what stands there."""

from __future__ import annotations

import hmac
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, case, delete, insert, update

from connector.storage.engine import Database, inserting, micros
from connector.storage.sealing import Keyring, digest
from connector.storage.tables import codes

LASTS = timedelta(minutes=10)
TRIES = 5
WINDOW = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verification:
    """One attempt of somebody to be known. `id` is unguessable and known to who began it."""

    store_id: int
    id: str

    @property
    def name(self) -> bytes:
        return digest("verification", self.store_id, self.id)


class Address(msgspec.Struct, frozen=True, kw_only=True):
    """Where a code went: one of the two."""

    email: str = ""
    phone: str = ""


class _Kept(msgspec.Struct, frozen=True, kw_only=True):
    code: bytes
    address: Address


_read = msgspec.json.Decoder(_Kept).decode


def keep_code(
    database: Database, of: Verification, code: str, address: Address, until: datetime
) -> None:
    kept = _Kept(code=_digest(database.keyring, of, code), address=address)
    row = {
        "name": of.name,
        "store_id": of.store_id,
        "document": database.keyring.seal(msgspec.json.encode(kept), of.name),
        "tries": 0,
        "until": micros(until),
    }
    with database.writing() as connection:
        connection.execute(insert(codes).values(row))


def drop_code(database: Database, of: Verification) -> None:
    with database.writing() as connection:
        _drop(connection, of)


def take_code(database: Database, of: Verification, code: str, at: datetime) -> Address | None:
    """Where the code was sent, once; None alike for a wrong, old, used or unknown one. Of tries
    that come together each is counted."""
    alive = (codes.c.name == of.name) & (codes.c.until > micros(at)) & (codes.c.tries < TRIES)
    trying = update(codes).where(alive).values(tries=codes.c.tries + 1)
    with database.writing() as connection:
        sealed = connection.execute(trying.returning(codes.c.document)).scalar()
        if sealed is None:
            return None
        kept = _read(database.keyring.unseal(sealed, of.name))
        right = hmac.compare_digest(kept.code, _digest(database.keyring, of, code))
        return kept.address if right and _drop(connection, of) else None


def count_codes(
    database: Database, store_id: int, subjects: Mapping[str, int], at: datetime
) -> bool:
    """Whether one more may be sent, which is counted: for each subject there is a most an hour."""
    with database.writing() as connection:
        counts = {
            subject: _counted(connection, database.keyring, store_id, subject, at)
            for subject in subjects
        }
    return all(counts[subject] <= most for subject, most in subjects.items())


def _counted(
    connection: Connection, keyring: Keyring, store_id: int, subject: str, at: datetime
) -> int:
    row = {
        "name": keyring.blind("codes sent", f"{store_id}\0{subject}"),
        "store_id": store_id,
        "document": b"",
        "tries": 1,
        "until": micros(at + WINDOW),
    }
    over = codes.c.until <= micros(at)
    again = {
        "tries": case((over, 1), else_=codes.c.tries + 1),
        "until": case((over, row["until"]), else_=codes.c.until),
    }
    counting = inserting(connection, codes).values(row)
    counted = counting.on_conflict_do_update(index_elements=["name"], set_=again)
    found: int = connection.execute(counted.returning(codes.c.tries)).scalar_one()
    return found


def _drop(connection: Connection, of: Verification) -> bool:
    gone = delete(codes).where(codes.c.name == of.name).returning(codes.c.name)
    return connection.execute(gone).first() is not None


def _digest(keyring: Keyring, of: Verification, code: str) -> bytes:
    return keyring.blind("one-time code", f"{of.store_id}\0{of.id}\0{code}")
