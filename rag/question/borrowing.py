"""Who asks, and whether for help with a text of their own: read before a question is planned.

Who the asker is (我是县财政局的) is no agency asked about: it is taken out of the question. Words for
writing one's own text, or for what others did, lead to borrowing. What it does not know: what is
asked otherwise (see `understand`).
"""

import re
from dataclasses import dataclass

from rag.text import chinese

_ASKER = re.compile(
    r"(?:^|(?<=[,。;!?]))(?:你好[,。!]?)?(?:我们?|本人|咱们?)(?:单位|这边|这里)?(?:是|来自|在)"
    r"(?P<who>[^,。;!?]{2,20}?)(?:的|工作|上班)*(?:[,。;!]|$)"
)
_WANTED = re.compile(
    r"(?:请|麻烦)?(?:你|您)?(?:帮忙?|替|给)(?:我们?|咱们?)?(?:起草|草拟|拟写?|写)(?:一下|一[份段个篇])?"
    r"|(?:起草|草拟)(?:一下|一[份段个篇])?"
    r"|(?<!原文)(?<!通报)(?<!报告)(?<![是里中上])(?:该|应该?|要)?(?:怎么|怎样|如何|咋)(?:来)?写(?:好)?(?!的)"
    r"|(?:别人|别家|人家)(?:都|是)*(?:怎么|怎样|如何|咋)(?:整)?(?:改|写|做|办)的?"
)
_AROUND = re.compile(
    r"关于|针对|(?:这|那)(?:个|类|种)?(?:问题)?|(?:的)?(?:巡察)?(?:整改)?(?:措施|材料|方案|报告|情况|内容|部分|文字|稿子?|草稿)"
    r"|的?问题(?=[,。;!?]|$)|[,。;!?]|^的|的$|呢|吗|一下"
)


_OF_KIND = re.compile("整改|措施|巡察|巡视")


@dataclass(frozen=True, slots=True)
class Asking:
    """A question without its asker: `topic` what a text is wanted on, "" where none is wanted.

    `of_kind` tells that the text is named as one on rectification.
    """

    question: str
    asker: str
    topic: str
    drafts: bool
    of_kind: bool = False


def asking(question: str) -> Asking:
    """Return who asks, and for what text."""
    folded = chinese.fold(question)
    match = _ASKER.search(folded)
    asker = match["who"] if match else ""
    rest = (question[: match.start()] + question[match.end() :]).strip() if match else question
    said = chinese.fold(rest)
    drafts = bool(_WANTED.search(said))
    topic = _AROUND.sub("", _WANTED.sub("", said)).strip() if drafts else ""
    return Asking(
        rest or question, asker if rest else "", topic, drafts, bool(_OF_KIND.search(said))
    )
