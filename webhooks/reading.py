"""From a verified delivery to what we make of it. Never raises: what fails is kept as failed."""

from __future__ import annotations

import structlog

from connector.contract import Adapter, Topic
from connector.errors import Malformed
from connector.records import Change, Fetch
from connector.storage.deliveries import Reading, State, names_a_person

log = structlog.get_logger(__name__)

NO_USE = Reading(state=State.IGNORED, reason="a topic Storewire has no use for", keep_body=False)
UNKNOWN = Reading(state=State.IGNORED, reason="unknown topic")
TOO_LATE = Reading(state=State.IGNORED, reason="sent before the store was erased", keep_body=False)


def read(adapter: Adapter, topic: str, body: bytes) -> Reading:
    try:
        return _understood(adapter, topic, body)
    except Malformed as error:
        return Reading(state=State.FAILED, reason=error.detail, path=error.path)
    except Exception as error:
        # A parser's bug must not cost the delivery: it is kept, shown to the owner and replayed.
        log.exception("delivery.parser_broke", platform=adapter.name)
        return Reading(state=State.FAILED, reason=f"the parser broke: {type(error).__name__}")


def not_applied(error: Exception) -> Reading:
    """What was understood, and then would not go into the database."""
    return Reading(state=State.FAILED, reason=f"could not be applied: {type(error).__name__}")


def _understood(adapter: Adapter, topic: str, body: bytes) -> Reading:
    if error := adapter.platform_error(body):
        return Reading(state=State.REJECTED, reason=error)
    if topic in adapter.ignored:
        return NO_USE
    known = adapter.topics.get(topic)
    if known is None:
        log.warning("delivery.topic_unknown", platform=adapter.name, topic=topic)
        return UNKNOWN
    return _parsed(adapter, known, body)


def _parsed(adapter: Adapter, known: Topic, body: bytes) -> Reading:
    changes = known.changes(body)
    _refuse_unsigned(adapter, changes)
    return Reading(state=State.APPLIED, changes=changes, keep_body=not names_a_person(changes))


def _refuse_unsigned(adapter: Adapter, changes: tuple[Change, ...]) -> None:
    trusted = [change for change in changes if not isinstance(change, Fetch)]
    if trusted and not adapter.signature.covers_body:
        raise Malformed("The platform does not sign the body, so it may only ask for a fetch.")
