"""Thin webhooks, signed over their time and id alone, sent again by Ecwid's rule.

https://docs.ecwid.com/build-apps/webhook-automations/learn-ecwid-webhooks
"""

from __future__ import annotations

import base64
import hmac
import json
from collections import deque
from dataclasses import dataclass
from uuid import UUID

import requests

from tests.fakes.ecwid.clock import Clock, Json
from tests.fakes.ecwid.words import dice

TAKEN = (200, 201, 202, 204, 209)
"""All other statuses count as failed, 203 and 208 too."""
TIMES = (900, 1800, 2700, *(3600 * hour for hour in range(1, 25)))
"""Seconds after the first try of the 27 tries that follow."""
TIMEOUT = (3, 10)


@dataclass(slots=True, kw_only=True)
class Event:
    topic: str
    body: bytes
    made: int
    tries: int = 0

    def due(self) -> int:
        return self.made if not self.tries else self.made + TIMES[self.tries - 1]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    topic: str
    status: int
    """0 where nobody answered."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Carriage:
    """How well the world carries them. What is dropped is lost for good, as with an app that did
    not answer for two weeks."""

    drop: float = 0
    """A chance, as `double` is."""
    double: float = 0
    shuffle: bool = False
    seed: int = 1


HONEST = Carriage()


def signature(body: bytes, client_secret: str) -> str:
    event = json.loads(body)
    message = f"{event['eventCreated']}.{event['eventId']}".encode()
    return base64.b64encode(hmac.digest(client_secret.encode(), message, "sha256")).decode()


class Post:
    """`to` is set at Ecwid by hand, for all of an app's shops; empty sends nothing."""

    def __init__(self, store_id: int, clock: Clock) -> None:
        self.to = ""
        self.queue: deque[Event] = deque()
        self.given_up: list[Event] = []
        self._store_id, self._clock = store_id, clock
        self._ids = dice(store_id)

    def say(self, topic: str, entity: int | str, data: Json | None) -> None:
        event: Json = {
            "eventId": str(UUID(int=self._ids.getrandbits(128))),
            "eventCreated": self._clock.now(),
            "storeId": self._store_id,
            "entityId": entity,
            "eventType": topic,
        }
        if data is not None:
            event["data"] = data
        body = json.dumps(event, ensure_ascii=False).encode()
        self.queue.append(Event(topic=topic, body=body, made=self._clock.now()))

    def deliver(self, client_secret: str, how: Carriage = HONEST) -> list[Sent]:
        """Posts what is due by the shop's clock."""
        now, chance = self._clock.now(), dice(how.seed)
        due = [event for event in self.queue if event.due() <= now]
        self.queue = deque(event for event in self.queue if event.due() > now)
        due = [event for event in due if chance.random() >= how.drop]
        due += [event for event in due if chance.random() < how.double]
        if how.shuffle:
            chance.shuffle(due)
        return [self._send(event, client_secret) for event in due]

    def _send(self, event: Event, client_secret: str) -> Sent:
        status = self._posted(event, client_secret) if self.to else 0
        if status not in TAKEN and self.to:
            event.tries += 1
            (self.given_up if event.tries > len(TIMES) else self.queue).append(event)
        return Sent(topic=event.topic, status=status)

    def _posted(self, event: Event, client_secret: str) -> int:
        headers = {
            "Content-Type": "application/json; charset=UTF-8",
            "X-Ecwid-Webhook-Signature": signature(event.body, client_secret),
        }
        try:
            return requests.post(
                self.to,
                params={"eventtype": event.topic},
                data=event.body,
                headers=headers,
                timeout=TIMEOUT,
                allow_redirects=False,
            ).status_code
        except requests.RequestException:
            return 0
