"""Bulletin → the text of its file, in its layout (版式), and the headings as they are printed.

The parts come in the order of real bulletins: page, title, opening, organisation, findings by
group, next steps, contact, signature. Which signs count what, what labels stand there and what is
left out is told by the layout's row in `tables/layouts.toml`. What it does not know: the damage
that copying does to pages.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from eval.synthetic import tuned
from eval.synthetic.bulletins import Bulletin, written
from eval.synthetic.figures import chinese, circled
from eval.synthetic.findings import Finding
from eval.synthetic.grammar import Writer, pick
from eval.synthetic.vocabulary import vocabulary

HALF = str.maketrans("，：；（）？！", ",:;()?!")
INNER = str.maketrans("“”", "‘’")


@dataclass(frozen=True, slots=True)
class Printed:
    """How a finding is printed: its number and its heading, without the numeral."""

    number: int
    heading: str


@dataclass(frozen=True, slots=True)
class Page:
    """The text of a bulletin, and its findings as printed."""

    text: str
    printed: tuple[Printed, ...]


def page_of(bulletin: Bulletin, writer: Writer) -> Page:
    """Lay a bulletin out."""
    own = _Laying(bulletin, writer)
    lines = [*own.top(), *own.opening(), *own.organisation(), *own.reported(), *own.end()]
    text = "\n".join(lines) + "\n"
    printed = tuple(own.printed)
    if bulletin.layout.half:
        printed = tuple(Printed(one.number, one.heading.translate(HALF)) for one in printed)
        text = text.translate(HALF)
    return Page(text, printed)


class _Laying:
    """One bulletin being laid out; the parts number themselves as they are written."""

    def __init__(self, bulletin: Bulletin, writer: Writer) -> None:
        self.bulletin, self.layout, self.writer = bulletin, bulletin.layout, writer
        self.printed: list[Printed] = []
        self._part = 0
        self._say = vocabulary().parts

    def _one(self, name: str) -> str:
        """Return one wording of a part; provinces are inspected by 巡视."""
        text = self.writer.one_of(self._say[name])
        return text.replace("巡察", "巡视") if self.bulletin.agency.provincial else text

    def _head(self, words: str) -> str:
        self._part += 1
        return f"{chinese(self._part)}、{words}"

    def top(self) -> Iterator[str]:
        """Yield the lines of the page and the title."""
        agency, rng, chrome = self.bulletin.agency, self.writer.rng, self.layout.chrome
        party = rng.random() < tuned.PARTY_IN_TITLE
        head = f"中共{agency.name}{agency.organ}" if party else f"{agency.name}{agency.spoken}"
        self.writer.own |= {"head": head, "team": self.bulletin.team}
        title = self._one("title")
        if chrome:
            yield f"当前位置：首页 > {pick(rng, ('政务公开', '巡察工作', '公示公告'))} > 正文"
        if chrome or rng.random() < tuned.TITLED:
            yield title
        if chrome:
            day = self.bulletin.dates.published.isoformat()
            yield f"发布时间：{day}　来源：{agency.name}　浏览次数：{int(rng.random() * 4000)}"

    def opening(self) -> Iterator[str]:
        """Yield the opening: who inspected, when, and what the feedback was."""
        dates, own = self.bulletin.dates, self.writer.own
        own["start"] = written(dates.start)
        own["end"] = written(dates.end, dates.end.year != dates.start.year)
        year = self.writer.rng.random() < tuned.OPENING_YEAR
        own["fed"] = written(dates.feedback, year or dates.feedback.year > dates.end.year)
        text = self._one("opening")
        if self.layout.totals:
            findings = self.bulletin.findings
            own["count"], own["done"] = str(len(findings)), str(self.bulletin.done)
            own["measures"] = str(sum(len(finding.measures) for finding in findings))
            text += self._one("totals")
        yield text

    def organisation(self) -> Iterator[str]:
        """Yield the part on how the rectification was organised, or a sentence on it."""
        head = self.layout.heads[0]
        if not head:
            yield self._one("overview")
            return
        yield self._head(head)
        numeral = pick(self.writer.rng, ("{cn}是", "（{cn}）", "{n}."))
        yield from self._told("organisation", numeral)

    def _told(self, name: str, numeral: str) -> Iterator[str]:
        for number, template in enumerate(self._say[name], start=1):
            yield _numbered(numeral, number) + self.writer.write(template) + "。"

    def reported(self) -> Iterator[str]:
        """Yield the findings, by group."""
        if self.layout.heads[1]:
            yield self._head(self.layout.heads[1])
        number, parts = 0, groupby(self.bulletin.findings, key=lambda found: found.theme.part)
        for group, (part, findings) in enumerate(parts, start=1):
            if self.layout.group:
                yield self._group(part, group)
            if self.layout.restart:
                number = 0
            for finding in findings:
                number += 1
                yield from self._finding(finding, number)

    def _group(self, part: str, number: int) -> str:
        name = self.writer.one_of(vocabulary().sections[part])
        if self.layout.direct:
            self._part = number
        return _numbered(self.layout.group, number).replace("{g}", name)

    def _finding(self, finding: Finding, number: int) -> Iterator[str]:
        layout = self.layout
        fault = finding.fault.translate(INNER) if "“{h}" in layout.heading else finding.fault
        case = finding.case.translate(INNER) if "“{h}" in layout.heading else finding.case
        heading = layout.heading.replace("{h}", fault).replace("{p}", case)
        self.printed.append(Printed(number, heading))
        line = _numbered(layout.number, number) + heading + "。" * layout.stop
        yield from self._filled(line + layout.run, finding)
        for body in layout.body:
            yield from self._filled(body, finding)

    def _filled(self, line: str, finding: Finding) -> Iterator[str]:
        """Yield a line with the state, the case and the measures filled in."""
        line = line.replace("{s}", finding.state_words).replace("{p}", finding.case)
        before, sign, after = line.partition("{m}")
        measures = [
            _numbered(self.layout.list, at) + measure + "。"
            for at, measure in enumerate(finding.measures, start=1)
        ]
        if sign and self.layout.lines:
            yield from measures
        else:
            yield before + ("".join(measures) if sign else "") + after

    def end(self) -> Iterator[str]:
        """Yield the next steps, the contact, the signature and the page's foot."""
        head = self.layout.heads[2]
        if head:
            yield self._head(head)
            yield from self._told("next", "（{cn}）")
        else:
            yield f"下一步，{self.writer.one_of(self._say['next'])}。"
        yield self._one("invitation") + self._contact()
        agency, day = self.bulletin.agency, self.bulletin.dates.published
        yield f"中共{agency.name}{agency.organ}"
        yield written(day)
        if self.layout.chrome:
            yield pick(self.writer.rng, ("分享到： 打印 关闭", "【打印】 【关闭】"))

    def _contact(self) -> str:
        contact = self.bulletin.contact
        forms = (
            f"联系电话：{contact.phone}；邮政地址：{contact.post}；电子邮箱：{contact.mail}。",
            f"联系方式：电话{contact.phone}；电子邮箱：{contact.mail}；邮编：{contact.code}；"
            f"邮寄地址：{contact.post}。",
        )
        return pick(self.writer.rng, forms)


def _numbered(numeral: str, number: int) -> str:
    """Return a numeral with its number in the signs that it has."""
    if "{o}" in numeral:
        return numeral.replace("{o}", circled(number))
    return numeral.replace("{n}", str(number)).replace("{cn}", chinese(number))
