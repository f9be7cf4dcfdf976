"""What went back: money refunded, lines refunded, and the return axis."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal

from connector.joined import WholeOrder
from connector.records import Money, OrderLine, Refund, Return, ReturnStatus

OPEN_RETURNS = {
    ReturnStatus.UNKNOWN,
    ReturnStatus.REQUESTED,
    ReturnStatus.APPROVED,
    ReturnStatus.IN_TRANSIT,
    ReturnStatus.INSPECTED,
}
RANK = {status: rank for rank, status in enumerate(ReturnStatus)}
START_OF_TIME = datetime.min.replace(tzinfo=UTC)


def refunds_of(found: WholeOrder) -> list[Refund]:
    """Those by which money went back, oldest first: one that is pending or failed has sent none."""
    moved = (refund for refund in found.refunds if refund.amount.amount)
    return sorted(moved, key=lambda refund: (refund.created_at, refund.id))


def refunded(found: WholeOrder) -> Money:
    """The sum in the order's currency, in the scale of its total."""
    total = found.order.total
    amounts = [r.amount.amount for r in found.refunds if r.amount.currency == total.currency]
    nothing = total.amount - total.amount
    return Money(amount=sum(amounts, start=nothing), currency=total.currency)


def refunded_by_currency(found: WholeOrder) -> list[Money]:
    sums: dict[str, Decimal] = {}
    for refund in refunds_of(found):
        money = refund.amount
        sums[money.currency] = sums.get(money.currency, Decimal(0)) + money.amount
    return [Money(amount=amount, currency=currency) for currency, amount in sums.items() if amount]


def refunded_quantity(found: WholeOrder, line: OrderLine) -> Decimal | None:
    """None if some refund does not say which lines it is for."""
    if any(refund.lines is None for refund in found.refunds):
        return None
    parts = (part for refund in found.refunds for part in refund.lines or ())
    return sum((part.quantity for part in parts if part.line_id == line.id), start=Decimal(0))


def current_return(found: WholeOrder) -> Return | None:
    """The return to speak of: an open one before a settled one, then the newest."""
    return max(found.returns, key=urgency, default=None)


def urgency(item: Return) -> tuple[bool, datetime, int, str]:
    newest = item.updated_at or START_OF_TIME
    return item.status in OPEN_RETURNS, newest, RANK[item.status], item.id


def return_status(found: WholeOrder) -> ReturnStatus:
    if found.order.return_status is not None:
        return found.order.return_status
    current = current_return(found)
    return current.status if current else ReturnStatus.NONE


def raw_return_status(found: WholeOrder) -> str | None:
    if found.order.return_status is not None:
        return found.order.raw_return_status
    current = current_return(found)
    return current.raw_status if current else found.order.raw_return_status
