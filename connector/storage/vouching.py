"""Whom a store believes about its shoppers: tools that sign who they are, and keys that may say."""

from __future__ import annotations

import msgspec

from connector.storage.engine import Database
from connector.storage.preferences import drop_preference, find_preference, keep_preference

SIGNERS = "identity signers"
KEYS = "vouching keys"
CHATWOOT = "chatwoot"


class Signer(msgspec.Struct, frozen=True, kw_only=True):
    """Who signs identities, a helpdesk or the store's own pages."""

    name: str
    secrets: tuple[str, ...]
    """The newest first; the one before is still accepted."""
    customer_id_claim: str = ""
    """The claim that is the platform's id of the customer; empty where none is."""
    issuer: str = ""
    audience: str = ""
    """Empty ones are not asked for."""


def find_signers(database: Database, store_id: int) -> tuple[Signer, ...]:
    return find_preference(database, store_id, SIGNERS, tuple[Signer, ...]) or ()


def add_signer(database: Database, store_id: int, new: Signer) -> Signer:
    """One of that name is renewed: its secret before is still accepted, and what is left empty
    stays as it was."""
    others, known = [], new
    for each in find_signers(database, store_id):
        if each.name != new.name:
            others.append(each)
            continue
        known = Signer(
            name=new.name,
            secrets=tuple(dict.fromkeys((*new.secrets, *each.secrets)))[:2],
            customer_id_claim=new.customer_id_claim or each.customer_id_claim,
            issuer=new.issuer or each.issuer,
            audience=new.audience or each.audience,
        )
    keep_preference(database, store_id, SIGNERS, (*others, known))
    return known


def drop_signer(database: Database, store_id: int, name: str) -> bool:
    """Whether there was one."""
    known = find_signers(database, store_id)
    left = [each for each in known if each.name != name]
    if left:
        keep_preference(database, store_id, SIGNERS, left)
    else:
        drop_preference(database, store_id, SIGNERS)
    return len(left) < len(known)


def believe_key(database: Database, store_id: int, key: str, of: str) -> None:
    """From now on what this key's bearer says of the shopper is believed, in the way of `of`."""
    known = {**_keys(database, store_id), _name(database, key): of}
    keep_preference(database, store_id, KEYS, known)


def believed_as(database: Database, store_id: int, key: str) -> str:
    """Empty for a key that is not believed."""
    return _keys(database, store_id).get(_name(database, key), "")


def _keys(database: Database, store_id: int) -> dict[str, str]:
    return find_preference(database, store_id, KEYS, dict[str, str]) or {}


def _name(database: Database, key: str) -> str:
    return database.keyring.blind("vouching key", key).hex()
