"""No source makes the service speak to a network of its own."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Sequence
from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifier.core.errors import FetchError
from notifier.sources.http.addresses import may_dial
from notifier.sources.http.client import Fetched
from tests.fakes.news_server import NewsServer
from tests.sources.conftest import MakeFetcher


class Names:
    """A name service of the test's own, which counts what it is asked."""

    def __init__(self, **addresses: Sequence[str]) -> None:
        self._addresses = addresses
        self.asked: list[str] = []

    async def __call__(self, host: str, port: int) -> Sequence[str]:
        self.asked.append(host)
        name = host.partition(".")[0]
        if name not in self._addresses:
            raise OSError(-2, "Name or service not known")
        return self._addresses[name]


PRIVATE = [
    "0.0.0.0/8", "10.0.0.0/8", "100.64.0.0/10", "127.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12",
    "192.0.0.0/24", "192.0.2.0/24", "192.88.99.0/24", "192.168.0.0/16", "198.18.0.0/15",
    "198.51.100.0/24", "203.0.113.0/24", "224.0.0.0/4", "240.0.0.0/4", "255.255.255.255/32",
    "::/128", "::1/128", "::/96", "::ffff:10.0.0.0/104", "::ffff:127.0.0.0/104", "64:ff9b::/96",
    "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:2::/48", "2001:10::/28", "2001:20::/28",
    "2001:db8::/32", "2002::/16", "3fff::/20", "5f00::/16", "fc00::/7", "fe80::/10", "fec0::/10",
    "ff00::/8",
]  # fmt: skip
PUBLIC = [
    "1.1.1.1", "8.8.8.8", "114.114.114.114", "223.5.5.5", "100.63.255.255", "100.128.0.0",
    "172.32.0.0", "192.0.1.0", "198.20.0.0", "2606:4700:4700::1111", "2400:3200::1",
    "::ffff:8.8.8.8",
]  # fmt: skip


@pytest.mark.parametrize("network", PRIVATE)
def test_no_address_of_a_network_that_is_not_public_is_dialled(network: str) -> None:
    net = ipaddress.ip_network(network)
    middle = net[net.num_addresses // 2]

    assert not any(may_dial(address) for address in (net[0], middle, net[-1]))


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are_dialled(address: str) -> None:
    assert may_dial(ipaddress.ip_address(address))


@given(st.ip_addresses())
def test_what_is_dialled_is_public_by_every_account(
    address: ipaddress.IPv4Address | ipaddress.IPv6Address,
) -> None:
    if may_dial(address):
        mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
        meant = mapped or address
        assert meant.is_global
        assert not any((meant.is_multicast, meant.is_loopback, meant.is_link_local))
        assert not any(address in ipaddress.ip_network(network) for network in PRIVATE)


@given(st.ip_addresses(v=4))
def test_an_allowed_network_is_dialled_in_both_spellings(address: ipaddress.IPv4Address) -> None:
    allowed = (ipaddress.ip_network("2001:db8::/32"), ipaddress.ip_network(f"{address}/32"))
    mapped = ipaddress.IPv6Address(f"::ffff:{address}")

    assert may_dial(address, allowed)
    assert may_dial(mapped, allowed)


SPELLINGS = [
    "127.0.0.1", "127.1", "127.0.1", "127.00.00.01", "0177.0.0.1", "0x7f.1", "0x7f000001",
    "0X7F.0.0.1", "2130706433", "017700000001", "127。0。0。1", "127．0．0．1", "１２７.0.0.1",
    "127%2e0%2e0%2e1", "127.0.0.1.", "localhost", "LOCALHOST", "localhost.", "0", "0.0.0.0",
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::127.0.0.1]",
    "[64:ff9b::127.0.0.1]", "[fe80::1%25lo]", "10.0.0.1", "169.254.169.254",
    "example.org@127.0.0.1", "example.org%40127.0.0.1", "127.0.0.1\\@example.org",
    "example.org#@127.0.0.1", "127.0.0.1%00", "①②⑦.0.0.1", "::1", "ⓛⓞⓒⓐⓛⓗⓞⓢⓣ",
]  # fmt: skip


async def offline(host: str, port: int) -> Sequence[str]:
    """Resolve as the system does what needs no name server: numbers in any spelling, localhost."""
    flags = 0 if host.rstrip(".") == "localhost" else socket.AI_NUMERICHOST
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=flags)
    return [str(info[4][0]).partition("%")[0] for info in found]


