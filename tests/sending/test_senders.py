"""How a store sends codes: what an owner may set, and a mail server that is one."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

import msgspec
import pytest
import responses

from connector.answers.code_words import code_message, code_subject
from connector.answers.words import SPOKEN, speak
from connector.errors import BadRequest
from connector.sending import codes, mail
from connector.sending.senders import (
    Letter,
    NotSent,
    Senders,
    Smtp,
    drop_senders,
    find_senders,
    find_trouble,
    keep_senders,
    note_trouble,
    smtp_of,
    webhook_of,
)
from tests.running import free_port
from tests.sending.inbox import PASSWORD, USER, Inbox, mail_server
from tests.storage.shop import LATE, NINE, Shop, new_shop

FROM = "Lale Çiçek <shop@example.com>"
CODE = "482913"


@pytest.fixture(scope="module")
def port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def inbox(port: int) -> Iterator[Inbox]:
    with mail_server(port, login=True) as running:
        yield running


def login(port: int, user: str = USER, password: str = PASSWORD) -> Smtp:
    return smtp_of(
        f"smtp://{quote(user, safe='')}:{quote(password, safe='')}@127.0.0.1:{port}", FROM
    )


def letter(locale: str = "en", to: str = "shirin@example.com", store: str = "Lale Çiçek") -> Letter:
    words = speak(locale)
    return Letter(
        channel="email" if "@" in to else "phone",
        to=to,
        country="IR",
        code=CODE,
        subject=code_subject(store, words),
        text=code_message(store, CODE, words),
        locale=words.tag,
        store=store,
        expires_at=LATE,
    )


@pytest.mark.parametrize("locale", SPOKEN)
def test_a_letter_arrives_as_it_was_written_in_every_language(
    inbox: Inbox, port: int, locale: str
) -> None:
    codes.send(Senders(smtp=login(port)), letter(locale))
    got, written = inbox.letters[-1], letter(locale)
    assert got["Subject"] == written.subject
    assert got.get_content().strip().replace("\r\n", "\n") == written.text
    assert got["From"] == FROM
    assert inbox.recipients[-1] == ["shirin@example.com"]
    assert got["Auto-Submitted"] == "auto-generated"
    assert got["Message-ID"].endswith("@example.com>")
    assert CODE not in got["Subject"], "it would stand on a locked screen"


@pytest.mark.parametrize("locale", SPOKEN)
def test_the_code_stands_alone_on_its_line(locale: str) -> None:
    lines = letter(locale).text.splitlines()
    (line,) = [line for line in lines if CODE in line]
    right_to_left = locale in ("fa", "ar")
    assert line == (f"\u2068{CODE}\u2069" if right_to_left else CODE)


def test_a_store_s_name_cannot_write_headers(inbox: Inbox, port: int) -> None:
    codes.send(Senders(smtp=login(port)), letter(store="Lale\r\nBcc: canary@example.com\u202e"))
    assert inbox.letters[-1]["Bcc"] is None
    assert inbox.letters[-1]["Subject"] == "Your code for Lale Bcc: canary@example.com"
    assert inbox.recipients[-1] == ["shirin@example.com"]


@pytest.mark.parametrize(
    "to",
    [
        *("shirin@example.com,canary@example.com", "shirin", "@example.com", "shirin@"),
        *(
            "shirin@example.com\r\nBcc: canary@example.com",
            "<shirin@example.com>",
            "a b@example.com",
        ),
        "x" * 300 + "@example.com",
    ],
)
def test_what_is_no_single_address_is_not_written_to(port: int, to: str) -> None:
    with pytest.raises(NotSent, match="no e-mail address") as refusal:
        mail.send(login(port), letter(to=to))
    assert not refusal.value.again


def test_a_wrong_password_is_told_and_not_tried_again(inbox: Inbox, port: int) -> None:
    before = len(inbox.letters)
    with pytest.raises(NotSent, match="user name and password") as refusal:
        codes.send(Senders(smtp=login(port, password="wrong")), letter())
    assert not refusal.value.again
    assert len(inbox.letters) == before


def test_a_server_that_is_busy_is_tried_once_more(inbox: Inbox, port: int) -> None:
    before = len(inbox.letters)
    inbox.refusals[:] = ["451 Busy"]
    codes.send(Senders(smtp=login(port)), letter())
    assert len(inbox.letters) == before + 1
    inbox.refusals[:] = ["451 Busy", "451 Busy"]
    with pytest.raises(NotSent, match="451"):
        codes.send(Senders(smtp=login(port)), letter())
    inbox.refusals[:] = ["550 No", "550 No"]
    with pytest.raises(NotSent, match="550"):
        codes.send(Senders(smtp=login(port)), letter())
    assert inbox.refusals == ["550 No"], "what is refused for good is not tried again"
    inbox.refusals.clear()


def test_a_server_that_is_not_there_is_told_without_the_address() -> None:
    with pytest.raises(NotSent, match="does not answer") as refusal:
        codes.send(Senders(smtp=login(free_port())), letter())
    assert "shirin" not in str(refusal.value)


def test_a_server_without_the_tls_it_should_have_is_not_spoken_to(inbox: Inbox, port: int) -> None:
    before = len(inbox.letters)
    for tls in ("by STARTTLS", "from the start"):
        smtp = msgspec.structs.replace(login(port), tls=tls)
        with pytest.raises(NotSent):
            codes.send(Senders(smtp=smtp), letter())
    assert len(inbox.letters) == before


@pytest.mark.parametrize(
    ("url", "host", "port", "tls"),
    [
        ("smtps://user:p%40ss@mail.example.com", "mail.example.com", 465, "from the start"),
        ("smtp://mail.example.com", "mail.example.com", 587, "by STARTTLS"),
        ("smtp://mail.example.com:2525/", "mail.example.com", 2525, "by STARTTLS"),
        ("smtp://localhost:25", "localhost", 25, "none"),
        ("smtp://[::1]:25", "::1", 25, "none"),
    ],
)
def test_nothing_leaves_this_machine_without_tls(url: str, host: str, port: int, tls: str) -> None:
    found = smtp_of(url, FROM)
    assert (found.host, found.port, found.tls) == (host, port, tls)
    assert found.password == ("p@ss" if "p%40ss" in url else "")


@pytest.mark.parametrize(
    ("url", "sender"),
    [
        ("http://mail.example.com", FROM),
        ("smtps://", FROM),
        ("smtps://mail.example.com:0", FROM),
        ("smtps://mail.example.com:many", FROM),
        ("smtps://user:pass/word@mail.example.com", FROM),
        ("mail.example.com:465", FROM),
        ("smtps://user:p%C3%A4ss@mail.example.com", FROM),
        ("smtps://mail.example.com", "Shop"),
        ("smtps://mail.example.com", ""),
    ],
)
def test_what_cannot_be_a_sender_is_refused(url: str, sender: str) -> None:
    with pytest.raises(BadRequest) as refusal:
        smtp_of(url, sender)
    assert "pass/word" not in str(refusal.value)


def test_a_sender_s_name_cannot_write_headers() -> None:
    given = "Shop <shop@example.com>\r\nBcc: canary@example.com"
    with pytest.raises(BadRequest, match="--from"):
        smtp_of("smtps://mail.example.com", given)


def test_a_persian_name_keeps_its_joiners() -> None:
    given = "کتاب\u200cفروشی <shop@example.com>"
    assert "کتاب\u200cفروشی" in smtp_of("smtps://mail.example.com", given).sender


@pytest.mark.parametrize("url", ["http://sms.example.com", "sms", "https://a:b@sms.example.com"])
def test_a_web_service_has_to_be_reached_by_tls(url: str) -> None:
    with pytest.raises(BadRequest):
        webhook_of(url)
    assert webhook_of("http://127.0.0.1:9000/send").secret.startswith("whsec_")


@responses.activate
def test_phones_are_written_to_by_the_web_service_and_addresses_by_mail(
    inbox: Inbox, port: int
) -> None:
    hook = webhook_of("https://sms.example.com/send")
    responses.post(hook.url, status=202)
    both = Senders(smtp=login(port), webhook=hook)
    before = len(inbox.letters)
    codes.send(both, letter())
    codes.send(both, letter(to="+98 912 345 6789"))
    assert (len(inbox.letters), len(responses.calls)) == (before + 1, 1)
    codes.send(Senders(webhook=hook), letter())
    assert len(responses.calls) == 2
    with pytest.raises(NotSent):
        codes.send(Senders(smtp=login(port)), letter(to="+98 912 345 6789"))


@responses.activate
def test_a_web_service_that_sends_us_elsewhere_is_not_followed() -> None:
    hook = webhook_of("https://sms.example.com/send")
    responses.post(hook.url, status=307, headers={"Location": "https://canary.example.com/"})
    with pytest.raises(NotSent, match="307"):
        codes.send(Senders(webhook=hook), letter())
    assert len(responses.calls) == 1


def test_one_way_is_set_beside_the_other_and_a_new_one_begins_without_trouble(shop: Shop) -> None:
    database, other = shop.database, new_shop(shop.database)
    hook, smtp = webhook_of("https://sms.example.com/"), smtp_of("smtps://mail.example.com", FROM)
    keep_senders(database, shop.id, webhook=hook)
    note_trouble(database, shop.id, "It is away.", NINE)
    note_trouble(database, shop.id, "It is away.", LATE)
    trouble = find_trouble(database, shop.id)
    assert trouble is not None
    assert (trouble.since, trouble.times) == (NINE, 2)
    assert keep_senders(database, shop.id, smtp=smtp) == Senders(smtp=smtp, webhook=hook)
    assert find_trouble(database, shop.id) is None
    assert find_senders(database, other.id) is None
    drop_senders(database, shop.id)
    assert find_senders(database, shop.id) is None
