"""A kept delivery made into a recording that names nobody: scrubbed, and signed anew.

What is a person's is found in four ways, and one is enough: its key says so; it looks like an
e-mail, a phone number, an IP address or a token; the adapter makes a person's field of it, which
shows when it is altered and parsed again; or it is text that the adapter makes nothing of and that
is in no form of a machine's. The same value becomes the same fake wherever it stands.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from connector.contract import Adapter, Delivery
from connector.errors import BadRequest, Malformed
from connector.records import Change
from connector.testing.envelopes import Watched
from connector.testing.recordings import SECRET, resigned
from connector.testing.scrub.fakes import EMAIL, IPV4, IPV6, Fakes, tells
from connector.testing.scrub.keys import Role, is_about_people, is_of_no_person, role_of
from connector.testing.scrub.leaves import Leaf, leaves, replaced
from connector.testing.scrub.meaning import impersonal, personal

KEPT_HEADERS = ("content-type", "user-agent")
MACHINE = re.compile(
    r"""
    [-+]?\d+([.,]\d+)*%?                                        # numbers and versions
    |[a-z][a-z0-9]*([._:/-][a-z0-9]+)*                          # words of a program
    |[A-Z]{1,3}|[A-Z]+(_[A-Z]+)+                                # codes
    |[a-z]{2}[-_][A-Za-z]{2,4}                                  # languages
    |gid://[A-Za-z/]+\d+
    |(https?://[^\s?\#@]+)                                      # addresses without a query
    """,
    re.VERBOSE,
)
UUID = re.compile("[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
TIME = re.compile(
    r"\d{4}-\d\d-\d\d([T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s?(Z|[-+]\d\d:?\d\d|UTC)?)?"
    r"|\d\d[./-]\d\d[./-]\d{4}([T ]\d\d:\d\d(:\d\d)?)?"
)
LONGEST = 100
ALTERED = "Zqxj Wvkq"
"""Text that stands nowhere, to see what becomes of what it is put in place of."""


@dataclass
class Scrubbing:
    text: str
    parse: Callable[[bytes], tuple[Change, ...]]
    unused: dict[Leaf, str] = field(default_factory=dict)

    @cached_property
    def leaves(self) -> list[Leaf]:
        return list(leaves(self.text))

    @cached_property
    def whole(self) -> tuple[Change, ...]:
        return self.parse(self.text.encode())

    @cached_property
    def fakes(self) -> Fakes:
        return Fakes(self.text)

    def scrubbed(self) -> str:
        """People's first: what they are called is looked for in all that is kept."""
        roles = {leaf: self.role(leaf) for leaf in self.leaves if leaf.value}
        for kind, value in personal(self.whole):
            if kind is not Role.PROSE:
                self.fakes.make(kind, value)
        told = {leaf: self.fake(leaf, role) for leaf, role in roles.items() if role}
        kept = {leaf: self.kept(leaf) for leaf, role in roles.items() if role is None}
        new = {leaf: value for leaf, value in (told | kept).items() if value != leaf.value}
        return replaced(self.text, new)

    def fake(self, leaf: Leaf, role: Role) -> str:
        made = self.fakes.make(role, leaf.value)
        if leaf.is_text:
            return made
        return made if is_number(made) else re.sub(r"\d", "1", leaf.value)

    def role(self, leaf: Leaf) -> Role | None:
        """What is to be put in its place; None where it stays."""
        if leaf.is_key:
            return Role.EMAIL if EMAIL.search(leaf.value) else None
        own = role_of(leaf.keys[-1]) if leaf.keys else None
        if not leaf.is_text:
            return own if own in NUMBERS else None
        return self.role_of_text(leaf, own)

    def role_of_text(self, leaf: Leaf, own: Role | None) -> Role | None:
        value = leaf.value.strip()
        sure = own if own in NEVER_NEEDED else looks_like(value)
        if sure:
            return sure
        made = self.made_of(leaf)
        if made == NEEDED:
            return None
        role = made if isinstance(made, Role) else own or self.role_of_unused(leaf)
        if role is Role.PLACE and is_code(value):
            return None
        if made == UNUSED and role:
            self.unused[leaf] = ALTERED
        return role

    def role_of_unused(self, leaf: Leaf) -> Role | None:
        """Of what the adapter makes nothing of and whose key says nothing."""
        value = leaf.value.strip()
        plain = is_plain(value) if self.is_told_of_people(leaf) else is_of_machine(value)
        return None if plain or is_code(value) else Role.PROSE

    def is_told_of_people(self, leaf: Leaf) -> bool:
        return is_about_people(leaf.keys[:-1]) and not is_of_no_person(leaf.keys[-1])

    def made_of(self, leaf: Leaf) -> Role | str:
        """The person's field that the adapter makes of it; else whether it makes anything. What is
        found to be unused is gone by then: of two that stand in for each other, one is needed."""
        try:
            text = replaced(self.text, {**self.unused, leaf: ALTERED})
            changes = self.parse(text.encode())
        except Malformed:
            return NEEDED
        if impersonal(changes, telling=False) != impersonal(self.whole, telling=False):
            return NEEDED
        before, after = personal(self.whole), personal(changes)
        return next((role for role, _ in set(before) ^ set(after)), UNUSED)

    def kept(self, leaf: Leaf) -> str:
        """A value that is nobody's, without what may stand in it of somebody."""
        plain = is_code(leaf.value) or TIME.fullmatch(leaf.value)
        if plain or leaf.is_key or not leaf.is_text:
            return leaf.value
        tokens = not UUID.fullmatch(leaf.value) and self.made_of(leaf) == UNUSED
        own = self.fakes.without_patterns(leaf.value, tokens=tokens)
        told = self.fakes.without_people(own)
        return told if told == own or not self.is_word(leaf) else own

    def told(self, changes: tuple[Change, ...]) -> object:
        """What they say of nobody, with people's words taken for what was put in their place."""
        return impersonal(changes, word=self.fakes.without_people)

    def is_word(self, leaf: Leaf) -> bool:
        """One that the adapter reads, as a status: a person's name by chance alone."""
        return is_of_machine(leaf.value) and self.made_of(leaf) == NEEDED


NUMBERS = (Role.PHONE, Role.POSTCODE, Role.IP, Role.PLACE, Role.TOKEN)
NEVER_NEEDED = (Role.EMAIL, Role.PHONE, Role.POSTCODE, Role.IP)
UNUSED, NEEDED = "unused", "needed"


def is_number(text: str) -> bool:
    """As JSON has them: 007 is none."""
    return re.fullmatch(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d+)?", text) is not None


def looks_like(value: str) -> Role | None:
    if EMAIL.fullmatch(value):
        return Role.EMAIL
    if IPV4.fullmatch(value) or IPV6.fullmatch(value):
        return Role.IP
    if re.fullmatch(r"https?://\S+[?#@]\S*", value):
        return Role.URL
    return None


def is_code(value: str) -> bool:
    """Of a country, a currency, a province; yes, no and the numbers of things."""
    return re.fullmatch(r"[A-Z]{1,3}(-[A-Z0-9]{1,3})?", value) is not None


def is_plain(value: str) -> bool:
    """A number or a time."""
    return is_of_machine(value) and not value[0].isalpha()


def is_of_machine(value: str) -> bool:
    short = len(value) <= LONGEST
    return short and any(form.fullmatch(value) for form in (MACHINE, TIME, UUID))


def scrubbed(
    adapter: Adapter, delivery: Delivery, secrets: Iterable[str] = ()
) -> tuple[Delivery, tuple[Change, ...]]:
    """The delivery without people and signed with `SECRET`, and what it becomes. Raises BadRequest
    where it is no JSON, or would say something else without them."""
    parse = reading(adapter, delivery)
    work = Scrubbing(text_of(delivery.body), parse)
    body = without_secrets(work.scrubbed(), secrets).encode()
    changes = reparsed(parse, body)
    if work.told(changes) != work.told(work.whole):
        raise BadRequest("Without its people this delivery says something else: record it by hand.")
    refuse_survivors(work, body.decode())
    bare = Delivery(headers=headers(adapter, delivery, secrets), body=body)
    return resigned(adapter, bare, body), changes


def reading(adapter: Adapter, delivery: Delivery) -> Callable[[bytes], tuple[Change, ...]]:
    """From a body to its changes, as of that delivery. Raises Malformed where the body makes it
    another one: some platforms name the store and the topic there."""
    envelope = adapter.read_envelope(delivery)
    topic = adapter.topics.get(envelope.topic)
    is_error = adapter.platform_error(delivery.body) is not None

    def changes(body: bytes) -> tuple[Change, ...]:
        other = adapter.read_envelope(Delivery(headers=delivery.headers, body=body))
        if (other.store, other.topic) != (envelope.store, envelope.topic):
            raise Malformed("It is another delivery.")
        return topic.changes(body) if topic and not is_error else ()

    return changes


def text_of(body: bytes) -> str:
    try:
        text = body.decode()
        json.loads(text)
    except ValueError:
        raise BadRequest("The body is no JSON, so what is a person's in it is not known.") from None
    return text


def reparsed(parse: Callable[[bytes], tuple[Change, ...]], body: bytes) -> tuple[Change, ...]:
    try:
        return parse(body)
    except Malformed as error:
        raise BadRequest(
            f"Without its people this delivery is not understood any more, at {error.path}: record"
            " it by hand."
        ) from None


def without_secrets(text: str, secrets: Iterable[str]) -> str:
    for secret in secrets:
        if len(secret) > 3:
            text = text.replace(secret, SECRET)
    return text


def headers(adapter: Adapter, delivery: Delivery, secrets: Iterable[str]) -> Mapping[str, str]:
    """Those the adapter asks for and their like: what proxies add names hosts and addresses."""
    watched = Watched(delivery.headers)
    adapter.is_ping(Delivery(headers=watched, body=delivery.body))
    adapter.read_envelope(Delivery(headers=watched, body=delivery.body))
    adapter.signature.valid(Delivery(headers=watched, body=delivery.body), [SECRET])
    ours = {name for name in watched.asked if name in delivery.headers}
    families = {vendor(name) for name in ours if vendor(name)}
    fakes = Fakes("")
    return {
        name: fakes.without_patterns(without_secrets(value, secrets), tokens=False)
        for name, value in delivery.headers.items()
        if name in ours or name in KEPT_HEADERS or vendor(name) in families
    }


def vendor(name: str) -> str:
    """`x-wc` of `x-wc-webhook-id`; empty for a header that is nobody's own."""
    found = re.match(r"x-(?!forwarded|real|request|client|remote)[a-z0-9]+(?=-)", name)
    return found[0] if found else ""


def refuse_survivors(work: Scrubbing, text: str) -> None:
    """A last look: nothing that the adapter calls a person's may be left."""
    left = " ".join(leaf.value for leaf in leaves(text)).casefold()
    for role, value in personal(work.whole):
        if is_telling(role, value) and value.casefold() in left and not is_given(work, role, value):
            raise BadRequest(
                f"A {role.name.lower()} of a person is left in a place where it was not looked for:"
                " record this delivery by hand."
            )


def is_telling(role: Role, value: str) -> bool:
    """A code of two letters stands in many words."""
    return (
        role is not Role.URL and len(value) > 3 and any(tells(w) for w in re.findall(r"\w+", value))
    )


def is_given(work: Scrubbing, role: Role, value: str) -> bool:
    """One of our own, or one that has nothing to replace."""
    return work.fakes.make(role, value).casefold() == value.casefold()


def secrets_of(settings: Mapping[str, Iterable[str]], adapter: Adapter) -> Iterator[str]:
    """Of a store, the replaced ones too."""
    names = {setting.name for setting in adapter.settings if setting.secret}
    for name, values in settings.items():
        if name in names:
            yield from values
