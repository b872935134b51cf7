"""What a value of each kind looks like in a bulletin, and what it is called.

The names are those of `rag.question.plan.Ask`.
"""

import re

from rag.text.words import COUNTERS, NAMED, PEOPLE

_NUMBER = r"\d[\d,.]*\s*(?:多|余)?\s*"
_HAN_NUMBER = r"(?:[一二两三四五六七八九十百千]+)"

VALUES: dict[str, re.Pattern[str]] = {
    name: re.compile(look)
    for name, look in (
        ("money", rf"{_NUMBER}(?:万|亿|千|百)?(?:元|美元)|{_NUMBER}(?:万亿|亿)"),
        (
            "percent",
            rf"{_NUMBER}(?:%|个百分点)|百分之{_HAN_NUMBER}|{_HAN_NUMBER}成|翻(?:一番|倍|两番)",
        ),
        (
            "date",
            r"(?:\d{4}年)?\d{1,2}月(?:\d{1,2}日|份|底|初|中旬|上旬|下旬)?|\d{4}年(?:底|初|[一二三四]季度)?",
        ),
        (
            "duration",
            rf"(?<!\d)(?:\d{{1,3}}|{_HAN_NUMBER})\s*(?:多|余)?(?:个)?(?:工作日|小时|星期|周|天|个月|年(?!\d|度))(?:以内|之内|内)?"
            r"|\d{1,3}日(?:以内|之内|内)|每(?:两|半)?(?:年|季度|个?月|周|天)|(?:一|两|半)年一次",
        ),
        ("docno", r"[一-鿿]{1,8}[〔\[(（]\d{4}[〕\])）]\d+号"),
        ("rank", rf"第\s*(?:\d+|{_HAN_NUMBER})(?:位|名)?"),
        ("document", r"《[^》]+》"),
        ("person", r"PERSON"),
        ("who", r"PERSON"),
        ("people", rf"(?:{_NUMBER}|{_HAN_NUMBER})(?:余)?(?:{PEOPLE}|同志)"),
        (
            "count",
            rf"(?:{_NUMBER}|{_HAN_NUMBER})(?:余|多)?(?:万|亿|大)?(?:{COUNTERS}|天|岁|年(?!\d|度)|公里|米|亩|吨|平方米|千瓦|小时|分钟|字|块|层)",
        ),
        (
            "number",
            rf"{_NUMBER}(?:%|个百分点|万元|亿元|元|(?:万|亿)?(?:{COUNTERS}|公里|米|亩|吨|天|岁|小时))|{_NUMBER}(?:比|:|∶){_NUMBER}",
        ),
        (
            "named",
            rf"(?<![一-鿿])(?![家个所名项])(?![一-鿿]{{0,6}}(?:各|经办|相关|有关|该))(?!(?:督促|掌握|了解|服务|帮助|支持|推动|引导|培育|走访|组织|邀请|指导|督促|定点|相关|有关|涉及|部分|全市|本市|各|该|所属|下属|直属|民营|中小|龙头|重点|两家|市属)[一-鿿]{{0,4}}(?:{NAMED}))"
            rf"[一-鿿]{{2,12}}(?:{NAMED})",
        ),
        ("post", r"(?:调任|调往|调至|调入|调到|改任|现任|转任)[一-鿿]{2,20}"),
    )
}

# What each kind of value is called where a bulletin does not state it.
ASKED = {
    "money": "金额",
    "percent": "比例或增幅",
    "date": "日期",
    "duration": "时长",
    "rank": "名次",
    "document": "文件名称",
    "docno": "文号",
    "person": "姓名",
    "who": "姓名",
    "people": "人数",
    "count": "数量",
    "named": "名称",
    "post": "去向",
    "number": "数值",
}
