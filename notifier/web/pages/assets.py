"""The files that pages are shown with: a style sheet, a script and an icon."""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

ASSETS = {
    "style.css": "text/css; charset=utf-8",
    "feed.css": "text/css; charset=utf-8",
    "copy.js": "text/javascript; charset=utf-8",
    "icon.png": "image/png",
}
"""The media type of each."""


@cache
def asset(name: str) -> bytes:
    """Return the bytes of one of ASSETS."""
    return resources.files("notifier.web").joinpath("static", name).read_bytes()


@cache
def version() -> str:
    """Return what changes with any of them; addresses have it, so that browsers may keep them."""
    return hashlib.sha256(b"".join(map(asset, ASSETS))).hexdigest()[:8]
