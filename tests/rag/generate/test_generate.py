"""Answers in a chat model's words: what is shown of them, and what is shown when they fail."""

import threading
import time

import pytest
from langchain_core.messages import AIMessageChunk
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

from rag.chat import Assistant
from rag.checking.verify import MARKER, is_verbatim
from rag.generate.generate import suits
from rag.generate.loading import load_generator
from rag.store.indexing import index_files
from tests.support.chat_fakes import (
    ScriptedModel,
    composed_over,
    in_pieces,
    saying,
    settings,
    writer,
)
from tests.support.invented import bulletin_text, invented

PORT, PARK = invented(), invented("云港市园林局", "park.txt", trainings=5)
BOTH = (PORT, PARK)
GOOD = "云港市港务局修订《采购管理办法》[1]。\n云港市园林局开展采购培训5次[4]。\n"


def written(model, bulletins=BOTH, **parts):
    """Return every snapshot of an answer by a model."""
    plan, composed, names = composed_over(bulletins)
    generator = writer(model, **parts)
    try:
        return list(generator.write(plan, composed, names, "v1")), composed
    finally:
        generator.caller.close()


def test_a_good_answer_is_shown_sentence_by_sentence_and_settled():
    (*drafts, final), composed = written(saying(*in_pieces(GOOD)))
    assert [d.state for d in drafts] == ["draft"] * 3
    assert (
        drafts[0].text == composed.text.split("\n")[0]
    )  # our own words, before any of the model's
    assert "修订《采购管理办法》。[2]" in drafts[1].text
    assert final.state == "final" and final.generator == "generated"
    assert (final.writing.statements, final.writing.kept) == (2, 2)
    assert "写了 2 句" in final.notes[0] and "2 句照用" in final.notes[0]


def test_there_is_something_to_read_before_the_model_says_a_word():
    plan, composed, names = composed_over([PORT], "云港市港务局开展采购培训几次?")
    generator = writer(saying(0.3, "云港市港务局开展采购培训2次[2]。"))
    first, *_, final = generator.write(plan, composed, names)
    generator.caller.close()
    assert first.text and final.text.startswith(first.text)
    assert final.writing.first_shown_ms < final.writing.first_token_ms


def test_a_last_sentence_cut_off_is_not_shown():
    said, cut = GOOD + "云港市港务局开展采购培训", "length"
    end = AIMessageChunk("", response_metadata={"finish_reason": cut})
    cache = {}
    (*_, final), _ = written(saying(said, end), cache=cache)
    assert (final.writing.statements, final.writing.kept) == (2, 2)
    assert list(cache.values()) == [GOOD]  # nor is it kept
    (*_, final), _ = written(saying(said))
    assert final.writing.statements == 3  # many models leave out the last stop


def test_a_marker_at_the_end_of_a_line_stands_for_its_sentences():
    said = "云港市港务局修订《采购管理办法》。开展采购培训2次[1][2]。\n"
    (*_, final), _ = written(saying(*in_pieces(said)))
    assert final.writing.kept == 2
    assert "- 修订《采购管理办法》。[2]" in final.text.split("\n")
    assert "- 开展采购培训2次。[3]" in final.text.split("\n")


def test_what_no_sentence_speaks_of_stands_in_the_bulletins_words():
    (*_, final), composed = written(saying(GOOD))
    lines = final.text.split("\n")
    assert "- 二是开展采购培训**2次**。 [3]" in lines
    assert "- 一是修订《采购管理办法》。 [5]" in lines
    assert [g.agency for g in final.groups] == [g.agency for g in composed.groups]


def test_agencies_that_the_model_left_out_are_added():
    (*_, final), composed = written(saying("云港市港务局开展采购培训2次[2]。"))
    assert final.generator == "generated"
    assert final.writing.covered == 0.5
    assert {c.agency for c in final.citations} == {c.agency for c in composed.citations}
    assert "### 云港市园林局" in final.text


def test_every_marker_has_its_verbatim_citation():
    (*_, final), _ = written(saying(GOOD + "云港市港务局开展采购培训9次[2]。"))
    known = {c.number for c in final.citations}
    assert {int(n) for n in MARKER.findall(final.text)} == known
    bulletins = {b.id: b for b in BOTH}
    assert all(is_verbatim(c, bulletins.get) for c in final.citations)
    assert "9次" not in final.text


