"""Pages in the place of what was asked for: to log in, to consent, to prove oneself human, errors.

Articles have the same words («完成安全验证», «accept all cookies»), so one of them proves nothing
where there is an article: they must be most of what is said, or head a page without its title.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

_BEGINNING = 1500
_SHORT = 700
"""Characters: an article that speaks of logging in says more besides."""
_CHALLENGE = re.compile(
    r"\bjust a moment\b|checking (?:your browser|if the site connection is secure)"
    r"|enable javascript and cookies to continue|verify(?:ing)? (?:that )?you are (?:a )?human"
    r"|are you (?:a )?(?:human|robot)|unusual traffic|ddos protection by|attention required!"
    r"|access (?:to this page has been )?denied|pardon our interruption|request unsuccessful"
    r"|(?:you need to|please) enable javascript|javascript is (?:disabled|required)"
    r"|\bsecurity check\b|complete the captcha"
    r"|人机验证|人機驗證|安全验证|安全驗證|滑动验证|滑動驗證|访问(?:过于)?频繁|訪問(?:過於)?頻繁"
    r"|请(?:完成|输入|进行)?验证码?|請(?:完成|輸入|進行)?驗證碼?|访问被(?:拒绝|拦截|阻断|禁止|限制)|訪問被(?:拒絕|攔截|阻斷|禁止|限制)"
    r"|请求(?:已)?被(?:拒绝|拦截|阻断)|請求(?:已)?被(?:拒絕|攔截|阻斷)"
    r"|应用防火墙|應用防火牆|访问环境(?:存在)?异常|网络环境(?:存在)?异常|拖动滑块|拖動滑塊|异常流量|異常流量"
    r"|请开启\s*javascript|浏览器(?:安全)?检查",
    re.IGNORECASE,
)
_LOGIN = re.compile(
    r"(?:please |you must |you need to )?\b(?:log|sign)[ -]?in (?:with [^.!?]{1,80} )?"
    r"to (?:continue|read|view|access|your)\b"
    r"|(?:log|sign) in or (?:register|create|subscribe|sign up)|subscribe to (?:continue|read|keep)"
    r"|create (?:a free|an) account to|already (?:a subscriber|have an account)"
    r"|forgot(?:ten)? (?:your )?password|subscribers? only"
    r"|请(?:先|您先)(?:登录|登陆|注册)|請(?:先|您先)(?:登錄|登入|註冊)"
    # «请登录巨潮资讯网查阅» says where something is to be found, and «请注册会计师» whom to ask.
    r"|(?<!敬)[请請](?:登[录陆錄入]|[注註][册冊])(?=\W|$|[后後以您你才]|查看|阅读|閱讀|继续|繼續|[账帳][号號户戶])"
    r"|(?:登录|登入|登錄)后(?:查看|阅读|可见|继续)"
    r"|扫码登录|掃碼登入|忘记密码|忘記密碼|(?:会员|會員|付费|付費|订阅|訂閱)(?:专享|專享|后(?:阅读|可读)|可见|內容)",
    re.IGNORECASE,
)
_CONSENT = re.compile(
    r"we (?:and our partners )?(?:use|store) cookies|we (?:value|care about) your privacy"
    r"|before you continue to|accept (?:all )?cookies|manage (?:your )?(?:cookie|privacy)"
    r"|cookie (?:policy|settings|consent|notice)|(?:使用|接受)(?:所有)?\s*cookies?",
    re.IGNORECASE,
)
_MISSING = re.compile(
    r"^\W*(?:http |error )*404\b|\bnot found\W*$|\b404 (?:error|not found)"
    r"|\b(?:page|article|story|content|resource|file|url|address|link) (?:you \w[\w ’']{1,40} )?"
    r"(?:was |is |were )?(?:not found|(?:can ?not|can['’]t|could ?n[o'’]t|could not) be found"
    r"|does ?n[o'’]?t exist|does not exist|(?:is )?no longer (?:available|exists?)"
    r"|(?:has |have |may have )been (?:removed|deleted|moved|taken down))"
    r"|(?:can['’]t|cannot|could ?n['’]t|could not) find (?:the|that|this) (?:page|article|story)"
    r"|(?:页面|网页|頁面|網頁|文章|内容|內容|新闻|新聞|资讯|資訊|链接|連結|文件|信息)(?:已经|已經|可能)?"
    r"(?:不存在|找不到|已(?:被[^。，]{0,6})?(?:删除|刪除|移除|下架|下线|下線)|已?失效)"
    r"|(?:找不到|無法找到|无法找到|没有找到|沒有找到|未找到)[^。，]{0,12}(?:页|頁|文章|内容|內容)"
    r"|seite (?:wurde )?nicht gefunden|page (?:introuvable|non trouvée)"
    r"|página no (?:encontrada|existe)|página não encontrada|pagina non trovata|страница не найдена"
    r"|ページ(?:が|は)(?:見つかりません|存在しません)|페이지를 찾을 수 없",
    re.IGNORECASE,
)
_BROKEN = re.compile(
    r"\b(?:internal server error|bad gateway|gateway time-?out)\b"
    r"|\bservice (?:temporarily )?unavailable\b"
    r"|something went wrong|(?:temporarily |is )down for maintenance"
    r"|(?:服务|服務|系统|系統|服务器|伺服器|网络|網絡)(?:正)?(?:繁忙|异常|異常|错误|錯誤|开小差|開小差)"
    r"|(?:网站|網站|系统|系統)(?:正在)?(?:维护|維護)中",
    re.IGNORECASE,
)
_KINDS = (
    (_CHALLENGE, "a page that asks whether one is human"),
    (_LOGIN, "a page to log in"),
    (_CONSENT, "a page that asks for consent to cookies"),
    (_MISSING, "a page that says there is none"),
    (_BROKEN, "a page that says something went wrong"),
)
_TO_LOG_IN = frozenset(
    [
        "登录",
        "登錄",
        "登入",
        "登陆",
        "用户登录",
        "會員登入",
        "会员登录",
        "login",
        "signin",
        "subscribe",
        "订阅",
        "訂閱",
    ]
)
_SENTENCE = re.compile(r"[^。！？!?\n.]+(?:\.(?!\s)[^。！？!?\n.]*)*[。！？!?.]?")
_TITLE_PART = re.compile(r"\s*[|｜_–—·]\s*|\s-\s")
_MOST = 0.5
_SOME = 0.2
_LEAST, _LEAST_BELOW_TITLE = 0.12, 0.25
"""Shares of a text that the words themselves must be, beside the sentences that they are in."""


def gate_of(text: str, title: str = "") -> str | None:
    """Return what a page in which nothing was found is, for a person; else None.

    `text` is all of the page.
    """
    shown = f"{title}\n{text[:_BEGINNING]}"
    if len(text) > _SHORT:
        shown = title if _CHALLENGE.search(title) else ""
    for signs, kind in _KINDS:
        if found := signs.search(shown):
            return _named(kind, found[0])
    return None


def stands_for_article(text: str, headings: Sequence[str], *, is_own: bool) -> str | None:
    """Return what it is, for a person, that gives `text` as an article's; None of an article.

    `is_own` is whether the page has the article's title; `text` is without it.
    """
    headed = None if is_own else next(_in_headings(headings), None)
    return headed or _most_of(text, _LEAST_BELOW_TITLE if is_own else _LEAST)


def _in_headings(headings: Sequence[str]) -> Iterator[str]:
    """Yield what headings say a page is; other words may be in them, but not most of them."""
    parts = [part for each in headings for part in _TITLE_PART.split(each) if part]
    if parts and "".join(parts[0].split()).lower() in _TO_LOG_IN:
        yield _named("a page to log in", parts[0])
    for part in parts:
        for signs, kind in _KINDS:
            found = signs.search(part)
            if found and len(found[0]) >= (_SOME if signs is _MISSING else _MOST) * len(part):
                yield _named(kind, found[0])


def _most_of(text: str, least: float) -> str | None:
    """Return what most sentences of a text say that it is, and `least` of its characters."""
    sentences = [each.strip() for each in _SENTENCE.findall(text)]
    whole = sum(map(len, sentences))
    first, said, signed = None, 0, 0
    for sentence in sentences:
        found = [(kind, sign[0]) for signs, kind in _KINDS for sign in signs.finditer(sentence)]
        if found:
            first = first or _named(*found[0])
            said += len(sentence)
            signed += sum(len(sign) for _, sign in found)
    return first if said >= _MOST * whole and signed >= least * whole else None


def _named(kind: str, sign: str) -> str:
    return f"{kind} (“{' '.join(sign.split())[:60]}”)"
