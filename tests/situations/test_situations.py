from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from connector.storage.migrate import open_database
from tests.data import SECRET_KEYS
from tests.situations.situation import LOCALES, Situation
from tests.situations.table import SITUATIONS
from tests.situations.told import faults
from tests.situations.town import Town

NOTHING = object()


@pytest.fixture(scope="session")
def town(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Town]:
    """One for all situations: each has a store of its own in it."""
    file = shutil.copy(migrated_sqlite, tmp_path_factory.mktemp("town") / "town.db")
    database = open_database(f"sqlite:///{file}", SECRET_KEYS)
    yield Town(database)
    database.close()


def at_path(facts: Any, path: str) -> Any:
    for step in path.split("."):
        try:
            facts = facts[int(step)] if isinstance(facts, list) else facts[step]
        except (KeyError, IndexError, TypeError):
            return NOTHING
    return facts


def wrong_facts(situation: Situation, answer: dict[str, Any]) -> Iterator[str]:
    told = {"outcome": answer["outcome"], "next_actions": answer["next_actions"]}
    expected = {"outcome": situation.outcome, "next_actions": [*situation.next_actions]}
    for path, value in expected.items():
        if told[path] != value:
            yield f"{path} is {told[path]!r}, not {value!r}"
    for path, value in situation.facts.items():
        if (found := at_path(answer["facts"], path)) != value:
            yield f"{path} is {found!r}, not {value!r}"


def different_facts(situation: Situation, answers: dict[str, dict[str, Any]]) -> Iterator[str]:
    """What is known of an order does not depend on who reads it."""
    if situation.by_language:
        return
    for locale in LOCALES:
        if answers[locale]["facts"] != answers["en"]["facts"]:
            yield f"{locale}: other facts than in English"


@pytest.mark.parametrize("situation", SITUATIONS, ids=lambda each: each.name)
def test_a_shopper_is_told_what_happened_in_every_language(
    town: Town, situation: Situation
) -> None:
    answers = town.answers(situation)
    english = answers["en"]["message"]
    wrong = [f"en: does not say {each!r}" for each in situation.says if each not in english]
    wrong += different_facts(situation, answers)
    for locale, answer in answers.items():
        wrong += [f"{locale}: {each}" for each in wrong_facts(situation, answer)]
        wrong += [f"{locale}: {each}" for each in faults(situation, locale, answers)]
    said = "\n\n".join(f"[{locale}] {answers[locale]['message']}" for locale in LOCALES)
    assert not wrong, "\n".join([*wrong, "", said, "", str(answers["en"]["facts"])])
