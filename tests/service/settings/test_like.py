"""A source that is like another: what it takes over, and what is said where it cannot."""

from __future__ import annotations

from notifier.sources.api import ApiConfig
from tests.service.settings.conftest import ConfigFolder

FIRST = """
[[source]]
name = "all"
kind = "api"
title = "All"
url = "https://wire.example/list"
params = { column = 1, rows = 50 }
enabled = false
[source.entry]
title = "headline"
"""


def test_a_source_takes_over_what_it_does_not_say_itself(config: ConfigFolder) -> None:
    other = '[[source]]\nname = "us"\nlike = "all"\nparams = { column = 2 }\n'
    third = '[[source]]\nname = "hk"\nlike = "us"\nenabled = true\n[source.entry]\nbody = "text"\n'

    first, us, hk = config.write("sources.toml", FIRST + other + third).settings().sources

    assert isinstance(us, ApiConfig)
    assert isinstance(hk, ApiConfig)
    assert (us.name, us.title, us.enabled) == ("us", "All", False)
    assert us.params == {"column": 2, "rows": 50}
    assert (hk.enabled, hk.params) == (True, us.params)
    assert (hk.entry.title, hk.entry.body) == ("headline", "text")
    assert first == ApiConfig.model_validate(
        {"name": "all", "kind": "api", "title": "All", "url": "https://wire.example/list"}
        | {"params": {"column": 1, "rows": 50}, "enabled": False, "entry": {"title": "headline"}}
    )


def test_a_source_can_only_be_like_one_that_stands_before_it(config: ConfigFolder) -> None:
    other = '[[source]]\nname = "us"\nlike = "{}"\n'
    assert config.write("sources.toml", other.format("all") + FIRST).problems() == [
        "sources.toml: source us.like: 'all' is no source that stands before this one"
    ]
    for nobody in ('"us"', "5", '["all"]', "{ a = 1 }"):
        config.write("sources.toml", f'{FIRST}[[source]]\nname = "us"\nlike = {nobody}\n')
        assert ["stands before" in problem for problem in config.problems()] == [True]


def test_what_is_wrong_with_what_was_taken_over_is_told_of_both(config: ConfigFolder) -> None:
    first = FIRST.replace("headline", "head[line")
    problems = config.write(
        "sources.toml", first + '[[source]]\nname = "us"\nlike = "all"\n'
    ).problems()
    assert [problem.partition(":")[2].split(".")[0].strip() for problem in problems] == [
        "source all",
        "source us",
    ]
