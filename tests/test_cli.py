"""The command line as its user meets it: what it prints, where, and with which exit status."""

from __future__ import annotations

import json
import pkgutil
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import Any

import pytest

import adapters.woocommerce
import connector.cli
import webhooks
from connector.registry import discover
from connector.storage.engine import Database, micros, now
from connector.storage.erasure import note_uninstalled
from connector.storage.lookups import find_policy
from connector.storage.migrate import open_database
from connector.storage.preferences import AnswerPreferences, answer_preferences
from connector.storage.stores import add_store, find_key, find_store, get_store, list_stores
from connector.testing.recordings import recordings, resigned
from storewire import COMMANDS, main
from tests.adapters.lale import HONEST
from tests.data import SECRET_KEYS
from tests.running import ROOT
from tests.webhooks.lale_shop import inbox
from tests.webhooks.logs import logging_as_before

WOO = adapters.woocommerce.adapter
SECRET = "cli-secret-never-to-be-seen"
POLICY = {
    "@type": "MerchantReturnPolicy",
    "applicableCountry": "TR",
    "returnPolicyCategory": "MerchantReturnFiniteReturnWindow",
    "merchantReturnDays": 14,
}
SHOPIFY = ("shopify", "--name", "Lâle", "--shop", "lale-demo.myshopify.com")
WOOCOMMERCE = ("woocommerce", "--name", "گلدان", "--url", "https://demo.example.com/")


@dataclass(frozen=True)
class Done:
    status: int
    out: str
    err: str

    @property
    def told(self) -> Any:
        """What it printed as JSON, all of it."""
        assert (self.status, self.err) == (0, "")
        return json.loads(self.out)

    @property
    def complaint(self) -> str:
        """The one line that says what is wrong."""
        assert (self.status, self.out) == (2, "")
        (line,) = self.err.splitlines()
        assert line.startswith("storewire: ")
        return line.removeprefix("storewire: ")


Storewire = Callable[..., Done]


def kept_policy(database: Database, store_id: int) -> str:
    found = find_policy(database, store_id)
    assert found is not None
    return found.document


