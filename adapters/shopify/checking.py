"""Whether the access we have is enough, and what the owner can do where it is not."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from adapters.shopify import documents as ask
from adapters.shopify import subscriptions
from adapters.shopify.admin import VERSION, Admin
from adapters.shopify.reviews import review_ids
from adapters.shopify.tokens import CREDENTIALS, is_static, time_in, utc_now
from connector.contract import Finding, Settings
from connector.errors import AccessDenied, Unsupported

NEEDED = {
    "read_orders": "orders and refunds",
    "read_fulfillments": "parcels and their scans",
    "read_returns": "returns",
    "read_products": "products",
    "read_inventory": "stock",
    "read_locations": "stock by location",
    "read_customers": "whom an order is for",
}
"""Scopes, and what cannot be answered without."""
WELCOME = {"read_legal_policies": "what the shop's policies say"}
"""Scopes that all else does without."""
ALL_ORDERS = "read_all_orders"
METAOBJECTS = "read_metaobjects"
READING_REVIEWS = (
    f"If you want them: add {METAOBJECTS} to the app's access scopes, ask Shopify in the Partner "
    "Dashboard under API access for standard product reviews, and install the app again. Else "
    "connect the review app itself: Judge.me, Okendo, Stamped or Yotpo."
)
"""https://shopify.dev/docs/apps/build/metaobjects/standard-review-metaobject"""
MOST_SKEW = 60.0
"""Seconds: an install has to come back within 90."""
SOON = timedelta(days=14)
DELIVERIES = "/webhooks/shopify"


def check(admin: Admin, settings: Settings) -> Iterator[Finding]:
    access = admin.ask(ask.ACCESS)
    granted = {scope.handle for scope in access.current_app_installation.access_scopes}
    yield from scopes(granted)
    yield from shop_name(access.shop.myshopify_domain, admin.shop)
    yield from version({v.handle: v.supported for v in access.public_api_versions})
    yield from clock(admin.clock_skew)
    yield from token(settings, utc_now())
    yield from readable(admin)
    yield from reviews(admin, granted)
    yield from webhooks(admin, settings)


def scopes(granted: set[str]) -> Iterator[Finding]:
    """A `write_` scope reads too."""
    readable = granted | {s.replace("write_", "read_", 1) for s in granted}
    missing = [scope for scope in NEEDED if scope not in readable]
    if missing:
        lost = ", ".join(NEEDED[scope] for scope in missing)
        yield Finding(
            severity="error",
            what=f"The app may not read {lost}.",
            cure=f"Add {', '.join(missing)} to the app's access scopes and install it again.",
        )
    for scope in WELCOME.keys() - readable:
        yield Finding(
            severity="warning",
            what=f"The app may not read {WELCOME[scope]}.",
            cure=f"Add {scope} to the app's access scopes and install it again, or give the "
            "store's return policy by `storewire policy set`.",
        )
    if ALL_ORDERS not in readable:
        yield Finding(
            severity="warning",
            what="Shopify shows this app only the orders of the last 60 days.",
            cure=f"Ask Shopify for the scope {ALL_ORDERS} in the Dev Dashboard under API access, "
            "then load the shop once more. Orders that came by webhook stay known.",
        )


def shop_name(said: str, ours: str) -> Iterator[Finding]:
    if said.lower() != ours:
        yield Finding(
            severity="error",
            what=f"The shop calls itself {said}, not {ours}.",
            cure=f"Connect it as {said}: its webhooks come under that name.",
        )


def version(supported: dict[str, bool]) -> Iterator[Finding]:
    if supported and not supported.get(VERSION):
        yield Finding(
            severity="warning",
            what=f"Shopify no longer supports the API version {VERSION} that Storewire asks for.",
            cure="Update Storewire.",
        )


def clock(skew: float) -> Iterator[Finding]:
    if abs(skew) > MOST_SKEW:
        side = "ahead of" if skew > 0 else "behind"
        yield Finding(
            severity="warning",
            what=f"This server's clock is {abs(skew):.0f} seconds {side} Shopify's.",
            cure="Let the server set its clock by NTP: installs and tokens depend on it.",
        )


def token(settings: Settings, now: datetime) -> Iterator[Finding]:
    """What kind it is, and how old."""
    if is_static(settings):
        yield Finding(severity="note", what="Access is by a pasted token, which does not end.")
        return
    since = time_in(settings, "token_from")
    made = f", given {since:%Y-%m-%d %H:%M} UTC" if since else ""
    kind = (
        "client credentials, asked for again each day"
        if settings.get("token_way", CREDENTIALS) == CREDENTIALS
        else "the owner's permission, renewed each hour"
    )
    yield Finding(severity="note", what=f"Access is by {kind}{made}.")
    until = time_in(settings, "refresh_until")
    if until and until - now < SOON:
        yield Finding(
            severity="warning",
            what=f"The permission to renew the token ends on {until:%Y-%m-%d}.",
            cure="Keep Storewire running: each renewal brings a new one. Else connect again.",
        )


def readable(admin: Admin) -> Iterator[Finding]:
    """Shopify answers with gaps where an app may see orders and not whom they are for."""
    try:
        gaps = admin.answer(ask.READABLE, {}).gaps
    except AccessDenied:
        yield Finding(
            severity="error",
            what="Shopify lets this app see no orders.",
            cure=subscriptions.PROTECTED,
        )
        return
    if gaps:
        fields = ", ".join(sorted(gap.rsplit(".", 1)[-1] for gap in gaps))
        yield Finding(
            severity="error",
            what=f"Shopify keeps these back from every order: {fields}. They are not empty.",
            cure=subscriptions.PROTECTED,
        )


def reviews(admin: Admin, granted: set[str]) -> Iterator[Finding]:
    """Only a note: most shops have none there, and Shopify lets few apps read them."""
    try:
        if not granted & {METAOBJECTS, METAOBJECTS.replace("read_", "write_", 1)}:
            raise Unsupported(f"The app lacks the scope {METAOBJECTS}.")
        review_ids(admin, None)
    except Unsupported as error:
        yield Finding(
            severity="note",
            what=f"No reviews are read from Shopify itself. {error.detail}",
            cure=READING_REVIEWS,
        )


def webhooks(admin: Admin, settings: Settings) -> Iterator[Finding]:
    made = [each for each in subscriptions.listed(admin) if is_ours(each.uri)]
    if subscriptions.by_api(settings):
        if not is_static(settings):
            yield Finding(
                severity="error",
                what="webhooks=api is set for an app that can have a shopify.app.toml.",
                cure="If its toml names webhooks, each event comes twice. Remove the setting and "
                "the webhooks made by API, and deploy the toml.",
            )
    elif made:
        yield Finding(
            severity="error",
            what=f"{len(made)} webhooks were made by API beside those of the shopify.app.toml: "
            "each of their events comes twice.",
            cure="Delete those made by API, or, if the app was made in the shop's own admin and "
            "has no toml, give the store the setting webhooks=api.",
        )


def is_ours(uri: str) -> bool:
    return urlsplit(uri).path.rstrip("/").endswith(DELIVERIES)
