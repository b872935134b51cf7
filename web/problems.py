"""What the API says when it cannot do what was asked: problem details (RFC 9457), in two languages.

Each kind of problem has a code, a status and a title; `/api/problems/<code>` tells what it means.
The language follows Accept-Language. Routes raise `Problem`; errors written for users
(`BulletinQAError`), refused input and unknown paths are put into the same form here. Clients of
other conventions (OpenAI's, Dify's) get the same words in the form that they read.
"""

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, Field
from starlette.exceptions import HTTPException
from starlette.requests import Request

from rag.chat import QuestionError
from rag.errors import BulletinQAError
from web.secrecy import for_readers
from web.words import Lang, language

log = logging.getLogger(__name__)
MEDIA = "application/problem+json"


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of problem: HTTP status, and its title in Chinese and English."""

    status: int
    zh: str
    en: str

    def title(self, lang: Lang) -> str:
        """Return the title in a language."""
        return self.en if lang == "en" else self.zh


KINDS: Mapping[str, Kind] = {
    "bad-request": Kind(400, "请求有误", "Bad request"),
    "no-key": Kind(401, "需要密钥", "A key is needed"),
    "no-login": Kind(401, "需要登录", "A login is needed"),
    "not-allowed": Kind(403, "没有权限", "Not allowed"),
    "origin-refused": Kind(403, "这个网站不在允许之列", "This site is not allowed"),
    "other-site": Kind(403, "请求来自别的网站", "Another site's page asked for this"),
    "not-found": Kind(404, "没有找到", "Not found"),
    "wrong-method": Kind(405, "不支持这种请求方法", "Method not allowed"),
    "too-slow": Kind(408, "请求没有传完", "Request timeout"),
    "too-large": Kind(413, "请求过大", "Request too large"),
    "wrong-host": Kind(421, "不是这个服务器的域名", "Not this server's name"),
    "invalid": Kind(422, "内容不合要求", "Invalid input"),
    "too-many": Kind(429, "请求过于频繁", "Too many requests"),
    "failed": Kind(500, "服务出错", "Internal error"),
    "unavailable": Kind(503, "暂时无法回答", "Temporarily unavailable"),
}
DETAILS: Mapping[str, tuple[str, str]] = {
    "no-login": (
        "请先登录：刷新页面即可到登录页。",
        "Please log in first: reload the page.",
    ),
    "not-found": ("没有这个地址,请查看 /api/docs。", "No such address; see /api/docs."),
    "wrong-method": (
        "这个地址不支持这种方法,可用的见 Allow 头。",
        "This address does not take that method; see the Allow header.",
    ),
    "invalid": (
        "请按 errors 里所指的位置修改后重试。",
        "Please mend what errors points at, then try again.",
    ),
    "failed": (
        "服务出错,请稍后再试;若一再出现,请把 X-Request-ID 告诉管理员。",
        "Something went wrong. Try again; if it persists, tell the administrator X-Request-ID.",
    ),
}
# What pydantic says of refused input, by its error type; others keep pydantic's words.
_SAID: Mapping[str, str] = {
    "missing": "缺少这一项",
    "string_too_short": "太短",
    "string_too_long": "太长",
    "too_long": "项数太多",
    "string_type": "应为文字",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "list_type": "应为列表",
    "enum": "不是可选的值",
    "literal_error": "不是可选的值",
    "extra_forbidden": "没有这一项",
    "greater_than_equal": "太小",
    "less_than_equal": "太大",
    "json_invalid": "不是有效的 JSON",
    "model_attributes_type": "应为 JSON 对象",
    "string_pattern_mismatch": "格式不对",
}


class Problem(Exception):  # noqa: N818 - the noun of RFC 9457
    """Why a request is refused. `zh` and `en` say it in a sentence, with what to do next.

    `advice` is for whoever keeps the site or the program, in Chinese: visitors are not shown it.
    """

    def __init__(
        self,
        code: str,
        zh: str = "",
        en: str = "",
        headers: Mapping[str, str] | None = None,
        advice: str = "",
    ) -> None:
        super().__init__(zh)
        said = DETAILS.get(code, ("", ""))
        self.code = code
        self.zh = zh or said[0]
        self.en = en or zh or said[1]
        self.headers = dict(headers or {})
        self.errors: list[dict[str, str]] = []
        self.advice = advice

    @property
    def status(self) -> int:
        """The HTTP status."""
        return KINDS[self.code].status

    def detail(self, lang: Lang) -> str:
        """Return the sentence in a language."""
        return self.en if lang == "en" else self.zh

    def document(self, lang: Lang) -> dict[str, Any]:
        """Return the members of the problem document."""
        body: dict[str, Any] = {
            "type": f"/api/problems/{self.code}",
            "title": KINDS[self.code].title(lang),
            "status": self.status,
            "detail": self.detail(lang),
        }
        more = {"errors": self.errors, "advice": self.advice}
        return body | {name: said for name, said in more.items() if said}


class Fault(BaseModel):
    """One place of the input that was refused."""

    pointer: str = Field(description="where, e.g. #/filters/years/0")
    message: str


class ProblemOut(BaseModel):
    """Problem details as in RFC 9457."""

    type: str
    title: str
    status: int
    detail: str
    errors: list[Fault] = Field(default_factory=list)
    advice: str = Field("", description="给网站或本程序管理员的话，不给访客看")


Shape = Callable[[Problem, Lang], dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Form:
    """How errors look under a path: a function of the problem, and the content type."""

    prefix: str
    shape: Shape
    media: str = "application/json"


@dataclass(frozen=True, slots=True)
class Forms:
    """The forms of errors by path; RFC 9457 where none is given."""

    known: Sequence[Form] = field(default_factory=tuple)

    def response(self, problem: Problem, request: Request) -> Response:
        """Return the problem as a response to this request."""
        lang = language(None, request.headers.get("accept-language"))
        path = request.url.path
        form = next((f for f in self.known if path.startswith(f.prefix)), None)
        body = form.shape(problem, lang) if form else problem.document(lang)
        headers = {**problem.headers, "content-language": lang}
        return JSONResponse(body, problem.status, headers, form.media if form else MEDIA)


def problem_of(error: Exception) -> Problem:
    """Put any exception into the form of a problem; what is unforeseen says nothing of itself."""
    if isinstance(error, Problem):
        return error
    if isinstance(error, RequestValidationError):
        problem = Problem("invalid")
        problem.errors = [_fault(e) for e in error.errors()]
        return problem
    if isinstance(error, QuestionError):
        return Problem("invalid", for_readers(str(error)))
    if isinstance(error, BulletinQAError):
        return Problem("unavailable", for_readers(str(error)))
    if isinstance(error, HTTPException):
        code = next((c for c, kind in KINDS.items() if kind.status == error.status_code), "failed")
        said = "" if code in DETAILS else str(error.detail)
        return Problem(code, said, headers=error.headers)
    return Problem("failed")


def _fault(error: Mapping[str, Any]) -> dict[str, str]:
    place = [str(part).replace("~", "~0").replace("/", "~1") for part in error["loc"]]
    root = "#/" if place[:1] == ["body"] else f"{place[0]}:/"
    said = _SAID.get(error["type"])
    message = f"{said}({error['msg']})" if said else str(error["msg"])
    return {"pointer": root + "/".join(place[1:]), "message": message}


def answer_problems(app: FastAPI, forms: Forms) -> None:
    """Let the app answer every error in the form of its path."""

    async def respond(request: Request, error: Exception) -> Response:
        problem = problem_of(error)
        if problem.code == "failed":
            log.error("a request failed", exc_info=error)
        return forms.response(problem, request)

    for kind in (Problem, RequestValidationError, BulletinQAError, HTTPException, Exception):
        app.add_exception_handler(kind, respond)


def close_paths(app: FastAPI, known: Mapping[str, set[str]], prefixes: Sequence[str]) -> None:
    """Answer 405 on known paths (path: methods) and 404 on others under the prefixes.

    To be called after all routes are in place: the page, mounted at the root, comes later.
    """

    def refuse(problem: Problem) -> Callable[[Request], Response]:
        def raise_it(request: Request) -> Response:
            raise problem

        return raise_it

    every = ["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "QUERY"]
    for path, methods in known.items():
        allow = {"allow": ", ".join(sorted(methods))}
        app.router.add_route(path, refuse(Problem("wrong-method", headers=allow)), methods=every)
    for prefix in prefixes:
        nothing = refuse(Problem("not-found"))
        app.router.add_route(f"{prefix}/{{rest:path}}", nothing, methods=every)
