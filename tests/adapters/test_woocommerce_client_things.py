"""One thing asked for: what the shop says of it now, whole."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
import responses

from connector.errors import Malformed, PlatformAway
from connector.records import (
    EVERY,
    Change,
    Deleted,
    Fetch,
    Kind,
    Order,
    Policy,
    Product,
    Ref,
    Refund,
    RefundLine,
    RefundMethod,
    Review,
    ReviewStatus,
    Shipment,
    ShippedLine,
    StockLevel,
    Variant,
)
from tests.adapters.woocommerce_client_kit import (
    INDEX,
    NO_ORDER,
    NO_PRODUCT,
    NO_REFUND,
    NO_REVIEW,
    NO_ROUTE,
    answered_by,
    answers,
    asked,
    at,
    client,
    error,
    fulfillment,
    order,
    product,
    refund,
    review,
)

REFUNDED = [{"id": 35, "reason": "Wrong size", "total": "-14.88"}]
PARCELLED = [{"id": 9, "key": "_fulfillment_status", "value": "fulfilled"}]


def fetched(kind: Kind, own_id: str, parent_id: str = "") -> tuple[Change, ...]:
    return tuple(client().fetch(Ref(kind=kind, id=own_id, parent_id=parent_id)))


def only(changes: tuple[Change, ...], kind: type[Any]) -> Any:
    (found,) = (change for change in changes if isinstance(change, kind))
    return found


@responses.activate
def test_an_order_comes_with_the_lines_and_the_time_of_its_refunds() -> None:
    answers("wc/v3/orders/73", order(refunds=REFUNDED))
    answers("wc/v3/orders/73/refunds", [refund()], total=1)
    changes = fetched(Kind.ORDER, "73")
    found = only(changes, Refund)
    assert found.created_at == datetime(2026, 11, 21, 19, 26, 15, tzinfo=UTC)
    assert found.updated_at == only(changes, Order).updated_at
    (line,) = found.lines
    assert (line.line_id, line.quantity, line.amount.amount) == ("13", 1, Decimal("14.88"))
    assert not any(isinstance(change, Fetch) for change in changes)


@responses.activate
def test_an_order_comes_with_parcels_of_woocommerce_s_own() -> None:
    answers("wc/v3/orders/73", order(meta_data=PARCELLED))
    answers(
        "wc/v3/orders/73/fulfillments",
        [fulfillment(), fulfillment(3, date_deleted="2026-11-21 22:40:00")],
    )
    answers("", INDEX)
    changes = fetched(Kind.ORDER, "73")
    parcel = only(changes, Shipment)
    assert (parcel.id, parcel.order_id, parcel.carrier) == ("2", "73", "dhl")
    assert parcel.tracking[0].number == "00340434292135100186"
    assert parcel.lines == (ShippedLine(line_id="13", quantity=Decimal(1)),)
    # The shop is in Istanbul, and these dates are its own.
    assert parcel.updated_at == datetime(2026, 11, 21, 19, 33, tzinfo=UTC)
    assert parcel.shipped_at == datetime(2026, 11, 21, 19, 32, tzinfo=UTC)
    gone = only(changes, Deleted)
    assert (gone.ref.kind, gone.ref.id) == (Kind.SHIPMENT, "3")
    assert not any(isinstance(change, Fetch) for change in changes)


@pytest.mark.parametrize("wrapped", [True, False])
@responses.activate
def test_parcels_are_found_however_the_release_wraps_them(wrapped: bool) -> None:
    body: Any = {"fulfillments": [fulfillment()]} if wrapped else [fulfillment()]
    answers("wc/v3/orders/73/fulfillments", body)
    answers("", INDEX)
    assert only(fetched(Kind.SHIPMENT, EVERY, "73"), Shipment).id == "2"


@responses.activate
def test_a_parcel_s_dates_stay_unknown_where_the_shop_does_not_tell_its_time_zone() -> None:
    answers("wc/v3/orders/73/fulfillments", [fulfillment()])
    answers("", error("rest_disabled", "", 403), status=403)
    parcel = only(fetched(Kind.SHIPMENT, EVERY, "73"), Shipment)
    assert parcel.updated_at is None
    assert parcel.shipped_at is None


@pytest.mark.parametrize("body", [NO_ROUTE, NO_ORDER])
@responses.activate
def test_an_order_without_fulfillments_switched_on_has_none(body: dict[str, object]) -> None:
    answers("wc/v3/orders/73/fulfillments", body, status=404)
    assert fetched(Kind.SHIPMENT, EVERY, "73") == ()


@responses.activate
def test_one_parcel_is_looked_for_at_its_order_and_is_gone_if_it_is_not_there() -> None:
    items = [{"tracking_id": "abc", "tracking_number": "1", "tracking_provider": "ups"}]
    metas = [{"id": 1, "key": "_wc_shipment_tracking_items", "value": items}]
    answers("wc/v3/orders/73", order(meta_data=metas))
    assert only(fetched(Kind.SHIPMENT, "73-abc", "73"), Shipment).carrier == "ups"
    assert only(fetched(Kind.SHIPMENT, "73-xyz", "73"), Deleted).ref.id == "73-xyz"


@pytest.mark.parametrize(
    ("kind", "path", "body"),
    [
        (Kind.ORDER, "wc/v3/orders/73", NO_ORDER),
        (Kind.PRODUCT, "wc/v3/products/73", NO_PRODUCT),
        (Kind.VARIANT, "wc/v3/products/73", NO_PRODUCT),
        (Kind.STOCK_LEVEL, "wc/v3/products/73", NO_PRODUCT),
        (Kind.REVIEW, "wc/v3/products/reviews/73", NO_REVIEW),
        (Kind.REVIEW, "wc/v3/products/reviews/73", NO_PRODUCT),
    ],
)
@responses.activate
def test_what_is_gone_is_said_to_be_gone(kind: Kind, path: str, body: dict[str, object]) -> None:
    answers(path, body, status=404)
    changes = fetched(kind, "73")
    refs = [change.ref for change in changes if isinstance(change, Deleted)]
    assert len(refs) == len(changes)
    assert Ref(kind=kind, id="73") in refs


@responses.activate
def test_a_page_not_found_by_the_server_deletes_nothing() -> None:
    responses.get(at("wc/v3/orders/73"), body="<html>404</html>", status=404)
    with pytest.raises(PlatformAway):
        fetched(Kind.ORDER, "73")


@responses.activate
def test_an_order_in_the_bin_is_gone_since_it_went_there() -> None:
    answers("wc/v3/orders/73", order(status="trash"))
    gone = only(fetched(Kind.ORDER, "73"), Deleted)
    assert gone.at == datetime(2026, 11, 21, 19, 26, 16, tzinfo=UTC)


@responses.activate
def test_a_refund_alone_is_read_in_its_order_s_currency() -> None:
    answers("wc/v3/orders", [{"id": 73, "currency": "TRY"}], total=1)
    answers("wc/v3/orders/73/refunds/35", refund())
    found = only(fetched(Kind.REFUND, "35", "73"), Refund)
    assert (found.amount.amount, found.amount.currency, found.order_id) == (
        Decimal("14.88"),
        "TRY",
        "73",
    )


@pytest.mark.parametrize(
    ("said", "method"), [(True, RefundMethod.ORIGINAL_PAYMENT), (False, None), (None, None)]
)
@responses.activate
def test_only_a_refund_by_the_payment_service_is_said_to_go_back_that_way(
    said: bool | None, method: RefundMethod | None
) -> None:
    answers("wc/v3/orders", [{"id": 73, "currency": "TRY"}], total=1)
    answers("wc/v3/orders/73/refunds/35", {**refund(), "refunded_payment": said})
    assert only(fetched(Kind.REFUND, "35", "73"), Refund).method is method


@responses.activate
def test_a_refund_of_a_sum_has_no_lines_and_one_without_line_numbers_does_not_know() -> None:
    nameless = {**refund()["line_items"][0], "meta_data": []}
    answers("wc/v3/orders", [{"id": 73, "currency": "EUR"}], total=1)
    rows = [refund(35, line_items=[]), refund(36, line_items=[nameless])]
    answers("wc/v3/orders/73/refunds", rows, total=2)
    found = {
        each.id: each for each in fetched(Kind.REFUND, EVERY, "73") if isinstance(each, Refund)
    }
    assert found["35"].lines == ()
    assert found["36"].lines is None


@responses.activate
def test_a_deleted_refund_is_gone() -> None:
    answers("wc/v3/orders", [{"id": 73, "currency": "EUR"}], total=1)
    answers("wc/v3/orders/73/refunds/35", NO_REFUND, status=404)
    assert only(fetched(Kind.REFUND, "35", "73"), Deleted).ref.id == "35"


@responses.activate
def test_a_refund_whose_order_nobody_named_is_found_by_its_number() -> None:
    answers("wc/v3/refunds", [refund(parent_id=73)], total=1)
    answers("wc/v3/orders", [{"id": 73, "currency": "EUR"}], total=1)
    answers("wc/v3/orders/73/refunds/35", refund())
    assert only(fetched(Kind.REFUND, "35"), Refund).order_id == "73"


@pytest.mark.parametrize(
    ("body", "status", "gone"),
    [([], 200, True), ([refund(99, parent_id=1)], 200, False), (NO_ROUTE, 404, False)],
)
@responses.activate
def test_a_refund_is_gone_only_if_the_shop_looked_for_it(
    body: Any, status: int, gone: bool
) -> None:
    """A refund's deletion is final, so a filter that was passed over in silence proves nothing."""
    answers("wc/v3/refunds", body, status=status)
    changes = fetched(Kind.REFUND, "35")
    assert [type(change) for change in changes] == ([Deleted] if gone else [])


