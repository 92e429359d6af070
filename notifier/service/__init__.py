"""The service as a whole: settings are read, parts made of them, and roles run with the parts.

`app` runs it; the other modules are for commands that need a part of it.
"""

__all__ = [
    "app",
    "bots",
    "demo",
    "factories",
    "leadership",
    "securities_sync",
    "settings",
    "settings_checks",
    "settings_files",
    "settings_loading",
]
