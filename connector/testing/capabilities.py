"""What each adapter can do, as a page; worked out from the adapters and what they record.

python -m connector.testing.capabilities > docs/capabilities.md
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cached_property

import requests
from structlog.testing import capture_logs

from connector.contract import Adapter, Settings, Unsigned
from connector.errors import BadRequest, StorewireError, Unsupported
from connector.records import (
    KINDS,
    Change,
    Deleted,
    Fetch,
    Kind,
    Record,
    Redact,
    RedactStore,
    Uninstalled,
)
from connector.registry import discover
from connector.testing.api import Settled, as_json, wired
from connector.testing.asking import OURS
from connector.testing.homes import fixtures_of, in_this_checkout
from connector.testing.recordings import SECRET, Recording, is_ping, parsed, recordings

COMMAND = "python -m connector.testing.capabilities > docs/capabilities.md"
HEAD = f"""# What the adapters can do

Written by `{COMMAND}` (or `make capabilities`) out of the
adapters themselves: what their recordings become, what their clients list, and how their owners
connect. Do not edit it by hand.
"""
BY_KIND = """
## What is known of a shop, and how it comes

*sent*: a delivery brings it. *asked*: a delivery says that it changed, and the client asks.
*listed*: the client lists it, so the past is loaded and what deliveries missed is found.
"""
INSTRUCTIONS: dict[str, tuple[type[Change], ...]] = {
    "deletion": (Deleted,),
    "erasure": (Redact, RedactStore),
    "removal of the app": (Uninstalled,),
}


@dataclass(frozen=True)
class Tried:
    """An adapter with what it ships to be tried on."""

    adapter: Adapter
    recordings: Sequence[Recording]

    @cached_property
    def changes(self) -> list[Change]:
        with capture_logs():  # Of words no adapter knows, which recordings have on purpose.
            return [change for each in self.recordings for change in parsed(self.adapter, each)]

    @property
    def store(self) -> str:
        """The platform's id of the recorded shop."""
        signed = (r for r in self.recordings if not is_ping(self.adapter, r))
        return next((self.adapter.read_envelope(r.delivery).store for r in signed), "")


def capabilities(tried: Sequence[Tried]) -> str:
    ordered = sorted(tried, key=lambda each: each.adapter.title.casefold())
    about = [[name, *(cell(each) for each in ordered)] for name, cell in ABOUT.items()]
    kinds = [[kind.replace("_", " "), *(ways(each, kind) for each in ordered)] for kind in Kind]
    kinds += [
        [name, *(told(each, types) for each in ordered)] for name, types in INSTRUCTIONS.items()
    ]
    titles = ["", *(each.adapter.title for each in ordered)]
    return "\n".join([HEAD, *table(titles, about), BY_KIND, *table(titles, kinds), ""])


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    yield row(head)
    yield row(["---"] * len(head))
    yield from map(row, rows)


def row(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


def ways(each: Tried, kind: Kind) -> str:
    changes = each.changes
    records = {KINDS[type(change)] for change in changes if isinstance(change, Record)}
    asked = {change.ref.kind for change in changes if isinstance(change, Fetch)}
    listed = set(each.adapter.kinds) if each.adapter.connect else set()
    found = {"sent": records, "asked": asked - records, "listed": listed}
    return ", ".join(way for way, kinds in found.items() if kind in kinds) or "-"


def told(each: Tried, types: tuple[type[Change], ...]) -> str:
    return "sent" if any(isinstance(change, types) for change in each.changes) else "-"


def connecting(each: Tried) -> str:
    install = each.adapter.install
    if install is None:
        return "keys pasted"
    return "keys pasted, one click" if install.by_server else "keys pasted, OAuth"


def signing(each: Tried) -> str:
    signature = each.adapter.signature
    if isinstance(signature, Unsigned):
        return "unsigned"
    words = {"HmacSha256": "HMAC-SHA256", "SharedSecret": "secret in a header"}
    kind = words.get(type(signature).__name__, "its own way")
    return kind if signature.covers_body else f"{kind}, without the body"


def webhooks(each: Tried) -> str:
    """Found out by asking for them with a key that opens nothing."""
    adapter = each.adapter
    if adapter.connect is None:
        return "by hand"
    with requests.Session() as session, capture_logs():
        wired(session, lambda request: as_json({"message": "Unauthorized"}, 401))
        try:
            client = adapter.connect(Settled(settings_of(each)), session)
            client.subscribe(OURS, SECRET, sorted(adapter.topics))
        except Unsupported:
            return "by hand, or in the platform's app settings"
        except BadRequest:
            return "not known"
        except StorewireError:
            pass
    return "made by us"


def settings_of(each: Tried) -> Settings:
    """As little as an owner has to give, of the recorded shop."""
    wanted = [setting for setting in each.adapter.settings if setting.required or setting.secret]
    for store in (each.store, f"https://{each.store}", f"https://{each.store}/"):
        given = {setting.name: SECRET if setting.secret else store for setting in wanted}
        with suppress(StorewireError):
            if each.adapter.identify(given) == each.store:
                return given
    return given


def reviews(each: Tried) -> str:
    return "no" if ways(each, Kind.REVIEW) == "-" else "yes"


def another_store(each: Tried) -> str:
    return "yes" if each.adapter.needs_store else "no"


def login(each: Tried) -> str:
    return "no" if each.adapter.storefront is None else "on the shop's own pages"


def own_address(each: Tried) -> str:
    return "its own, unguessable" if each.adapter.own_url else "one for all stores"


ABOUT: Mapping[str, Callable[[Tried], str]] = {
    "connected by": connecting,
    "webhooks": webhooks,
    "signed with": signing,
    "delivery URL of a store": own_address,
    "reviews": reviews,
    "needs another store": another_store,
    "vouches for a shopper": login,
}


def all_tried() -> list[Tried]:
    """Those of this checkout: what else is installed here is not ours to describe."""
    names = {path.name for root in in_this_checkout() for path in root.iterdir()}
    found = [(name, adapter) for name, adapter in discover().items() if name in names]
    return [Tried(adapter, recordings(fixtures_of(name))) for name, adapter in found]


if __name__ == "__main__":
    sys.stdout.write(capabilities(all_tried()))
