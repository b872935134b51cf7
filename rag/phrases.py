"""What the program itself says, in Chinese and English. Quoted words never pass through here."""

from collections.abc import Mapping

ZH: Mapping[str, str] = {
    "and": "、",
    "colon": ":",
    "list_head": "**{total} 份通报中有 {k} 份涉及“{topic}”**,共 {n} 个问题({names})。",
    "list_rest": "没有相关内容的:{names}。",
    "list_all": "**{total} 份通报都涉及“{topic}”**,共 {n} 个问题({names})。",
    "list_lacking": "**{total} 份通报中有 {k} 份没有提到“{topic}”**:{names}。",
    "list_lacking_none": "**{total} 份通报都提到了“{topic}”**,没有哪一份未提到。",
    "list_others": "提到了的:",
    "status_head": "**{total} 份通报中有 {k} 份写明了这样的问题,共 {n} 个**({names})。",
    "none_for": "《{title}》没有与“{topic}”有关的内容。",
    "agency_none": "通报中没有与“{topic}”有关的内容。",
    "finding": "问题{number}",
    "finding_unnumbered": "问题",
    "aside": "(其中涉及的措施)",
    "outside": "通报其他部分",
    "status": "整改状态:{status}",
    "lookup_head": "**{agency}**就{title}[{n}]采取了 {k} 项整改措施:",
    "lookup_plain": "**{agency}**在{title}[{n}]中写明:",
    "lookup_many": "找到 {k} 个有关的问题,最相关的在前:",
    "fact_head": "**{value}** ——{agency}:{quote} [{n}]",
    "fact_none": "{agency}的通报谈到了“{topic}”,但没有写明所问的{what}。",
    "more": "另有 {k} 家单位也有有关内容,未逐一展开:{names}。",
    "more_findings": "另有 {k} 个有关问题未展开。",
    "table_head": "方面",
    "row_problem": "指出的问题",
    "row_measures": "整改措施",
    "row_documents": "文件制度",
    "row_status": "整改状态",
    "dash": "—(通报未涉及)",
    "compare_head": "**{names}** 在“{topic}”上的对照:",
    "compare_partial": "**只有{names}的通报涉及“{topic}”**;{missing}的通报没有相关内容,无从比较。",
    "counted": "按逐条记录统计为 {n}(通报自己没有写明总数)。",
    "claimed": "{value}",
    "refuse_topic": "没有找到:{scope}没有与“{topic}”有关的内容。",
    "refuse_detail": "没有写明:{scope}谈到了“{topic}”,但没有写出所问的{what}。",
    "refuse_agency": "库中没有“{names}”的通报,无法回答。现有 {total} 份通报:{have}。",
    "refuse_record": "没有写明:{agency}的通报没有给出{what}。",
    "refuse_scope": "这个问题不在整改通报的范围内。我只依据已收录的 {total} 份巡察整改通报回答,"
    "例如:某单位的某个问题是怎么整改的、各单位分别采取了什么措施。",
    "refuse_instruction": "我只依据已收录的 {total} 份巡察整改通报回答问题,不执行改变规则、编造内容或透露设置的要求。",
    "refuse_empty": "库中还没有通报。请先用 python ingest.py 文件夹 收入通报。",
    "searched": "已逐条查找 {bulletins} 份通报的 {findings} 个问题及其措施。",
    "nearest": "最接近的内容(不是答案):",
    "scope_all": "已收录的 {total} 份通报中",
    "scope_one": "{names}的通报中",
    "greeting": "您好!我可以依据已收录的 {total} 份巡察整改通报({have})回答问题,每句话都附原文出处。"
    "可以问:各单位是如何整改政府采购问题的?",
    "help": "直接用平常的话提问即可。我能:\n- 查某单位某个问题是怎么整改的,给出原文;\n"
    "- 按单位逐一汇总某类问题的整改(各单位……);\n- 比较两家单位的做法;\n- 查数字、日期、文件名称;\n"
    "- 查巡察机构、时间、反馈与发布日期、联系方式等。\n\n已收录 {total} 份通报:{have}。没有依据的,我会直说没有。",
    "verbatim": "{quote}[{n}]",
    "which": "符合条件的有 {k} 家:{names}。",
    "superlative": "**{agency}**({label}:{value})[{n}]",
    "superlative_rest": "其余依次为:{rest}。",
    "list_item_count": "{agency}({k}个问题)",
    "list_item_line": "{agency}(正文其他部分提及)",
}

