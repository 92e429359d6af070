"""The API's document says what the API does."""

from __future__ import annotations

import asyncio
import shutil
from pathlib import Path

from notifier.store.engine.database import open_store
from tests.web.api import documented
from tests.web.api.client import Api


async def test_the_document_names_every_address_and_refusal(api: Api) -> None:
    answer = await api.http.get("/openapi.json")
    assert answer.headers["access-control-allow-origin"] == "*"
    document = answer.json()
    assert document["servers"] == [{"url": "https://news.example/api/v1"}]
    assert document["paths"].keys() == {
        "/articles",
        "/stories",
        "/stories/{id}",
        "/companies",
        "/companies/{symbol}",
        "/topics",
        "/preview",
        "/me",
        "/me/feed",
        "/subscriptions",
        "/subscriptions/{id}",
    }
    operations = [each for path in document["paths"].values() for each in path.values()]
    names = {each["operationId"] for each in operations}
    assert {"list_articles", "follow", "change_me"} < names, "what programs are generated from"
    for operation in operations:
        assert {"401", "403", "422", "429", "503"} <= operation["responses"].keys()
        refused = operation["responses"]["422"]["content"]
        assert refused.keys() == {"application/problem+json"}
    assert "HTTPValidationError" not in document["components"]["schemas"]


def test_nothing_is_answered_that_the_document_does_not_say(
    migrated_file: Path, tmp_path: Path
) -> None:
    path = tmp_path / "notifier.db"
    shutil.copy(migrated_file, path)
    with asyncio.Runner() as runner:
        store = open_store(f"sqlite:///{path}")
        try:
            seen = documented.ask(store, runner, examples=60)
        finally:
            runner.run(store.close())
    assert sum(seen.values()) >= 60
    assert {200, 201, 401, 403, 404, 422} <= seen.keys()
