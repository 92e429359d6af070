"""Every key that can be set has a test of what is seen of it, named here."""

from __future__ import annotations

import ast
from dataclasses import fields
from functools import cache
from pathlib import Path

import pytest
from pydantic import BaseModel

from notifier.core.preferences import Preferences
from notifier.service.settings import Settings
from notifier.service.settings_files import TopicConfig
from notifier.sources.api import ApiEntry
from notifier.sources.page import PageEntry
from notifier.sources.parsing.article_page import ArticleConfig
from notifier.sources.registry import KINDS

TESTS = Path(__file__).resolve().parent

EFFECTS = "service/settings/test_effects.py"
RATES = "service/settings/test_rates.py"
REQUESTS = "service/settings/test_requests_of_sources.py"
DATES = "service/settings/test_dates_of_sources.py"
LIMITS = "journeys/test_limits.py::test_a_person_meets_the_limits_and_defaults_of_the_settings"
LET_IN = (
    "journeys/test_operators.py::test_an_operator_lets_in_whom_they_want_and_speaks_to_all_of_them"
)
CARE = (
    "journeys/test_data_care.py::"
    "test_a_damaged_database_is_replaced_and_what_waited_is_sent_even_on_a_full_disk"
)
FOLLOWED = (
    "journeys/test_observability.py::"
    "test_an_article_is_followed_through_the_log_and_nobodys_words_are_in_it"
)
APP = f"{EFFECTS}::test_the_app_of_a_bot_without_its_token_is_used_as_long_as_the_settings_say"
API = f"{EFFECTS}::test_the_api_is_served_as_the_settings_say"
KEPT = "store/test_retention.py::test_each_thing_is_kept_as_long_as_the_file_of_settings_says"
LISTS = f"{EFFECTS}::test_every_list_of_securities_is_read_where_the_settings_say"
FIRST_ALERT = (
    "journeys/test_first_alert.py::"
    "test_a_follower_hears_of_the_seed_document_once_and_for_both_reasons"
)

OF_THE_SERVICE = {
    "language": f"{EFFECTS}::test_the_terminal_speaks_the_language_of_the_settings",
    "timezone": f"{EFFECTS}::test_times_are_shown_in_the_time_zone_of_the_settings",
    "database.url": CARE,
    "database.listen_url": "journeys/test_pgbouncer.py::test_what_one_process_takes_another_sends",
    "database.min_free": CARE,
    "telegram.token": FIRST_ALERT,
    "telegram.base_url": FIRST_ALERT,
    "telegram.webhook": f"{EFFECTS}::test_webhook_has_telegram_call_the_public_address",
    "telegram.proxy": f"{EFFECTS}::test_the_bot_is_reached_by_its_proxy",
    "telegram.operators": LET_IN,
    "telegram.access": LET_IN,
    "telegram.allowed": LET_IN,
    "telegram.max_subscriptions": LIMITS,
    "telegram.commands_per_minute": LIMITS,
    "web.host": "journeys/test_addresses.py::"
    "test_without_a_public_address_nobody_is_told_one_that_only_this_machine_knows",
    "web.port": "journeys/test_roles.py::test_port_0_serves_nothing",
    "web.public_url": "journeys/test_addresses.py::test_under_a_path_every_address_works",
    "web.trusted_proxies": API,
    "web.api": API,
    "web.api_tokens": API,
    "web.api_per_minute": API,
    "web.app_max_age": APP,
    "web.app_bots": APP,
    "web.app_key": APP,
    "web.app": f"{EFFECTS}::test_app_has_the_bot_offer_the_mini_app",
    "web.hub_followers": "journeys/test_sources.py::"
    "test_a_hub_pushes_and_a_watched_securitys_feed_is_read_without_a_restart",
    "web.status_password": f"{EFFECTS}::test_status_password_lets_operators_in",
    "web.metrics": "journeys/test_roles.py::"
    "test_every_process_says_how_it_is_and_only_the_role_web_serves_pages",
    "fetch.timeout": f"{EFFECTS}::test_timeout_ends_a_request",
    "fetch.max_bytes": f"{EFFECTS}::test_max_bytes_bounds_what_is_read",
    "fetch.contact": f"{EFFECTS}::test_contact_is_told_to_every_source",
    "fetch.concurrency": f"{RATES}::test_concurrency_is_how_many_sources_are_read_at_a_time",
    "fetch.per_host": f"{RATES}::test_per_host_is_how_many_requests_a_host_has_at_a_time",
    "fetch.spacing": f"{RATES}::test_spacing_is_what_lies_between_requests_to_a_host",
    "fetch.http2": f"{RATES}::test_http2_is_offered_to_a_server_or_not",
    "fetch.parse_timeout": f"{EFFECTS}::test_parse_timeout_ends_what_reads_too_long",
    "fetch.parse_memory": f"{EFFECTS}::test_parse_memory_ends_what_takes_too_much",
    "fetch.allow_private": f"{EFFECTS}::test_allow_private_lets_a_source_on_this_machine_be_read",
    "fetch.proxy": "journeys/test_proxies.py::"
    "test_sources_are_reached_by_the_proxy_and_some_hosts_without",
    "fetch.no_proxy": "journeys/test_proxies.py::"
    "test_sources_are_reached_by_the_proxy_and_some_hosts_without",
    "delivery.max_in_flight": f"{RATES}::test_max_in_flight_is_how_many_messages_await_an_answer",
    "delivery.per_second": f"{RATES}::test_per_second_is_how_many_messages_the_bot_sends",
    "delivery.burst": f"{EFFECTS}::test_burst_is_how_much_news_comes_singly",
    "delivery.fresh_for": f"{EFFECTS}::test_fresh_for_is_how_old_news_may_be_that_comes_singly",
    "securities.sync_every": f"{RATES}::test_sync_every_is_how_often_the_official_lists_are_read",
    "securities.cninfo_url": LISTS,
    "securities.hkex_url": LISTS,
    "securities.hkex_english_url": LISTS,
    "securities.hkex_types_url": LISTS,
    "securities.sec_url": LISTS,
    "retention.articles": KEPT,
    "retention.alerts": KEPT,
    "retention.inbox": "store/test_retention.py::test_answered_updates_go_and_those_that_wait_stay",
    "retention.audit": KEPT,
    "log.level": FOLLOWED,
    "log.format": FOLLOWED,
}
SHIPPED = "sources/test_shipped_sources.py::test_a_shipped_source_reads_its_sites_answer"
POSTED = "sources/test_web_request.py::test_json_is_posted_with_headers_and_cookies"
FURTHER = "sources/test_web_request.py::test_further_page_is_asked_for_by_what_the_last_one_said"
AROUND = "service/settings/test_poll_limits.py::test_a_source_is_polled_around_its_interval"
WATCHED = (
    "journeys/test_sources.py::"
    "test_a_hub_pushes_and_a_watched_securitys_feed_is_read_without_a_restart"
)

