"""`source`: look at sources, and have one read."""

from __future__ import annotations

from notifier.cli.common import command_app, example
from notifier.cli.source_check import check
from notifier.cli.source_poll import poll
from notifier.cli.source_status import status

app = command_app("Look at sources.")
app.command(
    epilog=example(
        "notifier source check stcn-yw",
        "notifier source check https://example.org/feed.xml --json",
        "notifier source check page.html --source stcn-yw",
        "notifier source check https://example.org/news/ --kind page --items 'ul.news li'",
        "notifier source check https://example.org/list --kind api --items data --title title",
        "notifier source check --jsonl saved/*.xml",
    )
)(check)
app.command(epilog=example("notifier source status", "notifier source status --json"))(status)
app.command(epilog=example("notifier source poll stcn-yw", "notifier source poll yahoo:AAPL"))(poll)


@app.callback()
def _sources() -> None:
    """Look at sources."""
