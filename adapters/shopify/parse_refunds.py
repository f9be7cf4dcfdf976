"""Money that went back. Shopify sends no total: it is what the transactions say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from babel.numbers import get_currency_precision

from adapters.shopify import shapes
from connector.convert import money, text_id, utc
from connector.records import (
    Change,
    Fetch,
    Kind,
    Money,
    Ref,
    Refund,
    RefundLine,
    RefundMethod,
)

NO_CURRENCY = "XXX"
"""ISO 4217's own word for none; Shopify's samples have it."""

ORIGINAL = RefundMethod.ORIGINAL_PAYMENT
METHODS: dict[str, RefundMethod | None] = {
    "gift_card": RefundMethod.GIFT_CARD,
    "shopify_store_credit": RefundMethod.STORE_CREDIT,
    # Cash, a bank transfer, or whatever the owner calls "manual": the money goes its own way.
    "manual": None,
    "cash": None,
}
"""What is no payment service among the gateways' names."""


def parse_refund(payload: shapes.LoneRefund) -> Iterator[Change]:
    yield from refund(payload)


def refund(
    given: shapes.Refund,
    order_id: str = "",
    order_currency: str | None = None,
    seen_at: datetime | None = None,
) -> Iterator[Refund | Fetch]:
    """The last three are the order's, for a refund carried inside it: its copy is as new as it.

    Where the currency or the amount is a guess, the refund is asked for as well."""
    order_id = text_id(given.order_id) or order_id
    certain = order_currency or shop_currency(given)
    currency = certain or shopper_currency(given)
    amount = refunded(given, currency) if currency else None
    if currency:
        yield Refund(
            id=text_id(given.id),
            updated_at=seen_at or utc(given.processed_at or given.created_at),
            order_id=order_id,
            amount=scaled(amount or Decimal(), currency),
            created_at=utc(given.created_at),
            lines=refund_lines(given.refund_line_items, currency),
            method=method(given.transactions),
            raw_status=raw_status(given.transactions),
        )
    if not certain or amount is None:
        yield Fetch(ref=Ref(kind=Kind.REFUND, id=text_id(given.id), parent_id=order_id))


def scaled(amount: Decimal, currency: str) -> Money:
    """In the scale that Shopify wrote it in; nothing at all in the usual one, as `0.00`."""
    usual = Decimal((0, (0,), -get_currency_precision(currency)))
    return money(amount or usual, currency)


def refunded(given: shapes.Refund, currency: str) -> Decimal | None:
    """What has been paid back, in the shop's currency; None where only the shopper's is told.

    Pending and failed transactions do not count, and a refund that moved no money has none at all:
    Shopify's `totalRefundedSet` is likewise "the total amount across all transactions". They are
    in the shopper's currency, so with another than the shop's the parts are added up instead, as
    they are where order deliveries leave the transactions out:
    https://github.com/Shopify/shopify_app/issues/400"""
    if given.transactions is None:
        return sum_of_parts(given)
    done = [t for t in given.transactions if t.kind == "refund" and t.status == "success"]
    foreign = [t for t in done if known(t.currency) not in (None, currency)]
    if any(t.amount for t in foreign):
        # A refund of an amount without lines has no parts, and nothing told in shop money.
        return sum_of_parts(given) or None
    return sum((t.amount for t in done), Decimal())


def sum_of_parts(given: shapes.Refund) -> Decimal:
    """Lines, shipping and duties, less the adjustments.

    An adjustment is what the shop kept back, so money paid on top of the lines is negative there.
    Shipping stands among them once more (`shipping_refund`), on all API versions seen, although it
    should not since 2024-10: https://shopify.dev/docs/api/admin-rest/latest/resources/refund"""
    shipping = given.refund_shipping_lines or ()
    lines = sum((line_amount(i) for i in given.refund_line_items or ()), Decimal())
    carriage = sum(
        (shop_amount(i.subtotal_amount_set) + shop_amount(i.tax_amount_set) for i in shipping),
        shop_amount(given.total_duties_set),
    )
    kept_back = sum(
        (
            shop_amount(i.amount_set, i.amount) + shop_amount(i.tax_amount_set, i.tax_amount)
            for i in given.order_adjustments or ()
            if not (shipping and i.kind == "shipping_refund")
        ),
        Decimal(),
    )
    return lines + carriage - kept_back


def refund_lines(
    lines: tuple[shapes.RefundedLine, ...] | None, currency: str
) -> tuple[RefundLine, ...] | None:
    if lines is None:
        return None
    return tuple(
        RefundLine(
            line_id=text_id(line.line_item_id),
            quantity=line.quantity,
            amount=money(line_amount(line), currency),
        )
        for line in lines
    )


def line_amount(line: shapes.RefundedLine) -> Decimal:
    return shop_amount(line.subtotal_set, line.subtotal) + shop_amount(
        line.total_tax_set, line.total_tax
    )


def shop_amount(prices: shapes.PriceSet | None, plain: Decimal | None = None) -> Decimal:
    """In the shop's currency, `plain` where there is no set of currencies."""
    if prices and prices.shop_money:
        return prices.shop_money.amount
    return plain or Decimal()


def shop_currency(given: shapes.Refund) -> str | None:
    """A refund sent alone has no currency of its own; its amounts have, even those of nothing."""
    sets = [
        given.total_duties_set,
        *(i.subtotal_set for i in given.refund_line_items or ()),
        *(i.subtotal_amount_set for i in given.refund_shipping_lines or ()),
        *(i.amount_set for i in given.order_adjustments or ()),
    ]
    return first_known(s.shop_money.currency_code for s in sets if s and s.shop_money)


def shopper_currency(given: shapes.Refund) -> str | None:
    return first_known(t.currency for t in given.transactions or ())


def first_known(said: Iterable[str | None]) -> str | None:
    return next(filter(None, map(known, said)), None)


def known(currency: str | None) -> str | None:
    return None if currency == NO_CURRENCY else currency or None


def raw_status(transactions: tuple[shapes.Transaction, ...] | None) -> str | None:
    """The word of the transaction that is not through yet, if there is one."""
    said = [t.status for t in transactions or () if t.kind == "refund" and t.status]
    return next((word for word in said if word != "success"), next(iter(said), None))


def method(transactions: tuple[shapes.Transaction, ...] | None) -> RefundMethod | None:
    """None where it went several ways, or by hand."""
    paid_back = [t for t in transactions or () if t.kind == "refund"]
    by = {METHODS.get(t.gateway, ORIGINAL) for t in paid_back if t.gateway}
    return by.pop() if len(by) == 1 else None
