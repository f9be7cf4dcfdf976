"""Whether the access we have is enough, and what in the shop will make trouble later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from adapters.ecwid.rest import Rest
from adapters.ecwid.shapes import Profile
from adapters.ecwid.store import Profiles
from connector.contract import Finding
from connector.convert import text_id
from connector.errors import AccessDenied

SKEW = timedelta(minutes=2)
READ = {
    "orders": ("read_orders", "orders cannot be answered for"),
    "products": ("read_catalog", "stock cannot be answered for"),
    "reviews": ("read_reviews", "reviews cannot be read"),
}
REVIEWS = "PRODUCT_REVIEWS_FEATURE"


def check(rest: Rest, profiles: Profiles) -> Iterator[Finding]:
    """Raises where there is no access at all."""
    profile = profiles.read()
    yield Finding(severity="note", what="Ecwid answers and knows the token.")
    yield from about_the_store(rest, profile)
    yield from about_reading(rest)
    yield from about_reviews(profile)
    yield from about_the_clock(rest)


def about_the_store(rest: Rest, profile: Profile) -> Iterator[Finding]:
    known_as = text_id(profile.general_info.store_id)
    if known_as and known_as != rest.store:
        yield Finding(
            severity="error",
            what=f"The token is of the store {known_as[:20]}, and this one is connected as"
            f" {rest.store}: its deliveries are taken for another's.",
            cure="Connect it by its own number.",
        )
    if profile.account.suspended:
        yield Finding(
            severity="error",
            what="Ecwid has suspended the shop: soon nothing can be read.",
            cure="See what the Ecwid admin says about it.",
        )
    if profile.settings.closed:
        yield Finding(severity="note", what="The shop is closed to shoppers for now.")


def about_reading(rest: Rest) -> Iterator[Finding]:
    for path, (scope, loss) in READ.items():
        try:
            rest.get(path, {"limit": 1, "responseFields": "total"})
        except AccessDenied as error:
            yield Finding(
                severity="warning" if path == "reviews" else "error",
                what=f"The app lacks the scope {scope}, so {loss}.",
                cure=error.detail,
            )


def about_reviews(profile: Profile) -> Iterator[Finding]:
    features = profile.account.available_features
    if features is not None and REVIEWS not in features:
        yield Finding(
            severity="note", what="The shop's plan has no product reviews of Ecwid's own."
        )


def about_the_clock(rest: Rest) -> Iterator[Finding]:
    skew = rest.skew
    if skew is not None and abs(skew) > SKEW:
        seconds = int(abs(skew).total_seconds())
        side = "behind" if skew > timedelta(0) else "ahead of"
        yield Finding(
            severity="warning",
            what=f"Our clock is {seconds} seconds {side} Ecwid's.",
            cure="Set this machine's clock by a time server: changes may be asked for too late.",
        )
