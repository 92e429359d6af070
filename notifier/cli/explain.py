"""`explain`: what is recognised in a text and why, and which queries hold and why."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any
from zoneinfo import ZoneInfo

import typer
from rich.console import Console
from rich.markup import escape
from rich.table import Table

from notifier.cli.common import Json, command_app, example, print_json
from notifier.cli.loading import settings_and_logging, store_and_rules
from notifier.core.clock import system_clock
from notifier.core.document import read_entry
from notifier.core.errors import NotifierError, QueryError
from notifier.core.model import Document, Entry, Match, Mention
from notifier.securities.evidence import explain as in_words
from notifier.sources.parsing.cleaning import clean
from notifier.sources.posts import parse_post
from notifier.subscriptions.query.matcher import Matcher
from notifier.subscriptions.query.query import Query
from notifier.subscriptions.rules import Rules

app = command_app()


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the rules say of one text."""

    id: str | None
    """As the text was given with it."""
    mentions: tuple[Mention, ...]
    queries: tuple[str, ...]
    matches: tuple[Match, ...]
    """With query ids that count in `queries`."""
    errors: tuple[tuple[str, QueryError], ...] = field(default=())
    canonical: tuple[str | None, ...] = field(default=())
    """The canonical form of each of `queries`; None where it cannot be read."""

    def as_json(self) -> dict[str, Any]:
        """Return the form that --json and --jsonl print."""
        return {
            "id": self.id,
            "securities": [
                {
                    "symbol": mention.symbol,
                    "name": mention.name,
                    "role": mention.role.value,
                    "score": round(mention.score, 3),
                    "surface": mention.surface,
                    "field": mention.field.value,
                    "start": mention.start,
                    "end": mention.end,
                    "evidence": [in_words(sign) for sign in mention.evidence],
                    "signs": mention.evidence,
                }
                for mention in self.mentions
            ],
            "matches": [self.queries[match.query_id] for match in self.matches],
            "errors": [
                {
                    "query": text,
                    "position": error.position,
                    "reason": error.reason,
                    "repair": error.repair,
                }
                for text, error in self.errors
            ],
            "canonical": self.canonical,
        }


