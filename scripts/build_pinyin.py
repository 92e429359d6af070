"""Derive the table of readings that names are searched by.

    python scripts/build_pinyin.py

Takes every reading that the package pypinyin (MIT) knows for the characters of GB 2312, without
tones. The package is needed only here.
"""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path

from pypinyin import Style, pinyin

OUTPUT = Path(__file__).resolve().parent.parent / "notifier/securities/data/pinyin.txt"


def main() -> None:
    """Write one line a syllable: the syllable, then the characters that can be read so."""
    by_syllable: defaultdict[str, list[str]] = defaultdict(list)
    for character in _characters():
        for syllable in pinyin(character, style=Style.NORMAL, heteronym=True)[0]:
            if syllable.isascii() and syllable.isalpha():
                by_syllable[syllable].append(character)
    lines = [f"{syllable} {''.join(found)}" for syllable, found in sorted(by_syllable.items())]
    OUTPUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def _characters() -> list[str]:
    found: list[str] = []
    for row in range(0xB0, 0xF8):
        for column in range(0xA1, 0xFF):
            try:
                found.append(bytes((row, column)).decode("gb2312"))
            except UnicodeDecodeError:
                continue
    return found


if __name__ == "__main__":
    main()
