"""Finds the adapters: a folder in `adapters/`, or an entry point in group `storewire.adapters`."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from importlib.metadata import EntryPoint, entry_points
from types import MappingProxyType

from connector.contract import Adapter
from connector.errors import Misconfigured

GROUP = "storewire.adapters"


@cache
def discover(package: str = "adapters") -> Mapping[str, Adapter]:
    """Every adapter by its name. One that cannot be imported raises what its import raised;
    one that is no adapter, or shares another's name, raises Misconfigured."""
    found: dict[str, Adapter] = {}
    places: dict[str, str] = {}
    for place, adapter in [*in_folders(package), *in_entry_points()]:
        if adapter.name in found:
            both = f"{places[adapter.name]} and {place}"
            raise Misconfigured(f"Two adapters are named {adapter.name!r}: {both}.")
        found[adapter.name], places[adapter.name] = adapter, place
    return MappingProxyType(found)


def in_folders(package: str) -> Iterator[tuple[str, Adapter]]:
    """A folder is called what its adapter is called, so that deleting it removes the platform."""
    for module in pkgutil.iter_modules(import_module(package).__path__):
        if not module.ispkg:
            continue
        place = f"{package}.{module.name}"
        adapter = checked(place, getattr(import_module(place), "adapter", None))
        if adapter.name != module.name:
            raise Misconfigured(f"The adapter in {place} is named {adapter.name!r}.")
        yield place, adapter


def in_entry_points() -> Iterator[tuple[str, Adapter]]:
    for entry in entry_points(group=GROUP):
        place = f"entry point {entry.name} = {entry.value}"
        yield place, checked(place, loaded(place, entry))


def loaded(place: str, entry: EntryPoint) -> object:
    try:
        return entry.load()
    except Exception as error:
        error.add_note(f"While loading {place} of group {GROUP}.")
        raise


def checked(place: str, value: object) -> Adapter:
    if not isinstance(value, Adapter):
        raise Misconfigured(f"{place} offers no Adapter but a {type(value).__name__}.")
    return value
