"""Modules that are imported when something of them is first used, for a library that imports what
we may never need. From Python 3.15 on the language can do it (PEP 810)."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType


class _Deferred(ModuleType):
    def __getattr__(self, name: str) -> object:
        if name.startswith("__"):  # The import statement looks whether we are a package.
            raise AttributeError(name)
        _withdraw()
        return getattr(import_module(self.__name__), name)


@contextmanager
def deferred(*names: str) -> Iterator[None]:
    """What imports these inside the block gets what stands in for them; a package comes before its
    modules. What has been imported already is left alone."""
    for name in names:
        if name not in sys.modules:
            module = sys.modules[name] = _Deferred(name)
            package, _, own = name.rpartition(".")
            if package:
                setattr(sys.modules[package], own, module)
    try:
        yield
    finally:
        _withdraw()


def _withdraw() -> None:
    for name, module in sys.modules.copy().items():
        if isinstance(module, _Deferred):
            del sys.modules[name]
