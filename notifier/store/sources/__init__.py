"""What is kept of sources: schedule, health and incidents, subscriptions to hubs, securities."""

__all__ = ["incidents", "securities", "sources", "websub"]
