"""Identities that others sign: JWTs of a helpdesk's messenger, or of the store's own pages.

https://www.intercom.com/help/en/articles/10589769-authenticating-users-in-the-messenger-with-json-web-tokens-jwts
https://developer.zendesk.com/documentation/zendesk-web-widget-sdks/email_identities/
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Any

from connector.api.problems import IdentityNotAccepted
from connector.api.trust import Shopper
from connector.storage.vouching import Signer

ALGORITHMS = ("HS256",)
LEEWAY = timedelta(seconds=60)
LONGEST = timedelta(hours=24)
NOT_OURS = (
    "It is signed by nobody whom this store has named with `storewire identity add`, in another "
    "way than HS256, or is no JWT."
)
EXPIRED = "It has expired: sign a new one."
NOT_YET = "It is not valid yet: are the clocks right?"
ENDLESS = "It has no `exp`, which has to be at most 24 hours ahead."
TOO_LONG = "Its `exp` is more than 24 hours ahead: sign one that lasts less."
FOREIGN = "Its `iss` or `aud` is not the one that the store has named."
NOBODY = (
    "It names nobody: no verified `email`, no `phone`, and not the claim that is the customer's id."
)


def read(token: str, signers: Iterable[Signer], at: datetime) -> Shopper:
    """Raises IdentityNotAccepted, which says what is wrong with it."""
    for signer in signers:
        for secret in signer.secrets:
            claims = _claims(token, secret, signer)
            if claims is not None:
                return _checked(claims, signer, at)
    raise IdentityNotAccepted(NOT_OURS)


def _claims(token: str, secret: str, signer: Signer) -> Mapping[str, Any] | None:
    """None where it was not signed with this secret."""
    import jwt  # 2 MB, X.509 and all, for stores that have named a signer

    try:
        return jwt.decode(
            token,
            secret,
            algorithms=ALGORITHMS,
            leeway=LEEWAY,
            audience=signer.audience or None,
            issuer=signer.issuer or None,
            options={
                "require": ["exp"],
                "verify_aud": bool(signer.audience),
                # A number will do; who it is, is ours to read.
                "verify_sub": False,
                "verify_jti": False,
            },
        )
    except jwt.ExpiredSignatureError:
        raise IdentityNotAccepted(EXPIRED) from None
    except (jwt.ImmatureSignatureError, jwt.InvalidIssuedAtError):
        raise IdentityNotAccepted(NOT_YET) from None
    except jwt.MissingRequiredClaimError as error:
        raise IdentityNotAccepted(ENDLESS if error.claim == "exp" else FOREIGN) from None
    except (jwt.InvalidAudienceError, jwt.InvalidIssuerError):
        raise IdentityNotAccepted(FOREIGN) from None
    except (jwt.InvalidTokenError, ValueError, TypeError, OverflowError):
        # What is wrong with its form is known before whose it is.
        return None


def _checked(claims: Mapping[str, Any], signer: Signer, at: datetime) -> Shopper:
    if int(claims["exp"]) > (at + LONGEST + LEEWAY).timestamp():
        raise IdentityNotAccepted(TOO_LONG)
    shopper = Shopper(
        email=_text(claims, "email") if _is_verified(claims) else "",
        phone=_phone(claims),
        customer_id=_text(claims, signer.customer_id_claim),
    )
    if not shopper.terms():
        raise IdentityNotAccepted(NOBODY)
    return shopper


def _is_verified(claims: Mapping[str, Any]) -> bool:
    """Zendesk's, which are of scope `user`, have to say so; others only must not deny it."""
    said = claims.get("email_verified", claims.get("scope") != "user")
    return said is True or said == "true"


def _phone(claims: Mapping[str, Any]) -> str:
    denied = claims.get("phone_number_verified", True) not in (True, "true")
    return "" if denied else _text(claims, "phone") or _text(claims, "phone_number")


def _text(claims: Mapping[str, Any], name: str) -> str:
    """Ids may be numbers; what is neither text nor a number is nothing."""
    value = claims.get(name) if name else None
    plain = isinstance(value, str | int) and not isinstance(value, bool)
    return str(value).strip() if plain else ""
