"""What polls teach about a source: when to poll it next, and whether it is well. Pure."""

__all__ = ["observations", "poll_interval", "status"]
