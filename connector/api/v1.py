"""REST v1: what every question goes through, before and after."""

from __future__ import annotations

from apiflask import APIBlueprint
from flask import Response, g, request

from connector.api import briefing
from connector.api.asker import identify
from connector.api.identity import vouched_for
from connector.api.library import (
    library,
)
from connector.api.questions import (
    check_parameters,
)
from connector.api.storefront import Visit, visit_in
from connector.storage.stores import ApiKey, Scope

v1 = APIBlueprint("v1", __name__, url_prefix="/v1")
MOST_BYTES = 16 * 1024
"""Of a request's body."""


@v1.before_request
def admit() -> None:
    """All that one question reads is read at one moment and by one connection."""
    library().database.view.begin()
    request.max_content_length = MOST_BYTES
    visit = visit_in(request.environ)
    g.asker = guest(visit) if visit else identify(library().database)
    check_parameters(request.args)
    if request.method != "POST":  # Who asks for a new code may have an identity that is over.
        vouched_for()


@v1.teardown_request
def leave(_error: BaseException | None) -> None:
    library().database.view.end()


def guest(visit: Visit) -> ApiKey:
    """A question from the shop's own pages, which no key was made for."""
    return ApiKey(id=0, store_id=visit.store_id, scope=Scope.ANSWERS)


@v1.after_request
def seal(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    if response.status_code == 200:
        response.make_conditional(request)
    if response.status_code == 401:
        response.headers.add(*briefing.CHALLENGE)
    return response
