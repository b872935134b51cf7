"""How well the check of sentences tells true from false: `python -m eval.citations`.

Sentences are made from the bulletins' own measures, by rule and seed: true ones (as they stand,
shortened, with other verbs, other number forms, a frame around them) and false ones, each a true
sentence with one thing changed (a digit, the agency, a title, the passage cited, the result turned
round, a period, two figures exchanged) or a measure that the passage does not have. `verify` should
keep the former and reject the latter. What it does not know: the ways in which people, or better
models than ours, would get a sentence wrong.
"""

import argparse
import json
import random
import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from rag.answer import Citation
from rag.bulletin import Bulletin, Finding, Span
from rag.checking.claims import Names, titles_in
from rag.checking.verify import Likeness, verify
from rag.embedding.embedder import load_embedder
from rag.generate.loading import likeness_by
from rag.names.agencies import Agencies
from rag.parse.parse import parse_bulletin
from rag.settings import load_settings
from rag.text.sentences import sentences

FOLDERS = (
    Path("data/bulletins"),
    Path("eval/sets/own/bulletins"),
    Path("eval/sets/fitting/bulletins"),
)
WRITTEN = Path("eval/sets/checking/paraphrases.jsonl")
RESULT = Path("eval/results/citations.json")
STOPS = ",，;；。"
VERBS = (
    ("制定", "出台"),
    ("印发", "下发"),
    ("召开", "组织召开"),
    ("修订", "修订完善"),
    ("开展", "组织开展"),
    ("完善", "健全"),
    ("加强", "强化"),
    ("组织", "召集"),
    ("建立", "形成"),
)
FRAMES = (
    "{agency}{words}",
    "针对“{title}”的问题,{agency}{words}",
    "{agency}采取的措施包括:{words}",
    "此外,{words}",
    "在整改中,{agency}{words}",
)
INVENTED = (
    "对{n}名责任人给予党纪处分",
    "聘请第三方机构开展专项审计",
    "将有关人员移送司法机关处理",
    "组织全体干部赴外地考察学习",
    "建立了终身追责机制",
    "开发上线了智能监管平台",
    "追回违规资金{n}万元",
    "邀请专家授课{n}场",
    "与高校签订合作协议",
    "设立举报热线并公布邮箱",
    "公开招聘{n}名专业人员",
    "党组书记作出深刻检讨",
    "对下属单位负责人予以免职",
    "在全市率先实行轮岗制度",
)
NEGATED = (
    ("完成", "未完成"),
    ("开展", "未开展"),
    ("发现", "未发现"),
    ("召开", "未召开"),
    ("印发", "未印发"),
    ("制定", "没有制定"),
    ("修订", "尚未修订"),
    ("增长", "下降"),
    ("提高", "降低"),
    ("提升", "下降"),
    ("增加", "减少"),
    ("建立", "取消"),
    ("成立", "撤销"),
    ("加强", "放松"),
    ("补缴", "欠缴"),
    ("落实", "未落实"),
    ("未发现", "发现"),
    ("规范", "不规范"),
    ("严格", "不再严格"),
)


@dataclass(frozen=True, slots=True)
class Source:
    """A sentence of a measure, with the passage that it is from."""

    bulletin: Bulletin
    finding: Finding
    passage: Span
    words: str

    @property
    def title(self) -> str:
        """The finding's heading, as it stands."""
        return " ".join(self.finding.title.split()).rstrip("。")

    @property
    def citation(self) -> Citation:
        """The passage as an answer cites it."""
        b, f, s = self.bulletin, self.finding, self.passage
        quote = s.of(b.text)
        return Citation(1, b.source, b.id, b.agency, f.number, f.title, s.start, s.end, quote)


@dataclass(frozen=True, slots=True)
class Case:
    """A sentence to be judged against a passage. `kind` says how it was made."""

    kind: str
    true: bool
    sentence: str
    citation: Citation


@dataclass(frozen=True, slots=True)
class Rate:
    """How many cases of a kind were judged rightly."""

    kind: str
    true: bool
    cases: int
    right: int

    @property
    def share(self) -> float:
        """The share judged rightly."""
        return self.right / self.cases


