"""How far jobs are, and which changes only they have found: what `doctor` and pages show."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, Connection, Row, bindparam, func, insert, select, update

from connector.records import Kind
from connector.storage.engine import Database, from_micros, micros, now, upsert
from connector.storage.held import Held
from connector.storage.prepared import Prepared
from connector.storage.tables import gaps, progress

NEVER_DELIVERED = (Kind.POLICY,)
"""No platform tells of a policy that changed: finding it is no sign of trouble."""
_COMPLETE = Prepared(
    select(progress.c.kind, func.max(progress.c.complete_to).label("complete_to"))
    .where(progress.c.store_id == bindparam("store"))
    .group_by(progress.c.kind)
)


def begin(database: Database, store_id: int, job: str, kind: str) -> None:
    at = micros(now())
    row: dict[str, object] = {
        "store_id": store_id,
        "job": job,
        "kind": kind,
        "started_at": at,
        "updated_at": at,
        "finished_at": None,
        "records": 0,
        "total": None,
        "problem": None,
    }
    with database.writing() as connection:
        upsert(connection, progress, [row])


def advance(
    connection: Connection,
    store_id: int,
    job: str,
    kind: str,
    records: int,
    *,
    last: bool,
    total: int | None = None,
) -> None:
    """In the transaction that applies the page. `records` counts from the beginning of the run,
    so that a page applied twice counts once; `total` None leaves the one that is known."""
    at = micros(now())
    done: dict[str, object] = {"updated_at": at, "records": records, "problem": None}
    if total is not None:
        done["total"] = total
    if last:
        done |= {"finished_at": at, "complete_to": progress.c.started_at}
    connection.execute(update(progress).where(_is(store_id, job, kind)).values(done))


def stumble(database: Database, store_id: int, job: str, kind: str, problem: str) -> None:
    with database.writing() as connection:
        found = update(progress).where(_is(store_id, job, kind))
        connection.execute(found.values(problem=problem, updated_at=micros(now())))


def _is(store_id: int, job: str, kind: str) -> ColumnElement[bool]:
    run = (progress.c.job == job) & (progress.c.kind == kind)
    return (progress.c.store_id == store_id) & run


def complete_to(database: Database, store_id: int, kind: str) -> int | None:
    """Whatever changed before is in our copy: when the last finished run over this kind began."""
    runs = (progress.c.store_id == store_id) & (progress.c.kind == kind)
    with database.reading() as connection:
        query = select(func.max(progress.c.complete_to)).where(runs)
        newest: int | None = connection.execute(query).scalar()
    return newest


def completeness(database: Database, store_id: int) -> Mapping[str, int | None]:
    """As `complete_to` of every kind that was ever begun; None for one that never came to its
    end."""
    with database.reading() as connection:
        return {row.kind: row.complete_to for row in _COMPLETE.rows(connection, store=store_id)}


def is_loading(database: Database, store_id: int, job: str) -> bool:
    """Whether a run of this job is on its way through the kinds, and nothing has stopped it."""
    under_way = progress.c.finished_at.is_(None) & progress.c.problem.is_(None)
    run = (progress.c.store_id == store_id) & (progress.c.job == job)
    with database.reading() as connection:
        return connection.execute(select(progress.c.kind).where(run, under_way)).first() is not None


def note_gaps(connection: Connection, found: Iterable[Held], found_by: str, older_than: int) -> int:
    """Of what was news, that which a delivery should have told us by now. A silent deletion has
    no date: of what we held it is a gap, of what we never had it is no news."""
    rows = [
        {
            "store_id": have.store_id,
            "kind": have.kind,
            "ref": have.ref,
            "found_by": found_by,
            "found_at": micros(now()),
        }
        for have in found
        if (have.copy.version <= older_than if have.copy.record else have.lived)
    ]
    if rows:
        connection.execute(insert(gaps), rows)
    return len(rows)


def list_progress(database: Database, store_id: int) -> list[Mapping[str, object]]:
    query = select(progress).where(progress.c.store_id == store_id)
    with database.reading() as connection:
        rows = connection.execute(query.order_by(progress.c.job, progress.c.kind)).all()
    return [_shown(row) for row in rows]


def list_moving(
    database: Database, store_id: int, job: str, since: datetime
) -> list[Mapping[str, object]]:
    """Of this job, what has moved since then, first begun first."""
    moved = (progress.c.job == job) & (progress.c.updated_at >= micros(since))
    query = select(progress).where(progress.c.store_id == store_id, moved)
    with database.reading() as connection:
        rows = connection.execute(query.order_by(progress.c.started_at)).all()
    return [_shown(row) for row in rows]


def _shown(row: Row[tuple[object, ...]]) -> Mapping[str, object]:
    return {
        "job": row.job,
        "kind": row.kind,
        "records": row.records,
        "total": row.total,
        "started_at": from_micros(row.started_at).isoformat(),
        "finished_at": row.finished_at and from_micros(row.finished_at).isoformat(),
        "problem": row.problem,
    }


def count_gaps(
    database: Database, store_id: int, since: datetime | None = None
) -> Mapping[str, int]:
    """How many changes no delivery told us, by what found them; ever, or since then of kinds that
    deliveries tell of."""
    query = select(gaps.c.found_by, func.count()).where(gaps.c.store_id == store_id)
    if since is not None:
        query = query.where(gaps.c.found_at >= micros(since), gaps.c.kind.not_in(NEVER_DELIVERED))
    with database.reading() as connection:
        rows = connection.execute(query.group_by(gaps.c.found_by)).all()
    return {row[0]: row[1] for row in rows}
