"""The `storewire` command. Where each of its commands stands is written down here, so that one that
is called imports what it needs and not the whole service."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial
from importlib import import_module

import click

from connector.cli.console import reporting
from connector.cli.found import Found

COMMANDS = {
    "connector.cli.adapters": ("new-adapter", "check-adapter", "record"),
    "connector.cli.connect": ("connect",),
    "connector.cli.demo": ("demo",),
    "connector.cli.handbook": ("handbook", "faq"),
    "connector.cli.identity": ("sender", "identity"),
    "connector.cli.jobs": ("backfill", "reconcile", "worker", "doctor"),
    "connector.cli.serve": ("serve",),
    "connector.cli.service": ("migrate", "deliveries", "fetches", "data-requests"),
    "connector.cli.stores": ("store", "key", "policy"),
    "connector.cli.wording": ("wording",),
    "webhooks.commands": ("replay",),
}
"""Each module's, in the order of its own COMMANDS."""


def commands() -> Mapping[str, Callable[[], click.Command]]:
    return {name: partial(_found, module, name) for module in COMMANDS for name in COMMANDS[module]}


def _found(module: str, name: str) -> click.Command:
    found: click.Command = next(
        each for each in import_module(module).COMMANDS if each.name == name
    )
    return found


storewire = Found("storewire", commands, help="Answers from a store's own copy of its webhooks.")


def main() -> None:
    reporting(storewire)


if __name__ == "__main__":
    main()
