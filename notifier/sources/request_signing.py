"""How sites sign the parameters of a request: one line each."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from urllib.parse import urlencode


def _cls(parameters: Mapping[str, str]) -> dict[str, str]:
    """Sign as 财联社 does: the MD5 of the SHA-1 of the query in the order of its names, in hex."""
    query = urlencode(sorted(parameters.items()))
    first = hashlib.sha1(query.encode(), usedforsecurity=False).hexdigest()
    return {"sign": hashlib.md5(first.encode(), usedforsecurity=False).hexdigest()}


SIGNERS: Mapping[str, Callable[[Mapping[str, str]], Mapping[str, str]]] = {"cls": _cls}
"""From all parameters of a request to those that sign them."""
