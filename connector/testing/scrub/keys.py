"""What the keys on the way to a value say about it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from enum import Enum, auto
from functools import cache


class Role(Enum):
    """What a value is, and so what takes its place."""

    EMAIL = auto()
    PHONE = auto()
    POSTCODE = auto()
    IP = auto()
    TOKEN = auto()
    """Lets in whoever has it."""
    CODE = auto()
    """Leads to a person with whoever can look it up, as a tracking number does."""
    URL = auto()
    NAME = auto()
    PLACE = auto()
    PROSE = auto()
    """Written by people: anything may stand in it."""


OWN: dict[Role, str] = {
    Role.EMAIL: "email emails mail mails",
    Role.PHONE: "phone phones mobile tel telephone fax gsm cell cellphone whatsapp msisdn",
    Role.POSTCODE: "postcode postcodes zip zipcode postal postalcode plz",
    Role.IP: "ip ips ipv4 ipv6",
    Role.TOKEN: "token tokens secret password passwd pass passphrase hash checksum signature hmac "
    "nonce session cookie credential credentials iban bic card pan cvv cvc last4 ssn passport "
    "tckn vkn cpf cnpj vat fingerprint jwt bearer auth authorization",
    Role.NAME: "firstname lastname fullname surname forename givenname familyname middlename "
    "username nickname nick login author reviewer recipient attention addressee holder birthday "
    "birthdate dob gender",
    Role.PLACE: "address address1 address2 address3 street street1 street2 city town locality "
    "district neighborhood neighbourhood suburb company organization organisation province region "
    "county building apartment apt floor house latitude longitude lat lng lon coordinates geo "
    "landmark",
    Role.PROSE: "note notes comment comments message messages content body text remark remarks "
    "instruction instructions reason description subject feedback reply answer question value "
    "agent memo review testimonial greeting gift engraving personalization",
}
OF_WORD = {word: role for role, words in OWN.items() for word in words.split()}


def these(words: str) -> frozenset[str]:
    return frozenset(words.split())


PARTS_OF_NAMES = these(
    "first last given family middle full display user customer buyer billing shipping contact nick "
    "recipient holder author reviewer sur legal maiden"
)
KEYS_THAT_OPEN = these("order api access secret consumer cart private session client")
NUMBERS_OF_PEOPLE = these("tax national identity passport social account")
PEOPLE = these(
    "customer customers billing shipping address addresses buyer person recipient contact user "
    "destination author reviewer consignee shopper receiver sender payer guest profile member "
    "client"
)
OF_NO_PERSON = these("id ids at on date time gmt count total type status")
AROUND = these("details detail info information data")


@cache
def words_of(key: str) -> tuple[str, ...]:
    """`customer_ip_address` and `customerIPAddress` are three words."""
    found = re.findall(r"[A-Z]+(?![a-z])|[A-Z]?[a-z0-9]+|[^\W_A-Za-z0-9]+", key)
    return tuple(word.lower() for word in found)


@cache
def role_of(key: str) -> Role | None:
    """None where the key alone says nothing."""
    words = words_of(key)
    if "country" in words or not words:
        return None
    combined = of_combined(words)
    if combined or words[-1] in OF_NO_PERSON:
        return combined
    known = [OF_WORD[word] for word in words if word in OF_WORD]
    surest = [role for role in (Role.EMAIL, Role.IP, Role.PHONE) if role in known]
    return next(iter([*surest, *reversed(known)]), None)


def is_of_no_person(key: str) -> bool:
    """An id, a time or a number of its own kind, in whatever it stands."""
    words = words_of(key)
    return bool(words) and words[-1] in OF_NO_PERSON


def of_combined(words: tuple[str, ...]) -> Role | None:
    """Words that say something only together, as `first_name` and `order_key` do."""
    last = words[-1]
    if "birth" in words or (last == "name" and PARTS_OF_NAMES & {*words}):
        return Role.NAME
    opens = last == "key" and KEYS_THAT_OPEN & {*words}
    numbers = last in ("id", "number", "no") and NUMBERS_OF_PEOPLE & {*words}
    return Role.TOKEN if opens or numbers else None


def is_about_people(keys: Sequence[str]) -> bool:
    """Whether one of the objects on the way is a person's or an address."""
    for key in keys:
        words = words_of(key)
        if words and (words[-1] in PEOPLE or (words[-1] in AROUND and PEOPLE & {*words})):
            return True
    return False
