"""Which of two copies of a record stands. Pure, and the same whichever came first.

Newest `updated_at` wins. Within the platform's smallest unit of time (one second at WooCommerce)
two different copies may carry the same one: then the further one wins, and the platform is asked.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import msgspec

from connector.records import AnyRecord, FulfillmentStatus, Kind, Order, PaymentStatus, Refund
from connector.storage.engine import EPOCH

decode = msgspec.json.Decoder(AnyRecord).decode
encode = msgspec.json.Encoder(order="deterministic").encode

_PAYMENT = list(PaymentStatus)
_FULFILLMENT = list(FulfillmentStatus)

NEVER_BACK = frozenset({Kind.REFUND})
"""Deleted for good whatever the platform says: what `_joined` learned from older copies cannot be
learned again, and no platform gives a refund's id away twice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Copy:
    """One copy of a record; without `record` it says that the record was deleted."""

    version: int
    """Microseconds since 1970: the record's `updated_at`."""
    record: AnyRecord | None
    final: bool = False
    """Deleted for good: no copy, however new, brings it back."""
    fetched_at: int = 0
    """When we asked the platform for this copy, in microseconds; 0 for one it sent by itself. Of
    copies of one time the one we asked for last is right: it is what the platform says now."""


@dataclass(frozen=True, slots=True)
class Verdict:
    copy: Copy
    conflict: bool = False
    """Two different copies of the same time: only the platform can tell."""


def newest(one: Copy, other: Copy) -> Verdict:
    """Commutative, associative and idempotent in `copy`: any order of arrival ends the same."""
    if age(one) != age(other):
        winner, loser = (one, other) if age(one) > age(other) else (other, one)
        return Verdict(_joined(winner, loser))
    if one.fetched_at == other.fetched_at and _said(one) == _said(other):
        return Verdict(_joined(one, other))  # Most often: it came before, and is not to be ranked.
    ranks = _rank(one), _rank(other)
    winner, loser = (one, other) if ranks[0] >= ranks[1] else (other, one)
    unsettled = ranks[0] != ranks[1] and not (winner.final or winner.fetched_at)
    return Verdict(_joined(winner, loser), conflict=unsettled)


def _said(copy: Copy) -> bytes:
    return encode(copy.record)


def age(copy: Copy) -> tuple[bool, int]:
    return copy.final, copy.version


def _rank(copy: Copy) -> tuple[object, ...]:
    """Between copies of one time: more progress, then more said, then anything that is the same
    whoever computes it. A record outranks its deletion: what is shown can be asked after. What is
    the buyer's comes last, so that the same copy stands whether or not a person has been erased."""
    if copy.record is None:
        return copy.fetched_at, False
    said = _comparable(copy.record)
    impersonal = encode(
        msgspec.structs.replace(said, buyer=None, transaction_ids=())
        if isinstance(said, Order)
        else said
    )
    document = encode(said)
    rank = _progress(said), len(impersonal), impersonal, len(document), document
    return copy.fetched_at, True, *rank


def _progress(record: AnyRecord) -> tuple[int, int, int]:
    """Further along: more refunds, later in the usual walk through payment and fulfilment."""
    if not isinstance(record, Order):
        return 0, 0, 0
    return (
        len(record.refund_ids or ()),
        _PAYMENT.index(record.payment_status),
        _FULFILLMENT.index(record.fulfillment_status),
    )


def _comparable(record: AnyRecord) -> AnyRecord:
    """Without what copies of one time may say differently and `_joined` settles."""
    if isinstance(record, Refund):
        return msgspec.structs.replace(
            record, updated_at=None, created_at=EPOCH, lines=None, method=None
        )
    return msgspec.structs.replace(record, updated_at=None)


def _joined(winner: Copy, loser: Copy) -> Copy:
    """A refund's date, lines and method are told by some copies only, and never change."""
    if not isinstance(winner.record, Refund) or not isinstance(loser.record, Refund):
        return winner
    known = [lines for lines in (winner.record.lines, loser.record.lines) if lines is not None]
    refund = msgspec.structs.replace(
        winner.record,
        created_at=min(winner.record.created_at, loser.record.created_at),
        lines=max(known, key=encode, default=None),
        method=max(filter(None, (winner.record.method, loser.record.method)), default=None),
    )
    return replace(winner, record=refund)
