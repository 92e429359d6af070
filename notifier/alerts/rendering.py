"""From an alert to its message, in its chat's language: whatever it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from notifier.alerts.buttons import alert_buttons
from notifier.alerts.digest import DigestLine, render_digest
from notifier.alerts.exclusions import remaining_reasons
from notifier.alerts.message import Message, render_alert
from notifier.document import read_entry
from notifier.model import Alert, Article, Chat, Digest, Document, Edit, News, Notice, Reason
from notifier.words import Words, words

_DOCUMENTS = 64


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message, and the lines of a digest that are in it no more, by the ids of their alerts."""

    message: Message
    unwanted: tuple[int, ...] = ()


class Renderer:
    """Renders alerts. `source_label` names a source for people, `zone` is where they read."""

    def __init__(self, source_label: Callable[[str], str], zone: ZoneInfo) -> None:
        self._source_label = source_label
        self._zone = zone
        # One article goes to many chats, and reading it is most of the work.
        self._document = lru_cache(_DOCUMENTS)(_document)

    def render(self, alert: Alert, now: datetime) -> Rendered | None:
        """Render an alert; None where its chat no longer asks for what it was planned for."""
        say = words(alert.chat.language)
        match alert.matter:
            case News() as news:
                return self._news(news, alert.chat, say, now)
            case Edit(news=news):
                return self._news(news, alert.chat, say, now)
            case Digest() as digest:
                return self._digest(digest, alert.chat, say, now)
            case Notice(html, plain):
                return Rendered(Message(html, plain))

    def _news(self, news: News, chat: Chat, say: Words, now: datetime) -> Rendered | None:
        document = self._document(news.article)
        reasons = self._reasons(news, document)
        if not reasons:
            return None
        return Rendered(
            render_alert(
                news.article,
                document,
                reasons,
                source_label=self._source_label(news.article.source),
                words=say,
                zone=chat.preferences.zone(self._zone),
                now=now,
                also=[self._source_label(each) for each in news.also],
                buttons=alert_buttons(news.article, reasons, say),
            )
        )

    def _digest(self, digest: Digest, chat: Chat, say: Words, now: datetime) -> Rendered | None:
        shown, unwanted = [], []
        for line in digest.lines:
            document = self._document(line.news.article)
            if self._reasons(line.news, document):
                label = self._source_label(line.news.article.source)
                shown.append(DigestLine(line.news.article, document.title, label))
            else:
                unwanted.append(line.id)
        if not shown:
            return None
        zone = chat.preferences.zone(self._zone)
        message = render_digest(
            shown, digest.more, cadence=digest.cadence, words=say, zone=zone, now=now
        )
        return Rendered(message, tuple(unwanted))

    @staticmethod
    def _reasons(news: News, document: Document) -> tuple[Reason, ...]:
        """Return why a chat is told, which its corrections may leave nothing of."""
        if not news.exclusions or not news.reasons:
            return news.reasons
        return remaining_reasons(news.queries, news.exclusions, document, news.mentions)


def _document(article: Article) -> Document:
    return read_entry(article, article.source)
