"""One webhook, its queue entries, and the rules by which it dies."""

from __future__ import annotations

import base64
import hmac
import html
from dataclasses import dataclass, field
from typing import Any

from tests.fakes.woocommerce import topics
from tests.fakes.woocommerce.clock import gmt, local
from tests.fakes.woocommerce.order_json import ALL, link
from tests.fakes.woocommerce.php import Json

MOST_FAILURES = 5
SUCCESS = range(200, 303)
SALT = b"demo shop salt"


@dataclass(slots=True, kw_only=True)
class Webhook:
    id: int
    name: str
    topic: str
    delivery_url: str
    secret: str
    user_id: int
    created: int
    modified: int
    api_version: int = 3
    status: str = "active"
    failure_count: int = 0
    pending_delivery: bool = True
    """Until a ping was answered exactly 200."""

    def logged(self, status: int) -> None:
        """After a delivery. Success is 200 to 302; the seventh failure in a row disables, and
        nothing but a success sets the count to 0."""
        if status in SUCCESS:
            self.failure_count = 0
        elif self.failure_count > MOST_FAILURES:
            self.status = "disabled"
        else:
            self.failure_count += 1

    def signature(self, body: bytes) -> str:
        """With entities in the stored secret decoded: `wp_specialchars_decode(ENT_QUOTES)`."""
        digest = hmac.digest(html.unescape(self.secret).encode(), body, "sha256")
        return base64.b64encode(digest).decode()

    def delivery_id(self, moment: int) -> str:
        """Not unique: of the webhook and the second."""
        return hmac.digest(SALT, f"{self.id}{moment}".encode(), "md5").hex()

    def headers(self, body: bytes, source: str, moment: int) -> dict[str, str]:
        resource, _, event = self.topic.partition(".")
        return {
            "Content-Type": "application/json",
            "X-WC-Webhook-Source": source,
            "X-WC-Webhook-Topic": self.topic,
            "X-WC-Webhook-Resource": resource,
            "X-WC-Webhook-Event": event,
            "X-WC-Webhook-Signature": self.signature(body),
            "X-WC-Webhook-ID": str(self.id),
            "X-WC-Webhook-Delivery-ID": self.delivery_id(moment),
        }

    def json(self, base: str) -> Json:
        """Neither the secret nor the failures are ever told."""
        resource, _, event = self.topic.partition(".")
        return {
            "id": self.id,
            "name": self.name,
            "status": self.status,
            "topic": self.topic,
            "resource": resource,
            "event": event,
            "hooks": topics.hooks(self.topic),
            "delivery_url": self.delivery_url,
            "date_created": local(self.created),
            "date_created_gmt": gmt(self.created),
            "date_modified": local(self.modified),
            "date_modified_gmt": gmt(self.modified),
            "_links": {
                "self": link(f"{base}/wp-json/wc/v3/webhooks/{self.id}", ALL),
                "collection": link(f"{base}/wp-json/wc/v3/webhooks"),
            },
        }


@dataclass(slots=True, kw_only=True)
class Action:
    """One entry of Action Scheduler: this webhook is to tell about this."""

    webhook_id: int
    arg: Any
    queued: int
    body: bytes | None = field(default=None, repr=False)
    """Built already: another runner has begun with it, and its request is slow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One request that went out."""

    webhook_id: int
    topic: str
    """Empty for a ping."""
    headers: dict[str, str]
    body: bytes
    status: int
    """What was answered; 0 where nobody answered."""
