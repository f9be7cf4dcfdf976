"""What goes wrong between us and a platform, as a stand-in that does it."""

from __future__ import annotations

import requests

from connector.testing.api import Answer, StandIn

HTML = b"<!DOCTYPE html><html><body><h1>Back in a minute</h1></body></html>"


def always(answer: Answer) -> StandIn:
    return lambda request: answer


def after(shop: StandIn, spared: int, trouble: StandIn) -> StandIn:
    """The shop for so many requests, and then the trouble."""
    asked = 0

    def answer(request: requests.PreparedRequest) -> Answer:
        nonlocal asked
        asked += 1
        return shop(request) if asked <= spared else trouble(request)

    return answer


def breaking(error: type[requests.RequestException]) -> StandIn:
    def answer(request: requests.PreparedRequest) -> Answer:
        raise error("the line broke", request=request)

    return answer


def troubles() -> dict[str, StandIn]:
    page, data = {"content-type": "text/html"}, {"content-type": "application/json"}
    return {
        "a 500": always(Answer(status=500, headers=data, body=b'{"message": "Oops"}')),
        "a 502 in HTML": always(Answer(status=502, headers=page, body=HTML)),
        "a 503 in HTML": always(Answer(status=503, headers=page, body=HTML)),
        "HTML with a 200": always(Answer(headers=page, body=HTML)),
        "an empty 200": always(Answer(headers=data)),
        "half an answer": always(Answer(headers=data, body=b'{"data": [{"id": 1')),
        "JSON that is no answer": always(Answer(headers=data, body=b'"later"')),
        "bytes that are no text": always(Answer(headers=data, body=b'{"id": "\xff"}')),
        "no connection": breaking(requests.ConnectionError),
        "a timeout": breaking(requests.ReadTimeout),
        "a broken answer": breaking(requests.exceptions.ChunkedEncodingError),
    }
