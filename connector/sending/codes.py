"""From what somebody told of themselves to a code in their inbox, or to nothing at all."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

import structlog

from connector import identifiers
from connector.answers.code_words import code_message, code_subject
from connector.answers.words import speak
from connector.joined import WholeOrder
from connector.records import Buyer
from connector.sending import hook, mail
from connector.sending.senders import (
    Letter,
    NotSent,
    Senders,
    note_sent,
    note_trouble,
)
from connector.storage.codes import Address, Verification, count_codes, drop_code, keep_code
from connector.storage.engine import Database
from connector.storage.lookups import facts, find_newest, find_orders
from connector.storage.stores import get_store

log = structlog.get_logger(__name__)

PER_PERSON = 3
PER_STORE = 300
"""An hour: who goes through all order numbers is not to write to every buyer."""
TRIES = 2
LEAST, MOST = 100_000, 999_999
"""Six digits, the first no 0: some tools take a code for a number."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What somebody told who wants to be known."""

    verification: Verification
    order: str
    email: str
    phone: str
    locale: str
    at: datetime
    until: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipient:
    """An address as it stands in an order; nobody is written to who typed one."""

    channel: Literal["email", "phone"]
    address: str
    order_id: str
    country: str


def send_code(database: Database, senders: Senders, wanted: Wanted) -> None:
    """Says nothing of whether there was anybody to send it to."""
    found = recipient(orders_of(database, wanted), wanted, senders)
    if found is None or not _is_allowed(database, wanted, found):
        return
    of, code = wanted.verification, new_code()
    address = Address(**{found.channel: found.address})
    keep_code(database, of, code, address, wanted.until)
    letter = written(get_store(database, of.store_id).name, found, code, wanted)
    if not deliver(database, of.store_id, senders, letter, wanted.at):
        drop_code(database, of)


def new_code() -> str:
    return str(LEAST + secrets.randbelow(MOST - LEAST + 1))


def orders_of(database: Database, wanted: Wanted) -> Sequence[WholeOrder]:
    """The order, where the rest fits it; else theirs, the newest first."""
    store_id, told = wanted.verification.store_id, wanted.email or wanted.phone
    shown = facts(email=wanted.email, phone=wanted.phone)
    if wanted.order:
        return find_orders(database, store_id, wanted.order, shown if told else None)
    return find_newest(database, store_id, shown) if shown else ()


def recipient(found: Sequence[WholeOrder], wanted: Wanted, senders: Senders) -> Recipient | None:
    """The address that was told, or e-mail before phone; None where the orders have no such
    address, or it cannot be written to."""
    ways = [way for way in _ways(wanted) if way == "email" or senders.webhook]
    for way in ways:
        for each in found:
            address = _address(each.order.buyer, way, wanted)
            if address:
                order = each.order
                return Recipient(
                    channel=way,
                    address=address,
                    order_id=order.id,
                    country=order.ship_to_country.upper(),
                )
    return None


def _ways(wanted: Wanted) -> tuple[Literal["email", "phone"], ...]:
    if wanted.email:
        return ("email",)
    return ("phone", "email") if wanted.phone else ("email", "phone")


def _address(buyer: Buyer | None, way: str, wanted: Wanted) -> str:
    """The one that was told as the order spells it, else the order's first."""
    if buyer is None:
        return ""
    if way == "email":
        told = identifiers.email(wanted.email)
        fitting = (each for each in buyer.emails if not told or identifiers.email(each) == told)
        return next(fitting, "")
    spellings = set(identifiers.phones(wanted.phone))
    fitting = (
        each
        for each in _phones(buyer)
        if not spellings or spellings & set(identifiers.phones(each))
    )
    return next(fitting, "")


def _phones(buyer: Buyer) -> list[str]:
    places = (buyer.shipping_address, buyer.billing_address)
    return [phone for phone in (*buyer.phones, *(p.phone for p in places if p)) if phone]


def _is_allowed(database: Database, wanted: Wanted, found: Recipient) -> bool:
    phone, by_phone = identifiers.phones(found.address), found.channel == "phone"
    person = phone[0] if by_phone and phone else identifiers.email(found.address)
    subjects = {
        f"person {person}": PER_PERSON,
        f"order {found.order_id}": PER_PERSON,
        "store": PER_STORE,
    }
    allowed = count_codes(database, wanted.verification.store_id, subjects, wanted.at)
    if not allowed:
        log.warning("code.too_many", store=wanted.verification.store_id)
    return allowed


def written(store: str, found: Recipient, code: str, wanted: Wanted) -> Letter:
    words = speak(wanted.locale)
    return Letter(
        channel=found.channel,
        to=found.address,
        country=found.country,
        code=code,
        subject=code_subject(store, words),
        text=code_message(store, code, words),
        locale=words.tag,
        store=store,
        expires_at=wanted.until,
    )


def deliver(
    database: Database, store_id: int, senders: Senders, letter: Letter, at: datetime
) -> bool:
    """Whether it was taken; what went wrong is noted for the owner, without the address."""
    try:
        send(senders, letter)
    except NotSent as error:
        log.warning("code.not_sent", store=store_id, channel=letter.channel, why=error.detail)
        note_trouble(database, store_id, error.detail, at)
        return False
    log.info("code.sent", store=store_id, channel=letter.channel)
    note_sent(database, store_id)
    return True


def send(senders: Senders, letter: Letter) -> None:
    """Raises NotSent."""
    message_id = hook.new_id()
    for tries_left in reversed(range(TRIES)):
        try:
            if letter.channel == "email" and senders.smtp:
                mail.send(senders.smtp, letter)
            elif senders.webhook:
                hook.send(senders.webhook, letter, message_id)
            else:
                raise NotSent("No web service is set to send to a phone.", again=False)
            return
        except NotSent as error:
            if not (error.again and tries_left):
                raise
