"""Questions and answers of the store: the one that was meant, in the asker's language if it can be
had."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from pydantic import Field

from connector.answers.answer import Answer, NextAction, Part, stale_seconds
from connector.answers.faq_document import Entry, Faq
from connector.answers.faq_ranking import Ranked, ranked
from connector.answers.hours_words import promised
from connector.answers.opening import Hours
from connector.answers.passages import passage
from connector.answers.strangers import harmless
from connector.answers.text import clean, link
from connector.answers.words import ENGLISH, Words

MOST = 5
"""Entries told of in the facts; the message holds the first."""
LISTED = 3
"""Other questions named in the message."""


class FaqFacts(Part):
    question: str = Field(description="As the store wrote it.")
    answer: str = Field(description="As the store wrote it, with its lines.")
    language: str | None = Field(
        description="Of this entry, the first part of a BCP 47 tag; null if not told.",
        examples=["tr"],
    )
    url: str | None = Field(description="Where it is published; null if not told.")
    asked_word_for_word: bool = Field(description="True if this very question was asked.")


class FaqFound(Part):
    entries: list[FaqFacts] = Field(description="Best first, 5 at most.")
    languages: list[str] = Field(
        description="In which order languages were preferred: the asked one, the one the store "
        "writes in, English, then any other.",
        examples=[["fa", "tr", "en"]],
    )


def faq_answer(
    faq: Faq | None,
    *,
    asked: str,
    hours: Hours | None = None,
    words: Words,
    now: datetime,
    seen_at: datetime | None = None,
) -> Answer[FaqFound]:
    """`faq` None: the store has none."""
    chain = languages(faq, words)
    found = ranked(faq, asked, chain)[:MOST] if faq else []
    if not found:
        return not_in_faq(asked, hours, words, now)
    url = link(found[0].entry.url)
    return Answer[FaqFound](
        outcome="ok",
        message=words.facing("\n".join([*faq_lines(found, words), *promised(hours, now, words)])),
        locale=words.tag,
        facts=FaqFound(entries=[facts_of(each) for each in found], languages=chain),
        as_of=seen_at,
        stale_seconds=stale_seconds(seen_at, now),
        next_actions=[],
        citations=[str(url)] if url else [],
    )


def languages(faq: Faq | None, words: Words) -> list[str]:
    own = faq.language if faq else ""
    named = (words.locale.language, own, ENGLISH)
    return list(dict.fromkeys(language for language in named if language))


def not_in_faq(asked: str, hours: Hours | None, words: Words, now: datetime) -> Answer[FaqFound]:
    if harmless(asked):
        said = words.say("We have no ready answer to “{asked}”. Please contact us.", asked=asked)
    else:
        said = words.say("We have no ready answer to this. Please contact us.")
    return Answer[FaqFound](
        outcome="no_match",
        message="\n".join([said, *promised(hours, now, words, person_wanted=True)]),
        locale=words.tag,
        facts=None,
        as_of=None,
        stale_seconds=None,
        next_actions=[NextAction.CONTACT_STORE],
    )


def faq_lines(found: Sequence[Ranked], words: Words) -> list[str]:
    """The best answer whole, under its question unless that was asked word for word."""
    best = found[0]
    lines = [] if best.same else [words.say("You may have meant this question:")]
    lines += [] if best.same else [passage(best.entry.question, words)]
    lines.append(passage(best.entry.answer, words))
    if url := link(best.entry.url):
        lines.append(words.say("You can read it on our page:\n{link}", link=url))
    others = [] if best.same else found[1 : 1 + LISTED]
    if others:
        lines.append(words.say("These questions may help, too:"))
        lines += [passage(clean(each.entry.question), words) for each in others]
    return lines


def facts_of(each: Ranked) -> FaqFacts:
    entry: Entry = each.entry
    return FaqFacts(
        question=entry.question,
        answer=entry.answer,
        language=entry.language or None,
        url=link(entry.url),
        asked_word_for_word=each.same,
    )
