"""The composition root: the only place that knows every room. Nothing happens on import."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

import structlog
from apiflask import APIFlask
from werkzeug.middleware.proxy_fix import ProxyFix

from config.deferred import deferred
from config.logs import configure_logs
from config.server import die_with_parent, end_without_waiting
from config.settings import Settings, load_settings
from connector.api.limits import Limits
from connector.api.rest import add_rest, new_app
from connector.api.storefront import Storefronts
from connector.install.entrance import entrance_of
from connector.install.web import add_install
from connector.jobs.live import Live
from connector.jobs.work import Work
from connector.registry import discover
from connector.storage.deliveries import Kept, keep
from connector.storage.engine import Database
from connector.storage.migrate import open_database
from webhooks.inbox import Inbox
from webhooks.intake import Intake
from webhooks.writer import Writer

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication

log = structlog.get_logger(__name__)


def create_app(settings: Settings | None = None) -> APIFlask:
    """The whole service as a WSGI application; the database must be up to date."""
    settings = settings or load_settings()
    configure_logs(settings)
    database = open_database(settings.database, settings.secret_keys)
    app = new_app()
    live = Live(Work(database, discover()))
    add_rest(app, database, limits=limits_of(settings), live=live)
    add_install(app, entrance_of(settings, database, discover()))
    inbox = Inbox(database, discover(), Writer(_committing(database)))
    asked = Storefronts(database, discover(), settings.of_app, app.wsgi_app)
    rest = behind(settings.trusted_proxies, asked)
    app.wsgi_app = Intake(inbox, settings.max_body_bytes, rest)  # type: ignore[method-assign]
    return app


def limits_of(settings: Settings) -> Limits:
    return Limits(
        per_hour=settings.guesses_per_hour, per_key_and_hour=settings.guesses_per_key_and_hour
    )


def behind(proxies: int, rest: WSGIApplication) -> WSGIApplication:
    """Believes so many proxies who has called, and nothing else; none is taken at its word unless
    the owner has said that it is theirs."""
    return ProxyFix(rest, x_for=proxies, x_proto=0) if proxies else rest


def served_app() -> APIFlask:
    """What each worker process of `storewire serve` runs."""
    die_with_parent()
    settings = load_settings()
    app = create_app(settings)
    if settings.embedded:
        work_beside(settings)
    return app


EMBEDDED = "embedded"
"""The one server of an embedded database: what it was at when it was killed, it goes on with."""


def work_beside(settings: Settings) -> None:
    """The embedded server does its background work itself, and answers before that has started."""

    def launch() -> None:
        try:
            with deferred("psycopg", "psycopg.errors", "yaml"):  # 9 MB that we never use
                from connector.jobs.engine import engine_of  # takes a second to import

            database = open_database(settings.database, settings.secret_keys)
            engine = engine_of(settings, database, discover(), name=EMBEDDED)
            end_without_waiting(engine.let_go)
            engine.launch()
        except Exception:
            log.exception("jobs.not_started")

    threading.Thread(target=launch, name="jobs", daemon=True).start()


def _committing(database: Database) -> Callable[[Sequence[Kept]], None]:
    def commit(batch: Sequence[Kept]) -> None:
        with database.writing() as connection:
            keep(connection, database.keyring, batch)

    return commit


if __name__ == "__main__":
    from storewire import main

    main()
