"""In what manner an answer is asked for: how long (一句话, 三条, 简单说), in what form (只要名单).

These words say nothing of the topic and are taken out of the question before it is understood.
What it does not know: what is asked.
"""

import re

from rag.question.plan import Form, Manner
from rag.text import chinese

_TOLD = r"(?:请|麻烦)?(?:你)?(?:给我|帮我)?(?:先)?(?:只|就)?(?:用|以|按|分|拿)?"
_TELL = r"(?:来|就行|即可|就好|就可以)?(?:地|的)?(?:说说|说一说|说一下|说|讲讲|讲一下|讲|概括|总结|归纳|介绍|回答|答|列出|列)?(?:一下)?(?:就行|即可|就好)?"
_N = r"([一二两三四五六七八九十]|\d{1,2})"
CUES: tuple[tuple[Form, re.Pattern[str]], ...] = (
    ("sentence", re.compile(rf"{_TOLD}(?:一句话|1句话|一句){_TELL}|\bin one sentence\b")),
    ("names", re.compile(
        rf"{_TOLD}(?:只|就)(?:要|给|列|看|说|报)(?:出|一下|一个|个)?(?:单位)?(?:的)?(?:名单|名字|名称|单位名)(?:就行|即可|就好)?"
        r"|(?:列|给)(?:出|个|一个|一份)名单(?:就行|即可|就好)?|\bnames only\b|\bjust (?:the )?names\b"
    )),
    ("", re.compile(rf"{_TOLD}(?<![哪这那第]){_N}(?:条|点|句话)(?=概括|总结|归纳|说|讲|列|$|[,:。])(?:以内)?{_TELL}")),
    ("", re.compile(rf"(?:最多|至多|不超过|前){_N}(?:条|点)(?:就行|即可|就好)?")),
    ("brief", re.compile(rf"{_TOLD}(?:简单|简要|简短|扼要|大概|大致){_TELL}|长话短说|\bbriefly\b|\bin short\b")),
)  # fmt: skip


def manner_in(question: str) -> tuple[Manner, str]:
    """Return in what manner an answer is asked for, and the question without the words for it.

    A question of nothing else is left as it is.
    """
    folded = chinese.fold(question)
    form: Form = ""
    items, cut = 0, [False] * len(question)
    for meaning, pattern in CUES:
        for match in pattern.finditer(folded):
            form = form or meaning
            given = next((group for group in match.groups() if group), "")
            items = items or (chinese.number(given.replace("两", "二")) or 0)
            cut[match.start() : match.end()] = [True] * (match.end() - match.start())
    rest = "".join(char for char, gone in zip(question, cut, strict=True) if not gone)
    rest = re.sub(r"^[\s,，:：。]+|[\s,，:：]+$", "", rest)
    return Manner(form, 0 if form == "sentence" else items), (
        rest if re.search(r"\w", rest) else question
    )
