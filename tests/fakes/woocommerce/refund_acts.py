"""Refunds, whole and in part, and their deletion, of which nobody tells."""

from __future__ import annotations

from tests.fakes.woocommerce import sums
from tests.fakes.woocommerce.errors import RestError, invalid_id
from tests.fakes.woocommerce.model import Note, Order, Refund, RefundLine
from tests.fakes.woocommerce.stock_acts import StockActs
from tests.fakes.woocommerce.world import line_refund


class RefundActs(StockActs):
    """Every act raises RestError where there is no such order."""

    def order(self, order_id: int) -> Order:
        """A copy of it."""
        found = self.shelf.get(order_id)
        if found is None:
            raise invalid_id("order")
        return found

    def add_note(self, order_id: int, text: str, to_customer: bool = False) -> int:
        """Neither the order's date nor its webhooks take notice."""
        order = self.order(order_id)
        return self._note(order, text, to_customer)

    def _note(self, order: Order, text: str, to_customer: bool = False) -> int:
        note = Note(
            id=self.new_comment_id(),
            created=self.clock.now(),
            text=text,
            to_customer=to_customer,
        )
        order.notes.insert(0, note)
        self.shelf.put(order)
        self.fire("woocommerce_order_note_added", note.id)
        return note.id

    def refund_amount(self, order_id: int, amount: int, reason: str = "") -> int:
        """Money without lines. RestError 500 where it is too much, as recorded."""
        order = self.order(order_id)
        if not 0 < amount <= sums.left(order):
            raise RestError(
                "woocommerce_rest_cannot_create_order_refund", "Invalid refund amount.", 500, 500
            )
        whole = amount == sums.left(order)
        return self._refunded(order, self._refund(amount, reason, whole, ()))

    def refund_line(self, order_id: int, reason: str = "", restock: bool = True) -> int:
        """One piece of the first line."""
        order = self.order(order_id)
        refund = line_refund(order, self.new_post_id(), self.clock.now(), reason)
        return self.refund_parts(order_id, refund.amount, reason, refund.lines, restock)

    def refund_parts(
        self,
        order_id: int,
        amount: int,
        reason: str,
        parts: tuple[RefundLine, ...],
        restock: bool = True,
    ) -> int:
        order = self.order(order_id)
        if not 0 < amount <= sums.left(order):
            raise RestError(
                "woocommerce_rest_cannot_create_order_refund", "Invalid refund amount.", 500, 500
            )
        for part in parts if restock else ():
            self._restock(order, part)
        whole = amount == sums.left(order)
        return self._refunded(order, self._refund(amount, reason, whole, parts))

    def _refund(
        self, amount: int, reason: str, full: bool, parts: tuple[RefundLine, ...]
    ) -> Refund:
        return Refund(
            id=self.new_post_id(),
            created=self.clock.now(),
            amount=amount,
            reason=reason,
            full=full,
            lines=parts,
        )

    def _restock(self, order: Order, part: RefundLine) -> None:
        line = order.line(part.line.id)
        product = line and self.products.get(line.variation_id or line.product_id)
        if line and product and line.reduced >= part.quantity > 0:
            line.reduced -= part.quantity
            self.sell(product, -part.quantity, order.id)

    def refund_all(self, order_id: int) -> int:
        """All that is left: the status becomes `refunded`."""
        return self.refund_amount(order_id, sums.left(self.order(order_id)), "Customer request")

    def _refunded(self, order: Order, refund: Refund) -> int:
        order.refunds.insert(0, refund)
        full = not sums.left(order)
        self.fire("woocommerce_create_refund", [])
        self.fire(f"woocommerce_order_{'fully' if full else 'partially'}_refunded", order.id)
        before = order.status
        if full:
            order.status = "refunded"
        self.save(order)
        self.fire("woocommerce_order_refunded", order.id, "order")
        if full and before != "refunded":
            self._note(order, f"Order status changed from {before} to refunded.")
            self.fire("woocommerce_order_status_changed", order.id)
        self.fire("woocommerce_refund_created", refund.id)
        return refund.id

    def delete_refund(self, order_id: int, refund_id: int) -> None:
        """Silence, and the order's date stays: https://github.com/woocommerce/woocommerce/issues/26532"""
        order = self.order(order_id)
        if all(refund.id != refund_id for refund in order.refunds):
            raise invalid_id("refund")
        order.refunds = [refund for refund in order.refunds if refund.id != refund_id]
        self.shelf.put(order)
        if self.switches.refund_deletion_speaks:
            self.fire("woocommerce_order_refunded", order_id, "order")
