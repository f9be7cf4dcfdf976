"""The shop's refund policy as text, from its public pages.

WooCommerce drafts a page `refund_returns` full of sample text, and no route tells which page it
is: so by its address, then by those that shops commonly give it, then the terms page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import msgspec

from adapters.woocommerce.client_shapes import PagePayload, SettingPayload
from adapters.woocommerce.rest import Rest, decoded
from adapters.woocommerce.rest_failures import BadParameter, NoRoute
from adapters.woocommerce.rest_signing import Param
from connector.convert import Id, plain_text, text_id, utc_or_none, web_url
from connector.errors import AccessDenied, AccessRevoked
from connector.records import Change, Deleted, Kind, Policy, Ref

POLICY_ID = "refund_policy_text"
"""Its document is `{"url": ..., "title": ..., "text": ...}`: what the shop tells its shoppers."""
SLUGS = (
    "refund_returns",
    "refund-policy",
    "return-policy",
    "returns",
    "refunds",
    "refund-and-returns-policy",
    "returns-refunds",
    "iade-politikasi",
    "iade-ve-degisim",
    "iade-kosullari",
    "iptal-ve-iade-kosullari",
    "widerruf",
    "widerrufsbelehrung",
    "rueckgabe",
)
FIELDS = "id,slug,link,modified_gmt,title,content"
SAMPLE = re.compile(r"this is a sample page|\{[^{}]{2,40}\}", re.IGNORECASE)
"""Its first words, or a gap that nobody filled in, such as `{physical address}`."""


def policy_changes(rest: Rest) -> Iterator[Change]:
    try:
        page = next(policy_pages(rest), None)
    except (AccessDenied, AccessRevoked, NoRoute, BadParameter):
        return  # WordPress's own routes are closed or gone: no news of the page.
    if page is None:
        yield Deleted(ref=Ref(kind=Kind.POLICY, id=POLICY_ID))
        return
    shown = {
        "url": web_url(page.link),
        "title": plain_text(page.title.rendered or ""),
        "text": plain_text(page.content.rendered or ""),
    }
    yield Policy(
        id=POLICY_ID,
        updated_at=utc_or_none(page.modified_gmt),
        document=msgspec.json.encode(shown).decode(),
    )


def policy_pages(rest: Rest) -> Iterator[PagePayload]:
    """Best first, without sample text."""
    params: dict[str, Param] = {"slug": SLUGS, "_fields": FIELDS, "per_page": 100}
    found = decoded(rest.get_open("wp/v2/pages", params), tuple[PagePayload, ...])
    named = [page for page in found if page.slug in SLUGS]
    for page in sorted(named, key=lambda page: SLUGS.index(page.slug or "")):
        if is_written(page):
            yield page
    yield from terms_pages(rest)


def terms_pages(rest: Rest) -> Iterator[PagePayload]:
    page_id = terms_page_id(rest)
    if page_id:
        params = {"include": page_id, "_fields": FIELDS}
        pages = decoded(rest.get_open("wp/v2/pages", params), tuple[PagePayload, ...])
        yield from (page for page in pages if text_id(page.id) == page_id and is_written(page))


def terms_page_id(rest: Rest) -> str:
    try:
        answer = rest.find("wc/v3/settings/advanced/woocommerce_terms_page_id")
    except (AccessDenied, NoRoute):
        return ""  # A key that may not read settings still reads orders.
    if answer is None:
        return ""
    try:
        own_id = text_id(msgspec.json.decode(decoded(answer, SettingPayload).value, type=Id))
    except msgspec.DecodeError:
        return ""
    return own_id if own_id.isascii() and own_id.isdigit() else ""


def is_written(page: PagePayload) -> bool:
    text = plain_text(page.content.rendered or "")
    return bool(text) and not SAMPLE.search(text)
