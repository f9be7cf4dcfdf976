"""Commands about who vouches for a shopper: one-time codes, and identities that others sign."""

from __future__ import annotations

import sys

import click

from connector.answers.code_words import code_message, code_subject
from connector.answers.words import speak
from connector.cli.console import Console, store_option, with_console
from connector.errors import BadRequest
from connector.sending.codes import new_code
from connector.sending.codes import send as send_letter
from connector.sending.senders import (
    Letter,
    Senders,
    drop_senders,
    find_senders,
    find_trouble,
    keep_senders,
    note_sent,
    smtp_of,
    webhook_of,
)
from connector.storage.codes import LASTS
from connector.storage.engine import now
from connector.storage.stores import get_store
from connector.storage.vouching import Signer, add_signer, drop_signer, find_signers

HIDDEN = "********"
FROM_INPUT = "-"
SHORTEST_SECRET = 32
"""Bytes: https://www.rfc-editor.org/rfc/rfc7518#section-3.2"""


@click.group()
def sender() -> None:
    """How one-time codes are sent to shoppers."""


@sender.command("set")
@store_option
@click.option(
    "--smtp",
    help="The shop's mail server, smtps://user:password@host:465; `-` reads it from standard"
    " input.",
)
@click.option("--from", "sender", help='As shoppers see it, "Shop <shop@example.com>".')
@click.option("--webhook", help="A web service of yours that sends them, for SMS or WhatsApp.")
@with_console
def set_sender(
    console: Console, store_id: int, smtp: str | None, sender: str | None, webhook: str | None
) -> None:
    """By e-mail, by a web service, or both: e-mail goes by the mail server then, the rest not."""
    get_store(console.database, store_id)
    if bool(smtp) == bool(webhook):
        raise BadRequest("Give --smtp (with --from) or --webhook, one of them.", "smtp")
    if webhook:
        new = webhook_of(webhook)
        keep_senders(console.database, store_id, webhook=new)
        console.show({"store": str(store_id), "webhook": new.url, "secret": new.secret})
        return
    if not sender:
        raise BadRequest('--from is missing, such as "Shop <shop@example.com>".', "from")
    given = sys.stdin.readline().strip() if smtp == FROM_INPUT else smtp or ""
    known = keep_senders(console.database, store_id, smtp=smtp_of(given, sender))
    console.show({"store": str(store_id), **shown(known)})


@sender.command("show")
@store_option
@with_console
def show_sender(console: Console, store_id: int) -> None:
    """What is set, without its secrets, and whether sending fails."""
    get_store(console.database, store_id)
    known, trouble = (
        find_senders(console.database, store_id),
        find_trouble(console.database, store_id),
    )
    what = {"trouble": f"{trouble.times} failed: {trouble.what}"} if trouble else {}
    console.show({"store": str(store_id), **shown(known), **what})


def shown(known: Senders | None) -> dict[str, object]:
    found: dict[str, object] = {}
    if known and known.smtp:
        login = f"{known.smtp.user}:{HIDDEN}@" if known.smtp.user else ""
        found["smtp"] = f"{login}{known.smtp.host}:{known.smtp.port}"
        found |= {"tls": known.smtp.tls, "from": known.smtp.sender}
    if known and known.webhook:
        found |= {"webhook": known.webhook.url, "secret": HIDDEN}
    return found or {"sender": None}


@sender.command("test")
@store_option
@click.option("--to", required=True, help="Your own e-mail address, or phone number.")
@click.option("--locale", default="", help="Language of the message, such as fa or tr.")
@with_console
def test_sender(console: Console, store_id: int, to: str, locale: str) -> None:
    """Send a code that opens nothing."""
    store = get_store(console.database, store_id)
    known = find_senders(console.database, store_id)
    if known is None:
        raise BadRequest("Nothing is set; see `storewire sender set`.")
    words, code = speak(locale), new_code()
    letter = Letter(
        channel="email" if "@" in to else "phone",
        to=to,
        country="",
        code=code,
        subject=code_subject(store.name, words),
        text=code_message(store.name, code, words),
        locale=words.tag,
        store=store.name,
        expires_at=now() + LASTS,
    )
    send_letter(known, letter)
    note_sent(console.database, store_id)
    console.show({"store": str(store_id), "sent": True})


@sender.command("drop")
@store_option
@with_console
def drop_sender(console: Console, store_id: int) -> None:
    """Send no more codes."""
    get_store(console.database, store_id)
    drop_senders(console.database, store_id)
    console.show({"store": str(store_id), "sender": None})


@click.group()
def identity() -> None:
    """Who may sign who a shopper is: a helpdesk's messenger, or your own pages."""


@identity.command("add")
@store_option
@click.option("--name", required=True, help="What you call it, such as intercom.")
@click.option("--secret-stdin", is_flag=True, help="Read the secret from standard input.")
@click.option(
    "--customer-id-claim",
    default="",
    help="Claim that is the customer's id on the shop's own platform, such as user_id.",
)
@click.option("--issuer", default="", help="Asked for in `iss`.")
@click.option("--audience", default="", help="Asked for in `aud`.")
@with_console
def add_identity(
    console: Console,
    store_id: int,
    name: str,
    secret_stdin: bool,
    customer_id_claim: str,
    issuer: str,
    audience: str,
) -> None:
    """Believe JWTs signed (HS256) with this secret. Of one name, the secret before is kept too."""
    get_store(console.database, store_id)
    secret = (
        sys.stdin.readline().strip() if secret_stdin else click.prompt("Secret", hide_input=True)
    )
    if len(secret.encode()) < SHORTEST_SECRET:
        raise BadRequest(f"The secret has to have at least {SHORTEST_SECRET} characters.", "secret")
    new = Signer(
        name=name,
        secrets=(secret,),
        customer_id_claim=customer_id_claim,
        issuer=issuer,
        audience=audience,
    )
    console.show(signer_shown(add_signer(console.database, store_id, new)))


def signer_shown(signer: Signer) -> dict[str, object]:
    return {
        "name": signer.name,
        "secrets": len(signer.secrets),
        "customer_id_claim": signer.customer_id_claim or None,
        "issuer": signer.issuer or None,
        "audience": signer.audience or None,
    }


@identity.command("list")
@store_option
@with_console
def list_identities(console: Console, store_id: int) -> None:
    """Whose signature is believed."""
    get_store(console.database, store_id)
    console.show_all(signer_shown(each) for each in find_signers(console.database, store_id))


@identity.command("drop")
@store_option
@click.option("--name", required=True)
@with_console
def drop_identity(console: Console, store_id: int, name: str) -> None:
    """Believe it no longer."""
    get_store(console.database, store_id)
    if not drop_signer(console.database, store_id, name):
        raise BadRequest(f"There is none named {name}; see `storewire identity list`.", "name")
    console.show({"store": str(store_id), "dropped": name})


COMMANDS = (sender, identity)
