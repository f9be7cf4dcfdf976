"""Every adapter that is found keeps every rule of the kit."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

import adapters
from connector.registry import discover
from connector.testing import RULES, Recording, recordings


@cache
def recorded(name: str) -> tuple[Recording, ...]:
    """Those of a folder here; an installed package tries its own recordings itself."""
    folder = Path(adapters.__path__[0]) / name
    if not folder.exists():
        pytest.skip(f"{name} is installed from elsewhere and ships its own test")
    return recordings(folder / "fixtures")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("name", sorted(discover()))
def test_the_adapter_keeps(name: str, rule: str) -> None:
    problems = RULES[rule](discover()[name], recorded(name))
    assert not problems, "\n".join(problems)
