"""The engines, SQLite and PostgreSQL, behind one door: transactions, schema, leases, backups.

`tables` is for the rest of this room only.
"""

__all__ = [
    "backup",
    "chat_queue",
    "counters",
    "database",
    "errors",
    "integrity",
    "jobs",
    "leases",
    "lost_file",
    "migrate",
    "pace",
    "restore",
    "rights",
    "tables",
    "wakeups",
]
