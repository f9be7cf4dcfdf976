"""REST v1, put together: the app, its library, and the rooms its questions are answered in."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from apiflask import APIFlask

from connector.api import about_goods, about_orders, briefing, handbook, insights, verification
from connector.api.library import (
    EXTENSION,
    OUTBOX,
    Library,
    library,
)
from connector.api.limits import Limits
from connector.api.problems import add_problems
from connector.api.v1 import v1
from connector.live import LiveReader, NeverLive
from connector.sending.outbox import Outbox
from connector.storage.engine import Database, now

ROUTES = (about_orders, about_goods, handbook, insights, verification)
"""Each of them adds its own to `v1` when it is imported."""


def new_app() -> APIFlask:
    """An app without routes but `/openapi.json`, whose errors are problem+json."""
    app = APIFlask(
        __name__,
        title=briefing.TITLE,
        version=briefing.VERSION,
        docs_path=None,
        static_folder=None,  # type: ignore[arg-type]
        json_errors=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    app.url_map.strict_slashes = app.url_map.merge_slashes = False  # either would redirect
    briefing.brief(app)
    add_problems(app)
    return app


def add_rest(
    app: APIFlask,
    database: Database,
    clock: Callable[[], datetime] = now,
    limits: Limits | None = None,
    live: LiveReader | None = None,
) -> None:
    app.extensions[EXTENSION] = Library(database, clock, limits or Limits(), live or NeverLive())
    app.extensions[OUTBOX] = Outbox()
    app.register_blueprint(v1)
    app.add_url_rule("/healthz", view_func=healthz)


def healthz() -> dict[str, str]:
    library().database.ping()
    return {"status": "ok"}
