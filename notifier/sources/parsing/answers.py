"""What a parser's process answers, as bytes that are only data: JSON of what the parser returns.

The parent reads them by the type that the parser promises, so that a parser which was taken over by
what it read can give it wrong articles, and nothing that is carried out.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import cache
from typing import Any, TypeVar, cast, get_type_hints

from pydantic import TypeAdapter
from pydantic_core import PydanticSerializationError

_T = TypeVar("_T")


def dump(function: Callable[..., object], value: object) -> bytes:
    """Return what a function returned as JSON; raise what pydantic raises where it cannot be."""
    adapter = _adapter(function)
    try:
        return adapter.dump_json(value)
    except PydanticSerializationError:
        # Half characters, which documents may hold, have no place in UTF-8: they are left out.
        written = json.dumps(adapter.dump_python(value, mode="json"), ensure_ascii=False)
        return written.encode(errors="ignore")


def load(function: Callable[..., _T], answer: bytes) -> _T:
    """Read what a function returned; raise ValueError where it is not of the promised type."""
    return cast("_T", _adapter(function).validate_json(answer))


@cache
def _adapter(function: Callable[..., object]) -> TypeAdapter[Any]:
    return TypeAdapter(get_type_hints(function)["return"])
