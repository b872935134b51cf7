"""The API's description: `/api/openapi.json`, the page `/api/docs`, and what problems mean.

The page is Swagger UI from files installed with the program; nothing is fetched from elsewhere.
"""

from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from fastapi import APIRouter, FastAPI
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.staticfiles import StaticFiles

from web.guard.access import Door
from web.problems import KINDS, MEDIA, Problem

VERSION = "1.0.0"
DESCRIPTION = """\
只依据已收录的整改通报作答,每条结论都附原文出处。

- 当前版本为 1:`/api/…` 与 `/api/v1/…` 相同;不兼容的改动会换新的版本号,旧地址照旧可用。
- 错误一律为 RFC 9457 的 problem+json,按 Accept-Language 用中文或英文。
- 只绑定本机时无须密钥;否则请求头里要有 `Authorization: Bearer bqa_…`。

Answers from rectification bulletins alone, every statement with its source.
"""
PAGE = """<!doctype html>
<html lang="zh-CN">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>通报问答 · 接口</title>
<link rel="stylesheet" href="/api/docs/files/swagger-ui.css"></head>
<body><div id="docs" data-openapi="/api/openapi.json"></div>
<script src="/api/docs/files/swagger-ui-bundle.js"></script>
<script src="/ui/docs.js"></script></body>
</html>"""


def router(app: FastAPI, door: Door) -> APIRouter:
    """Return the routes that describe `app`."""
    routes = APIRouter(include_in_schema=False)

    @lru_cache(maxsize=1)
    def description() -> dict[str, Any]:
        return described(app.openapi(), door)

    @routes.get("/openapi.json")
    def openapi() -> Response:
        """Return the OpenAPI description."""
        return JSONResponse(description())

    @routes.get("/docs")
    def docs() -> Response:
        """Show the description as a page where requests can be tried."""
        return HTMLResponse(PAGE)

    @routes.get("/problems/{code}")
    def problem(code: str) -> dict[str, object]:
        """Tell what a kind of problem means."""
        if code not in KINDS:
            raise Problem("not-found")
        kind = KINDS[code]
        return {"code": code, "status": kind.status, "zh-CN": kind.zh, "en": kind.en}

    return routes


def described(openapi: dict[str, Any], door: Door) -> dict[str, Any]:
    """Mend what FastAPI does not know: the type of problems, and what the settings say."""
    openapi["servers"] = [{"url": "/"}]
    question = openapi["components"]["schemas"]["AskRequest"]["properties"]["question"]
    question["maxLength"] = door.settings.max_question_chars
    operations = (o for path in openapi["paths"].values() for o in path.values())
    for operation in operations:
        if "security" in operation and not door.keys_needed:
            operation["security"].append({})
        for response in operation["responses"].values():
            content = response.get("content", {})
            for kind, shape in list(content.items()):
                if shape.get("schema", {}).get("$ref", "").endswith("/ProblemOut"):
                    content[MEDIA] = content.pop(kind)
    return openapi


def documentation_files() -> StaticFiles:
    """Return Swagger UI's files."""
    return StaticFiles(directory=Path(str(files("fastapi_offline"))) / "static")
