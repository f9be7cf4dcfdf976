"""Connecting a shop from the command line, against a shop that answers."""

from __future__ import annotations

import json
import os
import pty
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from connector.jobs import DEEP, SWEEP
from connector.storage.engine import Database
from connector.storage.stores import add_store
from tests.data import SECRET_KEYS
from tests.fakes.shopify.app import fake_shopify
from tests.fakes.woocommerce import fake_woocommerce
from tests.fakes.woocommerce.server import Running
from tests.running import Installation

pytestmark = pytest.mark.server


@pytest.fixture
def running() -> Iterator[Running]:
    with fake_woocommerce() as shop:
        yield shop


def connect(here: Installation, shop: Running, secret: str) -> tuple[int, str, str]:
    words = ("--url", shop.url, "--consumer-key", shop.consumer_key, "--consumer-secret", secret)
    done = here.run("connect", "woocommerce", *words, "--json", check=False)
    return done.returncode, done.stdout, done.stderr


def test_a_wrong_key_connects_nothing_says_why_and_can_be_mended(
    tmp_path: Path, running: Running
) -> None:
    here = Installation(home=tmp_path)
    status, out, complaint = connect(here, running, "cs_wrong")
    assert (status, out) == (2, "")
    assert complaint.startswith("storewire: ")
    assert "cs_wrong" not in complaint
    assert here.ask("store", "list") == []
    status, out, _ = connect(here, running, running.consumer_secret)
    assert status == 0
    told = json.loads(out)
    assert told["webhooks"] == "made"
    assert "STOREWIRE_PUBLIC_URL" in told["findings"][0]["cure"]
    assert [store["id"] for store in here.ask("store", "list")] == [told["id"]]


def test_a_connected_shops_past_is_loaded_and_found(tmp_path: Path, running: Running) -> None:
    running.shop.populate(orders=30, seed=3)
    here = Installation(home=tmp_path)
    assert connect(here, running, running.consumer_secret)[0] == 0
    done = here.ask("backfill", "--store", "1", "--wait")
    loaded = {each["kind"]: each for each in done["progress"]}
    assert loaded["order"]["records"] >= 30
    assert loaded["order"]["finished_at"] is not None


def test_who_waits_at_a_terminal_sees_how_far_it_is(tmp_path: Path, running: Running) -> None:
    running.shop.populate(orders=800, seed=3)
    here = Installation(home=tmp_path)
    assert connect(here, running, running.consumer_secret)[0] == 0
    ours, theirs = pty.openpty()
    done = subprocess.run(
        here.command("reconcile", "--store", "1", "--wait", "--json"),
        env=here.environment() | {"COLUMNS": "90"},
        cwd=here.home,
        stdout=subprocess.PIPE,
        stderr=theirs,
        check=True,
        timeout=60,
    )
    os.close(theirs)
    seen = os.read(ours, 1 << 16).decode()
    os.close(ours)
    assert json.loads(done.stdout)["job"] == "deep pass"
    assert re.search(r"order {10}\[#+-+\] \d+ of 800", seen)
    assert re.search(r"order {10}\[#{24}\] 8\d\d\r\n", seen)


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # test_engine asks on both
def test_by_hand_everything_that_was_missed_is_found_unless_it_has_to_be_quick(
    database: Database, database_url: str, tmp_path: Path
) -> None:
    keys = {"consumer_key": "ck", "consumer_secret": "cs", "webhook_secret": "s"}
    add_store(database, "woocommerce", "a.example", "N", {"url": "https://a.example", **keys})
    own = {"STOREWIRE_SECRET_KEY": SECRET_KEYS[0], "DATABASE_URL": database_url}
    here = Installation(home=tmp_path, extra=own)
    assert here.ask("reconcile", "--store", "1")["job"] == DEEP
    assert here.ask("reconcile", "--store", "1", "--quick")["job"] == SWEEP
    assert here.run("reconcile", "--store", "1", "--deep", check=False).returncode == 2


def test_who_waits_for_a_load_waits_for_all_of_it(tmp_path: Path) -> None:
    """Shopify's lists leave out what an order has much of, and that is asked for singly."""
    with fake_shopify() as shop:
        shop.populate(60)
        here = Installation(home=tmp_path)
        keys = ("--client-id", shop.app.client_id, "--client-secret", shop.app.client_secret)
        here.ask("connect", "shopify", "--shop", shop.domain, *keys, "--api-url", shop.url)
        done = here.ask("backfill", "--store", "1", "--wait")
        assert done["waiting"] == 0
        assert here.ask("fetches", "--store", "1") == []
        assert [r for p in done["progress"] if (r := p["records"]) >= 60]
