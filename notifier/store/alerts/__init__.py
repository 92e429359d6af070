"""The outbox: alerts from when they are planned to when they are over.

`fan_out` plans those of articles, `edits` the edits of what was sent, `outbox` notices; `urgency`
makes urgent what waits. `claims` claims what is due, `silences` holds back what quiet hours and
pauses hold, `replacements` replaces what was taken back, `outcomes` records what became of it, and
`digests` makes digests. `status` reports on alerts, `told_articles` finds what a chat was alerted
to.
"""

__all__ = [
    "claims",
    "digests",
    "doubts",
    "edits",
    "fan_out",
    "outbox",
    "outcomes",
    "silences",
    "status",
    "told_articles",
]
