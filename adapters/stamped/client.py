"""One shop's Stamped account over the API of its dashboard.

The API is not documented for reading; it is read here as public programs read it (unverified).
https://developers.stamped.io/docs/getting-started
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import datetime, timedelta
from urllib.parse import quote

import msgspec
import requests

from adapters.stamped import shapes
from adapters.stamped.envelope import API
from adapters.stamped.reviews import listed
from connector.contract import Account, Client, Finding, Page, Settings, Subscription
from connector.convert import text_id
from connector.errors import AccessDenied, Unsupported
from connector.records import EVERY, Change, Kind, Ref
from connector.web import Question, Vendor, Web, answer, base_of, each

WHERE = "Stamped > Settings > API Keys"
VENDOR = Vendor(
    title="Stamped",
    revoked="Stamped does not know these keys for this store hash. Copy the public key, the private"
    f" key and the store hash again, all from {WHERE}.",
    denied="Stamped knows the keys and does not let them read reviews. Its API comes with the"
    " higher plans; ask Stamped's support whether yours has it.",
)
NO_KEYS = (
    "Storewire has no keys to Stamped's API, so it only knows what webhooks tell. Copy the public"
    f" key, the private key and the store hash from {WHERE}."
)
NO_LIST = "Stamped does not list its webhooks; they are under Stamped > Settings > Webhooks."
NOT_ONE = "Stamped cannot be asked for a single review."
PER_PAGE = 100
ZONES = timedelta(days=1)
"""More than any two places on earth differ."""
FARTHEST = 10_000
"""Pages. Should Stamped answer every number with the same page, this ends it."""


def by_hand(delivery_url: str) -> str:
    return (
        "Stamped's webhooks are made by hand: under Stamped > Settings > Webhooks choose Add"
        f" Webhook, with the Payload URL {delivery_url}, as Secret the one you gave us, and among"
        " the events Reviews."
    )


def connect(account: Account, session: requests.Session) -> Client:
    return Stamped(account, Web(VENDOR, session))


class Stamped:
    """Raises PlatformAway, Throttled, AccessRevoked or AccessDenied."""

    def __init__(self, account: Account, web: Web) -> None:
        self._account, self._web = account, web

    def fetch(self, ref: Ref) -> Iterable[Change]:
        if ref.kind is not Kind.REVIEW:
            return ()
        if ref.id != EVERY:
            raise Unsupported(NOT_ONE)
        return self._all()

    def page(self, kind: Kind, since: datetime | None, cursor: str | None) -> Page:
        """Newest first, as it seems; if it is not, what a sweep misses the nightly reading of
        everything finds."""
        only_reviews(kind)
        number = int(cursor or 1)
        found = self._dashboard(number)
        changes = tuple(each(VENDOR, found.results, shapes.Row, listed))
        behind = too_old(found.results, since)
        return Page(
            changes,
            None if behind else following(number, found.results),
            total=None if since else found.total,
        )

    def ids(self, kind: Kind, cursor: str | None) -> tuple[tuple[str, ...], str | None]:
        only_reviews(kind)
        number = int(cursor or 1)
        rows = self._dashboard(number).results
        return tuple(text_id(head.id) for head in heads(rows)), following(number, rows)

    def orders(self, number: str) -> Iterable[Change]:
        raise Unsupported("Stamped knows reviews and no orders.")

    def subscriptions(self) -> Iterable[Subscription]:
        raise Unsupported(NO_LIST)

    def subscribe(self, delivery_url: str, secret: str, topics: Collection[str]) -> None:
        raise Unsupported(by_hand(delivery_url))

    def check(self) -> Iterable[Finding]:
        found = self._dashboard(1)
        count = "" if found.total is None else f" It has {found.total} reviews."
        yield Finding(severity="note", what=f"Stamped answers and knows the keys.{count}")

    def _all(self) -> Iterator[Change]:
        cursor: str | None = None
        while True:
            found = self.page(Kind.REVIEW, None, cursor)
            yield from found.changes
            cursor = found.next_cursor
            if cursor is None:
                return

    def _dashboard(self, number: int) -> shapes.Dashboard:
        settings = self._account.settings
        question = Question(
            url=f"{base_of(settings, API)}/{store_hash(settings)}/dashboard/reviews",
            params={"page": str(number), "take": str(PER_PAGE)},
            login=login(settings),
        )
        return answer(VENDOR, self._web.ask(question), shapes.Dashboard)


def store_hash(settings: Settings) -> str:
    return quote(settings.get("store_hash", "").strip(), safe="")


def login(settings: Settings) -> tuple[str, str]:
    public = settings.get("public_key", "").strip()
    private = settings.get("private_key", "").strip()
    if not public or not private or not store_hash(settings):
        raise AccessDenied(NO_KEYS)
    return public, private


def heads(rows: Iterable[msgspec.Raw]) -> Iterator[shapes.Head]:
    return (answer(VENDOR, bytes(row), shapes.HeadRow).review for row in rows)


def too_old(rows: tuple[msgspec.Raw, ...], since: datetime | None) -> bool:
    """All of them, in whatever time zone they were written."""
    if since is None or not rows:
        return False
    last = (since - ZONES).replace(tzinfo=None).isoformat()
    return all("" < (head.date_created or "") < last for head in heads(rows))


def following(number: int, rows: tuple[msgspec.Raw, ...]) -> str | None:
    return str(number + 1) if rows and number < FARTHEST else None


def only_reviews(kind: Kind) -> None:
    if kind is not Kind.REVIEW:
        raise Unsupported(f"Stamped has no list of what we call {kind}.")