@pytest.mark.parametrize(
    ("said", "outcome", "shown"),
    [
        ("云港市港务局开展采购培训2次[2]。", "kept", "培训2次。[3]"),
        ("云港市港务局开展采购培训2次【2】。", "kept", "培训2次。[3]"),
        ("云港市港务局开展采购培训2次。[1]", "recited", "培训2次。[3] *(出处已更正)*"),
        ("云港市港务局开展采购培训2次。", "recited", "[3] *(出处由程序补上)*"),
        ("云港市港务局开展采购培训8次[2]。", "replaced", "开展采购培训2次。[3] *(原文)*"),
        ("云港市港务局将三人移送司法机关[2]。", "dropped", ""),
        ("云港市园林局开展采购培训2次[2]。", "replaced", "开展采购培训5次。[6] *(原文)*"),
    ],
)
def test_a_sentence_stands_is_mended_or_goes(said, outcome, shown):
    (*_, final), _ = written(saying("云港市园林局修订《采购管理办法》[3]。\n" + said))
    assert getattr(final.writing, outcome) >= 1
    assert shown in final.text
    assert "移送" not in final.text and "8次" not in final.text


def test_a_passage_cited_to_no_purpose_is_not_cited():
    (*_, final), _ = written(saying("云港市港务局修订《采购管理办法》[1][2]。"))
    assert "- 修订《采购管理办法》。[2]" in final.text.split("\n")
    assert "- 二是开展采购培训**2次**。 [3]" in final.text.split("\n")  # so it is still told


def test_a_sentence_over_several_measures_gets_all_their_passages():
    said = "云港市港务局修订《采购管理办法》,开展采购培训2次。"
    (*_, final), _ = written(saying(said))
    assert "[2][3]" in final.text


def endless(words):
    return ScriptedModel(script=lambda m: (words for _ in range(10_000)), seen=[], closed=[])


class RateLimited(Exception):
    """What a provider's package raises when there are too many requests."""

    status_code = 429


class Broken(Exception):
    """What a provider's package raises when its service is down."""

    status_code = 503


FILTERED = AIMessageChunk("", response_metadata={"finish_reason": "content_filter"})


@pytest.mark.parametrize(
    ("model", "why"),
    [
        (saying(30.0, GOOD), "超时"),
        (saying("云港市港务局", 30.0, "修订"), "超时"),
        (saying(RateLimited()), "429"),
        (saying(Broken()), "503"),
        (saying("云港市港务局修订", ConnectionError("reset")), "中途断开"),
        (saying(FILTERED), "内容过滤"),
        (saying(""), "没有给出任何文字"),
        (saying("哈" * 3000), "没有断句"),
        (saying("月亮升起来了,孩子们在院子里唱歌。" * 3), "没有依据|经核对|反复"),
        (saying(*(f"第{i}个人在院子里唱歌跳舞。\n" for i in range(60))), "没有依据"),
        (endless("云港市港务局修订《采购管理办法》[1]。\n"), "反复"),
        (endless("好的"), "没有断句|过长"),
        (saying("抱歉,我无法回答这个问题。"), "经核对"),
        (saying(KeyError("sk-secret")), "KeyError"),
    ],
)
def test_whatever_fails_the_composed_answer_is_shown_with_one_line_why(model, why):
    started = time.monotonic()
    patience = {"chat_first_word": 0.2, "chat_pause": 0.2} if why == "超时" else {}
    (*_, final), composed = written(model, **patience)
    assert time.monotonic() - started < 20  # the bounds are 4 s; machines may be busy
    assert final.generator == "composed" and final.text == composed.text
    (note,) = final.notes
    assert pytest.approx(1) == len(note.splitlines())
    assert any(part in note for part in why.split("|")), note
    assert "secret" not in note
    assert final.writing.failure and model.closed


def test_leaving_breaks_the_request_off_at_the_provider():
    model = saying(GOOD[:25], 0.05, GOOD[25:], 30.0, "云港市园林局")
    plan, composed, names = composed_over(BOTH)
    generator = writer(model, chat_pause=60, chat_deadline=60)
    answers = generator.write(plan, composed, names)
    while "修订" not in next(answers).text.replace(composed.text.split("\n")[0], ""):
        pass
    answers.close()
    for _ in range(100):
        if model.closed:
            break
        time.sleep(0.01)
    assert model.closed
    generator.caller.close()


def test_a_transient_failure_before_the_first_word_is_tried_again():
    answers = iter([[RateLimited()], [GOOD]])
    model = ScriptedModel(script=lambda m: next(answers), seen=[], closed=[])
    (*_, final), _ = written(model, chat_retries=1)
    assert final.generator == "generated" and len(model.seen) == 2
    assert final.writing.retries == 1


