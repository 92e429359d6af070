"""The address of a PostgreSQL database, as its own tools and those who rent one out write it.

libpq's parameters are mapped to those of asyncpg. What asyncpg cannot do is refused by name: a
connection that is less safe than what was asked for would be worse than none. No message repeats
an address, which may hold a password in places where it was not expected.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import unquote, urlencode

from sqlalchemy.engine import URL

from notifier.core.errors import StoreError

SCHEMES = frozenset({"postgresql", "postgres"})
_CONNECT_WITHIN = 10.0
"""Seconds to wait for a server to answer, where `connect_timeout` does not say."""
_PORT = 5432
_BY_DSN = frozenset(
    {
        "sslmode", "sslcert", "sslkey", "sslrootcert", "sslcrl", "sslpassword", "sslnegotiation",
        "ssl_min_protocol_version", "ssl_max_protocol_version", "target_session_attrs",
        "krbsrvname", "gsslib", "passfile", "service",
    }
)  # fmt: skip
"""What asyncpg reads from an address by the same name, and some of it from nowhere else."""
_BY_SERVER = frozenset({"application_name", "options", "search_path"})
"""What the server takes at the start of a connection."""
_NUMBERS = frozenset({"statement_cache_size", "prepared_statement_cache_size"})
"""What a pool of connections before the server may need to be 0; not libpq's."""
_PLACE = frozenset({"host", "port", "user", "password", "dbname"})
_DONE_ANYWAY: Mapping[str, frozenset[str]] = {
    "channel_binding": frozenset({"disable", "prefer"}),
    "client_encoding": frozenset({"auto", "utf8", "utf-8"}),
    "gssencmode": frozenset({"disable", "prefer"}),
    "load_balance_hosts": frozenset({"disable"}),
    "sslcompression": frozenset({"0"}),
    "sslsni": frozenset({"1"}),
}
"""What asyncpg does not know, with the values that ask for what it does."""
_VALUES: Mapping[str, frozenset[str]] = {
    "sslmode": frozenset({"disable", "allow", "prefer", "require", "verify-ca", "verify-full"}),
    "target_session_attrs": frozenset(
        {"any", "primary", "standby", "read-write", "read-only", "prefer-standby"}
    ),
}
_NOT_READ = (
    "the database's address cannot be read; write sqlite:///path/to/file or "
    "postgresql://user:password@host/name, and in user and password %40 for @, %3A for :, %2F for "
    "/, %3F for ?, %23 for # and %25 for %"
)


@dataclass(frozen=True, slots=True)
class PostgresqlAddress:
    """Where a database is, and how it is connected to."""

    url: URL
    """Names the place, without any secret."""
    connect_args: Mapping[str, Any]
    """What asyncpg is called with."""


def read_postgresql_address(address: str) -> PostgresqlAddress:
    """Read `postgresql://user:password@host:port/name?parameters`; raise StoreError.

    The password ends at the last `@` before the parameters, so that one with `@`, `:` or `/` in it
    is understood as it is.
    """
    head, _, query = address.partition("://")[2].partition("?")
    if "@" in query:  # as where there is a ? in the password
        raise StoreError(_NOT_READ)
    login, _, place = head.rpartition("@")
    location, _, name = place.partition("/")
    user, _, password = (unquote(each) for each in login.partition(":"))
    asked = _parameters(query)
    user, password = asked.get("user", user), asked.get("password", password)
    name = asked.get("dbname", unquote(name))
    hosts, ports = _hosts(asked.get("host", location), asked.get("port", ""))
    url = URL.create(
        "postgresql+asyncpg",
        username=user or None,
        host=",".join(hosts) or None,
        port=ports[0] if len(ports) == 1 else None,
        database=name or None,
    )
    place_args: dict[str, Any] = {"password": password, "host": hosts, "port": ports}
    if not hosts and "port" in asked:
        place_args["port"] = _port(asked["port"])
    return PostgresqlAddress(
        url, {key: value for key, value in place_args.items() if value} | _connect_args(asked)
    )


