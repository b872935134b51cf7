"""Two small invented bulletins with questions and answers, for the tests of the evaluation."""

from eval.sets.answers import AgencyShare, Answered, CitedWords
from eval.sets.questions import Place, Question, Words
from eval.sets.sources import Source
from rag.bulletin import Bulletin, Finding, Part, Section, Span, Status

PORT = (
    "云港市港务局整改通报\n1.采购不规范。修订采购办法,开展培训3次。\n"
    "2.党费收缴不及时。补缴党费1200元。\n"
)
PARK = (
    "云港市园林局整改通报\n1.采购程序缺失。制定采购流程图,核查合同16份。\n联系电话:0000-1234567。\n"
)


def bulletin(source: str, agency: str, text: str) -> Bulletin:
    """Make a bulletin whose findings are its numbered lines."""
    findings, at = [], 0
    for line in text.splitlines(keepends=True):
        if line[0].isdigit():
            span = Span(at, at + len(line) - 1)
            heading = Span(at, at + line.index("。") + 1)
            number = int(line[0])
            title = line[2 : line.index("。")]
            findings.append(
                Finding(
                    source,
                    len(findings) + 1,
                    number,
                    title,
                    None,
                    Status.DONE,
                    "",
                    span,
                    heading,
                    (),
                )
            )
        at += len(line)
    sections = (Section("", Span(0, len(text)), Part.FINDINGS),)
    return Bulletin(source, source, f"{agency}整改通报", agency, text, sections, tuple(findings))


SOURCES = {
    "port": Source(bulletin("port.txt", "云港市港务局", PORT), "".join(PORT.split())),
    "park": Source(bulletin("park.txt", "云港市园林局", PARK), "".join(PARK.split())),
}


def cite(number: int, doc: str, quote: str, finding: int | None = 1) -> CitedWords:
    """Cite words where they stand."""
    source = SOURCES[doc].bulletin
    start = source.text.index(quote)
    return CitedWords(
        number=number,
        source=source.source,
        agency=source.agency,
        finding_number=finding,
        start=start,
        end=start + len(quote),
        quote=quote,
    )


QUESTION = Question(
    id="q1",
    question="两家单位怎么整改采购问题的?",
    type="cross_agency",
    gold=(Place(doc="port", no=1), Place(doc="park", no=1, core=False)),
    evidence=(
        Words(doc="port", no=1, text="修订采购办法"),
        Words(doc="park", no=1, text="核查合同16份"),
    ),
    answer_points=("港务局:修订采购办法、培训3次", "园林局:核查合同16份"),
    must_not=("补缴党费",),
)
PORT_CITED = cite(1, "port", "修订采购办法,开展培训3次。")
PARK_CITED = cite(2, "park", "制定采购流程图,核查合同16份。")
GROUPS = (
    AgencyShare(agency="云港市港务局", citations=(1,)),
    AgencyShare(agency="云港市园林局", citations=(2,)),
)
ANSWER = Answered(
    id="q1",
    question=QUESTION.question,
    text=(
        "2 份通报中 2 份涉及。\n港务局修订采购办法,培训 3 次。[1]\n"
        "园林局制定采购流程图,核查合同16份。[2]"
    ),
    citations=(PORT_CITED, PARK_CITED),
    groups=GROUPS,
    latency_ms=12.0,
    generator="composed",
)
HALF = ANSWER.model_copy(
    update={
        "text": "港务局修订采购办法,培训 6 次。[1] 园林局没有提到采购。",
        "citations": (PORT_CITED, cite(3, "port", "补缴党费1200元。", 2)),
        "groups": (GROUPS[0], AgencyShare(agency="云港市园林局", none=True)),
    }
)
REFUSAL = Answered(id="q1", question=QUESTION.question, text="通报里没有答案。", abstained=True)
