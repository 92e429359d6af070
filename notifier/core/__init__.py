"""What every room works with: the values that travel, errors, text, time, log and languages."""

__all__ = [
    "accepted",
    "access",
    "aho_corasick",
    "alerts",
    "clock",
    "document",
    "errors",
    "folding",
    "garbage",
    "i18n",
    "log",
    "market_calendar",
    "model",
    "numbers",
    "preferences",
    "tasks",
    "text",
]
