"""An address with Chinese in it as it is gets a 400 that says how to write it."""

import json
import socket
from urllib.parse import urlsplit

import httpx
import pytest

from tests.support.browser import serving
from tests.support.fake_desk import fake_desk
from tests.support.service import build_service
from web.links import address_of


@pytest.fixture(scope="module")
def address():
    with serving(build_service(fake_desk())) as address:
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
    line = "GET /api/findings?q=采购 HTTP/1.1\r\nHost: x\r\n\r\n".encode(encoding)
    head, body = sent(address, line)
    assert head.startswith("HTTP/1.1 400 ")
    assert "application/problem+json" in head
    problem = json.loads(body)
    assert problem["status"] == 400
    assert "--data-urlencode" in problem["detail"]


def test_the_same_words_encoded_are_answered(address):
    found = httpx.get(f"{address}/api/findings", params={"q": "采购"}).json()
    assert found["total"] == 2


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
