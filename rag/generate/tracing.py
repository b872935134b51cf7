"""OpenTelemetry spans of calls to the chat model, sent to a collector where the settings name one.

Spans tell the model, tokens, times and what the check found; never a question or an answer.
"""

from opentelemetry.trace import NoOpTracer, Tracer

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
