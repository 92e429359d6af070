"""Asks the API for whatever its document allows and forbids: `python -m tests.web.api.documented`.

No answer may be a 5xx, nor have a status, a media type or a body that the document does not have.
The tests do the same for a moment.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import tempfile
from collections import Counter
from pathlib import Path
from typing import Any

import httpx
import schemathesis.openapi
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case, GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from notifier.core.model import Security
from notifier.store.engine.database import Store, open_store
from tests.builders import IFLYTEK, an_entry, small_rules
from tests.databases import migrate
from tests.pipeline_harness import PipelineHarness
from tests.web.api.client import PROGRAM, Api, bearer
from tests.web.feeds.filled_feeds import METAVERSE

_CHECKED: list[Any] = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
_AAPL = Security("AAPL", "NASDAQ", "Apple")


def ask(store: Store, runner: asyncio.Runner, *, examples: int, start: int = 0) -> Counter[int]:
    """Ask for so many things; return how often each status came. Raises at the first fault.

    `start` tells which things, of all that might be asked for.
    """
    api, asking = runner.run(_begin(store))
    document = runner.run(api.http.get("/openapi.json")).json()
    found = list(schemathesis.openapi.from_dict(document).get_all_operations())
    operations = [each.ok() for each in found if isinstance(each, Ok)]
    assert len(operations) == len(found)
    cases: st.SearchStrategy[Case[Any]] = st.one_of(
        [each.as_strategy(generation_mode=mode) for each in operations for mode in GenerationMode]
    )
    seen: Counter[int] = Counter()

    @seed(start)
    @settings(
        max_examples=examples,
        phases=[Phase.generate],
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(case=cases, headers=st.sampled_from(asking))
    def check(case: Case[Any], headers: dict[str, str]) -> None:
        answer = runner.run(_send(api.http, case, headers))
        seen[answer.status_code] += 1
        case.validate_response(answer, checks=_CHECKED)

    check()
    return seen


async def _begin(store: Store) -> tuple[Api, list[dict[str, str]]]:
    """Return an API with something in it, and as whom it is asked: mostly for a chat."""
    rules = small_rules(METAVERSE, securities=(IFLYTEK, _AAPL))
    api = Api(store, rules=rules, per_minute=1_000_000, max_subscriptions=20)
    token = await api.token(await api.chat())
    await PipelineHarness(store, rules, api.clock).take(an_entry("科大讯飞进军元宇宙"))
    await api.http.post("/subscriptions", json={"query": "元宇宙"}, headers=token)
    return api, [token, token, token, api.launch(), bearer(PROGRAM), bearer("x"), {}]


async def _send(
    http: httpx.AsyncClient, case: Case[Any], headers: dict[str, str]
) -> httpx.Response:
    sent: dict[str, Any] = case.as_transport_kwargs(base_url=str(http.base_url))
    sent["headers"] = {**(sent.get("headers") or {}), **headers}
    sent.pop("cookies", None)  # the API has none
    sent["content"] = sent.pop("data", None)
    return await http.request(**{key: value for key, value in sent.items() if value is not None})


def main() -> int:
    """Ask for a while."""
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--examples", type=int, default=2000)
    arguments.add_argument("--start", type=int, default=0)
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder, asyncio.Runner() as runner:
        url = f"sqlite:///{Path(folder) / 'notifier.db'}"
        runner.run(migrate(url))
        store = open_store(url)
        print(dict(sorted(ask(store, runner, examples=given.examples, start=given.start).items())))
        runner.run(store.close())
    return 0


if __name__ == "__main__":
    sys.exit(main())
