"""Draw docs/demo.png anew: the demo as a terminal shows it.

Run `python -m scripts.picture`; it takes the Chromium and a CJK monospaced font of the system
(Debian: chromium, fonts-noto-cjk).
"""

from __future__ import annotations

import asyncio
import io
from pathlib import Path

from rich.console import Console
from rich.terminal_theme import MONOKAI

from notifier.service.demo import run_demo
from scripts.chromium import photograph

_TARGET = Path(__file__).resolve().parents[1] / "docs" / "demo.png"
_PAGE = """<!doctype html><meta charset="utf-8"><style>
{stylesheet}
body {{ margin: 0; overflow: hidden; padding: 18px 22px; background: #191b1f; color: #d9d9d9 }}
pre {{ font: 14px/1.35 "Noto Sans Mono CJK SC", monospace; margin: 0 }}
</style><pre>{code}</pre>"""
_WIDTH = 92
_SHOWN_LINES = 66


def main() -> None:
    """Run the demo once into a recording console and photograph what it showed."""
    console = Console(record=True, width=_WIDTH, file=io.StringIO(), force_terminal=True)
    asyncio.run(run_demo(console, once=True))
    page = console.export_html(theme=MONOKAI, code_format=_PAGE)
    photograph(page, _TARGET, width=_WIDTH * 7 + 76, height=_SHOWN_LINES * 19 + 36)


if __name__ == "__main__":
    main()
