"""Commands for those who write adapters: begin one, check it, record what a shop sent."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import click
from sqlalchemy import Row, select
from structlog.testing import capture_logs

from connector.cli.console import LARGEST_ID, Console, with_console
from connector.contract import Adapter, Delivery
from connector.errors import BadRequest, Malformed, Misconfigured
from connector.records import Change
from connector.registry import discover
from connector.scaffold import check_name, new_distribution, new_folder
from connector.storage.deliveries import State, opened_body
from connector.storage.stores import Store, get_store, list_stores
from connector.storage.tables import deliveries
from connector.testing import Recording, problems, recordings
from connector.testing.checklist import checklist
from connector.testing.homes import fixtures_of, in_this_checkout
from connector.testing.recordings import SECRET, delivery, parsed, rendered, resigned, written
from connector.testing.scrub import scrubbed, secrets_of

OF_ALL_RECORDINGS = ("every_topic_has_a_recording", "missing_keys_make_no_claims")
"""Rules that one recording alone cannot keep."""


@click.command("new-adapter")
@click.argument("name")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    help="Write a distribution of its own, a folder storewire-NAME, in this folder.",
)
@with_console
def new_adapter(console: Console, name: str, into: Path | None) -> None:
    """Begin an adapter: in this checkout's adapters, or where --into says."""
    check_name(name, discover())
    folder = new_distribution(name, into) if into else new_folder(name, in_this_checkout()[0])
    adapter, fixtures = written_adapter(name, folder, into)
    recorded = recordings(fixtures)
    install = f"pip install --editable {folder}, then " if into else ""
    told = {"written": str(folder), "next": f"{install}storewire check-adapter {name}"}
    if console.as_json:
        left = [item.what for item in checklist(adapter, recorded) if not item.done]
        console.show({**told, "left": left})
    else:
        console.show(told)
        click.echo(f"\nNot there yet:\n{table(adapter, recorded, done=False)}")


def written_adapter(name: str, folder: Path, into: Path | None) -> tuple[Adapter, Path]:
    """As Python imports it, and where its recordings are."""
    if into is None:
        return import_module(f"adapters.{name}").adapter, folder / "fixtures"
    package = f"storewire_{name}"
    sys.path.insert(0, str(folder))
    return import_module(package).adapter, folder / package / "fixtures"


@click.command("check-adapter")
@click.argument("name")
@click.option(
    "--accept",
    is_flag=True,
    help="First sign recordings that are not signed yet, and write down what new ones become.",
)
@with_console
def check_adapter(console: Console, name: str, accept: bool) -> None:
    """Try an adapter on its recordings, and list what it cannot do yet."""
    adapter = discover().get(name)
    if adapter is None:
        raise BadRequest(f"There is no adapter named {name!r}; there are {', '.join(discover())}.")
    fixtures = fixtures_of(name)
    if accept:
        accept_recordings(adapter, fixtures)
    recorded = recordings(fixtures)
    with capture_logs():  # Of words that the kit itself made up.
        broken = problems(adapter, recorded)
    show_check(console, adapter, recorded, broken)
    if broken:
        sys.exit(1)


def show_check(
    console: Console,
    adapter: Adapter,
    recorded: Sequence[Recording],
    broken: dict[str, list[str]],
) -> None:
    items = checklist(adapter, recorded)
    if console.as_json:
        done = {item.what: item.done for item in items}
        console.show({"recordings": len(recorded), "broken": broken, "done": done})
        return
    for rule, sentences in broken.items():
        click.echo("\n".join([f"{rule}:", *(f"  {sentence}" for sentence in sentences)]))
    said = f"breaks {len(broken)} rules" if broken else "keeps every rule"
    click.echo(f"{adapter.title} {said}, with {len(recorded)} recordings.\n")
    click.echo(table(adapter, recorded))


def table(adapter: Adapter, recorded: Sequence[Recording], *, done: bool = True) -> str:
    items = [item for item in checklist(adapter, recorded) if done or not item.done]
    return "\n".join(f"[{'x' if i.done else ' '}] {i.what:<12} {i.worth}" for i in items)


def accept_recordings(adapter: Adapter, fixtures: Path) -> None:
    """Pings are unsigned; what is signed, and what is written down, is left as it is."""
    for path in sorted(fixtures.rglob("*.http")):
        sign(adapter, path)
        beside = path.with_suffix(".json")
        if not beside.exists():
            beside.write_bytes(expected(changes_of(adapter, path)))


