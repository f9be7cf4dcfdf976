"""What the README and docs/operations.md say is what the code does."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from configparser import ConfigParser
from pathlib import Path

import click
import pytest

from config.settings import Settings
from connector.registry import discover
from connector.storage.deliveries import PENDING, State
from storewire import storewire

ROOT = Path(__file__).parent.parent
README = (ROOT / "README.md").read_text()
OPERATIONS = (ROOT / "docs/operations.md").read_text()
WORDING = (ROOT / "docs/wording.md").read_text()
TRUST = (ROOT / "docs/trust.md").read_text()
SCALING = (ROOT / "docs/scaling.md").read_text()
MAKEFILE = (ROOT / "Makefile").read_text()


def app_variables() -> set[str]:
    """Of every platform's app; what points to a stand-in is for trying things out."""
    return {
        f"STOREWIRE_{adapter.name}_{setting.name}".upper()
        for adapter in discover().values()
        if adapter.install
        for setting in adapter.install.app
        if setting.name != "api_url"
    }


def variables() -> dict[str, str]:
    """Of each setting, its name in the environment and its default."""
    names = {"database_url": "DATABASE_URL"}
    return {
        names.get(name, f"STOREWIRE_{name.upper()}"): str(field.default)
        for name, field in Settings.model_fields.items()
    }


def test_every_setting_is_documented_and_no_other() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \|", OPERATIONS, re.MULTILINE)
    assert sorted(rows) == sorted({*variables(), *app_variables()})


def test_documented_defaults_are_the_defaults() -> None:
    rows = re.findall(r"^\| `([A-Z_]+)` \| `([^`]+)` \|", OPERATIONS, re.MULTILINE)
    assert len(rows) >= 5
    assert {name: variables()[name] for name, _ in rows} == dict(rows)


def commands_in(text: str) -> Iterator[list[str]]:
    for line in re.findall(r"storewire ((?:[a-z-]+ )*[^`\n]*)", text):
        yield shlex.split(line.replace("$", ""))


@pytest.mark.parametrize(
    "text",
    [README, OPERATIONS, WORDING, TRUST, SCALING],
    ids=["README", "operations", "wording", "trust", "scaling"],
)
def test_every_command_and_option_in_the_docs_exists(text: str) -> None:
    found = [words for words in commands_in(text) if words and named(storewire, words)]
    assert len(found) >= 4
    for words in found:
        command, rest = resolved(storewire, words)
        known = {option for p in command.params for option in p.opts}
        assert {word for word in rest if word.startswith("--")} <= known, words


def named(group: click.Group, words: list[str]) -> click.Command | None:
    return group.get_command(click.Context(group), words[0]) if words else None


def resolved(group: click.Group, words: list[str]) -> tuple[click.Command, list[str]]:
    command: click.Command = group
    while isinstance(command, click.Group) and (found := named(command, words)):
        command, words = found, words[1:]
    assert not isinstance(command, click.Group), words
    return command, words


def test_states_named_for_owners_are_states() -> None:
    named = set(re.findall(r"--state ([a-z]+)", OPERATIONS))
    assert named
    assert named <= {*(state.value for state in State), PENDING}


def test_make_targets_in_the_readme_exist_and_ci_runs_them() -> None:
    targets = set(re.findall(r"make ([a-z]+)", README))
    assert {"run", "test", "check", "drills"} <= targets
    assert all(re.search(rf"^{target}:", MAKEFILE, re.MULTILINE) for target in targets)
    ci = (ROOT / ".ci/run").read_text()
    called = set(re.findall(r"^(?:[A-Z_]+=\d+ )*make ([a-z]+)", ci, re.MULTILINE))
    assert {"lint", "test", "drills"} <= called
    assert "check: lint" in MAKEFILE


def test_every_dependency_earns_its_line_in_the_readme() -> None:
    setup = ConfigParser()
    setup.read(ROOT / "setup.cfg")
    lines = setup["options"]["install_requires"].split()
    names = {re.split(r"[\[<>=,]", line)[0].lower() for line in lines}
    said = README[README.index("What it stands on") :].lower()
    assert {name for name in names if name not in said} == set()


def test_links_in_the_docs_lead_somewhere() -> None:
    for page in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))):
        for target in re.findall(r"\]\((?!https?:)([^)#]+)", page.read_text()):
            assert (page.parent / target).exists(), (page.name, target)
