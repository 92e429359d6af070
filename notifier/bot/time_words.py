"""The words and signs of times, in the bot's languages. Data only.

They are compared with folded texts: small letters, simplified characters, half widths.
"""

from __future__ import annotations

import re

MORNING, EVENING = 8, 18
DIGITS = dict(zip("零〇一二两三四五六七八九", (0, 0, 1, 2, 2, 3, 4, 5, 6, 7, 8, 9), strict=True))
CHINESE_NUMBER = re.compile(f"[{''.join(DIGITS)}]?十[{''.join(DIGITS)}]?|[{''.join(DIGITS)}]")
ENGLISH_NUMBERS = {
    "one": 1,
    "two": 2,
    "three": 3,
    "four": 4,
    "five": 5,
    "six": 6,
    "seven": 7,
    "eight": 8,
    "nine": 9,
    "ten": 10,
    "eleven": 11,
    "twelve": 12,
    "fifteen": 15,
    "twenty": 20,
    "thirty": 30,
    "forty-five": 45,
}
ENGLISH_NUMBER = re.compile(rf"\b(?:{'|'.join(ENGLISH_NUMBERS)})\b")

UNITS = {
    "minutes": r"minutes?|mins?|m|分钟?",
    "hours": r"hours?|hrs?|h|小时|钟头|钟",
    "days": r"days?|d|天|日",
    "weeks": r"weeks?|w|周|星期|礼拜",
}
HALVES = (
    (re.compile(r"(\d+) and a half (?=hour|day|week)"), r"\1.5 "),
    (re.compile(r"\bhalf (?:an? )?(?=hour|day)"), "0.5 "),
    (re.compile(r"\b(?:(?:a )?quarter of an hour)\b"), "15 minutes"),
    (re.compile(r"\ban? (?=hour|minute|day|week)"), "1 "),
    (re.compile(r"\b1 (hour|day|week) and a half\b"), r"1.5 \1s"),
    (re.compile(r"(\d+)个?半(?=小时|钟头|天)"), r"\1.5"),
    (re.compile(r"(\d+)个?(小时|钟头)半"), r"\1.5\2"),
    (re.compile(r"半个?(?=小时|钟|天|日)"), "0.5"),
    (re.compile(r"([13])刻钟"), r"\g<1>5分"),
    (re.compile(r"(?:\d+ ?个月|(?:\d+|an?) months?)$"), "30 days"),
    (re.compile(r"(?:(?:the|this) )?weekend\b|(?:这个?|本)?周末"), "monday"),
)
THIS_WEEKEND = re.compile(
    r"(?:(?P<next>next |下个?)|the |this |这个?|本)?(?:weekend|周末)(?:1?整天|都)?"
)
DURATION_PART = re.compile(
    r"(?P<number>\d{1,4}(?:\.\d{1,2})?)\s*个?\s*(?:"
    + "|".join(f"(?P<{name}>{words})" for name, words in UNITS.items())
    + r")(?![a-z])\s*(?:and\b|,|零|又)?\s*"
)

PARTS = {
    "dawn": "凌晨|清晨",
    "morning": "早上|早晨|上午|早|晨|morning",
    "noon": "中午|正午|午休|noon",
    "afternoon": "下午|午后|afternoon",
    "midnight": "午夜|半夜|midnight",
    "evening": "晚上|傍晚|夜里|夜晚|深夜|晚间|晚|夜|evening|night",
}
BEGINS = {
    "dawn": 6,
    "morning": MORNING,
    "noon": 12,
    "afternoon": 14,
    "evening": EVENING,
    "midnight": 24,
}
DAYS = {
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
    "后天": 2,
    "tomorrow": 1,
    "tmr": 1,
    "明天": 1,
    "明日": 1,
    "明": 1,
    "today": 0,
    "今天": 0,
    "今日": 0,
    "今": 0,
}
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
MONTH = rf"(?:{'|'.join(MONTHS)})[a-z]*\.?"
TOKEN = re.compile(
    rf"(?P<tonight>tonight|今晚上?|今夜)|(?P<day>{'|'.join(DAYS)})"
    r"|(?P<month>\d{1,2})月(?:份|(?P<date>\d{1,2})(?!\d)[日号]?)?"
    rf"|(?P<named>{MONTH})\s+(?P<of_named>\d{{1,2}})(?:st|nd|rd|th)?(?![\d:]|\s*[ap]m\b)"
    rf"|(?P<date_first>\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?(?P<named_last>{MONTH})"
    r"|(?P<nth>\d{1,2})(?:号|(?:st|nd|rd|th)\b)"
    r"|(?P<next>next\s+|下个?)?(?:(?:周|星期|礼拜)(?P<weekday>[1-6日天])"
    r"|(?P<english>mon|tue|wed|thu|fri|sat|sun)(?:day|sday|nesday|rsday|urday|s|rs)?\b)"
    rf"|(?P<part>{'|'.join(PARTS.values())})"
    r"|(?P<hour>\d{1,2})(?:(?P<mark>[:.点时])[钟整]?(?P<minute>[0-5]\d|半|[13]刻)?分?)?(?!\d|整)"
    r"\s*(?P<half>am\b|pm\b)?"
    r"|(?P<filler>\s+|,|的|1?整天|全天|(?:at|on|in|the|this|o'clock|sharp|all day)\b)"
)
NAMES_OF_DAYS = (
    "day",
    "weekday",
    "english",
    "tonight",
    "month",
    "named",
    "named_last",
    "nth",
)
DAY = 24 * 60
"""Minutes."""
MINUTES = {"半": 30, "1刻": 15, "3刻": 45}
# Behind a space, or beside Chinese; the number of 中证500 is none of a time.
TIME_BEGINS = re.compile(
    r"(?<=\S)(?:\s+|(?<=[^\x00-\x7f])(?!\s|\d+\s)|(?<=[\x00-\x7f])(?=[^\x00-\x7f]))(?=\S)"
)
UNTIL = re.compile(
    r"^(?:(?:for|in)(?: the)? (?:next|coming|following)(?= \d)|"
    r"(?:until|till|til|before|for|in)\b|直到|一直到|到|至)\s*"
)
AFTER = re.compile(r"\s*(?:\b(?:later|please|from now)|之?以?[后前内]|为止|吧|。|!|\.)$")
BOUND_BEFORE = re.compile(r"(?:[到至]|\b(?:until|till|til|before))\s*$")
BOUND_BEHIND = re.compile(r"\s*(?:[先才]?再|才|之?以?[前后])")
BEFORE_DATE = re.compile(r"(?<!月)\b(\d{1,2})日(?=之?以?前)")
"""A day of the month, not so many days."""
ON = re.compile(r"^on(?: |(?=[^\x00-\x7f]))")
FROM = re.compile(r"^(?:(?:daily|from|between|quiet(?: hours)?)\b|每天|每日|免打扰|从|自)[\s:]*")
BETWEEN = re.compile(r"\s*(?:-|—|~|至|到|(?<![a-z])(?:to|until|till|and)(?![a-z]))\s*")
NO_HOURS = {"off", "none", "no", "never", "无", "没有", "关", "关闭", "取消", "不要", "0-0"}
