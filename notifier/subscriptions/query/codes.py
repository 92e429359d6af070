"""Which bare words of a query are taken for a security's code rather than for text.

Only forms that people hardly write for anything else: `SZ002230`, `002230.SZ`, `0700.HK`,
`AAPL.US`. A bare `AAPL` or a name stays text; `$AAPL` and `@name` say that a security is meant.
"""

from __future__ import annotations

import re

_CERTAIN = re.compile(
    r"""
      (?:sz|sh|bj)\d{6}
    | \d{6}\.(?:sz|sh|ss|bj|xshe|xshg|xbse)
    | hk\d{5} | \d{4,5}\.hk | \d{1,5}\ hk
    | [a-z]{1,5}(?:[._/-][a-z])?\.us
    | (?:nasdaq|nyse|amex|nysearca|sse|szse|bse|hkex|sehk):[a-z0-9]+(?:[._/-][a-z])?
    """,
    re.VERBOSE | re.IGNORECASE,
)
_POSSIBLE = re.compile(
    r"""
      \d{6} | 0\d{4} | hk\d{1,4} | \d{1,3}\.hk
    | [01]\.\d{6} | 116\.\d{5} | 10[567]\.[a-z]{1,5}(?:[._-][a-z])?
    | gb_[a-z.]{1,7} | [a-z]{1,4}[./-][a-z]
    """,
    re.VERBOSE | re.IGNORECASE,
)


def is_surely_code(word: str) -> bool:
    """Tell whether a word can be nothing but a code, so that an unknown one is a mistake."""
    return _CERTAIN.fullmatch(word) is not None


def looks_like_code(word: str) -> bool:
    """Tell whether a word means a security where one with this code is known."""
    return is_surely_code(word) or _POSSIBLE.fullmatch(word) is not None
