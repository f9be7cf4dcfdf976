"""The shop, its policies, the app, its webhook subscriptions and bulk operations."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from urllib.parse import urlsplit

from tests.fakes.shopify.answer_goods import number_of
from tests.fakes.shopify.answer_orders import Fields, when
from tests.fakes.shopify.model import gid
from tests.fakes.shopify.page import Arguments, Context, Page, page
from tests.fakes.shopify.topics import COMPLIANCE, graphql_topic, header_topic
from tests.fakes.shopify.webhooks import VERSION, Subscription

Said = dict[str, Any]

SHOP: Fields = {
    "id": lambda s, c, a: gid("Shop", s.id),
    "name": lambda s, c, a: s.name,
    "myshopifyDomain": lambda s, c, a: s.domain,
    "primaryDomain": lambda s, c, a: {
        "id": gid("Domain", 1),
        "url": f"https://{s.domain}",
        "host": s.domain,
    },
    "email": lambda s, c, a: s.email,
    "contactEmail": lambda s, c, a: s.email,
    "currencyCode": lambda s, c, a: s.currency,
    "ianaTimezone": lambda s, c, a: "Europe/Istanbul",
    "plan": lambda s, c, a: {
        "publicDisplayName": "Development",
        "displayName": "Developer Preview",
        "shopifyPlus": False,
        "partnerDevelopment": True,
    },
    "shopPolicies": lambda s, c, a: list(s.policies.values()),
}

POLICY: Fields = {
    "id": lambda p, c, a: gid("ShopPolicy", p.id),
    "type": lambda p, c, a: p.type,
    "title": lambda p, c, a: p.title,
    "url": lambda p, c, a: f"https://{c.shop.domain}/policies/{p.type.lower().replace('_', '-')}",
    "body": lambda p, c, a: p.body,
    "createdAt": lambda p, c, a: when(p.created_at),
    "updatedAt": lambda p, c, a: when(p.updated_at),
    "translations": lambda p, c, a: [],
}

INSTALLATION: Fields = {
    "id": lambda s, c, a: gid("AppInstallation", s.id),
    "launchUrl": lambda s, c, a: f"https://{s.domain}/admin/apps/storewire",
    "accessScopes": lambda s, c, a: [{"handle": scope} for scope in sorted(s.app.scopes)],
    "app": lambda s, c, a: {"id": gid("App", 1), "handle": "storewire", "title": "Storewire"},
}

SUBSCRIPTION: Fields = {
    "id": lambda s, c, a: gid("WebhookSubscription", s.id),
    "legacyResourceId": lambda s, c, a: str(s.id),
    "topic": lambda s, c, a: graphql_topic(s.topic),
    "uri": lambda s, c, a: s.uri,
    "name": lambda s, c, a: s.name,
    "filter": lambda s, c, a: "",
    "includeFields": lambda s, c, a: list(s.include_fields),
    "metafieldNamespaces": lambda s, c, a: list(s.metafield_namespaces),
    "format": lambda s, c, a: s.format,
    "apiVersion": lambda s, c, a: version(VERSION),
    "createdAt": lambda s, c, a: when(s.created_at),
    "updatedAt": lambda s, c, a: when(s.updated_at),
}

BULK: Fields = {
    "id": lambda o, c, a: gid("BulkOperation", o.id),
    "status": lambda o, c, a: o.status,
    "type": lambda o, c, a: "QUERY",
    "errorCode": lambda o, c, a: o.error_code,
    "query": lambda o, c, a: o.query,
    "createdAt": lambda o, c, a: when(o.created_at),
    "completedAt": lambda o, c, a: when(o.completed_at),
    "objectCount": lambda o, c, a: str(o.objects),
    "rootObjectCount": lambda o, c, a: str(o.roots),
    "fileSize": lambda o, c, a: str(o.size) if o.status == "COMPLETED" else None,
    "url": lambda o, c, a: c.shop.bulk.url(o),
    "partialDataUrl": lambda o, c, a: c.shop.bulk.partial_url(o),
}


def version(handle: str) -> Said:
    return {"handle": handle, "displayName": handle, "supported": True}


def versions() -> list[Said]:
    return [version(f"2026-{month:02d}") for month in (1, 4, 7)]


def subscriptions(context: Context, arguments: Arguments) -> Page:
    """Only those the Admin API made: an app's configured ones are not listed, as at Shopify."""
    topics, uri = arguments.get("topics"), arguments.get("uri") or arguments.get("callbackUrl")
    found = [
        s
        for s in context.shop.webhooks.of_api.values()
        if (not topics or graphql_topic(s.topic) in topics) and (not uri or s.uri == uri)
    ]
    return page(context, arguments, found, lambda s: s.id)