@pytest.mark.parametrize("host", SPELLINGS)
async def test_every_spelling_of_a_private_address_is_refused(
    make_fetcher: MakeFetcher, news_server: NewsServer, host: str
) -> None:
    news_server.serve("/secret", "x")
    port = urlsplit(news_server.url("")).port

    fetcher = make_fetcher(private=False, resolve=offline)
    for address in (f"http://{host}:{port}/secret", f"http://{host}/secret"):
        with pytest.raises(FetchError):
            await fetcher.get(address)

    assert news_server.requests == ()


async def test_a_refusal_says_what_to_do_where_it_was_meant(
    make_fetcher: MakeFetcher, news_server: NewsServer
) -> None:
    with pytest.raises(
        FetchError,
        match=r"leads to 127\.0\.0\.1, which is not a public.*NOTIFIER_FETCH_ALLOW_PRIVATE",
    ):
        await make_fetcher(private=False).get(news_server.url("/feed.xml"))


async def test_an_allowed_network_is_reached(
    make_fetcher: MakeFetcher, news_server: NewsServer
) -> None:
    news_server.serve("/feed.xml", "x")

    assert isinstance(await make_fetcher().get(news_server.url("/feed.xml")), Fetched)


@pytest.mark.parametrize(
    "addresses",
    [("93.184.216.34", "10.0.0.1"), ("10.0.0.1", "127.0.0.1"), ("2606:4700::1", "::1"), ("::",)],
)
async def test_a_name_with_one_private_address_is_refused_whole(
    make_fetcher: MakeFetcher, addresses: Sequence[str]
) -> None:
    fetcher = make_fetcher(private=False, resolve=Names(mixed=addresses))

    with pytest.raises(FetchError, match=r"^mixed\.example leads to .*not a public address"):
        await fetcher.get("http://mixed.example/feed.xml")


async def test_the_address_that_was_checked_is_dialled_and_no_other(
    make_fetcher: MakeFetcher, news_server: NewsServer
) -> None:
    news_server.serve("/feed.xml", "x")
    port = urlsplit(news_server.url("")).port
    names = Names(news=["127.0.0.1"])

    await make_fetcher(resolve=names).get(f"http://news.example:{port}/feed.xml")

    (request,) = news_server.requests
    assert request.headers["host"] == f"news.example:{port}"
    assert names.asked == ["news.example"]


async def test_an_address_that_does_not_answer_is_passed_over(
    make_fetcher: MakeFetcher, news_server: NewsServer
) -> None:
    news_server.serve("/feed.xml", "x")
    port = urlsplit(news_server.url("")).port
    fetcher = make_fetcher(resolve=Names(news=["127.0.0.1", "127.0.0.1"]))
    with NewsServer() as gone:
        dead = urlsplit(gone.url("")).port

    assert isinstance(await fetcher.get(f"http://news.example:{port}/feed.xml"), Fetched)
    with pytest.raises(FetchError, match=r"news\.example has no address that answers"):
        await fetcher.get(f"http://news.example:{dead}/feed.xml")


async def test_a_redirect_into_a_private_network_is_refused_where_it_leads(
    make_fetcher: MakeFetcher, news_server: NewsServer
) -> None:
    port = urlsplit(news_server.url("")).port
    fetcher = make_fetcher(resolve=Names(news=["127.0.0.1"], inside=["192.168.1.1"]))
    news_server.redirect("/feed.xml", f"http://inside.example:{port}/secret")

    with pytest.raises(FetchError, match=r"inside\.example leads to 192\.168\.1\.1"):
        await fetcher.get(f"http://news.example:{port}/feed.xml")

    assert [request.target for request in news_server.requests] == ["/feed.xml"]


async def test_a_name_that_is_nowhere_is_told(make_fetcher: MakeFetcher) -> None:
    with pytest.raises(FetchError, match=r"the name nowhere\.example cannot be resolved"):
        await make_fetcher(resolve=Names()).get("http://nowhere.example/")


async def test_a_name_that_is_no_name_is_told(make_fetcher: MakeFetcher) -> None:
    with pytest.raises(FetchError, match="cannot be resolved"):
        await make_fetcher().get(f"http://{'a' * 300}.example/")


@pytest.mark.parametrize("variable", ["HTTP_PROXY", "ALL_PROXY"])
async def test_no_proxy_of_the_environment_is_used(
    make_fetcher: MakeFetcher,
    news_server: NewsServer,
    monkeypatch: pytest.MonkeyPatch,
    variable: str,
) -> None:
    news_server.serve("/feed.xml", "x")
    monkeypatch.setenv(variable, "http://127.0.0.1:1")

    assert isinstance(await make_fetcher().get(news_server.url("/feed.xml")), Fetched)
