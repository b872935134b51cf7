"""The assistant as an MCP server: `python -m web.mcp [--transport stdio|http]`.

Programs that speak the Model Context Protocol get four tools: ask, search_findings, get_finding,
list_bulletins. Over stdio the program that starts us is the one served. Over HTTP (`/mcp`) the
rules of the API hold: an API key is needed unless we are bound to this machine alone.
"""

import argparse
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from mcp.server.mcpserver import MCPServer
from mcp.server.mcpserver.exceptions import ToolError
from mcp.server.transport_security import TransportSecuritySettings
from starlette.requests import Request
from starlette.types import ASGIApp, Receive, Scope, Send

from rag.bulletin import Status
from rag.compose.narrowed import nothing_left
from rag.errors import BulletinQAError
from rag.names.agencies import Agencies
from rag.question.planner import agencies_of
from rag.settings import Settings, load_settings
from rag.store.catalog import Where
from web.api.docs import VERSION
from web.api.models import BulletinBrief, FindingOut, brief, finding_out
from web.desk import Assistant, Shelf
from web.guard.access import keys_needed
from web.guard.gate import Gate
from web.guard.hardening import SecurityHeaders
from web.guard.hosts import HostGate, hosts_of
from web.guard.keys import KeyBook
from web.guard.limits import RateLimits, counted_as
from web.guard.proxies import Proxies, proxies_of
from web.links import address_of
from web.problems import Forms, Problem
from web.searching import matches
from web.secrecy import for_readers, keep_secrets

Made = TypeVar("Made")
PORT = 7861
FOUND, MOST = 10, 50  # findings returned: where no limit is given, and at most
ABOUT = (
    "巡察整改通报问答:只依据已收录的通报作答,每条结论附原文出处。"
    "先用 ask 提问;要自己组织答案时用 search_findings 找问题与整改措施。"
)


def build_server(assistant: Assistant, shelf: Shelf) -> MCPServer:
    """Return a server with our tools."""
    server = MCPServer(
        "bulletin-qa", title="通报问答", instructions=ABOUT, version=VERSION, log_level="WARNING"
    )

    @server.tool(title="提问", structured_output=True)
    def ask(question: str, agencies: list[str] | None = None) -> dict[str, Any]:
        """Answer a question from the rectification bulletins (整改通报), with verbatim citations.

        `agencies` limits it to agencies by full or short name (发改委). `abstained` is true where
        the bulletins do not hold the answer, or `agencies` leaves none.
        """
        return _said(lambda: assistant.ask(question, (), _where(agencies)).to_dict())

    @server.tool(title="查找问题", structured_output=True)
    def search_findings(
        query: str,
        agencies: list[str] | None = None,
        statuses: list[Status] | None = None,
        limit: int | None = None,
    ) -> list[dict[str, Any]]:
        """Find findings (问题) with their measures (整改措施) by meaning, best first, verbatim.

        `agencies` limits it to agencies by full or short name; `limit` is 10 where it is not given.
        """
        where = _where(agencies, statuses)
        most = min(max(FOUND if limit is None else limit, 1), MOST)
        found = _said(lambda: matches(assistant, query, where, most))
        if not found and (left := nothing_left(where, shelf.bulletins(), _agencies(shelf))):
            raise ToolError(left)
        return [
            {**finding_out(m.bulletin, m.finding).model_dump(mode="json"), "score": m.score}
            for m in found
            if m.finding
        ]

    @server.tool(title="读一个问题", structured_output=True)
    def get_finding(id: str) -> FindingOut:
        """Return one finding by its id, as search_findings gives it (`<bulletin>#<order>`)."""
        owner, _, order = id.partition("#")
        bulletin = shelf.bulletin(owner)
        finding = next((f for f in bulletin.findings if f.id == id), None) if bulletin else None
        if bulletin is None or finding is None:
            raise ToolError(f"没有编号为“{id}”的问题：先用 search_findings 查找。")
        return finding_out(bulletin, finding)

    @server.tool(title="列出通报", structured_output=True)
    def list_bulletins() -> list[BulletinBrief]:
        """List the bulletins on file: agency, region, dates, number of findings by status."""
        return [brief(bulletin) for bulletin in shelf.bulletins()]

    return server


def _agencies(shelf: Shelf) -> Agencies:
    return shelf.derived(agencies_of)


def _where(agencies: list[str] | None, statuses: list[Status] | None = None) -> Where:
    return Where(agencies=tuple(agencies or ()), statuses=tuple(statuses or ()))


