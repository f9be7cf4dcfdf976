"""`wp-json`: from a request to a response, with the headers that were recorded."""

from __future__ import annotations

import json
from contextlib import nullcontext
from typing import Any

from werkzeug import Request, Response

from tests.fakes.woocommerce.auth import Door, secure
from tests.fakes.woocommerce.call import Answer, Call
from tests.fakes.woocommerce.errors import RestError
from tests.fakes.woocommerce.lists import fields, neighbours
from tests.fakes.woocommerce.php import Json, encoded, parsed_query
from tests.fakes.woocommerce.routes import POSTING, route
from tests.fakes.woocommerce.shop import Shop

PREFIX = "/wp-json"
ALWAYS = {
    "X-Powered-By": "PHP/8.2.36",
    "X-Robots-Tag": "noindex",
    "X-Content-Type-Options": "nosniff",
    "Access-Control-Expose-Headers": "X-WP-Total, X-WP-TotalPages, Link",
    "Access-Control-Allow-Headers": "Authorization, X-WP-Nonce, Content-Disposition, Content-MD5,"
    " Content-Type",
}
UNCACHED = {
    "Expires": "Wed, 11 Jan 1984 05:00:00 GMT",
    "Cache-Control": "no-cache, must-revalidate, max-age=0, no-store, private",
}


class Rest:
    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._door = Door(shop.keyring, shop.switches)

    def answer(self, request: Request) -> Response:
        query = parsed_query(request.query_string.decode())
        allowed: list[str] = []
        user_id = 0
        path = request.path.removeprefix(PREFIX)
        try:
            # WooCommerce's keys open WooCommerce's routes only.
            key = self._door.key(request, query) if path.startswith("/wc") else None
            user_id = key.user_id if key else 0
            wanted, args, allowed = route(path, request.method)
            call = self._call(request, query, user_id, args)
            with nullcontext() if wanted in POSTING else self._shop.lock:
                answer = shown(call, wanted(call))
        except RestError as error:
            answer = Answer(body=error.body, status=error.status)
            # A route that was not found, or that said no, does not tell its methods.
            allowed = [] if error.status in (401, 403) else allowed
        return self._response(request, answer, allowed, user_id)

    def _call(self, request: Request, query: Json, user_id: int, args: tuple[str, ...]) -> Call:
        return Call(
            shop=self._shop,
            user_id=user_id,
            base=self._base(request),
            method=request.method,
            query=query,
            body=read_body(request),
            secure=secure(request, self._shop.switches),
            args=args,
        )

    def _base(self, request: Request) -> str:
        scheme = "https" if secure(request, self._shop.switches) else "http"
        return f"{scheme}://{request.host}"

    def _response(
        self, request: Request, answer: Answer, allowed: list[str], user_id: int
    ) -> Response:
        body = b"" if request.method == "HEAD" else encoded(answer.body)
        response = Response(body, answer.status, content_type="application/json; charset=UTF-8")
        response.headers.update(ALWAYS)
        response.headers["Link"] = f'<{self._base(request)}/wp-json/>; rel="https://api.w.org/"'
        if answer.paging:
            response.headers["X-WP-Total"] = str(answer.paging.total)
            response.headers["X-WP-TotalPages"] = str(answer.paging.pages)
            links = neighbours(answer.paging, self._base(request) + request.path)
            if links:
                told = ", ".join(f'<{url}>; rel="{name}"' for url, name in links)
                response.headers["Link"] = told
        if allowed:
            response.headers["Allow"] = ", ".join(allowed)
        if answer.location:
            response.headers["Location"] = answer.location
        response.headers.update(UNCACHED if user_id else {"Vary": "Origin"})
        return response


def read_body(request: Request) -> Json:
    """JSON or a form. Raises RestError 400."""
    if request.mimetype != "application/json":
        return dict(request.form)
    raw = request.get_data()
    if not raw:
        return {}
    try:
        found: Any = json.loads(raw)
    except ValueError:
        raise RestError(
            "rest_invalid_json",
            "Invalid JSON body passed.",
            400,
            {"status": 400, "json_error_code": 4, "json_error_message": "Syntax error"},
        ) from None
    return found if isinstance(found, dict) else {}


def shown(call: Call, answer: Answer) -> Answer:
    """`_fields` of a single resource leaves its links; of a list it does not."""
    wanted = call.several("_fields")
    if not wanted or not isinstance(answer.body, dict):
        return answer
    body = fields(answer.body, [*wanted, "_links"])
    return Answer(body=body, status=answer.status, location=answer.location)
