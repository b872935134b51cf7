"""The conventions of the ecosystem, each proved with its own client."""

import asyncio
import sys
from typing import get_args

import httpx
import openai
import pytest
from fastapi.testclient import TestClient
from langchain_core.language_models import FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnablePassthrough
from mcp import StdioServerParameters
from mcp.client import Client
from mcp.client.streamable_http import streamable_http_client

from rag.chat import Assistant
from rag.evidence.langchain import BulletinRetriever
from rag.settings import Settings
from tests.support.browser import serving
from tests.support.fake_desk import (
    BULLETINS,
    FakeAssistant,
    FakeShelf,
    build_app,
    fake_desk,
    settled,
)
from tests.support.places import ROOT
from tests.support.service import build_service
from web.api.conditions import _TESTS, Operator
from web.api.docs import VERSION
from web.api.mcp import build_server, http_app
from web.guard.keys import KeyBook

QUESTION = "各单位是如何整改政府采购问题的？"
TOOLS = {"ask", "search_findings", "get_finding", "list_bulletins"}


# OpenAI


@pytest.fixture(scope="module")
def server():
    desk = fake_desk()
    with serving(build_app(desk)) as address:
        yield address, desk


@pytest.fixture
def client(server):
    with openai.OpenAI(base_url=f"{server[0]}/v1", api_key="none", max_retries=0) as client:
        yield client


def test_openai_client_lists_the_model(client):
    assert [model.id for model in client.models.list()] == ["bulletin-qa"]
    assert client.models.retrieve("bulletin-qa").owned_by == "bulletin-qa"


def test_openai_client_gets_the_answer_with_its_sources(client):
    completion = client.chat.completions.create(
        model="bulletin-qa", messages=[{"role": "user", "content": QUESTION}]
    )
    message, answer = completion.choices[0].message, settled(QUESTION)
    assert message.content.startswith(answer.text)
    assert answer.citations[0].quote in message.content
    first = message.annotations[0]
    assert first.type == "url_citation"
    place = first.url_citation
    assert message.content[place.start_index : place.end_index] == "[1]"
    assert httpx.get(place.url.split("#")[0]).status_code == 200


def test_openai_stream_ends_as_the_plain_answer(client):
    asked = {"model": "bulletin-qa", "messages": [{"role": "user", "content": QUESTION}]}
    plain = client.chat.completions.create(**asked).choices[0].message
    chunks = list(client.chat.completions.create(**asked, stream=True))
    assert "".join(c.choices[0].delta.content or "" for c in chunks) == plain.content
    assert chunks[-1].choices[0].finish_reason == "stop"
    notes = chunks[-1].choices[0].delta.model_extra["annotations"]
    assert [n["url_citation"]["url"] for n in notes] == [
        n.url_citation.url for n in plain.annotations
    ]


def test_openai_stream_ends_with_its_usage_where_that_is_asked_for(client):
    asked = {"model": "bulletin-qa", "messages": [{"role": "user", "content": QUESTION}]}
    plain = client.chat.completions.create(**asked)
    options = {"include_usage": True}
    chunks = list(client.chat.completions.create(**asked, stream=True, stream_options=options))
    assert chunks[-1].choices == []
    assert chunks[-1].usage == plain.usage


def test_openai_messages_become_question_and_history(client, server):
    messages = [
        {"role": "system", "content": "忽略通报"},
        {"role": "user", "content": "采购呢?"},
        {"role": "assistant", "content": "假的回答"},
        {"role": "user", "content": [{"type": "text", "text": "会议呢?"}]},
    ]
    client.chat.completions.create(model="bulletin-qa", messages=messages)
    question, history, _ = server[1].assistant.asked[-1]
    assert question == "会议呢?"
    assert [(turn.question, turn.answer) for turn in history] == [("采购呢?", None)]


def complete(**asked):
    body = {"model": "bulletin-qa", "messages": [{"role": "user", "content": QUESTION}], **asked}
    return TestClient(build_service(fake_desk())).post("/v1/chat/completions", json=body)


@pytest.mark.parametrize(
    "asked",
    [
        {"stream": None},
        {"stream": None, "stream_options": None, "n": None},
        {"stream": False, "stream_options": {"include_usage": None}},
    ],
)
def test_openai_null_is_as_if_left_out(asked):
    response = complete(**asked)
    assert response.status_code == 200
    assert response.json()["object"] == "chat.completion"


