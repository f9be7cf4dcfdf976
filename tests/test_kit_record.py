"""`storewire record`: from a delivery that a shop sent to a recording that names nobody."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from sqlalchemy import update

import adapters.woocommerce
from connector.cli.adapters import COMMANDS
from connector.contract import Delivery
from connector.errors import BadRequest
from connector.storage.deliveries import list_deliveries
from connector.storage.engine import Database
from connector.storage.migrate import open_database
from connector.storage.stores import Store, add_store
from connector.storage.tables import deliveries
from connector.testing import RULES, recordings
from connector.testing.recordings import resigned
from tests.data import SECRET_KEYS
from tests.webhooks.lale_shop import inbox
from tests.webhooks.logs import logging_as_before

WOO = adapters.woocommerce.adapter
HERE = Path(str(adapters.woocommerce.__file__)).parent
FIXTURES = {r.name: r.delivery for r in recordings(HERE / "fixtures")}
SECRET = "the-secret-of-a-real-shop"
ADDRESS = "https://demo.example.com/"
PEOPLE = ("elif", "kaya", "example.org", "5550102", "bağdat")

Run = Callable[..., Result]


@pytest.fixture
def database(
    tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Database]:
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("STOREWIRE_HOME", str(home))
    monkeypatch.setenv("STOREWIRE_SECRET_KEY", SECRET_KEYS[0])
    shutil.copy(migrated_sqlite, home / "storewire.db")
    opened = open_database(f"sqlite:///{home / 'storewire.db'}", SECRET_KEYS)
    yield opened
    opened.close()


@pytest.fixture
def store(database: Database) -> Store:
    settings = {"url": ADDRESS, "webhook_secret": SECRET}
    return add_store(database, "woocommerce", WOO.identify(settings), "Demo", settings)


@pytest.fixture
def run() -> Run:
    cli = click.Group("storewire", commands=list(COMMANDS))

    def invoke(*words: object) -> Result:
        with logging_as_before():
            return CliRunner().invoke(cli, [str(word) for word in words])

    return invoke


def came(database: Database, store: Store, name: str, body: bytes | None = None) -> str:
    """Its id, once it was received."""
    recorded = FIXTURES[name]
    signed = resigned(WOO, recorded, recorded.body if body is None else body, SECRET)
    told = {**signed.headers, "x-forwarded-for": "198.51.100.7"}
    door = inbox(database, WOO)
    door.receive("woocommerce", store.url_key, Delivery(headers=told, body=signed.body))
    return str(list(list_deliveries(database, store.id))[-1]["id"])


def refusal(result: Result) -> str:
    assert isinstance(result.exception, BadRequest), result.output
    return str(result.exception)


@pytest.fixture
def out(tmp_path: Path) -> Path:
    folder = tmp_path / "fixtures"
    folder.mkdir()
    return folder


def test_a_kept_delivery_becomes_a_recording_that_keeps_the_rules(
    run: Run, database: Database, store: Store, out: Path
) -> None:
    own_id = came(database, store, "order_updated")
    told = run("record", own_id, "--store", store.id, "--into", out, "--name", "mine", "--json")
    assert json.loads(told.stdout)["broken"] == {}
    (made,) = recordings(out)
    assert made.name == "mine"
    for name in ("signed_delivery_is_accepted", "records_are_as_expected", "envelope_is_complete"):
        assert RULES[name](WOO, [made]) == []
    everything = b"".join(path.read_bytes() for path in out.iterdir()).decode().casefold()
    plain = everything + json.dumps(json.loads(made.delivery.body), ensure_ascii=False).casefold()
    assert not [each for each in (*PEOPLE, SECRET, "198.51.100.7") if each in plain]
    (order, *_) = made.expected
    assert order["number"] == json.loads(FIXTURES["order_updated"].body)["number"]


def test_a_recording_is_named_after_its_topic_and_id(
    run: Run, database: Database, store: Store, out: Path
) -> None:
    own_id = came(database, store, "order_updated")
    assert run("record", own_id, "--into", out).exit_code == 0
    assert {path.name for path in out.iterdir()} == {
        f"order_updated_{own_id}.http",
        f"order_updated_{own_id}.json",
    }


def test_a_topic_nobody_parses_yet_can_be_recorded_to_write_its_parser_from(
    run: Run, database: Database, store: Store, out: Path
) -> None:
    recorded = FIXTURES["order_updated"]
    headers = {**recorded.headers, "x-wc-webhook-topic": "invoice.created"}
    signed = resigned(WOO, Delivery(headers=headers, body=recorded.body), recorded.body, SECRET)
    inbox(database, WOO).receive("woocommerce", store.url_key, signed)
    assert run("record", 1, "--into", out, "--name", "invoice").exit_code == 0
    assert json.loads((out / "invoice.json").read_bytes()) == []
    text = json.dumps(json.loads((out / "invoice.http").read_bytes().partition(b"\n\n")[2]))
    assert not [each for each in PEOPLE if each in text.casefold()]


def test_nothing_is_overwritten(run: Run, database: Database, store: Store, out: Path) -> None:
    own_id = came(database, store, "order_updated")
    (out / "mine.json").write_text("mine")
    refused = run("record", own_id, "--into", out, "--name", "mine")
    assert "mine.http is there already" in refusal(refused)
    assert [path.name for path in out.iterdir()] == ["mine.json"]


@pytest.mark.parametrize("name", ["../mine", "a b", "", ".."])
def test_a_name_that_is_no_file_name_is_refused(
    run: Run, database: Database, store: Store, out: Path, name: str
) -> None:
    own_id = came(database, store, "order_updated")
    if name:
        assert "--name takes" in refusal(run("record", own_id, "--into", out, "--name", name))
    else:
        assert run("record", own_id, "--into", out, "--name", name).exit_code == 0


def test_a_folder_that_is_not_there_is_told(run: Run, database: Database, store: Store) -> None:
    own_id = came(database, store, "order_updated")
    assert "no folder" in refusal(run("record", own_id, "--into", "/nowhere/at/all"))


def test_a_delivery_that_failed_says_what_to_do_first(
    run: Run, database: Database, store: Store, out: Path
) -> None:
    own_id = came(database, store, "order_updated", b'{"id": 1, "number": "1"}')
    told = refusal(run("record", own_id, "--into", out))
    assert f"Delivery {own_id} failed" in told
    assert "storewire replay" in told
    assert list(out.iterdir()) == []


def test_a_delivery_whose_body_is_gone_is_told(
    run: Run, database: Database, store: Store, out: Path
) -> None:
    own_id = came(database, store, "order_updated")
    with database.writing() as connection:
        connection.execute(update(deliveries).values(raw=None))
    assert "is not kept" in refusal(run("record", own_id, "--into", out))


def test_a_delivery_of_another_store_is_none_of_this_one(
    run: Run, database: Database, store: Store, out: Path
) -> None:
    own_id = came(database, store, "order_updated")
    settings: dict[str, Any] = {"url": "https://other.example.com/", "webhook_secret": SECRET}
    other = add_store(database, "woocommerce", WOO.identify(settings), "Other", settings)
    told = refusal(run("record", own_id, "--store", other.id, "--into", out))
    assert f"Store {other.id} has no delivery {own_id}" in told
    assert "no delivery 999" in refusal(run("record", 999, "--into", out))
