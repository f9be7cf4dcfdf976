"""What holds of every return, whatever the order."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import permutations
from zoneinfo import ZoneInfo

import msgspec
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import JsonValue

from connector.answers.policy import MerchantReturnPolicy
from connector.answers.policy_values import FINITE, NOT_PERMITTED, UNLIMITED, UNSPECIFIED
from connector.answers.return_facts import Eligible, ReturnItem
from connector.answers.return_policy import return_policy
from connector.answers.words import speak
from connector.joined import WholeOrder
from connector.records import FulfillmentStatus as F
from connector.records import PaymentStatus as P
from connector.records import Shipment, ShipmentEvent
from connector.records import ShipmentStatus as S
from tests.answers.demo import NOW, ago, line, order, parcel, policy, scan, whole

CLOCKS = {
    "DE": ["Europe/Berlin"],
    "TR": ["Europe/Istanbul"],
    "IR": ["Asia/Tehran"],
    "CN": ["Asia/Shanghai", "Asia/Urumqi"],
    "US": ["America/New_York", "America/Chicago", "America/Los_Angeles", "Pacific/Honolulu"],
    "AU": ["Australia/Sydney", "Australia/Perth", "Australia/Darwin", "Australia/Lord_Howe"],
    "KI": ["Pacific/Tarawa", "Pacific/Kiritimati"],
}
WORTH = {Eligible.NO: 0, Eligible.UNKNOWN: 1, Eligible.YES: 2}
COUNTRIES = st.sampled_from(sorted(CLOCKS))
HOURS = st.integers(0, 24 * 80)
STARTS = ["item_delivery", "last_item_delivery", "shipment", "order"]


def known(**more: JsonValue) -> MerchantReturnPolicy:
    return policy(**{"applicableCountry": None, **more})


POLICIES = st.builds(
    lambda category, days, start, kind, roll: known(
        returnPolicyCategory=category,
        merchantReturnDays=days,
        x_start=start,
        x_day_type=kind,
        x_roll_to_business_day=roll,
    ),
    st.sampled_from([FINITE, FINITE, FINITE, NOT_PERMITTED, UNSPECIFIED, UNLIMITED]),
    st.integers(0, 30),
    st.sampled_from(STARTS),
    st.sampled_from(["calendar", "business"]),
    st.booleans(),
)


@st.composite
def orders(draw: st.DrawFn) -> WholeOrder:
    """Up to three lines and parcels, some with a scan."""
    count = draw(st.integers(1, 3))
    pieces = st.sampled_from(["1", "2", "3"])
    lines = tuple(line(str(n), quantity=draw(pieces)) for n in range(count))
    carried = st.none() | st.lists(st.sampled_from([each.id for each in lines]), unique=True)
    parts: list[Shipment | ShipmentEvent] = []
    for n in range(draw(st.integers(0, 3))):
        named = draw(carried)
        days = draw(st.integers(0, 60))
        parts.append(
            parcel(
                draw(st.sampled_from([S.DELIVERED, S.DELIVERED, S.IN_TRANSIT, S.PENDING])),
                id_=f"p{n}",
                lines=None if named is None else tuple(named),
                shipped_at=draw(st.sampled_from([None, ago(days + 3)])),
            )
        )
        if draw(st.booleans()):
            parts.append(scan(S.DELIVERED, ago(days), of=f"p{n}"))
    status = draw(st.sampled_from([F.FULFILLED, F.DELIVERED, F.PARTIALLY_FULFILLED]))
    return whole(order(P.PAID, status, lines=lines, country=draw(COUNTRIES)), *parts)


def items(found: WholeOrder, known: MerchantReturnPolicy, now: datetime = NOW) -> list[ReturnItem]:
    facts = return_policy([known], country=None, order=found, words=speak("en"), now=now).facts
    assert facts is not None
    return facts.items


@given(orders(), POLICIES, HOURS)
def test_nothing_is_eligible_after_its_last_day_nor_over_before_it_ends_everywhere(
    found: WholeOrder, known: MerchantReturnPolicy, hours: int
) -> None:
    now = NOW + timedelta(hours=hours)
    here = [now.astimezone(ZoneInfo(zone)).date() for zone in CLOCKS[found.order.ship_to_country]]
    for item in items(found, known, now):
        if item.window_end is None:
            continue
        if item.eligible is Eligible.YES:
            assert min(here) <= item.window_end
        if item.eligible is Eligible.NO:
            assert min(here) > item.window_end


@given(orders(), POLICIES)
def test_the_law_never_takes_anything_away(found: WholeOrder, known: MerchantReturnPolicy) -> None:
    without = known.model_copy(update={"x_statutory": False})
    for plain, lawful in zip(items(found, without), items(found, known), strict=True):
        assert WORTH[lawful.eligible] >= WORTH[plain.eligible]
        if plain.eligible is Eligible.YES and plain.window_end and lawful.window_end:
            assert lawful.window_end >= plain.window_end
        if plain.eligible is Eligible.YES and plain.window_end is None:
            assert lawful.window_end is None


HALF_SENT = whole(
    order(P.PAID, F.PARTIALLY_FULFILLED, lines=(line(quantity="2"),)),
    parcel(S.DELIVERED, lines=("1",)),
    scan(S.DELIVERED, ago(3)),
)


@given(orders(), POLICIES)
@example(HALF_SENT, known())
def test_parcels_in_another_order_or_twice_change_nothing(
    found: WholeOrder, known: MerchantReturnPolicy
) -> None:
    expected = items(found, known)
    twice = msgspec.structs.replace(found, shipments=found.shipments * 2, events=found.events * 2)
    assert items(twice, known) == expected
    for shipments in permutations(found.shipments):
        events = tuple(reversed(found.events))
        shuffled = msgspec.structs.replace(found, shipments=shipments, events=events)
        assert items(shuffled, known) == expected


@given(
    st.lists(st.integers(0, 24 * 40), min_size=1, max_size=3),
    st.integers(1, 24 * 40),
    COUNTRIES,
    POLICIES,
)
def test_a_later_delivery_never_makes_the_last_day_earlier(
    hours: list[int], later: int, country: str, known: MerchantReturnPolicy
) -> None:
    def ends(first: int) -> list[ReturnItem]:
        ids = [str(n) for n in range(len(hours))]
        of = order(P.PAID, F.FULFILLED, lines=tuple(map(line, ids)), country=country)
        scans = [
            scan(S.DELIVERED, ago(50) + timedelta(hours=each), of=f"p{n}")
            for n, each in enumerate([first, *hours[1:]])
        ]
        parcels = [parcel(S.DELIVERED, id_=f"p{n}", lines=(n,)) for n in ids]
        return items(whole(of, *parcels, *scans), known)

    for soon, late in zip(ends(hours[0]), ends(hours[0] + later), strict=True):
        assert WORTH[late.eligible] >= WORTH[soon.eligible]
        if soon.window_end:
            assert late.window_end is not None
            assert late.window_end >= soon.window_end
