"""What stands around the news in an article: headings, datelines, bylines, duties, advice. Pure."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_REACH = 600
"""So many characters of a sentence are looked at."""
_CELL = 4
"""A line of fewer words without a full stop is a cell of a table, or a heading."""
_LABEL = 10
"""A 【…】 of fewer characters is a label of what follows, not a heading."""
_ALIKE = 0.85
_HEADING = re.compile(r"\s*【([^【】\n]{1,200})】\s*")
_DAY = r"\d{1,2}\s?月\s?\d{1,2}\s?日(?:上午|下午|晚间|晚間|晚)?"
_OUTLET = (
    r"[\w·]{0,8}?(?:社|报|報|网|網|网站|新闻|新聞|财经|財經|财讯|数据|科技|之家|氪|APP|App|AI|客户端|"
    r"电视台|通讯|通訊|证券|公司|汇|匯)"
)
_REPORTERS = r"(?:\s*[（(](?:见习|本报|見習)?(?:记者|記者|通讯员|编辑|編輯)[^（）()\n]{0,40}[）)])?"
_MONTH = r"(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*\.?"
_PLACE = r"[A-Z][A-ZÆØÅÄÖÜÉ .'-]{2,40}(?:, [A-Z][\w. ]{1,20})?"
_DATELINE = re.compile(
    rf"\s*(?:据|據)?(?:"
    rf"[\w· ]{{2,14}}?\s?{_DAY}\s?(?:电|電|讯|訊|消息|[丨|｜])"
    rf"|{_OUTLET}\s?(?:电|電|讯|訊|消息|快讯|快訊|[丨|｜]|获悉|獲悉)"
    rf"|本报讯|本報訊|本站讯"
    rf"){_REPORTERS}(?:[\s，,：:丨|｜]+|(?<=[讯訊电電）)丨|｜]))"
    r"|[^\n]{0,80}?(?:\((?:[A-Z][\w.& ]{1,30})\)|/[A-Za-z ]{4,20}/)\s*(?:--|—|–|-)\s*"
    rf"|{_PLACE} (?:--|—) "
    rf"|(?:{_PLACE}, )?{_MONTH} \d{{1,2}}(?:, \d{{4}})? (?:--|—|–|-) "
    r"|\s*(?:【[^】\n]{0,12}(?:[讯訊]|报道|報道|報導)】|[（(][^（）()\n]{0,24}[电電][）)])"
)

_WHO = "记者|記者|作者|编辑|編輯|责编|責編|责任编辑|責任編輯|撰文|校对|审校|监制|编译|文|图"
_VOW = "保证|保證|愿就|願就|愿共同|願共同"
_PIECES = (
    # Whose notice it is, and of what.
    rf"(?:公司|本行|董事)[^。]{{0,40}}(?<!未能)(?:{_VOW})[^。]{{0,60}}(?:真实|真實|虚假记载|責任|责任)",
    r"(?:没有|不存在|並無|并无)任?何?虚假记载",
    r"公告[^。]{0,30}概不(?:负责|負責)|概不(?:對因|就因|对因)",
    r"take no responsibility for the contents of this",
    r"^(?:Filed: |UNITED STATES$|SECURITIES AND EXCHANGE COMM|FORM \d+-\w+|Washington, D\.C\. )",
    r"^[\w（）() ]{2,40}有限公司(?:董事会|董事會)?$",
    r"^(?:[A-Z&][\w.,&'-]* ){1,6}(?:Limited|Ltd\.?|Inc\.?|Corporation|Company)$",
    r"^[^，。；]{2,80}(?:公告|通知|通函)$",
    r"^[一二三四五六七八九十]{1,3}、[^，。]{2,40}$",
    r"^(?:特此公告|特别提示|重要内容提示|重要提示|特別提示)",
    # Who made it, and where it is from.
    rf"^(?:[\w·]{{0,12}}?)(?:{_WHO})(?:\s*[:：|｜丨/／]\s*|\s+)[^，。]{{1,40}}$",
    r"^[^，。！？]{0,16}(?:记者|記者)[^，。！？]{1,24}(?:报道|報道|報導|摄|攝)$",
    r"^(?:发布|發佈|更新)?(?:时间|時間|日期)[:：]|^字[体号號][:：]",
    r"^(?:出品|策划|制图|题图|题圖|图片|圖片|图源|图片来源|来源|來源|信息来源)\s*[:：|｜丨]",
    r"^(?:本文来源|原标题|原標題|本文来自|本文首发)\s*[:：|｜丨]",
    r"^(?:By|Reporting by|Edited by|Editing by|Written by) [A-Z][^.]{1,60}$",
    r"^(?:Photo|Image|Photograph|Source|Credit|Updated|Published|Posted)\b[^.]{0,60}$",
    r"Getty Images|All rights reserved|版权所有|版權所有|未经授权|转载请|轉載請|appeared first on",
    # What is said for politeness, and what a reader is told to do.
    r"^(?:尊敬的[\w]{2,8}|您好|你好|感谢您?[^。]{0,30}关注|谢谢)[，,！!。您你好谢]*$",
    r"^(?:点击|點擊|扫码|扫描|长按|关注我们|关注公众号|下载|更多精彩|查看原文|阅读原文)",
    r"^(?:Sign up|Subscribe|Click here|Read more|Continue reading|Advertisement)\b",
    r"投资需谨慎|投資需謹慎|不构成[^。]{0,6}投资建议|不構成[^。]{0,6}投資建議",
    r"not investment advice|理性投资|注意投资风险|风险自担|仅供参考|僅供參考",
    r"^(?:风险提示|風險提示|免责声明|免責聲明|声明|Disclaimer)\b",
    r"^(?:Cautionary (?:Note|Statement)|Safe Harbor|Forward[- ]Looking)",
    r"forward[- ]looking statements?\b.{0,80}(?:within the meaning|involve|are based|are subject)",
    r"(?:contains?|includes?|constitutes?|regarding) (?:certain )?forward[- ]looking statements?",
    r"(?:包含|含有|涉及|属于|構成|构成)[^。]{0,12}前瞻性(?:陈述|陳述|声明|聲明)",
)
_BOILERPLATE = re.compile("|".join(_PIECES))
_CODES = re.compile(
    r"[（(]?(?:(?:证券|證券|股票|股份|债券|債券|转债|A股|B股|H股|基金)?(?:代码|代碼|代號|简称|簡稱)|"
    r"(?:公告|临时公告)?(?:编号|編號)|stock code|stock short name)\s*[:：]\s*[\w*－—-]+[）)]?",
    re.IGNORECASE,
)
_IN_BRACKETS = re.compile(r"[（(\[][^（）()\[\]]*[）)\]]")
_NO_LETTERS = re.compile(r"[\W\d_年月日时時分]*")
_SHORT_LABEL = re.compile(r"[^，。,.]{1,12}[:：]")
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")
_ENDS = tuple("。！？!?；;.”’」』")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_NOT_SAID = re.compile(r"[\W_]+")


def news_begins(line: str, title: str) -> int:
    """Return where the news begins in a line: behind its heading, agency, place and date."""
    at = 0
    while True:
        heading = _HEADING.match(line, at)
        if heading and (len(heading[1]) >= _LABEL or repeats(heading[1], title)):
            at = heading.end()
        elif (dateline := _DATELINE.match(line, at)) and dateline.end() > at:
            at = dateline.end()
        else:
            return at


def is_boilerplate(sentence: str) -> bool:
    """Return whether a sentence is none of the news."""
    sentence = sentence[:_REACH].strip()
    rest = _CODES.sub("", sentence)
    if rest != sentence and len(_said(rest)) <= 4:
        return True
    return (
        _NO_LETTERS.fullmatch(sentence) is not None
        or _SHORT_LABEL.fullmatch(sentence) is not None
        or _IN_BRACKETS.fullmatch(sentence) is not None
        or _BOILERPLATE.search(sentence) is not None
    )


def is_whole(sentence: str) -> bool:
    """Return whether a sentence ends as one does: headings and cells of tables do not."""
    return sentence.rstrip().endswith(_ENDS)


def is_cell(sentence: str) -> bool:
    """Return whether a line is so short that it tells nothing by itself."""
    return not is_whole(sentence) and len(_WORD.findall(sentence[:_REACH])) < _CELL


def repeats(text: str, title: str) -> bool:
    """Return whether a text says no more than a headline."""
    told, known = _said(text[:_REACH]), _said(title)
    if not told or told in known:
        return True
    if len(told) > 1.3 * len(known) + 2 or not set(_NUMBER.findall(text)) <= set(
        _NUMBER.findall(title)
    ):
        return False
    return known in told or SequenceMatcher(None, told, known).ratio() >= _ALIKE


def _said(text: str) -> str:
    return _NOT_SAID.sub("", text).casefold()
