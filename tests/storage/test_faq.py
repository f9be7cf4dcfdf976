"""Questions and answers taken in: each source side by side, sealed, and never lost to another."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from sqlalchemy import select

from connector.answers.faq_document import FAQ_PAGE, parse_faq
from connector.answers.faq_import import import_faq
from connector.answers.hours_document import OPENING_HOURS
from connector.answers.shipping_lanes import SHIPPING_DETAILS
from connector.api.handbook_briefing import HOURS, SHIPPING
from connector.cli import handbook
from connector.errors import BadRequest
from connector.records import Deleted, Kind, Ref
from connector.storage.apply import apply
from connector.storage.engine import Database, now
from connector.storage.faq import keep_questions
from connector.storage.handbook import find_pages, keep_page
from connector.storage.held import Arrival
from connector.storage.migrate import open_database
from connector.storage.stores import add_store
from connector.storage.tables import records, terms
from tests.data import SECRET_KEYS
from tests.webhooks.logs import logging_as_before

CANARY = "canary-in-a-question"


def shop(database: Database, name: str = "demo") -> int:
    return add_store(database, "woocommerce", f"{name}.example", name, {"webhook_secret": "s"}).id


def asked(database: Database, store_id: int) -> list[tuple[str, str]]:
    page = find_pages(database, store_id, [FAQ_PAGE])[FAQ_PAGE]
    return [(entry.question, entry.answer) for entry in parse_faq(page.document).entries]


def rows(text: str, source: str) -> list[dict[str, Any]]:
    return list(import_faq(text, "csv", source))


def test_sources_stand_side_by_side_and_an_import_replaces_its_own(database: Database) -> None:
    store = shop(database)
    keep_questions(database, store, rows("question,answer\nA?,1\nB?,2\n", "one.csv"), "one.csv")
    keep_questions(database, store, rows("question,answer\nC?,3\n", "two.csv"), "two.csv")
    keep_questions(database, store, rows("question,answer\nA?,new\n", "one.csv"), "one.csv")
    assert asked(database, store) == [("C?", "3"), ("A?", "new")]


def test_what_the_owner_set_by_hand_outlives_an_import(database: Database) -> None:
    store = shop(database)
    own = {"mainEntity": {"name": "Mine?", "acceptedAnswer": {"text": "Yes."}}, "inLanguage": "tr"}
    keep_page(database, store, FAQ_PAGE, json.dumps(own))
    keep_questions(database, store, rows("question,answer\nA?,1\n", "one.csv"), "one.csv")
    assert asked(database, store) == [("Mine?", "Yes."), ("A?", "1")]
    page = find_pages(database, store, [FAQ_PAGE])[FAQ_PAGE]
    assert parse_faq(page.document).language == "tr"


def test_another_shop_has_its_own(database: Database) -> None:
    one, other = shop(database, "one"), shop(database, "other")
    keep_questions(database, one, rows("question,answer\nA?,1\n", "one.csv"), "one.csv")
    assert find_pages(database, other, [FAQ_PAGE]) == {}


def test_a_page_that_the_shop_took_down_is_not_found(database: Database) -> None:
    store = shop(database)
    keep_page(database, store, "terms_text", '{"text": "Terms."}')
    assert set(find_pages(database, store, ["terms_text", FAQ_PAGE])) == {"terms_text"}
    gone = Deleted(ref=Ref(kind=Kind.POLICY, id="terms_text"))
    at = now()
    arrival = Arrival(store_id=store, delivery=b"", at=at, received_at=at, changes=(gone,))
    with database.writing() as connection:
        apply(connection, database.keyring, [arrival])
    assert find_pages(database, store, ["terms_text"]) == {}


def test_what_is_set_again_is_the_newest(database: Database) -> None:
    store = shop(database)
    for text in ("first", "second"):
        keep_page(database, store, "terms_text", json.dumps({"text": text}))
    assert "second" in find_pages(database, store, ["terms_text"])["terms_text"].document


def test_questions_are_sealed_on_disk(database: Database) -> None:
    store = shop(database)
    keep_questions(database, store, rows(f"question,answer\n{CANARY}?,1\n", "one.csv"), "one.csv")
    with database.reading() as connection:
        kept = [connection.execute(select(table)).all() for table in (records, terms)]
    assert kept[0]
    assert CANARY not in repr(kept)


# The commands, without a console of their own: what they read and which subject they find.


@pytest.mark.parametrize(
    ("document", "own_id"),
    [
        (HOURS, OPENING_HOURS),
        (SHIPPING, SHIPPING_DETAILS),
        ([SHIPPING], SHIPPING_DETAILS),
        ({"@graph": [{"@type": "WebSite"}, SHIPPING]}, SHIPPING_DETAILS),
        ({"@type": "OnlineStore", "hasShippingService": SHIPPING}, SHIPPING_DETAILS),
        ({k: v for k, v in SHIPPING.items() if k != "@type"}, SHIPPING_DETAILS),
        ({"@type": "FAQPage", "mainEntity": []}, FAQ_PAGE),
    ],
)
def test_a_document_is_known_by_its_type_or_its_properties(document: Any, own_id: str) -> None:
    assert handbook.subject_of(document) == own_id


def test_a_document_of_nothing_known_is_refused() -> None:
    with pytest.raises(BadRequest, match="tells neither opening hours"):
        handbook.subject_of({"@type": "Person"})


@pytest.fixture
def home(tmp_path: Path, migrated_sqlite: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.delenv("DATABASE_URL", raising=False)
    monkeypatch.setenv("STOREWIRE_HOME", str(tmp_path))
    monkeypatch.setenv("STOREWIRE_SECRET_KEY", SECRET_KEYS[0])
    shutil.copy(migrated_sqlite, tmp_path / "storewire.db")
    return tmp_path


@pytest.fixture
def opened(home: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{home / 'storewire.db'}", SECRET_KEYS)
    yield database
    database.close()


@pytest.fixture
def told(opened: Database, capsys: pytest.CaptureFixture[str]) -> Callable[..., Any]:
    """Runs a command for the first shop and returns what it prints as JSON."""
    store = str(shop(opened))

    def run(command: click.Command, *words: str) -> Any:
        first, *rest = words
        with logging_as_before():
            command.main([first, "--store", store, *rest, "--json"], standalone_mode=False)
        return json.loads(capsys.readouterr().out)

    return run


def written(home: Path, name: str, text: str) -> str:
    file = home / name
    file.write_text(text, encoding="utf-8")
    return str(file)


def test_a_document_is_set_and_listed(told: Callable[..., Any], home: Path) -> None:
    file = written(home, "hours.json", json.dumps(HOURS))
    assert told(handbook.handbook, "set", file) == {"store": "1", "set": "OpeningHours"}
    assert [page["id"] for page in told(handbook.handbook, "list")] == ["OpeningHours"]


def test_a_wrong_document_is_refused_and_nothing_is_kept(
    told: Callable[..., Any], home: Path
) -> None:
    wrong = {**HOURS, "scheduleTimezone": "Berlin"}
    with pytest.raises(BadRequest, match=r"\$\.scheduleTimezone: must be a time zone"):
        told(handbook.handbook, "set", written(home, "hours.json", json.dumps(wrong)))
    assert told(handbook.handbook, "list") == []


def test_questions_are_imported_from_a_file_and_from_a_page_that_is_held(
    told: Callable[..., Any], home: Path, opened: Database
) -> None:
    file = written(home, "sss.md", "## Kargo kaç gün?\n\nİki gün.\n")
    imported = told(handbook.faq, "import", "--language", "tr", file)
    assert imported == {"store": "1", "imported": 1, "questions": 1}
    page = {"text": "Do you ship abroad? Yes.", "url": "https://demo.example/shipping"}
    keep_page(opened, 1, "shipping_policy_text", json.dumps(page))
    assert told(handbook.faq, "import", "--page", "shipping_policy_text")["questions"] == 2
    document = find_pages(opened, 1, [FAQ_PAGE])[FAQ_PAGE].document
    first, second = parse_faq(document).entries
    assert (first.language, second.url) == ("tr", "https://demo.example/shipping")


@pytest.mark.parametrize(
    ("words", "complaint"),
    [
        ([], "Give a file or --page"),
        (["--page", "terms_text"], "The text of terms_text is not held"),
        (["--language", "xx-nonsense", "--page", "terms_text"], "must be a language tag"),
    ],
)
def test_what_cannot_be_imported_is_told(
    told: Callable[..., Any], words: list[str], complaint: str
) -> None:
    with pytest.raises(BadRequest, match=complaint):
        told(handbook.faq, "import", *words)


def test_a_file_of_an_unknown_kind_is_refused(told: Callable[..., Any], home: Path) -> None:
    with pytest.raises(BadRequest, match=r"faq\.pdf is none of"):
        told(handbook.faq, "import", written(home, "faq.pdf", "x"))
