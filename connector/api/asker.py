"""Who asks, and what they have to show: API keys, scopes and the second fact."""

from __future__ import annotations

from flask import request

from connector.api.questions import AboutOrder
from connector.errors import BadRequest, Unauthorized
from connector.records import ReviewStatus
from connector.storage.engine import Database
from connector.storage.lookups import facts
from connector.storage.stores import ApiKey, Scope, find_key
from connector.storage.terms import Term

TRUSTED = frozenset({Scope.AGENT, Scope.ADMIN})
"""People of the store, who may look an order up by its number alone, and see who wrote a review."""
ONLY_PUBLISHED = (
    "A key of scope `answers` speaks to shoppers, who see `published` reviews only. Ask with a key "
    "of scope `agent` or `admin`."
)

ONLY_STAFF = (
    "A key of scope `answers` speaks to shoppers, and this is for the store's people only. Ask "
    "with a key of scope `agent` or `admin`."
)


def identify(database: Database) -> ApiKey:
    """Raises Unauthorized, the same for no key, no such key and what is no key at all."""
    given = request.authorization
    if given is None or given.type != "bearer" or not given.token:
        raise Unauthorized
    key = find_key(database, given.token)
    if key is None:
        raise Unauthorized
    return key


def offered(question: AboutOrder) -> list[Term] | None:
    """What of the question has to fit the order, None for nothing.

    A fact that is offered has to fit whoever offers it, also one without a single letter in it."""
    if question.email or question.phone or question.postcode:
        return facts(email=question.email, phone=question.phone, postcode=question.postcode)
    return None


def seen_by(scope: Scope, asked: ReviewStatus | None) -> ReviewStatus | None:
    """Reviews of which state may be shown, None for any. Raises BadRequest."""
    if scope in TRUSTED:
        return asked
    if asked not in (None, ReviewStatus.PUBLISHED):
        raise BadRequest(ONLY_PUBLISHED, "state")
    return ReviewStatus.PUBLISHED


def for_staff(scope: Scope) -> None:
    """Raises BadRequest for a key that speaks to shoppers."""
    if scope not in TRUSTED:
        raise BadRequest(ONLY_STAFF)