OF_A_SOURCE = {
    "kind": SHIPPED,
    "name": WATCHED,
    "title": LET_IN,
    "enabled": "ingest/test_poller.py::test_a_disabled_source_is_not_polled",
    "interval": AROUND,
    "interval_min": AROUND,
    "interval_max": AROUND,
    "max_age": "ingest/test_pipeline.py::"
    "test_what_arrives_later_than_its_source_allows_only_fills_the_feeds",
    "lang": "service/settings/test_poll_limits.py::"
    "test_a_source_lives_in_its_time_zone_or_else_in_that_of_its_market",
    "tickers": "ingest/test_active_sources.py::"
    "test_an_article_of_an_instance_is_about_its_security",
    "terms": "sources/test_shipped_sources.py::"
    "test_a_shipped_source_says_what_an_operator_has_to_know",
    "timezone": "sources/test_feed_source.py::"
    "test_times_without_a_zone_are_of_the_zone_that_is_configured",
    "time_format": f"{DATES}::test_time_format_is_the_only_form_that_is_read",
    "ignore_zone": f"{DATES}::test_ignore_zone_takes_every_date_for_the_sources_own",
    "timeout": f"{REQUESTS}::test_timeout_ends_a_request_of_a_source",
    "proxy": f"{REQUESTS}::test_a_source_is_reached_by_its_own_proxy",
    "headers": POSTED,
    "cookies_from": POSTED,
    "full_text": "cli/test_source_check.py::"
    "test_source_is_read_with_the_whole_text_of_its_articles",
    "article": "sources/parsing/test_article_page.py::test_parts_that_are_named_win_over_the_list",
    "url": WATCHED,
    "per": WATCHED,
    "markets": WATCHED,
    "most": "ingest/test_active_sources.py::"
    "test_no_more_are_polled_than_the_template_allows_and_they_stay_the_same",
    "params": "sources/test_web_request.py::test_placeholders_are_filled_in_the_sources_own_time",
    "form": "sources/test_list_source.py::test_form_reaches_the_server",
    "json": POSTED,
    "sign": "sources/test_shipped_sources.py::"
    "test_cls_is_asked_with_the_signature_of_its_parameters",
    "pages": "sources/test_list_source.py::test_no_more_pages_are_read_than_the_settings_allow",
    "items": "sources/test_api.py::test_paths_reach_what_they_name",
    "entry": "sources/test_api.py::test_every_part_of_an_item_is_read",
    "script": "sources/test_api.py::test_json_in_the_script_of_a_page_is_read",
    "require": "sources/test_api.py::test_an_answer_that_is_not_what_was_expected_is_told",
    "drop": "sources/test_api.py::test_advertisements_are_dropped_and_nothing_else",
    "next": "sources/test_api.py::test_the_next_page_is_asked_for_as_the_answer_says",
    "path": "journeys/test_bad_input.py::test_an_unreadable_post_is_told_and_the_others_go_on",
}

