"""An address with Chinese in it as it is gets a 400 that says how to write it."""

import json
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.browser import serving
from tests.support.fake_desk import fake_desk
from tests.support.service import build_service
from web.guard.wire import http_protocol
from web.links import address_of

WAITS = 0.3  # seconds that the server waits here


@pytest.fixture(scope="module")
def address():
    with serving(build_service(fake_desk()), http_protocol(WAITS)) as address:
        yield address


def sent(address: str, request: bytes) -> tuple[str, bytes]:
    """Send bytes as they are; return the head and the body of what comes back."""
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port)) as connection:
        connection.sendall(request)
        received = b"".join(iter(lambda: connection.recv(4096), b""))
    head, _, body = received.partition(b"\r\n\r\n")
    return head.decode(), body


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_raw_chinese_in_an_address_is_told_how_to_be_written(address, encoding):
    line = "GET /api/findings?q=采购 HTTP/1.1\r\nHost: localhost\r\n\r\n".encode(encoding)
    head, body = sent(address, line)
    assert head.startswith("HTTP/1.1 400 ")
    assert "application/problem+json" in head
    problem = json.loads(body)
    assert problem["status"] == 400
    assert "--data-urlencode" in problem["detail"]


def test_the_same_words_encoded_are_answered(address):
    found = httpx.get(f"{address}/api/findings", params={"q": "采购"}).json()
    assert found["total"] == 2


@pytest.mark.parametrize("before", [b"", b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"])
@pytest.mark.parametrize("begun", [b"", b"GET /heal", b"GET /healthz HTTP/1.1\r\nHost"])
def test_a_connection_that_brings_no_whole_head_is_closed(address, before, begun):
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        if before:
            connection.sendall(before)
            assert connection.recv(4096).startswith(b"HTTP/1.1 200")
        connection.sendall(begun)
        while connection.recv(4096):  # ends where the server closes
            pass


def test_a_head_without_end_is_cut_off(address):
    place = urlsplit(address)
    with socket.create_connection((place.hostname, place.port), timeout=30) as connection:
        connection.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n")
        with pytest.raises(OSError):
            while True:
                connection.sendall(b"x-more: " + b"x" * 8000 + b"\r\n")


@pytest.mark.parametrize(
    ("host", "address"),
    [
        ("127.0.0.1", "http://127.0.0.1:7860"),
        ("::1", "http://[::1]:7860"),
        ("::", "http://[::]:7860"),
        ("localhost", "http://localhost:7860"),
    ],
)
def test_the_address_printed_at_start_can_be_opened(host, address):
    assert address_of(host, 7860) == address
