"""What a webhook says, said as the Admin API says it: by hand, so that both can be compared."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import zip_longest
from typing import Any

from tests.adapters.shopify_api import said


def gid(kind: str, number: Any) -> str:
    return f"gid://shopify/{kind}/{number}"


def nodes(found: list[Any], end: str | None = None) -> dict[str, Any]:
    return {"nodes": found, "pageInfo": {"hasNextPage": end is not None, "endCursor": end}}


def bag(amount: Any, currency: str) -> dict[str, Any]:
    """GraphQL drops the last zero: `15.0` is what REST calls `15.00`."""
    text = str(amount)
    return {"shopMoney": {"amount": text.removesuffix("0"), "currencyCode": currency}}


DISPLAY = {None: "UNFULFILLED", "partial": "PARTIALLY_FULFILLED"}


def order_in_graphql(body: Mapping[str, Any]) -> dict[str, Any]:
    """The order of a webhook as `order(id)` tells it, spelled as GraphQL spells."""
    currency = body["currency"]
    parcels = [parcel_in_graphql(p) for p in body["fulfillments"] or ()]
    return {
        "id": gid("Order", body["id"]),
        "name": body["name"],
        "number": body["order_number"],
        "email": body["email"],
        "phone": body["phone"],
        "createdAt": body["created_at"],
        "processedAt": body["processed_at"],
        "updatedAt": body["updated_at"],
        "cancelledAt": body["cancelled_at"],
        "currencyCode": currency,
        "displayFinancialStatus": (body["financial_status"] or "").upper() or None,
        "displayFulfillmentStatus": DISPLAY.get(
            body["fulfillment_status"], (body["fulfillment_status"] or "").upper()
        ),
        "returnStatus": "IN_PROGRESS" if body["returns"] else "NO_RETURN",
        "returns": nodes([return_in_graphql(r) for r in body["returns"] or ()]),
        "totalPriceSet": bag(body["total_price"], currency),
        "customer": customer_in_graphql(body["customer"]),
        "billingAddress": address_in_graphql(body["billing_address"]),
        "shippingAddress": address_in_graphql(body["shipping_address"]),
        "lineItems": nodes([line_in_graphql(i, currency) for i in body["line_items"]]),
        "everyRefund": [{"id": gid("Refund", r["id"])} for r in body["refunds"] or ()],
        "fulfillments": parcels,
        "everyParcel": [{"id": p["id"]} for p in parcels],
    }


def customer_in_graphql(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not given:
        return None
    return {
        "id": gid("Customer", given["id"]),
        "firstName": given["first_name"],
        "lastName": given["last_name"],
        "defaultEmailAddress": {"emailAddress": given["email"]} if given["email"] else None,
        "defaultPhoneNumber": {"phoneNumber": given["phone"]} if given["phone"] else None,
    }


def address_in_graphql(given: Mapping[str, Any] | None) -> dict[str, Any] | None:
    if not given:
        return None
    same = ("name", "address1", "address2", "city", "province", "zip", "country", "phone")
    return {key: given.get(key) for key in same} | {
        "firstName": given.get("first_name"),
        "lastName": given.get("last_name"),
        "countryCodeV2": given.get("country_code"),
    }


def line_in_graphql(given: Mapping[str, Any], currency: str) -> dict[str, Any]:
    shares = given.get("discount_allocations") or ()
    return {
        "id": gid("LineItem", given["id"]),
        "name": given["name"],
        "title": given["title"],
        "variantTitle": given["variant_title"],
        "sku": given["sku"],
        "quantity": given["quantity"],
        "requiresShipping": given["requires_shipping"],
        "product": {"id": gid("Product", given["product_id"])} if given["product_id"] else None,
        "variant": (
            {"id": gid("ProductVariant", given["variant_id"])} if given["variant_id"] else None
        ),
        "originalUnitPriceSet": bag(given["price"], currency),
        "totalDiscountSet": bag(given.get("total_discount") or "0.00", currency),
        "discountAllocations": [
            {"allocatedAmountSet": bag(share["amount"], currency)} for share in shares
        ],
    }


def return_in_graphql(given: Mapping[str, Any]) -> dict[str, Any]:
    return {"id": gid("Return", given["id"]), "status": given["status"].upper()}


def parcel_in_graphql(given: Mapping[str, Any]) -> dict[str, Any]:
    numbers, urls = given["tracking_numbers"], given["tracking_urls"]
    said_by_carrier = (given["shipment_status"] or "FULFILLED").upper()
    return {
        "id": gid("Fulfillment", given["id"]),
        "status": given["status"].upper(),
        "displayStatus": "CANCELED" if given["status"] == "cancelled" else said_by_carrier,
        "createdAt": given["created_at"],
        "updatedAt": given["updated_at"],
        "trackingInfo": [
            {"company": given["tracking_company"], "number": n, "url": u}
            for n, u in zip_longest(numbers, urls)
        ],
        "events": {"nodes": []},
        "fulfillmentLineItems": nodes(
            [
                {"quantity": i["quantity"], "lineItem": {"id": gid("LineItem", i["id"])}}
                for i in given["line_items"]
            ]
        ),
    }


def refund_in_graphql(given: Mapping[str, Any], currency: str) -> dict[str, Any]:
    done = [t for t in given["transactions"] if t["status"] == "success"]
    total = sum((float(t["amount"]) for t in done), 0.0)
    return {
        "id": gid("Refund", given["id"]),
        "createdAt": given["created_at"],
        "processedAt": given["processed_at"],
        "totalRefundedSet": bag(f"{total:.2f}", currency),
        "refundLineItems": nodes(
            [
                {
                    "quantity": i["quantity"],
                    "subtotalSet": bag(i["subtotal_set"]["shop_money"]["amount"], currency),
                    "totalTaxSet": bag(i["total_tax_set"]["shop_money"]["amount"], currency),
                    "lineItem": {"id": gid("LineItem", i["line_item_id"])},
                }
                for i in given["refund_line_items"]
            ]
        ),
        "transactions": {
            "nodes": [
                {
                    "kind": t["kind"].upper(),
                    "status": t["status"].upper(),
                    "gateway": t["gateway"],
                    "amountSet": bag(t["amount"], currency),
                }
                for t in given["transactions"]
            ]
        },
    }


def questions_of(body: Mapping[str, Any]) -> dict[str, Any]:
    """All that fetching this webhook's order asks, answered."""
    order, currency = order_in_graphql(body), body["currency"]
    refunds = [refund_in_graphql(r, currency) for r in body["refunds"] or ()]
    about = {"id": order["id"], "currencyCode": currency, "updatedAt": order["updatedAt"]}
    return {
        "OrderById": said({"order": order}),
        "OrderRefunds": said({"order": about | {"refunds": refunds}}),
    }


def product_in_graphql(body: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": gid("Product", body["id"]),
        "title": body["title"],
        "status": body["status"].upper(),
        "publishedAt": body["published_at"],
        "updatedAt": body["updated_at"],
        "tags": [tag.strip() for tag in body["tags"].split(",") if tag.strip()],
        "variants": nodes([variant_in_graphql(v) for v in body["variants"]]),
    }


def variant_in_graphql(given: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": gid("ProductVariant", given["id"]),
        "title": given["title"],
        "sku": given["sku"],
        "position": given["position"],
        "inventoryPolicy": given["inventory_policy"].upper(),
        "inventoryQuantity": given["inventory_quantity"],
        "updatedAt": given["updated_at"],
        "inventoryItem": {
            "id": gid("InventoryItem", given["inventory_item_id"]),
            "sku": given["sku"],
            "tracked": True,
            "updatedAt": given["updated_at"],
        },
    }


THEN = "2026-11-01T10:00:00Z"
LEVEL = {
    "updatedAt": THEN,
    "location": {"id": gid("Location", 3)},
    "quantities": [{"name": "available", "quantity": -2}],
}
ITEM = {"id": gid("InventoryItem", 8), "sku": "CAY", "tracked": True, "updatedAt": THEN}
