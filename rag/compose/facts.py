"""Values told: each with its sentence and agency, under how many there are and their sum."""

from collections.abc import Sequence

from rag.body import Fact, FindingHead, Mark, Run, between
from rag.compose.amounts import Amounts
from rag.compose.values import Value
from rag.compose.writer import Writer, emphasised, in_line, merged

SHOWN_AMOUNTS = 30  # amounts told one by one
NAMED = 30  # agencies named over them


def tell_amounts(amounts: Amounts, w: Writer) -> None:
    """Tell every amount, each with its passage, under how many there are and their sum."""
    values = amounts.values
    agencies = dict.fromkeys(value.evidence.bulletin.agency for value in values)
    said = "amounts_sum" if amounts.total else "amounts"
    names = w.join(list(agencies)[:NAMED])
    w.say(said, "headline", k=len(values), m=len(agencies), names=names, total=amounts.total)
    tell_facts(values[:SHOWN_AMOUNTS], w)
    if len(values) > SHOWN_AMOUNTS:
        w.say("more_amounts", "note", k=len(values) - SHOWN_AMOUNTS)


def tell_facts(values: Sequence[Value], w: Writer) -> None:
    """Tell values, each with the sentence that states it, agency by agency."""
    for value in values:
        since = len(w.citations)
        _fact_line(value, w)
        w.group(value.evidence.bulletin.agency, since)
    w.groups[:] = merged(w.groups)


def _fact_line(value: Value, w: Writer) -> None:
    one = value.evidence
    if len(value.titles) > 1:
        _titles(value, w)
        return
    number = w.cite(one.bulletin, one.finding, value.sentence)
    words = emphasised(in_line(value.sentence.of(one.bulletin.text)))
    said = w.line("fact_said", agency=one.bulletin.agency, quote=words, n=number)
    w.tell(Fact(w.line("fact_value", value=value.words), said))


def _titles(value: Value, w: Writer) -> None:
    """Name the documents, each with the number of its own sentence, then the sentences."""
    one = value.evidence
    numbered = [(title, w.cite(one.bulletin, one.finding, at)) for title, at in value.titles]
    named = between(w.words("and"), ((Run(t, strong=True), Run(" "), Mark(n)) for t, n in numbered))
    line = w.line("titles_head", agency=one.bulletin.agency, k=len(numbered), titles=named)
    w.blocks.append(FindingHead(line, one.finding.place if one.finding else None))
    w.quote(one, dict.fromkeys(at for _, at in value.titles))
