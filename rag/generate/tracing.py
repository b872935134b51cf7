"""OpenTelemetry spans of calls to the chat model, sent to a collector where the settings name one.

Spans tell the model, tokens, times and what the check found; never a question or an answer.
"""

from collections.abc import Mapping

from opentelemetry.trace import NoOpTracer, Tracer

from rag.answer import Writing
from rag.settings import Settings


def load_tracer(settings: Settings) -> Tracer:
    """Return a tracer that exports by OTLP, or one that does nothing without an endpoint."""
    if not settings.trace_endpoint:
        return NoOpTracer()
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter
    from opentelemetry.sdk.resources import Resource
    from opentelemetry.sdk.trace import TracerProvider
    from opentelemetry.sdk.trace.export import BatchSpanProcessor

    provider = TracerProvider(resource=Resource.create({"service.name": "bulletin-qa"}))
    insecure = settings.trace_endpoint.startswith("http://")
    exporter = OTLPSpanExporter(endpoint=settings.trace_endpoint, insecure=insecure)
    provider.add_span_processor(BatchSpanProcessor(exporter))
    return provider.get_tracer("rag.generate")


def trace(span: object, writing: Writing) -> None:
    """Note on a span what an answer cost and what became of its sentences."""
    attributes: Mapping[str, str | int | float | bool] = {
        "gen_ai.usage.input_tokens": writing.prompt_tokens,
        "gen_ai.usage.output_tokens": writing.answer_tokens,
        "chat.first_token_ms": writing.first_token_ms or 0.0,
        "chat.ms": writing.ms,
        "chat.statements": writing.statements,
        "chat.kept": writing.kept,
        "chat.dropped": writing.dropped,
        "chat.retries": writing.retries,
        "chat.cached": writing.cached,
        "chat.failure": writing.failure,
    }
    span.set_attributes(attributes)  # type: ignore[attr-defined]
