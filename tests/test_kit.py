"""The conformance kit, tried on an honest adapter, on planted faults and on the docs' example."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from connector.contract import Delivery
from connector.errors import Misconfigured
from connector.testing import RULES, SECRET, AdapterContract, Recording, problems, recordings
from tests.adapters.lale import HINTING, HONEST, RECORDED, SIGNATURE, STORE
from tests.adapters.lale_faults import FAULTS


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
    assert tests == {f"test_{rule}" for rule in RULES}
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


def test_the_kit_can_be_used_without_pytest() -> None:
    code = "import sys; sys.modules['pytest'] = None; import connector.testing"
    subprocess.run([sys.executable, "-c", code], check=True, cwd=DOC.parent.parent)


# What docs/adapters.md shows.

DOC = Path(__file__).parent.parent / "docs" / "adapters.md"


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)\n```", DOC.read_text(), flags=re.DOTALL)


@pytest.fixture
def lantern(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The documented example, laid out as its author would."""
    package = tmp_path / "lantern"
    (package / "fixtures").mkdir(parents=True)
    adapter, test = blocks("python")
    (package / "__init__.py").write_text(adapter)
    (package / "test_lantern.py").write_text(test)
    http, expected = blocks("http"), blocks("json")
    for name, request, changes in zip(("order_saved", "app_removed"), http, expected, strict=True):
        (package / "fixtures" / f"{name}.http").write_bytes(request.encode())
        (package / "fixtures" / f"{name}.json").write_text(changes)
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.delitem(sys.modules, "lantern", raising=False)
    return package


def test_the_documented_example_keeps_every_rule(lantern: Path) -> None:
    given: dict[str, object] = {"__file__": str(lantern / "test_lantern.py")}
    exec((lantern / "test_lantern.py").read_text(), given)  # noqa: S102 - our own docs
    shown = given["TestLantern"]
    assert isinstance(shown, type)
    assert issubclass(shown, AdapterContract)
    assert len(shown.recordings) == 2
    assert problems(shown.adapter, shown.recordings) == {}


def test_the_docs_name_every_rule_and_every_field() -> None:
    text = DOC.read_text()
    rows = set(re.findall(r"^\| `(\w+)` \|", text, flags=re.MULTILINE))
    assert rows == {*RULES, *HONEST.__dataclass_fields__}
