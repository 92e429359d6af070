"""Settings that are on or off, and what messages say of them: tags shown, weekends quiet. Pure."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from notifier.bot.intent import Intent, Kind
from notifier.bot.word_match import compiled, match_whole
from notifier.core.folding import fold


class _Switch(NamedTuple):
    names: str
    shown: bool
    """Whether it is on where what it is called comes; quiet weekends are on where nothing does."""


_SWITCHES: Mapping[str, _Switch] = {
    "weekends": _Switch(
        r"双休日?|(?:周|星期|礼拜)六(?:、|和|跟|与|同)?(?:周|星期|礼拜)?[日天]|周末|"
        r"\bweek ?ends?\b|\bsat(?:urday)?s? (?:and|&|or) sun(?:day)?s?\b",
        shown=False,
    ),
    "hashtags": _Switch(r"(?:话题)?标签|#号?|\b(?:hash ?)?tags?\b", shown=True),
    "preview": _Switch(
        r"(?:链接|网页)预览图?|预览图|(?:新闻)?(?:配图|图片)|"
        r"\b(?:(?:link|web ?page) previews?|pictures?|images?)\b",
        shown=True,
    ),
}
_ODDLY = (
    r"免打扰|勿扰|静音|安静|休息|暂?停止?|不[要用必想]?|别|勿|取消|关[闭掉]?|解除|停用|去掉|结束|"
    r"隐藏|删[掉除]?|"
    r"\b(?:quiet|mut(?:e|ed|ing)|silen(?:ce|t)|no(?: more)?|not|never|stop|without|cancel|end|"
    r"remove|hide|disable|(?:turn |switch )?off|pause)\b|n't"
)
"""Words each of which turns what is wanted into its opposite: with none, or two, it is to come."""
_COMES = (
    r"照常|照样|照旧|恢复|继续|发|send|推送?|通知|提醒|打扰|吵|烦|加上?|显示|带上?|"
    r"打开|开启|添加|"
    r"\b(?:send(?:ing)?|resume|keep|still|alert me|notify|want|disturb|bother|"
    r"ping|show(?:ing)?|add|include|with|turn on|enable)\b"
)
_BESIDE = (
    r"我|你|给|要|想|请|也|都|还|一样|正常|告诉|收到?|消息|新闻|的|了|吧|好|可以|时候?|在|期间|一下|点|全|模式|"
    r"设置|时段|功能|把|那|就|能|再|开|去|掉|帮|"
    r"\b(?:please|i|do|don|want|need|to|get|me|us|alerts?|news|messages?|notifications?|on|at|"
    r"over|the|any|during|my|and|coming|it|them|all|every|turn|switch|be|are|let|hours|mode|set|"
    r"make|also|too|as well)\b|[\s,.!?']"
)
"""What a message about a setting says besides."""
_SOURCES = (
    r"(?:请|帮我|给我|要)*(?:加上?|显示|带上?|标[明注出])(?:新闻|消息)?(?:来源|出处)",
    r"(?:please )?(?:show|add|include)(?: me)?(?: the| its| their)? sources?(?: names?)?",
)
_LANGUAGES = (
    r"(?:请|帮我|给我|要)*加上?(?:英文|中文|英语|双语|繁体|简体)版?",
    r"(?:please )?(?:add|show|include)(?: me)?(?: the)? (?:english|chinese)",
)


def read_switch(text: str) -> Intent | None:
    """Return the setting that a message turns on or off and says nothing else; else None."""
    if match_whole(_SOURCES, text):
        return Intent(Kind.QUESTION, text="sources")
    if match_whole(_LANGUAGES, text):
        return Intent(Kind.COMMAND, "language")
    folded, odd, comes = fold(text).text, compiled(_ODDLY), compiled(_COMES)
    for name, switch in _SWITCHES.items():
        rest = compiled(switch.names).sub("", folded)
        if rest == folded or not (odd.search(rest) or comes.search(rest)):
            continue
        if not compiled(_BESIDE).sub("", comes.sub("", odd.sub("", rest))):
            is_hidden = any(len(odd.findall(clause)) % 2 for clause in folded.split(","))
            is_on = switch.shown is not is_hidden
            return Intent(Kind.COMMAND, "settings", f"{name} {'yes' if is_on else 'no'}")
    return None