def sources(bulletins: Iterable[Bulletin]) -> list[Source]:
    """Return the sentences of all measures, those that say something."""
    found = []
    for bulletin in bulletins:
        for finding in bulletin.findings:
            for measure in finding.measures:
                for span in sentences(bulletin, measure.span):
                    words = " ".join(span.of(bulletin.text).split()).rstrip(STOPS)
                    words = re.sub(r"^(?:[一二三四五六七八九十]+是|[((]?\d+[))、])", "", words)
                    if 12 <= len(words) <= 160:
                        found.append(Source(bulletin, finding, measure.span, words))
    return found


class Maker:
    """Makes true and false sentences from sources, always the same for a seed."""

    def __init__(self, found: Sequence[Source], seed: int = 7) -> None:
        self.random = random.Random(seed)
        self.sources = found
        self.titles = sorted({t for s in found for t in titles_in(s.words)})
        self.agencies = sorted({s.bulletin.agency for s in found})

    def cases(self, each: int) -> Iterator[Case]:
        """Yield up to `each` cases of every kind."""
        for kind, (true, make) in KINDS.items():
            made = 0
            for source in self.random.sample(self.sources, len(self.sources)):
                if made >= each:
                    break
                sentence = make(self, source)
                if sentence:
                    made += 1
                    yield Case(kind, true, sentence, source.citation)

    def framed(self, source: Source, words: str) -> str:
        """Put a sentence into one of the frames that answers use."""
        frame = self.random.choice(FRAMES)
        return frame.format(agency=source.bulletin.agency, words=words, title=source.title)

    def verbatim(self, source: Source) -> str | None:
        """As it stands."""
        return self.framed(source, source.words)

    def shortened(self, source: Source) -> str | None:
        """With a clause left out."""
        parts = re.split(r"(?<=[,,;;])(?![^《(]*[》)])", source.words)
        if len(parts) < 3:
            return None
        del parts[self.random.randrange(1, len(parts))]
        return self.framed(source, "".join(parts).rstrip(STOPS))

    def reworded(self, source: Source) -> str | None:
        """With another verb of the same meaning, outside titles and quotations."""
        plain = re.sub(r"《[^》]*》|“[^”]*”", lambda m: "\0" * len(m.group()), source.words)
        pairs = [(a, b) for a, b in VERBS if a in plain and b not in plain]
        if not pairs:
            return None
        one, other = self.random.choice(pairs)
        at = plain.index(one)
        words = source.words[:at] + other + source.words[at + len(one) :]
        return self.framed(source, words)

    def renumbered(self, source: Source) -> str | None:
        """With its figures written another way."""
        words = source.words
        for pattern, form in FORMS:
            words = pattern.sub(form, words)
        return None if words == source.words else self.framed(source, words)

    def rounded(self, source: Source) -> str | None:
        """With a large figure rounded and said to be so."""
        plain = _outside(source.words)
        match = re.search(r"(?<![\d.,第约近超])(\d{3,})(?=[家人户个件份元万吨条])(?!\d)", plain)
        if not match or not match.group(1).rstrip("0")[1:]:
            return None
        value = int(match.group(1))
        grain = 10 ** (len(match.group(1)) - 2)
        words = source.words[: match.start()] + f"约{round(value / grain) * grain}"
        return self.framed(source, words + source.words[match.end() :])

    def changed_digit(self, source: Source) -> str | None:
        """With one digit changed."""
        places = [i for i, c in enumerate(source.words) if c.isascii() and c.isdigit()]
        if not places:
            return None
        at = self.random.choice(places)
        digit = self.random.choice([d for d in "123456789" if d != source.words[at]])
        return self.framed(source, source.words[:at] + digit + source.words[at + 1 :])

    def changed_numeral(self, source: Source) -> str | None:
        """With a Chinese numeral changed."""
        found = re.search(r"(?<=[^第])[两二三四五六七八九](?=[次个名项家份场条批期])", source.words)
        if not found:
            return None
        digit = self.random.choice([d for d in "三四五六七八九" if d != found.group()])
        return self.framed(
            source, source.words[: found.start()] + digit + source.words[found.end() :]
        )

    def exchanged(self, source: Source) -> str | None:
        """With two of its figures of the same measure word exchanged."""
        figures = list(re.finditer(r"(?<![\d.])\d+(?=([次个名项家份场条件元%]))", source.words))
        for one in figures:
            for two in figures:
                same = one.group(1) == two.group(1)
                if one.start() < two.start() and same and one.group() != two.group():
                    w = source.words
                    between = w[one.end() : two.start()]
                    words = w[: one.start()] + two.group() + between + one.group() + w[two.end() :]
                    return self.framed(source, words)
        return None

    def other_agency(self, source: Source) -> str | None:
        """Told of another agency."""
        others = [a for a in self.agencies if a != source.bulletin.agency]
        return self.random.choice(others) + source.words

    def other_title(self, source: Source) -> str | None:
        """With another 《title》 in place of its own."""
        own = titles_in(source.words)
        others = [t for t in self.titles if t not in source.passage.of(source.bulletin.text)]
        if not own or not others:
            return None
        return self.framed(source, source.words.replace(own[0], self.random.choice(others)))

    def other_passage(self, source: Source) -> str | None:
        """Of another bulletin's passage."""
        other = self.random.choice(self.sources)
        held = other.words in source.passage.of(source.bulletin.text)
        return None if other.bulletin.id == source.bulletin.id or held else other.words

    def near_passage(self, source: Source) -> str | None:
        """Of another finding in the same bulletin."""
        here = [s for s in self.sources if s.bulletin.id == source.bulletin.id]
        other = self.random.choice(here)
        if other.finding.id == source.finding.id or _alike(other, source):
            return None
        return self.framed(source, other.words)

    def negated(self, source: Source) -> str | None:
        """With its result turned round."""
        plain = _outside(source.words)
        for one, other in self.random.sample(NEGATED, len(NEGATED)):
            at = plain.find(one)
            if at == 0 or (at > 0 and plain[at - 1] not in "未不没无非再"):
                return self.framed(
                    source, source.words[:at] + other + source.words[at + len(one) :]
                )
        return None

    def invented(self, source: Source) -> str | None:
        """With a measure that nobody took, and no other."""
        words = self.random.choice(INVENTED).format(n=self.random.randint(2, 9))
        return (
            None if words in source.passage.of(source.bulletin.text) else self.framed(source, words)
        )

    def added(self, source: Source) -> str | None:
        """With an invented measure at its end."""
        words = self.random.choice(INVENTED).format(n=self.random.randint(2, 9))
        return self.framed(source, f"{source.words},并{words}")

    def other_period(self, source: Source) -> str | None:
        """With another year or part of the year."""
        plain = _outside(source.words)
        match = re.search(r"20\d\d(?=年)|上半年|下半年|[一二三四]季度|全年", plain)
        if not match:
            return None
        options = ["上半年", "下半年", "一季度", "三季度", "全年"]
        if match.group().isdigit():
            options = [str(y) for y in range(2016, 2027)]
        quote = source.passage.of(source.bulletin.text)
        options = [o for o in options if o not in quote]
        words = source.words[: match.start()] + self.random.choice(options)
        return self.framed(source, words + source.words[match.end() :])