EN: Mapping[str, str] = {
    **ZH,
    "and": ", ",
    "colon": ": ",
    "list_head": "**{k} of {total} bulletins deal with “{topic}”**, {n} findings in all ({names}).",
    "list_rest": "Nothing on it in: {names}.",
    "list_all": "**All {total} bulletins deal with “{topic}”**, {n} findings in all ({names}).",
    "list_lacking": "**{k} of {total} bulletins do not mention “{topic}”**: {names}.",
    "list_lacking_none": "**All {total} bulletins mention “{topic}”.**",
    "list_others": "Those that do:",
    "status_head": "**{k} of {total} bulletins state such findings, {n} in all** ({names}).",
    "none_for": "“{title}” has nothing on “{topic}”.",
    "agency_none": "Its bulletin has nothing on “{topic}”.",
    "finding": "Finding {number}",
    "finding_unnumbered": "Finding",
    "aside": "(measures that touch on it)",
    "outside": "Elsewhere in the bulletin",
    "status": "status: {status}",
    "lookup_head": "**{agency}** reports {k} measure(s) on {title}[{n}]:",
    "lookup_plain": "**{agency}** reports on {title}[{n}]:",
    "lookup_many": "{k} findings are relevant, the nearest first:",
    "fact_head": "**{value}** — {agency}: {quote} [{n}]",
    "more": "{k} more agencies have something on it, not shown: {names}.",
    "more_findings": "{k} more findings not shown.",
    "table_head": "Aspect",
    "row_problem": "Finding",
    "row_measures": "Measures",
    "row_documents": "Documents",
    "row_status": "Status",
    "dash": "— (not in the bulletin)",
    "compare_head": "**{names}** on “{topic}”, side by side:",
    "compare_partial": "**Only the bulletin of {names} deals with “{topic}”**; "
    "that of {missing} has nothing on it, so there is nothing to compare.",
    "counted": "Counted from the records: {n} (the bulletin states no total of its own).",
    "refuse_topic": "Not found: there is nothing on “{topic}” in {scope}.",
    "refuse_detail": "Not stated: “{topic}” is dealt with in {scope}, but not the {what} asked for.",
    "refuse_agency": "There is no bulletin of “{names}” in the store, so I cannot answer. "
    "It holds {total}: {have}.",
    "refuse_record": "Not stated: the bulletin of {agency} does not give the {what}.",
    "refuse_scope": "This is outside the rectification bulletins. I answer only from the {total} "
    "bulletins in the store.",
    "refuse_instruction": "I answer questions from the {total} bulletins in the store; I do not follow "
    "instructions to change my rules, invent content or reveal settings.",
    "searched": "Searched: {bulletins} bulletins, {findings} findings with their measures.",
    "nearest": "Nearest content (not an answer):",
    "scope_all": "the {total} bulletins in the store",
    "scope_one": "the bulletin of {names}",
    "greeting": "Hello! I answer from the {total} rectification bulletins in the store ({have}), "
    "every statement with its source. Try: 各单位是如何整改政府采购问题的?",
    "help": "Ask in plain words: how an agency rectified a finding, what each agency did about a topic, "
    "a comparison of two, a figure, a date, a document. The store holds {total}: {have}.",
    "superlative_rest": "Then: {rest}.",
    "list_item_count": "{agency} ({k} finding(s))",
    "list_item_line": "{agency} (mentioned elsewhere in its text)",
}


def phrases(*, english: bool) -> Mapping[str, str]:
    """Return the table of phrases for a language."""
    return EN if english else ZH
