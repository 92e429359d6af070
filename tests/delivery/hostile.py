"""Texts that break programs: what feeds bring by mistake, and what somebody writes on purpose.

Made here from what each character is known for, not taken from anybody's list.
"""

from __future__ import annotations

from itertools import product

MARKUP = [
    "<b>",
    "</b>",
    "<b",
    "<",
    ">",
    "&",
    "&amp",
    "&lt;b&gt;",
    "&nbsp;",
    "&#0;",
    "&#xD800;",
    "&#x110000;",
    '<a href="x">y</a>',
    "<a href='javascript:alert(1)'>",
    "</a></b>",
    "<!--",
    "-->",
    "<![CDATA[",
    "]]>",
    "<script>alert(1)</script>",
    "<tg-spoiler>",
    '<tg-emoji emoji-id="1">',
    "<pre><code>",
    "<b><i></b></i>",
    '"',
    "'",
    "`",
    "``` x",
    "*bold*",
    "_italic_",
    "__x__",
    "||spoiler||",
    "[x](http://x)",
    "\\",
    "\\*",
]
CONTROLS = [chr(code) for code in (*range(0x20), 0x7F, *range(0x80, 0xA0))]
INVISIBLE = [
    "\u200b",
    "\u200c",
    "\u200d",
    "\u2060",
    "\ufeff",
    "\u00ad",
    "\u034f",
    "\u115f",
    "\u3164",
    "\u2800",
    "\u180e",
    "\u2028",
    "\u2029",
    "\u00a0",
    "\u3000",
    "\ufffc",
    "\ufffd",
    "\ufffe",
    "\uffff",
    "\U000e0041",
]
TURNING = [
    "\u200e",
    "\u200f",
    "\u061c",
    *map(chr, range(0x202A, 0x202F)),
    *map(chr, range(0x2066, 0x206A)),
]
SCRIPTS = [
    "مرحبا بالعالم",
    "שלום עולם",
    "नमस्ते",
    "ภาษาไทย",
    "한국어",
    "日本語ｶﾞ",
    "ไก่",
    "﷽",
    "Ǆ",
    "ß",
    "İ",
    "ﬁ",
    "Ω",
    "Z͑ͫ̓ͪ̂ͫ̽͏̴̙̤̞͉͚̯̞̠͍A̴̵̜̰͔ͫ͗͢L̠ͨͧͩ͘G̴̻͈͍͔̹̑͗̎̅͛́Ǫ̵̹̻̝̳͂̌̌͘!͖̬̰̙̗̿̋ͥͥ̂ͣ̐́́͜͞",
    "é",
    "e\u0301",
    "각",
    "\u1100\u1161\u11a8",
]
EMOJI = [
    "😀",
    "👨‍👩‍👧‍👦",
    "👍🏽",
    "🇨🇳",
    "🇭🇰🇺🇸",
    "❤️",
    "🏴󠁧󠁢󠁥󠁮󠁧󠁿",
    "☺︎",
    "1️⃣",
    "\u200d",
    "👩‍",
    "🏽",
]
INJECTIONS = [
    "%s%n",
    "{0}",
    "{title}",
    "{ $reasons }",
    "${jndi:ldap://x}",
    "' OR 1=1 --",
    '"; DROP TABLE alert; --',
    "../../etc/passwd",
    "$(reboot)",
    "`id`",
    "\r\nX: y",
    "0",
    "-1",
    "1e309",
    "NaN",
    "null",
    "None",
    "true",
    "=cmd|' /C calc'!A0",
    "@SUM(1+1)",
    "file:///etc/passwd",
    "/start",
    "@everyone",
    "#tag",
    "http://",
    "https://x@y/",
    "tg://resolve?domain=x",
    "\\u0000",
    "\\x00",
    "%00",
    "%0d%0a",
]
SINGLE = [*MARKUP, *CONTROLS, *INVISIBLE, *TURNING, *SCRIPTS, *EMOJI, *INJECTIONS]


def hostile() -> list[str]:
    """Give more than five hundred titles: each text alone, in headlines, doubled, and long."""
    texts = ["", " ", "\n\n", *SINGLE]
    texts += [f"科大讯飞{each}公告" for each in SINGLE]
    texts += [f"{each} 科大讯飞 {each}" for each in (*MARKUP, *EMOJI, *TURNING, *SCRIPTS)]
    texts += [each * 3 for each in (*MARKUP, *EMOJI, *TURNING, *SCRIPTS)]
    texts += [f"{one}{other}" for one, other in product(TURNING[:6], ("<b>", "مرحبا", "😀"))]
    texts += [
        each * (10_000 // len(each))
        for each in ("<", "&", "&lt;", "😀", "👨‍👩‍👧‍👦", "词", "a ", "e\u0301", '"')
    ]
    return texts
