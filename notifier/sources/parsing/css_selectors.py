"""Parts of an HTML page by CSS selectors, in the form `selector` or `selector@attribute`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Annotated
from urllib.parse import urljoin, urlsplit

import soupsieve
from bs4 import BeautifulSoup, Tag
from pydantic import AfterValidator

from notifier.core.document import plain_text
from notifier.sources.parsing.charset import decode
from notifier.sources.parsing.link_templates import IN_BRACES, fill, is_template

_XML = re.compile(r"\ufeff?\s*<\?xml\b", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_HEAD = 2000
_FIRST = 20
_FORM = re.compile(r"(?P<css>.*?)(?:@(?P<attribute>[A-Za-z_][\w:.-]*))?", re.DOTALL)


def check_selector(selector: str) -> str:
    """Return a selector that can be used; raises ValueError for one that cannot."""
    css, _ = _split(selector)
    if not selector.strip():
        raise ValueError("is empty; write a CSS selector, or '@href' for the item's own attribute")
    try:
        soupsieve.compile(css or "*")
    except soupsieve.SelectorSyntaxError as error:
        reason = str(error).splitlines()[0].rstrip(". ")
        raise ValueError(f"{selector!r} is no CSS selector: {reason}") from None
    return selector


def _without_attribute(selector: str) -> str:
    if _split(check_selector(selector))[1]:
        raise ValueError(f"{selector!r} names an attribute; here elements are meant")
    return selector


def _split(selector: str) -> tuple[str, str | None]:
    form = _FORM.fullmatch(selector.strip())
    assert form is not None  # every text has this form
    return form["css"].strip(), form["attribute"]


Selector = Annotated[str, AfterValidator(check_selector)]
"""A selector of elements, or with `@attribute` of the values of their attribute.

Without anything before the `@` it is the attribute of the item itself.
"""


def _sound_template(template: str) -> str:
    if not is_template(template):
        return check_selector(template)
    for found in IN_BRACES.finditer(template):
        check_selector(found[1])
        if found[1].startswith("data-"):
            raise ValueError(f"{found[0]} means an element; an attribute is {{@{found[1]}}}")
    if not IN_BRACES.search(template) or "{" in IN_BRACES.sub("", template):
        raise ValueError(
            f"{template!r} must have selectors in braces, as in 'https://example.org/{{@data-id}}'"
        )
    return template


SelectorOrTemplate = Annotated[str, AfterValidator(_sound_template)]
"""A selector, or an address with selectors in braces."""
ElementSelector = Annotated[str, AfterValidator(_without_attribute)]


def read_page(body: bytes, content_type: str) -> BeautifulSoup:
    """Read the bytes of a page, or of an XML document, into a tree, whatever they are."""
    document = decode(body, content_type)
    is_xml = _XML.match(document) and not _HTML.search(document, 0, _HEAD)
    return BeautifulSoup(document, "lxml-xml" if is_xml else "lxml")


def base_address(page: BeautifulSoup, url: str) -> str:
    """Return the address that completes the links of a page: its own, unless it names another."""
    base = page.find("base", href=True)
    href = str(base["href"]).strip() if base is not None else ""
    try:
        named = urljoin(url, href)
        return named if urlsplit(named).scheme in {"http", "https"} else url
    except ValueError:
        return url


def describe_page(page: BeautifulSoup) -> str:
    """Return what a page is, for an operator who expected another: its links and its title."""
    count = len(page.find_all("a", href=True))
    links = "1 link" if count == 1 else f"{count} links"
    title = text(page, "title")
    return f"{links}, title “{title[:60]}”" if title else f"{links} and no title"


def elements(within: Tag, selector: str) -> list[Tag]:
    """Return the elements a selector names, without those that lie inside of another of them.

    Where it names none in an element but that itself, it is that.
    """
    css, _ = _split(selector)
    if not css:
        return [within]
    names = _namespaces(within)
    found = soupsieve.select(css, within, namespaces=names)
    if not found and soupsieve.match(css, within, namespaces=names):
        return [within]
    chosen = set(map(id, found))
    return [each for each in found if not any(id(parent) in chosen for parent in each.parents)]


def _namespaces(within: Tag) -> dict[str, str] | None:
    """Return the namespaces of an XML document by their prefixes, for selectors as `news|title`."""
    document = _document_of(within)
    if document is None or not document.is_xml:
        return None
    declared = document.find_all(True, limit=_FIRST)
    return {
        name.removeprefix("xmlns:"): str(value)
        for element in declared
        for name, value in element.attrs.items()
        if name.startswith("xmlns:")
    }


def texts(within: Tag, selector: str | None) -> tuple[str, ...]:
    """Return what a selector names: text on one line, or the values of an attribute."""
    return tuple(_texts(within, selector)) if selector else ()


def _texts(within: Tag, selector: str) -> Iterator[str]:
    _, attribute = _split(selector)
    for element in elements(within, selector):
        if attribute:
            value = element.get(attribute) or ""
            line = " ".join((value if isinstance(value, str) else " ".join(value)).split())
        else:
            line = plain_text(_inside(element)).replace("\n", " ")
        if line:
            yield line


def text(within: Tag, selector: str | None) -> str | None:
    """Return the first text that a selector names, or None."""
    return next(_texts(within, selector), None) if selector else None


def expand(within: Tag, template: str) -> str | None:
    """Return a template with what its selectors name filled in; None where one is missing."""
    return fill(template, lambda selector: text(within, selector))


def html(within: Tag, selector: str | None) -> str | None:
    """Return the inside of the elements that a selector names, as HTML, or an attribute's value."""
    if not selector:
        return None
    if _split(selector)[1]:
        return text(within, selector)
    inside = "\n".join(_inside(each).strip() for each in elements(within, selector))
    return inside.strip() or None


def _inside(element: Tag) -> str:
    """Return the inside of an element as HTML, which stands escaped or as CDATA in XML."""
    document = _document_of(element)
    if document is not None and document.is_xml and not element.find(True):
        return element.get_text()
    return element.decode_contents()


def _document_of(element: Tag) -> BeautifulSoup | None:
    return next(
        (each for each in element.self_and_parents if isinstance(each, BeautifulSoup)), None
    )
