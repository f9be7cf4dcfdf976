"""Where is my order: what the carrier says of the one parcel."""

from __future__ import annotations

from typing import Any

from tests.situations.parcels import ASKS, NUMBER, ONE
from tests.situations.recorded import having, shopify
from tests.situations.situation import Situation, at


def scan(status: str, happened: str, due: str | None = None, own_id: int = 66001) -> Any:
    """A scan of the one parcel."""
    return shopify(
        "fulfillment_events-create",
        having(
            id=own_id,
            fulfillment_id=5550000000303,
            status=status,
            happened_at=happened,
            updated_at=happened,
            estimated_delivery_at=due,
        ),
    )


def scanned(name: str, status: str, **more: Any) -> Situation:
    """The carrier's newest word on the one parcel."""
    due = more.pop("due", None)
    tells = more.pop("tells", ("#1003", NUMBER))
    deliveries = (ONE, scan(status, "2026-10-04T07:45:00+01:00", due))
    return Situation(name=name, asks=ASKS, deliveries=deliveries, tells=tells, **more)


SCANS = (
    scanned(
        "The label is printed but the carrier has nothing yet",
        "label_printed",
        facts={"headline": "OrderInTransit", "shipments.0.status": "label_created"},
        next_actions=("track_parcel",),
        says=("announced to the carrier but not collected yet",),
    ),
    scanned(
        "The carrier knows of my parcel but has not got it",
        "confirmed",
        facts={"shipments.0.status": "info_received"},
        next_actions=("track_parcel",),
    ),
    scanned(
        "The carrier has collected my parcel",
        "carrier_picked_up",
        facts={"headline": "OrderInTransit", "shipments.0.status": "picked_up"},
        next_actions=("track_parcel",),
        says=("The carrier has collected the parcel.",),
    ),
    scanned(
        "My parcel is under way and the carrier says when it comes",
        "in_transit",
        due="2026-10-07T18:00:00+01:00",
        facts={
            "headline": "OrderInTransit",
            "shipments.0.status": "in_transit",
            "estimated_delivery_at": "2026-10-07T17:00:00Z",
            "estimated_delivery_basis": "carrier",
        },
        next_actions=("track_parcel",),
        says=("The carrier expects to deliver it on October 7, 2026.",),
        tells=("#1003", NUMBER, at("2026-10-07T17:00")),
    ),
    scanned(
        "The day on which it should have come is over",
        "in_transit",
        due="2026-10-04T18:00:00+01:00",
        facts={"estimated_delivery_at": "2026-10-04T17:00:00Z"},
        next_actions=("track_parcel",),
        says=("Your order #1003 is on its way.",),
    ),
    scanned(
        "My parcel is late",
        "delayed",
        facts={"headline": "OrderInTransit", "shipments.0.status": "delayed"},
        next_actions=("track_parcel",),
        says=("is on its way but delayed",),
    ),
    scanned(
        "The driver has it in the van",
        "out_for_delivery",
        due="2026-10-05T18:00:00+01:00",
        facts={"headline": "OrderInTransit", "shipments.0.status": "out_for_delivery"},
        next_actions=("track_parcel",),
        says=("is out for delivery",),
        tells=("#1003", NUMBER, at("2026-10-05T17:00")),
    ),
    scanned(
        "Nobody was at home when it came",
        "attempted_delivery",
        facts={"headline": "OrderProblem", "shipments.0.status": "attempt_failed"},
        next_actions=("track_parcel", "contact_store"),
        says=("tried to deliver the parcel but could not", "Please contact us"),
    ),
    scanned(
        "My parcel waits for me at the post office",
        "ready_for_pickup",
        facts={"headline": "OrderPickupAvailable", "shipments.0.status": "available_for_pickup"},
        next_actions=("pick_up",),
        says=("ready for you to pick up",),
    ),
    scanned(
        "My parcel was delivered",
        "delivered",
        facts={"headline": "OrderDelivered", "shipments.0.status": "delivered"},
        says=("Your order #1003 has been delivered.",),
    ),
    scanned(
        "The carrier reports that something went wrong",
        "failure",
        facts={"headline": "OrderProblem", "shipments.0.status": "exception"},
        next_actions=("track_parcel", "contact_store"),
        says=("problem with the delivery",),
    ),
    scanned(
        "My parcel is on its way back to the shop",
        "returning_to_sender",
        facts={"headline": "OrderProblem", "shipments.0.status": "returning"},
        next_actions=("track_parcel", "contact_store"),
        says=("on its way back to us",),
    ),
    Situation(
        name="The carrier's messages came in the wrong order",
        asks=ASKS,
        deliveries=(
            scan("delivered", "2026-10-04T15:00:00+01:00", own_id=66003),
            scan("in_transit", "2026-10-03T15:00:00+01:00", own_id=66001),
            ONE,
            scan("out_for_delivery", "2026-10-04T07:45:00+01:00", own_id=66002),
            scan("delivered", "2026-10-04T15:00:00+01:00", own_id=66003),
        ),
        facts={"headline": "OrderDelivered", "shipments.0.status": "delivered"},
        says=("Your order #1003 has been delivered.",),
        tells=("#1003", NUMBER),
    ),
    Situation(
        name="A scan was a mistake and the carrier took it back",
        asks=ASKS,
        deliveries=(
            ONE,
            scan("delivered", "2026-10-04T15:00:00+01:00", own_id=66001),
            shopify("fulfillment_events-delete", having(id=66001)),
        ),
        facts={"headline": "OrderInTransit", "shipments.0.status": "in_transit"},
        next_actions=("track_parcel",),
        says=("is on its way",),
        tells=("#1003", NUMBER),
    ),
)
