"""`storewire new-adapter` and `check-adapter`, as somebody who begins an adapter meets them."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

import adapters
from connector.cli.adapters import COMMANDS
from connector.errors import BadRequest, StorewireError
from connector.records import Order
from connector.registry import discover
from connector.scaffold import check_name
from connector.testing import RULES, problems, recordings
from connector.testing.checklist import WANTED, checklist
from connector.testing.recordings import parsed
from tests.adapters.lale import HONEST

Run = Callable[..., Result]
NAMES = ("lantern", "lantern_shop", "x1")
BAD_NAMES = ("Lantern", "class", "match", "a.b", "a/b", "..", "", "a-b", "1a", "é", "a b", "a" * 41)


@pytest.fixture
def run() -> Iterator[Run]:
    """What is written is imported, and forgotten again."""
    before, path = dict(sys.modules), list(sys.path)
    cli = click.Group("storewire", commands=list(COMMANDS))

    def run(*words: object) -> Result:
        discover.cache_clear()
        done = CliRunner().invoke(cli, [str(word) for word in words])
        discover.cache_clear()
        return done

    yield run
    for name in set(sys.modules) - set(before):
        del sys.modules[name]
    sys.path[:] = path
    discover.cache_clear()


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty one; its adapters are found before ours."""
    folder = tmp_path / "adapters"
    folder.mkdir()
    (tmp_path / "setup.cfg").touch()
    monkeypatch.setattr(adapters, "__path__", [str(folder)])
    return folder


@pytest.mark.parametrize("name", NAMES)
def test_a_new_adapter_keeps_every_rule_at_once(run: Run, checkout: Path, name: str) -> None:
    assert run("new-adapter", name).exit_code == 0
    adapter = discover()[name]
    recorded = recordings(checkout / name / "fixtures")
    assert problems(adapter, recorded) == {}
    (order,) = parsed(adapter, recorded[0])
    assert isinstance(order, Order)


@pytest.mark.parametrize("name", NAMES)
def test_a_new_distribution_keeps_every_rule_at_once(run: Run, tmp_path: Path, name: str) -> None:
    assert run("new-adapter", name, "--into", tmp_path).exit_code == 0
    folder = tmp_path / f"storewire-{name.replace('_', '-')}"
    package = import_module(f"storewire_{name}")
    assert problems(package.adapter, recordings(folder / f"storewire_{name}" / "fixtures")) == {}
    compile((folder / "tests" / f"test_{name}.py").read_text(), "test", "exec")
    entry = f'{name} = "storewire_{name}:adapter"'
    assert entry in (folder / "pyproject.toml").read_text()


def test_what_is_left_to_do_is_told(run: Run, tmp_path: Path) -> None:
    told = json.loads(run("new-adapter", "lantern", "--into", tmp_path, "--json").stdout)
    left = {wanted.what for wanted in WANTED} - {"order"}
    assert set(told["left"]) == left


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_bad_name_is_refused_and_nothing_is_written(
    run: Run, checkout: Path, tmp_path: Path, name: str
) -> None:
    for more in ((), ("--into", tmp_path)):
        refused = run("new-adapter", *more, "--", name)
        assert isinstance(refused.exception, BadRequest)
    assert list(checkout.iterdir()) == []
    assert {path.name for path in tmp_path.iterdir()} == {"adapters", "setup.cfg"}


def test_a_name_that_is_taken_is_refused(run: Run, tmp_path: Path) -> None:
    refused = run("new-adapter", "woocommerce", "--into", tmp_path)
    assert "woocommerce" in str(refused.exception)
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_is_there_is_left_as_it_is(run: Run, checkout: Path) -> None:
    (checkout / "lantern").mkdir()
    (checkout / "lantern" / "mine.txt").write_text("mine")
    refused = run("new-adapter", "lantern")
    assert "is there already" in str(refused.exception)
    assert [path.name for path in (checkout / "lantern").iterdir()] == ["mine.txt"]


def test_outside_a_checkout_it_asks_where_to_write(
    run: Run, checkout: Path, tmp_path: Path
) -> None:
    (tmp_path / "setup.cfg").unlink()
    assert "--into" in str(run("new-adapter", "lantern").exception)
    assert list(checkout.iterdir()) == []


@given(st.text(max_size=50))
def test_a_name_that_is_taken_makes_a_module_and_a_word_of_a_url(name: str) -> None:
    try:
        check_name(name, ())
    except StorewireError:
        return
    assert name.isidentifier()
    assert name.isascii()
    assert name == name.lower()


# check-adapter


@pytest.fixture
def lantern(run: Run, checkout: Path) -> Path:
    run("new-adapter", "lantern")
    return checkout / "lantern"


def checked(run: Run, *words: str) -> Any:
    return json.loads(run("check-adapter", "lantern", "--json", *words).stdout)


def test_an_adapter_is_checked_by_its_name(run: Run, lantern: Path) -> None:
    told = run("check-adapter", "lantern")
    assert told.exit_code == 0
    assert "keeps every rule, with 1 recordings" in told.stdout
    assert "[x] order" in told.stdout
    assert "[ ] refund" in told.stdout


def test_a_broken_rule_is_told_and_the_exit_status_says_so(run: Run, lantern: Path) -> None:
    (lantern / "fixtures" / "order_saved.json").write_text("[]")
    told = run("check-adapter", "lantern")
    assert told.exit_code == 1
    assert "records_are_as_expected:" in told.stdout
    assert "breaks 1 rules" in told.stdout


def test_a_recording_written_by_hand_is_signed_and_what_it_becomes_is_written_down(
    run: Run, lantern: Path
) -> None:
    fixtures = lantern / "fixtures"
    whole = (fixtures / "order_saved.http").read_bytes()
    head, _, body = whole.partition(b"\n\n")
    bare = b"\n".join(line for line in head.split(b"\n") if b"Signature" not in line)
    (fixtures / "by_hand.http").write_bytes(bare + b"\n\n" + body.replace(b"4021", b"4022"))
    assert set(checked(run)["broken"]) >= {"signed_delivery_is_accepted"}
    assert checked(run, "--accept")["broken"] == {}
    assert (fixtures / "order_saved.http").read_bytes() == whole
    (order,) = json.loads((fixtures / "by_hand.json").read_bytes())
    assert order["id"] == "4022"


def test_what_is_written_down_already_is_not_overwritten(run: Run, lantern: Path) -> None:
    (lantern / "fixtures" / "order_saved.json").write_text("[]")
    assert "records_are_as_expected" in checked(run, "--accept")["broken"]


def test_a_recording_that_is_not_understood_is_not_accepted(run: Run, lantern: Path) -> None:
    path = lantern / "fixtures" / "order_saved.http"
    path.write_bytes(path.read_bytes().replace(b'"id":4021,', b""))
    path.with_suffix(".json").unlink()
    refused = run("check-adapter", "lantern", "--accept")
    assert "order_saved is Malformed at $.id" in str(refused.exception)


def test_an_adapter_nobody_has_is_told(run: Run) -> None:
    assert "'lantern'" in str(run("check-adapter", "lantern").exception)


def test_the_checklist_is_worked_out_from_what_an_adapter_does() -> None:
    assert not any(item.done for item in checklist(HONEST, ()))
    known = {item.what for item in checklist(discover()["shopify"], ()) if item.done}
    assert {"client", "install", "order", "product"} <= known


def test_every_rule_has_a_name_of_its_own() -> None:
    assert len(RULES) == len({rule.__name__ for rule in RULES.values()})