Make = Callable[[Maker, Source], str | None]
KINDS: dict[str, tuple[bool, Make]] = {
    "照录": (True, Maker.verbatim),
    "删节": (True, Maker.shortened),
    "换动词": (True, Maker.reworded),
    "换数字写法": (True, Maker.renumbered),
    "约数": (True, Maker.rounded),
    "改一位数字": (False, Maker.changed_digit),
    "改中文数字": (False, Maker.changed_numeral),
    "对调两个数字": (False, Maker.exchanged),
    "换单位": (False, Maker.other_agency),
    "换文件名": (False, Maker.other_title),
    "换出处": (False, Maker.other_passage),
    "换问题": (False, Maker.near_passage),
    "反转结果": (False, Maker.negated),
    "编造措施": (False, Maker.invented),
    "添加措施": (False, Maker.added),
    "换时间": (False, Maker.other_period),
}
_WIDE = {ord(str(i)): chr(0xFF10 + i) for i in range(10)}
_HAN_DIGITS = "零一二三四五六七八九十"
FORMS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r"(?<![\d.年月])([2-9])(?=[次名项场份条])"),
        lambda m: "两" if m.group() == "2" else _HAN_DIGITS[int(m.group())],
    ),
    (re.compile(r"(?<![\d.,])(\d{2,3})(?=[家人户个件])"), lambda m: m.group().translate(_WIDE)),
    (re.compile(r"(?<![\d.,])(\d)(\d{3})(?=[家人户个件元])"), lambda m: f"{m[1]},{m[2]}"),
    (
        re.compile(r"(20\d\d)年(\d{1,2})月(\d{1,2})日"),
        lambda m: f"{m[1]}-{int(m[2]):02}-{int(m[3]):02}",
    ),
)


def _outside(words: str) -> str:
    return re.sub(r"《[^》]*》|“[^”]*”", lambda m: "\0" * len(m.group()), words)


