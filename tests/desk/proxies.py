"""Proxies of the tests' own on loopback: one of SOCKS 5, one of HTTP. Each keeps a log of what it was asked for.

They look no name up, either: a table says where each leads.
"""

from __future__ import annotations

import base64
import socket
import struct
import threading
from collections.abc import Mapping
from contextlib import suppress

from tests.scorecard.servers import Listener

Places = Mapping[str, int]
"""Name, with its port where that is none of 80 and 443, → the port on loopback that it leads to."""

HOST_UNREACHABLE = 4


class _Proxy(Listener):
    """A proxy.

    :ivar log: what it was asked for, as "name:port"; an address that was asked for in place of a name is in brackets
    :ivar refusing: what it answers everything with that it is asked for, in place of a connection; 0 connects
    :ivar users: what it was told who asks
    """

    def __init__(self, places: Places, *, password: str = "", port: int = 0) -> None:
        self.places, self.password = dict(places), password
        self.log: list[str] = []
        self.users: list[str] = []
        self.refusing = 0
        super().__init__(port=port)

    def names(self) -> set[str]:
        """The hosts that were asked for."""
        return {place.rpartition(":")[0] for place in self.log}

    def _find(self, host: str, port: int) -> socket.socket | None:
        self.log.append(f"{host}:{port}")
        there = self.places.get(f"{host}:{port}", self.places.get(host))
        return None if there is None else socket.create_connection(("127.0.0.1", there), timeout=20)


class SocksServer(_Proxy):
    """SOCKS 5 (RFC 1928, and RFC 1929 where it has a password): CONNECT alone."""

    @property
    def url(self) -> str:
        user = f"reader:{self.password}@" if self.password else ""
        return f"socks5h://{user}127.0.0.1:{self.port}"

    def talk(self, connection: socket.socket) -> None:
        connection.settimeout(20)
        _, many = _read(connection, 2)
        methods = _read(connection, many)
        wanted = 2 if self.password else 0
        connection.sendall(bytes([5, wanted if wanted in methods else 255]))
        if wanted not in methods or not self._knows(connection):
            return
        _, _, _, kind = _read(connection, 4)
        if kind == 3:
            host = _read(connection, _read(connection, 1)[0]).decode()
        else:
            family, size = (socket.AF_INET, 4) if kind == 1 else (socket.AF_INET6, 16)
            host = f"[{socket.inet_ntop(family, _read(connection, size))}]"
        (port,) = struct.unpack("!H", _read(connection, 2))
        there = None if self.refusing else self._find(host, port)
        code = self.refusing or (HOST_UNREACHABLE if there is None else 0)
        # a name in the reply, as some servers have it
        connection.sendall(bytes([5, code, 0, 3, 4]) + b"here" + struct.pack("!H", port))
        if there is not None:
            _pump(connection, there)

    def _knows(self, connection: socket.socket) -> bool:
        if not self.password:
            return True
        _, size = _read(connection, 2)
        user = _read(connection, size).decode()
        password = _read(connection, _read(connection, 1)[0]).decode()
        self.users.append(user)
        connection.sendall(bytes([1, 0 if password == self.password else 1]))
        return password == self.password


class TunnelServer(_Proxy):
    """An HTTP proxy that knows CONNECT alone, and sends its answer in two pieces."""

    @property
    def url(self) -> str:
        user = f"reader:{self.password}@" if self.password else ""
        return f"http://{user}127.0.0.1:{self.port}"

    def talk(self, connection: socket.socket) -> None:
        connection.settimeout(20)
        head = b""
        while b"\r\n\r\n" not in head:
            head += connection.recv(4096)
        lines = head.decode().split("\r\n")
        method, place, _ = lines[0].split(" ")
        told = next((line for line in lines if line.lower().startswith("proxy-authorization: basic ")), "")
        user = base64.b64decode(told.rpartition(" ")[2]).decode()
        self.users += [user.partition(":")[0]] if user else []
        if self.password and user.partition(":")[2] != self.password:
            connection.sendall(b"HTTP/1.1 407 Who asks\r\nContent-Length: 0\r\n\r\n")
            return
        host, _, port = place.rpartition(":")
        there = self._find(host, int(port)) if method == "CONNECT" and not self.refusing else None
        if self.refusing or there is None:
            status = self.refusing or (503 if method == "CONNECT" else 405)
            connection.sendall(f"HTTP/1.1 {status} No\r\nContent-Length: 0\r\n\r\n".encode())
            return
        connection.sendall(b"HTTP/1.1 200 Connec")
        connection.sendall(b"tion established\r\nVia: a\r\n\r\n")
        _pump(connection, there)


def _read(connection: socket.socket, size: int) -> bytes:
    data = b""
    while len(data) < size:
        piece = connection.recv(size - len(data))
        if not piece:
            raise OSError("the other side has gone")
        data += piece
    return data


def _pump(one: socket.socket, other: socket.socket) -> None:
    """Carry bytes both ways until both sides have ended."""

    def carry(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while data := source.recv(1 << 16):
                target.sendall(data)
        with suppress(OSError):
            target.shutdown(socket.SHUT_WR)

    with other:
        back = threading.Thread(target=carry, args=(other, one), daemon=True)
        back.start()
        carry(one, other)
        back.join()
