"""The law of arrival: whichever copy comes first, the same one stands in the end."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from connector.records import (
    FulfillmentStatus,
    Order,
    PaymentStatus,
    Refund,
    RefundLine,
    RefundMethod,
)
from connector.storage.newest import Copy, newest
from tests.storage.shop import EMRE, NINE, SHIRIN, at, money, order, refund

# Few values and fewer times, so that copies meet in both.
minutes = st.integers(0, 2)
asked = st.sampled_from([0, 0, 7, 8])
"""When the platform was asked for a copy; 0 for one it sent by itself."""


@st.composite
def order_copies(draw: st.DrawFn) -> Copy:
    minute = draw(minutes)
    record = order(
        minute=minute,
        buyer=draw(st.sampled_from([SHIRIN, EMRE, None])),
        total=draw(st.sampled_from(["9", "10", "10.0"])),
        payment=draw(st.sampled_from([PaymentStatus.PENDING, PaymentStatus.PAID])),
        fulfillment=draw(st.sampled_from([FulfillmentStatus.UNKNOWN, FulfillmentStatus.FULFILLED])),
        refund_ids=draw(st.sampled_from([None, (), ("801",), ("802",), ("801", "802")])),
    )
    return Copy(version=minute, record=record, fetched_at=draw(asked))


@st.composite
def refund_copies(draw: st.DrawFn) -> Copy:
    minute, quantity = draw(minutes), draw(st.sampled_from([None, 1, 2]))
    line = None if quantity is None else (RefundLine(line_id="1", quantity=Decimal(quantity)),)
    record = Refund(
        id="801",
        order_id="5001",
        amount=money(draw(st.sampled_from(["5", "7"]))),
        created_at=NINE - timedelta(minutes=draw(st.integers(0, 3))),
        lines=draw(st.sampled_from([line, ()])),
        method=draw(st.sampled_from([None, *RefundMethod])),
        updated_at=at(minute),
    )
    return Copy(version=minute, record=record, fetched_at=draw(asked))


def deletions(final: st.SearchStrategy[bool]) -> st.SearchStrategy[Copy]:
    return st.builds(Copy, version=minutes, record=st.none(), final=final, fetched_at=asked)


# `apply` takes every deletion of a refund for a final one.
of_order = order_copies() | deletions(st.booleans())
of_refund = refund_copies() | deletions(st.just(True))
pairs = st.tuples(of_order, of_order) | st.tuples(of_refund, of_refund)
threes = st.tuples(of_order, of_order, of_order) | st.tuples(of_refund, of_refund, of_refund)


def spelt(copy: Copy) -> str:
    """To the letter: to Python 10 and 10.0 are equal, to a reader they are not."""
    return repr(copy)


@given(pairs)
def test_the_order_of_two_copies_does_not_matter(two: tuple[Copy, Copy]) -> None:
    there, back = newest(*two), newest(*reversed(two))
    assert spelt(there.copy) == spelt(back.copy)
    assert there.conflict == back.conflict


@given(threes)
def test_nor_does_which_two_of_three_meet_first(three: tuple[Copy, Copy, Copy]) -> None:
    one, two, other = three
    left = newest(newest(one, two).copy, other).copy
    right = newest(one, newest(two, other).copy).copy
    assert spelt(left) == spelt(right)


@given(of_order | of_refund)
def test_a_copy_that_comes_again_changes_nothing_and_is_no_conflict(copy: Copy) -> None:
    verdict = newest(copy, copy)
    assert spelt(verdict.copy) == spelt(copy)
    assert not verdict.conflict


@given(pairs)
def test_the_outcome_met_by_either_copy_again_stays(two: tuple[Copy, Copy]) -> None:
    outcome = newest(*two).copy
    assert [spelt(newest(outcome, copy).copy) for copy in two] == [spelt(outcome)] * 2


@given(pairs)
def test_the_later_copy_stands_unless_the_earlier_deletes_for_good(two: tuple[Copy, Copy]) -> None:
    winner = newest(*two).copy
    if any(copy.final for copy in two):
        assert winner.final
        assert winner.record is None
    else:
        assert winner.version == max(copy.version for copy in two)


def test_of_one_time_the_further_order_stands_and_the_platform_is_asked() -> None:
    paid = Copy(version=1, record=order(payment=PaymentStatus.PAID, total="10"))
    pending = Copy(version=1, record=order(payment=PaymentStatus.PENDING, total="100000"))
    verdict = newest(pending, paid)
    assert verdict.copy == paid
    assert verdict.conflict


def test_more_refunds_count_as_further_than_a_later_payment_word() -> None:
    refunded = Copy(version=1, record=order(refund_ids=("801",), payment=PaymentStatus.PAID))
    other = Copy(version=1, record=order(refund_ids=(), payment=PaymentStatus.REFUNDED))
    assert newest(refunded, other).copy == refunded


def test_what_is_deleted_and_what_stands_at_one_time_is_shown_and_asked_after() -> None:
    stands, gone = Copy(version=1, record=order()), Copy(version=1, record=None)
    assert newest(gone, stands).copy == stands
    assert newest(gone, stands).conflict


def test_a_deletion_for_good_needs_no_asking() -> None:
    verdict = newest(Copy(version=1, record=order()), Copy(version=1, record=None, final=True))
    assert verdict.copy.record is None
    assert not verdict.conflict


def test_a_refund_keeps_its_first_date_and_the_lines_any_copy_told() -> None:
    lines = (RefundLine(line_id="1", quantity=Decimal(1)),)
    told = Refund(
        id="801",
        order_id="5001",
        amount=money("5"),
        created_at=at(5),
        lines=lines,
        method=CARD,
    )
    later = Refund(id="801", order_id="5001", amount=money("5"), created_at=at(9))
    verdict = newest(Copy(version=2, record=later), Copy(version=1, record=told))
    assert verdict.copy == Copy(version=2, record=refund_like(later, lines, CARD))
    assert not verdict.conflict


CARD = RefundMethod.GIFT_CARD


def refund_like(
    later: Refund, lines: tuple[RefundLine, ...], method: RefundMethod | None = None
) -> Refund:
    return msgspec.structs.replace(
        later, updated_at=None, created_at=at(5), lines=lines, method=method
    )


def test_refunds_of_one_time_that_differ_in_date_and_lines_only_are_no_conflict() -> None:
    assert isinstance(order(), Order)
    one, other = refund(), refund_like(refund(), ())
    assert not newest(Copy(version=1, record=one), Copy(version=1, record=other)).conflict


def test_of_one_time_the_copy_we_asked_for_stands_and_nobody_is_asked_again() -> None:
    asked_for = Copy(version=1, record=order(payment=PaymentStatus.PENDING), fetched_at=7)
    delivered = Copy(version=1, record=order(payment=PaymentStatus.PAID))
    verdict = newest(asked_for, delivered)
    assert verdict.copy == asked_for
    assert not verdict.conflict
    assert newest(asked_for, Copy(version=1, record=None, fetched_at=8)).copy.record is None
    assert newest(asked_for, Copy(version=2, record=None)).copy.version == 2
