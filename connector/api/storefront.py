"""`GET /proxy/<platform>/<question>`: questions that a shop's own pages ask through its platform,
which signs them and says who is logged in. No key is needed: the signature tells which store.

A small WSGI app around the rest, so that the question goes on as any other: without what the
platform added, and with what that said in a place where nothing from outside can write."""

from __future__ import annotations

import hmac
import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any
from urllib.parse import parse_qsl, urlencode

from connector.api.problems import MethodNotAllowed, NotFound, of_ours, of_surprise
from connector.contract import Adapter, Params, Settings, Storefront, Visitor
from connector.errors import BadRequest, StorewireError, Unauthorized
from connector.storage.engine import Database, now
from connector.storage.stores import Store, find_store

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

PATH = re.compile(r"/proxy/(?P<platform>[a-z0-9]+)/(?P<question>[a-z-]+)/?")
PREFIX = "/proxy/"
FRESH = timedelta(minutes=3)
"""Either way: clocks differ."""
MOST_PARAMS = 50
PLACE = "storewire.visit"
"""In a WSGI environment what came with a request is named HTTP_ something, and is text."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    """Whose pages a question was asked on, and by whom."""

    store_id: int
    customer_id: str
    """Empty for who is not logged in."""


def visit_in(environ: Mapping[str, Any]) -> Visit | None:
    found = environ.get(PLACE)
    return found if isinstance(found, Visit) else None


class Storefronts:
    def __init__(
        self,
        database: Database,
        adapters: Mapping[str, Adapter],
        of_app: Callable[[str, Iterable[str]], Settings],
        rest: WSGIApplication,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.database, self.adapters, self.rest = database, adapters, rest
        self.of_app, self.clock = of_app, clock

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if not environ.get("PATH_INFO", "").startswith(PREFIX):
            return self.rest(environ, start_response)
        try:
            passed_on = self._passed_on(environ)
        except StorewireError as error:
            return of_ours(error)(environ, start_response)
        except Exception as error:  # noqa: BLE001 - recorded, as any other of a question's
            return of_surprise(error)(environ, start_response)
        return self.rest(passed_on, start_response)

    def _passed_on(self, environ: WSGIEnvironment) -> WSGIEnvironment:
        path = PATH.fullmatch(environ["PATH_INFO"])
        adapter = self.adapters.get(path["platform"]) if path else None
        if path is None or adapter is None or adapter.storefront is None:
            raise NotFound
        if environ["REQUEST_METHOD"] not in ("GET", "HEAD"):
            raise MethodNotAllowed
        params = params_of(environ)
        visit = self._visit(adapter, adapter.storefront, params)
        asked = {name: params[name] for name in params if name not in adapter.storefront.adds}
        return {
            **environ,
            "PATH_INFO": f"/v1/{path['question']}",
            "QUERY_STRING": urlencode(asked, doseq=True),
            PLACE: visit,
        }

    def _visit(self, adapter: Adapter, storefront: Storefront, params: Params) -> Visit:
        """Raises Unauthorized, the same for a store we do not know and one that did not sign."""
        visitor = storefront.visitor(added(storefront, params))
        store = find_store(self.database, adapter.name, url_key=None, platform_id=visitor.store)
        if store is None or store.uninstalled_at or not self._is_fresh(visitor):
            raise Unauthorized
        if not is_signed(storefront, params, self._secrets(adapter, store)):
            raise Unauthorized
        return Visit(store_id=store.id, customer_id=visitor.customer_id)

    def _is_fresh(self, visitor: Visitor) -> bool:
        return abs(self.clock() - visitor.sent_at) <= FRESH

    def _secrets(self, adapter: Adapter, store: Store) -> list[str]:
        """The store's own, newest and before, and that of the app which all stores share."""
        names = (adapter.signed_with, *adapter.also_signed_with)
        of_store = [secret for name in names for secret in store.settings.get(name, ())]
        return [*of_store, *self.of_app(adapter.name, names).values()]


def added(storefront: Storefront, params: Params) -> dict[str, str]:
    found = {name: values for name, values in params.items() if name in storefront.adds}
    if any(len(values) > 1 for values in found.values()):
        raise Unauthorized
    return {name: values[0] for name, values in found.items()}


def is_signed(storefront: Storefront, params: Params, secrets: Iterable[str]) -> bool:
    """Constant time; any one secret may hold; an empty secret never does."""
    given = params.get(storefront.signed_in, ())
    if len(given) != 1:
        return False
    matches = [
        hmac.compare_digest(storefront.signature(params, secret).encode(), given[0].encode())
        for secret in secrets
        if secret
    ]
    return any(matches)


def params_of(environ: WSGIEnvironment) -> Params:
    text = environ.get("QUERY_STRING", "").encode("latin-1").decode(errors="replace")
    try:
        pairs = parse_qsl(
            text, keep_blank_values=True, errors="replace", max_num_fields=MOST_PARAMS
        )
    except ValueError:
        raise BadRequest(f"There are more than {MOST_PARAMS} parameters.") from None
    found: dict[str, tuple[str, ...]] = {}
    for name, value in pairs:
        found[name] = (*found.get(name, ()), value)
    return found
