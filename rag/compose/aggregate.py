"""An answer over many agencies: how many, who they are by place, year and status, the first page.

From `MANY` agencies on nobody reads them all: the counts come first, each with what it counts, then
the most relevant agencies as a table, a line each with one measure in its own words. All others are
named in the answer's groups. What it does not know: how the rest is shown.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence

from rag.answer import Evidence, Group
from rag.body import Line, Mark, Row, Run, Table
from rag.bulletin import Bulletin, Span
from rag.compose.finding import problem_of, status_of
from rag.compose.writer import Writer, in_line
from rag.evidence.found import Found
from rag.evidence.gathered import Gathered, agencies_in, findings_in, wholes_in
from rag.names.places import province_of
from rag.question.plan import Plan
from rag.store.schema import year_of
from rag.text.sentences import clauses, sentences
from rag.text.titles import titles_in

MANY = 12  # agencies written out in full at most
PAGE = 20  # agencies in the first table
TOLD = 8  # places or years told of a breakdown
LISTED = 100  # names listed where names are asked for
LONGEST = 60  # characters of a measure in a table
SHORTEST = 16  # characters of a sentence that is more than a heading (一是加强学习教育。)

Shares = Mapping[str, Sequence[Evidence]]


def aggregate(plan: Plan, found: Found, shares: Shares, w: Writer) -> None:
    """Write the answer over the agencies in scope, each with its share of what was found."""
    having = [agency for agency, share in shares.items() if share]
    lacking = [agency for agency, share in shares.items() if not share]
    _head(plan, found, shares, having, lacking, w)
    _breakdown(found, w)
    _page(shares, having[:PAGE], w)
    if len(having) > PAGE:
        w.say("many_rest", k=len(having) - PAGE)
    if lacking and not plan.negated and not plan.statuses:
        w.say("many_none", m=len(lacking))
    told = {group.agency for group in w.groups}
    w.groups += [Group(agency, ()) for agency in having if agency not in told]
    w.groups += [Group(agency, (), none=True) for agency in lacking]


def first_page(found: Found, shares: Shares, w: Writer) -> None:
    """Write what can be shown before all is counted."""
    having = [agency for agency, share in shares.items() if share]
    w.say("many_counting", "headline", total=len(shares), topic=found.label)
    _page(shares, having[:PAGE], w)


def _head(
    plan: Plan,
    found: Found,
    shares: Shares,
    having: Sequence[str],
    lacking: Sequence[str],
    w: Writer,
) -> None:
    total, k, n = len(shares), len(having), findings_in(found.evidence)
    if plan.negated:
        names = w.join(lacking[:LISTED])
        more = w.words("and_more", k=len(lacking)) if len(lacking) > LISTED else ""
        w.say("many_lacking", "headline", total=total, k=len(lacking), topic=found.label)
        if lacking:
            w.say("many_names", names=names + more)
    elif plan.everything:
        w.say("many_everything", "headline", total=total, n=n)
    elif plan.statuses:
        topic = f"“{found.label}”" if plan.concepts else ""
        w.say("many_status", "headline", total=total, k=k, n=n, topic=topic)
    else:
        _say_topic(found, w, total, k)


def _say_topic(found: Found, w: Writer, total: int, k: int) -> None:
    """Say how many agencies have findings on the topic, and how many only touch it."""
    about = wholes_in(found.evidence)
    a = agencies_in(about)
    said = w.words("many_about", a=a, n=len(about)) if a else ""
    if k > a:
        said += w.words("many_aside" if a else "many_only_aside", b=k - a)
    w.say("many_head", "headline", total=total, k=k, topic=found.label, said=said)


def _breakdown(found: Found, w: Writer) -> None:
    """Say by place, year and status who they are."""
    if not isinstance(found.evidence, Gathered):
        return
    bulletins = found.evidence.bulletins
    provinces = Counter(province_of(b.region) for b in bulletins if b.region)
    regions = Counter(b.region for b in bulletins if b.region)
    years = Counter(year for b in bulletins if (year := year_of(b)))
    regions = provinces if len(provinces) > 1 else regions
    statuses = Counter({str(status): n for status, n in found.evidence.statuses.items()})
    _say_counts("many_regions", regions.most_common(), w)
    _say_counts("many_years", sorted(years.items(), reverse=True), w)
    _say_counts("many_statuses", statuses.most_common(), w)


def _say_counts(phrase: str, counts: Sequence[tuple[object, int]], w: Writer) -> None:
    """Say how many of each there are, where that says something."""
    if len(counts) > 1 and max(n for _, n in counts) > 1:
        told = w.join(f"{name} {n}" for name, n in counts[:TOLD])
        more = w.words("and_more", k=len(counts)) if len(counts) > TOLD else ""
        w.also(phrase, said=told + more)


def _page(shares: Shares, agencies: Sequence[str], w: Writer) -> None:
    """Write the first agencies as a table."""
    w.say("many_first", "lead", k=len(agencies))
    rows = []
    for agency in agencies:
        since = len(w.citations)
        rows.append(_row(agency, shares[agency], w))
        w.group(agency, since)
    w.blocks.append(Table(tuple(w.words("columns").split("/")), tuple(rows)))


def _row(agency: str, share: Sequence[Evidence], w: Writer) -> Row:
    """Return an agency's most relevant finding with the words that say the most of the topic."""
    one = share[0]
    problem: Line = (Run(w.words("outside")),)
    if one.finding:
        number = w.cite(one.bulletin, one.finding, one.finding.heading)
        problem = (Run(problem_of(one.finding, w)), Run(" "), Mark(number))
    if len(share) > 1:
        problem += (Run(w.words("many_others", k=len(share) - 1)),)
    said = opening(one.bulletin, one.lead or one.spans[0])
    measures = (w.quoted(one, said),)
    number = w.cite(one.bulletin, one.finding, said)
    titles = dict.fromkeys(titles_in(in_line(said.of(one.bulletin.text))))
    documents = tuple((Run(f"{title} "), Mark(number)) for title in titles)
    dash: Line = (Run(w.words("dash")),)
    status = status_of(one, w) or ((Run(w.words("unstated")),) if one.finding else dash)
    place = one.finding.place if one.finding else None
    return Row(agency, problem, measures, documents or (dash,), status, place)


def opening(bulletin: Bulletin, span: Span) -> Span:
    """Return the first sentence of a passage that says something, of a long one its beginning."""
    said = sentences(bulletin, span) or [span]
    sentence = next((s for s in said if s.end - s.start >= SHORTEST), said[0])
    if sentence.end - sentence.start <= LONGEST:
        return sentence
    said = clauses(bulletin, sentence)
    main = (n for n, c in enumerate(said) if not _ADVERBIAL.match(c.of(bulletin.text)))
    first, *rest = said[next(main, 0) :]
    end = max((c.end for c in rest if c.end - first.start <= LONGEST), default=first.end)
    return Span(first.start, end)


# A clause that only says by what or for what something is done.
_ADVERBIAL = re.compile(
    r"[\W\d一二三四五六七八九十是]{0,4}(?:对照|根据|按照|针对|结合|围绕|为|从|在|以|坚持)"
)
