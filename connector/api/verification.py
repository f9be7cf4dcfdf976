"""`POST /v1/verification`: a shopper is known by a code that only the buyer's own inbox gets.

Nothing is looked up before it is answered: a stranger learns neither from what is said nor from how
long it takes whether there is such an order or such a person."""

from __future__ import annotations

import secrets
import unicodedata
from functools import partial

from flask import current_app, request

from connector.api import briefing, identity_token
from connector.api.library import OUTBOX, asker, library, log_answered
from connector.api.problems import NoSender
from connector.api.questions import check_parameters
from connector.api.trust import Shopper
from connector.api.v1 import v1
from connector.api.verification_briefing import (
    ABOUT_CONFIRM,
    ABOUT_START,
    CONFIRMED,
    STARTED,
    ConfirmQuestion,
    VerificationConfirmed,
    VerificationQuestion,
    VerificationStarted,
    confirmed,
    started,
)
from connector.sending.codes import Wanted, send_code
from connector.sending.outbox import Outbox
from connector.sending.senders import find_senders
from connector.storage.codes import LASTS, Verification, take_code

ID_BYTES = 32


@v1.post("/verification")
@v1.input(VerificationQuestion, location="json_or_form", arg_name="question")
@v1.output(VerificationStarted, status_code=202, description=STARTED)
@v1.doc(**briefing.operation("start_verification", "Send a one-time code", ABOUT_START))
def start_verification(question: VerificationQuestion) -> VerificationStarted:
    check_parameters(request.form)
    database, at = library().database, library().clock()
    senders = find_senders(database, asker().store_id)
    if senders is None:
        raise NoSender
    new = Verification(store_id=asker().store_id, id=secrets.token_urlsafe(ID_BYTES))
    wanted = Wanted(
        verification=new,
        order=question.order,
        email=question.email,
        phone=question.phone,
        locale=question.locale,
        at=at,
        until=at + LASTS,
    )
    outbox().later(partial(send_code, database, senders, wanted))
    log_answered(outcome="sent")
    return started(new.id, wanted.until, question.locale)


@v1.post("/verification/confirm")
@v1.input(ConfirmQuestion, location="json_or_form", arg_name="question")
@v1.output(VerificationConfirmed, description=CONFIRMED)
@v1.doc(**briefing.operation("confirm_verification", "Confirm a one-time code", ABOUT_CONFIRM))
def confirm_verification(question: ConfirmQuestion) -> VerificationConfirmed:
    check_parameters(request.form)
    database, at, store_id = library().database, library().clock(), asker().store_id
    of = Verification(store_id=store_id, id=question.verification)
    found = take_code(database, of, digits(question.code), at)
    log_answered(outcome="ok" if found else "no_match")
    until, identity = at + identity_token.LASTS, None
    if found:
        shopper = Shopper(email=found.email, phone=found.phone)
        identity = identity_token.sealed(database.keyring, store_id, shopper, until)
    return confirmed(identity, until, question.locale)


def digits(text: str) -> str:
    """Of any script, whatever stands around them."""
    return "".join(str(unicodedata.decimal(char)) for char in text if char.isdecimal())


def outbox() -> Outbox:
    found: Outbox = current_app.extensions[OUTBOX]
    return found
