"""Launch data as Telegram makes it, for bots that only the tests have."""

from __future__ import annotations

import hmac
import json
from base64 import urlsafe_b64encode
from datetime import datetime
from urllib.parse import urlencode

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

TOKEN = "4242:AA-a-token-of-the-tests"
BOT = 4242
PLAYED_BY = Ed25519PrivateKey.from_private_bytes(b"plays Telegram in the tests only")
"""Telegram's own key is Telegram's."""


def launched(
    now: datetime,
    user: int = 77,
    *,
    token: str = TOKEN,
    language: str = "zh-hans",
    **changed: str | None,
) -> str:
    """Return signed launch data of somebody who opens the app now.

    A field that is given is taken instead; one that is None is left out.
    """
    person = {"id": user, "first_name": "李雷", "language_code": language}
    wanted = {
        "query_id": "AAHdF6IQAAAAAN0XohDhrOrc",
        "user": json.dumps(person, ensure_ascii=False),
        "auth_date": str(int(now.timestamp())),
        **changed,
    }
    fields = {name: value for name, value in wanted.items() if value is not None}
    bot = token.partition(":")[0]
    signature = PLAYED_BY.sign(f"{bot}:WebAppData\n{_lines(fields)}".encode())
    fields["signature"] = urlsafe_b64encode(signature).decode().rstrip("=")
    key = hmac.digest(b"WebAppData", token.encode(), "sha256")
    fields["hash"] = hmac.digest(key, _lines(fields).encode(), "sha256").hex()
    return urlencode(fields)


def _lines(fields: dict[str, str]) -> str:
    return "\n".join(f"{name}={value}" for name, value in sorted(fields.items()))
