"""What somebody who asks over HTTP accepts: languages, codings."""

from __future__ import annotations

import re

_WEIGHT = re.compile(r"q=([01](?:\.[0-9]*)?)", re.IGNORECASE)


def by_weight(accepted: str) -> list[str]:
    """Return what such a header lists (RFC 9110, section 12.4.2), the most wanted first.

    What it refuses is left out; a weight that cannot be read counts as none.
    """
    weights = dict[str, float]()
    for each in accepted.split(","):
        wanted, _, weight = each.partition(";")
        told = _WEIGHT.fullmatch(weight.strip())
        weights.setdefault(wanted.strip().lower(), float(told[1]) if told else 1.0)
    return sorted(filter(weights.__getitem__, weights), key=weights.__getitem__, reverse=True)
