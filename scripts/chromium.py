"""Photograph a page with the Chromium of the system.

Debian: chromium, fonts-noto-cjk, fonts-noto-color-emoji.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import tempfile
from pathlib import Path

_HEIGHT = re.compile(r'data-height="(\d+)"')
_MEASURE = "<script>document.documentElement.dataset.height=document.body.scrollHeight</script>"


def photograph(
    page: str, target: Path, *, width: int, height: int | None = None, scale: float = 1.25
) -> None:
    """Write a picture of an HTML page; without a height, of all of it."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "page.html"
        file.write_text(page + _MEASURE, encoding="utf-8")
        if height is None:
            shown = _chromium(folder, f"--window-size={width},100", "--dump-dom", file.as_uri())
            found = _HEIGHT.search(shown)
            height = int(found[1]) if found else width
        _chromium(
            folder,
            f"--window-size={width},{height}",
            f"--force-device-scale-factor={scale}",
            f"--screenshot={target}",
            file.as_uri(),
        )


def _chromium(folder: str, *arguments: str) -> str:
    """Run Chromium; return what it prints. Raises CalledProcessError."""
    done = subprocess.run(
        [
            shutil.which("chromium") or "chromium",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--hide-scrollbars",
            "--disable-background-networking",
            f"--user-data-dir={folder}/profile",
            *arguments,
        ],
        check=True,
        capture_output=True,
        text=True,
    )
    return done.stdout