class Explainer:
    """Applies rules to texts; queries are read once however often they are asked."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        self._read: dict[str, Query | QueryError] = {}
        self._matchers: dict[tuple[str, ...], Matcher] = {}

    def explain(self, name: str | None, document: Document, asked: Sequence[str]) -> Explanation:
        """Explain one document for the queries asked."""
        queries = tuple(asked)
        read = [self._parse(text) for text in queries]
        mentions = self._rules.mentions(document)
        return Explanation(
            id=name,
            mentions=mentions,
            queries=queries,
            matches=self._matcher(queries, read).match(document, mentions),
            errors=tuple(
                (text, each)
                for text, each in zip(queries, read, strict=True)
                if isinstance(each, QueryError)
            ),
            canonical=tuple(
                None if isinstance(each, QueryError) else each.canonical for each in read
            ),
        )

    def _parse(self, text: str) -> Query | QueryError:
        if text not in self._read:
            try:
                self._read[text] = self._rules.parse(text)
            except QueryError as error:
                self._read[text] = error
        return self._read[text]

    def _matcher(self, queries: tuple[str, ...], read: list[Query | QueryError]) -> Matcher:
        if queries not in self._matchers:
            self._matchers[queries] = Matcher(
                {
                    number: query
                    for number, query in enumerate(read)
                    if not isinstance(query, QueryError)
                }
            )
        return self._matchers[queries]


@app.command(
    epilog=example(
        "notifier explain post.md --query '元宇宙 | 虚拟现实'",
        "notifier explain --jsonl - < articles.jsonl",
    )
)
def explain(
    file: Annotated[
        str, typer.Argument(metavar="FILE|-", help="A post, HTML or plain text; - for stdin.")
    ] = "-",
    query: Annotated[
        list[str] | None, typer.Option("--query", "-q", help="A query to test; may be repeated.")
    ] = None,
    *,
    as_json: Json = False,
    jsonl: Annotated[
        bool, typer.Option("--jsonl", help='Read lines {"id","title","body",…}, write lines.')
    ] = False,
) -> None:
    """Tell which companies a text is recognised to be about, and which queries hold, and why.

    In a query a bare name is text: write 科大讯飞 for the words, @科大讯飞 or SZ002230 for the
    company.
    """
    settings = settings_and_logging(quiet=True)

    async def load() -> Rules:
        async with store_and_rules(settings) as (_, rules):
            return rules

    explainer = Explainer(asyncio.run(load()))
    if jsonl:
        if not _explain_lines(explainer, _lines(file), query or []):
            raise typer.Exit(1)
        return
    document = _read_document(b"\n".join(_lines(file)), file)
    explanation = explainer.explain(None if file == "-" else file, document, query or [])
    if as_json:
        print_json(explanation.as_json())
    else:
        _show(explanation, document)
    if explanation.errors:
        raise typer.Exit(1)


def _explain_lines(explainer: Explainer, lines: Iterator[bytes], asked: Sequence[str]) -> bool:
    """Explain line by line; a bad line is told and passed over. False where there was one."""
    good = True
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            name, document, queries = _read_line(line)
            answer = explainer.explain(name, document, [*asked, *queries]).as_json()
        except NotifierError as error:
            good = False
            answer = {"id": None, "line": number, "error": str(error)}
        typer.echo(json.dumps(answer, ensure_ascii=False))
    return good


def _read_line(line: bytes) -> tuple[str | None, Document, list[str]]:
    try:
        data = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise NotifierError(f"no JSON: {error}") from error
    if not isinstance(data, dict):
        raise NotifierError('a line must be an object: {"id", "title", "body"}')
    queries = data.get("queries") or []
    if not isinstance(queries, list) or not all(isinstance(each, str) for each in queries):
        raise NotifierError('"queries" must be a list of texts')
    categories = data.get("categories") or []
    if not isinstance(categories, list):
        raise NotifierError('"categories" must be a list of texts')
    entry = Entry(
        key="",
        title=str(data.get("title") or ""),
        body=str(data.get("body") or ""),
        categories=tuple(str(each) for each in categories),
        lang=str(data["lang"]) if data.get("lang") else None,
    )
    return data.get("id"), read_entry(clean(entry), str(data.get("source") or "")), queries


def _lines(file: str) -> Iterator[bytes]:
    if file == "-":
        yield from (line.rstrip(b"\r\n") for line in sys.stdin.buffer)
        return
    try:
        with Path(file).open("rb") as opened:
            yield from (line.rstrip(b"\r\n") for line in opened)
    except OSError as error:
        raise NotifierError(f"{file} cannot be read: {error.strerror}") from error


def _read_document(raw: bytes, name: str) -> Document:
    if raw.removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"---"):
        return read_entry(clean(parse_post(raw, name, ZoneInfo("UTC"), system_clock())), "")
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise NotifierError(f"{name} is not UTF-8 text (byte {error.start})") from error
    title = ""
    if text.startswith("# "):
        heading, _, text = text.partition("\n")
        title = heading[2:].strip()
    return read_entry(clean(Entry(key="", title=title, body=text)), "")


def _show(explanation: Explanation, document: Document) -> None:
    console = Console()
    console.print(f"[bold]{escape(document.title)}[/bold]")
    table = Table(box=None, pad_edge=False)
    for heading in ("Company", "Symbol", "Role", "Score", "Because"):
        table.add_column(heading, overflow="fold")
    for mention in explanation.mentions:
        table.add_row(
            escape(mention.name),
            mention.symbol,
            mention.role.value,
            f"{mention.score:g}",
            escape("; ".join(in_words(sign) for sign in mention.evidence)),
        )
    console.print(table if explanation.mentions else "No company is recognised.")
    held = {match.query_id: match for match in explanation.matches}
    for number, query in enumerate(explanation.queries):
        canonical = explanation.canonical[number]
        if number in held:
            reasons = ", ".join(dict.fromkeys(each.label for each in held[number].reasons))
            console.print(f"[green]holds[/green]  {escape(query)}  because of: {escape(reasons)}")
        elif canonical is not None:
            console.print(f"[dim]does not hold[/dim]  {escape(query)}")
    for query, error in explanation.errors:
        typer.echo(f"error: {query}: {error}", err=True)
        if error.repair:
            typer.echo(f"       did you mean: {error.repair}", err=True)