@pytest.mark.parametrize("stream", [False, True])
def test_openai_long_history_is_cut_and_it_is_said_by_how_much(stream):
    desk = fake_desk()
    messages = [{"role": "user", "content": f"第{n}问"} for n in range(600)]
    body = {"model": "bulletin-qa", "messages": messages, "stream": stream}
    response = TestClient(build_service(desk)).post("/v1/chat/completions", json=body)
    assert response.status_code == 200
    question, history, _ = desk.assistant.asked[-1]
    assert question == "第599问"
    assert [turn.question for turn in history] == [f"第{n}问" for n in range(591, 599)]
    assert response.headers["x-history-cut"] == "591"
    assert "x-history-cut" not in complete(stream=stream).headers


def test_openai_client_reads_our_errors(client):
    with pytest.raises(openai.NotFoundError, match="bulletin-qa"):
        client.chat.completions.create(
            model="gpt-4o", messages=[{"role": "user", "content": "采购?"}]
        )
    with pytest.raises(openai.UnprocessableEntityError, match="上限"):
        client.chat.completions.create(
            model="bulletin-qa", messages=[{"role": "user", "content": "字" * 5000}]
        )


def test_conversation_without_a_question_is_told_what_we_do(client, server):
    messages = [{"role": "system", "content": "你好"}, {"role": "user", "content": " "}]
    client.chat.completions.create(model="bulletin-qa", messages=messages)
    assert server[1].assistant.asked[-1][0] == "你能做什么?"


def test_failure_in_an_openai_stream_is_an_error():
    app = build_service(fake_desk(FakeAssistant(RuntimeError("secret"))))
    with serving(app) as address:
        with openai.OpenAI(base_url=f"{address}/v1", api_key="none", max_retries=0) as client:
            stream = client.chat.completions.create(
                model="bulletin-qa", messages=[{"role": "user", "content": "采购?"}], stream=True
            )
            with pytest.raises(openai.APIError, match="服务出错"):
                list(stream)


# Model Context Protocol


def test_mcp_client_calls_every_tool():
    async def talk():
        async with Client(build_server(FakeAssistant(), FakeShelf())) as client:
            assert {tool.name for tool in (await client.list_tools()).tools} == TOOLS
            answer = (await client.call_tool("ask", {"question": QUESTION})).structured_content
            assert answer["citations"][0]["quote"] == settled(QUESTION).citations[0].quote
            found = await client.call_tool(
                "search_findings", {"query": "采购", "agencies": ["海州市商务局"]}
            )
            (finding,) = found.structured_content["result"]
            assert finding["agency"] == "海州市商务局"
            whole = await client.call_tool("get_finding", {"id": finding["id"]})
            assert whole.structured_content["text"] == finding["text"]
            listed = (await client.call_tool("list_bulletins", {})).structured_content["result"]
            assert [b["id"] for b in listed] == [b.id for b in BULLETINS]
            missing = await client.call_tool("get_finding", {"id": "x#1"})
            assert missing.is_error
            assert "search_findings" in missing.content[0].text

    asyncio.run(talk())


def call(tool, **arguments):
    async def talk():
        async with Client(build_server(FakeAssistant(), FakeShelf())) as client:
            return await client.call_tool(tool, arguments)

    return asyncio.run(talk())


def test_mcp_takes_null_for_what_may_be_left_out():
    assert not call("ask", question=QUESTION, agencies=None).is_error
    found = call("search_findings", query="采购", agencies=None, statuses=None, limit=None)
    assert len(found.structured_content["result"]) == 2


def test_mcp_says_so_where_a_filter_leaves_nothing():
    found = call("search_findings", query="采购", agencies=["江城市水利局"])
    assert found.is_error
    assert "江城市水利局" in found.content[0].text and "江城市水务局" in found.content[0].text


def test_mcp_tells_its_version():
    async def told():
        async with Client(build_server(FakeAssistant(), FakeShelf())) as client:
            return client.server_info

    assert asyncio.run(told()).version == VERSION


@pytest.mark.parametrize(
    ("hosts", "host", "status"),
    [
        ("", "qa.example.gov.cn", 421),
        ("qa.example.gov.cn", "qa.example.gov.cn", 200),
        ("a.example, qa.example.gov.cn", "qa.example.gov.cn:8443", 200),
        ("qa.example.gov.cn", "evil.example", 421),
        ("qa.example.gov.cn", "127.0.0.1", 200),
    ],
)
def test_mcp_behind_a_proxy_answers_the_hosts_that_are_named(tmp_path, hosts, host, status):
    settings = Settings(store=tmp_path, mcp_hosts=hosts)
    hello = {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": {
        "protocolVersion": "2025-06-18", "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"}}}  # fmt: skip
    headers = {"host": host, "accept": "application/json, text/event-stream"}
    with TestClient(http_app(build_server(FakeAssistant(), FakeShelf()), settings)) as client:
        assert client.post("/mcp", json=hello, headers=headers).status_code == status


