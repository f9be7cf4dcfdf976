"""Parcels, and what carriers say of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from tests.fakes.shopify import rest_parts
from tests.fakes.shopify.living import Living, Quantities, unsent
from tests.fakes.shopify.model import CarrierEvent, Fulfillment, Order, Packed, Tracking


class Parcels(Living):
    def fulfil(
        self, order_id: int, lines: Quantities | None = None, tracking: Sequence[Tracking] = ()
    ) -> Fulfillment:
        """All that is unsent, unless `lines` says how much."""
        with self.lock:
            wanted = lines or unsent(self.order(order_id))
            parcel = self._parcel(self.order(order_id), wanted, tuple(tracking))
            order = self.change(
                order_id, lambda o, _: replace(o, fulfillments=(*o.fulfillments, parcel))
            )
            self.remember(order, parcel.id)
            partly = order.fulfillment_status == "PARTIALLY_FULFILLED"
            self.tell(
                ("fulfillments/create", rest_parts.fulfillment_body(order, parcel)),
                (f"orders/{'partially_' if partly else ''}fulfilled", self.body(order)),
                ("orders/updated", self.body(order)),
            )
            for line_id, quantity in wanted.items():
                self.move(order.line(line_id), 0, committed=-quantity)
            return parcel

    def _parcel(
        self, order: Order, wanted: Quantities, tracking: tuple[Tracking, ...]
    ) -> Fulfillment:
        now = self.after(order.updated_at)
        return Fulfillment(
            id=self.new_id(),
            name=f"{order.name}.{len(order.fulfillments) + 1}",
            status="SUCCESS",
            created_at=now,
            updated_at=now,
            location_id=min(self.goods.locations),
            lines=tuple(
                Packed(id=self.new_id(), line_id=line_id, quantity=quantity)
                for line_id, quantity in wanted.items()
            ),
            tracking=tracking,
        )

    def carrier_says(self, order_id: int, parcel_id: int, status: str) -> CarrierEvent:
        """A scan, `status` in GraphQL spelling, such as OUT_FOR_DELIVERY."""
        with self.lock:
            when = self.after(self.order(order_id).updated_at)
            event = CarrierEvent(
                id=self.new_id(), status=status, happened_at=when, message=status, country="TR"
            )
            order, parcel = self._change_parcel(
                order_id, parcel_id, lambda f: replace(f, events=(*f.events, event))
            )
            scan = rest_parts.event_body(order, parcel, event, self.id)
            self._tell_of_parcel(order, parcel, ("fulfillment_events/create", scan))
            return event

    def track(self, order_id: int, parcel_id: int, tracking: Sequence[Tracking]) -> None:
        with self.lock:
            order, parcel = self._change_parcel(
                order_id, parcel_id, lambda f: replace(f, tracking=tuple(tracking))
            )
            self._tell_of_parcel(order, parcel)

    def cancel_parcel(self, order_id: int, parcel_id: int) -> None:
        with self.lock:
            order, parcel = self._change_parcel(
                order_id, parcel_id, lambda f: replace(f, status="CANCELLED")
            )
            self._tell_of_parcel(order, parcel)
            for part in parcel.lines:
                self.move(order.line(part.line_id), 0, committed=part.quantity)

    def _change_parcel(
        self, order_id: int, parcel_id: int, change: Callable[[Fulfillment], Fulfillment]
    ) -> tuple[Order, Fulfillment]:
        """The order's `updated_at` moves with its parcels'."""

        def changed(order: Order, now: datetime) -> Order:
            parcels = tuple(
                replace(change(f), updated_at=now) if f.id == parcel_id else f
                for f in order.fulfillments
            )
            return replace(order, fulfillments=parcels)

        order = self.change(order_id, changed)
        return order, next(f for f in order.fulfillments if f.id == parcel_id)

    def _tell_of_parcel(
        self, order: Order, parcel: Fulfillment, *more: tuple[str, Mapping[str, Any]]
    ) -> None:
        said = rest_parts.fulfillment_body(order, parcel)
        self.tell(*more, ("fulfillments/update", said), ("orders/updated", self.body(order)))
