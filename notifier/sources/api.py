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

import re
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from itertools import islice
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator
from typing_extensions import override

from notifier.core.errors import ParseError
from notifier.sources.parsing.css_selectors import ElementSelector, read_page
from notifier.sources.parsing.items import (
    MAX_ITEMS,
    Item,
    ParseContext,
    ParsedList,
    make_entries,
    too_many,
)
from notifier.sources.parsing.json_paths import (
    JsonPath,
    PathOrTemplate,
    as_text,
    check_path,
    exists,
    expand,
    find,
    find_text,
    find_texts,
    is_set,
    lists_in,
)
from notifier.sources.parsing.json_text import parse_json, read_json, script_json
from notifier.sources.parsing.link_templates import is_template
from notifier.sources.web_request import WebRequestConfig

GROUP = "_group"
_EACH = re.compile(r"([\w.]*)(\[[?*\]].*)", re.DOTALL)
"""A path to items of a list, each judged by itself; the list is where the first part leads."""
_PIPE = re.compile(r"(?<!\|)\|(?!\|)")
_MESSAGES = ("msg", "message", "error", "errmsg", "reason")
_NOTHING_WRONG = re.compile(
    r"\bok\b|succe|成功|正常|无数据|無數據|暂无|暫無|没有|沒有|\bno \w+|\bempty\b|\bnone\b",
    re.IGNORECASE,
)


def _with_paths(values: Mapping[str, Any]) -> Mapping[str, Any]:
    for path in values:
        check_path(path)
    return values


def _check_form(form: str) -> str:
    if form.count("{}") != 1:
        raise ValueError("must hold {} once, where the code stands, as in '{}.HK'")
    return form


Conditions = Annotated[Mapping[str, str | int | float | bool], AfterValidator(_with_paths)]
"""Paths, each with the value that is found there."""


class ApiEntry(BaseModel):
    """`[source.entry]`: where in an item the parts of an article are."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: JsonPath | None = None
    """What names the article; its address where this is left out."""
    title: JsonPath | None = None
    """The first sentence of the body, or what it has in 【】, where this is left out or empty."""
    link: PathOrTemplate | None = None
    body: JsonPath | None = None
    time: JsonPath | None = None
    author: JsonPath | None = None
    categories: JsonPath | None = None
    image: JsonPath | None = None
    tickers: JsonPath | None = None
    """Codes of securities, one or a list."""
    ticker_form: Annotated[str, AfterValidator(_check_form)] = "{}"
    """How a code is completed, as in `{}.HK`."""
    urgent: JsonPath | None = None
    """The site's own mark of what is urgent; not where it is 0, false, empty or missing."""

    @model_validator(mode="after")
    def _check_title_or_body(self) -> ApiEntry:
        if self.title is None and self.body is None:
            raise ValueError("has neither `title` nor `body`; an article needs one of them")
        return self


class ApiConfig(WebRequestConfig):
    """A list of articles as JSON, bare or in a callback, a variable or a page's script."""

    kind: Literal["api"]
    script: ElementSelector | None = None
    """The `<script>` that holds the JSON, where the answer is a page."""
    items: JsonPath = "@"
    """The list of articles, or an object of such lists by their day; `_group` is the name there."""
    require: Conditions = Field(default={})
    """What the answer must say of itself."""
    drop: Conditions = Field(default={})
    """An item of which one of these holds is left out, such as an advertisement."""
    entry: ApiEntry
    next_params: Annotated[Mapping[str, JsonPath], Field(alias="next")] = {}
    """Parameters that ask for the following page, and where this page's answer says them."""

    @property
    @override
    def is_paged(self) -> bool:
        """Whether further pages can be asked for."""
        return bool(self.next_params) or super().is_paged


def parse_api(
    body: bytes, content_type: str, context: ParseContext, config: ApiConfig
) -> ParsedList:
    """Read the articles in an answer; raises ParseError where it is not what was expected."""
    if config.script:
        answer = script_json(read_page(body, content_type), config.script)
    else:
        answer = read_json(body, content_type)
    for path, wanted in config.require.items():
        found = find(path, answer)
        if not _equals(found, wanted):
            raise ParseError(f"{path} is {_describe(found)}, not {wanted!r}{_message(answer)}")
    listed, unfit = _items(answer, config.items)
    items = [item for item in listed if not _is_dropped(item, config.drop)]
    selectors = config.entry.model_dump(exclude_none=True)
    faults = defaultdict[str, list[str]](list)
    try:
        parts = [_item(item, config.entry, faults) for item in items]
        parsed = make_entries(parts, selectors, context)
    except ParseError as error:
        raise ParseError(f"{error} (an item is {_describe(items[0])})") from None
    # One line a path, however many ways its items do not fit it.
    problems = (
        *unfit,
        *(f"{len(errors)} of {len(items)} items: {errors[0]}" for errors in faults.values()),
    )
    dropped = len(listed) - len(items)
    if not listed and (said := _message(answer)) and not _NOTHING_WRONG.search(said):
        problems = (f"no articles at {config.items!r}{said}",)
    notes = (f"{dropped} of {len(listed)} items are left out by `drop`",) if dropped else ()
    parsed = replace(parsed, problems=(*problems, *parsed.problems), notes=notes)
    found = {name: find_text(path, answer) for name, path in config.next_params.items()}
    return replace(parsed, next_params={name: value for name, value in found.items() if value})


