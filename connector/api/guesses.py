"""Guessing at orders: counted by whatever a guess was made with, and refused once it is too much.

Refused before anything is looked up, so that it says nothing of what there is."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from math import ceil

from flask import request

from connector.api.library import asker, library, log
from connector.api.limits import Limits
from connector.api.problems import TooManyGuesses
from connector.api.questions import AboutOrder
from connector.storage.attempts import Attempt, count_failure, find_attempts, subject
from connector.storage.terms import Field, Term, number_term, tracking_term

CALLERS = 1024
"""Most questions come from the few addresses of helpdesks and chats."""
IN_ONE_HOME = 64
"""Bits that all IPv6 addresses of one subscriber begin with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Counted:
    """One thing that failures are counted by: the key, the address, the number or a fact."""

    subject: bytes
    kind: str
    most: int
    """In an hour."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Guess:
    """What may be one, as long as nobody has seen whether it fits."""

    counted: tuple[Counted, ...]
    failed: Mapping[bytes, Attempt]
    """How often it has failed with each of them lately."""
    at: datetime

    def check(self) -> None:
        """Raises TooManyGuesses."""
        locks = [self.failed[one.subject] for one in self.counted if self._is_locked(one)]
        if locks:
            left = max(lock.left(self.at) for lock in locks)
            raise TooManyGuesses(ceil(left / timedelta(seconds=1)))

    def _is_locked(self, one: Counted) -> bool:
        attempt = self.failed.get(one.subject)
        return attempt is not None and attempt.failures >= one.most

    def count(self) -> None:
        """It has told nothing. Says once of each lock-out that there is one, and of nobody who."""
        most = {one.subject: one.most for one in self.counted}
        locked = count_failure(library().database, asker().store_id, most, self.at)
        for one in self.counted:
            if one.subject in locked:
                log.warning("guesses.locked", store=asker().store_id, by=one.kind)


def guess_of(question: AboutOrder, shown: Collection[Term]) -> Guess:
    counted, at = (*of_caller(), *of_question(question, shown)), library().clock()
    failed = find_attempts(library().database, [one.subject for one in counted], at)
    return Guess(counted=counted, failed=failed, at=at)


def of_caller() -> Iterator[Counted]:
    most = library().limits.per_key_and_hour
    if asker().id:  # Else the shop's own pages, which all its visitors share.
        yield named("key", str(asker().id), most)
    yield named("address", network_of(request.remote_addr or ""), most)


def of_question(question: AboutOrder, shown: Collection[Term]) -> Iterator[Counted]:
    """Each term that is looked for, in all its spellings: no other spelling is another guess."""
    terms = dict.fromkeys((number_term(question.order), tracking_term(question.order), *shown))
    for field, text in terms:
        if text:
            yield named(field.name, text, most_of(field, library().limits))


def most_of(field: Field, limits: Limits) -> int:
    return limits.per_postcode_and_hour if field is Field.POSTCODE else limits.per_hour


def named(kind: str, text: str, most: int) -> Counted:
    blind = subject(library().database.keyring, asker().store_id, kind, text)
    return Counted(subject=blind, kind=kind.lower(), most=most)


@lru_cache(CALLERS)
def network_of(address: str) -> str:
    """Who is behind an address, as far as it tells; empty for what is none, as a proxy may send."""
    try:
        found = ip_address(bare(address))
    except ValueError:
        return ""
    if not isinstance(found, IPv6Address):
        return str(found)
    return str(found.ipv4_mapped or int(found) >> (128 - IN_ONE_HOME))


def bare(address: str) -> str:
    """Some proxies write a port behind it, and brackets around it."""
    inner = address.strip()
    if inner.startswith("["):
        return inner[1:].partition("]")[0]
    return inner.partition(":")[0] if inner.count(":") == 1 else inner