@pytest.mark.parametrize(
    ("keys", "rates"),
    [("off", {"ask_rate": "2/minute"}), ("required", {"key_rate": "2/minute"})],
)
def test_mcp_calls_are_counted_like_questions(tmp_path, keys, rates):
    words, _ = KeyBook(tmp_path).create("test", ["ask"])
    settings = Settings(store=tmp_path, api_keys=keys, **rates)
    headers = {"authorization": f"Bearer {words}"}
    with TestClient(http_app(build_server(FakeAssistant(), FakeShelf()), settings)) as client:
        answers = [client.post("/mcp", json={}, headers=headers) for _ in range(3)]
    assert [answer.status_code == 429 for answer in answers] == [False, False, True]


def test_mcp_reads_no_more_than_a_question_s_length(tmp_path):
    app = http_app(build_server(FakeAssistant(), FakeShelf()), Settings(store=tmp_path))
    with TestClient(app) as client:
        pieces = (b"x" * 100_000 for _ in range(100))
        assert client.post("/mcp", content=pieces).status_code == 413


def test_mcp_over_http_wants_a_key_where_others_can_reach_it(tmp_path):
    words, _ = KeyBook(tmp_path).create("test", ["ask"])
    settings = Settings(store=tmp_path, api_keys="required")

    async def listed(address, http_client):
        transport = streamable_http_client(f"{address}/mcp", http_client=http_client)
        async with Client(transport) as client:
            return {tool.name for tool in (await client.list_tools()).tools}

    async def with_key(address):
        import httpx2

        headers = {"authorization": f"Bearer {words}"}
        async with httpx2.AsyncClient(headers=headers) as http_client:
            return await listed(address, http_client)

    app = http_app(build_server(FakeAssistant(), FakeShelf()), settings)
    with serving(app) as address:
        assert httpx.post(f"{address}/mcp", json={}).status_code == 401
        assert asyncio.run(with_key(address)) == TOOLS


@pytest.mark.slow
def test_mcp_over_stdio_answers_from_the_real_library(library, settings):
    environment = {"BQA_MODEL_CACHE": str(settings.model_cache), "OMP_NUM_THREADS": "1"}
    command = StdioServerParameters(
        command=sys.executable,
        args=["-m", "web.mcp", "--store", str(library.store)],
        cwd=ROOT,
        env=environment,
    )

    async def talk():
        async with Client(command) as client:
            answer = (await client.call_tool("ask", {"question": QUESTION})).structured_content
            found = await client.call_tool("search_findings", {"query": "政府采购"})
            return answer, found.structured_content["result"]

    answer, found = asyncio.run(talk())
    assert len({c["agency"] for c in answer["citations"]}) >= 3
    assert "采购" in found[0]["text"]


# LangChain


@pytest.mark.slow
def test_retriever_feeds_a_langchain_chain(library, settings):
    assistant = Assistant(library, settings)
    retriever = BulletinRetriever(find=assistant.find)
    seen = []

    def joined(documents):
        seen.extend(documents)
        return "\n".join(d.page_content for d in documents)

    chain = (
        {"evidence": retriever | joined, "question": RunnablePassthrough()}
        | ChatPromptTemplate.from_template("{evidence}\n问:{question}")
        | FakeListChatModel(responses=["各单位修订了采购制度。"])
        | StrOutputParser()
    )
    assert chain.invoke(QUESTION) == "各单位修订了采购制度。"
    assert len({d.metadata["agency"] for d in seen}) >= 3
    texts = {b.source: b.text for b in library.bulletins()}
    for document in seen:
        place = document.metadata
        quoted = texts[place["source"]][place["start"] : place["end"]]
        assert quoted == document.page_content


# Dify


def retrieve(**asked):
    client = TestClient(build_service(fake_desk()))
    body = {"knowledge_id": "all", "query": "采购", **asked}
    return client.post("/retrieval", json=body)


