"""How a feed goes out over HTTP: as what the reader takes, compressed, or not at all."""

from __future__ import annotations

import re
from email.utils import format_datetime, parsedate_to_datetime

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from notifier.core.accepted import by_weight
from notifier.core.numbers import MAX_ID
from notifier.web.feeds.addresses import FIRST_PAGE, Page
from notifier.web.feeds.rendered import Rendered

MOST_ITEMS = 200
"""How many stories a page of a feed holds at most, whatever `?n=` says."""

_CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "ETag, Last-Modified",
}
PUBLIC = {"Cache-Control": "public, max-age=60", **_CORS}
"""Headers of what everybody may read."""
PRIVATE = {
    "Cache-Control": "private, no-cache",
    "X-Robots-Tag": "noindex, nofollow",
    # Its address is a secret, and its page has links to elsewhere.
    "Referrer-Policy": "no-referrer",
}
"""Headers of what one chat may read."""
_TAG = re.compile(r'(?:W/)?"([^"]*?)(?:[-;](?:gzip|br|zstd|deflate))*"')
"""A tag as it comes back: proxies that compress add to it or weaken it."""


def asked_page(request: Request) -> Page:
    """Return which page a reader asks for; what makes no sense is not heard."""
    size, before = (request.query_params.get(name, "") for name in ("n", "before"))
    if size.isdecimal() and size.isascii() and len(size) < 20:
        page = Page(min(max(int(size), 1), MOST_ITEMS))
    else:
        page = FIRST_PAGE
    if before.isdecimal() and before.isascii() and int(before[:20]) <= MAX_ID:
        return Page(page.size, int(before[:20]))
    return page


async def feed_answer(request: Request, rendered: Rendered, *, is_public: bool) -> Response:
    """Answer with a feed, or with 304 where the reader has it."""
    coding = _coding(request.headers.get("accept-encoding", ""))
    is_xml = rendered.media_type.endswith("+xml")
    headers = {
        "ETag": f'"{rendered.tag}-{coding}"' if coding else f'"{rendered.tag}"',
        "Last-Modified": format_datetime(rendered.modified_at, usegmt=True),
        "Vary": "Accept-Encoding, Accept" if is_xml else "Accept-Encoding",
        "X-Content-Type-Options": "nosniff",
        **(PUBLIC if is_public else PRIVATE),
    }
    if _has_it(request.headers, rendered):
        return Response(status_code=304, headers=headers)
    headers["Link"] = rendered.links
    body = rendered.body
    if coding:
        headers["Content-Encoding"] = coding
        body = await rendered.compressed(coding)
    headers["Content-Type"] = rendered.media_type
    if is_xml:
        # A browser shows feeds as their source; of what it calls XML it heeds the style sheet.
        is_browser = "text/html" in request.headers.get("accept", "")
        kind = "application/xml" if is_browser else rendered.media_type
        headers["Content-Type"] = f"{kind}; charset=utf-8"
    return Response(body, headers=headers)


def preflight() -> Response:
    """Let scripts of any page ask for a public feed, on condition too."""
    allowed = {
        "Allow": "GET, HEAD, OPTIONS",
        "Access-Control-Allow-Methods": "GET, HEAD",
        "Access-Control-Allow-Headers": "If-None-Match, If-Modified-Since",
        "Access-Control-Max-Age": "86400",
    }
    return Response(status_code=204, headers={**_CORS, **allowed})


def moved(request: Request, location: str) -> Response:
    """Send a reader to the one address of a feed or its page, with all else that they asked for."""
    query = f"?{request.url.query}" if request.url.query else ""
    return RedirectResponse(f"{location}{query}", 301, headers=PUBLIC)


def _coding(accepted: str) -> str:
    """Return which of our codings a reader takes: Brotli, gzip or none."""
    taken = by_weight(accepted)
    return next((coding for coding in ("br", "gzip") if coding in taken), "")


def is_known(headers: Headers, tag: str) -> bool:
    """Return whether a reader says that it has the answer with this tag."""
    tags = ",".join(headers.getlist("if-none-match"))
    return tag in _TAG.findall(tags) or tags.strip() == "*"


def _has_it(headers: Headers, rendered: Rendered) -> bool:
    """Return whether a reader's copy is the present one (RFC 9110, section 13.2.2)."""
    if "if-none-match" in headers:
        return is_known(headers, rendered.tag)
    since = headers.get("if-modified-since")
    if since is None:
        return False
    try:
        return rendered.modified_at <= parsedate_to_datetime(since)
    except (ValueError, TypeError, OverflowError):
        return False
