"""`notifier source check` as an operator types it."""

from __future__ import annotations

import json
import os
from pathlib import Path

from tests.journeys.service import Place

RSS = "<rss version='2.0'><channel><item><title>甲公司公告</title></item></channel></rss>"
TEXT = "公司周一公告称，新产品已经通过验收，预计下季度开始交付，首批客户来自三个省份。"


async def test_many_files_are_parsed_each_to_a_line_and_a_bad_one_stops_nothing(
    tmp_path: Path,
) -> None:
    place = Place(tmp_path)
    files = {
        "feed.xml": RSS,
        "deep.json": "[" * 200_000,
        "post.md": "---\ntitle: 甲公司公告\n---\n正文",
        "page.html": f"<html><title>甲</title><article><p>{TEXT * 2}</p></article>",
        "empty.xml": "",
        "note.txt": "甲",
    }
    for name, text in files.items():
        (place.folder / name).write_text(text, encoding="utf-8")
    os.mkfifo(place.folder / "pipe.xml")

    code, out, err = await place.run("source", "check", "--jsonl", *files, "pipe.xml", "no.xml")

    lines = [json.loads(line) for line in out.splitlines()]
    assert (code, err) == (1, "")
    assert [line["file"] for line in lines] == [*files, "pipe.xml", "no.xml"]
    assert all(list(line) == ["file", "entries", "error", "seconds"] for line in lines)
    fine = {line["file"]: line["entries"] for line in lines if line["error"] is None}
    assert fine == {"feed.xml": 1, "post.md": 1, "page.html": 1}
    assert all(line["seconds"] >= 0 for line in lines)