@pytest.fixture
def home(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("STOREWIRE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("STOREWIRE_SECRET_KEY", SECRET_KEYS[0])
    (tmp_path / "home").mkdir()
    shutil.copy(migrated_sqlite, tmp_path / "home" / "storewire.db")
    return tmp_path / "home"


@pytest.fixture
def storewire(
    home: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Storewire:
    def run(*words: str) -> Done:
        monkeypatch.setattr(sys, "argv", ["storewire", *words])
        capsys.readouterr()
        with logging_as_before(), pytest.raises(SystemExit) as ended:
            main()
        printed = capsys.readouterr()
        return Done(int(ended.value.code or 0), printed.out, printed.err)

    return run


@pytest.fixture
def opened(home: Path) -> Iterator[Database]:
    """What the command line has written, looked at from the side."""
    database = open_database(f"sqlite:///{home / 'storewire.db'}", SECRET_KEYS)
    yield database
    database.close()


@pytest.fixture
def shop(storewire: Storewire) -> str:
    """The id of a connected WooCommerce shop."""
    done = storewire("store", "add", *WOOCOMMERCE, "--webhook-secret", SECRET, "--json")
    store_id: str = done.told["id"]
    return store_id


def arrived(database: Database, *names: str) -> None:
    """Recordings of WooCommerce, received by the first shop."""
    store, door = list_stores(database)[0], inbox(database, WOO)
    found = {r.name: r.delivery for r in recordings(Path(WOO_FOLDER) / "fixtures")}
    for name in names:
        signed = resigned(WOO, found[name], found[name].body, SECRET)
        door.receive("woocommerce", store.url_key, signed)


WOO_FOLDER = Path(str(adapters.woocommerce.__file__)).parent


# Stores.


def test_a_shopify_shop_is_connected_and_told_its_delivery_url(
    storewire: Storewire, opened: Database
) -> None:
    done = storewire("store", "add", *SHOPIFY, "--client-secret", SECRET, "--json")
    assert done.told == {"id": "1", "delivery_url": "http://127.0.0.1:8787/webhooks/shopify"}
    store = get_store(opened, 1)
    assert (store.name, store.platform_id) == ("Lâle", "lale-demo.myshopify.com")
    assert store.settings["client_secret"] == (SECRET,)


def test_a_woocommerce_shop_gets_a_delivery_url_of_its_own(
    storewire: Storewire, opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOREWIRE_PUBLIC_URL", "https://connect.example.com/")
    done = storewire("store", "add", *WOOCOMMERCE, "--webhook-secret", SECRET, "--json")
    assert list(done.told) == ["id", "delivery_url"]
    base, _, url_key = done.told["delivery_url"].rpartition("/")
    assert base == "https://connect.example.com/webhooks/woocommerce"
    found = find_store(opened, "woocommerce", url_key=url_key, platform_id="")
    assert found is not None
    assert str(found.id) == done.told["id"]


def test_without_json_it_is_for_reading(storewire: Storewire) -> None:
    done = storewire("store", "add", *SHOPIFY, "--client-secret", SECRET)
    lines = ["id: 1", "delivery_url: http://127.0.0.1:8787/webhooks/shopify"]
    assert done.out.splitlines() == lines


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((*SHOPIFY[:3], "--shop", "lale.example.com", "--client-secret", SECRET), "myshopify.com"),
        ((*WOOCOMMERCE[:3], "--url", "demo", "--webhook-secret", SECRET), "https://"),
        ((*WOOCOMMERCE[:3], "--url", "ftp://a.example", "--webhook-secret", SECRET), "https://"),
        ((*SHOPIFY, "--client-secret", ""), "--client-secret is empty"),
        ((*SHOPIFY, "--client-secret", "  \t"), "--client-secret is empty"),
        ((*WOOCOMMERCE, "--webhook-secret", ""), "--webhook-secret is empty"),
        ((*SHOPIFY[:3], "--shop", "", "--client-secret", SECRET), "--shop is empty"),
    ],
)
def test_a_shop_that_cannot_be_connected_is_one_line_and_leaves_nothing(
    words: tuple[str, ...], said: str, storewire: Storewire, opened: Database
) -> None:
    assert said in storewire("store", "add", *words, "--json").complaint
    assert list_stores(opened) == []


@pytest.mark.parametrize(
    "words", [SHOPIFY, ("shopify", "--client-secret", SECRET), ("dukkan",), ("woocommerce", "-x")]
)
def test_what_is_missing_or_unknown_is_a_usage_error(
    words: tuple[str, ...], storewire: Storewire, opened: Database
) -> None:
    done = storewire("store", "add", *words)
    assert (done.status, done.out) == (2, "")
    assert "Error: " in done.err
    assert list_stores(opened) == []


def test_a_shop_that_removed_the_app_is_connected_again_under_its_old_id(
    shop: str, storewire: Storewire, opened: Database
) -> None:
    with opened.writing() as connection:
        note_uninstalled(connection, int(shop), micros(now()))
    words = ("woocommerce", "--name", "N", "--url", "https://demo.example.com")
    again = storewire("store", "add", *words, "--webhook-secret", "another-secret", "--json")
    assert again.told["id"] == shop
    (store,) = list_stores(opened)
    assert store.settings["webhook_secret"] == ("another-secret",)
    assert store.uninstalled_at is None


@pytest.mark.parametrize("store", ["0", "-1", "9999999999999999999", "x", "1.5"])
def test_what_cannot_be_a_store_is_a_usage_error(store: str, storewire: Storewire) -> None:
    done = storewire("key", "create", "--store", store, "--scope", "agent")
    assert (done.status, done.out) == (2, "")
    assert "--store" in done.err


def test_the_same_shop_is_connected_once(shop: str, storewire: Storewire, opened: Database) -> None:
    other_spelling = ("woocommerce", "--name", "N", "--url", "http://WWW.demo.example.com")
    again = storewire("store", "add", *other_spelling, "--webhook-secret", "another-secret")
    assert "demo.example.com is connected already" in again.complaint
    (store,) = list_stores(opened)
    assert store.settings["webhook_secret"] == (SECRET,)


def test_all_shops_are_listed(shop: str, storewire: Storewire) -> None:
    storewire("store", "add", *SHOPIFY, "--client-secret", SECRET)
    woo, shopify = storewire("store", "list", "--json").told
    assert (woo["id"], woo["name"], woo["address"]) == (shop, "گلدان", "demo.example.com")
    assert woo["delivery_url"].startswith("http://127.0.0.1:8787/webhooks/woocommerce/")
    assert shopify["platform"] == "shopify"
    assert shopify["uninstalled"] is False
    read = storewire("store", "list").out.splitlines()
    assert len(read) == 2
    assert "گلدان" in read[0]


def test_a_rotated_secret_is_accepted_beside_the_one_before(
    shop: str, storewire: Storewire, opened: Database
) -> None:
    words = ("--store", shop, "--setting", "webhook-secret", "--value", "the-new-secret")
    done = storewire("store", "rotate", *words, "--json")
    assert done.told == {"id": shop, "rotated": "webhook-secret"}
    assert get_store(opened, int(shop)).settings["webhook_secret"] == ("the-new-secret", SECRET)


@pytest.mark.parametrize(
    ("store_id", "setting", "value", "said"),
    [
        ("1", "webhook-secret", " ", "empty"),
        ("1", "url", "https://other.example.com", "no secret called url"),
        ("1", "password", "new", "no secret called password"),
        ("77", "webhook-secret", "new", "no store 77"),
    ],
)
def test_what_cannot_be_rotated_stays(
    store_id: str, setting: str, value: str, said: str, shop: str, storewire: Storewire,
    opened: Database,
) -> None:  # fmt: skip
    words = ("--store", store_id, "--setting", setting, "--value", value)
    assert said in storewire("store", "rotate", *words).complaint
    assert get_store(opened, int(shop)).settings["webhook_secret"] == (SECRET,)


def test_a_shop_whose_platform_was_removed_is_listed_and_says_so(
    storewire: Storewire, opened: Database
) -> None:
    add_store(opened, "dukkan", "d.example.com", "N", {"secret": SECRET})
    (row,) = storewire("store", "list", "--json").told
    assert (row["platform"], row["delivery_url"]) == ("dukkan", None)
    rotated = storewire("store", "rotate", "--store", "1", "--setting", "secret", "--value", "new")
    assert "dukkan" in rotated.complaint
    assert "dukkan" in storewire("replay", "--store", "1").complaint


def test_no_secret_is_ever_printed(storewire: Storewire) -> None:
    add = ("store", "add", *SHOPIFY, "--client-secret", SECRET)
    rotate = ("store", "rotate", "--store", "1", "--setting", "client-secret", "--value")
    for words in (add, add, (*rotate, f"{SECRET}-2"), ("store", "list"), (*rotate[:-2], SECRET)):
        for more in ((), ("--json",)):
            done = storewire(*words, *more)
            assert SECRET not in done.out + done.err


def test_a_store_prefers_when_its_shop_is_asked(
    storewire: Storewire, shop: str, opened: Database
) -> None:
    words = ("store", "prefer", "--store", shop)
    assert storewire(*words, "--json").told == {
        "store": shop,
        "locale": None,
        "fresh_seconds": 900,
        "live_seconds": 2.0,
    }
    assert storewire(*words, "--fresh-seconds", "60", "--live-seconds", "1.5").status == 0
    told = storewire(*words, "--live-seconds", "3", "--json").told
    assert told == {"store": shop, "locale": None, "fresh_seconds": 60, "live_seconds": 3.0}
    assert answer_preferences(opened, int(shop)) == AnswerPreferences(
        fresh_seconds=60, live_seconds=3.0
    )


@pytest.mark.parametrize(
    ("option", "value", "said"),
    [
        ("--fresh-seconds", "-1", "0<=x<=604800"),
        ("--fresh-seconds", "604801", "0<=x<=604800"),
        ("--fresh-seconds", "soon", "not a valid integer"),
        ("--fresh-seconds", "1.5", "not a valid integer"),
        ("--live-seconds", "0", "0.2<=x<=10.0"),
        ("--live-seconds", "10.1", "0.2<=x<=10.0"),
        ("--live-seconds", "inf", "0.2<=x<=10.0"),
        ("--live-seconds", "nan", "nan is no number of seconds"),
        ("--live-seconds", "", "not a valid float"),
    ],
)
def test_a_preference_that_cannot_be_is_refused_and_nothing_changes(
    storewire: Storewire, shop: str, opened: Database, option: str, value: str, said: str
) -> None:
    done = storewire("store", "prefer", "--store", shop, option, value)
    assert done.status == 2
    assert said in done.err
    assert answer_preferences(opened, int(shop)) == AnswerPreferences()


def test_a_store_that_is_not_there_prefers_nothing(storewire: Storewire) -> None:
    assert "There is no store 9" in storewire("store", "prefer", "--store", "9").complaint


# Sources of reviews.

SADA = replace(HONEST, name="sada", title="Sada", needs_store=True)
ACCOUNT = ("sada", "--name", "Yorumlar", "--address", "lale.example.com", "--secret", SECRET)


@pytest.fixture
def with_sada(monkeypatch: pytest.MonkeyPatch) -> None:
    """A service that collects reviews for shops of other platforms."""
    every = {**discover(), SADA.name: SADA}
    monkeypatch.setattr("connector.cli.stores.discover", lambda: every)


@pytest.mark.usefixtures("with_sada")
def test_a_source_is_attached_to_its_shop(
    shop: str, storewire: Storewire, opened: Database
) -> None:
    new = storewire("store", "add", *ACCOUNT, "--to", shop, "--json").told
    assert get_store(opened, int(new["id"])).attached_to == int(shop)
    rows = storewire("store", "list", "--json").told
    assert {row["id"]: row["attached_to"] for row in rows} == {shop: None, new["id"]: shop}


@pytest.mark.usefixtures("with_sada")
def test_what_a_source_cannot_be_attached_to_is_told(
    shop: str, storewire: Storewire, opened: Database
) -> None:
    other = (*ACCOUNT[:4], "other.example.com", *ACCOUNT[5:])
    storewire("store", "add", *WOOCOMMERCE[:4], "https://b.example.com", "--webhook-secret", SECRET)
    storewire("store", "add", *ACCOUNT, "--to", shop)
    alone = add_store(opened, "sada", "alone.example.com", "N", {"secret": SECRET})
    before = list_stores(opened)
    for to, said in (("3", "no shop but a Sada account"), ("77", "no store 77")):
        assert said in storewire("store", "add", *other, "--to", to).complaint
    assert (
        "no shop but a Sada" in storewire("store", "add", *other, "--to", f"{alone.id}").complaint
    )
    twice = storewire("store", "add", *ACCOUNT, "--to", "2").complaint
    assert "serves store 1: one account of a source serves one shop" in twice
    assert list_stores(opened) == before


@pytest.mark.usefixtures("with_sada")
@pytest.mark.parametrize(
    "words",
    [
        ACCOUNT,
        (*ACCOUNT, "--to", "x"),
        (*ACCOUNT, "--to", "0"),
        (*SHOPIFY, "--client-secret", SECRET, "--to", "1"),
    ],
)
def test_a_source_needs_a_shop_and_a_shop_takes_none(
    words: tuple[str, ...], shop: str, storewire: Storewire, opened: Database
) -> None:
    done = storewire("store", "add", *words)
    assert (done.status, done.out) == (2, "")
    assert "--to" in done.err
    assert len(list_stores(opened)) == 1


# Keys and policies.


@pytest.mark.parametrize("scope", ["answers", "agent", "admin"])
def test_a_key_is_shown_once_and_works(
    scope: str, shop: str, storewire: Storewire, opened: Database
) -> None:
    done = storewire("key", "create", "--store", shop, "--scope", scope, "--json")
    found = find_key(opened, done.told["key"])
    assert found is not None
    assert (found.store_id, found.scope) == (int(shop), scope)


def test_a_key_is_for_a_store_that_is_there(storewire: Storewire) -> None:
    done = storewire("key", "create", "--store", "77", "--scope", "answers", "--json")
    assert "no store 77" in done.complaint


def test_a_policy_is_set_from_a_file_and_replaced_by_the_next(
    shop: str, storewire: Storewire, opened: Database, tmp_path: Path
) -> None:
    file = tmp_path / "policy.json"
    for policies, count in ((POLICY, 1), ([POLICY, POLICY | {"applicableCountry": "IR"}], 2)):
        file.write_text(json.dumps(policies))
        done = storewire("policy", "set", "--store", shop, str(file), "--json")
        assert done.told == {"store": shop, "policies": count}
        assert json.loads(kept_policy(opened, int(shop))) == policies


BAD_POLICIES = {
    "no JSON": (b'{"merchantReturnDays": 14,', "not valid JSON"),
    "an unknown field": (json.dumps(POLICY | {"colour": "red"}).encode(), "colour"),
    "a wrong value": (json.dumps(POLICY | {"merchantReturnDays": "soon"}).encode(), "ReturnDays"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\xff", "not UTF-8"),
    "NUL bytes": (bytes(10), "not valid JSON"),
    "nothing": (b"", "not valid JSON"),
    "an empty list": (b"[]", "empty"),
    "a number": (b"14", "must be a JSON object"),
}


@pytest.mark.parametrize("bad", BAD_POLICIES)
def test_a_bad_policy_is_one_line_and_the_one_before_stays(
    bad: str, shop: str, storewire: Storewire, opened: Database, tmp_path: Path
) -> None:
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(POLICY))
    storewire("policy", "set", "--store", shop, str(file))
    content, said = BAD_POLICIES[bad]
    file.write_bytes(content)
    assert said in storewire("policy", "set", "--store", shop, str(file), "--json").complaint
    assert json.loads(kept_policy(opened, int(shop))) == POLICY


def test_a_policy_needs_a_file_and_a_store(
    shop: str, storewire: Storewire, opened: Database, tmp_path: Path
) -> None:
    for missing in (tmp_path / "none.json", tmp_path):
        assert storewire("policy", "set", "--store", shop, str(missing)).status == 2
    file = tmp_path / "policy.json"
    file.write_text(json.dumps(POLICY))
    assert "no store 77" in storewire("policy", "set", "--store", "77", str(file)).complaint
    assert find_policy(opened, 77) is None


# Deliveries.


def test_deliveries_are_listed_by_their_state(
    shop: str, storewire: Storewire, opened: Database
) -> None:
    arrived(opened, "order_updated", "platform_error", "customer_updated_ignored")
    every = storewire("deliveries", "--store", shop, "--json").told
    assert [row["state"] for row in every] == ["applied", "rejected", "ignored"]
    (rejected,) = storewire("deliveries", "--store", shop, "--state", "rejected", "--json").told
    assert rejected == every[1]
    assert rejected["reason"]
    assert storewire("deliveries", "--store", shop, "--state", "failed", "--json").told == []
    assert storewire("deliveries", "--store", shop, "--state", "lost").status == 2
    assert len(storewire("deliveries", "--store", shop).out.splitlines()) == 3


def test_what_waits_to_be_fetched_is_listed_with_its_delivery(
    shop: str, storewire: Storewire, opened: Database
) -> None:
    arrived(opened, "order_updated", "stock_updated")
    (waiting,) = storewire("fetches", "--store", shop, "--json").told
    assert set(waiting) == {"kind", "id", "parent_id", "reason", "asked_at"}
    (pending,) = storewire("deliveries", "--store", shop, "--state", "pending", "--json").told
    assert pending["topic"] == "action.woocommerce_updated_product_stock"


def test_deliveries_are_replayed(shop: str, storewire: Storewire, opened: Database) -> None:
    arrived(opened, "order_updated", "platform_error")
    done = storewire("replay", "--store", shop, "--json")
    assert done.told == {"replayed": 2, "applied": 1, "rejected": 1}
    failed = storewire("replay", "--store", shop, "--state", "failed", "--json")
    assert failed.told == {"replayed": 0}


@pytest.mark.parametrize("command", ["deliveries", "fetches", "data-requests", "replay"])
def test_a_store_that_is_not_there_is_told_so(command: str, storewire: Storewire) -> None:
    assert "There is no store 77" in storewire(command, "--store", "77", "--json").complaint


# The installation.


def test_migrating_twice_is_no_mistake(storewire: Storewire) -> None:
    for _ in range(2):
        assert storewire("migrate", "--json").told == {"migrated": True}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STOREWIRE_WORKERS", "many"),
        ("STOREWIRE_LOG_LEVEL", "loud"),
        ("STOREWIRE_SECRET_KEY", "short"),
        ("DATABASE_URL", "mysql://a.example/b"),
    ],
)
def test_a_wrong_setting_is_named(
    name: str, value: str, storewire: Storewire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(name, value)
    assert storewire("store", "list").complaint.startswith(name)


def test_another_secret_key_than_the_databases_is_told(
    storewire: Storewire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STOREWIRE_SECRET_KEY", "another secret key of the owner")
    assert "STOREWIRE_SECRET_KEY" in storewire("store", "list").complaint


def test_a_database_that_is_away_is_told_in_one_line(
    storewire: Storewire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://nobody:hidden@127.0.0.1:1/none")
    complaint = storewire("store", "list").complaint
    assert "database" in complaint
    assert "hidden" not in complaint


def test_it_runs_as_a_program_of_its_own_and_says_what_it_can(home: Path) -> None:
    command = [sys.executable, "-m", "storewire"]
    helped = subprocess.run(
        [*command, "--help"], cwd=ROOT, capture_output=True, text=True, check=True
    )
    for word in ("store", "key", "policy", "serve", "demo", "replay", "deliveries", "fetches"):
        assert f"  {word} " in helped.stdout
    wrong = subprocess.run(
        [*command, "replay", "--store", "77"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert (wrong.returncode, wrong.stdout) == (2, "")
    assert wrong.stderr == "storewire: There is no store 77; see `storewire store list`.\n"


def test_every_command_is_found_where_it_stands() -> None:
    modules = [
        *pkgutil.iter_modules(connector.cli.__path__, "connector.cli."),
        *(pkgutil.iter_modules(webhooks.__path__, "webhooks.")),
    ]
    declared = {
        each.name: tuple(command.name for command in commands)
        for each in modules
        if (commands := getattr(import_module(each.name), "COMMANDS", None))
    }
    assert declared == COMMANDS


def test_a_key_to_a_shop_s_api_may_be_given_at_once_or_not_at_all(
    storewire: Storewire, opened: Database
) -> None:
    given = ("--webhook-secret", SECRET, "--consumer-key", "ck_1", "--consumer-secret", "cs_1")
    storewire("store", "add", *WOOCOMMERCE, *given)
    other = ("woocommerce", "--name", "N", "--url", "https://other.example.com")
    storewire("store", "add", *other, "--webhook-secret", SECRET)
    with_key, without = list_stores(opened)
    assert with_key.settings["consumer_key"] == ("ck_1",)
    assert with_key.settings["consumer_secret"] == ("cs_1",)
    assert set(without.settings) == {"url", "webhook_secret"}


def test_a_key_that_is_given_is_not_empty(storewire: Storewire, opened: Database) -> None:
    given = ("--webhook-secret", SECRET, "--consumer-key", " ")
    done = storewire("store", "add", *WOOCOMMERCE, *given, "--json")
    assert "--consumer-key is empty" in done.complaint
    assert list_stores(opened) == []


SENT = "Your order {number} has been sent."


def own_wording(storewire: Storewire, shop: str) -> list[Any]:
    rows: list[Any] = storewire("wording", "list", "--store", shop, "--json").told
    return rows


def test_a_shop_s_own_words_are_exported_filled_in_and_set(
    storewire: Storewire, shop: str, tmp_path: Path
) -> None:
    turkish = ("--store", shop, "--locale", "tr")
    exported = storewire("wording", "export", *turkish).out
    written = tmp_path / "tr.po"
    asked = f'msgid "{SENT}"\nmsgstr "'
    assert asked in exported
    written.write_text(exported.replace(asked, asked + "{number} yola çıktı!"), encoding="utf-8")
    done = storewire("wording", "set", *turkish, str(written), "--json").told
    assert done == {"store": shop, "locale": "tr", "sentences": 1, "own_sentences": 1}
    assert storewire("wording", "export", *turkish).out == written.read_text(encoding="utf-8")
    row = {"locale": "tr", "sentence": SENT, "own": "{number} yola çıktı!", "state": "used"}
    assert own_wording(storewire, shop) == [row]


def test_own_words_come_from_standard_input_and_go_again(
    storewire: Storewire, shop: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def typed(text: str) -> Done:
        monkeypatch.setattr(sys, "stdin", TextIOWrapper(BytesIO(text.encode()), "utf-8"))
        return storewire("wording", "set", "--store", shop, "--locale", "fa_IR", "-", "--json")

    more = "And {count} more item."
    own = {SENT: "{number} رفت.", more: ["و {count} تای دیگر.", "و {count} تای دیگر."]}
    assert typed(json.dumps(own)).told["own_sentences"] == 2
    assert typed(json.dumps({SENT: ""})).told["own_sentences"] == 1
    drop = ("wording", "drop", "--store", shop, "--locale", "fa")
    complaint = storewire(*drop, "And {count} more items.").complaint
    assert complaint.endswith(f"was not set in fa. The nearest is “{more}”.")
    storewire(*drop, more)
    assert own_wording(storewire, shop) == []


def test_one_wrong_sentence_and_none_is_saved(
    storewire: Storewire, shop: str, tmp_path: Path
) -> None:
    file = tmp_path / "de.po"
    file.write_text(
        'msgid "Items cannot be returned."\nmsgstr "Leider nein."\n\n'
        f'msgid "{SENT}"\nmsgstr "{{nummer}} ist weg."\n',
        encoding="utf-8",
    )
    done = storewire("wording", "set", "--store", shop, "--locale", "de", str(file))
    assert (done.status, done.out) == (2, "")
    assert "line 5" in done.err
    assert "did you mean {number}?" in done.err
    assert own_wording(storewire, shop) == []


def test_a_shop_prefers_a_language_that_we_speak(storewire: Storewire, shop: str) -> None:
    prefer = ("store", "prefer", "--store", shop)
    assert storewire(*prefer, "--locale", "tr_TR", "--json").told["locale"] == "tr"
    assert "en, fa, tr, zh-Hans" in storewire(*prefer, "--locale", "ku").complaint
    assert storewire(*prefer, "--json").told["locale"] == "tr"
