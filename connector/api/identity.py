"""Who vouches for the shopper behind a question."""

from __future__ import annotations

from flask import g, request

from connector.api import identity_token, signed_identity
from connector.api.library import asker, library
from connector.api.problems import IdentityNotAccepted
from connector.api.questions import IDENTITY, LONGEST_IDENTITY
from connector.api.storefront import visit_in
from connector.api.trust import Shopper
from connector.errors import BadRequest
from connector.storage.vouching import CHATWOOT, believed_as, find_signers

HEADER = "X-Storewire-Identity"
VERIFIED = "X-Chatwoot-Contact-Inbox-Verified"
EMAIL, PHONE = "X-Chatwoot-Contact-Email", "X-Chatwoot-Contact-Phone"
TWICE = f"Send the identity once, as the header {HEADER} or as the parameter."
TOO_LONG = f"It is over {LONGEST_IDENTITY} characters."


def vouched_for() -> Shopper | None:
    """None where nobody does. Raises IdentityNotAccepted where somebody tried to."""
    if "shopper" not in g:
        g.shopper = _by_storefront() or _by_token() or _by_chatwoot()
    found: Shopper | None = g.shopper
    return found


def _by_storefront() -> Shopper | None:
    visit = visit_in(request.environ)
    return Shopper(customer_id=visit.customer_id) if visit and visit.customer_id else None


def _by_token() -> Shopper | None:
    token = _given()
    if not token:
        return None
    database, store_id, at = library().database, asker().store_id, library().clock()
    if identity_token.is_ours(token):
        return identity_token.opened(database.keyring, store_id, token, at)
    return signed_identity.read(token, find_signers(database, store_id), at)


def _given() -> str:
    in_header = request.headers.get(HEADER, "").strip()
    in_address = request.args.get(IDENTITY, "").strip()
    if in_header and in_address and in_header != in_address:
        raise BadRequest(TWICE, IDENTITY)
    if len(in_header) > LONGEST_IDENTITY:
        raise IdentityNotAccepted(TOO_LONG)
    return in_header or in_address


def _by_chatwoot() -> Shopper | None:
    """Chatwoot tells of every contact; whether it knows them is the one header that counts.
    https://www.chatwoot.com/docs/product/channels/live-chat/sdk/identity-validation"""
    if request.headers.get(VERIFIED, "").strip().lower() != "true":
        return None
    key = request.authorization.token if request.authorization else None
    if not key or believed_as(library().database, asker().store_id, key) != CHATWOOT:
        return None
    email, phone = (request.headers.get(name, "").strip() for name in (EMAIL, PHONE))
    return Shopper(email=email, phone=phone) if email or phone else None
