"""What the shop tells its shoppers, from the legal pages of its profile. Pure.

https://docs.ecwid.com/api-reference/rest-api/store-profile/get-store-profile
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import msgspec

from adapters.ecwid.shapes import LegalPage, Profile
from connector.convert import plain_text, web_url
from connector.records import Change, Deleted, Kind, Policy, Ref

POLICY_IDS = {
    "REVOCATION_TERMS": "refund_policy_text",
    "LEGAL_INFO": "legal_info_text",
    "SHIPPING_COST_PAYMENT_INFO": "shipping_cost_payment_info_text",
    "TERMS": "terms_text",
    "PRIVACY_STATEMENT": "privacy_statement_text",
}
"""The document of each is `{"url": ..., "title": ..., "text": ...}`."""
ELSEWHERE = "EXTERNAL_URL"


def policy_changes(profile: Profile) -> Iterator[Change]:
    """A page that is switched off or empty is gone. `updated_at` is None: nothing tells it."""
    settings = profile.legal_pages_settings
    pages = {page.type: page for page in (settings.legal_pages if settings else None) or ()}
    language = profile.languages.default_language or ""
    for kind, own_id in POLICY_IDS.items():
        page = pages.get(kind)
        shown = document(page, language) if page and page.enabled else None
        if shown is None:
            yield Deleted(ref=Ref(kind=Kind.POLICY, id=own_id))
        else:
            yield Policy(id=own_id, document=msgspec.json.encode(shown).decode())


def document(page: LegalPage, language: str) -> dict[str, str] | None:
    """In the shop's own language; None where there is nothing to read."""
    elsewhere = page.display == ELSEWHERE
    url = page.external_url or translated(page.external_url_translated, language)
    text = page.text or translated(page.text_translated, language)
    found = {
        "url": web_url(url) if elsewhere else "",
        "title": plain_text(page.title or translated(page.title_translated, language)),
        "text": "" if elsewhere else plain_text(text),
    }
    return found if found["url"] or found["text"] else None


def translated(texts: Mapping[str, Any] | None, language: str) -> str:
    found = (texts or {}).get(language)
    return found if isinstance(found, str) else ""
