"""The words by which a headline says how far a thing has come: what makes a fact a new one."""

from __future__ import annotations

import re
from enum import StrEnum
from typing import Final


class Mark(StrEnum):
    """A turn that a matter takes; reports from before it are another story."""

    DENIED = "denied"
    CONFIRMED = "confirmed"
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
    PUNISHED = "punished"
    EXPECTED = "expected"


_MORE_OR_LESS: Final = (
    "上调|提高|提升|调高|追加|增加|扩大|下调|调降|调低|缩减|削减|降低|调整|修订|变更"
)
_WHAT_OF_AN_OFFER: Final = "金额|总额|上限|下限|规模|报价|出价|对价|收购价|回购价|发行价|要约|方案"
_WORDS: Final = {
    Mark.DENIED: r"否认|辟谣|澄清|不实|不属实|谣言|传言有误|没有这回事|并无此事|毫无根据|子虚乌有|假的|假消息"
    r"|未涉及|不涉及|未参与|未签署|不存在|无关联"
    r"|\bden(?:y|ies|ied|ial)\b|\brefut|\bdebunk|\bnot true|\bbaseless|\bno plans? to",
    Mark.CONFIRMED: r"证实|\bconfirm(?:s|ed)\b",
    Mark.ENDED: r"终止|取消|中止|撤回|撤销|撤单|放弃|告吹|叫停|搁浅|流产|谈崩|破裂"
    r"|\bterminat|\bcancel|\bscrap(?:s|ped)?\b|\bcall(?:s|ed)? off|\bwithdr[ae]w|\babandon|\bwalk(?:s|ed)? away"
    r"|\bdrop(?:s|ped)? (?:its )?(?:plan|bid|deal|offer|merger)|\bcollapse",
    Mark.APPROVED: r"获批|批准|核准|批复|准予|获准|获.{0,8}(?:通过|同意)|审议通过|放行|绿灯|注册证"
    r"|\bapprov|\bclear(?:s|ed|ance)\b|\bgreen ?light|\bauthori[sz]",
    Mark.REVIEWED: r"过会|上市委|审核委|重组委|发审委",
    Mark.REGISTERED: r"同意.{0,30}注册|注册生效|ipo注册|注册批文",
    Mark.REFUSED: r"否决|驳回|拒绝|不予|未获|未通过|未能通过|被否"
    r"|\bdeclin(?:es|ed) to|\breject|\brefus|\bblock(?:s|ed)\b|\bcomplete response letter",
    Mark.FILED: r"受理|递交|递表|申报|\bfil(?:es|ed) (?:for|application)|\bsubmit.{0,60}(?:\bfda\b|applic)",
    Mark.DONE: r"完成|完毕|交割|\bcomplet(?:es|ed|ion)\b|\bfinali[sz]"
    r"|\bclos(?:es|ed) (?:deal|acquisition|merger|purchase|sale)",
    Mark.AMENDED: rf"(?:{_MORE_OR_LESS}).{{0,12}}(?:{_WHAT_OF_AN_OFFER})|(?:{_WHAT_OF_AN_OFFER}).{{0,16}}"
    rf"(?:{_MORE_OR_LESS}|增至|升至|降至|减至)|(?:由|从).{{1,16}}(?:{_MORE_OR_LESS}|增|升|降|减)(?:加|少)?[至到为]"
    r"|\b(?:rais|increas|sweeten|boost|lower|cut|revis)\w* (?:\w+ ){0,3}(?:offer|bid|price tag)",
    Mark.PUT_OFF: r"延期|延长|推迟|顺延|展期|\bextend|\bdelay|\bpostpone",
    Mark.HALTED: r"停牌|\bhalt|\bsuspend",
    Mark.RESUMED: r"复牌|恢复|重启|\bresum|\brestart|\breinstat",
    Mark.RELEASED: r"解除|解押|解冻|解禁",
    Mark.PROBED: r"立案|被查|\bprobe|\binvestigat|\bsubpoena",
    Mark.PUNISHED: r"处罚|罚款|被罚|罚没|警示函|判决|判赔|\bfine[sd]?\b|\bpenalt|\bconvict|\bsettle",
    Mark.EXPECTED: r"前瞻|即将公布|\bwhat to (?:watch|expect|know)|\bpreview|\bahead of\b"
    r"|\bset to report|\bto report (?:earnings|results)",
}  # fmt: skip
_PATTERNS: Final = {mark: re.compile(words, re.DOTALL) for mark, words in _WORDS.items()}

_OPPOSITES: Final = tuple(
    (re.compile(one), re.compile(other))
    for one, other in [
        (
            r"涨|升|增(?!持)|新高|走强|走高|扭亏|反弹|加息"
            r"|\b(?:ris(?:es?|ing)|rose|gain(?:s|ed)?|jump(?:s|ed)?|climb(?:s|ed)?|surg\w+|soar\w*|rall(?:y|ies)"
            r"|higher|up|gr[eo]ws?|beats?|upgrade[sd]?|rebounds?)\b",
            r"跌|降|减(?!持)|下滑|新低|走弱|走低|回落|亏损|预亏"
            r"|\b(?:falls?|fell|drop(?:s|ped)?|slides?|slid|declin\w+|lower|sinks?|sank|tumbl\w+|slump\w*|plung\w+"
            r"|down|shed|los(?:es?|t)|downgrade[sd]?|lowers?|lowered|cuts?|trim(?:s|med)?|miss(?:es|ed)?)\b",
        ),
        (
            r"增持|买入|净买|收购|受让|\b(?:buys?|bought|acquires?)\b",
            r"减持|卖出|净卖|出售|转让|\b(?:sells?|sold|divests?|offloads?)\b",
        ),
    ]
)  # fmt: skip


def marks(text: str) -> frozenset[Mark]:
    """Read the marks of a folded text."""
    return frozenset(mark for mark, words in _PATTERNS.items() if words.search(text))


def sides(text: str) -> frozenset[str]:
    """Read which sides a folded text takes of the pairs of opposites, such as `+0` for rising."""
    found = set()
    for number, (one, other) in enumerate(_OPPOSITES):
        if one.search(text):
            found.add(f"+{number}")
        if other.search(text):
            found.add(f"-{number}")
    return frozenset(found)
