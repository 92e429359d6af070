"""From an alert to its message, in its chat's language: whatever it is about."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo

from notifier.core.alerts import Alert, Digest, Notice, StoryContent, StoryEdit
from notifier.core.document import read_entry
from notifier.core.i18n import Translator, translator
from notifier.core.log import get_logger
from notifier.core.model import Article, Chat, Document, Mention, Reason, ReasonKind
from notifier.delivery.buttons import alert_buttons
from notifier.delivery.digest import DigestLine, render_digest
from notifier.delivery.hashtags import company_tags
from notifier.delivery.message import Message, picture_of, render_alert
from notifier.subscriptions.corrections import remaining_reasons, without_excluded

log = get_logger(__name__)

_DOCUMENTS = 64
_MESSAGES = 512


CompanyName = Callable[[str, str, str], str]
"""From a symbol, the name that is stored and a language to what its readers call the company."""


class MessageRenderer:
    """Renders alerts. `source_label` names a source for people, `zone` is where they read."""

    def __init__(
        self, source_label: Callable[[str], str], company_name: CompanyName, zone: ZoneInfo
    ) -> None:
        self._source_label = source_label
        self._company_name = company_name
        self._zone = zone
        # One article goes to many chats, and most of them are told the same.
        self._document = lru_cache(_DOCUMENTS)(_document)
        self._message = lru_cache(_MESSAGES)(self._render_article)

    def why(self, content: StoryContent) -> tuple[Reason, ...]:
        """Return why a chat is told of an article: nothing where it does not ask for that.

        Its corrections may rule the article out, and a query that it asks by only since the article
        was stored may hold for it.
        """
        if content.reasons and not content.corrections:
            return content.reasons
        try:
            return remaining_reasons(
                content.queries,
                content.corrections,
                self._document(content.article),
                content.mentions,
            )
        except Exception:
            # Rather told than lost, and it keeps nothing else from being sent.
            log.exception("article_not_judged", article=content.article.id)
            return content.reasons

    def render(self, alert: Alert, now: datetime) -> Message:
        """Render an alert."""
        match alert.content:
            case StoryContent() as content:
                return self._article(content, alert.chat, now)
            case StoryEdit(story=content):
                return self._article(content, alert.chat, now)
            case Digest() as digest:
                return self._digest(digest, alert.chat, translator(alert.chat.language), now)
            case Notice(html, plain):
                return Message(html, plain)

    def _article(self, content: StoryContent, chat: Chat, now: datetime) -> Message:
        reasons = self._reasons(content, chat.language)
        wants = chat.preferences
        mentions = [
            replace(each, name=self._company_name(each.symbol, each.name, chat.language))
            for each in without_excluded(content.corrections, content.mentions)
        ]
        return self._message(
            content.article,
            reasons,
            tuple(mentions),
            content.also,
            company_tags(reasons, mentions) if wants.hashtags else (),
            picture_of(content.article) if wants.preview else None,
            chat.language,
            chat.kind,
            wants.zone(self._zone),
            now.replace(second=0, microsecond=0),  # messages tell no seconds
        )

    def _render_article(
        self,
        article: Article,
        reasons: tuple[Reason, ...],
        mentions: tuple[Mention, ...],
        also: tuple[str, ...],
        tags: tuple[str, ...],
        preview: str | None,
        language: str,
        kind: str,
        zone: ZoneInfo,
        now: datetime,
    ) -> Message:
        translate = translator(language)
        return render_alert(
            article,
            self._document(article),
            reasons,
            source_label=self._source_label(article.source),
            translate=translate,
            zone=zone,
            now=now,
            also=[self._source_label(each) for each in also],
            tags=tags,
            preview=preview,
            buttons=alert_buttons(article, reasons, mentions, translate, kind=kind),
        )

    def _digest(self, digest: Digest, chat: Chat, translate: Translator, now: datetime) -> Message:
        shown = [
            DigestLine(
                item.story.article,
                self._document(item.story.article),
                self._reasons(item.story, chat.language),
                self._source_label(item.story.article.source),
            )
            for item in digest.lines
        ]
        wants = chat.preferences
        return render_digest(
            shown,
            digest.more,
            cadence=digest.cadence,
            translate=translate,
            zone=wants.zone(self._zone),
            now=now,
            tagged=wants.hashtags,
        )

    def _reasons(self, content: StoryContent, language: str) -> tuple[Reason, ...]:
        """Return why a chat is told, for its readers."""
        return tuple(
            replace(each, label=self._company_name(each.symbol, each.label, language))
            if each.symbol and each.kind is ReasonKind.SECURITY
            else each
            for each in content.reasons
        )


def _document(article: Article) -> Document:
    return read_entry(article, article.source)
