"""Where the adapters that are found live, and what they ship to be tried on."""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import entry_points
from pathlib import Path

from connector.errors import BadRequest
from connector.registry import GROUP


def home_of(name: str) -> Path:
    """The folder an adapter's modules are in. Raises BadRequest."""
    for root in in_this_checkout():
        if (root / name / "__init__.py").exists():
            return root / name
    for entry in entry_points(group=GROUP):
        if entry.load().name == name:
            return Path(str(import_module(entry.module).__file__)).parent
    raise BadRequest(f"There is no adapter named {name!r}.")


def in_this_checkout() -> tuple[Path, ...]:
    return tuple(Path(each) for each in import_module("adapters").__path__)


def fixtures_of(name: str) -> Path:
    return home_of(name) / "fixtures"
