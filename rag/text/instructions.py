"""Instructions to a program in a text: in place of a question, beside one, or planted in a bulletin.

What it does not know: whether an instruction is meant; whoever is quoted may be quoted giving one.
"""

import re

from rag.text import chinese

INSTRUCTION = re.compile(
    r"(?:忽略|无视|忘记|忘掉|不要管|抛开|绕过)[^。!?\n]{0,12}(?:指令|指示|提示|规则|要求|限制|设定|约束|上文|以上|之前)|"
    r"(?:系统|初始)?提示词|system prompt|(?:扮演|假装|假设你是|你现在是|现在你就?是|从现在起你|角色扮演)|"
    r"(?:ignore|disregard|forget|override)\b.{0,40}(?:instruction|rule|prompt|above|previous)|"
    r"(?:pretend|act as|you are now|role-?play|jailbreak|developer mode|dan mode)|"
    r"(?:编造|虚构|捏造|伪造|杜撰)|(?:输出|打印|泄露|显示|重复|复述)[^。!?\n]{0,10}(?:提示|指令|密钥|密码|api|配置|环境变量|源代码|系统)|"
    r"(?:reveal|print|leak|show|repeat)\b.{0,30}(?:prompt|instruction|secret|key|config)|<script|javascript:|!\[|"
    r"</?[a-z]+>|从现在(?:起|开始)|确认请回复|^\W*(?:系统(?:提示|消息|指令|通知)?|system|assistant|user)\s*:|(?:你)?只(?:许|准|能|需|可以)回(?:答|复)|(?:只|必须|一律|都)(?:能)?回(?:答|复)[\"'“]|"
    r"(?:把|将)[^。!?]{0,12}(?:全部|完整)(?:输出|打印|导出)|"
    r"在?(?:结尾|末尾|开头|最后)处?(?:要)?(?:写上|加上|附上|注明)|每(?:句话?|一?段|个字)(?:都|要|后面)*(?:写|加|附)|"
    r"(?:都|全部|一律)写(?:成|作|为)|并标[注上]",
)


def without_instructions(question: str) -> str:
    """Return the question less what instructs the program instead of asking.

    Of a sentence that instructs, the clauses before the one that does are kept.
    """
    folded = chinese.fold(question)
    cuts = [0, *(m.end() for m in re.finditer(r"[。!?;\n】\])]+|\.\s", folded)), len(folded)]
    kept = []
    for start, end in zip(cuts, cuts[1:], strict=False):
        instructs = INSTRUCTION.search(folded, start, end)
        until = folded.rfind(",", start, instructs.start()) + 1 if instructs else end
        kept.append(question[start : max(start, until)])
    return "".join(kept)
