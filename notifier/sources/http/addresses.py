"""Which addresses may be reached: public ones, and those in networks that are allowed. Pure."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterable, Sequence
from contextlib import suppress
from typing import Any

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address
IPNetwork = ipaddress.IPv4Network | ipaddress.IPv6Network

EVERYWHERE: tuple[IPNetwork, ...] = (
    ipaddress.ip_network("0.0.0.0/0"),
    ipaddress.ip_network("::/0"),
)

_UNICAST = ipaddress.ip_network("2000::/3")
# Ranges that `is_global` calls public on some Python versions although traffic to them stays, or
# can be led, inside a network: shared address space, benchmarking, protocols, 6to4, Teredo,
# documentation. (NAT64 and what is left of site-local addresses lie outside of global unicast.)
_SPECIAL = tuple(
    ipaddress.ip_network(network)
    for network in (
        "100.64.0.0/10",
        "192.0.0.0/24",
        "192.88.99.0/24",
        "198.18.0.0/15",
        "2001::/23",
        "2002::/16",
        "3fff::/20",
    )
)


def may_dial(address: IPAddress, allowed: Iterable[IPNetwork] = ()) -> bool:
    """Return whether `address` may be reached: it is public, or in a network that is allowed."""
    if isinstance(address, ipaddress.IPv6Address) and address.ipv4_mapped is not None:
        address = address.ipv4_mapped
    if any(address in network for network in allowed):
        return True
    if any(address in network for network in _SPECIAL):
        return False
    is_unicast = not address.is_multicast if address.version == 4 else address in _UNICAST
    return is_unicast and address.is_global and not address.is_reserved


def may_be_named(host: str, allowed: Iterable[IPNetwork] = ()) -> bool:
    """Return whether a host may be reached as far as its name tells, without asking for it.

    An address is judged in every spelling that systems read; of names only `localhost` is private.
    """
    name = host.rstrip(".").lower()
    if name == "localhost" or name.endswith(".localhost"):
        name = "127.0.0.1"
    with suppress(OSError, UnicodeError):
        found = socket.getaddrinfo(name, None, flags=socket.AI_NUMERICHOST)
        return all(
            may_dial(address, allowed) for address in map(ipaddress.ip_address, texts_of(found))
        )
    return True


def is_below(host: str, domains: Iterable[str]) -> bool:
    """Return whether a host is one of the domains, or below one: `api.example.org` is."""
    name = f".{host.rstrip('.').lower()}"
    return any(name.endswith(f".{domain.strip('.').lower()}") for domain in domains)


def texts_of(found: Iterable[tuple[Any, ...]]) -> Sequence[str]:
    """Return the addresses that `socket.getaddrinfo` found, each once."""
    # A scoped address (fe80::1%eth0) carries its scope behind the percent sign.
    return list(dict.fromkeys(str(info[4][0]).partition("%")[0] for info in found))
