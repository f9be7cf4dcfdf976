"""Topics that carry a whole resource, except when it was too large to send."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TypeVar

import msgspec

from adapters.shopify.shapes import IdAlone
from connector.contract import Payload, Topic
from connector.convert import text_id
from connector.records import Change, Fetch, Kind, Ref

P = TypeVar("P", bound=Payload)


def whole(kind: Kind, shape: type[P], parse: Callable[[P], Iterable[Change]]) -> Topic:
    """The resource of `shape`; a body of nothing but `{"id": ...}` asks for it to be fetched."""
    decode_whole = msgspec.json.Decoder(shape).decode
    decode_id = msgspec.json.Decoder(IdAlone).decode

    def decode(body: bytes) -> Payload:
        try:
            return decode_id(body)
        except msgspec.ValidationError:
            # It holds more than an id, and gives up at its second key: cheap for large bodies.
            return decode_whole(body)

    def changes(payload: P | IdAlone) -> Iterable[Change]:
        if isinstance(payload, IdAlone):
            return (Fetch(ref=Ref(kind=kind, id=text_id(payload.id))),)
        return parse(payload)

    return Topic(shape, decode, changes)
