"""What the routes share: where answers are looked up, who asks, and what is noted of it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import blake2b

import structlog
from flask import Response, current_app, g, request

from connector.answers.answer import Answer, Facts, Part
from connector.answers.words import Words
from connector.api.limits import Limits
from connector.api.reached import Reached
from connector.api.speech import words_for
from connector.live import LiveReader
from connector.storage.engine import Database
from connector.storage.stores import ApiKey

log = structlog.get_logger(__name__)

EXTENSION = "storewire"
OUTBOX = "storewire.outbox"
AGE = re.compile(rb'"stale_seconds":[0-9]+')
DIGEST = 16


@dataclass(frozen=True, slots=True)
class Library:
    """What answers are looked up in, and when."""

    database: Database
    clock: Callable[[], datetime]
    limits: Limits
    live: LiveReader
    """What asks the shop itself, where our copy is too old."""


def library() -> Library:
    found: Library = current_app.extensions[EXTENSION]
    return found


def asker() -> ApiKey:
    key: ApiKey = g.asker
    return key


def spoken(locale: str) -> Words:
    """The language to answer in, as the store speaks it."""
    words: Words = words_for(library().database, asker().store_id, locale)
    g.words = words
    return words


def noted(answer: Answer[Facts]) -> Response:
    """Logged, and sent with what came of asking the shop for it and the languages tried."""
    words: Words | None = g.get("words")
    reached: Reached | None = g.get("reached")
    if reached is not None and words is not None:
        answer = reached.told(answer, words, library().clock())
    log_answered(outcome=answer.outcome, locale=answer.locale)
    if words:
        answer = answer.model_copy(update={"locale_chain": list(words.chain)})
    response = sent(answer)
    if answer.trust is None:  # What is personal may not lie in any cache.
        response.headers["Cache-Control"] = "private, no-cache"
    return response if answer.facts is None else tagged(response)


def sent(answer: Part) -> Response:
    """Written by pydantic itself: what `@output` would make of it takes three times as long."""
    body = answer.__pydantic_serializer__.to_json(answer)
    return Response(body, content_type="application/json")


def tagged(response: Response) -> Response:
    """For who asks again and again: what differs in its age alone is the same answer."""
    told = AGE.sub(b"", response.get_data())
    response.set_etag(blake2b(told, digest_size=DIGEST).hexdigest(), weak=True)
    return response


def log_answered(**more: str) -> None:
    """Says that a question was answered, and nothing of what was asked."""
    log.info(
        "question.answered",
        route=request.url_rule and request.url_rule.rule,
        store=asker().store_id,
        scope=asker().scope.value,
        **more,
    )
