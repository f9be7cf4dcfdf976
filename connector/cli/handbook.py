"""Commands about what a store tells of itself: hours, shipping, questions and answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click
from pydantic import JsonValue

from connector.answers.faq_document import FAQ_PAGE, check_language, parse_faq
from connector.answers.faq_import import FORMATS, import_faq
from connector.answers.hours_document import OPENING_HOURS, parse_hours
from connector.answers.owner_document import read_document
from connector.answers.policy_values import listed, types_of
from connector.answers.shipping_lanes import SHIPPING_DETAILS, parse_shipping
from connector.answers.store_policies import RECORDS, policy_text
from connector.cli.console import Console, store_option, with_console
from connector.errors import BadRequest
from connector.storage.engine import Database
from connector.storage.faq import keep_questions
from connector.storage.handbook import find_pages, keep_page
from connector.storage.stores import get_store

PARSERS: dict[str, Callable[[str], object]] = {
    OPENING_HOURS: parse_hours,
    SHIPPING_DETAILS: parse_shipping,
    FAQ_PAGE: parse_faq,
}
"""By the id of the record each is kept as."""
TELLTALES = {
    OPENING_HOURS: {"openingHoursSpecification"},
    FAQ_PAGE: {"mainEntity"},
    SHIPPING_DETAILS: {
        *("hasShippingService", "shippingDetails", "shippingConditions", "shippingDestination"),
        *("shippingRate", "deliveryTime", "doesNotShip"),
    },
}
TYPES = {
    "ShippingService": SHIPPING_DETAILS,
    "OfferShippingDetails": SHIPPING_DETAILS,
    "FAQPage": FAQ_PAGE,
}


@click.group()
def handbook() -> None:
    """What a store tells of itself: opening hours, shipping, questions and answers."""


@handbook.command("set")
@store_option
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@with_console
def set_document(console: Console, store_id: int, file: Path) -> None:
    """Take opening hours, shipping or an FAQPage from a JSON file, in place of the one before."""
    get_store(console.database, store_id)
    text = text_of(file)
    own_id = subject_of(read_document(text))
    PARSERS[own_id](text)
    keep_page(console.database, store_id, own_id, text)
    console.show({"store": str(store_id), "set": own_id})


@handbook.command("list")
@store_option
@with_console
def list_documents(console: Console, store_id: int) -> None:
    """What is held, and when it last changed."""
    get_store(console.database, store_id)
    pages = find_pages(console.database, store_id, [*PARSERS, *RECORDS])
    console.show_all(
        {
            "id": page.id,
            "updated_at": (page.updated_at or page.seen_at).isoformat(),
            "characters": len(page.document),
        }
        for page in sorted(pages.values(), key=lambda page: page.id)
    )


@click.group()
def faq() -> None:
    """A store's questions and answers."""


@faq.command("import")
@store_option
@click.option(
    "--page",
    type=click.Choice(list(RECORDS)),
    help="A page of the store whose text is held already, in place of a file.",
)
@click.option("--language", default="", help="Of those that tell none, such as fa or tr.")
@click.argument(
    "file", required=False, type=click.Path(exists=True, dir_okay=False, path_type=Path)
)
@with_console
def import_questions(
    console: Console, store_id: int, page: str | None, language: str, file: Path | None
) -> None:
    """Take questions from JSON, CSV, Markdown or text; those of the same name are replaced."""
    get_store(console.database, store_id)
    known = language_named(language)
    if file is not None and page is None:
        rows, source = of_file(file, known), file.name
    elif page is not None and file is None:
        rows, source = of_page(console.database, store_id, page, known), page
    else:
        raise BadRequest("Give a file or --page, one of them.", "file")
    document = keep_questions(console.database, store_id, rows, source)
    held = len(parse_faq(document).entries)
    console.show({"store": str(store_id), "imported": len(rows), "questions": held})


def language_named(tag: str) -> str:
    try:
        return check_language(tag) if tag else ""
    except ValueError as error:
        raise BadRequest(f"--language {error}.", "language") from None


def of_file(file: Path, language: str) -> list[dict[str, JsonValue]]:
    form = FORMATS.get(file.suffix.lower())
    if form is None:
        raise BadRequest(f"{file.name} is none of {', '.join(FORMATS)}.", "file")
    return import_faq(text_of(file), form, file.name, language)


def of_page(
    database: Database, store_id: int, own_id: str, language: str
) -> list[dict[str, JsonValue]]:
    """Its address goes with each of them."""
    page = find_pages(database, store_id, [own_id]).get(own_id)
    held = policy_text(own_id, page.document, page.updated_at, page.seen_at) if page else None
    if held is None or not held.text:
        raise BadRequest(f"The text of {own_id} is not held for this store.", "page")
    rows = import_faq(held.text, "text", own_id, language)
    return [{**row, "url": held.url} for row in rows] if held.url else rows


def text_of(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise BadRequest(f"{file} is not UTF-8 text.") from None


def subject_of(document: JsonValue) -> str:
    """Which record it belongs to. Raises BadRequest where neither type nor properties tell."""
    for node in listed(document):
        inner = listed(node.get("@graph", node)) if isinstance(node, dict) else []
        for each in inner:
            if isinstance(each, dict) and (found := subject_of_object(each)):
                return found
    raise BadRequest(
        "$: tells neither opening hours (openingHoursSpecification), shipping (ShippingService, "
        "OfferShippingDetails) nor questions (FAQPage).",
        "file",
    )


def subject_of_object(node: dict[str, JsonValue]) -> str | None:
    typed = (TYPES[name] for name in sorted(types_of(node)) if name in TYPES)
    told = (own_id for own_id, names in TELLTALES.items() if node.keys() & names)
    return next(typed, None) or next(told, None)


COMMANDS = (handbook, faq)
