"""Rules on a `Client`: that it reads everything, and says plainly why where it cannot."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from functools import wraps

from connector.contract import Adapter, Client, Page
from connector.convert import is_known_by
from connector.errors import (
    AccessRevoked,
    Malformed,
    PlatformAway,
    StorewireError,
    Throttled,
    Unsupported,
)
from connector.records import KINDS, Change, Deleted, Kind, Order, Record
from connector.testing.api import Api, Settled, connected
from connector.testing.asking import NOBODYS, OURS, attempt, calls, outcome, refusal, said
from connector.testing.recordings import SECRET
from connector.testing.rules import described
from connector.testing.troubles import after, always, troubles
from connector.testing.values import abnormal, mistyped, nameless

ApiRule = Callable[[Adapter, Api], list[str]]
"""The problems found, as sentences; none where the adapter keeps the rule."""

MOST_PAGES = 1000
TOLD_WAIT = 120.0
PATIENCE = 5.0
"""Seconds a call may take that was told to wait for two minutes."""


def api_rule(check: Callable[[Adapter, Api], Iterable[str]]) -> ApiRule:
    """The rule that adapters with a client pass `check`; what it raises is a problem too."""

    @wraps(check)
    def rule(adapter: Adapter, api: Api) -> list[str]:
        problems: list[str] = []
        if adapter.connect is None:
            return problems
        try:
            problems.extend(check(adapter, api))
        except Exception as error:  # noqa: BLE001 - recorded as the problem it is
            problems.append(f"raises {described(error)}")
        return problems

    return rule


@api_rule
def paging_ends(adapter: Adapter, api: Api) -> Iterator[str]:
    """A page's cursor is text, comes once, and the last page has none."""
    several = 0
    for kind in adapter.kinds:
        link, cursors = connected(adapter, api, api.shop()), list[object]()
        for page in walk(link.client, kind, None):
            if page.next_cursor is not None:
                cursors.append(page.next_cursor)
        several += len(cursors) > 0
        if any(not isinstance(cursor, str) or not cursor for cursor in cursors):
            yield f"page({kind}) gives a cursor that is no text: {cursors}"
        if len(cursors) >= MOST_PAGES:
            yield f"page({kind}) does not end within {MOST_PAGES} pages"
        elif len(cursors) != len(set(cursors)):
            yield f"page({kind}) gives a cursor twice: it may never end"
    if adapter.kinds and not several:
        yield "No kind has a second page in the stand-in, so cursors were not tried."


def walk(client: Client, kind: Kind, cursor: str | None) -> Iterator[Page]:
    """From the cursor on. Where the platform first prepares a list, it is asked again at once."""
    seen = 0
    while seen < MOST_PAGES:
        seen += 1
        try:
            page = client.page(kind, None, cursor)
        except Throttled:
            continue
        yield page
        cursor = page.next_cursor
        if cursor is None:
            return


@api_rule
def cursors_resume(adapter: Adapter, api: Api) -> Iterator[str]:
    """Whoever goes on with a cursor, in another process and days later, gets the same rest."""
    for kind in adapter.kinds:
        shop, account = api.shop(), Settled(api.settings)
        pages = list(walk(connected(adapter, api, shop, account).client, kind, None))
        for place, page in list(enumerate(pages, start=1))[:-1]:
            again = connected(adapter, api, shop, account).client
            rest = [c for each in pages[place:] for c in each.changes]
            if [c for p in walk(again, kind, page.next_cursor) for c in p.changes] != rest:
                yield f"page({kind}) from {page.next_cursor!r} on is not the rest of the walk"
                break


@api_rule
def what_is_there_is_fetched(adapter: Adapter, api: Api) -> Iterator[str]:
    if not api.there:
        yield "Api.there names nothing to fetch."
    for ref in api.there:
        changes = tuple(connected(adapter, api, api.shop()).client.fetch(ref))
        if not any(of(change) == (ref.kind, ref.id) for change in changes):
            yield f"fetch({said(ref)}) does not yield it"
        yield from crooked(f"fetch({said(ref)})", changes)


