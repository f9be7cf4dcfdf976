"""Webhooks: made, pinged, and delivered when a test runs the queue."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.fakes.woocommerce import topics
from tests.fakes.woocommerce.clock import Clock
from tests.fakes.woocommerce.errors import RestError, invalid_id
from tests.fakes.woocommerce.floor import Floor
from tests.fakes.woocommerce.keys import ADMIN
from tests.fakes.woocommerce.payload import webhook_payload
from tests.fakes.woocommerce.php import encoded
from tests.fakes.woocommerce.policy import AS_IT_COMES, Policy
from tests.fakes.woocommerce.post import Post
from tests.fakes.woocommerce.webhook import Action, Sent, Webhook

AGENT = "WooCommerce/10.5.0 Hookshot (WordPress/6.9.1)"
STATUSES = ("active", "paused", "disabled")


class Dispatch(Floor):
    def __init__(self, clock: Clock | None = None) -> None:
        super().__init__(clock)
        self.post = Post()

    def webhook(self, webhook_id: int) -> Webhook:
        found = self.webhooks.get(webhook_id)
        if found is None:
            raise invalid_id("webhook")
        return found

    def add_webhook(
        self,
        topic: str,
        delivery_url: str,
        secret: str,
        name: str = "",
        user_id: int = ADMIN,
        api_version: int = 3,
    ) -> Webhook:
        """Pings it, whatever that comes to. Raises RestError."""
        check_topic(topic)
        check_url(delivery_url)
        with self.lock:
            now = self.clock.now()
            made = Webhook(
                id=max(self.webhooks, default=0) + 1,
                name=name or "Webhook created by the fake",
                topic=topic.lower(),
                delivery_url=delivery_url,
                secret=secret,
                user_id=user_id,
                created=now,
                modified=now,
                api_version=api_version,
            )
            self.webhooks[made.id] = made
        self._ping(made)
        return made

    def change_webhook(self, webhook_id: int, **fields: str) -> Webhook:
        """Pings it while it is pending, and after a change of its address. Raises RestError."""
        webhook = self.webhook(webhook_id)
        check_topic(fields.get("topic", webhook.topic))
        check_url(fields.get("delivery_url", webhook.delivery_url))
        with self.lock:
            moved = fields.get("delivery_url", webhook.delivery_url) != webhook.delivery_url
            for name, value in fields.items():
                setattr(webhook, name, value)
            webhook.modified = self.clock.now()
        if moved or webhook.pending_delivery:
            self._ping(webhook)
        return webhook

    def delete_webhook(self, webhook_id: int) -> None:
        self.webhook(webhook_id)
        with self.lock:
            del self.webhooks[webhook_id]

    def build_now(self) -> int:
        """Another runner begins with all that waits: bodies are built as of now, and their
        requests go out with the next `run_queue`, late. How many."""
        with self.lock:
            begun = self.queue.begin()
            for action in begun:
                webhook = self.webhooks.get(action.webhook_id)
                action.body = self._body(webhook, action) if webhook else b""
            return len(begun)

    def run_queue(self, policy: Policy = AS_IT_COMES) -> list[Sent]:
        """Sends what waits, the way a site with visitors would within a minute. What is queued
        meanwhile waits for the next run."""
        with self.lock:
            now, later = policy.arranged(self.queue.take())
            self.queue.put_back(later)
        if policy.at_once == 1:
            runs = [self._run(action) for action in now]
        else:
            with ThreadPoolExecutor(policy.at_once) as pool:
                runs = list(pool.map(self._run, now))
        return [sent for run in runs for sent in run]

    def _run(self, action: Action) -> list[Sent]:
        """A delivery and, while it is pending, a ping after it; nothing for a deleted webhook.
        That it was disabled meanwhile stops nothing."""
        with self.lock:
            webhook = self.webhooks.get(action.webhook_id)
            if webhook is None:
                return []
            body = self._body(webhook, action) if action.body is None else action.body
            headers = webhook.headers(body, f"{self.home}/", self.clock.now())
        sent = self._send(webhook, webhook.topic, body, headers)
        with self.lock:
            webhook.logged(sent.status)
            webhook.modified = self.clock.now()
        return [sent, self._ping(webhook)] if webhook.pending_delivery else [sent]

    def _body(self, webhook: Webhook, action: Action) -> bytes:
        return encoded(webhook_payload(self, webhook, action.arg))

    def _ping(self, webhook: Webhook) -> Sent:
        """Unsigned. A failure is not counted; only exactly 200 ends it."""
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        sent = self._send(webhook, "", f"webhook_id={webhook.id}".encode(), form)
        if sent.status == 200:
            with self.lock:
                webhook.pending_delivery = False
        return sent

    def _send(self, webhook: Webhook, topic: str, body: bytes, headers: dict[str, str]) -> Sent:
        told = {"User-Agent": AGENT, **headers}
        safe_only = self.switches.safe_urls_only
        status = self.post.send(webhook.delivery_url, body, told, safe_only)
        return Sent(webhook_id=webhook.id, topic=topic, headers=told, body=body, status=status)


def check_topic(topic: str) -> None:
    if not topics.valid(topic.lower()):
        raise RestError(
            "woocommerce_rest_shop_webhook_invalid_topic",
            "Webhook topic is required and must be valid.",
            400,
        )


def check_url(url: str) -> None:
    if not url.startswith(("http://", "https://")):
        raise RestError(
            "woocommerce_rest_shop_webhook_invalid_delivery_url",
            "Webhook delivery URL must be a valid URL starting with http:// or https://.",
            400,
        )
