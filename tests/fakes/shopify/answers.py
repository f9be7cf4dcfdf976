"""Every field this fake answers, by the type it is on. A field that is not here is refused by name:
a fake that made something up would not deserve trust."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from graphql import GraphQLError

from tests.fakes.shopify import answer_app as app
from tests.fakes.shopify import answer_given_back as back
from tests.fakes.shopify import answer_goods as goods
from tests.fakes.shopify import answer_orders as sold
from tests.fakes.shopify import answer_reviews as said
from tests.fakes.shopify import generate, lists
from tests.fakes.shopify.answer_orders import Fields, none
from tests.fakes.shopify.bulk import Operation
from tests.fakes.shopify.goods import Item, Level, Location, Policy, Product, Variant
from tests.fakes.shopify.model import Address, Customer, Order
from tests.fakes.shopify.page import LARGEST, Arguments, Context, Page, Part, page
from tests.fakes.shopify.reviews import Review
from tests.fakes.shopify.webhooks import Subscription

TYPES: dict[type, str] = {
    Order: "Order",
    Customer: "Customer",
    Address: "MailingAddress",
    Product: "Product",
    Variant: "ProductVariant",
    Item: "InventoryItem",
    Level: "InventoryLevel",
    Location: "Location",
    Policy: "ShopPolicy",
    Review: "Metaobject",
    Subscription: "WebhookSubscription",
    Operation: "BulkOperation",
}


def type_of(thing: Any) -> str:
    return thing.kind if isinstance(thing, Part) else TYPES[type(thing)]


Finder = Callable[[Context, str], Any]


def part(kind: str, found: tuple[Order, Any] | None) -> Part | None:
    return Part(kind, *found) if found else None


def level(context: Context, given: str) -> Level | None:
    item_id = given.partition("inventory_item_id=")[2]
    place = goods.number_of(given)
    return context.goods.levels.get((int(item_id), place)) if item_id.isdigit() else None


def seen_order(context: Context, given: str) -> Order | None:
    found = context.orders.get(goods.number_of(given))
    return found if found and context.shop.sees(found) else None


def a_customer(context: Context, given: str) -> Customer | None:
    number = goods.number_of(given) - generate.FIRST_CUSTOMER
    return next((o.customer for o in context.orders.of_customer(number + generate.FIRST_CUSTOMER)),
                None)  # fmt: skip


FINDERS: dict[str, Finder] = {
    "Order": seen_order,
    "Refund": lambda c, g: part("Refund", c.shop.refund_by_id(goods.number_of(g))),
    "Return": lambda c, g: part("Return", c.shop.return_by_id(goods.number_of(g))),
    "Fulfillment": lambda c, g: part("Fulfillment", c.shop.fulfillment_by_id(goods.number_of(g))),
    "Customer": a_customer,
    "Product": lambda c, g: c.goods.products.get(goods.number_of(g)),
    "ProductVariant": lambda c, g: c.goods.variant(goods.number_of(g)),
    "InventoryItem": lambda c, g: c.goods.items.get(goods.number_of(g)),
    "InventoryLevel": level,
    "Location": lambda c, g: c.goods.locations.get(goods.number_of(g)),
    "Metaobject": lambda c, g: said.review(c, goods.number_of(g)),
    "BulkOperation": lambda c, g: c.shop.bulk.seen(goods.number_of(g)),
    "WebhookSubscription": lambda c, g: c.shop.webhooks.of_api.get(goods.number_of(g)),
}


def kind_of(given: str) -> str:
    pieces = given.split("/")
    tail = pieces[-1].split("?")[0]
    if not given.startswith("gid://shopify/") or len(pieces) != 5 or not tail.isdigit():
        raise GraphQLError(f"Invalid global id '{given}'", extensions={"code": "INVALID_ID"})
    return pieces[3]


def node(context: Context, given: str) -> Any:
    kind = kind_of(given)
    if kind not in FINDERS:
        raise GraphQLError(f"This fake finds no {kind} by id", extensions={"code": "NOT_MODELLED"})
    return FINDERS[kind](context, given)


def nodes(_: Any, context: Context, arguments: Arguments) -> list[Any]:
    if (size := len(arguments["ids"])) > LARGEST:
        words = f"The input array size of {size} is greater than the maximum allowed of {LARGEST}."
        raise GraphQLError(words, extensions={"code": "MAX_INPUT_SIZE_EXCEEDED"})
    return [node(context, given) for given in arguments["ids"]]


def by_id(kind: str) -> Callable[[Any, Context, Arguments], Any]:
    """One thing; an id of another kind is an error, and one of nothing is null."""

    def find(_: Any, context: Context, arguments: Arguments) -> Any:
        if kind_of(arguments["id"]) != kind:
            words = f"Invalid id: {arguments['id']}"
            raise GraphQLError(words, extensions={"code": "RESOURCE_NOT_FOUND"})
        return FINDERS[kind](context, arguments["id"])

    return find


def customer_by(_: Any, context: Context, arguments: Arguments) -> Customer | None:
    asked = arguments["identifier"]
    if email := asked.get("emailAddress"):
        found = lists.with_email(context.orders, email.lower())
        return next((o.customer for o in found if o.customer.email == email.lower()), None)
    return a_customer(context, asked["id"]) if asked.get("id") else None


def product_by(_: Any, context: Context, arguments: Arguments) -> Product | None:
    asked = arguments["identifier"]
    if number := asked.get("id"):
        return context.goods.products.get(goods.number_of(number))
    named = (p for p in context.goods.products.values() if p.handle == asked.get("handle"))
    return next(named, None)


def order_by(_: Any, context: Context, arguments: Arguments) -> Order | None:
    number = arguments["identifier"].get("id")
    return seen_order(context, number) if number else None


def returnables(_: Any, context: Context, arguments: Arguments) -> Page:
    order = seen_order(context, arguments["orderId"])
    return back.returnable(order, context, arguments) if order else Page(())


QUERY: Fields = {
    "shop": lambda _, c, a: c.shop,
    "node": lambda _, c, a: node(c, a["id"]),
    "nodes": nodes,
    "order": by_id("Order"),
    "orderByIdentifier": order_by,
    "orders": lambda _, c, a: lists.orders(c, a),
    "ordersCount": lambda _, c, a: lists.count(c, a),
    "refund": by_id("Refund"),
    "return": by_id("Return"),
    "fulfillment": by_id("Fulfillment"),
    "returnableFulfillments": returnables,
    "returnReasonDefinitions": lambda _, c, a: page(c, a, [back.REASON], lambda r: 1),
    "customer": by_id("Customer"),
    "customerByIdentifier": customer_by,
    "product": by_id("Product"),
    "productByIdentifier": product_by,
    "products": lambda _, c, a: lists.products(c, a),
    "productVariant": by_id("ProductVariant"),
    "productVariants": lambda _, c, a: lists.variants(c, a),
    "inventoryItem": by_id("InventoryItem"),
    "inventoryItems": lambda _, c, a: lists.items(c, a),
    "inventoryLevel": by_id("InventoryLevel"),
    "location": by_id("Location"),
    "locations": lambda _, c, a: goods.locations(c, a),
    "currentAppInstallation": lambda _, c, a: Part("AppInstallation", None, c.shop),
    "webhookSubscription": by_id("WebhookSubscription"),
    "webhookSubscriptions": lambda _, c, a: app.subscriptions(c, a),
    "bulkOperation": by_id("BulkOperation"),
    "bulkOperations": lambda _, c, a: app.operations(c, a),
    "publicApiVersions": lambda _, c, a: app.versions(),
    "shopLocales": lambda _, c, a: [{"locale": "tr", "primary": True, "published": True}],
    "abandonedCheckouts": none,
    "disputes": none,
    "metaobject": by_id("Metaobject"),
    "metaobjects": lambda _, c, a: said.reviews(c, a),
    "metaobjectDefinitionByType": lambda _, c, a: None,
}
MUTATION: Fields = {
    "webhookSubscriptionCreate": app.subscribe,
    "webhookSubscriptionUpdate": app.resubscribe,
    "webhookSubscriptionDelete": app.unsubscribe,
    "bulkOperationRunQuery": app.run_bulk,
    "bulkOperationCancel": app.cancel_bulk,
}
ANSWERS: dict[str, Fields] = {
    "QueryRoot": QUERY,
    "Mutation": MUTATION,
    "Order": sold.ORDER,
    "LineItem": sold.LINE,
    "Fulfillment": sold.FULFILLMENT,
    "FulfillmentLineItem": sold.FULFILLMENT_LINE,
    "FulfillmentEvent": sold.EVENT,
    "Customer": sold.CUSTOMER,
    "MailingAddress": sold.ADDRESS,
    "OrderTransaction": back.TRANSACTION,
    "Refund": back.REFUND,
    "RefundLineItem": back.REFUND_LINE,
    "RefundShippingLine": back.REFUND_SHIPPING,
    "Return": back.RETURN,
    "ReturnLineItem": back.RETURN_LINE,
    "ReturnableFulfillment": back.RETURNABLE,
    "ReturnableFulfillmentLineItem": back.RETURNABLE_LINE,
    "FulfillmentOrder": back.FULFILLMENT_ORDER,
    "FulfillmentOrderLineItem": back.FULFILLMENT_ORDER_LINE,
    "Product": goods.PRODUCT,
    "ProductVariant": goods.VARIANT,
    "InventoryItem": goods.ITEM,
    "InventoryLevel": goods.LEVEL,
    "Location": goods.LOCATION,
    "Shop": app.SHOP,
    "ShopPolicy": app.POLICY,
    "Metaobject": said.METAOBJECT,
    "AppInstallation": {
        name: (lambda f: lambda p, c, a: f(p.it, c, a))(field)
        for name, field in app.INSTALLATION.items()
    },
    "WebhookSubscription": app.SUBSCRIPTION,
    "BulkOperation": app.BULK,
}

NEEDED: dict[str, tuple[str, ...]] = {
    "order": ("read_orders",),
    "orders": ("read_orders",),
    "ordersCount": ("read_orders",),
    "orderByIdentifier": ("read_orders",),
    "refund": ("read_orders",),
    "return": ("read_returns", "read_orders"),
    "abandonedCheckouts": ("read_orders",),
    "returnableFulfillments": ("read_returns",),
    "customer": ("read_customers",),
    "customerByIdentifier": ("read_customers",),
    "product": ("read_products",),
    "products": ("read_products",),
    "productByIdentifier": ("read_products",),
    "productVariants": ("read_products",),
    "inventoryItem": ("read_inventory", "read_products"),
    "inventoryItems": ("read_inventory", "read_products"),
    "locations": ("read_locations",),
    "disputes": ("read_shopify_payments_disputes",),
    "metaobject": ("read_metaobjects",),
    "metaobjects": ("read_metaobjects",),
    "shopPolicies": ("read_legal_policies",),
    "returns": ("read_returns",),
    "fulfillmentOrders": (
        "read_assigned_fulfillment_orders",
        "read_merchant_managed_fulfillment_orders",
        "read_third_party_fulfillment_orders",
    ),
}
"""Any one of the scopes opens the field."""

PROTECTED = frozenset(
    {
        ("Order", "email"),
        ("Order", "phone"),
        ("Order", "customer"),
        ("Order", "shippingAddress"),
        ("Order", "billingAddress"),
    }
)
"""Null, with an error beside them, for an app that Shopify has not approved for them."""


def denied(name: str, scopes: tuple[str, ...]) -> GraphQLError:
    quoted = " or ".join(f"`{scope}`" for scope in scopes)
    required = f"{quoted} access scope."
    return GraphQLError(
        f"Access denied for {name} field. Required access: {required}",
        extensions={
            "code": "ACCESS_DENIED",
            "documentation": "https://shopify.dev/api/usage/access-scopes",
            "requiredAccess": required,
        },
    )


def answer(kind: str, name: str, source: Any, context: Context, arguments: Arguments) -> Any:
    """One field of one thing."""
    needed = NEEDED.get(name, ())
    if needed and kind in ("QueryRoot", "Shop", "Order") and not held(context, needed):
        raise denied(name, needed)
    if (kind, name) in PROTECTED and not context.shop.app.protected_data:
        raise GraphQLError(
            f"This app is not approved to use the {name} field. See"
            " https://shopify.dev/docs/apps/launch/protected-customer-data for more details.",
            extensions={"code": "ACCESS_DENIED"},
        )
    known = ANSWERS.get(kind, {}).get(name)
    if known:
        return known(source, context, arguments)
    if isinstance(source, dict) and name in source:
        return source[name]
    raise GraphQLError(
        f"This fake has no answer for {kind}.{name}", extensions={"code": "NOT_MODELLED"}
    )


def held(context: Context, needed: tuple[str, ...]) -> bool:
    return any(scope in context.shop.app.scopes for scope in needed)
