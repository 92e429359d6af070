"""Whole documents from the reference data: is the company each is about among those named."""

from __future__ import annotations

import csv
import re
from pathlib import Path

from evaluation.items import SHARED, Item
from notifier.core.model import Document

_LABEL_CODE = re.compile(r"\((\d{6})\)")


def corpus_items(shared: Path = SHARED) -> list[Item]:
    """Read the documents, each labelled with the company it is about."""
    items: list[Item] = []
    with (shared / "corpus" / "index.csv").open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            written = (shared / "corpus" / row["file"]).read_text(encoding="utf-8")
            title, _, body = written.partition("\n")
            document = Document(title.lstrip("# "), body.strip())
            code = _LABEL_CODE.search(row["labels_or_codes"])
            if code:
                exchange = "SH" if code[1].startswith("6") else "SZ"
                subject = frozenset({exchange + code[1]})
                items.append(Item("document", row["file"], document, subjects=(subject,)))
    return items
