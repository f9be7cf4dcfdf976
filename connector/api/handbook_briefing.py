"""What the OpenAPI document says of the questions about the store itself, with a demo store's
answers: `connector.api.briefing` and `connector.api.examples` take them in."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import ConfigDict

from connector.answers.answer import Answer
from connector.answers.faq import FaqFound, faq_answer
from connector.answers.faq_document import FAQ_PAGE, parse_faq
from connector.answers.hours import HoursFacts, opening_hours
from connector.answers.hours_document import OPENING_HOURS, parse_hours
from connector.answers.shipping import ShippingFacts, shipping
from connector.answers.shipping_lanes import SHIPPING_DETAILS, parse_shipping
from connector.answers.store_policies import PoliciesFacts, Topic, policy_text, store_policies
from connector.answers.words import speak
from connector.api.problems import missing
from connector.errors import BadRequest, StorewireError
from connector.records import Policy

ABOUT_SHIPPING = (
    "Use when a shopper asks how long shipping takes, what it costs, from when on it is free, or "
    "whether the store ships to a place. Send `country` if you know it, and `total`, the worth of "
    "the basket, for the one price that holds. The dates are an estimate for an order placed now, "
    "public holidays considered. `no_match` means that the store has not told: do not guess."
)
ABOUT_POLICIES = (
    "Use when a shopper asks what the store's own terms, privacy, shipping, refund or contact page "
    "says. The texts are the store's, in its own words and language. To find out whether something "
    "can be returned, ask `get_return_policy` instead."
)
ABOUT_FAQ = (
    "Use when a shopper asks anything else about the store, such as payment, gift wrapping or "
    "warranty: finds the store's own answer. Send the question as the shopper asks it, in any "
    "language. `no_match` means that the store has no ready answer: do not make one up."
)
ABOUT_HOURS = (
    "Use when a shopper asks when the store is open, or when a person will answer. Considers "
    "public holidays and special days. Times in `facts` are UTC; those in `message` are by the "
    "store's own clock."
)


class ShippingAnswer(Answer[ShippingFacts]):
    """How long shipping takes and what it costs."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class PoliciesAnswer(Answer[PoliciesFacts]):
    """What the store's own pages say."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class FaqAnswer(Answer[FaqFound]):
    """The store's own answer to a question."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


