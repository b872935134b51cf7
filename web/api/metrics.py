"""What the server counts, for Prometheus: requests, their time, answers, what is on file.

Counted in this process alone, in a registry of the app's own. No label holds what visitors wrote:
routes stand in by their pattern, everything of the page by `page`.
"""

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from rag.answer import Answer, Writing
from web.desk import Shelf

BUCKETS = (0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1, 2, 5, 10, 30)


class Metrics:
    """The counters of one app."""

    def __init__(self, shelf: Shelf) -> None:
        self.registry = CollectorRegistry()
        self.requests = Counter(
            "bqa_requests", "Requests", ("route", "method", "status"), registry=self.registry
        )
        self.seconds = Histogram(
            "bqa_request_seconds", "Time to the last byte", ("route",), buckets=BUCKETS,
            registry=self.registry,
        )  # fmt: skip
        self.answers = Counter(
            "bqa_answers", "Settled answers", ("intent", "state", "generator"),
            registry=self.registry,
        )  # fmt: skip
        self.sentences = Counter(
            "bqa_chat_sentences", "Sentences of the chat model, by what the check made of them",
            ("outcome",), registry=self.registry,
        )  # fmt: skip
        self.tokens = Counter(
            "bqa_chat_tokens", "Tokens that the chat model read and wrote", ("way",),
            registry=self.registry,
        )  # fmt: skip
        self.calls = Counter(
            "bqa_chat_calls", "Calls of the chat model, and tries again", ("kind",),
            registry=self.registry,
        )  # fmt: skip
        self.chat_failures = Counter(
            "bqa_chat_failures", "Answers that stayed composed since the model failed",
            registry=self.registry,
        )  # fmt: skip
        self.chat_seconds = Histogram(
            "bqa_chat_seconds", "Time that the chat model took for an answer",
            buckets=(*BUCKETS, 60, 120), registry=self.registry,
        )  # fmt: skip
        bulletins = Gauge("bqa_bulletins", "Bulletins on file", registry=self.registry)
        bulletins.set_function(lambda: len(shelf.bulletins()))
        findings = Gauge("bqa_findings", "Findings on file", registry=self.registry)
        findings.set_function(lambda: sum(len(b.statuses) for b in shelf.bulletins()))

    def request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count a request."""
        self.requests.labels(route, method, str(status)).inc()
        self.seconds.labels(route).observe(seconds)

    def answer(self, answer: Answer) -> None:
        """Count a settled answer."""
        self.answers.labels(answer.intent, answer.state, answer.generator).inc()
        if answer.writing:
            self._writing(answer.writing)

    def _writing(self, writing: Writing) -> None:
        for outcome in ("kept", "recited", "replaced", "dropped"):
            self.sentences.labels(outcome).inc(getattr(writing, outcome))
        self.tokens.labels("read").inc(writing.prompt_tokens)
        self.tokens.labels("written").inc(writing.answer_tokens)
        self.calls.labels("call").inc(writing.calls)
        self.calls.labels("retry").inc(writing.retries)
        self.chat_failures.inc(bool(writing.failure))
        self.chat_seconds.observe(writing.ms / 1000)

    def text(self) -> bytes:
        """Return all counts in Prometheus' text format."""
        return generate_latest(self.registry)
