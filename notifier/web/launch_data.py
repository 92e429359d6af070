"""What Telegram tells a Mini App of who opened it, and whether that is true. Pure.

The app gets it as a query string, `initData`, and hands it on with each request. It is signed
twice: `hash` by a key that follows from the bot's token, `signature` by Telegram's own key for
whoever does not know the token.
"""

from __future__ import annotations

import hashlib
import hmac
import re
from base64 import urlsafe_b64decode
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Annotated
from urllib.parse import parse_qsl

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError

from notifier.core.errors import LaunchDataRefused

TELEGRAM_KEY = "e7bf03a2fa4602af4580703d88dda5bb59f32ed8b02a56c187fe7d34caed242d"
"""The Ed25519 key that Telegram signs with; in its test environment it has another."""
MAX_AGE = timedelta(days=1)
_EARLY = timedelta(minutes=5)
"""So far Telegram's clock may be ahead of ours."""
_LONGEST = 8192
_MOST_FIELDS = 32
_NAME = re.compile(r"[a-z_]{1,64}")
_HASH = re.compile(r"[0-9a-f]{64}")
_SIGNATURE = re.compile(r"[A-Za-z0-9_-]{86}(?:==)?")
_MOMENT = re.compile(r"[0-9]{1,10}")
_FORGED = (
    "the launch data is not what Telegram signed for this bot; open the app again from the chat "
    "with the bot"
)


@dataclass(frozen=True, slots=True)
class LaunchUser:
    """Who opened the app; `id` is also that of their private chat with the bot."""

    id: int
    first_name: str
    language: str | None
    """As Telegram names it, as in `zh-hans` or `en`."""
    bot: int
    """The number of the bot whose app it is."""


@dataclass(frozen=True, slots=True)
class Bots:
    """The bots whose apps are served."""

    tokens: tuple[SecretStr, ...] = ()
    numbers: tuple[int, ...] = ()
    """Of those whose tokens are not known here; Telegram's own signature speaks for them."""
    telegram_key: str = TELEGRAM_KEY
    max_age: timedelta = MAX_AGE
    """How long after it was opened an app may be used."""

    def opened_by(self, init_data: str, now: datetime) -> LaunchUser:
        """Return who opened the app of one of the bots; raise LaunchDataRefused."""
        checks = (
            *(partial(verify, init_data, each.get_secret_value()) for each in self.tokens),
            *(
                partial(verify_signature, init_data, each, public_key=self.telegram_key)
                for each in self.numbers
            ),
        )
        refused = _forged()
        for check in checks:
            try:
                return check(now=now, max_age=self.max_age)
            except LaunchDataRefused as error:
                if error.reason == "stale":
                    refused = error
        raise refused


NO_BOTS = Bots()
"""Nobody is believed."""


def verify(
    init_data: str, token: str, now: datetime, *, max_age: timedelta = MAX_AGE
) -> LaunchUser:
    """Return who opened the app of the bot with this token; raise LaunchDataRefused."""
    fields = _fields(init_data)
    given = fields.pop("hash", "")
    key = hmac.digest(b"WebAppData", token.encode(), hashlib.sha256)
    right = hmac.digest(key, _signed(fields), hashlib.sha256).hex()
    if not _HASH.fullmatch(given) or not hmac.compare_digest(given, right):
        raise _forged()
    return _user(fields, int(token.partition(":")[0]), now, max_age)


def verify_signature(
    init_data: str,
    bot: int,
    now: datetime,
    *,
    max_age: timedelta = MAX_AGE,
    public_key: str = TELEGRAM_KEY,
) -> LaunchUser:
    """Return who opened the app of a bot whose token is not known; raise LaunchDataRefused.

    `public_key` is the Ed25519 key that signed, in hexadecimal digits.
    """
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only without the token
    from cryptography.hazmat.primitives.asymmetric.ed25519 import (  # noqa: PLC0415
        Ed25519PublicKey,
    )

    fields = _fields(init_data)
    fields.pop("hash", None)
    given = fields.pop("signature", "")
    if not _SIGNATURE.fullmatch(given):
        raise _forged()
    signature = urlsafe_b64decode(given.rstrip("=") + "==")
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public_key))
    try:
        key.verify(signature, f"{bot}:WebAppData\n".encode() + _signed(fields))
    except InvalidSignature:
        raise _forged() from None
    return _user(fields, bot, now, max_age)


def _fields(init_data: str) -> dict[str, str]:
    """Read a query string in which each name stands once."""
    try:
        if len(init_data) > _LONGEST:
            raise _forged()
        pairs = parse_qsl(
            init_data,
            keep_blank_values=True,
            strict_parsing=True,
            errors="strict",
            max_num_fields=_MOST_FIELDS,
        )
        init_data.encode()  # a lone surrogate is no text
    except ValueError:
        raise _forged() from None
    fields = dict(pairs)
    # Only so does what was signed say for certain where a field begins.
    is_plain = all(_NAME.fullmatch(name) and "\n" not in value for name, value in pairs)
    if len(fields) < len(pairs) or not is_plain:
        raise _forged()
    return fields


def _signed(fields: dict[str, str]) -> bytes:
    return "\n".join(f"{name}={fields[name]}" for name in sorted(fields)).encode()


class _User(BaseModel):
    model_config = ConfigDict(strict=True)

    id: Annotated[int, Field(gt=0, lt=2**52)]
    first_name: str = ""
    language_code: str | None = None
    is_bot: bool = False


def _user(fields: dict[str, str], bot: int, now: datetime, max_age: timedelta) -> LaunchUser:
    """Read what is known to be signed."""
    moment = fields.get("auth_date", "")
    try:
        user = _User.model_validate_json(fields.get("user", ""))
    except ValidationError:
        raise _forged() from None
    if not _MOMENT.fullmatch(moment) or user.is_bot:
        raise _forged()
    opened_at = datetime.fromtimestamp(int(moment), now.tzinfo)
    if not now - max_age <= opened_at <= now + _EARLY:
        raise LaunchDataRefused(
            f"the app was opened at {opened_at:%Y-%m-%d %H:%M}, which is too long ago; close it "
            "and open it again from the chat with the bot",
            reason="stale",
        )
    return LaunchUser(user.id, user.first_name, user.language_code, bot)


def _forged() -> LaunchDataRefused:
    return LaunchDataRefused(_FORGED, reason="forged")
