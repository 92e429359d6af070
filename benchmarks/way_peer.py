"""The simplest honest bot, for `benchmarks.way`.

It is made of feedparser, a loop over the terms, sqlite3 and python-telegram-bot. It polls one feed
every second and sends each new article to everybody who watches one of its terms, one message
after another. Nothing of it survives a crash, and it heeds no flood control.
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys

import feedparser
import httpx
from telegram import Bot

from benchmarks.bot_stand_in import TOKEN
from benchmarks.way_database import HOT


def terms_of(database: sqlite3.Connection) -> list[tuple[int, str]]:
    """Return the terms that are watched: those of queries that are one term."""
    rows = database.execute("SELECT id, canonical FROM query").fetchall()
    return [(number, text.strip('"')) for number, text in rows if " " not in text]


def watchers(database: sqlite3.Connection, terms: list[tuple[int, str]], text: str) -> list[int]:
    """Return the chats that watch a term of a text."""
    found: dict[int, None] = {}
    for number, term in terms:
        if term in text:
            rows = database.execute("SELECT chat_id FROM subscription WHERE query_id=?", (number,))
            found.update(dict.fromkeys(chat for (chat,) in rows))
    return list(found)


async def run(path: str, url: str) -> None:
    """Poll and send until killed."""
    database = sqlite3.connect(path)
    database.execute("CREATE TABLE seen (key TEXT PRIMARY KEY)")
    terms = terms_of(database)
    is_first = True
    async with Bot(TOKEN, f"{url}/bot") as bot, httpx.AsyncClient() as client:
        print("ready", flush=True)
        while True:
            answer = await client.get(f"{url}/feed.xml")
            for entry in feedparser.parse(answer.content).entries:
                new = database.execute("INSERT OR IGNORE INTO seen VALUES (?)", (entry.id,))
                database.commit()
                # A hot article would keep it busy for half an hour.
                if new.rowcount and not is_first and HOT not in entry.summary:
                    message = f"{entry.title}\n{entry.link}"
                    for chat in watchers(database, terms, f"{entry.title} {entry.summary}"):
                        await bot.send_message(chat, message)
            is_first = False
            await asyncio.sleep(1)


if __name__ == "__main__":
    asyncio.run(run(*sys.argv[1:]))
