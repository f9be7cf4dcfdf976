"""The owner's permission, by the authorization code grant.

https://api-docs.ecwid.com/reference/get-token-manually for owners who begin with us,
https://api-docs.ecwid.com/reference/get-token-automatically for those who come from the App Market
"""

from __future__ import annotations

from urllib.parse import urlencode

import msgspec
import requests

from adapters.ecwid.failures import Answer, Passing
from adapters.ecwid.rest import api_url, exchanged
from adapters.ecwid.values import UNREADABLE, is_number
from connector.contract import Asked, Begun, Install, Opening, Payload, Setting, Settings
from connector.convert import Id
from connector.errors import Misconfigured, PlatformAway, StorewireError, Unauthorized

LOGIN = "https://my.ecwid.com"
SCOPES = "read_store_profile read_orders read_catalog read_reviews"
LONGEST_CODE = 500


class Granted(Payload, frozen=True, kw_only=True):
    access_token: str
    store_id: Id


def authorize(begun: Begun) -> str:
    client_id = begun.settings.get("client_id", "")
    if not client_id or not begun.settings.get("client_secret"):
        raise Misconfigured("Ecwid's app needs its client_id and its client_secret.")
    asked = {
        "client_id": client_id,
        "redirect_uri": begun.callback_url,
        "response_type": "code",
        "scope": SCOPES,
        "state": begun.state,
    }
    return f"{login_url(begun.settings)}/api/oauth/authorize?{urlencode(asked)}"


def granted(begun_with: Settings, asked: Asked, session: requests.Session) -> Settings:
    """Raises Unauthorized for a code that is not Ecwid's, and for another store than was meant."""
    found = redeemed(begun_with, asked, session)
    meant = begun_with.get("store_id", "").strip()
    if meant and meant != str(found.store_id):
        raise Unauthorized
    return settings_of(begun_with, found)


def opened(app: Settings, asked: Asked, session: requests.Session) -> Opening:
    """From the App Market an owner comes with a code and nothing else: that Ecwid gives a token for
    it, to us who know the app's secret, is the proof that it sent them."""
    if not app.get("client_id") or not app.get("client_secret"):
        raise Unauthorized
    return Opening(settings=settings_of(app, redeemed(app, asked, session)), granted=True)


def redeemed(app: Settings, asked: Asked, session: requests.Session) -> Granted:
    code = asked.params.get("code", "")
    if not code or len(code) > LONGEST_CODE:
        raise Unauthorized
    form = {
        "client_id": app.get("client_id", ""),
        "client_secret": app.get("client_secret", ""),
        "code": code,
        "redirect_uri": asked.url,
        "grant_type": "authorization_code",
    }
    answer = exchange(app, form, session)
    try:
        found = msgspec.json.decode(answer.body, type=Granted)
    except UNREADABLE:
        raise Unauthorized from None
    if answer.status >= 300 or not found.access_token or not is_number(str(found.store_id)):
        raise Unauthorized
    return found


def exchange(app: Settings, form: dict[str, str], session: requests.Session) -> Answer:
    """Posted; the documentation's own example has it in the address, which is the second try."""
    url = f"{login_url(app)}/api/oauth/token"
    answer = answered(exchanged(session, "POST", url, form=form))
    if answer.status in (404, 405, 415):
        return answered(exchanged(session, "GET", url, params=form))
    return answer


def answered(answer: Answer | PlatformAway) -> Answer:
    if isinstance(answer, StorewireError):
        raise answer
    if answer.status >= 500 or answer.status == 429:
        raise Passing("Ecwid gives no tokens just now. Begin again in a minute.")
    return answer


def settings_of(app: Settings, found: Granted) -> dict[str, str]:
    kept = {name: app[name] for name in ("client_id", "client_secret", "api_url") if app.get(name)}
    return kept | {"store_id": str(found.store_id), "access_token": found.access_token}


def login_url(settings: Settings) -> str:
    """Owners log in at another host than apps ask; a stand-in is both."""
    return api_url(settings) if settings.get("api_url", "").strip() else LOGIN


install = Install(
    authorize=authorize,
    granted=granted,
    opened=opened,
    grants=("store_id", "client_id", "client_secret", "access_token"),
    app=(
        Setting(name="client_id", help="The client_id of your app at Ecwid"),
        Setting(name="client_secret", help="Its client_secret", secret=True),
        Setting(name="api_url", help="A stand-in for Ecwid, to try things with", required=False),
    ),
)
