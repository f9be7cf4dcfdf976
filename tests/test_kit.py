"""The conformance kit, tried on an honest adapter and on planted faults."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest

from connector.contract import Adapter, Client, Delivery, Install, Storefront
from connector.errors import Misconfigured
from connector.testing import (
    API_RULES,
    RULES,
    SECRET,
    AdapterContract,
    Api,
    Recording,
    problems,
    recordings,
)
from tests.adapters.lale import HINTING, HONEST, RECORDED, SIGNATURE, STORE
from tests.adapters.lale_faults import FAULTS
from tests.adapters.lale_storefront import STOREFRONT

ROOT = Path(__file__).parent.parent


def write(folder: Path, name: str, headers: dict[str, str], body: str, expected: object) -> None:
    head = "".join(f"{header}: {value}\n" for header, value in headers.items())
    (folder / f"{name}.http").write_bytes(f"{head}\n{body}".encode())
    (folder / f"{name}.json").write_text(json.dumps(expected))


@pytest.fixture(scope="module")
def recorded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Recording, ...]:
    folder = tmp_path_factory.mktemp("fixtures")
    for name, topic_name, body, expected in RECORDED:
        headers = {"X-Lale-Store": STORE, "X-Lale-Topic": topic_name, "X-Lale-Sent": "1774000000"}
        signature = SIGNATURE.sign(Delivery(headers={}, body=body.encode()), SECRET)
        # Some come signed under the second of the two names.
        sign_as = "Lale-Signature" if name == "order_gone" else "X-Lale-Signature"
        headers[sign_as] = signature["x-lale-signature"]
        write(folder, name, headers, body, expected)
    write(folder, "ping", {"User-Agent": "Lale"}, "ping", [])
    return recordings(folder)


@pytest.mark.parametrize("rule", RULES)
def test_an_honest_adapter_keeps(rule: str, recorded: tuple[Recording, ...]) -> None:
    assert RULES[rule](HONEST, recorded) == []


def test_an_honest_storefront_keeps_its_rules(recorded: tuple[Recording, ...]) -> None:
    assert problems(replace(HONEST, storefront=STOREFRONT), recorded) == {}


def test_an_adapter_that_only_fetches_needs_no_signed_body(tmp_path: Path) -> None:
    body = '{"event": "e-1", "id": 5, "note": "سلام"}'
    headers = {"X-Lale-Store": STORE, "X-Lale-Topic": "order.hint", "X-Lale-Sent": "1774000000"}
    delivery = Delivery(headers={}, body=body.encode())
    headers |= HINTING.signature.sign(delivery, SECRET)
    ref = {"kind": "order", "id": "5", "parent_id": ""}
    write(tmp_path, "hint", headers, body, [{"type": "Fetch", "ref": ref}])
    found = problems(HINTING, recordings(tmp_path))
    assert found == {}


@pytest.mark.parametrize("fault", FAULTS)
def test_the_kit_catches_an_adapter_that(fault: str, recorded: tuple[Recording, ...]) -> None:
    adapter, rule = FAULTS[fault]
    found = RULES[rule](adapter, recorded)
    assert found


def test_every_rule_of_the_kit_is_tried_with_a_fault() -> None:
    assert {rule for _, rule in FAULTS.values()} == set(RULES)


def test_a_test_class_of_the_kit_has_a_test_for_each_rule_and_shows_the_problems(
    recorded: tuple[Recording, ...],
) -> None:
    class TestFaulty(AdapterContract):
        adapter, rule = FAULTS["has an integer id"]
        recordings = recorded

    tests = {name for name in dir(TestFaulty) if name.startswith("test_")}
    assert tests == {f"test_{rule}" for rule in (*RULES, *API_RULES)}
    with pytest.raises(AssertionError, match=r"order_changed: .*820982911946154508"):
        TestFaulty().test_ids_are_text()  # type: ignore[attr-defined]


def test_a_recording_keeps_its_body_to_the_byte(tmp_path: Path) -> None:
    (tmp_path / "odd.http").write_bytes(b"X-One: a: b\nX-Two: c\n\n\r\n\n{\xff}\n")
    (odd,) = recordings(tmp_path)
    assert odd.delivery == Delivery(headers={"x-one": "a: b", "x-two": "c"}, body=b"\r\n\n{\xff}\n")


@pytest.mark.parametrize("expected", ["", "[", "[1"])
def test_a_recording_whose_expected_changes_are_no_json_is_named(
    tmp_path: Path, expected: str
) -> None:
    (tmp_path / "bent.http").write_bytes(b"A: b\n\n{}")
    (tmp_path / "bent.json").write_text(expected)
    with pytest.raises(Misconfigured, match="bent"):
        recordings(tmp_path)


def test_a_recording_without_an_empty_line_is_named(tmp_path: Path) -> None:
    (tmp_path / "bent.http").write_bytes(b"A: b\n{}")
    with pytest.raises(Misconfigured, match="bent"):
        recordings(tmp_path)


def test_a_recording_without_expected_changes_is_a_problem(tmp_path: Path) -> None:
    (tmp_path / "lonely.http").write_bytes(b"X-Lale-Store: a\nX-Lale-Topic: app.removed\n\n{}")
    assert "records_are_as_expected" in problems(HONEST, recordings(tmp_path))


def test_what_may_be_absent_is_declared_beside_the_recordings(
    recorded: tuple[Recording, ...],
) -> None:
    adapter, rule = FAULTS["guesses a currency"]
    (said,) = RULES[rule](adapter, recorded)
    assert "order_changed: without $.currency, Order.total is" in said
    told = [replace(each, may_be_absent=frozenset({"$.currency"})) for each in recorded]
    assert RULES[rule](adapter, told) == []
    (said,) = RULES[rule](HONEST, told)
    assert "absent.txt has $.currency" in said


def test_absent_txt_holds_paths_and_why(tmp_path: Path) -> None:
    (tmp_path / "absent.txt").write_text("Why.\n\n$.a.b[].c   since 2.0\n$.d\n")
    (tmp_path / "one.http").write_bytes(b"A: b\n\n{}")
    (one,) = recordings(tmp_path)
    assert one.may_be_absent == {"$.a.b[].c", "$.d"}


def test_the_kit_can_be_used_without_pytest() -> None:
    code = "import sys; sys.modules['pytest'] = None; import connector.testing"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=ROOT)


def test_the_reference_names_every_rule_and_every_field() -> None:
    text = (ROOT / "docs" / "adapter-reference.md").read_text()
    rows = re.findall(r"^\| `(\w+)(?:\([^`]*\))?` \|", text, flags=re.MULTILINE)
    described: tuple[Any, ...] = (Adapter, Install, Storefront, Api)
    names = {field.name for each in described for field in fields(each)}
    methods = {name for name in vars(Client) if not name.startswith("_")}
    assert set(rows) == {*RULES, *API_RULES, *names, *methods}
