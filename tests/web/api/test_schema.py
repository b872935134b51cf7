"""The API against its own description: generated requests, good and bad, find nothing amiss."""

import tempfile
from pathlib import Path

import pytest
import schemathesis
from hypothesis import HealthCheck, settings

from rag.settings import Settings
from tests.support.fake_desk import FakeAssistant, FakeShelf, build_app
from web.desk import Desk
from web.feedback import FeedbackBook

pytestmark = pytest.mark.slow
OFTEN = "1000000/minute"


def build():
    store = Path(tempfile.mkdtemp(prefix="bulletins-"))
    dials = Settings(store=store, ask_rate=OFTEN, read_rate=OFTEN)
    return build_app(Desk(FakeAssistant(), FakeShelf(), dials, FeedbackBook(store / "feedback.db")))


schema = schemathesis.openapi.from_asgi("/api/openapi.json", build()).exclude(
    path_regex="/similar"  # no schema says which words or bytes hold a finding
)


@schema.parametrize()
@settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))
def test_api_does_as_described(case):
    case.call_and_validate()
