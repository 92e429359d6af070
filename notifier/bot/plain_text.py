"""Plain text: what people write to the bot in private without a command, and what they forward."""

from __future__ import annotations

import re

from notifier.bot import intent_words as words
from notifier.bot.commands import (
    alert_buttons,
    channels,
    corrections,
    editing,
    import_export,
    offers,
    subscribe,
    topics,
)
from notifier.bot.context import Context
from notifier.bot.formatting import MAX_ECHO, cut
from notifier.bot.intent import Intent, Kind
from notifier.bot.meanings import NAMED, command_of, may_be_looked_for
from notifier.bot.wanted import ON_PURPOSE, companies_in, is_company, wanted
from notifier.bot.wishes import TAIL, is_chatty, is_sentence
from notifier.bot.word_match import cut_first, find_first, match_whole
from notifier.core.folding import fold
from notifier.core.i18n import Translator
from notifier.delivery.message import Button
from notifier.securities.typed import Certainty, meaning_of
from notifier.subscriptions import interpretation
from notifier.subscriptions.interpretation import Ambiguous, ParsedQuery
from notifier.subscriptions.query.query import parse_canonical
from notifier.subscriptions.watchlist_import import looks_like_list

_ITEM = re.compile(r"(?:(?<=[\s:：,，;；、])|^)[\s,，;；、]*\d{1,2}\s*[.、)）．]\s*(?=[^\W\d])")
"""What a list counts its items by: 1.紫金矿业 2.中国中免."""
_THANKS = re.compile(words.THANKS)
_ABOUT_A_COMPANY = re.compile("概念|concept|产业链|供应链|supply chain")
"""What makes a company's name that of a trade."""
_MAY_BE_A_NAME = re.compile(r"[\u4e00-\u9fff]{3,4}")
_LONGEST_KEYWORD = 16
"""What is longer may be a sentence; that is asked before it is followed."""


async def handle_plain_text(intent: Intent, context: Context) -> None:
    """Follow what a text tells to follow, and offer what else it may ask for.

    What asks for nothing is answered by help in a line.
    """
    whole = _ITEM.sub("\n", context.text)
    if intent.kind is Kind.TALK:
        await _talk(context)
    elif intent.kind is Kind.QUESTION:
        await _answer(intent.text, context)
    elif intent.kind is Kind.SECTOR:
        await _offer_sector(intent.text, context)
    elif intent.without and await editing.leave_out(context, intent.text, intent.without):
        pass  # of what is followed already
    elif looks_like_list(whole, context.rules):
        await import_export.offer_import(context, whole)
    else:
        named = wanted(intent, whole, context.rules)
        is_told = intent.command == "watch" and (is_company if intent.hints else _may_be_followed)
        if named and is_told and all(map(is_told, named)):
            await subscribe.follow_clear(context, named)
        elif named and (intent.without or ON_PURPOSE.search(whole) or not _is_unclear(named)):
            await offers.offer(context, named)
        else:
            await _say_unclear(intent, named, context)


async def _talk(context: Context) -> None:
    """Answer what asks for nothing; what names a company all the same is offered.

    What is as short as a name may be one that nobody has told us, and can be followed.
    """
    text, is_small_talk = context.text, match_whole([words.SMALL_TALK], context.text)
    if match_whole([words.ASSENT], cut_first(TAIL, text)):
        context.reply.say("talk-tap")
    elif is_small_talk or not await offer_meant(text, context):
        is_thanks = _THANKS.search(fold(text).text)
        says_it = is_small_talk or is_chatty(text) or is_sentence(text)
        may_be_a_name = not says_it and _MAY_BE_A_NAME.fullmatch(text)
        buttons = offers.keyword_buttons(text, context) if may_be_a_name else ()
        context.reply.say("talk-welcome" if is_thanks else "talk-examples", buttons=buttons)


async def _answer(question: str, context: Context) -> None:
    """Answer a question in a line, with what can be had instead."""
    digests = ("daily", "weekly") if question == "fewer" else ()
    buttons = (Button(context.translate(f"button-all-{each}"), f"all:{each}") for each in digests)
    context.reply.say(f"answer-{question}", buttons=tuple((each,) for each in buttons))
    if question in {"prices", "about"}:
        await offer_companies(context.text, context)


