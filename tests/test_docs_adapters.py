"""The guide to writing an adapter, followed to the letter."""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import click
import pytest
from click.testing import CliRunner

from connector.cli.adapters import COMMANDS
from connector.registry import GROUP, discover

ROOT = Path(__file__).parent.parent
GUIDE = (ROOT / "docs" / "adapters.md").read_text()
STEPS = dict(re.findall(r"^## \d+\. ([^\n]+)\n(.*?)(?=^## |\Z)", GUIDE, re.MULTILINE | re.DOTALL))
FILE = re.compile(r"^`([\w./-]+)`:\n\n```\w+\n(.*?)\n```", re.MULTILINE | re.DOTALL)
MOST_LINES = 450


@dataclass
class Author:
    """Somebody who reads the guide, in a folder of their own."""

    desk: Path

    @property
    def distribution(self) -> Path:
        return self.desk / "storewire-lantern"

    def follow(self, step: str) -> str:
        """Writes what the step says to write, runs what it says to run; what was printed last."""
        for name, text in FILE.findall(step):
            path = self.distribution / name
            path.parent.mkdir(parents=True, exist_ok=True)
            newline = "" if path.suffix == ".http" else "\n"
            path.write_bytes((text + newline).encode())
        printed = [self.run(shlex.split(line)) for line in commands(step)]
        return printed[-1] if printed else ""

    def run(self, words: list[str]) -> str:
        match words:
            case ["storewire", *rest]:
                return self.storewire(rest)
            case ["pip", "install", "--editable", folder]:
                return self.install(self.desk / folder)
            case ["rm", file]:
                (self.desk / file).unlink()
                return ""
            case ["pytest", folder]:
                return self.pytest(folder)
        raise AssertionError(f"The guide runs {words}, which this test does not know.")

    def storewire(self, words: list[str]) -> str:
        forget()
        done = CliRunner().invoke(click.Group("storewire", commands=list(COMMANDS)), words)
        assert done.exit_code == 0, f"{words}: {done.output}{done.exception}"
        return done.output

    def install(self, folder: Path) -> str:
        """What an editable install leaves behind."""
        offered = tomllib.loads((folder / "pyproject.toml").read_text())["project"]
        told = self.desk / "storewire_lantern-0.1.0.dist-info"
        told.mkdir()
        (told / "METADATA").write_text("Metadata-Version: 2.1\nName: storewire-lantern\n")
        entries = [f"{name} = {value}" for name, value in offered["entry-points"][GROUP].items()]
        (told / "entry_points.txt").write_text("\n".join([f"[{GROUP}]", *entries]))
        sys.path[:0] = [str(self.desk), str(folder)]
        return ""

    def pytest(self, folder: str) -> str:
        path = os.pathsep.join([str(ROOT), str(self.distribution)])
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-rs", folder],
            cwd=self.desk,
            env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        assert done.returncode == 0, done.stdout
        return done.stdout


def commands(step: str) -> Iterator[str]:
    for block in re.findall(r"^```sh\n(.*?)\n```", step, re.MULTILINE | re.DOTALL):
        yield from block.splitlines()


def forget() -> None:
    """What was imported of the adapter before it was changed."""
    discover.cache_clear()
    for name in [name for name in sys.modules if name.split(".")[0] == "storewire_lantern"]:
        del sys.modules[name]


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Author, dict[str, str]]]:
    """The guide's steps up to the client, and what the last command of each printed."""
    author, before = Author(tmp_path_factory.mktemp("desk")), (list(sys.path), Path.cwd())
    os.chdir(author.desk)
    sys.dont_write_bytecode, written = True, sys.dont_write_bytecode
    printed = {}
    try:
        for title, step in STEPS.items():
            if title == "With a real shop":
                break
            printed[title] = author.follow(step)
        checked = author.storewire(["check-adapter", "lantern"])
        yield author, {**printed, "in the end": checked}
    finally:
        sys.dont_write_bytecode = written
        sys.path[:] = before[0]
        os.chdir(before[1])
        forget()


def test_every_step_of_the_guide_can_be_followed(followed: tuple[Author, dict[str, str]]) -> None:
    _, printed = followed
    assert list(printed) == [*list(STEPS)[: list(STEPS).index("With a real shop")], "in the end"]


def test_each_step_makes_what_it_promises(followed: tuple[Author, dict[str, str]]) -> None:
    _, printed = followed
    for title, step in STEPS.items():
        for block in re.findall(r"^```text\n(.*?)\n```", step, re.MULTILINE | re.DOTALL):
            said = printed["in the end"] if title == "The client" else printed[title]
            boxes = set(re.findall(r"^\[.\] \S+(?: \S+)?(?=  )", said, re.MULTILINE))
            assert {line.strip() for line in block.splitlines()} <= boxes, title


def test_the_adapter_of_the_guide_keeps_every_rule_with_orders_refunds_stock_and_reviews(
    followed: tuple[Author, dict[str, str]],
) -> None:
    _, printed = followed
    assert "keeps every rule" in printed["in the end"]
    done = set(re.findall(r"^\[x\] (\w+)", printed["in the end"], re.MULTILINE))
    assert {"order", "buyer", "refund", "product", "stock", "review", "client"} <= done


def test_the_client_of_the_guide_is_tried_by_every_rule(
    followed: tuple[Author, dict[str, str]],
) -> None:
    _, printed = followed
    assert "passed" in printed["The client"]
    assert "SKIPPED" not in printed["The client"]


def test_the_adapter_of_the_guide_stays_short(followed: tuple[Author, dict[str, str]]) -> None:
    author, _ = followed
    modules = (author.distribution / "storewire_lantern").glob("*.py")
    assert sum(len(path.read_text().splitlines()) for path in modules) <= MOST_LINES


def test_the_code_of_the_guide_is_as_tidy_as_ours(
    followed: tuple[Author, dict[str, str]], tmp_path: Path
) -> None:
    author, _ = followed
    package = author.distribution / "storewire_lantern"
    for tool in (
        ["ruff", "check", "--config", str(ROOT / "pyproject.toml"), "--ignore", "I001"],
        ["ruff", "format", "--check", "--config", str(ROOT / "pyproject.toml")],
        ["mypy", "--strict", "--cache-dir", str(tmp_path)],
    ):
        path = os.pathsep.join([str(author.distribution), str(ROOT)])
        done = subprocess.run(
            [sys.executable, "-m", *tool, str(package)],
            cwd=tmp_path,
            env={**os.environ, "MYPYPATH": path},
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr


def test_commands_for_a_real_shop_have_the_options_they_are_shown_with() -> None:
    known = {command.name: command for command in COMMANDS}
    for line in commands(STEPS["With a real shop"]):
        _, name, *words = shlex.split(line)
        if name in known:
            options = {option for p in known[name].params for option in p.opts}
            assert {word for word in words if word.startswith("--")} <= options


def test_the_entry_point_of_the_guide_is_the_one_that_is_written(
    followed: tuple[Author, dict[str, str]],
) -> None:
    author, _ = followed
    written = tomllib.loads((author.distribution / "pyproject.toml").read_text())
    (shown,) = re.findall(r"^```toml\n(.*?)\n```", STEPS["Publish it"], re.MULTILINE | re.DOTALL)
    entries = tomllib.loads(shown)["project"]["entry-points"]
    assert written["project"]["entry-points"] == entries