@responses.activate
def test_a_variation_is_fetched_as_a_product_by_its_own_number() -> None:
    row = product(21, type="variation", parent_id=18, attributes=[{"option": "L"}])
    answers("wc/v3/products/21", row)
    changes = fetched(Kind.PRODUCT, "21")
    assert only(changes, Variant).product_id == "18"
    assert only(changes, StockLevel).available == 7
    assert not any(isinstance(change, Product | Deleted) for change in changes)


@responses.activate
def test_a_product_that_got_variations_is_no_variant_of_itself_any_more() -> None:
    answers("wc/v3/products/12", product(12, type="variable", variations=[21]))
    gone = only(fetched(Kind.VARIANT, "12"), Deleted)
    assert gone.ref == Ref(kind=Kind.VARIANT, id="12")


@pytest.mark.parametrize(
    ("word", "status"),
    [
        ("approved", ReviewStatus.PUBLISHED),
        ("hold", ReviewStatus.PENDING),
        ("spam", ReviewStatus.SPAM),
        ("trash", ReviewStatus.DELETED),
    ],
)
@responses.activate
def test_a_review_comes_with_its_stars_and_where_it_stands(word: str, status: ReviewStatus) -> None:
    answers("wc/v3/products/reviews/30", review(status=word))
    found = only(fetched(Kind.REVIEW, "30"), Review)
    assert (found.rating, found.status, found.body) == (Decimal(5), status, "很好！ 5/5")


