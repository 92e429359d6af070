"""An article's own page → what its list did not say: by selectors or paths, else by a guess."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import Annotated, Any

from bs4 import BeautifulSoup
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationInfo, field_validator

from notifier.core.document import plain_text
from notifier.core.errors import ParseError
from notifier.core.model import Entry
from notifier.sources.parsing.article_signs import (
    headings_of,
    is_json,
    kind_of_file,
    leads_away,
    names_article,
    says_home,
)
from notifier.sources.parsing.charset import decode
from notifier.sources.parsing.css_selectors import (
    ElementSelector,
    base_address,
    check_selector,
    describe_page,
    elements,
    html,
    read_page,
    text,
    texts,
)
from notifier.sources.parsing.gate_page import gate_of, stands_for_article
from notifier.sources.parsing.identity import is_same_title
from notifier.sources.parsing.items import (
    Item,
    ParseContext,
    absolute_url,
    parse_item_date,
    plain_title,
)
from notifier.sources.parsing.json_paths import check_path, find_text, find_texts
from notifier.sources.parsing.json_text import read_json, script_json
from notifier.sources.parsing.main_text import main_text

_HEADING = 60
_HOLE = re.compile(r"\{([^{}]*)\}")


def _address(template: str) -> str:
    names = _HOLE.findall(template)
    if not template.startswith(("http://", "https://")) or set(names) - {"key", "link"}:
        raise ValueError("must be an address, in which {key} and {link} stand for the article's")
    return template


class ArticleConfig(BaseModel):
    """`[source.article]`: what is where on an article's own page.

    The parts are CSS selectors; with `json` or `script` they are paths into JSON.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    url: Annotated[str, AfterValidator(_address)] = "{link}"
    """Where the full text is, where that is not the article's link."""
    is_json: bool = Field(default=False, alias="json")
    """The answer is JSON, not a page."""
    script: ElementSelector | None = None
    """The `<script>` of the page that holds JSON."""
    body: str | None = None
    """The main text is found by a guess where this is left out."""
    title: str | None = None
    time: str | None = None
    author: str | None = None
    categories: str | None = None
    image: str | None = None
    remove: ElementSelector | None = None
    """What is left out of the body, such as advertisements."""

    @field_validator("body", "title", "time", "author", "categories", "image")
    @classmethod
    def _sound(cls, value: str | None, info: ValidationInfo) -> str | None:
        if value is None:
            return None
        of_json = info.data.get("is_json") or info.data.get("script")
        return check_path(value) if of_json else check_selector(value)

    @property
    def of_json(self) -> bool:
        """Whether the parts are paths rather than selectors."""
        return self.is_json or self.script is not None


@cache
def _usual() -> ArticleConfig:
    """Return where most pages say it; compiling the selectors takes a tenth of a second."""
    return ArticleConfig(
        time="meta[property='article:published_time']@content",
        author="meta[name='author']@content",
        image="meta[property='og:image']@content",
    )


@dataclass(frozen=True, slots=True)
class ArticlePage:
    """What an article's own page says."""

    entry: Entry
    """With the page's text; as the list has it where the page gives no article."""
    problem: str | None = None
    gives_article: bool = True
    """False of a page to log in, of an error, of the home page."""


