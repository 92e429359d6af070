"""What somebody wants to follow, understood as the bot understands it."""

from __future__ import annotations

import asyncio

from notifier.core.i18n import Translator
from notifier.securities.display import display_name
from notifier.subscriptions.interpretation import Ambiguous, ParsedQuery, interpret_all
from notifier.subscriptions.rules import Rules
from notifier.web.api import reading
from notifier.web.api.problems import Kind, Refused
from notifier.web.api.shared import Shared


async def understood(text: str, shared: Shared, say: Translator) -> ParsedQuery:
    """Return the one thing that a text asks for; raises Refused, and QueryError.

    What the bot asks back, and where it would follow several things, is for the asker to say.
    """
    topic = shared.rules.topic_of(text)
    if topic is not None:
        return ParsedQuery(text, shared.rules.title_of(topic, say.language))
    meant = await asyncio.to_thread(interpret_all, text, shared.rules)
    if len(meant) > 1:
        raise Refused(Kind.SEVERAL, queries=[each.text for each in meant])
    [found] = meant
    if isinstance(found, Ambiguous):
        raise Refused(
            Kind.AMBIGUOUS,
            values={"text": found.text},
            choices=[reading.choice(each, say) for each in found.choices],
            as_words='"' + found.text.replace('"', "") + '"',
        )
    return found


def title(canonical: str, text: str, rules: Rules, say: Translator) -> str:
    """Name a query for people: the company, the topic, or the words as they were typed."""
    company, topic = rules.company_of(canonical), rules.topic_of(canonical)
    if company is not None:
        return display_name(company, say.language)
    return text if topic is None else rules.title_of(topic, say.language)