class HoursAnswer(Answer[HoursFacts]):
    """When somebody is there."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)


ANSWERS = (ShippingAnswer, PoliciesAnswer, FaqAnswer, HoursAnswer)
MISTAKES: dict[str, tuple[StorewireError, ...]] = {
    "get_shipping": (
        BadRequest(
            "The parameter `country` does not fit: must be an ISO 3166-1 alpha-2 country code such "
            "as DE, or a list of them.",
            "country",
        ),
    ),
    "get_policies": (
        BadRequest(
            "The parameter `which` does not fit: String should match pattern "
            f"'^({'|'.join(Topic)})$'.",
            "which",
        ),
    ),
    "get_faq": (missing("q"),),
    "get_hours": (BadRequest("There is no parameter `day` here.", "day"),),
}
"""What 400 can say, by operation."""

HOURS: dict[str, Any] = {
    "@type": "Store",
    "scheduleTimezone": "Europe/Berlin",
    "address": {"addressCountry": "DE", "addressRegion": "BE"},
    "openingHoursSpecification": [
        {
            "dayOfWeek": ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday"],
            "opens": "09:00",
            "closes": "17:00",
        },
        {"dayOfWeek": "PublicHolidays"},
    ],
    "firstReplyMinutes": 120,
}
SHIPPING: dict[str, Any] = {
    "@type": "ShippingService",
    "provider": "DHL",
    "scheduleTimezone": "Europe/Berlin",
    "handlingTime": {
        "duration": {"minValue": 0, "maxValue": 1, "unitCode": "DAY"},
        "cutoffTime": "14:00",
    },
    "shippingConditions": [
        {
            "shippingOrigin": {"addressCountry": "DE"},
            "shippingDestination": {"addressCountry": "DE"},
            "shippingRate": {
                "shippingRate": {"value": "4.90", "currency": "EUR"},
                "freeShippingThreshold": {"value": "50.00", "currency": "EUR"},
            },
            "transitTime": {"duration": {"minValue": 1, "maxValue": 2, "unitCode": "DAY"}},
        },
        {
            "shippingOrigin": {"addressCountry": "DE"},
            "shippingDestination": {"addressCountry": ["AT", "CH"]},
            "shippingRate": {"value": "9.90", "currency": "EUR"},
            "transitTime": {"duration": {"minValue": 2, "maxValue": 4, "unitCode": "DAY"}},
        },
    ],
}
FAQ: dict[str, Any] = {
    "@type": "FAQPage",
    "inLanguage": "en",
    "mainEntity": [
        {
            "@type": "Question",
            "identifier": "pay",
            "name": "How can I pay?",
            "acceptedAnswer": {"text": "By card, by PayPal or by bank transfer."},
            "url": "https://shop.example/faq#pay",
        },
        {
            "@type": "Question",
            "identifier": "pay",
            "inLanguage": "fa",
            "name": "چگونه می‌توانم پرداخت کنم؟",
            "acceptedAnswer": {"text": "با کارت بانکی، پی‌پال یا حوالهٔ بانکی."},
            "url": "https://shop.example/faq#pay",
        },
        {
            "@type": "Question",
            "name": "Do you wrap gifts?",
            "acceptedAnswer": {"text": "Yes, for 2 euros each. Choose it in the basket."},
        },
    ],
}
PRIVACY: dict[str, Any] = {
    "url": "https://shop.example/privacy",
    "title": "Privacy",
    "text": "We keep your address for as long as the law wants. We sell it to nobody.",
}
TOTAL = Decimal("49.90")
DOCUMENTS = {
    OPENING_HOURS: HOURS,
    SHIPPING_DETAILS: SHIPPING,
    FAQ_PAGE: FAQ,
    "privacy_policy_text": PRIVACY,
}


def text_of(own_id: str) -> str:
    return json.dumps(DOCUMENTS[own_id], ensure_ascii=False)


def handbook_records(seen: datetime) -> tuple[Policy, ...]:
    return tuple(Policy(id=own, document=text_of(own), updated_at=seen) for own in DOCUMENTS)


def handbook_examples(
    shown: Callable[[str, Answer[Any]], dict[str, Any]], *, now: datetime, seen: datetime
) -> dict[str, dict[str, Any]]:
    """As `connector.api.examples.examples` lists them; `shown` is how it shows one."""
    en, fa = speak("en"), speak("fa")
    hours, lanes = parse_hours(text_of(OPENING_HOURS)), parse_shipping(text_of(SHIPPING_DETAILS))
    faq = parse_faq(text_of(FAQ_PAGE))
    privacy = policy_text("privacy_policy_text", text_of("privacy_policy_text"), seen, seen)
    pages = [privacy] if privacy else []
    around: dict[str, Any] = {"hours": hours, "words": en, "now": now}
    return {
        "get_shipping": {
            "ok": shown(
                "?country=DE&total=49.90",
                shipping(lanes, country="DE", total=TOTAL, seen_at=seen, **around),
            ),
            "no_match": shown("?country=TR", shipping(lanes, country="TR", **around)),
        },
        "get_policies": {
            "ok": shown("?which=privacy", store_policies(pages, which=Topic.PRIVACY, **around)),
            "no_match": shown("?which=terms", store_policies(pages, which=Topic.TERMS, **around)),
        },
        "get_faq": {
            "ok": shown(
                "?q=How can I pay?",
                faq_answer(faq, asked="How can I pay?", seen_at=seen, **around),
            ),
            "no_match": shown(
                "?q=Do you repair bicycles?",
                faq_answer(faq, asked="Do you repair bicycles?", **around),
            ),
        },
        "get_hours": {
            "ok": shown("", opening_hours(hours, words=en, now=now, seen_at=seen)),
            "persian": shown("?locale=fa", opening_hours(hours, words=fa, now=now, seen_at=seen)),
        },
    }
