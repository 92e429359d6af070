"""The roles of a process, a module each, whose `start` starts it; imported only where it is run."""

__all__: list[str] = []
