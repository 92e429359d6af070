"""The words by which a headline says how far a thing has come: what makes a fact a new one."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class EventMarker(StrEnum):
    """A turn of events; reports from before it are another story."""

    DENIED = "denied"
    ENDED = "ended"
    APPROVED = "approved"
    REVIEWED = "reviewed"  # by a listing committee; the registration comes later
    REGISTERED = "registered"
    REFUSED = "refused"
    FILED = "filed"
    DONE = "done"
    AMENDED = "amended"
    PUT_OFF = "put-off"
    HALTED = "halted"
    RESUMED = "resumed"
    RELEASED = "released"
    PROBED = "probed"
    APPEALED = "appealed"
    COLLECTED = "collected"  # many things in one report


def _any_of(lines: str) -> re.Pattern[str]:
    """Compile alternatives that are written on several lines."""
    return re.compile("|".join(line.strip() for line in lines.strip().splitlines()), re.DOTALL)


_CHANGE: Final = "上调|提高|提升|调高|追加|增加|扩大|下调|调降|调低|缩减|削减|降低|调整|修订|变更"
_OFFER: Final = "金额|总额|上限|下限|规模(?!以上)|报价|出价|对价|收购价|回购价|发行价|要约|方案"
_WORDS: Final = {
    EventMarker.DENIED: _any_of(r"""
        否认|辟谣|澄清|不实|不属实|谣言|传言有误|没有这回事|并无此事|毫无根据|子虚乌有|假的|假消息
        未涉及|不涉及|未参与|未签署|不存在|无关联
        \bden(?:y|ies|ied|ial)\b|\brefut|\bdebunk|\bnot true|\buntrue|\bbaseless|\bno plans? to
    """),
    EventMarker.ENDED: _any_of(r"""
        终止|取消|中止|撤回|撤销|撤单|放弃|告吹|叫停|搁浅|流产|谈崩|破裂
        \bterminat|\bcancel|\bscrap(?:s|ped)?\b|\bcall(?:s|ed)? off|\bwithdr[ae]w|\babandon
        \bwalk(?:s|ed)? away|\bcollapse|\bdrop(?:s|ped)? (?:its )?(?:plan|bid|deal|offer|merger)
    """),
    EventMarker.APPROVED: _any_of(r"""
        获批|批准|核准|批复|批件|准予|获准|获.{0,8}(?:通过|同意)|同意.{0,30}注册|审议通过|放行|允许|绿灯|注册证
        \bapprov(?!al)|\b(?:g[eo]t|w[io]n|receiv|grant|obtain|secur)\w* .{0,30}\bapproval|\bnod\b
        \ballow(?:s|ed)?\b|\bclear(?:s|ed|ance)\b|\bgreen ?light|\bauthori[sz]
    """),
    EventMarker.REVIEWED: _any_of(r"""
        过会|上市委|审核委|重组委|发审委|聆讯
        \blisting (?:committee|hearing)|\bclear\w* .{0,20}hurdle
    """),
    EventMarker.REGISTERED: _any_of(r"""
        同意.{0,30}注册|注册生效|ipo注册|注册批文|\bregister(?:s|ed)\b|\bregistration
        \bfinal (?:\w+ )?(?:approval|nod)
    """),
    EventMarker.REFUSED: _any_of(r"""
        未能?获?.{0,8}(?:批准|核准|获批|获准|通过|同意)|不予.{0,4}(?:批准|核准|通过)?
        否决|驳回|拒绝|未获|被否
        \bdeclin(?:es|ed) to(?: \w+)?|\breject|\brefus|\bblock(?:s|ed)\b|\bcomplete response letter
    """),
    EventMarker.FILED: _any_of(r"""
        受理|递交|递表|申报|优先审评|提交.{0,20}申请
        \bfil(?:es|ed) (?:application|for .{0,20}(?:approv|ipo|list))|\bpriority review
        \bsubmit.{0,60}(?:\bfda\b|applic)|\bseek\w* .{0,20}approval
    """),
    EventMarker.DONE: _any_of(r"""
        完成|完毕|交割|\bcomplet(?:es|ed|ion)\b|\bfinali[sz]
        \bclos(?:es|ed) (?:deal|acquisition|merger|purchase|sale)
    """),
    EventMarker.AMENDED: _any_of(rf"""
        (?:{_CHANGE}).{{0,12}}(?:{_OFFER})
        (?:{_OFFER}).{{0,16}}(?:{_CHANGE}|增至|升至|降至|减至)
        (?:由|从).{{1,16}}(?:{_CHANGE}|增|升|降|减)(?:加|少)?[至到为]
        \b(?:rais|increas|sweeten|boost|lower|cut|revis)\w* (?:\w+ ){{0,3}}(?:offer|bid|price tag)
    """),
    EventMarker.PUT_OFF: _any_of(
        r"延期|延长|延后|延至|押后|推迟|顺延|展期|\bextension|\bdelay|\bpostpone"
    ),
    EventMarker.HALTED: _any_of(r"停牌|\bhalt|\bsuspend"),
    EventMarker.RESUMED: _any_of(r"""
        复牌|复产|恢复|重启|\bresum|\brestart|\breinstat|\brestor
        \bback (?:to normal|online|up)\b
    """),
    EventMarker.RELEASED: _any_of("解除|解押|解冻|解禁"),
    EventMarker.PROBED: _any_of(r"立案|被查|\bprobe|\binvestigat|\bsubpoena"),
    EventMarker.APPEALED: _any_of(r"上诉|\bappeals?\b"),
    EventMarker.COLLECTED: _any_of(r"""
        一览|必读|速览|汇总|集锦|公告精选|要闻|财经早餐|(?<!联合)早报
        \bround-?up\b|\bmorning (?:brief|bid)|\b(?:stocks?|what|things) to (?:know|watch)|\bmovers\b
    """),
}
_OPPOSITES: Final = (
    (
        _any_of(r"""
            涨|升|增(?!持)|新高|走强|走高|扭亏|反弹|加息
            \b(?:rises?|rising|rose|gain(?:s|ed)?|jump(?:s|ed)?|climb(?:s|ed)?|surg\w+|soar\w*)\b
            \b(?:rall(?:y|ies)|higher|up(?! to\b)|gr[eo]ws?|beats?|upgrade[sd]?|rebounds?)\b
        """),
        _any_of(r"""
            跌|降|减(?!持)|下滑|新低|走弱|走低|回落|亏损|预亏
            \b(?:falls?|fell|drop(?:s|ped)?|slides?|slid|declin\w+|lower(?:s|ed)?|sinks?|sank)\b
            \b(?:tumbl\w+|slump\w*|plung\w+|shed|los(?:es?|t)|downgrade[sd]?|cuts?)\b
            \b(?:trim(?:s|med)?|miss(?:es|ed)?|(?<!step )(?<!steps )(?<!shut )down)\b
        """),
    ),
    (
        _any_of(r"增持|买入|净买|收购|受让|\b(?:buys?|bought|acquires?)\b"),
        _any_of(r"减持|卖出|净卖|出售|转让|\b(?:sells?|sold|divests?|offloads?)\b"),
    ),
    (_any_of(r"出口|\bexports?\b"), _any_of(r"进口|\bimports?\b")),
)
SIDES: Final = tuple((f"+{number}", f"-{number}") for number in range(len(_OPPOSITES)))
"""The pairs of opposite sides that a text may take: rising and falling, buying and selling …"""


def event_markers(text: str) -> frozenset[EventMarker]:
    """Return the event markers of a folded text."""
    refused = _WORDS[EventMarker.REFUSED]
    if refused.search(text):  # what is not approved
        return event_markers(refused.sub("", text)) | {EventMarker.REFUSED}
    return frozenset(marker for marker, words in _WORDS.items() if words.search(text))


def sides(text: str) -> frozenset[str]:
    """Return which of the `SIDES` a folded text takes."""
    return frozenset(
        side
        for pair, names in zip(_OPPOSITES, SIDES, strict=True)
        for words, side in zip(pair, names, strict=True)
        if words.search(text)
    )
