"""Commands about what a store says in its own words."""

from __future__ import annotations

import json
from difflib import get_close_matches
from typing import BinaryIO

import click

from connector.answers.languages import SPOKEN, spoken_language, tag_of
from connector.answers.wording import checked, named, states
from connector.answers.wording_file import as_json, as_po, read_wording
from connector.cli.console import Console, store_option, with_console
from connector.errors import BadRequest
from connector.storage.stores import get_store
from connector.storage.wording import change_wording, find_wording

TAGS = ", ".join(map(tag_of, SPOKEN.values()))


def of_tag(_context: click.Context, _parameter: click.Parameter, given: str | None) -> str | None:
    return None if given is None else spoken_language(given)


locale_option = click.option("--locale", required=True, callback=of_tag, help=f"One of {TAGS}.")
any_locale_option = click.option("--locale", callback=of_tag, help=f"One of {TAGS}; all of them.")


@click.group()
def wording() -> None:
    """What a store says in its own words instead of ours."""


@wording.command()
@store_option
@locale_option
@with_console
def export(console: Console, store_id: int, locale: str) -> None:
    """Print every sentence of ours as a PO file to fill in, with what was filled in before."""
    get_store(console.database, store_id)
    own = find_wording(console.database, store_id).get(locale, {})
    filled = json.dumps(as_json(locale, own), ensure_ascii=False, indent=2)
    click.echo(filled if console.as_json else as_po(locale, own))


@wording.command("set")
@store_option
@locale_option
@click.argument("file", type=click.File("rb"))
@with_console
def set_wording(console: Console, store_id: int, locale: str, file: BinaryIO) -> None:
    """Take sentences from a PO or JSON file, or with - from standard input: all or none of it."""
    get_store(console.database, store_id)
    texts = checked(locale, read_wording(text_of(file)))
    own = change_wording(console.database, store_id, locale, texts)
    taken = sum(text is not None for text in texts.values())
    console.show(
        {"store": str(store_id), "locale": locale, "sentences": taken, "own_sentences": len(own)}
    )


@wording.command("list")
@store_option
@any_locale_option
@with_console
def list_wording(console: Console, store_id: int, locale: str | None) -> None:
    """What was set, and whether it is used."""
    get_store(console.database, store_id)
    console.show_all(
        {"locale": tag, "sentence": msgid, "own": " | ".join(own[msgid]), "state": said}
        for tag, own in sorted(find_wording(console.database, store_id).items())
        if locale in (None, tag)
        for msgid, said in states(tag, own).items()
    )


@wording.command()
@store_option
@locale_option
@click.argument("sentence", required=False)
@with_console
def drop(console: Console, store_id: int, locale: str, sentence: str | None) -> None:
    """Say it our way again: one SENTENCE, by its English text, or all of a language."""
    get_store(console.database, store_id)
    own = find_wording(console.database, store_id).get(locale, {})
    if sentence is not None and sentence not in own:
        near = get_close_matches(sentence, own, 1)
        hint = f" The nearest is {named(near[0], whole=True)}." if near else ""
        raise BadRequest(f"{named(sentence)} was not set in {locale}.{hint}", "sentence")
    gone = [sentence] if sentence is not None else list(own)
    change_wording(console.database, store_id, locale, dict.fromkeys(gone))
    console.show({"store": str(store_id), "locale": locale, "dropped": len(gone)})


def text_of(file: BinaryIO) -> str:
    try:
        return file.read().decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BadRequest(f"{file.name} is not UTF-8 text.", "file") from None


COMMANDS = (wording,)