def read_article(
    answer: bytes,
    content_type: str,
    context: ParseContext,
    article: ArticleConfig | None,
    entry: Entry,
    asked: str = "",
) -> ArticlePage:
    """Return the entry with what its own page says.

    What `article` selects overrides the list; what most pages have in common only fills gaps.
    `asked` is the address that was asked for, from where redirects may have led elsewhere.
    Raises ParseError where no text is found.
    """
    config = article or ArticleConfig()
    if file := kind_of_file(answer, content_type):
        raise ParseError(f"this is {file}, not a page")
    if config.is_json:
        return _json_article(read_json(answer, content_type), context, config, entry)
    if is_json(decode(answer, content_type)):
        return _no_article(entry, "JSON")
    page = read_page(answer, content_type)
    headings = headings_of(page)
    is_own = names_article(entry.title, headings)
    if not is_own and (away := leads_away(asked, context.url)):
        return _no_article(entry, away)
    context = replace(context, url=base_address(page, context.url))
    filled = _fill_gaps(entry, _by_selectors(_usual(), page), context)
    item = _by_selectors(config, page) if not config.script else _by_script(config, page)
    whole = plain_text(str(page.body or page))
    said = describe_page(page)
    is_selected = bool(plain_text(item.body or ""))
    if not is_own and not is_selected and asked and says_home(page, asked):
        return _no_article(entry, "the home page")
    body = item.body if is_selected else main_text(page)
    if gate := _gate(body, whole, headings, entry.title):
        return _no_article(entry, gate)
    if is_selected:
        return ArticlePage(_override(filled, item, context))
    if body is None:
        where = f"at {config.body!r}" if config.body else "that looks like an article"
        raise ParseError(f"no text {where}; the page has {said}")
    if len(plain_text(body)) <= len(plain_text(entry.body)):
        body = entry.body  # a teaser, or the ways to subscribe
    problem = f"no text at {config.body!r}; the main text was guessed" if config.body else None
    return ArticlePage(_override(filled, replace(item, body=body), context), problem)


def _json_article(
    value: Any, context: ParseContext, config: ArticleConfig, entry: Entry
) -> ArticlePage:
    item = _by_paths(config, value)
    if not plain_text(item.body or ""):
        raise ParseError(f"no text at {config.body!r}")
    return ArticlePage(_override(entry, item, context))


def _no_article(entry: Entry, instead: str) -> ArticlePage:
    return ArticlePage(entry, f"the page gives no article, but {instead}", gives_article=False)


def _gate(body: str | None, whole: str, headings: tuple[str, ...], title: str) -> str | None:
    """Return what stands in the place of an article, for a person; None of an article."""
    if body is None and not names_article(title, headings):
        return gate_of(whole, next(iter(headings), ""))
    lines = plain_text(body or "").splitlines() or whole.splitlines()
    text = "\n".join(each for each in lines if not is_same_title(each, title))
    beginning = text[: 2 * len(title)]
    is_own = names_article(title, (*headings, beginning))
    first = [each for each in lines[:1] if len(each) <= _HEADING]
    return stands_for_article(text, (*headings, *first), is_own=is_own)


def _by_paths(config: ArticleConfig, value: Any) -> Item:
    return Item(
        body=find_text(config.body, value),
        title=find_text(config.title, value),
        time=find_text(config.time, value),
        author=find_text(config.author, value),
        categories=find_texts(config.categories, value),
        image=find_text(config.image, value),
    )


def _by_script(config: ArticleConfig, page: BeautifulSoup) -> Item:
    assert config.script is not None
    return _by_paths(config, script_json(page, config.script))


def _by_selectors(config: ArticleConfig, page: BeautifulSoup) -> Item:
    parts = Item(
        title=text(page, config.title),
        time=text(page, config.time),
        author=text(page, config.author),
        categories=texts(page, config.categories),
        image=text(page, config.image),
    )
    for element in elements(page, config.remove) if config.remove else ():
        element.decompose()
    return replace(parts, body=html(page, config.body))


def _override(entry: Entry, item: Item, context: ParseContext) -> Entry:
    """Return the entry with what its page says in place of what its list says."""
    return replace(
        entry,
        title=plain_title(item.title) or entry.title,
        body=item.body or entry.body,
        published=parse_item_date(item.time, context) or entry.published,
        author=item.author or entry.author,
        categories=item.categories or entry.categories,
        image=absolute_url(item.image, context.url) or entry.image,
    )


def _fill_gaps(entry: Entry, item: Item, context: ParseContext) -> Entry:
    """Return the entry with what its page says where its list says nothing."""
    return replace(
        entry,
        published=entry.published or parse_item_date(item.time, context),
        author=entry.author or item.author,
        image=entry.image or absolute_url(item.image, context.url),
    )
