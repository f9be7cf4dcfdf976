"""What a drill is, and where it finds what it needs.

A drill is a module here with a function `run`: it gives figures, or raises Failed or Skipped.
"""

from __future__ import annotations

import os
import pkgutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from uuid import uuid4

from tests.running import Installation, installation

SHARED_DATA = "STOREWIRE_TEST_DATA"
BRIEF = "STOREWIRE_DRILL_ORDERS" in os.environ
"""Where time is short, the same is tried with so many orders, and with fewer kills: the promise is
about the numbers without it."""

Figures = Mapping[str, object]


class Skipped(Exception):
    """The drill needs something that is not here."""


class Failed(Exception):
    """A promise was not kept; with the figures that show it."""

    def __init__(self, reason: str, figures: Figures | None = None) -> None:
        super().__init__(reason)
        self.figures = figures or {}


def demand(kept: object, reason: str, /, **figures: object) -> None:
    """Raises Failed with these figures unless `kept`."""
    if not kept:
        raise Failed(reason, figures)


def orders(promised: int) -> int:
    return int(os.environ["STOREWIRE_DRILL_ORDERS"]) if BRIEF else promised


@dataclass(frozen=True, slots=True)
class Bench:
    """Room for one drill: an empty folder, servers of its own, the shared recordings."""

    folder: Path

    @contextmanager
    def server(self, database_url: str = "", **settings: str) -> Iterator[Installation]:
        """A fresh Storewire that is running, with these in its environment."""
        with installation(self.folder / uuid4().hex[:8], database_url, **settings) as running:
            yield running

    def data(self, platform: str) -> Path:
        """The platform's folder of recordings. Raises Skipped."""
        named = os.environ.get(SHARED_DATA)
        if not named:
            raise Skipped(f"{SHARED_DATA} does not name the folder of recordings")
        folder = Path(named) / platform
        if not folder.is_dir():
            raise Skipped(f"{SHARED_DATA} names a folder without {platform}/")
        return folder


Run = Callable[[Bench], Figures]


def drills() -> dict[str, Run]:
    """Every drill by its name, which is its module's."""
    package = Path(__file__).parent
    names = sorted(module.name for module in pkgutil.iter_modules([str(package)]))
    modules = {name: import_module(f"tests.drills.{name}") for name in names if name != "__main__"}
    return {name: module.run for name, module in modules.items() if hasattr(module, "run")}


def drill(name: str) -> Run:
    run: Run = import_module(f"tests.drills.{name}").run
    return run
