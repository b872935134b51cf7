"""Records of agencies without a text, for the tests of understanding questions."""

from rag.bulletin import Bulletin
from rag.names.agencies import Agencies
from rag.question.plan import Plan
from rag.question.understand import make_plan

JXJ = "武汉市经济和信息化局"
FGW = "武汉市发展和改革委员会"
KCJ = "武汉市科技创新局"
ZSJ = "咸宁市招商和投资促进局"
GXJ = "珠海市工业和信息化局"
REGIONS = {
    JXJ: "湖北省武汉市",
    FGW: "湖北省武汉市",
    KCJ: "湖北省武汉市",
    ZSJ: "湖北省咸宁市",
    GXJ: "广东省珠海市",
}
ALIASES = {KCJ: ("市科技局",)}


def record(agency: str, region: str | None = None, aliases: tuple[str, ...] = ()) -> Bulletin:
    """Return a bulletin that is a name and a place."""
    return Bulletin(agency, f"{agency}.txt", agency, agency, "", (), (), region, aliases=aliases)


AGENCIES = Agencies(record(name, place, ALIASES.get(name, ())) for name, place in REGIONS.items())


def plan(question: str) -> Plan:
    """Return how a question is understood by itself, over the five agencies."""
    return make_plan(question, AGENCIES)
