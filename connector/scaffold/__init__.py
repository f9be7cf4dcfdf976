"""A new adapter: one topic, one signed recording, and every rule of the kit kept from the start."""

from __future__ import annotations

import keyword
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import cached_property
from importlib.resources import files
from pathlib import Path
from string import Template

from connector.contract import Delivery, HmacSha256
from connector.errors import BadRequest, Misconfigured
from connector.testing.recordings import SECRET, written

LONGEST_NAME = 40
TEMPLATE = files("connector.scaffold") / "template"
MODULES = {"__init__": "adapter", "envelope": "envelope", "topics": "topics", "orders": "orders"}


@dataclass(frozen=True)
class Scaffold:
    """What is written for one name. `package` is how its modules import each other."""

    name: str
    package: str

    @cached_property
    def words(self) -> Mapping[str, str]:
        spoken = self.name.replace("_", " ").title()
        return {
            "name": self.name,
            "package": self.package,
            "title": spoken,
            "class": spoken.replace(" ", ""),
            "dashed": self.name.replace("_", "-"),
            "distribution": distribution(self.name),
        }

    def text(self, template: str) -> str:
        whole = (TEMPLATE / f"{template}.txt").read_text(encoding="utf-8")
        return Template(whole).substitute(self.words)

    def modules(self) -> dict[str, bytes]:
        """The package itself, by file name."""
        made = {f"{name}.py": self.text(source).encode() for name, source in MODULES.items()}
        expected = self.text("expected").encode()
        return made | {
            "fixtures/order_saved.http": self.recording(),
            "fixtures/order_saved.json": expected,
        }

    def recording(self) -> bytes:
        dashed = self.words["dashed"]
        told = {f"x-{dashed}-store": "kandil", f"x-{dashed}-topic": "order.saved"}
        body = self.text("order_saved").rstrip("\n").encode()
        bare = Delivery(headers=told, body=body)
        signed = HmacSha256(headers=(f"x-{dashed}-signature",)).sign(bare, SECRET)
        return written(Delivery(headers={**told, **signed}, body=body))

    def distribution(self) -> dict[str, bytes]:
        """The package with all that makes it one that can be installed."""
        inside = {f"{self.package}/{name}": content for name, content in self.modules().items()}
        return inside | {
            "pyproject.toml": self.text("pyproject").encode(),
            f"tests/test_{self.name}.py": self.text("test").encode(),
            ".gitattributes": self.text("gitattributes").encode(),
        }


def distribution(name: str) -> str:
    return f"storewire-{name.replace('_', '-')}"


def check_name(name: str, taken: Collection[str]) -> None:
    """It becomes a folder, a module and a word in URLs. Raises BadRequest."""
    if not re.fullmatch("[a-z][a-z0-9_]*", name) or len(name) > LONGEST_NAME:
        raise BadRequest(
            f"{name!r} cannot name an adapter: it takes lower-case letters, digits and _, beginning"
            f" with a letter, at most {LONGEST_NAME} of them.",
            "name",
        )
    if keyword.iskeyword(name) or keyword.issoftkeyword(name):
        raise BadRequest(f"{name!r} is a word of Python's own, so no module can be called that.")
    if name in taken:
        raise BadRequest(f"There is an adapter named {name!r} already.")


def new_folder(name: str, adapters: Path) -> Path:
    """In a checkout: the folder that is the adapter. Raises BadRequest where this is no checkout or
    the folder is there."""
    if not (adapters.parent / "setup.cfg").exists():
        raise BadRequest(
            "This Storewire is installed, not checked out: say with --into where to write an"
            " adapter of your own."
        )
    return write(adapters / name, Scaffold(name, f"adapters.{name}").modules())


def new_distribution(name: str, into: Path) -> Path:
    """A folder `storewire-<name>` that can be installed beside Storewire. Raises BadRequest where
    it is there."""
    scaffold = Scaffold(name, f"storewire_{name}")
    return write(into / distribution(name), scaffold.distribution())


def write(folder: Path, made: Mapping[str, bytes]) -> Path:
    if folder.exists():
        raise BadRequest(f"{folder} is there already, and nothing was written.")
    try:
        for name, content in made.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    except OSError as error:
        raise Misconfigured(f"{error.filename}: {error.strerror}.") from None
    return folder