@api_rule
def what_is_gone_becomes_deleted(adapter: Adapter, api: Api) -> Iterator[str]:
    """Else what a shop deleted without a word stays with us for ever."""
    if not api.gone:
        yield "Api.gone names nothing that the platform says is gone."
    for ref in api.gone:
        changes = tuple(connected(adapter, api, api.shop()).client.fetch(ref))
        gone = [c.ref.kind for c in changes if isinstance(c, Deleted) and c.ref.id == ref.id]
        if ref.kind not in gone:
            yield f"fetch({said(ref)}) yields {changes} where it is gone, and no Deleted"
        if any(isinstance(change, Record) for change in changes):
            yield f"fetch({said(ref)}) yields a record where it is gone"


@api_rule
def pages_hold_normal_values(adapter: Adapter, api: Api) -> Iterator[str]:
    for kind in adapter.kinds:
        link = connected(adapter, api, api.shop())
        for page in walk(link.client, kind, None):
            found = list(crooked(f"page({kind})", page.changes))
            yield from found
            if found:
                break


def crooked(call: str, changes: tuple[Change, ...]) -> Iterator[str]:
    for problem in (*abnormal(changes), *nameless(changes), *mistyped(changes)):
        yield f"{call}: {problem}"


def of(change: Change) -> tuple[Kind, str] | None:
    return (KINDS[type(change)], change.id) if isinstance(change, Record) else None


@api_rule
def orders_are_found_by_number(adapter: Adapter, api: Api) -> Iterator[str]:
    """However a shopper types it; nothing else comes with it, and nothing of a number nobody has.
    What is found is told before its parts are asked for."""
    for ref in api.there:
        if ref.kind is not Kind.ORDER:
            continue
        fetched = connected(adapter, api, api.shop()).client.fetch(ref)
        for order in (each for each in fetched if isinstance(each, Order) and each.id == ref.id):
            for typed in (order.number, f" #{order.number.lower()} ", in_persian(order.number)):
                yield from misfound(adapter, api, order, typed)
    try:
        found = tuple(connected(adapter, api, api.shop()).client.orders(NOBODYS))
    except Unsupported:
        return
    if any(isinstance(change, Record) for change in found):
        yield f"orders({NOBODYS}) yields records, and no order has this number"


def misfound(adapter: Adapter, api: Api, order: Order, typed: str) -> Iterator[str]:
    try:
        found = tuple(connected(adapter, api, api.shop()).client.orders(typed))
    except Unsupported:
        return
    orders = [change for change in found if isinstance(change, Order)]
    if order.id not in {each.id for each in orders}:
        yield f"orders({typed!r}) does not yield order {order.id}, whose number is {order.number!r}"
    elif not isinstance(found[0], Order):
        yield f"orders({typed!r}) yields {found[0]} before the order itself"
    if any(not is_known_by(each, typed) for each in orders):
        yield f"orders({typed!r}) yields orders of other numbers"
    yield from crooked(f"orders({typed!r})", found)


def in_persian(number: str) -> str:
    return number.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))


@api_rule
def told_waits_are_passed_on(adapter: Adapter, api: Api) -> Iterator[str]:
    """Throttled with the seconds the platform told, and at once: whoever calls does the waiting."""
    for name, call in calls(adapter, api):
        started = time.monotonic()
        error = refusal(adapter, api, call, always(api.throttled(TOLD_WAIT)))
        took = time.monotonic() - started
        if not isinstance(error, Throttled):
            yield f"{name} told to wait {outcome(error)}, and not Throttled"
        elif not TOLD_WAIT <= error.wait <= 2 * TOLD_WAIT:
            yield f"{name} told to wait {TOLD_WAIT:.0f} seconds says {error.wait:.0f}"
        if took > PATIENCE:
            yield f"{name} told to wait took {took:.0f} seconds of ours"