def test_failures_in_a_row_stop_the_calls_for_a_while():
    model = saying(Broken())
    plan, composed, names = composed_over(BOTH)
    generator = writer(model, chat_breaker_failures=2)
    notes = [list(generator.write(plan, composed, names))[-1].notes[0] for _ in range(4)]
    generator.caller.close()
    assert len(model.seen) == 2
    assert "503" in notes[0] and "暂停调用" in notes[3]


def test_no_more_calls_at_a_time_than_the_bound():
    plan, composed, names = composed_over(BOTH)
    generator = writer(saying(0.4, GOOD), chat_concurrency=1)
    finals = []

    def ask():
        finals.append(list(generator.write(plan, composed, names))[-1])

    threads = [threading.Thread(target=ask) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    generator.caller.close()
    assert sorted(f.generator for f in finals) == ["composed", "generated"]
    assert "正忙" in next(f.notes[0] for f in finals if f.generator == "composed")


def test_its_words_are_kept_for_the_same_question_evidence_and_version():
    model, cache = saying(GOOD), {}
    plan, composed, names = composed_over(BOTH)
    generator = writer(model, cache=cache)
    finals = [list(generator.write(plan, composed, names, v))[-1] for v in ("1", "1", "2")]
    generator.caller.close()
    assert len(model.seen) == 2  # the second had its words already; the third is another version
    assert finals[0].text == finals[1].text == finals[2].text
    assert [f.writing.cached for f in finals] == [False, True, False]


def test_words_kept_before_a_bulletin_was_added_are_not_used_after(empty_library, tmp_path):
    question = "各单位是如何整改政府采购问题的？"
    model = saying(GOOD)
    generator = writer(model, cache={})
    assistant = Assistant(empty_library, generator.settings, generator)
    (tmp_path / "port.txt").write_text(bulletin_text(), "utf-8")
    index_files(empty_library, [tmp_path])
    assert [assistant.ask(question).writing.cached for _ in range(2)] == [False, True]
    (tmp_path / "grain.txt").write_text(bulletin_text("云港市粮食局"), "utf-8")
    index_files(empty_library, [tmp_path])
    assert assistant.ask(question).writing.cached is False
    generator.caller.close()


def test_words_are_kept_on_disk(monkeypatch, tmp_path, fake_embedder):
    own = settings(
        store=tmp_path,
        chat_model="openai:m",
        chat_base_url="http://127.0.0.1:9/v1",
        chat_cache=True,
    )
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    load_generator(own, fake_embedder).cache["key"] = "words"
    again = load_generator(own, fake_embedder)
    assert again.cache["key"] == "words"
    assert again.likeness is None  # the least cosine is that of the bundled model


def test_too_much_evidence_is_told_agency_by_agency():
    def script(messages):
        material = messages[-1].content
        return [GOOD.split("\n")[0] if "港务局" in material else "云港市园林局开展采购培训5次[2]。"]

    model = ScriptedModel(script=script, seen=[], closed=[])
    (*_, final), _ = written(model, chat_context=1024 + 60, chat_answer_tokens=64)
    assert len(model.seen) == 2
    assert final.writing.calls == 2 and final.writing.covered == 1.0
    assert final.writing.kept == 2  # each call numbers its own passages from 1


@pytest.mark.parametrize(
    "question",
    [
        "What did each agency do about procurement?",
        "各单位采购整改用表格列出来",
        "哪些单位没有提到政府采购?",
    ],
)
def test_what_words_cannot_check_stays_composed_without_a_call(question):
    plan, composed, names = composed_over(BOTH, question)
    model = saying(GOOD)
    generator = writer(model)
    assert not suits(plan, composed)
    assert list(generator.write(plan, composed, names)) == [composed]
    assert model.seen == []


def test_spans_tell_costs_and_no_words():
    exporter = InMemorySpanExporter()
    provider = TracerProvider()
    provider.add_span_processor(SimpleSpanProcessor(exporter))
    written(saying(GOOD), tracer=provider.get_tracer("test"))
    (span,) = exporter.get_finished_spans()
    assert span.attributes["chat.statements"] == 2
    assert span.attributes["gen_ai.usage.output_tokens"] > 0
    assert not any("采购" in str(value) for value in span.attributes.values())
    provider.shutdown()
