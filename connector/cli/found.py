"""Commands that are made when one is asked for: to import all of them takes longer than most take
to run."""

from __future__ import annotations

from collections.abc import Callable, Mapping

import click

Makers = Callable[[], Mapping[str, Callable[[], click.Command]]]
"""What makes each command, by its name."""


class Found(click.Group):
    def __init__(self, name: str, makers: Makers, *, help: str) -> None:  # noqa: A002 - click's word
        super().__init__(name, help=help)
        self.makers = makers

    def list_commands(self, ctx: click.Context) -> list[str]:
        return sorted(self.makers())

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        make = self.makers().get(cmd_name)
        return make() if make else None
