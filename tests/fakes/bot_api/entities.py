"""Telegram's HTML parse mode, read more strictly than Telegram does.

What Telegram refuses is refused with its words. What it lets pass, but shows other than it was
meant (`&nbsp;`, a bare `&` or `>`, attributes it ignores), is refused too, in words of our own: no
message of ours should hold it.
"""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass
from typing import Any, Final

MAX_ENTITIES: Final = 100

_KINDS: Final = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "span": "spoiler",
    "tg-spoiler": "spoiler",
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "tg-time": "date_time",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
_REFERENCES: Final = {"lt": "<", "gt": ">", "amp": "&", "quot": '"'}
_PIECE: Final = re.compile(
    r"""(?P<plain>[^<>&]+)
      | <(?P<closes>/?)(?P<name>[^\s<>/]*)(?P<attributes>(?:[^<>"']|"[^"]*"|'[^']*')*)>
      | &(?P<reference>\#?\w+);
      | (?P<stray>.)""",
    re.VERBOSE | re.DOTALL,
)
_ATTRIBUTE: Final = re.compile(
    r"""\s+(?P<name>[\w-]+)(?:\s*=\s*(?:"(?P<double>[^"]*)"|'(?P<single>[^']*)'))?"""
)
_ATTRIBUTES: Final = {
    "a": {"href": re.compile(r"\S+")},
    "span": {"class": re.compile("tg-spoiler")},
    "tg-emoji": {"emoji-id": re.compile(r"[1-9]\d*")},
    "tg-time": {"unix": re.compile(r"\d+"), "format": re.compile(r"r|w?[dD]?[tT]?")},
    "code": {"class": re.compile(r"language-\S+")},
    "blockquote": {"expandable": re.compile("")},
}
"""What a tag's attributes may be; a tag that is not here has none."""
_REQUIRED: Final = {"a": "href", "span": "class", "tg-emoji": "emoji-id", "tg-time": "unix"}


class EntitiesError(ValueError):
    """A text is not Telegram's HTML; the message is what follows "can't parse entities: "."""


@dataclass(frozen=True)
class FormattedText:
    """A text as it is shown, and its formatting as the Bot API describes it."""

    text: str
    entities: tuple[dict[str, Any], ...] = ()


@dataclass
class _Open:
    """A start tag whose end has not come yet.

    `number` counts the tags; `start` counts UTF-16 units of the shown text.
    """

    number: int
    name: str
    attributes: dict[str, str]
    start: int
    language: str | None = None


def utf16_length(text: str) -> int:
    """Count as Telegram counts: in UTF-16 code units."""
    return len(text.encode("utf-16-le")) // 2


def parse_html(source: str) -> FormattedText:
    """Read `source` in the HTML parse mode; raises `EntitiesError`."""
    parser = _Parser()
    for piece in _PIECE.finditer(source):
        where = f"at byte offset {len(source[: piece.start()].encode())}"
        if piece["plain"] is not None:
            parser.add(piece["plain"])
        elif piece["reference"] is not None:
            parser.add(_decode_reference(piece["reference"], where))
        elif piece["stray"] is not None:
            raise EntitiesError(_explain_stray(piece["stray"], where))
        elif piece["closes"]:
            parser.close(piece["name"].lower(), where)
        else:
            parser.open(piece["name"].lower(), piece["attributes"], where)
    return parser.finish()


class _Parser:
    """The text and the entities read so far, and the tags that are open."""

    def __init__(self) -> None:
        self._text: list[str] = []
        self._length = 0
        self._open: list[_Open] = []
        self._tags = itertools.count()
        self._entities: dict[int, dict[str, Any]] = {}

    def add(self, text: str) -> None:
        self._text.append(text)
        self._length += utf16_length(text)

    def open(self, name: str, attributes: str, where: str) -> None:
        if name not in _KINDS:
            raise EntitiesError(f'Unsupported start tag "{name}" {where}')
        known = _read_attributes(name, attributes, where)
        tag = _Open(next(self._tags), name, known, self._length)
        _check_nesting(tag, self._open, where)
        self._open.append(tag)

    def close(self, name: str, where: str) -> None:
        if not self._open:
            raise EntitiesError(f"Unexpected end tag {where}")
        tag = self._open.pop()
        if name != tag.name:
            raise EntitiesError(
                f'Unmatched end tag {where}, expected "</{tag.name}>", found "</{name}>"'
            )
        if name == "code" and self._open and self._open[-1].name == "pre":
            language = tag.attributes.get("class")
            self._open[-1].language = language and language.removeprefix("language-")
        elif self._length > tag.start:
            self._entities[tag.number] = _entity(tag, self._length)

    def finish(self) -> FormattedText:
        if self._open:
            raise EntitiesError(
                f'Can\'t find end tag corresponding to start tag "{self._open[-1].name}"'
            )
        ordered = [self._entities[number] for number in sorted(self._entities)]
        return FormattedText("".join(self._text), tuple(ordered[:MAX_ENTITIES]))


