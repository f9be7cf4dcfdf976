"""The store's profile, with its legal pages."""

from __future__ import annotations

from dataclasses import dataclass, field

from tests.fakes.ecwid.clock import Json

PAGES = {
    "LEGAL_INFO": "Hakkımızda",
    "SHIPPING_COST_PAYMENT_INFO": "Kargo ve Ödeme",
    "PRIVACY_STATEMENT": "Gizlilik",
    "TERMS": "Koşullar",
    "REVOCATION_TERMS": "İade Politikası",
}


def blank(kind: str, title: str) -> Json:
    return {
        "type": kind,
        "enabled": False,
        "title": title,
        "display": "INLINE",
        "text": "",
        "externalUrl": "",
    }


@dataclass(slots=True, kw_only=True)
class Profile:
    store_id: int
    currency: str = "TRY"
    preorders: bool = False
    order_prefix: str = "KANDIL-"
    suspended: bool = False
    pages: dict[str, Json] = field(
        default_factory=lambda: {kind: blank(kind, title) for kind, title in PAGES.items()}
    )

    def write(self, kind: str, title: str, text: str, url: str) -> None:
        """An empty page is switched off."""
        self.pages[kind] = blank(kind, title) | {
            "enabled": bool(text or url),
            "display": "EXTERNAL_URL" if url else "INLINE",
            "text": text,
            "externalUrl": url,
        }

    def shown(self) -> Json:
        return {
            "generalInfo": {
                "storeId": self.store_id,
                "storeUrl": "https://kandil.example.com",
                "websitePlatform": "instantsite",
            },
            "account": {
                "accountName": "Kandil",
                "accountEmail": "owner@example.com",
                "suspended": self.suspended,
                "availableFeatures": ["PREMIUM", "API", "PRODUCT_REVIEWS_FEATURE"],
                "paid": True,
            },
            "settings": {
                "closed": False,
                "storeName": "Kandil",
                "allowPreordersForOutOfStockProducts": self.preorders,
                "productReviewsFeatureEnabled": True,
            },
            "formatsAndUnits": {
                "currency": self.currency,
                "currencyPrecision": 2,
                "timezone": "Europe/Istanbul",
                "orderNumberPrefix": self.order_prefix,
                "orderNumberSuffix": "",
            },
            "languages": {"enabledLanguages": ["tr", "fa", "zh"], "defaultLanguage": "tr"},
            "legalPagesSettings": {
                "requireTermsAgreementAtCheckout": True,
                "legalPages": list(self.pages.values()),
            },
        }
