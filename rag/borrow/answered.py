"""Borrowing as an answer in the chat: examples already found, a draft, and where there is more."""

from rag.answer import Answer, Evidence
from rag.body import Item, Mark, Paragraph, Run
from rag.borrow.borrow import Borrowed
from rag.borrow.draft import ORDINALS, Draft
from rag.borrow.similar import Alike
from rag.compose.writer import Writer

SHOWN = 3  # findings of others told in the chat
MEASURES = 3  # measures quoted of each
MORE = "要换单位类别和地区、收集段落，或整份反馈意见一起查，请用“借鉴”页。"


def answer_of(question: str, one: Borrowed) -> Answer:
    """Return what was borrowed for a question as an answer."""
    w = Writer(english=False)
    found = one.found
    head = f"有 {len(found)} 家单位的问题与“{one.own.topic}”相近，以下是其中最近的几家。"
    w.blocks.append(Paragraph(((Run(head, strong=True),),), "headline"))
    for alike in found[:SHOWN]:
        _tell(alike, w)
    if one.draft:
        _tell_draft(one.draft, found, w)
    w.blocks.append(Paragraph(((Run(MORE),),), "note"))
    return Answer(
        question=question,
        standalone_question=question,
        intent="draft",
        body=w.body,
        citations=tuple(w.citations),
        groups=tuple(w.groups),
    )


def _tell(alike: Alike, w: Writer) -> None:
    since = len(w.citations)
    bulletin, finding = alike.bulletin, alike.finding
    number = w.cite(bulletin, finding, finding.heading)
    title = Run(f"{bulletin.agency}：{' '.join(finding.title.split())}", strong=True)
    w.blocks.append(Paragraph(((title, Run(" "), Mark(number)),), "lead"))
    spans = tuple(taken.measure.span for taken in alike.measures[:MEASURES])
    if spans:
        w.quote(Evidence(bulletin, finding, spans, alike.nearness), spans)
    w.group(bulletin.agency, since)


def _tell_draft(draft: Draft, found: tuple[Alike, ...], w: Writer) -> None:
    """Write the draft, its passages numbered with those of the answer."""
    of = {one.bulletin.id: one for one in found}
    cited = {c.number: c for c in draft.citations}
    w.blocks.append(Paragraph(((Run(draft.first),),)))
    w.blocks.append(Paragraph(((Run(draft.head),),), "lead"))
    items = []
    for at, sentence in enumerate(draft.sentences):
        places = [cited[n] for n in sentence.leans]
        marks = [Mark(w.cite(of[c.bulletin_id].bulletin, of[c.bulletin_id].finding, c.place.span))
                 for c in places]  # fmt: skip
        items.append(Item((Run(f"{ORDINALS[at]}是{sentence.text} "), *marks)))
    w.add(*items)
    w.blocks.append(Paragraph(((Run(draft.last),),)))