@responses.activate
def test_all_reviews_of_one_product_can_be_asked_for() -> None:
    answered_by(
        "wc/v3/products/reviews",
        lambda query: (
            ([review(31, status="spam")], 1)
            if query["status"] == "spam"
            else ([review()] if query["status"] == "all" else [], None)
        ),
    )
    found = fetched(Kind.REVIEW, EVERY, "12")
    assert [change.id for change in found if isinstance(change, Review)] == ["30", "31"]
    assert {query["product"] for _, _, query in asked()} == {"12"}


@responses.activate
def test_reviews_since_a_time_are_asked_for_by_local_time_and_looked_through_by_ours() -> None:
    """`after` is compared with the store's local dates, whatever `dates_are_gmt` says."""
    old = review(1, date_created_gmt="2026-11-21T10:00:00")
    answered_by(
        "wc/v3/products/reviews",
        lambda query: ([old, review()] if query["status"] == "all" else [], None),
    )
    since = datetime(2026, 11, 21, 19, tzinfo=UTC)
    shop, cursor, found = client(), None, []
    while True:
        page = shop.page(Kind.REVIEW, since, cursor)
        found += [change.id for change in page.changes if isinstance(change, Review)]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert found == ["30"]
    assert [query["status"] for _, _, query in asked()] == ["all", "spam", "trash"]
    assert asked()[0][2]["after"] == "2026-11-21T06:59:59"


@responses.activate
def test_a_page_of_orders_brings_all_its_refunds_by_one_request() -> None:
    other = [{"id": 36, "reason": "", "total": "-1.00"}]
    answers("wc/v3/orders", [order(73, refunds=REFUNDED), order(74, refunds=other)], total=2)
    rows = [refund(35, parent_id=73), refund(36, parent_id=74), refund(1, parent_id=5)]
    answers("wc/v3/refunds", rows, total=3)
    changes = client().page(Kind.ORDER, None, None).changes
    found = [change for change in changes if isinstance(change, Refund)]
    assert [each.id for each in found] == ["35", "36"]
    assert all(isinstance((each.lines or (None,))[0], RefundLine) for each in found)
    assert not any(isinstance(change, Fetch) for change in changes)
    assert asked()[1][2]["include"] == "35,36"
    assert len(asked()) == 2


@responses.activate
def test_a_shop_without_a_list_of_refunds_is_asked_order_by_order() -> None:
    answers("wc/v3/orders", [order(73, refunds=REFUNDED)], total=1)
    answers("wc/v3/refunds", NO_ROUTE, status=404)
    answers("wc/v3/orders/73/refunds", [refund()], total=1)
    changes = client().page(Kind.ORDER, None, None).changes
    assert only(changes, Refund).lines is not None


