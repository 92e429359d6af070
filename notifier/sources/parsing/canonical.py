"""One form for the addresses of a page, whatever way it reached us.

The rules know habits that many sites share, and no site by name: tracking parameters, hosts and
paths made for phones, ids in paths that are unique to a publisher.
"""

from __future__ import annotations

import re
from urllib.parse import parse_qsl, quote, urlencode, urlsplit, urlunsplit

from notifier.sources.parsing.cleaning import bounded_key, clean_url

_TRACKING = re.compile(
    r"utm_\w+|spm|scm|from|tt_from|isappinstalled|nsukey|wxshare\w*|"
    r"[fgdty]clid|fbclid|gbraid|wbraid|msclkid|twclid|ttclid|igshid|mc_[ce]id|mkt_tok|_ga|_hs\w+|"
    r"ref_src|feedref|cmpid|ncid|guccounter|guce_\w+|soc_(?:src|trk)|\.?tsrc|yptr|xtor",
    re.IGNORECASE,
)
# These name a page on some sites, and on others only the way that led to it.
_MAYBE_TRACKING = re.compile(
    r"ref|src|source|via|mod|channel|platform|outputtype|amp", re.IGNORECASE
)
_SHARED = re.compile(r"share_?\w*", re.IGNORECASE)
_NUMBER = re.compile(r"\d{2,6}")
"""What a parameter called share has where it means one that is traded: share=600519."""
# What a server adds for one visit, or only to have the page loaded anew.
_VISIT = re.compile(
    r"phpsessid|jsessionid|aspsessionid\w*|cfid|cftoken|session_?id|visit_?id|"
    r"nonce|rand(?:om)?|rnd|cache_?bust(?:er)?|invite\w*|inviter|views?|hits?|clicks?|pv|"
    r"read_?count|view_?count",
    re.IGNORECASE,
)
_MAYBE_VISIT = re.compile(
    r"_|t|_t|ts|time|timestamp|r|v|ver|code|uid|token|sid|s_id|sess", re.IGNORECASE
)
_CHANGING = re.compile(r"1[5-9]\d{8}(?:\d{3})?|0\.\d{6,}|(?!\w*\d{10})[0-9a-z]{20,}", re.IGNORECASE)
"""A moment in seconds or milliseconds, a random fraction, a long digest: no page's name. Ten digits
in a row are rare in a digest: so publishers number their pages."""
_SESSION = re.compile(r";(?:jsessionid|sid|sessionid|phpsessid)=[^/;]*", re.IGNORECASE)
_REFERRERS = re.compile(
    r"|1|amp|rss\w*|feed\w*|newsletter|e?mail|push|app|android|ios|iphone|wap|h5|mobile|pc|web|share|"
    r"wechat|weixin|weibo|qq|twitter|x|facebook|telegram|google\w*|baidu|home(?:page)?",
    re.IGNORECASE,
)
_DEVICE = frozenset({"www", "m", "wap", "mobile", "amp", "3g", "h5"})
_SECOND_LEVEL = frozenset({"com", "net", "org", "gov", "edu", "co", "ac"})
# A publisher numbers its articles; so long a number is the same article on each of its hosts.
_LONG_ID = re.compile(r"\d{10,}[^/]*$")
_FIRST_PAGE = re.compile(r"/(?:index|default)\.(?:s?html?|php|aspx?|jsp)$", re.IGNORECASE)
_AMP = re.compile(r"^/amp(?=/.)|/amp/?$|\.amp(?=\.html?$|$)")
_ESCAPE = re.compile(r"%([0-9a-fA-F]{2})")
_UNRESERVED = re.compile(r"[\w.~-]", re.ASCII)


def canonical_url(url: str | None) -> str | None:
    """Return one form for the addresses of the same page, or None where there is no page.

    Without what only tells where a reader came from or reads: tracking parameters, hosts for
    phones, the fragment (but one that begins as a path does names a page). A site's first page is
    no article's: feeds without pages of their own give it for all.
    """
    address = clean_url(url)
    if address is None:
        return None
    try:
        parts = urlsplit(address)
        host = (parts.hostname or "").rstrip(".")
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in {"http", "https"} or not host:
        return None
    path = _path(_SESSION.sub("", parts.path))
    host = _host(host, everywhere=_LONG_ID.search(path) is not None)
    standard = {"http": 80, "https": 443}[parts.scheme]
    netloc = host if port in {None, standard} else f"{host}:{port}"
    # Bytes that are no UTF-8, as old Chinese sites write, must not all become the same.
    query = parse_qsl(parts.query, keep_blank_values=True, errors="surrogateescape")
    asked = sorted((pair for pair in query if not _is_tracking(*pair)), key=lambda pair: pair[0])
    kept = urlencode(asked, errors="surrogateescape")
    fragment = parts.fragment if parts.fragment.startswith(("/", "!")) else ""
    if path == "/" and not kept and len(fragment) < 2:
        return None
    # http and https of the same address are the same page.
    return bounded_key(urlunsplit(("https", netloc, path, kept, fragment)))


def _is_tracking(name: str, value: str) -> bool:
    if _TRACKING.fullmatch(name) or _VISIT.fullmatch(name):
        return True
    if _MAYBE_VISIT.fullmatch(name) and _CHANGING.fullmatch(value):
        return True
    if _SHARED.fullmatch(name):
        return _NUMBER.fullmatch(value) is None
    return bool(_MAYBE_TRACKING.fullmatch(name) and _REFERRERS.fullmatch(value))


def _host(host: str, *, everywhere: bool) -> str:
    """Return a host without labels of a device; without subdomains if `everywhere`."""
    labels = host.split(".")
    if labels[-1].isdecimal() or ":" in host:
        return host  # a number, not a name
    own = 3 if len(labels[-1]) == 2 and labels[-2:-1] and labels[-2] in _SECOND_LEVEL else 2
    before = [] if everywhere else [each for each in labels[:-own] if each not in _DEVICE]
    return ".".join([*before, *labels[-own:]])


def _path(path: str) -> str:
    """Return one spelling of a path, as the site's page for any device has it."""
    path = _ESCAPE.sub(_one_escape, quote(path, safe="%/:@!$&'()*+,;=~-._"))
    before = None
    while path != before:
        before, path = path, _FIRST_PAGE.sub("/", _AMP.sub("", path)).rstrip("/")
    return path or "/"


def _one_escape(found: re.Match[str]) -> str:
    character = chr(int(found[1], 16))
    return character if _UNRESERVED.match(character) else found[0].upper()
