"""Money and goods that go back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from decimal import Decimal

from tests.fakes.shopify import rest_parts
from tests.fakes.shopify.living import Living, Quantities
from tests.fakes.shopify.model import (
    NOTHING,
    Order,
    Refund,
    RefundedLine,
    Return,
    ReturnLine,
    total,
)

RESTOCKED = {"CANCEL": (1, -1), "RETURN": (1, 0), "NO_RESTOCK": (0, 0), "LEGACY_RESTOCK": (1, 0)}
"""What one piece does to what is available and committed."""
ENDINGS = {"CANCELED": "cancel", "CLOSED": "close", "OPEN": "reopen"}
BODIES = {
    "decline": rest_parts.return_declined,
    **dict.fromkeys(ENDINGS.values(), rest_parts.return_ended),
}
"""Those that are not told as requests are."""


class GivenBack(Living):
    def refund(
        self,
        order_id: int,
        lines: Quantities,
        *,
        restock: str = "RETURN",
        shipping: Decimal = NOTHING,
        status: str = "SUCCESS",
        return_id: int | None = None,
    ) -> Refund:
        """`status` is the transaction's: one that is PENDING has moved no money yet."""
        with self.lock:
            now = self.after(self.order(order_id).updated_at)
            parts = tuple(
                self._refunded(self.order(order_id), number, quantity, restock)
                for number, quantity in lines.items()
            )
            amount = total(part.subtotal for part in parts) + shipping
            refund = Refund(
                id=self.new_id(),
                created_at=now,
                note="",
                lines=parts,
                shipping=shipping,
                transactions=(replace(self.money("REFUND", amount, now), status=status),),
                return_id=return_id,
            )
            return self._give(order_id, refund)

    def _refunded(self, order: Order, number: int, quantity: int, restock: str) -> RefundedLine:
        return RefundedLine(
            id=self.new_id(),
            line_id=number,
            quantity=quantity,
            subtotal=order.line(number).price * quantity,
            restock_type=restock,
            location_id=min(self.goods.locations) if restock != "NO_RESTOCK" else None,
        )

    def _give(self, order_id: int, refund: Refund) -> Refund:
        order = self.change(order_id, lambda o, _: replace(o, refunds=(*o.refunds, refund)))
        self.remember(order, refund.id)
        self.tell(
            ("refunds/create", rest_parts.refund_body(order, refund)),
            ("orders/updated", self.body(order)),
        )
        for part in refund.lines:
            back, kept = RESTOCKED[part.restock_type]
            line = order.line(part.line_id)
            self.move(line, back * part.quantity, committed=kept * part.quantity)
        return refund

    def settle_refund(self, order_id: int, refund_id: int) -> None:
        """A pending refund's money has moved; only orders/updated tells of it."""

        def settled(refund: Refund) -> Refund:
            done = tuple(replace(t, status="SUCCESS") for t in refund.transactions)
            return replace(refund, transactions=done)

        def changed(order: Order, _: datetime) -> Order:
            refunds = (settled(r) if r.id == refund_id else r for r in order.refunds)
            return replace(order, refunds=tuple(refunds))

        with self.lock:
            self.tell(("orders/updated", self.body(self.change(order_id, changed))))

    def ask_return(self, order_id: int, lines: Quantities, note: str = "") -> Return:
        """By the shopper; `approve_return` or `decline_return` answers. Only what was sent."""
        with self.lock:
            order = self.order(order_id)
            sent = Return(
                id=self.new_id(),
                name=f"{order.name}-R{len(order.returns) + 1}",
                status="REQUESTED",
                created_at=self.after(order.updated_at),
                lines=tuple(self._sent_back(order, *wanted, note) for wanted in lines.items()),
            )
            order = self.change(order_id, lambda o, _: replace(o, returns=(*o.returns, sent)))
            self.remember(order, sent.id)
            self._tell_of_return(order, sent, "request")
            return sent

    def _sent_back(self, order: Order, number: int, quantity: int, note: str) -> ReturnLine:
        packed = (part for parcel in order.sent for part in parcel.lines)
        packed_id = next(part.id for part in packed if part.line_id == number)
        return ReturnLine(
            id=self.new_id(), line_id=number, packed_id=packed_id, quantity=quantity, note=note
        )

    def approve_return(self, return_id: int) -> Return:
        return self._answer(
            return_id, "approve", lambda r, now: replace(r, status="OPEN", approved_at=now)
        )

    def decline_return(self, return_id: int, note: str = "Final sale") -> Return:
        return self._answer(
            return_id, "decline", lambda r, _: replace(r, status="DECLINED", declined=note)
        )

    def end_return(self, return_id: int, status: str = "CLOSED") -> Return:
        """CLOSED, CANCELED, or OPEN for one that is opened again."""
        return self._answer(
            return_id,
            ENDINGS[status],
            lambda r, now: replace(r, status=status, closed_at=now if status == "CLOSED" else None),
        )

    def _answer(
        self, return_id: int, event: str, made: Callable[[Return, datetime], Return]
    ) -> Return:
        found = self.return_by_id(return_id)
        if found is None:
            raise KeyError(return_id)

        def changed(order: Order, now: datetime) -> Order:
            returns = (made(r, now) if r.id == return_id else r for r in order.returns)
            return replace(order, returns=tuple(returns))

        with self.lock:
            order = self.change(found[0].id, changed)
            sent = next(r for r in order.returns if r.id == return_id)
            self._tell_of_return(order, sent, event)
            return sent

    def _tell_of_return(self, order: Order, sent: Return, event: str) -> None:
        told = BODIES.get(event, rest_parts.return_body)
        self.tell((f"returns/{event}", told(order, sent)), ("orders/updated", self.body(order)))