def sign(adapter: Adapter, path: Path) -> None:
    try:
        recorded = delivery(path.read_bytes())
    except ValueError as error:
        raise Misconfigured(f"The recording {path.stem} cannot be read: {error}") from None
    if not adapter.is_ping(recorded) and not adapter.signature.valid(recorded, [SECRET]):
        path.write_bytes(written(resigned(adapter, recorded, recorded.body)))


def changes_of(adapter: Adapter, path: Path) -> tuple[Change, ...]:
    try:
        recording = Recording(name=path.stem, delivery=delivery(path.read_bytes()))
        return parsed(adapter, recording)
    except Malformed as error:
        raise BadRequest(f"{path.stem} is Malformed at {error.path}: {error.detail}") from None


def expected(changes: Sequence[Change]) -> bytes:
    return (json.dumps(rendered(changes), ensure_ascii=False, indent=2) + "\n").encode()


@click.command()
@click.argument("delivery_id", metavar="DELIVERY", type=click.IntRange(1, LARGEST_ID))
@click.option("--store", "store_id", type=click.IntRange(1, LARGEST_ID), help="Whose it is.")
@click.option(
    "--into",
    type=click.Path(file_okay=False, path_type=Path),
    default=".",
    show_default=True,
    help="The folder to write to, such as the adapter's fixtures.",
)
@click.option("--name", help="Of the recording; else its topic and id.")
@with_console
def record(
    console: Console, delivery_id: int, store_id: int | None, into: Path, name: str | None
) -> None:
    """Make a recording of what a shop sent, with nobody named in it; DELIVERY is the id that
    `storewire deliveries` shows."""
    row = kept_row(console, delivery_id, store_id)
    store = get_store(console.database, row.store_id)
    with capture_logs():
        made, changes = scrub(console, row, store)
    place = free_place(into, name or f"{re.sub(r'[^A-Za-z0-9]+', '_', row.topic)}_{row.id}")
    recording = Recording(name=place.stem, delivery=made, expected=rendered(changes))
    with capture_logs():
        broken = problems(discover()[store.platform], [recording])
    place.write_bytes(written(made))
    place.with_suffix(".json").write_bytes(expected(changes))
    told = {rule: found for rule, found in broken.items() if rule not in OF_ALL_RECORDINGS}
    console.show({"written": str(place), "broken": told, "read": "it before you share it"})


def kept_row(console: Console, delivery_id: int, store_id: int | None) -> Row[Any]:
    """Raises BadRequest where nothing can be made of it."""
    query = select(deliveries).where(deliveries.c.id == delivery_id)
    if store_id is not None:
        query = query.where(deliveries.c.store_id == get_store(console.database, store_id).id)
    with console.database.reading() as connection:
        row = connection.execute(query).first()
    if row is None:
        known = ", ".join(str(store.id) for store in list_stores(console.database))
        of = f"Store {store_id} has" if store_id else f"The stores {known or '(none)'} have"
        raise BadRequest(f"{of} no delivery {delivery_id}; see `storewire deliveries`.")
    if row.state == State.FAILED:
        raise BadRequest(
            f"Delivery {delivery_id} failed ({row.reason} at {row.path or '$'}), so what is a"
            " person's in it is not known. Mend the adapter and run `storewire replay` first."
        )
    if row.raw is None:
        raise BadRequest(f"The body of delivery {delivery_id} is not kept (any more).")
    return row


def scrub(console: Console, row: Row[Any], store: Store) -> tuple[Delivery, tuple[Change, ...]]:
    adapter = discover().get(store.platform)
    if adapter is None:
        raise Misconfigured(f"Store {store.id} is a {store.platform} store, without an adapter.")
    whole = opened_body(console.database.keyring, row.key, row.raw)
    return scrubbed(adapter, whole, tuple(secrets_of(store.settings, adapter)))


def free_place(into: Path, name: str) -> Path:
    if not re.fullmatch("[A-Za-z0-9_-]+", name):
        raise BadRequest("--name takes letters, digits, - and _.", "name")
    if not into.is_dir():
        raise BadRequest(f"There is no folder {into}.", "into")
    place = into / f"{name}.http"
    if place.exists() or place.with_suffix(".json").exists():
        raise BadRequest(f"{place} is there already: say another --name.", "name")
    return place


COMMANDS = (new_adapter, check_adapter, record)