IN_A_PAGE = "sources/test_page.py::test_every_part_of_an_item_is_read"
IN_JSON = "sources/test_api.py::test_every_part_of_an_item_is_read"
OF_AN_ARTICLE = "sources/parsing/test_article_page.py"
OF_TABLES: dict[type[BaseModel], dict[str, str]] = {
    PageEntry: dict.fromkeys(
        ("title", "link", "body", "time", "author", "categories", "image", "tickers"), IN_A_PAGE
    )
    | {"day": f"{DATES}::test_day_is_the_heading_that_dates_the_items_below"},
    ApiEntry: dict.fromkeys(
        ("key", "title", "link", "body", "time", "author", "categories", "image", "tickers"),
        IN_JSON,
    )
    | {
        "ticker_form": "sources/test_api.py::test_codes_are_taken_as_the_source_structures_them",
        "urgent": "service/test_urgent_news.py::"
        "test_what_its_source_marks_urgent_of_a_watched_company_comes_in_quiet_hours",
    },
    ArticleConfig: dict.fromkeys(
        ("title", "body", "time", "author", "categories", "image", "remove"),
        f"{OF_AN_ARTICLE}::test_parts_that_are_named_win_over_the_list",
    )
    | {
        "url": "sources/test_shipped_sources.py::test_a_shipped_source_reads_its_sites_answer",
        "json": f"{OF_AN_ARTICLE}::test_an_article_may_be_json",
        "script": f"{OF_AN_ARTICLE}::test_an_article_may_be_json_in_a_script",
    },
    TopicConfig: {
        "slug": FIRST_ALERT,
        "title": "journeys/test_commands.py::test_feeds_are_exported_as_files_that_readers_take",
        "query": "journeys/test_bad_input.py::"
        "test_a_topic_whose_query_cannot_be_read_is_told_with_its_place",
        "titles": "journeys/test_reload.py::test_sources_topics_and_log_change_without_a_restart",
    },
}

LOOKS = "bot/test_alert_settings.py"
OF_A_CHAT = {
    "timezone": "bot/test_digest_times.py::test_quiet_hours_are_those_of_the_time_zone_of_the_chat",
    "quiet_from": "bot/test_digest_times.py::"
    "test_quiet_hours_are_those_of_the_time_zone_of_the_chat",
    "quiet_until": "bot/test_digest_times.py::"
    "test_quiet_hours_are_those_of_the_time_zone_of_the_chat",
    "quiet_weekends": "bot/test_digest_times.py::"
    "test_what_comes_at_a_weekend_waits_for_monday_where_the_chat_says_so",
    "urgent_passes": "service/test_urgent_news.py::"
    "test_who_wants_no_urgent_news_in_quiet_hours_gets_none",
    "market": "bot/test_digest_times.py::test_the_settings_name_the_markets_and_one_may_be_chosen",
    "daily_at": "bot/test_digest_times.py::"
    "test_who_changes_the_hour_of_the_daily_digest_has_the_next_at_that_hour",
    "silent": f"{LOOKS}::test_who_wants_no_sound_hears_urgent_news_only",
    "preview": f"{LOOKS}::test_a_picture_is_the_preview_until_the_chat_wants_none",
    "hashtags": f"{LOOKS}::test_hashtags_name_the_companies_and_no_more_than_three",
}


def keys_of_the_service() -> set[str]:
    """Return every key of notifier.toml."""
    found = set()
    for name, field in Settings.model_fields.items():
        if isinstance(field.annotation, type) and issubclass(field.annotation, BaseModel):
            found |= {f"{name}.{key}" for key in field.annotation.model_fields}
        elif name not in {"sources", "topics"}:
            found.add(name)
    return found


def keys_of(*tables: type[BaseModel]) -> set[str]:
    """Return the keys of tables, as they stand in a file."""
    return {field.alias or key for table in tables for key, field in table.model_fields.items()}


@cache
def functions_of(file: str) -> frozenset[str]:
    """Return the names of the functions of a file."""
    tree = ast.parse((TESTS / file).read_text(encoding="utf-8"))
    return frozenset(
        each.name
        for each in ast.walk(tree)
        if isinstance(each, ast.FunctionDef | ast.AsyncFunctionDef)
    )


def named(tests: dict[str, str]) -> None:
    """Assert that every test that is named exists."""
    for key, test in tests.items():
        file, _, name = test.partition("::")
        assert name in functions_of(file), f"{key}: there is no {test}"


def test_every_key_of_the_service_has_a_test() -> None:
    assert set(OF_THE_SERVICE) == keys_of_the_service()
    named(OF_THE_SERVICE)


def test_every_key_of_a_source_has_a_test() -> None:
    assert set(OF_A_SOURCE) == keys_of(*(kind.config for kind in KINDS.values()))
    named(OF_A_SOURCE)


@pytest.mark.parametrize("table", OF_TABLES, ids=lambda table: table.__name__)
def test_every_key_of_a_table_has_a_test(table: type[BaseModel]) -> None:
    assert set(OF_TABLES[table]) == keys_of(table)
    named(OF_TABLES[table])


def test_every_setting_of_a_chat_has_a_test() -> None:
    assert set(OF_A_CHAT) == {field.name for field in fields(Preferences)}
    named(OF_A_CHAT)
