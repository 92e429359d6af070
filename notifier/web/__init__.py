"""What is served over HTTP: pages, feeds, health, metrics, and what hubs call.

`server` runs the `site`, to which `health`, `websub_callback` and our own `hub` add routes;
`pages` makes its pages, and `app` is the Mini App. `static_site` writes feeds and pages as files.
"""

__all__ = [
    "api",
    "app",
    "feeds",
    "health",
    "hub",
    "hub_pushes",
    "launch_data",
    "listening",
    "metrics",
    "operators",
    "pages",
    "request_body",
    "server",
    "site",
    "static_site",
    "status",
    "websub_callback",
]
