"""What runs a command line in this process."""

from __future__ import annotations

from collections.abc import Callable

Typed = Callable[..., tuple[int, str, str]]
"""Takes the words of a command; returns exit code, output and errors."""