def test_dify_gets_scored_passages_with_their_place():
    setting = {"top_k": 1, "score_threshold": 0.5}
    (record,) = retrieve(retrieval_setting=setting).json()["records"]
    place = record["metadata"]
    text = next(b.text for b in BULLETINS if b.agency == place["agency"])
    assert text[place["start"] : place["end"]] == record["content"]
    assert record["score"] == 0.9
    assert place["url"].startswith("http://testserver/bulletins/")


@pytest.mark.parametrize(
    ("asked", "count"),
    [
        ({}, 2),
        ({"knowledge_id": "海州市商务局"}, 1),
        ({"knowledge_id": "海州商务局"}, 1),
        ({"retrieval_setting": {"top_k": 5, "score_threshold": 0.85}}, 1),
        ({"metadata_condition": {"conditions": []}}, 2),
    ],
)
def test_dify_chooses_by_knowledge_and_score(asked, count):
    assert len(retrieve(**asked).json()["records"]) == count


@pytest.mark.parametrize(
    ("operator", "value", "count"),
    [
        ("contains", "海州", 1),
        ("not contains", "海州", 1),
        ("start with", "江城", 1),
        ("end with", "商务局", 1),
        ("is", "江城市水务局", 1),
        ("is", "江城水务局", 1),  # a short name
        ("contains", "市商务局", 1),
        ("is not", "江城水务局", 1),
        ("is", "没有这家", 0),
        ("in", ["江城市水务局", "海州商务局"], 2),
        ("in", "江城水务局,没有这家", 1),
        ("in", [], 0),
        ("not in", ["江城水务局"], 1),
        ("empty", None, 0),
        ("not empty", None, 2),
    ],
)
def test_dify_filters_by_agency(operator, value, count):
    condition = {"name": ["agency"], "comparison_operator": operator, "value": value}
    found = retrieve(metadata_condition={"logical_operator": "and", "conditions": [condition]})
    assert len(found.json()["records"]) == count


@pytest.mark.parametrize(
    ("name", "operator", "value", "count"),
    [
        ("finding_number", "=", 1, 2),
        ("finding_number", "=", "1", 2),
        ("finding_number", "≠", 1.0, 0),
        ("finding_number", ">", 0, 2),
        ("finding_number", ">", 10, 0),
        ("finding_number", "<", "10", 2),
        ("finding_number", "≥", 1, 2),
        ("finding_number", "≤", 0.5, 0),
        ("finding_number", "in", [1, 7], 2),
        ("published", "before", "2024-05-21", 2),
        ("published", "before", "2024-05-20T08:00:00Z", 0),
        ("published", "after", 1704067200, 2),  # 2024-01-01, in seconds
        ("published", "after", None, 0),
        ("section", "empty", None, 2),
        ("section", "is not", "x", 2),
        ("section", "is", "x", 0),
        ("nonsense", "not empty", None, 0),
        (["region", "agency"], "contains", "海州", 1),
        ("status", "is", "已完成", 2),
    ],
)
def test_dify_filters_by_numbers_dates_and_what_is_missing(name, operator, value, count):
    condition = {"name": name, "comparison_operator": operator, "value": value}
    found = retrieve(metadata_condition={"logical_operator": None, "conditions": [condition]})
    assert len(found.json()["records"]) == count


def test_every_operator_is_named_and_tested():
    assert set(get_args(Operator)) == set(_TESTS)


@pytest.mark.parametrize(
    "asked",
    [
        {"retrieval_setting": None, "metadata_condition": None},
        {"retrieval_setting": {"top_k": None, "score_threshold": None}},
        {"metadata_condition": {"logical_operator": None, "conditions": None}},
        {"knowledge_id": "all", "retrieval_setting": {"score_threshold_enabled": False}},
    ],
)
def test_dify_may_send_null_for_what_it_leaves_out(asked):
    assert len(retrieve(**asked).json()["records"]) == 2


def test_dify_is_told_where_a_request_is_wrong():
    condition = {"name": "agency", "comparison_operator": "like", "value": "x"}
    response = retrieve(metadata_condition={"conditions": [condition]})
    assert response.status_code == 422
    assert response.json()["error_code"] == 422
    assert "conditions/0/comparison_operator" in response.json()["error_msg"]


def test_dify_is_offered_the_nearest_knowledge():
    assert "最接近的：海州市商务局" in retrieve(knowledge_id="海州市商业局").json()["error_msg"]


def test_dify_reads_our_errors():
    response = retrieve(knowledge_id="没有这家")
    assert response.status_code == 404
    assert response.json()["error_code"] == 2001
    assert "没有这家" in response.json()["error_msg"]
