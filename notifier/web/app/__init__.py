"""The Mini App: the watch list with fingers, inside Telegram.

`routes` serves one page and the `files` that it is made of: plain modules, without a build step.
All they do they ask of the API; who asks, `launch_data` tells.
"""

__all__ = ["address", "routes"]
