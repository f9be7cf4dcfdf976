"""Questions about the store itself: how it ships, what its pages say, when it is open."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from flask import Response

from connector.answers.faq import faq_answer
from connector.answers.faq_document import FAQ_PAGE, parse_faq
from connector.answers.hours import opening_hours
from connector.answers.hours_document import OPENING_HOURS, parse_hours
from connector.answers.opening import Hours
from connector.answers.shipping import shipping
from connector.answers.shipping_lanes import SHIPPING_DETAILS, parse_shipping
from connector.answers.store_policies import (
    RECORDS,
    PolicyText,
    Topic,
    page_on,
    policy_text,
    store_policies,
)
from connector.api import briefing
from connector.api.handbook_briefing import (
    ABOUT_FAQ,
    ABOUT_HOURS,
    ABOUT_POLICIES,
    ABOUT_SHIPPING,
    FaqAnswer,
    HoursAnswer,
    PoliciesAnswer,
    ShippingAnswer,
)
from connector.api.handbook_questions import (
    FaqQuestion,
    HoursQuestion,
    PoliciesQuestion,
    ShippingQuestion,
)
from connector.api.library import asker, library, log, noted, spoken
from connector.api.v1 import v1
from connector.errors import BadRequest, Misconfigured
from connector.storage.handbook import Page, find_pages

Parsed = TypeVar("Parsed")
ORDER = tuple(RECORDS)
SHIPPING_PAGES = tuple(own_id for own_id, topic in RECORDS.items() if topic is Topic.SHIPPING)


@v1.get("/shipping")
@v1.input(ShippingQuestion, location="query", arg_name="question")
@v1.output(ShippingAnswer, description=briefing.ANSWERED)
@v1.doc(**briefing.operation("get_shipping", "How does the store ship", ABOUT_SHIPPING))
def get_shipping(question: ShippingQuestion) -> Response:
    pages = pages_of(SHIPPING_DETAILS, OPENING_HOURS, *SHIPPING_PAGES)
    held = pages.get(SHIPPING_DETAILS)
    answer = shipping(
        parsed(held, parse_shipping),
        country=question.country or None,
        postcode=question.postcode,
        total=question.worth,
        hours=hours_of(pages),
        page=page_on(Topic.SHIPPING, texts_of(pages)),
        words=spoken(question.locale),
        now=library().clock(),
        seen_at=held.seen_at if held else None,
    )
    return noted(answer)


@v1.get("/policies")
@v1.input(PoliciesQuestion, location="query", arg_name="question")
@v1.output(PoliciesAnswer, description=briefing.ANSWERED)
@v1.doc(**briefing.operation("get_policies", "What do its pages say", ABOUT_POLICIES))
def get_policies(question: PoliciesQuestion) -> Response:
    pages = pages_of(OPENING_HOURS, *RECORDS)
    answer = store_policies(
        texts_of(pages),
        which=question.topic,
        hours=hours_of(pages),
        words=spoken(question.locale),
        now=library().clock(),
    )
    return noted(answer)


@v1.get("/faq")
@v1.input(FaqQuestion, location="query", arg_name="question")
@v1.output(FaqAnswer, description=briefing.ANSWERED)
@v1.doc(**briefing.operation("get_faq", "Questions and answers", ABOUT_FAQ))
def get_faq(question: FaqQuestion) -> Response:
    pages = pages_of(FAQ_PAGE, OPENING_HOURS)
    held = pages.get(FAQ_PAGE)
    answer = faq_answer(
        parsed(held, parse_faq),
        asked=question.q,
        hours=hours_of(pages),
        words=spoken(question.locale),
        now=library().clock(),
        seen_at=held.seen_at if held else None,
    )
    return noted(answer)


@v1.get("/hours")
@v1.input(HoursQuestion, location="query", arg_name="question")
@v1.output(HoursAnswer, description=briefing.ANSWERED)
@v1.doc(**briefing.operation("get_hours", "When is somebody there", ABOUT_HOURS))
def get_hours(question: HoursQuestion) -> Response:
    pages = pages_of(OPENING_HOURS)
    held = pages.get(OPENING_HOURS)
    answer = opening_hours(
        parsed(held, parse_hours),
        words=spoken(question.locale),
        now=library().clock(),
        seen_at=held.seen_at if held else None,
    )
    return noted(answer)


def pages_of(*ids: str) -> dict[str, Page]:
    return find_pages(library().database, asker().store_id, ids)


def hours_of(pages: dict[str, Page]) -> Hours | None:
    """For an answer about something else, which they must not take down with them."""
    try:
        return parsed(pages.get(OPENING_HOURS), parse_hours)
    except Misconfigured:
        log.warning("hours.unreadable", store=asker().store_id)
        return None


def texts_of(pages: dict[str, Page]) -> list[PolicyText]:
    read = (policy_text(p.id, p.document, p.updated_at, p.seen_at) for p in pages.values())
    return sorted((text for text in read if text), key=lambda text: ORDER.index(text.id))


def parsed(page: Page | None, parse: Callable[[str], Parsed]) -> Parsed | None:
    try:
        return parse(page.document) if page else None
    except BadRequest as error:
        # Not the asker's to mend: it was checked when it was set, by rules that have changed since.
        raise Misconfigured("What the store has told of itself has to be set anew.") from error
