"""Addresses with what an item says filled in: `https://example.org/a/{…}.html`.

What stands in the braces is a path or a selector, by the kind of the source.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import quote

from notifier.core.text import strip_invalid

IN_BRACES = re.compile(r"\{([^{}]*)\}")
_KEEP = "/:?#[]@!$&'()*+,;=%~"
"""What stays as it is where a value becomes part of an address."""


def is_template(text: str) -> bool:
    """Return whether a text is an address to be filled, not what names a value by itself."""
    return "://" in text or text.startswith("/")


def fill(template: str, value_of: Callable[[str], str | None]) -> str | None:
    """Return a template with its values filled in; None where one is missing."""
    found = {each: value_of(each) for each in IN_BRACES.findall(template)}
    if None in found.values():
        return None
    return IN_BRACES.sub(
        lambda hole: quote(strip_invalid(found[hole[1]] or ""), safe=_KEEP), template
    )
