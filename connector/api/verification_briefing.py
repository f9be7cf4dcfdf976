"""What can be sent to get and to confirm a one-time code, what comes back, and what the OpenAPI
document says of both."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Annotated, Any, Literal, Self

from pydantic import AwareDatetime, ConfigDict, Field, JsonValue, model_validator

from connector.answers.answer import Part
from connector.answers.code_words import code_accepted, code_on_its_way, code_refused
from connector.answers.words import speak
from connector.api.problems import NoSender, missing
from connector.api.questions import Email, Locale, OrderNumber, Phone, Question, parameter
from connector.errors import BadRequest, StorewireError

SOMETHING = "Send `order`, `email` or `phone`; several have to belong together."
FLAT = "Send the fields flat, as a JSON object or a form, each a text."
ABOUT_START = (
    "Use when a shopper asks about an order and cannot name a second fact of it, or wants to see "
    "more of it. Sends a six-digit code to the address that stands in the order, never to one that "
    "was only typed. The answer is the same whether there is such an order or not: tell the "
    "shopper the message, ask for the code, and send it with `verification` to be confirmed."
)
ABOUT_CONFIRM = (
    "Use when a shopper asks to go on with the code they were sent. `ok` brings an `identity` for "
    "their questions of the next 30 minutes: send it as the header X-Storewire-Identity, or as the "
    "parameter `identity`. `no_match` is the same for a wrong code, an old and a used one; after "
    "five tries a new code is needed."
)
STARTED = "The same for everybody; if it fits, a code is on its way."
CONFIRMED = "The identity, or `no_match`."

VerificationId = Annotated[
    str, parameter("`verification` of the answer that began it.", "x0Qm9vT5cW3kZr8yLp2aNd")
]
Code = Annotated[
    str, parameter("The code as the shopper types it: any digits, with or without gaps.", "۴۸۲ ۹۱۳")
]


class Body(Question):
    """Flat, as a JSON object or a form. Some tools make numbers of what looks like one."""

    @model_validator(mode="before")
    @classmethod
    def without_empty_values(cls, given: JsonValue) -> dict[str, str]:
        if not isinstance(given, dict):
            raise BadRequest(FLAT)
        texts = {name: text_in(name, value) for name, value in given.items() if value is not None}
        known = cls.model_fields
        return {name: text for name, text in texts.items() if text.strip() or name not in known}


def text_in(name: str, value: JsonValue) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise BadRequest(FLAT, name[:60])


class VerificationQuestion(Body):
    order: OrderNumber = ""
    email: Email = ""
    phone: Phone = ""
    locale: Locale = ""

    @model_validator(mode="after")
    def tells_something(self) -> Self:
        if not (self.order or self.email or self.phone):
            raise BadRequest(SOMETHING)
        return self


class ConfirmQuestion(Body):
    verification: VerificationId
    code: Code
    locale: Locale = ""


class VerificationStarted(Part):
    """Somebody wants to be known."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    outcome: Literal["sent"] = Field(description="Whether or not there was anybody to send it to.")
    message: str = Field(description="Complete sentences in `locale`, ready to be sent as text.")
    locale: str = Field(description="BCP 47 tag of the language used.", examples=["fa"])
    verification: str = Field(description="Unguessable; to be sent back with the code.")
    expires_at: AwareDatetime = Field(description="Until when the code can be used.")


class VerificationConfirmed(Part):
    """Whether somebody is known now."""

    model_config = ConfigDict(json_schema_serialization_defaults_required=True)

    outcome: Literal["ok", "no_match"] = Field(
        description="`no_match` alike for a wrong, unknown, old or used code."
    )
    message: str = Field(description="Complete sentences in `locale`, ready to be sent as text.")
    locale: str = Field(description="BCP 47 tag of the language used.", examples=["fa"])
    identity: str | None = Field(
        description="To be sent with this shopper's questions; null unless `ok`. Keep it from "
        "everybody else."
    )
    expires_at: AwareDatetime | None = Field(description="Of the identity; null unless `ok`.")


ANSWERS = (VerificationStarted, VerificationConfirmed)
BODIES: dict[str, type[Body]] = {
    "start_verification": VerificationQuestion,
    "confirm_verification": ConfirmQuestion,
}
"""What is sent, by operation."""
MISTAKES: dict[str, tuple[StorewireError, ...]] = {
    "start_verification": (BadRequest(SOMETHING), NoSender()),
    "confirm_verification": (missing("code"),),
}
"""What 400 can say, by operation."""


def started(verification: str, until: datetime, locale: str) -> VerificationStarted:
    words = speak(locale)
    return VerificationStarted(
        outcome="sent",
        message=code_on_its_way(words),
        locale=words.tag,
        verification=verification,
        expires_at=until,
    )


def confirmed(identity: str | None, until: datetime, locale: str) -> VerificationConfirmed:
    """`identity` None: it was not the right code."""
    words = speak(locale)
    return VerificationConfirmed(
        outcome="ok" if identity else "no_match",
        message=code_accepted(words) if identity else code_refused(words),
        locale=words.tag,
        identity=identity,
        expires_at=until if identity else None,
    )


def verification_examples(now: datetime) -> dict[str, dict[str, Any]]:
    """As `connector.api.examples.examples` lists them."""
    until = now + timedelta(minutes=10)
    sent = started("x0Qm9vT5cW3kZr8yLp2aNd", until, "en")
    known = confirmed("swi_9pG5wU2mJxT4vQ", now + timedelta(minutes=30), "en")
    return {
        "start_verification": {"sent": shown(sent)},
        "confirm_verification": {"ok": shown(known), "no_match": shown(confirmed(None, now, "en"))},
    }


def shown(answer: Part) -> dict[str, Any]:
    return {"value": answer.model_dump(mode="json")}