@api_rule
def revoked_access_is_told(adapter: Adapter, api: Api) -> Iterator[str]:
    open_to_all = {f"{ask}({kind})" for ask in ("page", "ids") for kind in api.without_key}
    for name, call in calls(adapter, api):
        error = refusal(adapter, api, call, always(api.revoked))
        if name not in open_to_all and not isinstance(error, AccessRevoked):
            yield f"{name} with a revoked key {outcome(error)}, and not AccessRevoked"


@api_rule
def a_platform_that_is_away_is_told(adapter: Adapter, api: Api) -> Iterator[str]:
    """PlatformAway for failures, pages for people and broken lines; never an empty list."""
    asked = calls(adapter, api)
    for trouble, answer in troubles().items():
        for name, call in asked:
            error = refusal(adapter, api, call, answer)
            if not isinstance(error, PlatformAway | Malformed):
                yield f"{name} at {trouble} {outcome(error)}, and not PlatformAway"
                break


@api_rule
def nothing_else_escapes(adapter: Adapter, api: Api) -> Iterator[str]:
    """Also where the trouble comes with the second request, and in `check`."""
    every = {**troubles(), "a 401": always(api.revoked), "a 429": always(api.throttled(TOLD_WAIT))}
    named = [*calls(adapter, api), ("check()", lambda client: tuple(client.check()))]
    for trouble, answer in every.items():
        for name, call in named:
            for spared in (0, 1):
                error = refusal(adapter, api, call, after(api.shop(), spared, answer))
                if error is not None and not isinstance(error, StorewireError):
                    yield f"{name} at {trouble} {outcome(error)}"


@api_rule
def refusals_tell_no_secret(adapter: Adapter, api: Api) -> Iterator[str]:
    """What is raised is shown to owners and logged."""
    app = adapter.install.app if adapter.install else ()
    names = {setting.name for setting in (*adapter.settings, *app) if setting.secret}
    secrets = [value for name, value in api.settings.items() if name in names and value]
    asked = calls(adapter, api)
    for trouble, answer in troubles().items():
        for name, call in asked:
            error = refusal(adapter, api, call, answer)
            if any(secret in str(error) for secret in secrets):
                yield f"{name} at {trouble} tells a secret"


@api_rule
def every_request_has_a_timeout(adapter: Adapter, api: Api) -> Iterator[str]:
    """Without one a shop that says nothing holds a worker for ever."""
    bare: set[str] = set()
    for _, call in calls(adapter, api):
        link = connected(adapter, api, api.shop())
        attempt(call, link)
        bare |= {asked for asked, timeout in link.wire.asked if timeout is None}
    yield from (f"{asked} has no timeout" for asked in sorted(bare))


@api_rule
def subscribing_twice_leaves_one_set(adapter: Adapter, api: Api) -> Iterator[str]:
    client = connected(adapter, api, api.shop()).client
    topics = sorted(adapter.topics)
    try:
        before = {s.id for s in client.subscriptions() if s.delivery_url != OURS}
        client.subscribe(OURS, SECRET, topics)
        client.subscribe(OURS, SECRET, topics)
    except Unsupported as error:
        if error.detail == Unsupported.title:
            yield "subscribe is Unsupported and says nothing of how it is done by hand"
        return
    after = tuple(client.subscriptions())
    ours = [each.topic for each in after if each.delivery_url == OURS and each.active]
    for topic in sorted({*topics, *ours}):
        wanted = topic not in api.made_by_hand | adapter.may_lack
        if ours.count(topic) > 1 or (wanted and topic not in ours):
            yield f"subscribed twice, {topic} is delivered {ours.count(topic)} times"
    if not before <= {each.id for each in after}:
        yield "subscribe takes away webhooks that deliver elsewhere"
