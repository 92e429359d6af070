"""The main text of a page, by a guess: without navigation, related articles and the like."""

from __future__ import annotations

import re
from functools import cache
from html import escape
from typing import Any

from bs4 import BeautifulSoup, Tag

from notifier.core.document import plain_text, security_code
from notifier.core.errors import ParseError

_MIN_LENGTH = 40
"""Characters of a text that may be an article; less is a notice, such as of too many requests."""
_MARK = re.compile(r"⟦(\d+)⟧(.*?)⟦/\1⟧", re.DOTALL)
_BESIDE = re.compile(
    r"(?:(?:site|page|global|main|top|bottom)[-_])?(?:nav|navbar|navigation|menu|breadcrumbs?|crumbs?"
    r"|sidebar|footer|copyright)",
    re.IGNORECASE,
)
"""Classes and ids of what stands beside articles; trafilatura keeps it where little else is."""
_CONTENT = ("h1", "article", "main")
_OTHERS = re.compile(
    r"(?:上|下)一?[篇条條则則页頁](?:文章|新闻|新聞)?\s*[:：]"
    r"|(?:相关|相關|推荐|推薦|延伸|热门|熱門|更多|精彩)(?:阅读|閱讀|新闻|新聞|文章|报道|報道|資訊|资讯|推荐|推薦)\s*(?:[:：]|$)"
    r"|(?:猜你喜欢|猜你喜歡|大家都在看|往期回顾|往期回顧)\s*(?:[:：]|$)"
    r"|(?:previous|next)(?: article| post| story)?\s*:|(?:related|recommended)(?: \w+)?\s*(?::|$)"
    r"|(?:read|see) (?:also|more|next)\s*(?::|$)|more (?:from|on) [^.]{1,40}$",
    re.IGNORECASE,
)
_MOST_LISTS = 50
"""Of a page: each is measured with what is around it."""
_LINE = 100
_LINK = 6
"""Characters of a link that is a headline rather than a word of a sentence."""
_MOST = 0.5


def main_text(page: BeautifulSoup) -> str | None:
    """Return as HTML what looks like the article of a page; changes the page.

    The stretches that name securities go through it as brackets in the text: links would be left
    out, and paragraphs that are full of links as well.
    """
    codes: dict[str, str] = {}
    for element in page.find_all(["a", "span"]):
        attributes = {name: str(value) for name, value in element.attrs.items()}
        code = security_code(element.name, attributes)
        if code and element.get_text(strip=True):
            number = str(len(codes))
            codes[number] = code
            element.insert_before(f"⟦{number}⟧")
            element.insert_after(f"⟦/{number}⟧")
            element.unwrap()
    _leave_out_others(page)
    found = _extracted(str(page), fast=True) or _extracted(str(page), fast=False)
    body = _MARK.sub(lambda mark: _as_link(mark[2], codes.get(mark[1])), found or "")
    text = plain_text(body)
    return body if len(text) >= _MIN_LENGTH and not _is_of_links(text, page) else None


def _as_link(stretch: str, code: str | None) -> str:
    return f'<a code="{escape(code)}">{stretch}</a>' if code else stretch


def _leave_out_others(page: BeautifulSoup) -> None:
    """Take out what stands beside the article, and what leads from it to others."""
    for element in page.find_all(_stands_beside):
        if not element.decomposed and element.find(_CONTENT) is None:
            element.decompose()
    for piece in page.find_all(string=_OTHERS, limit=_MOST_LISTS):
        line = _line_of(piece.parent) if piece.parent is not None else None
        if line is None or line.decomposed or not _OTHERS.match(_text(line)):
            continue
        for after in line.find_next_siblings():
            if not _leads_elsewhere(after):
                break
            after.decompose()
        line.decompose()


def _stands_beside(element: Tag) -> bool:
    if element.name in {"nav", "aside", "footer"}:
        return True
    named = [element.get("id"), *(element.get_attribute_list("class"))]
    return element.name not in {"html", "body", *_CONTENT} and any(
        _BESIDE.fullmatch(each) for each in named if isinstance(each, str)
    )


def _line_of(element: Tag) -> Tag | None:
    """Return the largest element around one that is still no more than a line; None if none is."""
    line = None
    for each in (element, *element.parents):
        if isinstance(each, BeautifulSoup) or each.name == "body" or len(_text(each)) > _LINE:
            break
        line = each
        if each.name in {"p", "div", "li", "h2", "h3", "h4", "h5", "dt"}:
            break
    return line


def _leads_elsewhere(element: Tag) -> bool:
    text = _text(element)
    return bool(text) and sum(map(len, _links(element))) >= _MOST * len(text)


def _is_of_links(text: str, page: BeautifulSoup) -> bool:
    """Return whether most of a text is what links to other pages say: a list, no article."""
    rest = text
    for link in sorted(set(_links(page)), key=len, reverse=True):
        if len(link) >= _LINK:
            rest = rest.replace(link, "")
    return len(rest) < _MOST * len(text)


def _links(element: Tag) -> list[str]:
    within = [element] if element.name == "a" else element.find_all("a", href=True)
    return [_text(each) for each in within]


def _text(element: Tag) -> str:
    return " ".join(element.get_text(" ").split())


@cache
def _settings() -> Any:
    """Return the settings of what guesses, which thinks of English: 250 letters are a few words.

    Below that it takes the whole page; a Chinese article has as few as a flash of 40 characters.
    """
    from trafilatura.settings import use_config  # noqa: PLC0415 - as below

    settings = use_config()
    settings.set("DEFAULT", "MIN_EXTRACTED_SIZE", str(_MIN_LENGTH))
    return settings


def _extracted(page: str, *, fast: bool) -> str | None:
    import trafilatura  # noqa: PLC0415 - half a second, which only the process that reads needs

    try:
        found: str | None = trafilatura.extract(
            page, fast=fast, include_comments=False, output_format="html", config=_settings()
        )
    except Exception as error:  # the library raises many kinds on hostile input
        raise ParseError(f"the main text cannot be guessed: {error}") from error
    return found