def _entity(tag: _Open, end: int) -> dict[str, Any]:
    entity = {"type": _KINDS[tag.name], "offset": tag.start, "length": end - tag.start}
    match tag.name:
        case "a":
            entity["url"] = tag.attributes["href"]
        case "tg-emoji":
            entity["custom_emoji_id"] = tag.attributes["emoji-id"]
        case "tg-time":
            entity["unix_time"] = int(tag.attributes["unix"])
            entity["date_time_format"] = tag.attributes.get("format", "")
        case "blockquote" if "expandable" in tag.attributes:
            entity["type"] = "expandable_blockquote"
        case "pre" if tag.language:
            entity["language"] = tag.language
    return entity


def _read_attributes(tag: str, source: str, where: str) -> dict[str, str]:
    attributes: dict[str, str] = {}
    end = 0
    for attribute in _ATTRIBUTE.finditer(source):
        if attribute.start() != end:
            break
        end = attribute.end()
        value = attribute["double"] or attribute["single"] or ""
        attributes[attribute["name"].lower()] = _decode(value, where)
    if source[end:].strip():
        raise EntitiesError(f'Expected attributes in the tag "{tag}" {where}')
    allowed = _ATTRIBUTES.get(tag, {})
    fit = all(name in allowed and allowed[name].fullmatch(attributes[name]) for name in attributes)
    missing = tag in _REQUIRED and _REQUIRED[tag] not in attributes
    if fit and not missing:
        return attributes
    if tag == "span":
        raise EntitiesError(f'Tag "span" must have class "tg-spoiler" {where}')
    raise EntitiesError(f'Unsupported attributes in the tag "{tag}" {where}')


def _check_nesting(tag: _Open, around: list[_Open], where: str) -> None:
    """Refuse nesting that Telegram takes and then silently undoes: a link or a style is lost."""
    names = [outer.name for outer in around]
    in_pre = tag.name == "code" and names[-1:] == ["pre"]
    if tag.attributes and tag.name == "code" and not in_pre:
        raise EntitiesError(f"A language without a pre tag {where}")
    inside = set(names[:-1] if in_pre else names)
    if tag.name in ("code", "pre"):
        unfit = inside - {"blockquote"}
    elif tag.name in ("a", "blockquote"):
        unfit = inside & {"code", "pre", tag.name}
    else:
        unfit = inside & {"code", "pre"}
    if unfit:
        raise EntitiesError(f'Tag "{tag.name}" inside of "{min(unfit)}" {where}')


def _decode(source: str, where: str) -> str:
    """Decode the references in an attribute's value."""

    def decode(match: re.Match[str]) -> str:
        if match[1] is None:
            raise EntitiesError(f'Unescaped "{match[0]}" {where}')
        return _decode_reference(match[1], where)

    return re.sub(r"&(?:(#?\w+);)?|[<>]", decode, source)


def _decode_reference(name: str, where: str) -> str:
    if name in _REFERENCES:
        return _REFERENCES[name]
    numeric = re.fullmatch(r"#(?:(\d{1,7})|[xX]([0-9a-fA-F]{1,6}))", name)
    code = int(numeric[1] or numeric[2], 10 if numeric[1] else 16) if numeric else 0
    if 0 < code <= 0x10FFFF and not 0xD800 <= code <= 0xDFFF:
        return chr(code)
    raise EntitiesError(f'Unsupported reference "&{name};" {where}')


def _explain_stray(character: str, where: str) -> str:
    if character == "<":
        return f"Unclosed start tag {where}"
    return f'Unescaped "{character}" {where}'
