"""Everything a client can be asked, and what comes of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from connector.contract import Adapter, Client
from connector.errors import Unsupported
from connector.records import Kind, Ref
from connector.testing.api import Api, Link, StandIn, connected
from connector.testing.recordings import SECRET
from connector.testing.rules import described

Call = Callable[[Client], object]

NOBODYS = "NOBODY-00000000"
"""A number that no order has."""
OURS = "https://connect.example.com/webhooks/kit/unguessable"


def calls(adapter: Adapter, api: Api) -> list[tuple[str, Call]]:
    """What a client can be asked, as far as it asks its platform and does not say Unsupported."""
    return [(name, call) for name, call in all_calls(adapter, api) if asks(adapter, api, call)]


def all_calls(adapter: Adapter, api: Api) -> Iterator[tuple[str, Call]]:
    for ref in api.there:
        yield f"fetch({said(ref)})", fetching(ref)
    for kind in adapter.kinds:
        yield f"page({kind})", paging(kind)
        yield f"ids({kind})", counting(kind)
    yield "orders()", lambda client: tuple(client.orders(NOBODYS))
    yield "subscriptions()", lambda client: tuple(client.subscriptions())
    yield "subscribe()", lambda client: client.subscribe(OURS, SECRET, sorted(adapter.topics))


def fetching(ref: Ref) -> Call:
    return lambda client: tuple(client.fetch(ref))


def paging(kind: Kind) -> Call:
    return lambda client: client.page(kind, None, None)


def counting(kind: Kind) -> Call:
    return lambda client: client.ids(kind, None)


def asks(adapter: Adapter, api: Api, call: Call) -> bool:
    link = connected(adapter, api, api.shop())
    error = attempt(call, link)
    return bool(link.wire.asked) and not isinstance(error, Unsupported)


def attempt(call: Call, link: Link) -> Exception | None:
    try:
        call(link.client)
    except Exception as error:  # noqa: BLE001 - looked at by the rules
        return error
    return None


def refusal(adapter: Adapter, api: Api, call: Call, answer: StandIn) -> Exception | None:
    return attempt(call, connected(adapter, api, answer))


def outcome(error: Exception | None) -> str:
    return "raises nothing" if error is None else f"raises {described(error)}"


def said(ref: Ref) -> str:
    return f"{ref.kind} {ref.id}"
