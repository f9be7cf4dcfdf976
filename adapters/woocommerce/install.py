"""One click: the owner agrees in the shop's admin, and the shop's server hands us a key.

https://woocommerce.github.io/woocommerce-rest-api-docs/#rest-api-keys
"""

from __future__ import annotations

from typing import Annotated
from urllib.parse import urlencode

import msgspec
import requests

from adapters.woocommerce.envelope import identify
from adapters.woocommerce.rest import plain_address
from connector.contract import Asked, Begun, Install, Payload, Settings
from connector.errors import Unauthorized

APP_NAME = "Storewire"
Key = Annotated[str, msgspec.Meta(pattern=r"\Ack_[0-9a-f]{40}\Z")]
Secret = Annotated[str, msgspec.Meta(pattern=r"\Acs_[0-9a-f]{40}\Z")]


class HandedOver(Payload, frozen=True, kw_only=True):
    """Unsigned, and without the shop's address: that stands in what the install began with."""

    consumer_key: Key
    consumer_secret: Secret


def authorize(begun: Begun) -> str:
    """`user_id` comes back in the clear, so it says nothing: the callback's path has the state."""
    identify(begun.settings)
    url = plain_address(begun.settings["url"])
    asked = {
        "app_name": APP_NAME,
        "scope": "read_write",
        "user_id": "storewire",
        "return_url": begun.return_url,
        "callback_url": begun.callback_url,
    }
    return f"{url}/wc-auth/v1/authorize?{urlencode(asked)}"


def granted(settings: Settings, asked: Asked, session: requests.Session) -> Settings:
    try:
        key = msgspec.json.decode(asked.body, type=HandedOver)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unauthorized from None
    return {
        "url": settings["url"],
        "consumer_key": key.consumer_key,
        "consumer_secret": key.consumer_secret,
    }


install = Install(
    authorize=authorize,
    granted=granted,
    grants=("consumer_key", "consumer_secret"),
    by_server=True,
)
