"""All that matching needs, as bytes, so that a start with very many queries takes no time.

What cannot be taken up (damaged, or made by another version of anything it depends on) is no error:
it is built anew.
"""

from __future__ import annotations

import json
import unicodedata
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from importlib.metadata import PackageNotFoundError, version
from typing import Any, get_args

from notifier.core.aho_corasick import Automaton
from notifier.subscriptions.query.ast import Atom
from notifier.subscriptions.query.compiler import All, No, Program, Some
from notifier.subscriptions.query.term_index import Segment, TermIndex

_FORMAT = 2
_HEAD = 12
_ATOMS = {kind.__name__: kind for kind in get_args(Atom)}
_JOINTS: dict[str, type[All | Some | No]] = {"all": All, "some": Some, "no": No}


@dataclass(slots=True)
class Compiled:
    """The queries made ready for matching: what a snapshot keeps."""

    terms: TermIndex = field(default_factory=TermIndex)
    categories: TermIndex = field(default_factory=TermIndex)
    """The words that are looked for in categories."""
    labels: dict[int, str] = field(default_factory=dict)
    """Terms as their askers wrote them, by number, where that is not the folded form."""
    programs: dict[int, Program] = field(default_factory=dict)
    """The queries by their ids."""


def dump(compiled: Compiled) -> bytes:
    """Write compiled queries as bytes."""
    segments = list(compiled.terms.segments())
    words: dict[int, Program] = {}
    pairs: dict[int, Program] = {}
    others: list[Any] = []
    for query_id, program in compiled.programs.items():
        if isinstance(program, int):
            words[query_id] = program
        elif isinstance(program, All) and [*map(type, program)] == [int, int]:
            pairs[query_id] = program
        else:
            others.append([query_id, _encoded(program)])
    head = json.dumps(
        {
            "made_by": _made_by(),
            "terms": compiled.terms.terms,
            "categories": compiled.categories.terms,
            "labels": [list(compiled.labels), list(compiled.labels.values())],
            # Nearly all queries are one word or two: these are quick to read as they stand.
            "words": [list(words), list(words.values())],
            "pairs": [list(pairs), list(pairs.values())],
            "others": others,
            "segments": [[segment.first, segment.last] for segment in segments],
        },
        ensure_ascii=False,
    ).encode()
    body = len(head).to_bytes(8, "big") + head
    return zlib.crc32(body).to_bytes(4, "big") + body


def load(data: bytes) -> Compiled | None:
    """Take up what `dump` wrote; None if it is damaged or was made by another version."""
    if len(data) < _HEAD or zlib.crc32(memoryview(data)[4:]) != int.from_bytes(data[:4], "big"):
        return None
    end = _HEAD + int.from_bytes(data[4:_HEAD], "big")
    head = json.loads(data[_HEAD:end])
    if head["made_by"] != _made_by():
        return None
    programs: dict[int, Program] = dict(zip(*head["words"], strict=True))
    pair_ids, pairs = head["pairs"]
    programs.update(zip(pair_ids, map(All, pairs), strict=True))
    programs.update((query_id, _decoded(program)) for query_id, program in head["others"])
    return Compiled(
        terms=TermIndex(head["terms"], tuple(_segments(head))),
        categories=TermIndex(head["categories"]),
        labels=dict(zip(*head["labels"], strict=True)),
        programs=programs,
    )


def _segments(head: dict[str, Any]) -> Iterator[Segment]:
    for first, last in head["segments"]:
        yield Segment(first, last, Automaton(head["terms"][first:last]))


def _made_by() -> list[str]:
    """Name everything whose change makes another snapshot: folding and automata depend on it."""
    return [str(_FORMAT), unicodedata.unidata_version, *map(_version, ("opencc", "ahocorasick-rs"))]


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return ""


def _encoded(value: Any) -> Any:
    for name, joint in _JOINTS.items():
        if isinstance(value, joint):
            return [name, *map(_encoded, value)]
    if type(value) in _ATOMS.values():
        inner = (_encoded(getattr(value, part.name)) for part in fields(value))
        return [type(value).__name__, *inner]
    return value


def _decoded(value: Any) -> Any:
    if not isinstance(value, list):
        return value
    name, *parts = value
    if name in _JOINTS:
        return _JOINTS[name](map(_decoded, parts))
    return _ATOMS[name](*map(_decoded, parts))
