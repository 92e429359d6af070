"""Pages that stand before what was asked for: to log in, to consent, to prove that one is human."""

from __future__ import annotations

import re

_BEGINNING = 1500
_SHORT = 700
"""Characters: an article that speaks of logging in says more besides."""
_CHALLENGE = re.compile(
    r"just a moment\b|checking (?:your browser|if the site connection is secure)"
    r"|enable javascript and cookies to continue|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|are you (?:a )?(?:human|robot)|unusual traffic|ddos protection by|attention required!"
    r"|access (?:to this page has been )?denied|pardon our interruption|request unsuccessful"
    r"|(?:you need to|please) enable javascript|javascript is (?:disabled|required)"
    r"|security check|complete the captcha"
    r"|人机验证|人機驗證|安全验证|安全驗證|滑动验证|滑動驗證|访问(?:过于)?频繁|訪問(?:過於)?頻繁"
    r"|请(?:完成|输入|进行)?验证码?|請(?:完成|輸入|進行)?驗證碼?|访问被(?:拒绝|拦截|阻断|禁止|限制)|訪問被(?:拒絕|攔截|阻斷|禁止|限制)"
    r"|请求(?:已)?被(?:拒绝|拦截|阻断)|請求(?:已)?被(?:拒絕|攔截|阻斷)"
    r"|应用防火墙|應用防火牆|访问环境(?:存在)?异常|网络环境(?:存在)?异常|拖动滑块|拖動滑塊|异常流量|異常流量"
    r"|请开启\s*javascript|浏览器(?:安全)?检查",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:please |you must |you need to )?(?:log|sign)[ -]?in to (?:continue|read|view|access|your)"
    r"|(?:log|sign) in or (?:register|create|subscribe|sign up)|subscribe to (?:continue|read|keep)"
    r"|create (?:a free|an) account to|already (?:a subscriber|have an account)"
    r"|forgot(?:ten)? (?:your )?password|subscribers? only"
    r"|请(?:先|您先)?(?:登录|登陆|注册)|請(?:先|您先)?(?:登錄|登入|註冊)|(?:登录|登入|登錄)后(?:查看|阅读|可见|继续)"
    r"|扫码登录|掃碼登入|忘记密码|忘記密碼|(?:会员|會員|付费|付費|订阅|訂閱)(?:专享|專享|后(?:阅读|可读)|可见|內容)",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"we (?:and our partners )?(?:use|store) cookies|we (?:value|care about) your privacy"
    r"|before you continue to|accept (?:all )?cookies|manage (?:your )?(?:cookie|privacy)"
    r"|cookie (?:policy|settings|consent|notice)|(?:使用|接受)(?:所有)?\s*cookies?",
    re.IGNORECASE,
)
_KINDS = (
    (_CHALLENGE, "a page that asks whether one is human"),
    (_LOGIN, "a page to log in"),
    (_CONSENT, "a page that asks for consent to cookies"),
)


def gate_of(text: str, title: str = "") -> str | None:
    """Return what a page is, for a person, whose text stands before the article; else None.

    `text` is the main text of the page, or all of it where there is none.
    """
    shown = f"{title}\n{text[:_BEGINNING]}"
    if len(text) > _SHORT:
        shown = title if _CHALLENGE.search(title) else ""
    for signs, kind in _KINDS:
        if found := signs.search(shown):
            return f"{kind} (“{' '.join(found[0].split())[:60]}”)"
    return None
