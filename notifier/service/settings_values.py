"""The values of settings that take more than a type to check."""

from __future__ import annotations

import ipaddress
import re
import socket
from datetime import timedelta
from typing import Annotated, Any
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, SecretStr

from notifier.sources.config import Duration, HttpUrl, MaxAge, names_server
from notifier.sources.http.addresses import IPNetwork

_HOST = re.compile(r"[\w.:-]*\w[\w.:-]*")
_API_TOKEN = re.compile(r"[A-Za-z0-9_-]{20,200}")
_TOKEN = re.compile(r"\d{1,18}:[^\s,:/]+")


def split_tokens(text: str) -> list[str]:
    """Return the tokens in a text that holds one or several."""
    return text.replace(",", " ").split()


def bot_number(token: str) -> int:
    """Return the number of the bot that a token is for, which it begins with."""
    return int(token.partition(":")[0])


def _networks(value: Any) -> Any:
    parts = value.replace(",", " ").split() if isinstance(value, str) else value
    try:
        return tuple(ipaddress.ip_network(str(part)) for part in parts)
    except (ValueError, TypeError) as error:
        raise ValueError(f"{error}; write networks as in 127.0.0.0/8, 10.0.0.0/8") from error


def _bot_numbers(value: Any) -> Any:
    """Read bots' numbers, in the environment side by side."""
    numbers = _chat_ids(value)
    if min(numbers, default=1) < 0:
        raise ValueError("must be bots' numbers, with which their tokens begin, as in 123456")
    return numbers


def _chat_ids(value: Any) -> Any:
    """Read chats' numbers, in the environment side by side."""
    parts = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)):
        parts = [parts]
    if not all(re.fullmatch(r"-?[1-9]\d{0,17}", str(part)) for part in parts):
        raise ValueError("must be chats' numbers, as in 123456789 or -1001234567890")
    return tuple(int(part) for part in parts)


def _host_names(value: Any) -> Any:
    """Read hosts, in the environment side by side."""
    parts = value.replace(",", " ").split() if isinstance(value, str) else value
    if not isinstance(parts, (list, tuple)) or not all(
        _HOST.fullmatch(str(each)) for each in parts
    ):
        raise ValueError("must be hosts without port or path, as in example.org, 192.168.1.5")
    return tuple(str(each) for each in parts)


def _listen_host(value: str) -> str:
    """Check where the web server is to listen, as far as that can be told without the network."""
    try:
        ipaddress.ip_address(value)
    except ValueError:
        if ":" in value or not _HOST.fullmatch(value):
            raise ValueError(
                "must be a host without port or path, as in 127.0.0.1, localhost or ::; the port "
                "is web.port"
            ) from None
    return value


def _header_text(value: str) -> str:
    if not (value.isascii() and value.isprintable()):
        raise ValueError("must be one line of plain ASCII, as in ops@example.org")
    return value


def _tokens(value: SecretStr | None) -> SecretStr | None:
    """Check a token or several; what is wrong is told without repeating them."""
    if value is None:
        return None
    tokens = split_tokens(value.get_secret_value())
    if not tokens or not all(_TOKEN.fullmatch(token) for token in tokens):
        raise ValueError("is no token; one looks like 123456:ABC…, several stand side by side")
    if len({bot_number(token) for token in tokens}) < len(tokens):
        raise ValueError("holds two tokens of the same bot; take one out")
    return value


def _api_tokens(value: SecretStr | None) -> SecretStr | None:
    """Check tokens of the API; what is wrong is told without repeating them."""
    tokens = split_tokens("" if value is None else value.get_secret_value())
    if value is not None and not (tokens and all(map(_API_TOKEN.fullmatch, tokens))):
        raise ValueError(
            "holds what is no token: 20 to 200 letters, digits, - or _ each, several side by side; "
            "`openssl rand -hex 24` makes one"
        )
    return value


def _status_password(value: SecretStr | None) -> SecretStr | None:
    """Check a password; what is wrong is told without repeating it."""
    if value is not None and len(value.get_secret_value()) < 12:
        raise ValueError("is shorter than 12 characters; `openssl rand -hex 24` makes one")
    return value


def _public_url(value: str) -> str:
    parts = urlsplit(value)
    if parts.query or parts.fragment or parts.username is not None:
        raise ValueError(
            "must have no user, no '?' and no '#', because paths are appended and readers are told "
            "it, as in https://example.org/news"
        )
    return value


def _bot_api(value: str) -> str:
    if not value.endswith("/bot"):
        raise ValueError(
            "must end with /bot, because the token is appended, as in https://api.telegram.org/bot"
        )
    return value


def _http_proxy(value: SecretStr | None) -> SecretStr | None:
    """Check the address of an HTTP proxy, which may hold a password."""
    if value is None or names_server(value.get_secret_value(), {"http", "https"}):
        return value
    raise ValueError("is no HTTP proxy's address; write one as in http://proxy.example.org:3128")


def _proxy(value: SecretStr | None) -> SecretStr | None:
    """Check the address of an HTTP or SOCKS proxy, which may hold a password."""
    if value is None or names_server(value.get_secret_value(), {"http", "https", "socks5"}):
        return value
    raise ValueError(
        "is no proxy's address; write one as in http://proxy.example.org:3128 or "
        "socks5://proxy.example.org:1080"
    )


def is_everywhere(host: str) -> bool:
    """Return whether a host to listen at means every address of this machine, and names none."""
    # What is no number is looked up by the system, which reads "0" as one too.
    try:
        found = socket.getaddrinfo(host, None, flags=socket.AI_NUMERICHOST)
    except (OSError, ValueError):
        return False
    return any(ipaddress.ip_address(address[0]).is_unspecified for *_, address in found)


def _spacing(value: timedelta) -> timedelta:
    if value > timedelta(minutes=1):
        raise ValueError("must be at most '1m'")
    return value


def _kept_for(value: timedelta | None) -> timedelta | None:
    # Articles are compared with those of two days, and Telegram repeats what is a day old.
    if value is not None and value < timedelta(days=3):
        raise ValueError("must be at least '3d', or 'none' for ever")
    return value


Networks = Annotated[tuple[IPNetwork, ...], BeforeValidator(_networks)]
BotNumbers = Annotated[tuple[int, ...], BeforeValidator(_bot_numbers)]
ChatIds = Annotated[tuple[int, ...], BeforeValidator(_chat_ids)]
HostNames = Annotated[tuple[str, ...], BeforeValidator(_host_names)]
ListenHost = Annotated[str, AfterValidator(_listen_host)]
HeaderText = Annotated[str, AfterValidator(_header_text)]
Tokens = Annotated[SecretStr | None, AfterValidator(_tokens)]
StatusPassword = Annotated[SecretStr | None, AfterValidator(_status_password)]
ApiTokens = Annotated[SecretStr | None, AfterValidator(_api_tokens)]
PublicUrl = Annotated[HttpUrl, AfterValidator(_public_url)]
BotApiUrl = Annotated[HttpUrl, AfterValidator(_bot_api)]
HttpProxy = Annotated[SecretStr | None, AfterValidator(_http_proxy)]
Proxy = Annotated[SecretStr | None, AfterValidator(_proxy)]
Spacing = Annotated[Duration, AfterValidator(_spacing)]
KeptFor = Annotated[MaxAge, AfterValidator(_kept_for)]
