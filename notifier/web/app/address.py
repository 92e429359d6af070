"""Where the Mini App is."""

PATH = "/app"
"""Below the public address."""


def app_address(public_address: str) -> str:
    """Return where Telegram opens the app; empty where it opens none: it takes https alone."""
    return f"{public_address}{PATH}" if public_address.startswith("https://") else ""
