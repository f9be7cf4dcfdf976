"""Whether the access we have is enough, and what in the shop will make trouble later."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from adapters.woocommerce.client_shapes import Index, SystemStatus
from adapters.woocommerce.envelope import store_address
from adapters.woocommerce.rest import Rest, decoded
from adapters.woocommerce.rest_failures import BadParameter
from adapters.woocommerce.rest_signing import Way
from connector.contract import Finding
from connector.errors import AccessDenied, AccessRevoked, BadRequest, PlatformAway

SKEW = timedelta(minutes=2)
READ = {
    "orders": "orders cannot be answered for",
    "products": "stock cannot be answered for",
    "products/reviews": "reviews cannot be read",
    "webhooks": "webhooks have to be looked after by hand",
}
OLDEST = (5, 8)
"""The first release that lists what changed since a time."""
INDEX = {"_fields": "name,url,home,namespaces,gmt_offset,timezone_string"}


def read_index(rest: Rest) -> Index:
    return decoded(rest.get_open("", INDEX), Index)


def check(rest: Rest) -> Iterator[Finding]:
    """Raises where there is no access at all."""
    index = read_index(rest)
    if "wc/v3" not in index.namespaces:
        raise PlatformAway(
            "WordPress answers, but WooCommerce's REST API is not there. Switch WooCommerce on, and"
            " bring it up to date."
        )
    rest.get("wc/v3/orders", {"per_page": 1, "_fields": "id"})
    yield Finding(severity="note", what="The shop answers and knows the key.")
    yield from about_the_address(rest, index)
    yield from about_reading(rest)
    yield from about_writing(rest)
    yield from about_the_system(rest)
    yield from about_the_clock(rest)
    yield from about_the_zone(index)


def about_the_address(rest: Rest, index: Index) -> Iterator[Finding]:
    if not same_shop(index.home or "", rest.base):
        yield Finding(
            severity="error",
            what=f"The shop calls itself {(index.home or '')[:200]}, and signs its webhooks so;"
            f" it is connected as {rest.base}.",
            cure="Connect it by the address under Settings > General > Site Address.",
        )
    if rest.moved:
        yield Finding(
            severity="note",
            what="The shop sends us from http:// on to https://.",
            cure="Change its address here to the one with https://.",
        )
    elif rest.way is Way.SIGNED and rest.base.startswith("http://"):
        yield Finding(
            severity="warning",
            what="The shop is asked without encryption: everybody on the way can read its orders.",
            cure="Give the shop a certificate, and change its address here to https://.",
        )
    elif rest.way is not Way.BASIC:
        yield Finding(severity="warning", what=LOST[rest.way], cure=CURES[rest.way])


LOST = {
    Way.SIGNED: "The shop's server loses the Authorization header, so we sign each request.",
    Way.SIGNED_AS_HTTP: "A proxy hides from WordPress that it is asked over https, so we sign each"
    " request.",
}
CURES = {
    Way.SIGNED: "Have the host pass the Authorization header on to PHP (CGIPassAuth on).",
    Way.SIGNED_AS_HTTP: "Set $_SERVER['HTTPS'] = 'on' in wp-config.php where X-Forwarded-Proto is"
    " https.",
}


def same_shop(one: str, other: str) -> bool:
    try:
        return store_address(one) == store_address(other)
    except BadRequest:
        return False


def about_reading(rest: Rest) -> Iterator[Finding]:
    for path, loss in READ.items():
        try:
            rest.get(f"wc/v3/{path}", {"per_page": 1, "_fields": "id"})
        except (AccessDenied, AccessRevoked) as error:
            yield Finding(
                severity="error" if path in ("orders", "products") else "warning",
                what=f"The key may not read {path}, so {loss}.",
                cure=error.detail,
            )


def about_writing(rest: Rest) -> Iterator[Finding]:
    """By a webhook whose topic no release takes: refused as such only if the key may write."""
    try:
        rest.send("POST", "wc/v3/webhooks", {"topic": "storewire.check"})
    except BadParameter:
        yield Finding(severity="note", what="The key may write: we look after the webhooks.")
    except AccessDenied as error:
        yield Finding(
            severity="warning",
            what="The key may not write, so the webhooks have to be made by hand, and one that the"
            " shop disables stays so.",
            cure=error.detail,
        )


def about_the_system(rest: Rest) -> Iterator[Finding]:
    try:
        answer = rest.get("wc/v3/system_status", {"_fields": "environment"})
    except (AccessDenied, PlatformAway):
        return
    found = decoded(answer, SystemStatus).environment
    version = (found.version or "?")[:20]
    yield Finding(severity="note", what=f"WooCommerce {version}.")
    if release(version) < OLDEST:
        yield Finding(
            severity="warning",
            what=f"WooCommerce {version} cannot list what changed, so each sweep reads everything.",
            cure="Bring WooCommerce up to date.",
        )
    if found.wp_cron is False:
        yield Finding(
            severity="warning",
            what="WordPress's own timer is switched off (DISABLE_WP_CRON). Unless the server runs"
            " wp-cron.php, the shop sends no webhooks, and no mails either.",
            cure="Have the server call wp-cron.php every minute.",
        )


def release(version: str) -> tuple[int, int]:
    """Unreadable counts as new."""
    first, _, rest_of_it = version.partition(".")
    second = rest_of_it.partition(".")[0]
    try:
        return int(first), int(second or 0)
    except ValueError:
        return (99, 0)


def about_the_clock(rest: Rest) -> Iterator[Finding]:
    skew = rest.skew
    if skew is not None and abs(skew) > SKEW:
        seconds = int(abs(skew).total_seconds())
        ahead = "ahead of" if skew > timedelta(0) else "behind"
        yield Finding(
            severity="warning",
            what=f"The shop's clock is {seconds} seconds {ahead} ours.",
            cure="Set both clocks by a time server: from a quarter of an hour on, signed requests"
            " are refused.",
        )


def about_the_zone(index: Index) -> Iterator[Finding]:
    if not index.timezone_string:
        yield Finding(
            severity="note",
            what=f"The shop's time zone is a fixed offset ({index.gmt_offset} hours), which knows"
            " no summer time.",
            cure="Choose a city under Settings > General > Timezone.",
        )
