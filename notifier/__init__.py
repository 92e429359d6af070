"""Market news to the people who asked for it: sources in, Telegram alerts and feeds out."""

__version__ = "0.1.0"