def _alike(one: Source, other: Source) -> bool:
    """Tell whether a passage holds most characters of a sentence: it may then bear it out."""
    pairs = {a + b for a, b in zip(one.words, one.words[1:], strict=False)}
    text = other.passage.of(other.bulletin.text)
    return sum(p in text for p in pairs) > 0.5 * len(pairs)


def written(path: Path, bulletins: Iterable[Bulletin]) -> Iterator[Case]:
    """Yield the sentences that were written by hand, the true ones also without the agency."""
    by_doc = {Path(bulletin.source).stem: bulletin for bulletin in bulletins}
    for row in map(json.loads, path.read_text("utf-8").splitlines()):
        bulletin = by_doc[row["doc"]]
        finding = bulletin.finding(row["finding"])
        source = Source(bulletin, finding, finding.measures[row["measure"]].span, "")
        subjects = (bulletin.agency, "该单位") if row["true"] else (bulletin.agency,)
        for subject in dict.fromkeys(subjects):
            sentence = row["sentence"].replace("{agency}", subject)
            yield Case(f"手写:{row['kind']}", row["true"], sentence, source.citation)


def rates(
    cases: Iterable[Case], names: Names, likeness: Likeness | None
) -> tuple[list[Rate], list[Case]]:
    """Judge every case; return the rates by kind and the cases judged wrongly."""
    tally: dict[str, list[bool]] = {}
    kinds: dict[str, bool] = {}
    wrong = []
    for case in cases:
        kinds[case.kind] = case.true
        held = not verify(case.sentence, [case.citation], names, likeness)
        tally.setdefault(case.kind, []).append(held == case.true)
        wrong += [] if held == case.true else [case]
    found = [Rate(k, kinds[k], len(seen), sum(seen)) for k, seen in tally.items()]
    return found, wrong


def main(argv: Sequence[str] | None = None) -> int:
    """Measure, print the table, keep the figures; return the exit code."""
    parser = argparse.ArgumentParser("python -m eval.citations", description="评测引文核对")
    parser.add_argument("--each", type=int, default=200, help="每种句子最多几例（默认 200）")
    parser.add_argument("--wrong", action="store_true", help="列出判错的句子")
    parser.add_argument("--record", action="store_true", help=f"写入 {RESULT}")
    options = parser.parse_args(argv)
    files = [path for folder in FOLDERS for path in sorted(folder.glob("*.txt"))]
    bulletins = [parse_bulletin(path.read_text("utf-8"), path.name) for path in files]
    names = Names(Agencies(bulletins).all)
    likeness = likeness_by(load_embedder(load_settings()))
    made = Maker(sources(bulletins)).cases(options.each)
    found, wrong = rates(made, names, likeness)
    by_hand, missed = rates(written(WRITTEN, bulletins), names, likeness)
    wrong += missed
    for title, part in (("引文核对:按规则造的句子", found), ("手写的句子", by_hand)):
        Console().print(_table(title, part))
    for case in wrong if options.wrong else ():
        print(f"{case.kind}\t{case.sentence}\t{case.citation.quote!r}")
    if options.record:
        record = {
            name: {"rates": [asdict(rate) for rate in part], "totals": totals(part)}
            for name, part in (("made", found), ("written", by_hand))
        }
        RESULT.write_text(json.dumps(record, ensure_ascii=False, indent=1) + "\n", "utf-8")
    return 0


def totals(found: Sequence[Rate]) -> dict[str, float]:
    """Return the shares of true sentences kept and of false ones rejected."""
    true, false = [r for r in found if r.true], [r for r in found if not r.true]
    return {
        "kept": round(sum(r.right for r in true) / sum(r.cases for r in true), 4),
        "rejected": round(sum(r.right for r in false) / sum(r.cases for r in false), 4),
        "cases": sum(r.cases for r in found),
    }


def _table(title: str, found: Sequence[Rate]) -> Table:
    table = Table("句子", "应当", "例数", "判对", title=title)
    for rate in found:
        shares = f"{rate.share:.4f}"
        table.add_row(rate.kind, "保留" if rate.true else "拒绝", str(rate.cases), shares)
    total = totals(found)
    table.add_section()
    table.add_row("真句保留", "", "", f"{total['kept']:.4f}")
    table.add_row("假句拒绝", "", str(total["cases"]), f"{total['rejected']:.4f}")
    return table


if __name__ == "__main__":
    sys.exit(main())