def _said(make: Callable[[], Made]) -> Made:
    """Return what `make` returns; an error written for users goes to the caller as it is."""
    try:
        return make()
    except BulletinQAError as error:
        raise ToolError(for_readers(str(error))) from error


class KeyGate:
    """ASGI wrapper: lets in who bears an API key that may ask, and counts every call as a question.

    Where no key is needed, calls are counted by address.
    """

    def __init__(self, app: ASGIApp, settings: Settings, limits: RateLimits) -> None:
        self.app = app
        self.settings = settings
        self.limits = limits
        self.keys = KeyBook(settings.store) if keys_needed(settings) else None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] == "http":
            try:
                self._enter(Request(scope))
            except Problem as problem:
                response = Forms().response(problem, Request(scope))
                return await response(scope, receive, send)
        await self.app(scope, receive, send)

    def _enter(self, request: Request) -> None:
        address = counted_as(request.client.host) if request.client else "unknown"
        if self.keys is None:
            return self.limits.spend(self.settings.ask_rate, "ask", address)
        self.limits.spend(self.settings.read_rate, "read", address)  # guessing keys, too
        kind, _, words = request.headers.get("authorization", "").partition(" ")
        key = self.keys.find(words.strip()) if kind.lower() == "bearer" else None
        if key is None or "ask" not in key.scopes:
            raise Problem(
                "no-key",
                "需要有 ask 权限的接口密钥：请在 Authorization 头里写 Bearer 和密钥。",
                "An API key that may ask is needed: send Authorization: Bearer with the key.",
                {"www-authenticate": "Bearer"},
            )
        self.limits.spend(key.rates or self.settings.key_rate, "key", key.id)


def http_app(server: MCPServer, settings: Settings) -> ASGIApp:
    """Return the server over streamable HTTP at `/mcp`, behind keys where they are needed.

    It answers to this machine's names, those of `BQA_HOSTS` and `BQA_PUBLIC_URL`, and those of
    `BQA_MCP_HOSTS` that a proxy in front of it alone passes on; and to pages of no other name.
    """
    # the protocol's own check knows no names but those of this machine; ours stands in its place
    ours = TransportSecuritySettings(enable_dns_rebinding_protection=False)
    app: ASGIApp = server.streamable_http_app(host=settings.host, transport_security=ours)
    limits = RateLimits()
    app = Gate(KeyGate(app, settings, limits), settings, limits, {})
    app = HostGate(app, hosts_of(settings, settings.mcp_hosts), origins=True)
    return Proxies(SecurityHeaders(app), proxies_of(settings))


def main() -> int:
    """Serve until stopped; return the exit code."""
    parser = argparse.ArgumentParser(prog="python -m web.mcp", description="通报问答：MCP 服务")
    parser.add_argument("--transport", choices=("stdio", "http"), default="stdio")
    parser.add_argument("--host", help="http 的监听地址（默认 127.0.0.1）")
    parser.add_argument("--port", type=int, default=PORT, help=f"http 的端口（默认 {PORT}）")
    parser.add_argument("--store", type=Path, help="索引所在的文件夹（默认 vectorstore）")
    options = parser.parse_args()
    try:
        settings = load_settings(host=options.host, store=options.store)
        serve(settings, options.transport, options.port)
    except BulletinQAError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def serve(settings: Settings, transport: str, port: int) -> None:
    """Open the library and serve. Nothing but the protocol goes to standard output."""
    from rag.chat import Assistant as OurAssistant
    from rag.embedding.embedder import load_embedder
    from rag.store.library import Library

    embedder = load_embedder(settings)
    writer = None
    if settings.chat_model:
        from rag.generate.loading import load_generator

        writer = load_generator(settings, embedder)
    with Library.open(settings.store, embedder) as library:
        server = build_server(OurAssistant(library, settings, writer), library)
        if transport == "stdio":
            return server.run("stdio")
        import uvicorn

        from web.guard.wire import http_protocol

        print(f"MCP 服务：{address_of(settings.host, port)}/mcp", file=sys.stderr, flush=True)
        app = http_app(server, settings)
        config = uvicorn.Config(
            app,
            host=settings.host,
            port=port,
            log_level="warning",
            http=http_protocol(),
            proxy_headers=False,
        )
        keep_secrets(settings)
        uvicorn.Server(config).run()


if __name__ == "__main__":
    sys.exit(main())
