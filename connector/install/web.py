"""`/install/<platform>`: where owners, platforms and their embedded pages come to connect."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any
from urllib.parse import urlsplit

from apiflask import APIBlueprint, APIFlask
from flask import Response, current_app, redirect, render_template, request
from werkzeug.datastructures import MultiDict

from connector.api.problems import NotFound, of_ours
from connector.contract import Adapter, Asked, Opening
from connector.errors import AccessDenied, AccessRevoked, BadRequest, StorewireError, Unauthorized
from connector.install.entrance import INVITATION, LASTS, Departure, Entrance, install_of
from connector.jobs.connecting import Connected
from connector.storage.engine import now

EXTENSION = "storewire.install"
COOKIE = "storewire_install"
PATH = "/install"
NOBODY = "'none'"
MOST_BYTES = 64 * 1024
"""Of a request: a key and what is written around it."""
AGAIN = (
    "Open the app from the shop's admin once more, or make a new link with `storewire connect`: "
    "a link holds for an hour, an answer for ten minutes, and both for one install."
)
LOADING = (
    "Storewire now makes the shop's webhooks and loads its past; `storewire doctor` shows how far "
    "it is. You can close this page."
)

pages = APIBlueprint(
    "install", __name__, url_prefix=PATH, template_folder="templates", enable_openapi=False
)


def add_install(app: APIFlask, entrance: Entrance) -> None:
    app.extensions[EXTENSION] = entrance
    app.register_blueprint(pages)


def entrance() -> Entrance:
    found: Entrance = current_app.extensions[EXTENSION]
    return found


@pages.before_request
def limit() -> None:
    request.max_content_length = MOST_BYTES


@pages.route("/<platform>", methods=["GET", "POST"])
def begin(platform: str) -> Response:
    """Invited by us, or vouched for by the platform; nobody else begins anything."""
    adapter = adapter_of(platform)
    if request.method == "GET" and (invitation := request.args.get(INVITATION)):
        return sent_away(entrance().depart(adapter, entrance().invited(adapter, invitation)))
    opening = entrance().opened(adapter, asked())
    if not opening.granted:
        return sent_away(entrance().depart(adapter, opening.settings))
    return welcome(entrance().connected(adapter, opening.settings), opening)


@pages.get("/<platform>/callback")
def come_back(platform: str) -> Response:
    adapter = adapter_of(platform)
    if request.method == "HEAD" or install_of(adapter).by_server:
        raise NotFound
    new = entrance().returned(adapter, asked(), request.cookies.get(COOKIE, ""))
    response = welcome(new)
    response.delete_cookie(COOKIE, path=PATH)
    return response


@pages.post("/<platform>/callback/<state>")
def deliver(platform: str, state: str) -> Response:
    """Exactly 200 and nothing else: WooCommerce drops the key otherwise."""
    adapter = adapter_of(platform)
    if not install_of(adapter).by_server:
        raise NotFound
    entrance().delivered(adapter, asked(), state)
    return Response(status=200)


@pages.get("/<platform>/done")
def done(platform: str) -> Response:
    """Where a browser ends up whose platform has already told us, or was told not to."""
    adapter = adapter_of(platform)
    if request.args.get("success") == "0":
        return page("Nothing was connected", f"{adapter.title} was told not to let Storewire in.")
    return page(f"Your {adapter.title} shop has handed over its key", LOADING)


def adapter_of(platform: str) -> Adapter:
    adapter = entrance().adapter(platform)
    if adapter is None:
        raise NotFound
    return adapter


def asked() -> Asked:
    return Asked(
        params=once_each(request.args),
        headers={name.lower(): value for name, value in request.headers.items()},
        body=request.get_data(),
        url=f"{entrance().here}{request.path}",
        at=now(),
    )


def once_each(given: MultiDict[str, str]) -> dict[str, str]:
    """A name that comes twice may be read as one by who signs and as the other by who checks."""
    for name, values in given.lists():
        if len(values) > 1:
            raise BadRequest(f"The parameter `{name[:60]}` comes more than once.", name[:60])
    return given.to_dict()


def sent_away(departure: Departure) -> Response:
    response: Any = redirect(departure.url)
    response.set_cookie(
        COOKIE,
        departure.cookie,
        max_age=LASTS,
        path=PATH,
        secure=urlsplit(entrance().public_url).scheme == "https",
        httponly=True,
        samesite="Lax",
    )
    found: Response = response
    return found


def welcome(new: Connected, opening: Opening | None = None) -> Response:
    title = f"{new.store.name} is connected"
    notes = [f"{each.what} {each.cure}".strip() for each in new.findings if each.severity != "note"]
    return page(title, LOADING, notes, opening.framed_by if opening else ())


def page(
    title: str, text: str, notes: Iterable[str] = (), framed_by: Iterable[str] = ()
) -> Response:
    html = render_template("install.html", title=title, text=text, notes=list(notes))
    response = Response(html, content_type="text/html; charset=utf-8")
    allowed = " ".join(framed_by) or NOBODY
    response.headers["Content-Security-Policy"] = (
        f"default-src 'none'; style-src 'unsafe-inline'; frame-ancestors {allowed}"
    )
    return response


@pages.after_request
def quiet(response: Response) -> Response:
    """Addresses here hold states and codes: they are not to be told on, nor kept."""
    response.cache_control.no_store = True
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    return response


@pages.errorhandler(StorewireError)
def refused(error: StorewireError) -> Response:
    """To an owner's browser a page, to programs a problem."""
    response = of_ours(error)
    if request.accept_mimetypes.accept_html and "text/html" in request.headers.get("Accept", ""):
        status, response = error.status, page(error.title, cure_of(error))
        response.status_code = status
    if error.status == 401:
        response.headers.extend(unauthorized_headers())
    return response


def cure_of(error: StorewireError) -> str:
    if isinstance(error, Unauthorized):
        return AGAIN
    return (
        f"{error.detail} {AGAIN}"
        if isinstance(error, AccessDenied | AccessRevoked)
        else error.detail
    )


def unauthorized_headers() -> Iterable[tuple[str, str]]:
    adapter = entrance().adapter((request.view_args or {}).get("platform", ""))
    return install_of(adapter).unauthorized_headers if adapter else ()
