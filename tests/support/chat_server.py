"""A chat model's provider on this machine, answering as a test tells it."""

import json
import threading
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

KEY = "sk-test-0123456789"


class Provider(ThreadingHTTPServer):
    """An OpenAI-compatible server whose answer is a function that writes to the connection."""

    daemon_threads = True

    def __init__(self, answer: Callable[["Connection"], None]) -> None:
        super().__init__(("127.0.0.1", 0), Connection)
        self.answer = answer
        self.requests: list[dict[str, object]] = []
        self.left = threading.Event()


class Connection(BaseHTTPRequestHandler):
    """One request to the provider."""

    server: Provider

    def do_POST(self) -> None:
        """Read the request, then answer as the test says."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.server.requests.append(json.loads(body))
        self.server.answer(self)
        self.close_connection = True

    def fail(self, status: int) -> None:
        """Answer with an error that repeats the key, as some providers do."""
        body = json.dumps({"error": {"message": f"Incorrect API key provided: {KEY}"}}).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def begin(self) -> None:
        """Start a stream."""
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()

    def say(self, text: str, reason: str | None = None) -> None:
        """Stream a piece."""
        choice = {"index": 0, "delta": {"content": text}, "finish_reason": reason}
        chunk = {"id": "1", "object": "chat.completion.chunk", "model": "m", "created": 0}
        self.wfile.write(f"data: {json.dumps(chunk | {'choices': [choice]})}\n\n".encode())
        self.wfile.flush()

    def line(self, row: dict[str, object], event: str = "") -> None:
        """Stream one object: as a line of its own, or as an event of this name."""
        body = json.dumps(row)
        self.wfile.write((f"event: {event}\ndata: {body}\n\n" if event else body + "\n").encode())
        self.wfile.flush()

    def end(self) -> None:
        """End a stream properly."""
        self.say("", "stop")
        self.wfile.write(b"data: [DONE]\n\n")

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""