@responses.activate
def test_refunds_are_listed_with_the_currencies_of_their_orders() -> None:
    rows = [refund(35, parent_id=73), refund(36, parent_id=99)]
    answers("wc/v3/refunds", rows, total=2)
    answers("wc/v3/orders", [{"id": 73, "currency": "CNY"}], total=1)
    changes = client().page(Kind.REFUND, None, None).changes
    assert only(changes, Refund).amount.currency == "CNY"
    # Its order is in the bin: that is asked for.
    assert only(changes, Fetch).ref == Ref(kind=Kind.ORDER, id="99")


@responses.activate
def test_variations_are_listed_product_by_product_where_the_shop_is_old() -> None:
    answers("wc/v3/variations", NO_ROUTE, status=404)
    answers("wc/v3/products", [product(18, type="variable", variations=[21]), product(12)], total=2)
    bare = product(21)
    for missing in ("type", "name", "parent_id"):
        del bare[missing]
    answers("wc/v3/products/18/variations", [bare], total=1)
    shop = client()
    first = shop.page(Kind.VARIANT, None, None)
    second = shop.page(Kind.VARIANT, None, first.next_cursor)
    found = only(second.changes, Variant)
    assert (found.id, found.product_id, second.next_cursor) == ("21", "18", None)


@pytest.mark.parametrize("own_id", ["../users", "1/../2", "1?force=true", "", "９", "1 "])
@responses.activate
def test_an_id_that_is_none_never_becomes_part_of_an_address(own_id: str) -> None:
    assert fetched(Kind.ORDER, own_id) == ()
    assert fetched(Kind.REFUND, "1", own_id or "x") == ()
    assert not responses.calls


@responses.activate
def test_a_thing_that_cannot_be_understood_is_no_reason_to_think_the_shop_away() -> None:
    answers("wc/v3/orders/73", {"id": 73})
    with pytest.raises(Malformed):
        fetched(Kind.ORDER, "73")


SAMPLE = "<p><b>This is a sample page.</b></p><p>Our policy lasts 30 days.</p>"


def wp_page(own_id: int, slug: str, text: str) -> dict[str, Any]:
    return {
        "id": own_id,
        "slug": slug,
        "link": f"https://demo.example.com/{slug}/",
        "modified_gmt": "2026-11-21T19:21:47",
        "title": {"rendered": "İade &#038; Değişim"},
        "content": {"rendered": text, "protected": False},
    }


def policy_of(pages: list[dict[str, Any]], terms: list[dict[str, Any]]) -> tuple[Change, ...]:
    answered_by("wp/v2/pages", lambda query: (pages if "slug" in query else terms, None))
    answers("wc/v3/settings/advanced/woocommerce_terms_page_id", {"id": "x", "value": "11"})
    return client().page(Kind.POLICY, None, None).changes


@responses.activate
def test_the_refund_page_s_text_is_the_policy_and_is_asked_for_without_the_key() -> None:
    found = only(policy_of([wp_page(9, "iade-politikasi", "<p>14 gün içinde</p>")], []), Policy)
    assert found.id == "refund_policy_text"
    assert json.loads(found.document) == {
        "url": "https://demo.example.com/iade-politikasi/",
        "title": "İade & Değişim",
        "text": "14 gün içinde",
    }
    assert all("Authorization" not in call.request.headers for call in responses.calls)


@pytest.mark.parametrize("text", [SAMPLE, "<p>Mail it to: {physical address}.</p>", "", "<p></p>"])
@responses.activate
def test_sample_text_is_never_taken_for_a_policy(text: str) -> None:
    terms = [wp_page(11, "terms", "<p>7 days.</p>"), wp_page(12, "other", "<p>no</p>")]
    found = only(policy_of([wp_page(9, "refund_returns", text)], terms), Policy)
    assert json.loads(found.document)["text"] == "7 days."


@responses.activate
def test_a_policy_page_that_went_away_is_forgotten() -> None:
    assert only(policy_of([], []), Deleted).ref == Ref(kind=Kind.POLICY, id="refund_policy_text")


@responses.activate
def test_pages_that_are_closed_to_us_are_no_news_of_the_policy() -> None:
    answers("wp/v2/pages", error("rest_forbidden", "", 401), status=401)
    assert fetched(Kind.POLICY, "refund_policy_text") == ()


@responses.activate
def test_what_the_owner_told_us_is_never_missing_from_the_shop() -> None:
    policy_of([], [])
    assert "MerchantReturnPolicy" in client().ids(Kind.POLICY, None)[0]