async def _offer_sector(sector: str, context: Context) -> None:
    """Say that no company is known by its trade, and offer what comes near to it."""
    meaning = meaning_of(sector, context.rules.directory, near=False)
    is_company = meaning is not None and meaning.certainty is Certainty.SURE
    if is_company and not _ABOUT_A_COMPANY.search(fold(context.text).text):
        await offer_meant(sector, context)
        return
    topics_of_it = topics.bearing(sector, context)
    rows = ((topics.topic_button(context, each),) for each in topics_of_it)
    buttons = (*rows, *offers.keyword_buttons(sector, context))
    context.reply.say("talk-sector", text=cut(sector, MAX_ECHO), buttons=buttons)


def _is_unclear(wanted: list[ParsedQuery | Ambiguous]) -> bool:
    """Return whether what is wanted are words that say something rather than name it."""
    return all(
        isinstance(each, ParsedQuery)
        and not parse_canonical(each.canonical).symbols
        and (is_sentence(each.text) or not may_be_looked_for(each.text))
        for each in wanted
    )


async def _say_unclear(
    intent: Intent, wanted: list[ParsedQuery | Ambiguous], context: Context
) -> None:
    """Say that a text is not understood, and offer what it may mean.

    In answer to an alert it is about that one, whose buttons are shown.
    """
    if await answers_alert(context):
        return
    translate, number = context.translate, context.request.received.update_id
    wishes = (each for each in intent.hints if each != "watch")
    rows: list[tuple[Button, ...]] = [
        (Button(_name(wish, translate), f"mean:{number}:{wish}"),) for wish in wishes
    ]
    is_short = len(context.text) <= _LONGEST_KEYWORD
    if wanted and (is_short or not is_chatty(context.text)):
        rows += offers.keyword_buttons(context.text, context)
    context.reply.say("talk-unclear", text=cut(context.text, MAX_ECHO), buttons=tuple(rows))


def _name(wish: str, translate: Translator) -> str:
    if wish in NAMED:
        return translate(f"meant-{wish}")
    return translate(f"command-{command_of(wish) or 'help'}")


def ask_about_words(words_of_it: str, context: Context) -> None:
    """Ask whether words are to be followed, in titles where a text says so, or to be left out."""
    is_of_titles = find_first("标题|title|headline", context.text) is not None
    quoted = words_of_it if words_of_it.isalnum() else f'"{words_of_it}"'
    query = f"title:{quoted}" if is_of_titles else quoted
    label = context.translate("button-watch-words", text=query if is_of_titles else words_of_it)
    follow = Button(label, f"wx:{query}")
    rows = ((follow,), *corrections.phrase_buttons(context, words_of_it))
    context.reply.say("mute-or-follow", text=cut(words_of_it, MAX_ECHO), buttons=rows)


async def answers_alert(context: Context) -> bool:
    """Show the buttons of the alert that a message answers; return whether it answers one."""
    told = await alert_buttons.answered_alert(context)
    if told:
        context.reply.say("talk-of-alert", buttons=alert_buttons.all_buttons(told, context))
    return told is not None


async def offer_companies(text: str, context: Context) -> bool:
    """Offer the companies that a text names; return whether it names any."""
    companies = companies_in(text, context.rules)
    if companies:
        await offers.offer(context, companies)
    return bool(companies)


async def offer_meant(text: str, context: Context) -> bool:
    """Offer the company that a text is the name or code of, or several; return whether it is."""
    rules = context.rules
    companies = interpretation.one_company(text, rules) or interpretation.listed_companies(
        text, rules
    )
    if companies is not None:
        await offers.offer(context, companies)
    return companies is not None


async def take_forwarded_post(text: str, context: Context) -> None:
    """Manage the channel of a forwarded post for its admins; offer others the companies in it."""
    companies = companies_in(text, context.rules)
    if companies and not await channels.is_admin_of_forwarded(context):
        await offers.offer(context, companies)
    else:
        await channels.link_forwarded(context)


def _may_be_followed(wanted: ParsedQuery | Ambiguous) -> bool:
    """Return whether what is told to be followed needs no question: it is no sentence."""
    text = wanted.text
    if is_company(wanted):
        return True
    return len(text) <= _LONGEST_KEYWORD and not is_chatty(text) and not is_sentence(text)
