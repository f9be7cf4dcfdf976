"""What a shop's owner, its plugins and its shoppers do to orders, and the hooks that it fires."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from tests.fakes.woocommerce import sums
from tests.fakes.woocommerce.clock import SQL, local
from tests.fakes.woocommerce.model import ROOM, Fulfillment, Order
from tests.fakes.woocommerce.refund_acts import RefundActs
from tests.fakes.woocommerce.words import Person
from tests.fakes.woocommerce.world import add_line, tracking_item, whole_refund

REDUCING = ("on-hold", "processing", "completed")
TRACKING = "_wc_shipment_tracking_items"


class OrderActs(RefundActs):
    """Every act raises RestError where there is no such order."""

    def place_order(
        self,
        person: Person,
        wares: Iterable[tuple[int, int]],
        status: str = "pending",
        checkout: bool = False,
        **fields: Any,
    ) -> int:
        """Product or variation ids with quantities. By the block checkout, order.updated comes
        before order.created."""
        now = self.clock.now()
        order = Order(
            id=self.new_post_id(),
            status=status,
            currency=fields.pop("currency", "EUR"),
            created=now,
            modified=now,
            person=person,
            customer_id=fields.pop("customer_id", 0),
            lines=[],
            shipping=fields.pop("shipping", 490),
            tax_percent=fields.pop("tax_percent", 19),
            note=fields.pop("note", ""),
            created_via="store-api" if checkout else "rest-api",
            **fields,
        )
        for product_id, quantity in wares:
            product = self.product(product_id)
            add_line(order, product, self.parent(product), quantity)
        hooks = ["woocommerce_new_order", "woocommerce_update_order"]
        for hook in reversed(hooks) if checkout else hooks:
            self.fire(hook, order.id, "order")
        self._began(order)
        self.shelf.put(order)
        return order.id

    def _began(self, order: Order) -> None:
        order.add_meta("_auto_fulfill_processed", "1")
        if order.status != "pending":
            self._entered(order, "pending", silent=True)

    def set_status(self, order_id: int, status: str) -> None:
        order = self.order(order_id)
        before, order.status = order.status, status
        self._entered(order, before)

    def pay(self, order_id: int) -> None:
        self.set_status(order_id, "processing")
        self.fire("woocommerce_payment_complete", order_id)

    def cancel(self, order_id: int) -> None:
        self.set_status(order_id, "cancelled")

    def complete(self, order_id: int) -> None:
        self.set_status(order_id, "completed")

    def ship(self, order_id: int, carrier: str = "dhl-de") -> None:
        """With a tracking number of the Shipment Tracking plugin; a second parcel is added."""
        order = self.order(order_id)
        items = list(order.get_meta(TRACKING) or ())
        number = order.id * 10 + len(items)
        items.append(tracking_item(number, self.clock.now(), carrier))
        order.set_meta(TRACKING, items)
        before, order.status = order.status, "completed"
        self._entered(order, before)

    def _entered(self, order: Order, before: str, silent: bool = False) -> None:
        """All that a change of status brings about; `silent` while the order is being made."""
        now, status = self.clock.now(), order.status
        if status in ("processing", "completed") and order.paid is None:
            order.paid = now
        if status == "completed":
            order.completed = now
        if not silent:
            self.save(order)
        self._move_stock(order)
        if status != before:
            self._tell_of(order, before)

    def _move_stock(self, order: Order) -> None:
        if order.status in REDUCING and not order.reduced:
            self._reduce(order)
        elif order.status in ("pending", "cancelled") and order.reduced:
            self._give_back(order)

    def _tell_of(self, order: Order, before: str) -> None:
        if order.status == "completed":
            if order.customer_id:
                self.fire("woocommerce_update_customer", order.customer_id)
            self.fire("woocommerce_order_status_completed", order.id)
        self._note(order, f"Order status changed from {before} to {order.status}.")
        self.fire("woocommerce_order_status_changed", order.id)
        if order.status == "refunded" and sums.left(order):
            self._refunded(order, whole_refund(order, self.new_post_id(), self.clock.now()))

    def _reduce(self, order: Order) -> None:
        for line in order.lines:
            product = self.products.get(line.variation_id or line.product_id)
            if product and product.manage_stock:
                line.reduced = line.quantity
                self.sell(product, line.quantity, order.id)
        order.reduced = True
        self._note(order, "Stock levels reduced.")
        self.fire("woocommerce_reduce_order_stock", {"refunds": [], "customer_id": None})
        self.shelf.put(order)

    def _give_back(self, order: Order) -> None:
        for line in order.lines:
            product = self.products.get(line.variation_id or line.product_id)
            if product and line.reduced:
                self.sell(product, -line.reduced, order.id)
                line.reduced = 0
        order.reduced = False
        self.fire("woocommerce_restore_order_stock", {"refunds": [], "customer_id": None})
        self.shelf.put(order)

    def write_meta(self, order_id: int, key: str, value: Any) -> None:
        """By a plugin: the order is saved, nothing else changes. None removes it."""
        order = self.order(order_id)
        order.set_meta(key, value)
        self.save(order)

    # The bin

    def trash_order(self, order_id: int) -> None:
        order = self.order(order_id)
        order.set_meta("_wp_trash_meta_status", f"wc-{order.status}")
        order.set_meta("_wp_trash_meta_time", str(self.clock.now()))
        order.status, order.modified = "trash", self.clock.now()
        self.shelf.put(order)
        self.fire("woocommerce_trash_order", order_id, "order")

    def restore_order(self, order_id: int) -> None:
        order = self.order(order_id)
        order.status = str(order.get_meta("_wp_trash_meta_status")).removeprefix("wc-")
        order.set_meta("_wp_trash_meta_status", None)
        order.set_meta("_wp_trash_meta_time", None)
        order.modified = self.clock.now()
        self.shelf.put(order)
        self.fire("woocommerce_untrash_order", order_id, "order")

    def erase_order(self, order_id: int) -> None:
        """For good, past the bin: no topic of orders tells."""
        self.order(order_id)
        self.shelf.remove(order_id)
        self.fire("woocommerce_delete_order", order_id)

    # Core fulfilments

    def fulfill(
        self, order_id: int, meta: Iterable[tuple[str, Any]], status: str = "fulfilled"
    ) -> Fulfillment:
        """The tracking is in neither the order nor its webhooks, only in the fulfilment."""
        order = self.order(order_id)
        own_id, now = self.new_fulfillment_id(), self.clock.now()
        made = Fulfillment(id=own_id, status=status, updated=now, meta=[])
        made.meta = fulfillment_meta(made, meta)
        order.fulfillments.append(made)
        self._fulfilled(order)
        self.fire("woocommerce_fulfillment_after_create", [])
        return made

    def refulfill(
        self,
        order_id: int,
        fulfillment_id: int,
        meta: Iterable[tuple[str, Any]],
        status: str,
    ) -> None:
        order, now = self.order(order_id), self.clock.now()
        for one in order.fulfillments:
            if one.id == fulfillment_id:
                one.status, one.updated = status, now
                one.meta = fulfillment_meta(one, meta)
        self._fulfilled(order)
        self.fire("woocommerce_fulfillment_after_update", [])

    def unfulfill(self, order_id: int, fulfillment_id: int) -> None:
        order = self.order(order_id)
        order.fulfillments = [one for one in order.fulfillments if one.id != fulfillment_id]
        self._fulfilled(order)
        self.fire("woocommerce_fulfillment_after_update", [])

    def _fulfilled(self, order: Order) -> None:
        sent = sum(
            int(item["qty"])
            for one in order.fulfillments
            if one.status == "fulfilled"
            for _, key, value in one.meta
            if key == "_items"
            for item in value
        )
        whole = sent >= sum(line.quantity for line in order.lines)
        word = "fulfilled" if whole else "partially_fulfilled" if sent else "unfulfilled"
        order.set_meta("_fulfillment_status", word if order.fulfillments else "no_fulfillments")
        self.save(order)


def fulfillment_meta(
    one: Fulfillment, given: Iterable[tuple[str, Any]]
) -> list[tuple[int, str, Any]]:
    """WooCommerce writes down itself, in the shop's own time, when it was fulfilled."""
    kept = [(key, value) for key, value in given if key != "_date_fulfilled"]
    if one.status == "fulfilled":
        kept.append(("_date_fulfilled", local(one.updated, SQL)))
    return [(own_id, key, value) for own_id, (key, value) in enumerate(kept, one.id * ROOM)]
