"""What is said of parcels: links, contents, and when they should arrive."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from connector.answers.answer import Answer, LinkSource, OrderStatusFacts
from connector.answers.estimate import EstimateBasis
from connector.answers.lanes import Lane, Region, Span
from connector.answers.order_status import order_status
from connector.answers.trust import Trust
from connector.answers.words import speak
from connector.answers.working_days import Place
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus as F
from connector.records import PaymentStatus as P
from connector.records import ShipmentStatus as S
from connector.records import (
    ShippedLine,
    Tracking,
)
from tests.answers.demo import (
    NOW,
    ago,
    line,
    order,
    parcel,
    scan,
    whole,
)

DHL = Tracking(number="00340434", url="https://track.example.com/00340434")


def answer(
    found: WholeOrder | None, asked: str = "1001", tongue: str = "en"
) -> Answer[OrderStatusFacts]:
    return order_status(found, asked=asked, words=speak(tongue), now=NOW, trust=Trust.AGENT)


def facts(found: WholeOrder) -> OrderStatusFacts:
    given = answer(found).facts
    assert given is not None
    return given


def test_a_parcel_without_a_link_of_the_shops_gets_its_carriers_page() -> None:
    number = Tracking(number="1Z5R89390357567127")
    found = whole(
        order(P.PAID, F.FULFILLED), parcel(S.IN_TRANSIT, carrier="UPS", tracking=(number,))
    )
    entry = facts(found).shipments[0]
    assert entry.tracking_url == "https://www.ups.com/track?tracknum=1Z5R89390357567127"
    assert entry.tracking_url_source is LinkSource.CARRIER
    assert answer(found).message.endswith(f"here:\n{entry.tracking_url}")


def test_the_shops_own_link_goes_before_the_carriers_page() -> None:
    entry = facts(whole(order(), parcel(carrier="DHL", tracking=(DHL,)))).shipments[0]
    assert (entry.tracking_url, entry.tracking_url_source) == (DHL.url, LinkSource.STORE)


def test_a_number_alone_is_a_hint_in_the_facts_and_nothing_in_the_message() -> None:
    number = Tracking(number="1Z5R89390357567127")
    found = whole(order(P.PAID, F.FULFILLED), parcel(S.IN_TRANSIT, tracking=(number,)))
    entry = facts(found).shipments[0]
    assert [c.carrier for c in entry.carrier_candidates] == ["UPS"]
    assert entry.tracking_url is None
    assert entry.tracking_url_source is None
    assert "UPS" not in answer(found).message
    named = parcel(S.IN_TRANSIT, carrier="Kurye", tracking=(number,))
    assert facts(whole(order(), named)).shipments[0].carrier_candidates == []


def test_each_parcel_of_a_split_shipment_says_what_is_in_it() -> None:
    of = order(
        P.PAID,
        F.FULFILLED,
        lines=(line("1", "Red cup", "2"), line("2", "Teapot"), line("3", "Tray")),
    )
    first = parcel(
        S.DELIVERED, tracking=(Tracking(number="111111"),), shipped_at=ago(3), lines=("2", "3")
    )
    second = parcel(S.IN_TRANSIT, id_="p2", tracking=(Tracking(number="222222"),), lines=("1",))
    found = whole(of, first, second)
    assert [[item.title for item in entry.lines or ()] for entry in facts(found).shipments] == [
        ["Teapot", "Tray"],
        ["Red cup"],
    ]
    assert answer(found).message == (
        "Your order #1001 is on its way.\n"
        "Parcel 1 of 2:\nIt contains: Teapot and Tray\n"
        "The parcel has been delivered. The tracking number is 111111.\n"
        "Parcel 2 of 2:\nIt contains: Red cup\n"
        "The parcel is on its way. The tracking number is 222222."
    )
    assert "contains" not in answer(whole(of, second)).message


def test_how_many_of_a_thing_are_in_a_parcel_is_said_and_a_long_list_is_cut() -> None:
    of = order(P.PAID, F.FULFILLED, lines=tuple(line(str(n), f"Cup {n}", "3") for n in range(6)))
    many = tuple(
        ShippedLine(line_id=str(n), quantity=line(quantity="3").quantity) for n in range(6)
    )
    one = parcel(S.IN_TRANSIT, id_="p2", lines=("1",))
    full = parcel(S.IN_TRANSIT, shipped_at=ago(2))
    found = whole(
        of,
        type(full)(**{f: getattr(full, f) for f in full.__struct_fields__} | {"lines": many}),
        one,
    )
    assert "It contains: Cup 0 (3), Cup 1 (3), Cup 2 (3), and …" in answer(found).message


def test_a_parcel_that_holds_what_the_order_no_longer_has_does_not_say() -> None:
    found = whole(order(), parcel(lines=("1", "77")), parcel(id_="p2"))
    assert [entry.lines for entry in facts(found).shipments] == [None, None]


def test_of_two_boxes_packed_as_one_nobody_says_what_is_in_which() -> None:
    boxes = (Tracking(number="111111"), Tracking(number="222222"))
    found = whole(order(P.PAID, F.FULFILLED), parcel(tracking=boxes, lines=("1",)))
    assert [entry.lines for entry in facts(found).shipments] == [None, None]
    assert "contains" not in answer(found).message


def test_an_estimate_says_whose_it_is() -> None:
    of, due = order(P.PAID, F.FULFILLED), NOW + timedelta(days=2)
    promised = whole(of, parcel(S.IN_TRANSIT, estimated_at=due))
    scanned = whole(of, parcel(estimated_at=ago(1)), scan(S.IN_TRANSIT, ago(1), estimated_at=due))
    assert facts(promised).estimated_delivery_basis is EstimateBasis.PROMISE
    assert facts(scanned).estimated_delivery_basis is EstimateBasis.CARRIER
    assert "The estimated delivery date is November 23" in answer(promised).message
    assert "The carrier expects to deliver it on November 23" in answer(scanned).message
    assert facts(whole(of, parcel(S.IN_TRANSIT))).estimated_delivery_basis is None


def lane(handling: int = 1, transit: int = 3, service: str = "", **more: object) -> Lane:
    """Within Turkey, by working days; the order of the tests was placed on Sunday, November 1."""
    base = {
        "service": service,
        "carrier": "",
        "url": "",
        "regions": (Region(countries=frozenset({"TR"})),),
        "ships": True,
        "price": None,
        "free_from": None,
        "order_from": None,
        "order_to": None,
        "currency": "",
        "handling": Span(least=handling, most=handling),
        "transit": Span(least=transit, most=transit),
        "cutoff": None,
        "zone": None,
        "origin": Place(country="TR"),
    }
    return Lane(**{**base, **more})  # type: ignore[arg-type]


def due_by(found: WholeOrder, *lanes: Lane) -> EstimateBasis | None:
    given = order_status(found, asked="1", words=speak("en"), now=ago(19), lanes=lanes).facts
    assert given is not None
    return given.estimated_delivery_basis


def test_published_shipping_times_are_told_where_nobody_knows_better() -> None:
    found = whole(order(P.PAID, F.IN_PROGRESS))
    given = order_status(found, asked="1", words=speak("en"), now=ago(19), lanes=[lane()])
    assert given.message == (
        "We are preparing your order #1001. By our shipping times it should arrive by "
        "November 6, 2026."
    )
    assert due_by(found, lane()) is EstimateBasis.POLICY
    scanned = parcel(S.IN_TRANSIT, estimated_at=NOW)
    assert due_by(whole(order(P.PAID, F.FULFILLED), scanned), lane()) is EstimateBasis.PROMISE


@pytest.mark.parametrize(
    "lanes",
    [
        (),
        (lane(), lane(transit=5, service="slow")),
        (replace(lane(), handling=None),),
        (lane(origin=None),),
        (lane(ships=False),),
        (lane(regions=(Region(countries=frozenset({"DE"})),)),),
    ],
)
def test_published_times_that_may_not_be_the_orders_are_not_told(lanes: tuple[Lane, ...]) -> None:
    assert due_by(whole(order(P.PAID, F.IN_PROGRESS)), *lanes) is None


@pytest.mark.parametrize(
    "found",
    [
        whole(order(P.PENDING, F.UNFULFILLED)),
        whole(order(P.PAID, F.ON_HOLD)),
        whole(order(P.PAID, F.PARTIALLY_FULFILLED)),
        whole(order(P.PAID, F.FULFILLED), parcel(S.DELAYED)),
        whole(order(P.PAID, F.FULFILLED), parcel(S.EXCEPTION)),
        whole(order(P.PAID, F.FULFILLED), parcel(S.IN_TRANSIT), parcel(S.PENDING, id_="p2")),
        whole(order(P.PAID, F.IN_PROGRESS, lines=(line(requires_shipping=False),))),
        whole(order(P.PAID, F.IN_PROGRESS, country="")),
    ],
)
def test_published_times_promise_nothing_of_an_order_that_does_not_go_as_planned(
    found: WholeOrder,
) -> None:
    assert due_by(found, lane()) is None
