"""Delivery: from the outbox to a channel, paced, with what becomes of each alert.

`worker` claims due alerts, `renderer` makes their messages, `sends` hands them to one of the
`channels` at the rate of `rate_limiter` (`shared_pace` where other processes send too), and
`outcome` decides what becomes of each. `digest_job` makes digests; `telegram_limits` says what
Telegram allows.
"""

__all__ = [
    "buttons",
    "channels",
    "digest_job",
    "message",
    "outcome",
    "rate_limiter",
    "schedule",
    "shared_pace",
    "telegram_limits",
    "worker",
]
