"""Where the server listens."""

from __future__ import annotations

import socket

import pytest

from config.errors import WrongSettings
from config.server import address_of, wait_for_port
from tests.running import free_port


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("localhost", "127.0.0.1"),
        ("127.0.0.1", "127.0.0.1"),
        ("::1", "::1"),
    ],
)
def test_a_host_is_named_or_numbered(host: str, address: str) -> None:
    assert address_of(host) == address


@pytest.mark.parametrize("host", ["no such host", "256.1.1.1", "\udcff", "a" * 300])
def test_a_host_that_is_none_is_refused_in_words(host: str) -> None:
    with pytest.raises(WrongSettings, match="is no address"):
        address_of(host)


def test_a_taken_port_is_refused_in_words() -> None:
    port = free_port()
    with socket.create_server(("127.0.0.1", port)), pytest.raises(WrongSettings, match=str(port)):
        wait_for_port("localhost", port)
    wait_for_port("localhost", port)
