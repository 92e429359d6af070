"""An address of PostgreSQL as those who rent one out give it, typed in front of real commands."""

from __future__ import annotations

import socketserver
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from typing_extensions import override

from tests.cli.typing_commands import Typed

_ASKS_FOR_TLS = 80877103


class _Server(socketserver.ThreadingTCPServer):
    """A server that refuses TLS, and everybody, and keeps what it was asked first."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Refusal)
        self.asked_for_tls = 0
        self.started_with: list[dict[str, str]] = []

    @property
    def place(self) -> str:
        host, port = self.server_address[:2]
        return f"{host!s}:{port}"


class _Refusal(socketserver.BaseRequestHandler):
    @override
    def handle(self) -> None:
        server = self.server
        assert isinstance(server, _Server)
        while head := self.request.recv(8):
            length, code = struct.unpack("!II", head)
            if code == _ASKS_FOR_TLS:
                server.asked_for_tls += 1
                self.request.sendall(b"N")
                continue
            words = self.request.recv(length - 8).decode().split("\0")
            server.started_with.append(dict(zip(words[::2], words[1::2], strict=False)))
            said = b"SFATAL\0C28000\0Mgo away\0\0"
            self.request.sendall(b"E" + struct.pack("!I", len(said) + 4) + said)
            return


@contextmanager
def listening() -> Iterator[_Server]:
    with _Server() as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server
        server.shutdown()
        thread.join()


@pytest.fixture
def server() -> Iterator[_Server]:
    with listening() as opened:
        yield opened


@pytest.mark.parametrize("mode", ["require", "verify-full", "verify-full&sslrootcert=system"])
def test_tls_that_is_asked_for_is_insisted_on(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, server: _Server, mode: str
) -> None:
    monkeypatch.setenv(
        "NOTIFIER_DATABASE_URL", f"postgresql://u:hunter2@{server.place}/news?sslmode={mode}"
    )
    code, out, err = typed("db", "upgrade")
    assert (code, out) == (1, "")
    assert err.startswith("error: the database ")
    asks = mode != "verify-full"  # for which there is no file of certificates
    assert ("rejected SSL upgrade" if asks else "root certificate") in err
    assert server.asked_for_tls == asks
    assert server.started_with == []
    assert "hunter2" not in err


def test_parameters_reach_the_server(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, server: _Server
) -> None:
    monkeypatch.setenv(
        "NOTIFIER_DATABASE_URL",
        f"postgres://ignored@/x?host={server.place}&user=u%40ser&dbname=news&sslmode=disable"
        "&connect_timeout=5&application_name=wire&options=-c%20search_path%3Dnotifier"
        "&target_session_attrs=read-write&gssencmode=disable&channel_binding=prefer",
    )
    code, _, err = typed("subscriptions", "list")
    assert code == 1
    assert "go away" in err
    assert server.asked_for_tls == 0
    started = server.started_with[0]
    assert (started["user"], started["database"]) == ("u@ser", "news")
    assert started["application_name"] == "wire"
    assert started["options"] == "-c search_path=notifier"


def test_of_several_hosts_the_next_is_tried(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, server: _Server
) -> None:
    monkeypatch.setenv(
        "NOTIFIER_DATABASE_URL", f"postgresql://u@127.0.0.1:1,{server.place}/news?sslmode=disable"
    )
    code, _, err = typed("alerts", "status")
    assert code == 1
    assert err.startswith("error: the database postgresql://u@127.0.0.1,127.0.0.1/news ")
    assert len(server.started_with) == 1


@pytest.mark.parametrize("words", [["check"], ["run"], ["db", "upgrade"], ["alerts", "status"]])
def test_what_cannot_be_done_is_refused_by_name(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, words: list[str]
) -> None:
    monkeypatch.setenv(
        "NOTIFIER_DATABASE_URL",
        "postgresql://u:hunter2@127.0.0.1:1/news?sslmode=require&channel_binding=require"
        "&keepalives_idle=30&requirepeer=postgres&pgbouncer=true",
    )
    code, _, err = typed(*words)
    assert code == 1
    assert "channel_binding, keepalives_idle, requirepeer, pgbouncer;" in err
    assert "hunter2" not in err


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("sslmode=on", "sslmode must be one of: allow, disable, prefer, require, verify-ca"),
        ("ssl=true", "sslmode must be one of"),
        ("target_session_attrs=master", "target_session_attrs must be one of: any, "),
        ("connect_timeout=soon", "connect_timeout must be a whole number"),
        ("sslmode", "cannot be read"),
        ("sslmode=verify-ca&sslrootcert=nowhere.crt", "No such file"),
        ("sslmode=require&ssl_min_protocol_version=TLSv9", "TLSv9"),
        ("sslnegotiation=sideways", "sslnegotiation"),
        ("host=a..b", "connected to as it is set"),
        ("port=0", "no possible port"),
        ("sslmode=require&sslrootcert=system", "goes with sslmode=verify-full alone"),
    ],
)
def test_a_parameter_that_is_wrong_is_told_in_a_sentence(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, query: str, said: str
) -> None:
    monkeypatch.setenv("NOTIFIER_DATABASE_URL", f"postgresql://u:hunter2@127.0.0.1:1/news?{query}")
    code, _, err = typed("subscriptions", "list")
    assert code == 1
    assert err.startswith("error: ")
    assert said in err
    assert err.count("\n") == 1
    assert "hunter2" not in err


@pytest.mark.parametrize(
    "password",
    [
        "p@Tail1x", "p/Tail1x", "p:Tail1x", "p@a/b:Tail1x", "5/Tail1x", "5432/Tail1x@y",
        "p?Tail1x", "5432?Tail1x", "5432?Tail1x=1", "p?sslmode=Tail1x", "p#Tail1x", "p%Tail1x",
        "p Tail1x", "[Tail1x", "p,Tail1x", "p]Tail1x:1", "密Tail1x", "99999Tail1x", "p&Tail1x=y",
    ],
)  # fmt: skip
@pytest.mark.parametrize("place", ["@127.0.0.1:1/news?sslmode=disable", "@127.0.0.1:many/news"])
def test_no_part_of_a_password_is_told(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, password: str, place: str
) -> None:
    monkeypatch.setenv("NOTIFIER_DATABASE_URL", f"postgresql://user:{password}{place}")
    monkeypatch.setenv("NOTIFIER_LOG_LEVEL", "debug")
    for words in (["check"], ["subscriptions", "list"]):
        code, out, err = typed(*words)
        assert code == 1
        assert "error: " in err
        assert "Tail1x" not in out + err


def test_a_password_with_signs_of_an_address_reaches_the_server(
    typed: Typed, monkeypatch: pytest.MonkeyPatch, server: _Server
) -> None:
    for password in ("p@s", "p/s", "p:s", "p%40s", "5432/x@y:z"):
        monkeypatch.setenv(
            "NOTIFIER_DATABASE_URL",
            f"postgresql://u:{password}@{server.place}/news?sslmode=disable",
        )
        _, _, err = typed("subscriptions", "list")
        assert "go away" in err
    assert {each["user"] for each in server.started_with} == {"u"}
