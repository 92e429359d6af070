"""Where the API is."""

PATH = "/api/v1"
"""Below the public address."""
