"""The commands by which an owner says how codes are sent and whom to believe."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from connector.cli.identity import identity, sender
from connector.cli.stores import key
from connector.errors import BadRequest
from connector.jobs.health import of_sender
from connector.sending.senders import NotSent, note_trouble
from connector.storage.engine import Database
from connector.storage.migrate import open_database
from connector.storage.stores import add_store
from connector.storage.vouching import CHATWOOT, believed_as, find_signers
from tests.data import SECRET_KEYS
from tests.running import free_port
from tests.sending.inbox import mail_server
from tests.storage.shop import NINE
from tests.webhooks.logs import logging_as_before

SECRET = "intercom-secret-of-at-least-32-characters"
PASSWORD = "canary-password"
Storewire = Callable[..., Any]


@pytest.fixture
def database(tmp_path: Path, migrated_sqlite: Path) -> Iterator[Database]:
    shutil.copy(migrated_sqlite, tmp_path / "storewire.db")
    opened = open_database(f"sqlite:///{tmp_path / 'storewire.db'}", SECRET_KEYS)
    add_store(opened, "lale", "lale.example.com", "Lale", {"secret": "s"})
    yield opened
    opened.close()


@pytest.fixture
def storewire(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Storewire:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    environment = {"STOREWIRE_HOME": str(tmp_path), "STOREWIRE_SECRET_KEY": SECRET_KEYS[0]}
    cli = click.Group("storewire", commands=[sender, identity, key])

    def run(*words: str, typed: str = "") -> Any:
        with logging_as_before():
            done = CliRunner().invoke(
                cli, [*words, "--store", "1", "--json"], input=typed, env=environment
            )
        if done.exception:
            raise done.exception
        return json.loads(done.output)

    return run


def test_a_mail_server_is_set_shown_without_its_password_and_dropped(storewire: Storewire) -> None:
    url = f"smtps://shop%40example.com:{PASSWORD}@mail.example.com"
    shown = {
        "store": "1",
        "smtp": "shop@example.com:********@mail.example.com:465",
        "tls": "from the start",
        "from": "Lale <shop@example.com>",
    }
    by = ("sender", "set", "--from", "Lale <shop@example.com>", "--smtp")
    assert storewire(*by, url) == shown
    assert storewire(*by, "-", typed=f"{url}\n") == shown
    assert storewire("sender", "show") == shown
    assert storewire("sender", "drop") == {"store": "1", "sender": None}
    assert storewire("sender", "show") == {"store": "1", "sender": None}
    with pytest.raises(BadRequest, match="Nothing is set"):
        storewire("sender", "test", "--to", "owner@example.com")


def test_the_secret_of_a_web_service_is_shown_once(storewire: Storewire) -> None:
    told = storewire("sender", "set", "--webhook", "https://sms.example.com/send")
    assert told["secret"].startswith("whsec_")
    assert storewire("sender", "show")["secret"] == "********"


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("--smtp", "smtps://a.example.com", "--webhook", "https://b.example.com"),
        ("--smtp", "smtps://a.example.com"),
        ("--smtp", "-", "--from", "shop@example.com"),
    ],
)
def test_what_is_half_said_is_refused(storewire: Storewire, words: tuple[str, ...]) -> None:
    with pytest.raises(BadRequest):
        storewire("sender", "set", *words)


def test_an_owner_tries_it_and_sees_that_it_fails_until_it_works(
    storewire: Storewire, database: Database
) -> None:
    port = free_port()
    url = f"smtp://127.0.0.1:{port}"
    storewire("sender", "set", "--smtp", url, "--from", "shop@example.com")
    with pytest.raises(NotSent, match="does not answer"):
        storewire("sender", "test", "--to", "owner@example.com")
    note_trouble(database, 1, "The mail server does not answer.", NINE)
    assert storewire("sender", "show")["trouble"] == "1 failed: The mail server does not answer."
    (found,) = of_sender(database, 1)
    assert found.what.startswith("1 one-time codes could not be sent since 2026-03-21 09:00 UTC.")
    with mail_server(port) as inbox:
        tried = storewire("sender", "test", "--to", "owner@example.com", "--locale", "fa")
    assert tried == {"store": "1", "sent": True}
    assert "کد شما برای" in inbox.letters[0]["Subject"]
    assert list(of_sender(database, 1)) == []


def test_who_signs_is_named_renewed_and_dropped(storewire: Storewire, database: Database) -> None:
    named = ("identity", "add", "--name", "intercom", "--secret-stdin")
    first = storewire(*named, "--customer-id-claim", "user_id", typed=f"{SECRET}\n")
    assert (first["secrets"], first["customer_id_claim"]) == (1, "user_id")
    renewed = storewire(*named, typed=f"{SECRET}-new\n")
    assert (renewed["secrets"], renewed["customer_id_claim"]) == (2, "user_id")
    storewire(*named, typed=f"{SECRET}-newer\n")
    (kept,) = find_signers(database, 1)
    assert kept.secrets == (f"{SECRET}-newer", f"{SECRET}-new"), "the first of all is forgotten"
    (listed,) = storewire("identity", "list")
    assert SECRET not in json.dumps(listed)
    storewire("identity", "drop", "--name", "intercom")
    assert storewire("identity", "list") == []
    with pytest.raises(BadRequest, match="none named"):
        storewire("identity", "drop", "--name", "intercom")


@pytest.mark.parametrize("secret", ["", " ", "short", "x" * 31])
def test_a_secret_that_could_be_guessed_is_refused(storewire: Storewire, secret: str) -> None:
    with pytest.raises(BadRequest, match="at least 32"):
        storewire("identity", "add", "--name", "a", "--secret-stdin", typed=f"{secret}\n")


def test_a_key_is_believed_that_was_made_for_it_and_no_other(
    storewire: Storewire, database: Database
) -> None:
    plain = storewire("key", "create", "--scope", "answers")["key"]
    made = storewire("key", "create", "--scope", "answers", "--vouched-by", "chatwoot")["key"]
    assert (believed_as(database, 1, made), believed_as(database, 1, plain)) == (CHATWOOT, "")
