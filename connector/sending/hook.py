"""Codes by a web service of the store's own, for SMS, WhatsApp or whatever it has.

https://github.com/standard-webhooks/standard-webhooks/blob/main/spec/standard-webhooks.md
"""

from __future__ import annotations

import secrets

import msgspec
import requests
from standardwebhooks import Webhook as Signed

from connector.sending.senders import TIMEOUT, Letter, NotSent, Webhook
from connector.storage.engine import now

TYPE = "verification.code"


def send(webhook: Webhook, letter: Letter, message_id: str) -> None:
    """`message_id` is the same for each try at one letter. Raises NotSent."""
    at = now()
    body = msgspec.json.encode({"type": TYPE, "timestamp": at, "data": letter})
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "Storewire",
        "webhook-id": message_id,
        "webhook-timestamp": str(int(at.timestamp())),
        "webhook-signature": Signed(webhook.secret).sign(message_id, at, body.decode()),
    }
    try:
        # A redirect would carry the code to whatever host it names.
        response = requests.post(
            webhook.url, data=body, headers=headers, timeout=TIMEOUT, allow_redirects=False
        )
    except (requests.RequestException, ValueError) as error:
        said = f"The web service does not answer ({type(error).__name__})."
        raise NotSent(said, again=True) from None
    if not 200 <= response.status_code < 300:
        again = response.status_code >= 500 or response.status_code == 429
        raise NotSent(f"The web service answers {response.status_code}.", again=again)


def new_id() -> str:
    return f"msg_{secrets.token_urlsafe(18)}"
