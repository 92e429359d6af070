"""Taking over sources, topics and the log while the service runs."""

from __future__ import annotations

from notifier.core.errors import NotifierError, SettingsError
from notifier.core.log import configure_logging, get_logger
from notifier.service.parts import Parts
from notifier.service.settings import Settings
from notifier.service.settings_checks import inspect_whole
from notifier.subscriptions.rules import CompiledTopics
from notifier.web.feeds.topic_feeds import fill_topics

log = get_logger(__name__)

_TAKEN_OVER = {"sources", "topics", "log"}


async def reload(parts: Parts) -> None:
    """Read the settings anew, and use what needs no restart.

    What is wrong changes nothing, nor does a database in which no topic can be filled. Where that
    fails afterwards, the next reload takes over the rest.
    """
    try:
        settings, topics = _read(parts)
        await _use(parts, settings, topics)
    except SettingsError as error:
        problems = [str(problem) for problem in error.problems]
        log.error("settings_refused", problems=problems)
    except NotifierError as error:
        log.error("settings_not_taken_over", problem=str(error))
    except Exception:
        log.exception("reload_failed_unexpectedly")


def _read(parts: Parts) -> tuple[Settings, CompiledTopics]:
    """Read the settings and compile the topics; raises SettingsError with all that is wrong."""
    settings, problems = inspect_whole(parts.roles)
    try:
        topics = parts.rules.compile_topics(settings.topics)
    except SettingsError as error:
        raise SettingsError([*problems, *error.problems]) from error
    if problems:
        raise SettingsError(problems)
    return settings, topics


async def _use(parts: Parts, settings: Settings, topics: CompiledTopics) -> None:
    # In use before they are filled, so that no article in between misses one.
    before = parts.rules.use_topics(topics)
    try:
        await fill_topics(parts.store, parts.rules, parts.clock())
    except Exception:
        parts.rules.use_topics(before)
        raise
    configure_logging(settings.log.level, settings.log.format)
    parts.configured.clear()
    parts.configured.update((each.name, each) for each in settings.sources)
    parts.metrics.expect(each.name for each in settings.sources if each.enabled)
    for reconfigure in parts.reconfigured:
        await reconfigure(settings.sources)
    log.info("settings_reloaded", sources=len(settings.sources), topics=len(settings.topics))
    others = [
        name
        for name in Settings.model_fields
        if name not in _TAKEN_OVER and getattr(settings, name) != getattr(parts.settings, name)
    ]
    if others:
        log.warning("settings_need_a_restart", changed=others)