def _parameters(query: str) -> dict[str, str]:
    """Return the parameters by name; what is not understood is told by name, all at once."""
    asked: dict[str, str] = {}
    for each in filter(None, query.split("&")):
        name, sign, value = each.partition("=")
        if not sign or not name.isidentifier():
            raise StoreError(_NOT_READ)
        asked["sslmode" if name == "ssl" else name] = unquote(value)
    known = _BY_DSN | _BY_SERVER | _NUMBERS | _PLACE
    known |= {"connect_timeout", "fallback_application_name"}
    strange = [
        name
        for name, value in asked.items()
        if name not in known and value.lower() not in _DONE_ANYWAY.get(name, ())
    ]
    if strange:
        raise StoreError(
            f"the database's address asks for what cannot be done here: {', '.join(strange)}; take "
            "it out of NOTIFIER_DATABASE_URL. Settings of the server are given as "
            "options=-c%20name%3Dvalue"
        )
    for name, values in _VALUES.items():
        if asked.get(name, "") not in values | {""}:
            raise StoreError(
                f"in the database's address {name} must be one of: {', '.join(sorted(values))}"
            )
    return asked


def _connect_args(asked: Mapping[str, str]) -> dict[str, Any]:
    """Return what asyncpg is called with for parameters beside the place."""
    made: dict[str, Any] = {"timeout": _CONNECT_WITHIN}
    if "connect_timeout" in asked:
        made["timeout"] = float(_number(asked, "connect_timeout")) or None  # 0 is for ever
    for name in _NUMBERS & asked.keys():
        made[name] = _number(asked, name)
    if made.get("prepared_statement_cache_size") == 0:
        # Those of several processes meet on one connection of the server.
        made["prepared_statement_name_func"] = lambda: f"notifier_{uuid.uuid4().hex}"
    server = {name: asked[name] for name in _BY_SERVER if asked.get(name)}
    if asked.get("fallback_application_name"):
        server.setdefault("application_name", asked["fallback_application_name"])
    if server:
        made["server_settings"] = server
    by_dsn = {name: asked[name] for name in sorted(_BY_DSN) if asked.get(name)}
    if by_dsn.get("sslrootcert") == "system":
        made["ssl"] = _system_tls(by_dsn)
    if by_dsn:
        made["dsn"] = f"postgresql://?{urlencode(by_dsn)}"
    return made


def _system_tls(by_dsn: dict[str, str]) -> bool:
    """Take the parameters of TLS out, and return what has asyncpg trust whom the system trusts."""
    mode = by_dsn.pop("sslmode", "verify-full")
    others = [name for name in by_dsn if name.startswith("ssl") and name != "sslrootcert"]
    if mode != "verify-full" or others:
        raise StoreError(
            "in the database's address sslrootcert=system goes with sslmode=verify-full alone"
        )
    del by_dsn["sslrootcert"]
    return True


def _number(asked: Mapping[str, str], name: str) -> int:
    if not (asked[name].isascii() and asked[name].isdecimal()):
        raise StoreError(f"in the database's address {name} must be a whole number")
    return int(asked[name])


def _hosts(location: str, port: str) -> tuple[list[str], list[int]]:
    """Read one host or several, with their ports; a folder is where the server's socket is."""
    hosts, ports = [], []
    others = port.split(",")
    for number, each in enumerate(filter(None, location.split(","))):
        host, own = _host_and_port(unquote(each))
        hosts.append(host)
        ports.append(_port(others[min(number, len(others) - 1)] or own))
    return hosts, ports


def _host_and_port(text: str) -> tuple[str, str]:
    if text.startswith("/"):
        return text, ""
    if text.startswith("["):
        host, sign, port = text[1:].partition("]")
        if not sign or port[:1] not in {"", ":"}:
            raise StoreError(_NOT_READ)
        return host, port[1:]
    host, _, port = text.partition(":")
    return host, port


def _port(text: str) -> int:
    if not text:
        return _PORT
    if not (text.isascii() and text.isdecimal()):
        raise StoreError(_NOT_READ)
    if not 0 < int(text) < 65536:
        raise StoreError("the database's address has no possible port; there are 1 to 65535")
    return int(text)
