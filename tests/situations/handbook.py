"""What a shopper asks of the store itself: its shipping, its pages, its questions."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from connector.answers.faq_document import FAQ_PAGE
from connector.answers.hours_document import OPENING_HOURS
from connector.answers.shipping_lanes import SHIPPING_DETAILS
from connector.convert import money
from tests.situations.hours import BERLIN, TEHRAN, TUESDAY_NOON
from tests.situations.orders import PAID, WANG, where_is
from tests.situations.situation import Situation, ask, at

SHIPPING, POLICIES, FAQ = "/v1/shipping", "/v1/policies", "/v1/faq"
PARCELS: dict[str, Any] = {
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
        {
            "shippingOrigin": {"addressCountry": "DE"},
            "shippingDestination": {"addressCountry": "RU"},
            "doesNotShip": True,
        },
    ],
}
QUESTIONS: dict[str, Any] = {
    "@type": "FAQPage",
    "inLanguage": "tr",
    "mainEntity": [
        {
            "@type": "Question",
            "identifier": "pay",
            "inLanguage": language,
            "name": name,
            "acceptedAnswer": {"text": text},
            "url": "https://lale.example.com/sss#odeme",
        }
        for language, name, text in (
            ("tr", "Nasıl ödeyebilirim?", "Kartla, havaleyle veya kapıda ödeyebilirsiniz."),
            ("en", "How can I pay?", "By card, by bank transfer or on delivery."),
            ("fa", "چگونه می‌توانم پرداخت کنم؟", "با کارت بانکی، حواله یا هنگام تحویل."),
            ("zh", "如何付款？", "可以刷卡、银行转账或货到付款。"),
        )
    ]
    + [
        {
            "@type": "Question",
            "name": "Hediye paketi yapıyor musunuz?",
            "acceptedAnswer": {"text": "Evet, tanesi 25 TL.\nSepette seçebilirsiniz."},
        }
    ],
}
PRIVACY = {
    "url": "https://lale.example.com/gizlilik",
    "title": "Gizlilik",
    "text": "Adresinizi yasanın istediği süre kadar saklarız. Kimseye satmayız.",
}
TERMS = {"url": "https://lale.example.com/sartlar", "title": "", "text": "Fiyatlara KDV dahildir."}


def euros(amount: str) -> Any:
    return money(Decimal(amount), "EUR")


def faq(name: str, asked: str, first: str, **more: Any) -> Situation:
    """`first`: the answer that an English reader gets."""
    return Situation(
        name=name,
        asks=ask(FAQ, q=asked),
        owner={FAQ_PAGE: QUESTIONS},
        facts={"entries.0.url": "https://lale.example.com/sss#odeme"},
        says=(first,),
        by_language=True,
        **more,
    )


HANDBOOK = (
    Situation(
        name="How much is it to send it to me in Germany",
        asks=ask(SHIPPING, country="DE"),
        owner={SHIPPING_DETAILS: PARCELS},
        now=TUESDAY_NOON,
        next_actions=("buy",),
        facts={"country": "DE", "ships": True},
        tells=(euros("4.90"), euros("50.00")),
    ),
    Situation(
        name="How much is it to send a small basket to Germany",
        asks=ask(SHIPPING, country="de", total="49.90"),
        owner={SHIPPING_DETAILS: PARCELS},
        now=TUESDAY_NOON,
        next_actions=("buy",),
        facts={"ships": True},
        tells=(euros("4.90"),),
    ),
    Situation(
        name="Sending a big basket to Germany is free",
        asks=ask(SHIPPING, country="DE", total="80"),
        owner={SHIPPING_DETAILS: PARCELS},
        now=TUESDAY_NOON,
        next_actions=("buy",),
        facts={"ships": True},
        says=("Shipping is free",),
    ),
    Situation(
        name="How much is it to send it to me in Austria",
        asks=ask(SHIPPING, country="AT"),
        owner={SHIPPING_DETAILS: PARCELS},
        now=TUESDAY_NOON,
        next_actions=("buy",),
        facts={"country": "AT", "ships": True},
        tells=(euros("9.90"),),
    ),
    Situation(
        name="The shop does not send anything to where I live",
        asks=ask(SHIPPING, country="RU"),
        owner={SHIPPING_DETAILS: PARCELS},
        now=TUESDAY_NOON,
        next_actions=("contact_store",),
        facts={"ships": False},
        says=("We do not ship to this destination: Russia.",),
    ),
    Situation(
        name="The shop never said whether it sends to where I live",
        asks=ask(SHIPPING, country="JP"),
        owner={SHIPPING_DETAILS: PARCELS},
        now=TUESDAY_NOON,
        outcome="no_match",
        next_actions=("contact_store",),
        says=("Japan",),
    ),
    Situation(
        name="I ask for shipping and do not say to where",
        asks=ask(SHIPPING),
        owner={SHIPPING_DETAILS: PARCELS},
        now=TUESDAY_NOON,
        outcome="no_match",
        next_actions=("check_details",),
        says=("Please tell us which country it is.",),
    ),
    Situation(
        name="The shop said nothing about shipping and is closed",
        asks=ask(SHIPPING, country="DE"),
        owner={OPENING_HOURS: BERLIN},
        now=at("2026-10-06T20:00"),
        outcome="no_match",
        next_actions=("contact_store",),
        says=("We are closed at the moment.", "A person will answer you by"),
    ),
    Situation(
        name="By the shop's own times it should be here soon",
        asks=where_is("#1002", WANG),
        deliveries=(PAID,),
        owner={
            SHIPPING_DETAILS: {
                "@type": "ShippingService",
                "name": "Express",
                "scheduleTimezone": "Europe/Istanbul",
                "handlingTime": {"duration": {"maxValue": 1}},
                "shippingConditions": [
                    {
                        "shippingOrigin": {"addressCountry": "TR"},
                        "shippingDestination": {"addressCountry": "CN"},
                        "transitTime": {"duration": {"minValue": 3, "maxValue": 5}},
                    }
                ],
            }
        },
        now=at("2026-10-02T09:00"),
        facts={"headline": "OrderProcessing", "estimated_delivery_basis": "policy"},
        next_actions=("wait",),
        says=("By our shipping times it should arrive by",),
        tells=("#1002",),
    ),
    Situation(
        name="What does the shop do with my address",
        asks=ask(POLICIES, which="privacy"),
        owner={"privacy_policy_text": PRIVACY, "terms_of_service_text": TERMS},
        facts={"policies.0.which": "privacy", "policies.0.title": "Gizlilik"},
        says=("Our page “Gizlilik” says:", "You can read all of it here:"),
        tells=("Gizlilik",),
    ),
    Situation(
        name="The terms have no title",
        asks=ask(POLICIES, which="terms"),
        owner={"terms_of_service_text": TERMS},
        facts={"policies.0.title": None},
        says=("Our terms say:",),
        tells=("Fiyatlara KDV dahildir.",),
    ),
    Situation(
        name="Which pages does the shop have",
        asks=ask(POLICIES),
        owner={"privacy_policy_text": PRIVACY, "terms_of_service_text": TERMS},
        facts={"policies.1.which": "terms"},
        says=("We have these pages:",),
        tells=("Gizlilik",),
    ),
    Situation(
        name="The shop has no page on what I ask",
        asks=ask(POLICIES, which="legal"),
        owner={"privacy_policy_text": PRIVACY},
        outcome="no_match",
        next_actions=("contact_store",),
    ),
    faq("How can I pay, asked in English", "How can I pay?", "By card, by bank transfer"),
    faq("How can I pay, asked in Turkish", "nasıl ödeyebilirim", "Kartla, havaleyle"),
    faq("How can I pay, asked in Persian", "چگونه می‌توانم پرداخت کنم؟", "با کارت بانکی"),
    faq("How can I pay, asked in Chinese", "如何付款", "可以刷卡"),
    Situation(
        name="I ask about gift wrapping in other words than the shop",
        asks=ask(FAQ, q="hediye paketi"),
        owner={FAQ_PAGE: QUESTIONS},
        facts={"entries.0.question": "Hediye paketi yapıyor musunuz?"},
        says=("You may have meant this question:",),
        by_language=True,
    ),
    Situation(
        name="I ask something that the shop has no answer to",
        asks=ask(FAQ, q="Do you repair <b>bicycles</b>?"),
        owner={FAQ_PAGE: QUESTIONS, OPENING_HOURS: TEHRAN},
        now=at("2026-10-09T08:00"),
        outcome="no_match",
        next_actions=("contact_store",),
        says=("We have no ready answer to", "A person will be here from"),
    ),
)
