"""An answer in the manner asked for: one sentence, so many entries, in short, only the names.

It says no less of who has something: every agency stays in the answer's groups. What it does not
know: values and comparisons, which are short by themselves.
"""

from collections.abc import Iterator, Sequence
from itertools import chain, islice, zip_longest

from rag.answer import Evidence, Group
from rag.body import FindingHead, Item, Line, Mark, Paragraph, Run, between
from rag.compose.aggregate import LISTED, MANY, Shares, opening
from rag.compose.finding import quoted_title
from rag.compose.writer import Writer, merged
from rag.evidence.found import Found
from rag.evidence.gathered import findings_in
from rag.question.plan import Manner


def list_briefly(manner: Manner, found: Found, shares: Shares, w: Writer) -> None:
    """Write an answer over agencies in the manner asked for."""
    having = [agency for agency, share in shares.items() if share]
    total, n = len(shares), findings_in(found.evidence)
    head = w.line("brief_head", total=total, k=len(having), topic=found.label, n=n)
    if manner.form == "sentence":
        names = [_named(agency, shares[agency], w) for agency in having[:MANY]]
        more = w.words("and_more", k=len(having)) if len(having) > MANY else ""
        line = (*head, Run(w.words("colon")), *between(w.words("and"), names), Run(more))
        w.blocks.append(Paragraph((line,), "headline"))
    else:
        w.blocks.append(Paragraph(((*head, Run(w.words("colon"))),), "lead"))
        w.add(*islice(_entries(manner, having, shares, w), manner.items or LISTED))
    told = {group.agency for group in w.groups}
    w.groups += [Group(a, (), none=not share) for a, share in shares.items() if a not in told]


def _entries(manner: Manner, having: Sequence[str], shares: Shares, w: Writer) -> Iterator[Item]:
    """Yield an entry for each agency, or its words, the first of each agency first."""
    if manner.form == "names":
        yield from (Item(_named(agency, shares[agency], w)) for agency in having)
        return
    asked = manner.items or MANY
    rounds = zip_longest(*(islice(shares[agency], asked) for agency in having[:asked]))
    for one in filter(None, chain.from_iterable(rounds)):
        since = len(w.citations)
        said = w.quoted(one, opening(one.bulletin, one.lead or one.spans[0]))
        w.group(one.bulletin.agency, since)
        yield Item((Run(f"{one.bulletin.agency}{w.words('colon')}"), *said))
        w.groups[:] = merged(w.groups)


def _named(agency: str, share: Sequence[Evidence], w: Writer) -> Line:
    """Return an agency's name with how many findings it has, and the first of them cited."""
    one, since = share[0], len(w.citations)
    span = one.finding.heading if one.finding else one.spans[0]
    number = w.cite(one.bulletin, one.finding, span)
    w.group(agency, since)
    k = findings_in(share)
    said = "list_item_count" if k else "list_item_line"
    return Run(w.words(said, agency=agency, k=k) if k else w.words(said, agency=agency)), Mark(
        number
    )


def lookup_briefly(manner: Manner, evidence: Sequence[Evidence], w: Writer) -> None:
    """Write an answer about one thing in the manner asked for: of its best finding."""
    one = evidence[0]
    finding, since = one.finding, len(w.citations)
    line: Line = (Run(one.bulletin.agency, strong=True), Run(w.words("colon")))
    if finding:
        number = w.cite(one.bulletin, finding, finding.heading)
        title = quoted_title(finding, w)
        line = w.line("lookup_plain", agency=one.bulletin.agency, title=title, n=number)
        line = (*line, Run(w.words("colon")))
    spans = [one.lead or one.spans[0]] if manner.form == "sentence" else one.spans
    said = [w.quoted(one, opening(one.bulletin, span)) for span in spans[: manner.items or None]]
    if len(said) == 1:
        w.blocks.append(Paragraph(((*line, *said[0]),), "headline"))
    else:
        w.blocks.append(FindingHead(line, finding.place if finding else None))
        w.add(*map(Item, said))
    w.group(one.bulletin.agency, since)
