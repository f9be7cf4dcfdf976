"""All orders at once: Shopify writes them into a file, which we read page by page.

https://shopify.dev/docs/api/usage/bulk-operations/queries

It goes through `Client.page` like everything: the cursor names the operation and how many orders
have been, so that a killed process starts none anew and reads on. The file lives seven days; when
it is gone, or where Shopify refuses the operation, the orders come by pages instead.

A bulk file cannot carry what stands inside a list: the lines of parcels and of refunds, and scans.
Orders for which a shopper may still want those are asked for one by one, behind the page.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

import msgspec
import requests
import structlog

from adapters.shopify import documents as ask
from adapters.shopify import graph, translate
from adapters.shopify.admin import TIMEOUT, Admin
from adapters.shopify.graph import Connection
from adapters.shopify.joined import Family, Joined
from adapters.shopify.pages import START, Cursor, page_of_orders, written
from adapters.shopify.parse_orders import parse_order
from connector.contract import Page
from connector.convert import text_id, utc
from connector.errors import AccessDenied, PlatformAway, Throttled
from connector.records import Change, Fetch, Kind, Ref

log = structlog.get_logger(__name__)

ORDERS_A_PAGE = 100
ANOTHER_RUNS = 60.0
"""Seconds to wait while five bulk operations of this app run in this shop already."""
STILL_RUNS = 3.0
MANY_BYTES = 1 << 16
LIVELY = timedelta(days=60)
"""Parcels on their way longer than this are asked after no more."""
SETTLED = ("DELIVERED", "CANCELED", "NOT_DELIVERED", "PICKED_UP")
BY_PAGES = Cursor(bulk="-")
KEPT_FILES = 8

order_line = msgspec.json.Decoder(graph.Order).decode
item_line = msgspec.json.Decoder(graph.Line).decode
return_line = msgspec.json.Decoder(graph.Return).decode

_files: OrderedDict[tuple[str, str], Joined] = OrderedDict()
_files_lock = threading.Lock()


def page_of_all_orders(admin: Admin, at: Cursor) -> Page:
    if at == START:
        return begun(admin)
    if at.bulk in ("", BY_PAGES.bulk):
        return page_of_orders(admin, None, at)
    return continued(admin, at)


def begun(admin: Admin) -> Page:
    """An empty page whose cursor is to be kept: the operation runs from now on."""
    try:
        started = admin.ask(ask.BULK_RUN, query=ask.composed("bulk_orders"))
    except AccessDenied:
        return by_pages(admin, "ACCESS_DENIED")
    done = started.bulk_operation_run_query
    if any(e.code == "OPERATION_IN_PROGRESS" for e in done.user_errors):
        raise Throttled(ANOTHER_RUNS)
    if done.bulk_operation is None:
        return by_pages(admin, next((e.code or "" for e in done.user_errors), ""))
    return Page((), written(Cursor(bulk=text_id(done.bulk_operation.id))))


def by_pages(admin: Admin, why: str) -> Page:
    log.warning("shopify.no_bulk", shop=admin.shop, why=why)
    return Page((), written(BY_PAGES))


def continued(admin: Admin, at: Cursor) -> Page:
    held = kept(admin, at.bulk)
    if held is None:
        try:
            url = url_of(admin, at.bulk)
            if url is None:
                return Page((), None, total=0)
            held = file(admin, at.bulk, url)
        except NoFile as reason:
            return by_pages(admin, str(reason))
    return page_of(admin, held, at)


def url_of(admin: Admin, operation: str) -> str | None:
    """None where it is through and there is no file, because the shop has no orders."""
    try:
        found = admin.ask(ask.BULK_STATUS, id=f"gid://shopify/BulkOperation/{operation}")
    except AccessDenied:
        raise NoFile("ACCESS_DENIED") from None
    state = found.bulk_operation
    if state and state.status in ("CREATED", "RUNNING", "CANCELING"):
        raise Throttled(STILL_RUNS)
    if state is None or state.status != "COMPLETED":
        raise NoFile((state and (state.error_code or state.status)) or "EXPIRED")
    return state.url


def page_of(admin: Admin, held: Joined, at: Cursor) -> Page:
    families = list(held.families(at.done, ORDERS_A_PAGE))
    changes = tuple(change for family in families for change in order_changes(family))
    if len(families) < ORDERS_A_PAGE:
        forget(admin, at.bulk)
        return Page(changes, None, total=held.roots)
    following = written(Cursor(bulk=at.bulk, done=at.done + len(families)))
    return Page(changes, following, total=held.roots)


def order_changes(family: Family) -> Iterator[Change]:
    given = order_line(family.root)
    lines = [item_line(line) for kind, line in family.children if kind == "LineItem"]
    lines.sort(key=translate.age)  # They stand in any order; a webhook has them by their ids.
    returns = [return_line(line) for kind, line in family.children if kind == "Return"]
    given = msgspec.structs.replace(given, line_items=Connection(nodes=tuple(lines)))
    yield from parse_order(translate.order(given, given.refunds, returns))
    if wants_more(given, datetime.now(UTC)):
        yield Fetch(ref=Ref(kind=Kind.ORDER, id=text_id(given.id)))


def wants_more(given: graph.Order, now: datetime) -> bool:
    """Refunded lines, the lines of several parcels, and scans of what is still under way."""
    if given.refunds or len(given.fulfillments) > 1:
        return True
    moving = [p for p in given.fulfillments if p.display_status not in SETTLED]
    return bool(moving) and now - utc(given.updated_at) < LIVELY


class NoFile(Exception):
    """The operation came to nothing, or the seven days of its file are over."""


def file(admin: Admin, operation: str, url: str) -> Joined:
    """Downloaded and joined; kept for the pages that follow, as nobody pages one file twice."""
    joined = Joined(lines_of(admin, url))
    with _files_lock:
        _files[admin.shop, operation] = joined
        while len(_files) > KEPT_FILES:
            _files.popitem(last=False)
    return joined


def kept(admin: Admin, operation: str) -> Joined | None:
    with _files_lock:
        held = _files.get((admin.shop, operation))
        if held:
            _files.move_to_end((admin.shop, operation))
        return held


def forget(admin: Admin, operation: str) -> None:
    with _files_lock:
        _files.pop((admin.shop, operation), None)


def lines_of(admin: Admin, url: str) -> Iterator[bytes]:
    """The address is signed already: our token has no business there. It has people's names: only a
    stand-in may send it unencrypted."""
    if not url.startswith(("https://", f"{admin.url}/")):
        raise PlatformAway("The bulk file is not at an https address.")
    try:
        with admin.session.get(url, stream=True, timeout=TIMEOUT) as response:
            if response.status_code in (400, 403, 404, 410):
                raise NoFile("EXPIRED")
            if response.status_code != 200:
                raise PlatformAway(f"The bulk file answers with status {response.status_code}.")
            yield from whole_lines(response.iter_content(MANY_BYTES))
    except requests.RequestException as error:
        raise PlatformAway(f"The bulk file broke off ({type(error).__name__}).") from None


def whole_lines(chunks: Iterable[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *lines, rest = (rest + chunk).split(b"\n")
        yield from filter(bytes.strip, lines)
    if rest.strip():
        yield rest
