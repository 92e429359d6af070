"""The kind `api`: an address that answers with JSON, its parts named by paths (JMESPath).

[[source]]
kind = "api"
url = "https://example.org/api/list"
items = "data.list"
require = { code = 200 }
drop = { is_ad = 1 }
[source.entry]
title = "title"
link = "https://example.org/a/{id}.html"
time = "ctime"
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import islice
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from typing_extensions import override

from notifier.core.errors import ParseError
from notifier.sources.parsing.charset import decoded
from notifier.sources.parsing.css_selectors import ElementSelector, read_page
from notifier.sources.parsing.items import Listed, Origin, Parts, list_entries
from notifier.sources.parsing.json_paths import (
    Path,
    PathOrAddress,
    as_text,
    check_path,
    fill,
    find,
    find_text,
    find_texts,
    is_template,
    stands,
)
from notifier.sources.parsing.json_text import json_in, json_in_script
from notifier.sources.web_request import AskingConfig

_MOST_ITEMS = 1000
_MESSAGES = ("msg", "message", "error", "errmsg", "reason")


def _with_paths(values: Mapping[str, Any]) -> Mapping[str, Any]:
    for path in values:
        check_path(path)
    return values


def _with_a_hole(form: str) -> str:
    if form.count("{}") != 1:
        raise ValueError("must hold {} once, where the code stands, as in '{}.HK'")
    return form


Conditions = Annotated[Mapping[str, str | int | float | bool], AfterValidator(_with_paths)]
"""Paths, each with the value that is found there."""


class ApiEntry(BaseModel):
    """`[source.entry]`: where in an item the parts of an article are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: Path | None = None
    """What names the article; its address where this is left out."""
    title: Path | None = None
    """The first sentence of the body, or what it has in 【】, where this is left out or empty."""
    link: PathOrAddress | None = None
    body: Path | None = None
    time: Path | None = None
    author: Path | None = None
    categories: Path | None = None
    image: Path | None = None
    tickers: Path | None = None
    """Codes of securities, one or a list."""
    ticker_form: Annotated[str, AfterValidator(_with_a_hole)] = "{}"
    """How a code is completed, as in `{}.HK`."""

    @model_validator(mode="after")
    def _says_something(self) -> ApiEntry:
        if self.title is None and self.body is None:
            raise ValueError("has neither `title` nor `body`; an article needs one of them")
        return self


class ApiConfig(AskingConfig):
    """A list of articles as JSON, bare or in a callback, a variable or a page's script."""

    kind: Literal["api"]
    script: ElementSelector | None = None
    """The `<script>` that holds the JSON, where the answer is a page."""
    items: Path = "@"
    """The list of articles."""
    require: Conditions = Field(default={})
    """What the answer must say of itself."""
    drop: Conditions = Field(default={})
    """An item of which one of these holds is left out, such as an advertisement."""
    entry: ApiEntry
    following: Annotated[Mapping[str, Path], Field(alias="next")] = {}
    """Parameters that ask for the following page, and where this page's answer says them."""

    @property
    @override
    def is_paged(self) -> bool:
        """Whether further pages can be asked for."""
        return bool(self.following) or super().is_paged


def parse_api(body: bytes, content_type: str, origin: Origin, config: ApiConfig) -> Listed:
    """Read the articles in an answer; raises ParseError where it is not what was expected."""
    if config.script:
        answer = json_in_script(read_page(body, content_type), config.script)
    else:
        answer = json_in(decoded(body, content_type))
    for path, wanted in config.require.items():
        found = find(path, answer)
        if not _is(found, wanted):
            raise ParseError(f"{path} is {_in_words(found)}, not {wanted!r}{_message(answer)}")
    items = [item for item in _items(answer, config.items) if not _is_dropped(item, config.drop)]
    named = config.entry.model_dump(exclude_none=True)
    listed = list_entries([_parts(item, config.entry) for item in items], named, origin)
    following = {name: find_text(path, answer) for name, path in config.following.items()}
    return replace(listed, following={name: said for name, said in following.items() if said})


def _items(answer: Any, path: str) -> list[Any]:
    found = find(path, answer)
    if isinstance(found, str):
        found = json_in(found)  # a list that was written into a text
    if found is None and stands(path, answer):
        return []  # how some say that there is nothing
    if not isinstance(found, list):
        raise ParseError(
            f"no list at {path!r}, but {_in_words(found)}; the answer is "
            f"{_in_words(answer)}{_message(answer)}"
        )
    return found[:_MOST_ITEMS]


def _parts(item: Any, entry: ApiEntry) -> Parts:
    link = entry.link
    return Parts(
        key=find_text(entry.key, item),
        title=find_text(entry.title, item),
        link=fill(link, item) if link and is_template(link) else find_text(link, item),
        body=find_text(entry.body, item),
        time=find_text(entry.time, item),
        author=find_text(entry.author, item),
        categories=find_texts(entry.categories, item),
        image=find_text(entry.image, item),
        tickers=tuple(
            entry.ticker_form.replace("{}", code) for code in find_texts(entry.tickers, item)
        ),
    )


def _is_dropped(item: Any, drop: Mapping[str, Any]) -> bool:
    return any(_is(find(path, item), unwanted) for path, unwanted in drop.items())


def _is(found: Any, wanted: str | float | bool) -> bool:
    """Compare as people do: 1 and "1" and true are the same."""
    return bool(found == wanted) or (as_text(found) or "") == str(wanted)


def _message(answer: Any) -> str:
    """Return what an answer says in words, as servers do that refuse."""
    says = answer if isinstance(answer, dict) else {}
    said = next((text for name in _MESSAGES if (text := as_text(says.get(name)))), None)
    return f"; it says {said[:100]!r}" if said else ""


def _in_words(value: Any) -> str:
    match value:
        case None:
            return "nothing"
        case dict():
            names = [str(name)[:30] for name in islice(value, 8)]
            return f"an object of {', '.join(names) or 'nothing'}"
        case list():
            return f"a list of {len(value)}"
        case _:
            return repr(value)[:60]
