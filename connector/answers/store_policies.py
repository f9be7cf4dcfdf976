"""What do the store's own pages say: its policies in its own words, nothing of ours added."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from pydantic import AwareDatetime, Field

from connector.answers.answer import Answer, NextAction, Part, stale_seconds
from connector.answers.hours_words import promised
from connector.answers.opening import Hours
from connector.answers.passages import beginning, passage, whole_text
from connector.answers.text import clean, link
from connector.answers.words import Words, msg


class Topic(StrEnum):
    REFUND = "refund"
    SHIPPING = "shipping"
    PRIVACY = "privacy"
    TERMS = "terms"
    LEGAL = "legal"
    SUBSCRIPTION = "subscription"
    CONTACT = "contact"


RECORDS = {
    "refund_policy_text": Topic.REFUND,
    "shipping_policy_text": Topic.SHIPPING,
    "shipping_cost_payment_info_text": Topic.SHIPPING,
    "privacy_policy_text": Topic.PRIVACY,
    "privacy_statement_text": Topic.PRIVACY,
    "terms_of_service_text": Topic.TERMS,
    "terms_of_sale_text": Topic.TERMS,
    "terms_text": Topic.TERMS,
    "legal_notice_text": Topic.LEGAL,
    "legal_info_text": Topic.LEGAL,
    "subscription_policy_text": Topic.SUBSCRIPTION,
    "contact_information_text": Topic.CONTACT,
}
"""Ids of the records that the platforms' pages are kept as."""
UNTITLED = {
    Topic.REFUND: msg("Our page on returns and refunds says:"),
    Topic.SHIPPING: msg("Our page on shipping says:"),
    Topic.PRIVACY: msg("Our page on privacy says:"),
    Topic.TERMS: msg("Our terms say:"),
    Topic.LEGAL: msg("Our legal notice says:"),
    Topic.SUBSCRIPTION: msg("Our page on subscriptions says:"),
    Topic.CONTACT: msg("Our contact page says:"),
}
LISTED = 8
"""As many as a chat message can take; the facts hold all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicyText:
    """A page of the store as it is held. `text` is empty where the platform tells its address
    alone."""

    id: str
    topic: Topic
    title: str
    url: str
    text: str
    updated_at: datetime | None
    seen_at: datetime


class PolicyFacts(Part):
    id: str = Field(description="The record's id.", examples=["refund_policy_text"])
    which: Topic = Field(description="What it is about.")
    title: str | None = Field(description="As the store calls it; null if it has no title.")
    url: str | None = Field(description="Its address, http or https; null if it has none.")
    summary: str | None = Field(
        description="Its beginning, cut at the end of a sentence; null if only its address is held."
    )
    text: str | None = Field(
        description="All of it, in the store's own words and language; null if not held."
    )
    updated_at: AwareDatetime | None = Field(description="When the store last changed it.")


class PoliciesFacts(Part):
    policies: list[PolicyFacts] = Field(description="As held, those on one subject together.")


def policy_text(
    own_id: str, document: str, updated_at: datetime | None, seen_at: datetime
) -> PolicyText | None:
    """None for what is no page of the store, or is empty. `document` is the JSON object
    `{"url": ..., "title": ..., "text": ...}`."""
    topic = RECORDS.get(own_id)
    try:
        known = json.loads(document) if topic else None
    except ValueError:
        return None
    if topic is None or not isinstance(known, dict):
        return None
    url, title, text = (str(known.get(name) or "") for name in ("url", "title", "text"))
    if not (link(url) or whole_text(text)):
        return None
    return PolicyText(
        id=own_id,
        topic=topic,
        title=clean(title),
        url=link(url) or "",
        text=whole_text(text),
        updated_at=updated_at,
        seen_at=seen_at,
    )


def page_on(topic: Topic, held: Sequence[PolicyText]) -> str | None:
    """The address of the first page on it."""
    return next((each.url for each in held if each.topic is topic and each.url), None)


def store_policies(
    held: Sequence[PolicyText],
    *,
    which: Topic | None = None,
    hours: Hours | None = None,
    words: Words,
    now: datetime,
) -> Answer[PoliciesFacts]:
    """`which` None: all of them."""
    found = sorted(
        (each for each in held if which in (None, each.topic)),
        key=lambda each: (list(Topic).index(each.topic), list(RECORDS).index(each.id)),
    )
    if not found:
        return no_policies(which, hours, words, now)
    as_of = min(each.seen_at for each in found)
    lines = told(found[0], words) if len(found) == 1 else listing(found, words)
    return Answer[PoliciesFacts](
        outcome="ok",
        message="\n".join([*lines, *promised(hours, now, words)]),
        locale=words.tag,
        facts=PoliciesFacts(policies=[facts_of(each) for each in found]),
        as_of=as_of,
        stale_seconds=stale_seconds(as_of, now),
        next_actions=[],
        citations=list(dict.fromkeys(each.url for each in found if each.url)),
    )


def no_policies(
    which: Topic | None, hours: Hours | None, words: Words, now: datetime
) -> Answer[PoliciesFacts]:
    if which is None:
        said = words.say("We do not have the text of our policies at hand. Please contact us.")
    else:
        said = words.say("We do not have the text of this policy at hand. Please contact us.")
    return Answer[PoliciesFacts](
        outcome="no_match",
        message="\n".join([said, *promised(hours, now, words, person_wanted=True)]),
        locale=words.tag,
        facts=None,
        as_of=None,
        stale_seconds=None,
        next_actions=[NextAction.CONTACT_STORE],
    )


def told(policy: PolicyText, words: Words) -> Iterator[str]:
    """One of them, as it begins; where it goes on stands below."""
    summary = beginning(policy.text)
    if summary and policy.title:
        yield words.say("Our page “{title}” says:", title=policy.title)
    elif summary:
        yield words.say(UNTITLED[policy.topic])
    if summary:
        yield passage(summary, words)
    if url := link(policy.url):
        whole = msg("You can read all of it here:\n{link}")
        only = msg("You can read it on our page:\n{link}")
        yield words.say(whole if summary else only, link=url)


def listing(found: Sequence[PolicyText], words: Words) -> Iterator[str]:
    """Several of them by name and address."""
    yield words.say("We have these pages:")
    for each in found[:LISTED]:
        title = each.title or beginning(each.text, 80)
        if title:
            yield passage(title, words)
        if url := link(each.url):
            yield str(url)
    if (more := len(found) - LISTED) > 0:
        yield words.say_many("And {count} more page.", "And {count} more pages.", more)


def facts_of(policy: PolicyText) -> PolicyFacts:
    return PolicyFacts(
        id=policy.id,
        which=policy.topic,
        title=policy.title or None,
        url=policy.url or None,
        summary=beginning(policy.text) or None,
        text=policy.text or None,
        updated_at=policy.updated_at,
    )
