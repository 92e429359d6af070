"""What is served over HTTP: pages, feeds, health, metrics, and what hubs call.

`server` runs the `site`, to which `health` and `websub_callback` add routes.
"""

__all__ = ["feeds", "health", "listening", "metrics", "server", "site", "status", "websub_callback"]