def _items(answer: Any, path: str) -> tuple[list[Any], Sequence[str]]:
    """Return the items at a path, and what is wrong with those that do not fit it."""
    try:
        found: Any = find(path, answer)
    except ParseError as error:
        return _fitting(answer, path, error)
    if isinstance(found, str):
        found = parse_json(found)  # a list that was written into a text
    if found is None and exists(path, answer):
        return [], ()  # how some say that there is nothing
    if isinstance(found, dict) and (grouped := _ungrouped(found)):
        return grouped[:MAX_ITEMS], too_many(grouped)
    if not isinstance(found, list):
        lists = ", ".join(lists_in(answer))
        raise ParseError(
            f"no list at {path!r}, but {_describe(found)}"
            f"{'' if path == '@' else f'; the answer is {_describe(answer)}'}"
            f"{f'; it has lists at {lists}' if lists else ''}{_message(answer)}"
        )
    return found[:MAX_ITEMS], too_many(found)


def _fitting(answer: Any, path: str, error: ParseError) -> tuple[list[Any], Sequence[str]]:
    """Return the items that fit a path where one does not, such as a null; else raise the error."""
    parts = None if _PIPE.search(path) else _EACH.fullmatch(path)
    items = find(parts[1] or "@", answer) if parts else None
    if parts is None or not isinstance(items, list):
        raise error
    found: list[Any] = []
    faults = []
    for item in items[:MAX_ITEMS]:
        try:
            found += find(parts[2], [item]) or []
        except ParseError as unfit:
            faults.append(str(unfit))
    if not found:
        raise error
    return found, (f"{len(faults)} of {len(items)} items: {faults[0]}",)


def _ungrouped(groups: Mapping[str, Any]) -> list[Any]:
    """Return the items of lists that stand under the days, or other groups, they belong to.

    Each gets the name of its group as `_group`.
    """
    if not all(isinstance(each, list) for each in groups.values()):
        return []
    return [
        {**item, GROUP: name}
        for name, items in groups.items()
        for item in items
        if isinstance(item, dict)
    ]


def _item(item: Any, entry: ApiEntry, faults: defaultdict[str, list[str]]) -> Item:
    """Return the parts of an item, of one that does not fit its path what there is; count those."""

    def one(path: str | None) -> str | None:
        try:
            return find_text(path, item)
        except ParseError as error:
            faults[path or ""].append(str(error))
        with suppress(ParseError):
            return find_text(path, item, lenient=True)
        return None

    def several(path: str | None) -> tuple[str, ...]:
        try:
            return find_texts(path, item)
        except ParseError as error:
            faults[path or ""].append(str(error))
            return ()

    return Item(
        key=one(entry.key),
        title=one(entry.title),
        link=_link(entry.link, item, one),
        body=one(entry.body),
        time=one(entry.time),
        day=as_text(item.get(GROUP)) if isinstance(item, dict) else None,
        author=one(entry.author),
        categories=several(entry.categories),
        image=one(entry.image),
        tickers=tuple(entry.ticker_form.replace("{}", code) for code in several(entry.tickers)),
        urgent=_is_urgent(entry.urgent, item),
    )


def _link(link: str | None, item: Any, one: Callable[[str | None], str | None]) -> str | None:
    if link is None or not is_template(link):
        return one(link)
    with suppress(ParseError):
        return expand(link, item)
    return None


def _is_urgent(path: str | None, item: Any) -> bool:
    with suppress(ParseError):
        return is_set(path, item)
    return False


def _is_dropped(item: Any, drop: Mapping[str, Any]) -> bool:
    """Return whether an item is unwanted; not where that cannot be told."""
    with suppress(ParseError):
        return any(_equals(find(path, item), unwanted) for path, unwanted in drop.items())
    return False


def _equals(found: Any, wanted: str | float | bool) -> bool:
    """Compare as people do: 1 and "1" and true are the same."""
    return bool(found == wanted) or (as_text(found) or "") == str(wanted)


def _message(answer: Any) -> str:
    """Return the error message of an answer, which servers that refuse have."""
    values = answer if isinstance(answer, dict) else {}
    message = next((text for name in _MESSAGES if (text := as_text(values.get(name)))), None)
    return f"; it says {message[:100]!r}" if message else ""


def _describe(value: Any) -> str:
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
