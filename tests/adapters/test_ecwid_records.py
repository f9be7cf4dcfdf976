"""What Ecwid says, in our words."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import msgspec
import pytest

from adapters.ecwid.orders import order_changes
from adapters.ecwid.policies import policy_changes
from adapters.ecwid.products import product_changes
from adapters.ecwid.reviews import review_record
from adapters.ecwid.shapes import OrderPayload, ProductPayload, Profile, ReviewPayload
from connector.errors import Malformed
from connector.records import (
    Availability,
    Deleted,
    FulfillmentStatus,
    Money,
    Order,
    PaymentStatus,
    Policy,
    Product,
    Refund,
    ReturnStatus,
    Review,
    ReviewStatus,
    Shipment,
    ShipmentStatus,
    StockLevel,
    Variant,
)
from tests.adapters.ecwid_kit import official

ORDER: dict[str, Any] = {
    "id": "KANDIL-7QX2M",
    "internalId": 540112233,
    "total": 249.9,
    "refundedAmount": 0,
    "email": "zehra@example.com",
    "paymentStatus": "PAID",
    "fulfillmentStatus": "SHIPPED",
    "orderNumber": 540112233,
    "vendorOrderNumber": "7QX2M",
    "customerId": 270919001,
    "createDate": "2026-03-20 06:30:00 +0000",
    "updateDate": "2026-03-21 07:26:24 +0000",
    "createTimestamp": 1773988200,
    "updateTimestamp": 1774077984,
    "items": [
        {
            "id": 1828115520,
            "productId": 692730801,
            "combinationId": 422488701,
            "sku": "KND-0002-1",
            "quantity": 2,
            "name": "Keçe Terlik",
            "isShippingRequired": True,
            "selectedOptions": [
                {"name": "Renk", "value": "Kırmızı", "type": "CHOICE"},
                {"name": "Not", "value": "Zehra'ya sevgiler", "type": "TEXT"},
            ],
        }
    ],
    "refunds": [],
    "billingPerson": {"name": "Zehra Aydın", "countryCode": "TR", "phone": "+90 216 555 0199"},
    "shippingPerson": {
        "name": "لیلا صادقی",
        "street": "Elbchaussee 9",
        "city": "Hamburg",
        "countryCode": "DE",
        "postalCode": "22765",
        "stateOrProvinceName": "Hamburg",
    },
    "shippingOption": {"shippingCarrierName": "DHL", "isPickup": False},
    "trackingNumber": "00340434292135100186",
    "shipments": [],
}


def changes(**changed: Any) -> tuple[Any, ...]:
    body = json.dumps(ORDER | changed)
    return tuple(order_changes(msgspec.json.decode(body, type=OrderPayload), "TRY"))


def order(**changed: Any) -> Order:
    return next(each for each in changes(**changed) if isinstance(each, Order))


def test_an_order_is_known_by_what_its_shopper_was_told() -> None:
    found = order()
    assert found.id == "540112233"
    assert found.number == "KANDIL-7QX2M"
    assert found.other_numbers == ("7QX2M",)
    assert found.placed_at == datetime(2026, 3, 20, 6, 30, tzinfo=UTC)
    assert found.updated_at == datetime(2026, 3, 21, 7, 26, 24, tzinfo=UTC)
    assert found.total == Money(amount=Decimal("249.9"), currency="TRY")
    assert found.ship_to_country == "DE"


def test_a_line_says_what_was_chosen_and_nothing_that_the_shopper_wrote() -> None:
    (line,) = order().lines
    assert line.title == "Keçe Terlik (Kırmızı)"
    assert (line.product_id, line.variant_id) == ("692730801", "692730801-422488701")
    assert (line.sku, line.quantity) == ("KND-0002-1", Decimal(2))
    assert line.requires_shipping is True


def test_the_buyer_is_known_by_both_addresses() -> None:
    buyer = order().buyer
    assert buyer
    assert (buyer.name, buyer.emails) == ("Zehra Aydın", ("zehra@example.com",))
    assert buyer.shipping_address
    assert buyer.shipping_address.name == "لیلا صادقی"
    assert buyer.phones == ("+90 216 555 0199",)


def test_an_erased_buyer_is_nobody() -> None:
    assert order(email="", customerId=0, billingPerson=None, shippingPerson=None).buyer is None


@pytest.mark.parametrize(
    ("word", "back", "status"),
    [
        ("AWAITING_PAYMENT", 0, PaymentStatus.PENDING),
        ("PAID", 0, PaymentStatus.PAID),
        ("PAID", 10, PaymentStatus.PARTIALLY_REFUNDED),
        ("PAID", 249.9, PaymentStatus.REFUNDED),
        ("PARTIALLY_REFUNDED", 10, PaymentStatus.PARTIALLY_REFUNDED),
        ("REFUNDED", 0, PaymentStatus.REFUNDED),
        ("CANCELLED", 0, PaymentStatus.VOIDED),
        ("CUSTOM_PAYMENT_STATUS_1", 0, PaymentStatus.UNKNOWN),
        ("SOMETHING_NEW", 0, PaymentStatus.UNKNOWN),
    ],
)
def test_whether_it_is_paid(word: str, back: float, status: PaymentStatus) -> None:
    found = order(paymentStatus=word, refundedAmount=back)
    assert (found.payment_status, found.raw_payment_status) == (status, word)


@pytest.mark.parametrize(
    ("word", "payment", "status"),
    [
        ("AWAITING_PROCESSING", "PAID", FulfillmentStatus.UNFULFILLED),
        ("PROCESSING", "PAID", FulfillmentStatus.IN_PROGRESS),
        ("SHIPPED", "PAID", FulfillmentStatus.FULFILLED),
        ("DELIVERED", "PAID", FulfillmentStatus.DELIVERED),
        ("WILL_NOT_DELIVER", "PAID", FulfillmentStatus.DELIVERY_FAILED),
        ("WILL_NOT_DELIVER", "CANCELLED", FulfillmentStatus.CANCELLED),
        ("SHIPPED", "CANCELLED", FulfillmentStatus.FULFILLED),
        ("CUSTOM_FULFILLMENT_STATUS_2", "PAID", FulfillmentStatus.UNKNOWN),
    ],
)
def test_how_far_it_is(word: str, payment: str, status: FulfillmentStatus) -> None:
    found = order(fulfillmentStatus=word, paymentStatus=payment)
    assert (found.fulfillment_status, found.raw_fulfillment_status) == (status, word)


def test_a_download_waits_for_no_parcel() -> None:
    item = ORDER["items"][0] | {"isShippingRequired": False}
    found = order(fulfillmentStatus="AWAITING_PROCESSING", items=[item])
    assert found.fulfillment_status is FulfillmentStatus.NOT_REQUIRED


def test_the_eu_withdrawal_button_is_a_return_that_was_asked_for() -> None:
    assert order(withdrawalRequested=True).return_status is ReturnStatus.REQUESTED
    assert order(fulfillmentStatus="RETURNED").return_status is ReturnStatus.RETURNED
    assert order().return_status is None


def test_a_cart_that_was_left_is_no_order() -> None:
    assert changes(paymentStatus="INCOMPLETE") == ()


def test_refunds_keep_their_ids_as_more_of_them_come() -> None:
    entries = [
        {"date": "2026-03-22 10:00:00 +0000", "source": "CP", "reason": "", "amount": 3.5},
        {"date": "2026-03-22 10:00:00 +0000", "source": "API", "reason": "", "amount": 2},
    ]
    first = [each for each in changes(refunds=entries[:1]) if isinstance(each, Refund)]
    both = [each for each in changes(refunds=entries) if isinstance(each, Refund)]
    assert both[0] == first[0]
    assert [each.id for each in both] == ["540112233-1774173600", "540112233-1774173600-2"]
    assert [each.amount.amount for each in both] == [Decimal("3.5"), Decimal(2)]
    assert order(refunds=entries).refund_ids == tuple(each.id for each in both)


def test_a_sum_paid_back_without_entries_is_one_refund() -> None:
    (refund,) = (each for each in changes(refundedAmount=12.5) if isinstance(each, Refund))
    assert (refund.id, refund.amount.amount) == ("540112233-refunded", Decimal("12.5"))


@pytest.mark.parametrize(
    "names", [("trackingNumber", "trackingUrl"), ("tracking_number", "tracking_url")]
)
def test_tracking_is_read_under_either_of_its_names(names: tuple[str, str]) -> None:
    given = dict(zip(names, ("KN1TR", "https://track.example.com/KN1TR"), strict=True))
    found = changes(**{"trackingNumber": "", **given})
    (parcel,) = (each for each in found if isinstance(each, Shipment))
    assert (parcel.tracking[0].number, parcel.tracking[0].url) == tuple(given.values())
    assert (parcel.id, parcel.carrier) == ("540112233-tracking", "DHL")
    assert parcel.status is ShipmentStatus.PENDING


def test_a_label_bought_in_ecwid_is_no_second_parcel() -> None:
    label = {
        "id": "lbl-1",
        "shippingService": {"carrier": "UPS", "carrierName": "UPS"},
        "tracking": {"tracking_number": ORDER["trackingNumber"]},
    }
    (parcel,) = (each for each in changes(shipments=[label]) if isinstance(each, Shipment))
    assert (parcel.id, parcel.carrier) == ("540112233-lbl-1", "UPS")
    assert order(shipments=[label]).shipment_ids == (parcel.id,)


@pytest.mark.parametrize("field", ["total", "paymentStatus", "fulfillmentStatus"])
def test_an_order_that_lacks_what_counts_is_no_order(field: str) -> None:
    body = {key: value for key, value in ORDER.items() if key != field}
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(json.dumps(body), type=OrderPayload)


def test_an_order_without_a_time_is_malformed() -> None:
    with pytest.raises(Malformed) as raised:
        changes(updateTimestamp=None, updateDate="gestern")
    assert raised.value.path == "$.updateTimestamp"


PRODUCT: dict[str, Any] = {
    "id": 692730801,
    "sku": "KND-0002",
    "unlimited": False,
    "quantity": 5,
    "inStock": True,
    "name": "Keçe &amp; Terlik",
    "enabled": True,
    "warningLimit": 2,
    "updateTimestamp": 1774077984,
    "combinations": [],
    "outOfStockVisibilityBehaviour": "SHOW",
}


def product(preorders: bool = False, **changed: Any) -> tuple[Any, ...]:
    body = json.dumps(PRODUCT | changed)
    return tuple(product_changes(msgspec.json.decode(body, type=ProductPayload), preorders))


def levels(found: tuple[Any, ...]) -> dict[str, StockLevel]:
    return {each.id: each for each in found if isinstance(each, StockLevel)}


@pytest.mark.parametrize(
    ("changed", "available", "availability"),
    [
        ({}, 5, Availability.IN_STOCK),
        ({"quantity": 2}, 2, Availability.LIMITED),
        ({"quantity": 0, "inStock": False}, 0, Availability.OUT_OF_STOCK),
        ({"unlimited": True, "quantity": None}, None, Availability.IN_STOCK),
        ({"unlimited": True, "quantity": 3}, None, Availability.IN_STOCK),
    ],
)
def test_how_many_are_left(
    changed: dict[str, Any], available: int | None, availability: Availability
) -> None:
    level = levels(product(**changed))["692730801"]
    assert (level.available, level.availability) == (available, availability)


def test_what_is_sold_out_is_on_preorder_only_where_the_shop_takes_preorders() -> None:
    sold_out = {"quantity": 0, "outOfStockVisibilityBehaviour": "ALLOW_PREORDER"}
    assert levels(product(True, **sold_out))["692730801"].availability is Availability.PRE_ORDER
    assert levels(product(False, **sold_out))["692730801"].availability is Availability.OUT_OF_STOCK


def test_combinations_have_their_own_stock_or_their_products() -> None:
    combinations = [
        {
            "id": 11,
            "sku": "KND-0002-1",
            "quantity": 7,
            "options": [{"name": "Renk", "value": "آبی"}],
        },
        {"id": 12, "unlimited": True, "options": [{"name": "Renk", "value": "绿色"}]},
    ]
    found = product(combinations=combinations)
    (goods,) = (each for each in found if isinstance(each, Product))
    variants = {each.id: each for each in found if isinstance(each, Variant)}
    assert goods.title == "Keçe & Terlik"
    assert goods.variant_ids == ("692730801-11", "692730801-12")
    assert variants["692730801-11"].title == "آبی"
    assert variants["692730801-11"].inventory_item_id == "692730801-11"
    assert variants["692730801-12"].inventory_item_id == "692730801"
    assert variants["692730801-12"].sku == "KND-0002"
    assert {own: level.available for own, level in levels(found).items()} == {
        "692730801": 5,
        "692730801-11": 7,
    }


REVIEW: dict[str, Any] = {
    "id": 712737001,
    "status": "published",
    "customerId": 270919001,
    "productId": 692730801,
    "orderId": "KANDIL-7QX2M",
    "rating": 4,
    "review": "Çok <b>güzel</b>",
    "reviewerInfo": {"name": "Zehra Aydın", "email": "zehra@example.com", "orders": 2},
    "createTimestamp": 1774077984,
    "updateTimestamp": 1774077999,
}


def review(**changed: Any) -> Review:
    return review_record(msgspec.json.decode(json.dumps(REVIEW | changed), type=ReviewPayload))


def test_a_review_says_all_that_ecwid_tells() -> None:
    found = review()
    assert (found.product_id, found.rating) == ("692730801", Decimal(4))
    assert found.body == "Çok güzel"
    assert (found.author, found.author_email) == ("Zehra Aydın", "zehra@example.com")
    assert (found.order_id, found.order_number) == ("", "KANDIL-7QX2M")
    assert found.verified_purchase is True
    assert found.status is ReviewStatus.PUBLISHED
    assert review(status="moderated").status is ReviewStatus.PENDING
    assert review(status="MODERATED").status is ReviewStatus.PENDING


def test_a_reviews_order_may_be_told_by_its_internal_number() -> None:
    found = review(orderId=540112233, orderNumber="KANDIL-7QX2M")
    assert (found.order_id, found.order_number) == ("540112233", "KANDIL-7QX2M")
    assert review(orderId=None).verified_purchase is None


def test_times_are_read_in_seconds_and_in_milliseconds() -> None:
    assert review(createTimestamp=1774077984123).created_at == datetime(
        2026, 3, 21, 7, 26, 24, 123000, tzinfo=UTC
    )
    assert review().created_at == datetime(2026, 3, 21, 7, 26, 24, tzinfo=UTC)


def policies(*pages: dict[str, Any]) -> dict[str, Any]:
    body = {
        "formatsAndUnits": {"currency": "TRY"},
        "languages": {"defaultLanguage": "tr"},
        "legalPagesSettings": {"legalPages": pages},
    }
    found = policy_changes(msgspec.json.decode(json.dumps(body), type=Profile))
    return {
        each.ref.id if isinstance(each, Deleted) else each.id: each
        for each in found
        if isinstance(each, Deleted | Policy)
    }


def test_the_return_policy_is_read_from_the_legal_pages() -> None:
    page = {
        "type": "REVOCATION_TERMS",
        "enabled": True,
        "title": "İade",
        "display": "INLINE",
        "text": "<p>14 gün içinde</p>",
    }
    found = policies(page)
    assert json.loads(found["refund_policy_text"].document) == {
        "url": "",
        "title": "İade",
        "text": "14 gün içinde",
    }
    assert isinstance(found["terms_text"], Deleted)


def test_a_policy_page_elsewhere_is_its_address() -> None:
    page = {
        "type": "TERMS",
        "enabled": True,
        "title": "Koşullar",
        "display": "EXTERNAL_URL",
        "externalUrl": "https://kandil.example.com/kosullar",
    }
    found = json.loads(policies(page)["terms_text"].document)
    assert found == {"url": "https://kandil.example.com/kosullar", "title": "Koşullar", "text": ""}


def test_a_page_that_is_switched_off_is_no_policy() -> None:
    page = {"type": "REVOCATION_TERMS", "enabled": False, "title": "İade", "text": "14 gün"}
    assert isinstance(policies(page)["refund_policy_text"], Deleted)


def test_a_page_is_read_in_the_shops_own_language() -> None:
    page = {
        "type": "REVOCATION_TERMS",
        "enabled": True,
        "display": "INLINE",
        "text": "",
        "textTranslated": {"en": "14 days", "tr": "14 gün"},
    }
    assert json.loads(policies(page)["refund_policy_text"].document)["text"] == "14 gün"


def first_of(body: dict[str, Any]) -> Order:
    payload = msgspec.json.decode(json.dumps(body), type=OrderPayload)
    return next(each for each in order_changes(payload, "EUR") if isinstance(each, Order))


def test_ecwids_own_examples_are_understood() -> None:
    one = official("get_order_response.json")
    listed = official("search_orders_response.json")["items"]
    old = official("get_order_legacy_with_refunds.json")
    orders = [first_of(body) for body in (one, *listed, old)]
    assert orders[-1].payment_status is PaymentStatus.PARTIALLY_REFUNDED
    assert orders[-1].number == "lala1028001"
    for body in (
        official("get_product_response.json"),
        *official("search_products_response.json")["items"],
    ):
        assert tuple(
            product_changes(msgspec.json.decode(json.dumps(body), type=ProductPayload), True)
        )
    for body in official("search_reviews_response.json")["items"]:
        assert review(**body).order_number == body["orderId"]
    profile = official("store_profile_response.json")
    for pages in (profile, profile | official("legal_pages_sample.json")):
        assert len(tuple(policy_changes(msgspec.json.decode(json.dumps(pages), type=Profile)))) == 5
