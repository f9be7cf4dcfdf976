"""Rules on an `Install`: that what the core checks comes along, and a stranger gets nothing."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import UTC, datetime
from functools import partial, wraps
from urllib.parse import parse_qsl, unquote, urlsplit

import requests

from connector.contract import Adapter, Asked, Begun, Install
from connector.errors import StorewireError, Unauthorized
from connector.testing.api import Api, as_json, wired
from connector.testing.clients import ApiRule
from connector.testing.rules import described

STATE = "state-of-the-kit-0123456789abcdef"
RETURN = "https://connect.example.com/connected"


def install_rule(check: Callable[[Adapter, Install, Api], Iterable[str]]) -> ApiRule:
    @wraps(check)
    def rule(adapter: Adapter, api: Api) -> list[str]:
        problems: list[str] = []
        if adapter.install is None:
            return problems
        try:
            problems.extend(check(adapter, adapter.install, api))
        except Exception as error:  # noqa: BLE001 - recorded as the problem it is
            problems.append(f"raises {described(error)}")
        return problems

    return rule


@install_rule
def owners_are_sent_with_state_and_callback(
    adapter: Adapter, install: Install, api: Api
) -> Iterator[str]:
    """The core takes back the state it sent, and answers only at its own address."""
    asked = begun(adapter, install, api)
    url = install.authorize(asked)
    parts = urlsplit(url)
    values = [value for _, value in parse_qsl(parts.query)]
    if parts.scheme not in ("https", "http") or not parts.hostname:
        yield f"authorize gives {url!r}, which is no address"
    if asked.callback_url not in values:
        yield "authorize does not tell the platform our callback"
    if not install.by_server and asked.state not in values:
        yield "authorize does not hand the platform our state"
    names = {s.name for s in (*adapter.settings, *install.app) if s.secret}
    for name in sorted(names):
        secret = api.settings.get(name)
        if secret and secret in unquote(url):
            yield f"authorize puts {name} into the address an owner's browser goes to"


@install_rule
def grants_are_settings(adapter: Adapter, install: Install, api: Api) -> Iterator[str]:
    known = {setting.name for setting in adapter.settings}
    for name in sorted(set(install.grants) - known):
        yield f"grants has {name!r}, which is no setting"


@install_rule
def strangers_are_granted_nothing(adapter: Adapter, install: Install, api: Api) -> Iterator[str]:
    """What is not the platform's answer is Unauthorized, whatever the platform says of its code."""
    with requests.Session() as session:
        wired(session, lambda request: as_json({"error": "invalid_grant"}, 400))
        for said, asked in strangers():
            known = begun(adapter, install, api).settings
            yield from refused("granted", said, partial(install.granted, known, asked, session))
            yield from refused("opened", said, partial(install.opened, known, asked, session))


def refused(name: str, said: str, call: Callable[[], object]) -> Iterator[str]:
    try:
        call()
    except Unauthorized:
        return
    except StorewireError as error:
        if said == "nothing":
            yield f"{name} with {said} raises {described(error)}, and not Unauthorized"
    except Exception as error:  # noqa: BLE001 - recorded as the problem it is
        yield f"{name} with {said} raises {described(error)}"
    else:
        yield f"{name} lets in whoever comes with {said}"


def strangers() -> Iterator[tuple[str, Asked]]:
    at = datetime.now(UTC)
    yield "nothing", Asked(params={}, headers={}, at=at)
    made_up = {"code": "made-up", "state": STATE, "hmac": "0" * 64, "timestamp": "1"}
    yield "a made-up code", Asked(params=made_up, headers={}, at=at)
    yield (
        "a made-up body",
        Asked(params={"é": ""}, headers={"authorization": "é"}, body=b"\xff{", at=at),
    )


def begun(adapter: Adapter, install: Install, api: Api) -> Begun:
    path = f"https://connect.example.com/install/{adapter.name}/callback"
    callback = f"{path}/{STATE}" if install.by_server else path
    return Begun(settings=api.settings, state=STATE, callback_url=callback, return_url=RETURN)
