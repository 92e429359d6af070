"""How sites sign the parameters of a request."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from urllib.parse import urlencode


def _cls(parameters: Mapping[str, str]) -> dict[str, str]:
    """Return the signature of 财联社: MD5 of SHA-1 of the query sorted by names, in hex."""
    query = urlencode(sorted(parameters.items()))
    first = hashlib.sha1(query.encode(), usedforsecurity=False).hexdigest()
    return {"sign": hashlib.md5(first.encode(), usedforsecurity=False).hexdigest()}


SIGNERS: Mapping[str, Callable[[Mapping[str, str]], Mapping[str, str]]] = {"cls": _cls}
"""Each returns, of all parameters of a request, those that sign them."""
