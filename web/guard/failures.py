"""An unforeseen failure is answered inside the guard: with its headers, and without its words.

Starlette answers such a failure outside of every wrapper, where policy and headers are not put on.
"""

import logging

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from web.problems import Forms, Problem

log = logging.getLogger(__name__)


class SafeFailures:
    """ASGI wrapper of the whole app: answers 500 in our words, and logs what happened."""

    def __init__(self, app: ASGIApp, forms: Forms) -> None:
        self.app = app
        self.forms = forms

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if scope["type"] != "http" or begun:
                raise
            log.error("a request failed", exc_info=error)
            response = self.forms.response(Problem("failed"), Request(scope))
            await response(scope, receive, send)