def subscribe(_: Any, context: Context, arguments: Arguments) -> Said:
    asked, topic = arguments["webhookSubscription"], header_topic(arguments["topic"])
    wrong = objections(context, topic, asked)
    if wrong:
        return {"webhookSubscription": None, "userErrors": wrong}
    now = context.shop.now()
    made = Subscription(
        id=context.shop.new_id(),
        topic=topic,
        uri=address(asked),
        created_at=now,
        updated_at=now,
        name=asked.get("name"),
        include_fields=tuple(asked.get("includeFields") or ()),
        metafield_namespaces=tuple(asked.get("metafieldNamespaces") or ()),
    )
    context.shop.webhooks.of_api[made.id] = made
    return {"webhookSubscription": made, "userErrors": []}


def address(asked: Said) -> str:
    return str(asked.get("uri") or asked.get("callbackUrl") or "")


def objections(context: Context, topic: str, asked: Said) -> list[Said]:
    uri, where = address(asked), ["webhookSubscription", "callbackUrl"]
    taken = any(s.topic == topic and s.uri == uri for s in context.shop.webhooks.of_api.values())
    scheme = urlsplit(uri).scheme
    if topic in COMPLIANCE:
        return [{"field": ["topic"], "message": "The specified topic is invalid."}]
    if asked.get("filter"):
        return [{"field": ["webhookSubscription"], "message": "This fake knows no filters."}]
    if not uri:
        return [{"field": where, "message": "Address can't be blank"}]
    if scheme != "https" and not context.shop.plain_http:
        return [{"field": where, "message": f"Address protocol {scheme}:// is not supported"}]
    if taken:
        return [{"field": where, "message": "Address for this topic has already been taken"}]
    return []


def resubscribe(_: Any, context: Context, arguments: Arguments) -> Said:
    held, asked = context.shop.webhooks.of_api, arguments["webhookSubscription"]
    old = held.get(number_of(arguments["id"]))
    if old is None:
        return {"webhookSubscription": None, "userErrors": [no_such()]}
    changed = replace(
        old,
        uri=address(asked) or old.uri,
        name=asked.get("name", old.name),
        include_fields=tuple(asked.get("includeFields") or old.include_fields),
        updated_at=context.shop.after(old.updated_at),
    )
    held[old.id] = changed
    return {"webhookSubscription": changed, "userErrors": []}


def unsubscribe(_: Any, context: Context, arguments: Arguments) -> Said:
    gone = context.shop.webhooks.of_api.pop(number_of(arguments["id"]), None)
    wrong = [] if gone else [no_such()]
    return {"deletedWebhookSubscriptionId": arguments["id"] if gone else None, "userErrors": wrong}


def no_such() -> Said:
    return {"field": ["id"], "message": "Webhook subscription does not exist"}


def run_bulk(_: Any, context: Context, arguments: Arguments) -> Said:
    group = bool(arguments.get("groupObjects"))
    operation, wrong = context.shop.bulk.run(arguments["query"], group=group)
    return {"bulkOperation": operation, "userErrors": wrong}


def cancel_bulk(_: Any, context: Context, arguments: Arguments) -> Said:
    operation, wrong = context.shop.bulk.cancel(number_of(arguments["id"]))
    return {"bulkOperation": operation, "userErrors": wrong}


def operations(context: Context, arguments: Arguments) -> Page:
    """`query` knows `status:` alone."""
    word = (arguments.get("query") or "").partition("status:")[2].strip().upper()
    found = [o for o in context.shop.bulk.seen_all() if not word or o.status == word]
    return page(context, arguments, found, lambda o: o.id)
