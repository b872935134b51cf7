"""What the page says, in Chinese and in English: one table for server and browser.

Answers and passages are not translated: they are the bulletins' own words. The reader's language is
the one chosen with the switch (a cookie), else the browser's first; Chinese where neither is known.
"""

from collections.abc import Mapping
from typing import Literal, Protocol

Lang = Literal["zh-CN", "en"]
LANGS: tuple[Lang, ...] = ("zh-CN", "en")
COOKIE = "bqa_lang"

WORDS: Mapping[str, tuple[str, str]] = {
    # the frame
    "name": ("通报问答", "Bulletin QA"),
    "tagline": (
        "巡察整改通报里怎么写的，逐条引原文作答",
        "Answers from rectification bulletins, every line with its source",
    ),
    "corpus": (
        "已收录 {bulletins} 份通报、{findings} 个问题",
        "{bulletins} bulletins, {findings} findings on file",
    ),
    "tab_chat": ("问答", "Ask"),
    "tab_browse": ("通报", "Bulletins"),
    "tab_compare": ("对照", "Compare"),
    "tab_borrow": ("借鉴", "Borrow"),
    # borrowing
    "borrow_text": ("要整改的问题，或反馈意见全文", "A finding of yours, or a whole notice"),
    "borrow_hint": (
        "例如：固定资产账实不符，有的设备下落不明",
        "For example: 固定资产账实不符，有的设备下落不明",
    ),
    "borrow_file": ("或选一个文件（txt、docx、pdf）", "Or choose a file (txt, docx, pdf)"),
    "borrow_go": ("看别人怎么改", "See what others did"),
    "borrow_any_kind": ("各类单位", "Any kind of body"),
    "borrow_any_region": ("各地", "Any region"),
    "borrow_kind": ("单位类别", "Kind of body"),
    "borrow_region": ("地区", "Region"),
    "borrow_kept_private": (
        "所贴的文字和文件只用来查找，不保存。",
        "What you paste or send is only searched with, and not kept.",
    ),
    "borrow_empty": (
        "请粘贴一个问题，或选一个文件。",
        "Please paste a finding, or choose a file.",
    ),
    "borrow_none": (
        "没有找到相近的问题：可以换个说法，或放宽单位类别和地区。",
        "No finding is alike: try other words, or a wider kind of body or region.",
    ),
    "borrow_read": ("读出 {count} 个问题", "{count} findings read"),
    "borrow_found": ("{count} 家单位有相近的问题", "{count} agencies have findings alike"),
    "borrow_kinds_note": (
        "措施类别由程序判断，可能有误，以原文为准。",
        "Kinds of measure are the program's judgement; the text decides.",
    ),
    "borrow_days": ("自反馈至公布 {days} 天", "{days} days from feedback to publication"),
    "borrow_documents": ("印发文件", "Documents issued"),
    "borrow_draft": ("草稿", "Draft"),
    "borrow_leans": ("参照", "After"),
    "borrow_copy": ("复制草稿", "Copy the draft"),
    "borrow_keep": ("收进借鉴篮", "Keep"),
    "borrow_basket": ("借鉴篮", "Basket"),
    "borrow_basket_empty": (
        "还没有收进来的段落。它们只存在这个浏览器里。",
        "Nothing kept yet. The basket stays in this browser.",
    ),
    "borrow_note": ("批注", "Note"),
    "borrow_drop": ("移出", "Remove"),
    "borrow_failed": (
        "没有查成：网络或服务出了问题，请再试一次。",
        "That did not work: please try again.",
    ),
    "skip": ("跳到提问框", "Skip to the question box"),
    "answer_gone": (
        "服务器上已没有这个回答：请重新提问，再打印或下载。",
        "This answer is no longer on the server: please ask again, then print or download it.",
    ),
    # asking
    "question": ("问题", "Question"),
    "question_hint": (
        "例如：各单位是如何整改政府采购问题的？",
        "For example: how did each agency rectify its procurement problems?",
    ),
    "conversation": ("对话", "Conversation"),
    "welcome": (
        "问一句话，看各单位怎么改",
        "Ask one question, see what every agency did",
    ),
    "welcome_note": (
        "答案只取自已收录的通报，每一句都能点开原文；通报里没有的，会直接说没有。",
        "Answers come from the bulletins on file alone; every line opens its source, "
        "and what the bulletins do not hold is said so.",
    ),
    "searching_in": (
        "正在 {count} 份通报里查找",
        "Looking through {count} bulletins for",
    ),
    "searching": ("正在查找…", "Searching…"),
    "next_up": (
        "上一个回答结束后就回答这个问题。",
        "This one is next, once the answer before it is through.",
    ),
    "stopped": ("已停止，以上内容未经核对。", "Stopped; the above has not been checked."),
    "failed": (
        "回答时出错了，请稍后再试；若一再出现，请联系管理员查看日志。",
        "Something went wrong. Please try again; "
        "if it persists, ask the administrator to look at the log.",
    ),
    "too_long": (
        "问题有 {length} 字，超过上限 {limit} 字，请缩短后再问。",
        "The question has {length} characters; the limit is {limit}. Please shorten it.",
    ),
    "busy": (
        "现在提问的人太多，请过几秒再试。",
        "Too many people are asking right now. Please try again in a few seconds.",
    ),
    "related": ("可以接着问", "You could ask next"),
    "filters": ("限定范围", "Filters"),
    "agencies": ("单位", "Agency"),
    "regions": ("地区", "Region"),
    "years": ("公布年份", "Year published"),
    "statuses": ("整改状态", "Status"),
    "generate": ("由语言模型撰写", "Let the language model write"),
    "understood": ("理解为", "Understood as"),
    "new_chat": ("新对话", "New conversation"),
    "unfold": ("展开全文", "Show all"),
    "unfold_one": ("展开全文（还有 1 处原文）", "Show all (1 more passage)"),
    "unfold_more": ("展开全文（还有 {count} 处原文）", "Show all ({count} more passages)"),
    "fold": ("收起", "Show less"),
    "do_copy": ("复制", "Copy"),
    "do_link": ("链接", "Link"),
    "do_markdown": ("Markdown", "Markdown"),
    "do_word": ("Word", "Word"),
    "do_excel": ("Excel", "Excel"),
    "do_print": ("打印", "Print"),
    "do_good": ("有用", "Useful"),
    "do_bad": ("没用", "Not useful"),
    "copied": ("已复制，含来源。", "Copied, with sources."),
    "link_copied": ("链接已复制，打开后会重新提问。", "Link copied; opening it asks again."),
    "not_done": ("没有成功，请重试。", "That did not work; please try again."),
    "remark": ("可以补一句（可不填）：", "Add a remark, if you like:"),
    "cancel": ("取消", "Cancel"),
    "made_by": (
        "由通报问答生成；引文均为通报原文，方括号内数字对应来源。",
        "Made by Bulletin QA; quotations are the bulletins' own words, numbers lead to sources.",
    ),
    "send": ("提交", "Send"),
    "thanks": ("已记下，谢谢。", "Noted, thank you."),
    # the bulletins
    "search": ("查找", "Search"),
    "search_hint": ("问题、措施、文件名…", "findings, measures, documents…"),
    "bulletins_shown": ("{count} 份通报。", "{count} bulletins."),
    "findings_found": (
        "{count} 个问题，来自 {agencies} 份通报。",
        "{count} findings in {agencies} bulletins.",
    ),
    "more_found": (
        "只显示前 {count} 个，请再加一个词缩小范围。",
        "The first {count} are shown; add a word to narrow the search.",
    ),
    "ledger": ("下载台账(Excel)", "Download as a ledger (Excel)"),
    "claimed_and_read": ("称 {claimed}，读出 {read}", "claimed {claimed}, read {read}"),
    # the comparison
    "theme": ("主题（可选，也可自己输入）", "Theme (pick or type your own)"),
    "choose_theme": ("请选主题和单位。", "Choose a theme and agencies."),
    "nothing_on_it": ("通报中没有相关内容", "Its bulletin has nothing on this"),
    "more_measures": ("另有 {count} 条措施", "{count} more measures"),
    "matrix_sheet": ("下载这张表（Excel）", "Download this table (Excel)"),
    "chart_themes": ("各单位各主题的问题数", "Findings by theme and agency"),
    "chart_status": ("整改状态", "Status of rectification"),
    "chart_documents": ("制定、修订或印发的文件数", "Documents issued or revised"),
    # the login
    "login": ("登录", "Log in"),
    "login_name": ("用户名", "Name"),
    "login_password": ("密码", "Password"),
    "login_enter": ("进入", "Enter"),
    "login_wrong": (
        "用户名或密码不对。忘了密码，请联系管理员重设。",
        "Wrong name or password. If you forgot it, ask the administrator for a new one.",
    ),
    # the manager's page
    "manage": ("管理", "Manage"),
    "manage_token": ("管理口令", "Admin token"),
    "manage_enter": ("进入", "Enter"),
    "manage_wrong": ("口令不对。", "Wrong token."),
    "manage_upload": ("上传通报", "Upload bulletins"),
    "manage_on_file": ("已收录", "On file"),
    "manage_health": ("索引状况", "Health"),
    "manage_rebuild": ("重建索引", "Re-index"),
    "manage_take": ("收录", "Take in"),
    "manage_taken": ("已收录。", "Taken in."),
    "manage_remove": ("移除", "Remove"),
    "manage_sure": ("移除“{title}”？", "Remove “{title}”?"),
    "manage_removed": ("已移除。", "Removed."),
    "manage_counts": (
        "{bulletins} 份通报，{findings} 个问题，{measures} 条整改措施。",
        "{bulletins} bulletins, {findings} findings, {measures} measures.",
    ),
    "manage_well": ("一切正常。", "All is well."),
    "manage_working": ("正在重建，问答不受影响…", "Re-indexing; questions are still answered…"),
    "manage_rebuilt": ("索引已重建。", "The index was made again."),
    # the panel of sources
    "sources": ("来源", "Sources"),
    "sources_empty": (
        "点击回答中的 [1]、[2]，这里会打开原文并标出所引的句子。",
        "Click [1], [2] … in an answer: the passage opens here, marked in its source.",
    ),
    "sources_none": ("这次回答没有引用原文。", "This answer cites no passage."),
    "close": ("关闭", "Close"),
    "whole_text": ("在通报全文中查看", "Open in the whole bulletin"),
    "section": ("所在部分", "Section"),
    "feedback_date": ("反馈", "Feedback"),
    "published": ("公布", "Published"),
    "inspector": ("巡察", "Inspected by"),
    "round": ("轮次", "Round"),
    "period": ("巡察时间", "Inspection period"),
    "document_number": ("文号", "Document number"),
    "file": ("文件", "File"),
    "contents": ("问题目录", "Findings"),
    "skip_text": ("跳到正文", "Skip to the text"),
    "claimed": ("通报所称", "Claimed"),
    "parsed": ("读出", "Read"),
    "claim_problems": ("问题", "Findings"),
    "claim_done": ("已完成", "Completed"),
    "claim_measures": ("整改措施", "Measures"),
    "claim_rules": ("制度", "Rules issued"),
    "claim_accountable": ("追责问责（人）", "Held accountable (people)"),
    "not_found": (
        "没有这份通报：可能已被移除或更新。请回首页重新查找。",
        "No such bulletin: it may have been removed or replaced. Please search again.",
    ),
    "elsewhere": ("通报其他部分", "Elsewhere in the bulletin"),
    "quoted": ("引文 {number}", "Quotation {number}"),
    "composed": ("由原文编排", "Composed from the records"),
    "generated": ("由语言模型撰写并经核对", "Written by a language model, checked"),
}


def say(key: str, lang: Lang, **values: object) -> str:
    """Return the words under `key` in the reader's language, with `values` put in."""
    text = WORDS[key][0 if lang == "zh-CN" else 1]
    return text.format(**values) if values else text


def both(key: str, **values: object) -> str:
    """Return the words in both languages as HTML; the style sheet shows the page's."""
    zh, en = say(key, "zh-CN", **values), say(key, "en", **values)
    return f'<span class="zh">{zh}</span><span class="en">{en}</span>'


class Visit(Protocol):
    """A request as Starlette and Gradio have it."""

    @property
    def cookies(self) -> Mapping[str, str]:
        """The cookies sent."""

    @property
    def headers(self) -> Mapping[str, str]:
        """The headers sent."""


def language_of(request: Visit) -> Lang:
    """Tell the language of whoever makes this request."""
    return language(request.cookies.get(COOKIE), request.headers.get("accept-language"))


def language(cookie: str | None, accept: str | None) -> Lang:
    """Tell the reader's language from the switch's cookie, else from the Accept-Language header."""
    first = (cookie or accept or "").strip().lower()
    return "en" if first.startswith("en") else "zh-CN"
