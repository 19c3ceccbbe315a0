"""Connections through a proxy of the operator's: names are looked up at its far end.

The proxy itself is dialled here and nowhere else, past the address guard: its address is the operator's, and may be a
private one. Nothing that a page or a listing says leads here but the host that is asked for.
"""

from __future__ import annotations

import asyncio
import base64
import os
import socket
from typing import Any

import h11
from python_socks import ProxyError, ProxyType
from python_socks.async_.asyncio import Proxy as SocksProxy

from crawler.model.proxy import SOCKS, Proxy

_MOST_HEAD = 16 * 1024
"""Bytes of a proxy's answer to CONNECT."""

_MIRRORS_CODES = {
    4: "host unreachable",
    5: "connection refused",
    6: "no answer in time",
}
"""SOCKS replies that speak of the host that was asked for (RFC 1928, section 6; Tor says 4 for a name that is not
found). Others speak of the proxy: a general failure, a rule of its own, no network."""

_SOCKS_CURES = {
    1: "see its log; Tor says so while it has no way out",
    2: "its rules forbid it: let it pass ports 80 and 443",
    3: "it has no way out itself",
}
_SOCKS_CURE = "is it one of SOCKS 5, and has its URL the user name and password that it asks for?"

_MIRRORS_STATUSES = (502, 503, 504)
"""Answers to CONNECT that speak of the host that was asked for (RFC 9110, section 15.6; Squid says 503 for a name that
is not found)."""

_CURES = {
    407: "it asks for another user name and password: write them into its URL, http://USER:PASSWORD@HOST:PORT",
    403: "its rules forbid it: let it pass CONNECT to ports 80 and 443",
    405: "it takes no CONNECT: let it, for ports 80 and 443",
}


class ProxyTrouble(Exception):
    """The proxy does not do its work: that says nothing of the host. The message says what, and the cure."""


class BeyondProxy(Exception):
    """The proxy works, and could not connect to the host; the message says why."""


async def open_through(proxy: Proxy, host: str, port: int, patience: float) -> socket.socket:
    """Connect to a host through a proxy, which looks its name up.

    :param patience: seconds within which the proxy itself has to take the connection
    :returns: the connection, not blocking; whoever asked closes it
    :raises ProxyTrouble: the proxy cannot be reached, or refuses
    :raises BeyondProxy: it could not reach the host
    """
    connection = await _dial(proxy, patience)
    try:
        if proxy.scheme == SOCKS:
            await _ask_socks(connection, proxy, host, port)
        else:
            await _ask_tunnel(connection, proxy, host, port)
    except OSError as error:
        connection.close()
        raise ProxyTrouble(f"the proxy {proxy.name} broke off ({_say(error)}): see its log") from error
    except BaseException:
        connection.close()
        raise
    return connection


async def _dial(proxy: Proxy, patience: float) -> socket.socket:
    try:
        async with asyncio.timeout(patience):
            return await _connect(proxy.host, proxy.port)
    except TimeoutError as error:
        raise _unreached(proxy, "no answer in time") from error
    except (OSError, UnicodeError) as error:
        raise _unreached(proxy, _say(error)) from error


def _unreached(proxy: Proxy, why: str) -> ProxyTrouble:
    cure = "start it, or correct its address: proxy of the mirror, or network.proxy"
    return ProxyTrouble(f"the proxy {proxy.name} cannot be reached ({why.lower()}): {cure}")


def _say(error: OSError | UnicodeError) -> str:
    """What happened, without the address that asyncio adds."""
    number = getattr(error, "errno", None) or 0
    return os.strerror(number) if number > 0 else getattr(error, "strerror", None) or str(error)


async def _connect(host: str, port: int) -> socket.socket:
    """Connect to the first address of a host that takes it."""
    loop = asyncio.get_running_loop()
    places = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    for number, (family, kind, protocol, _, address) in enumerate(places, 1):
        connection = socket.socket(family, kind, protocol)
        connection.setblocking(False)
        try:
            await loop.sock_connect(connection, address)
        except BaseException as error:
            connection.close()
            if number == len(places) or not isinstance(error, OSError):
                raise
        else:
            return connection
    raise OSError("it has no address")


class _Dialled(SocksProxy):
    """Stands, for python-socks, in the place of a proxy before the proxy: it hands over what is connected."""

    def __init__(self, connection: socket.socket) -> None:
        self._connection = connection

    async def connect(self, *args: Any, **kwargs: Any) -> socket.socket:
        return self._connection


async def _ask_socks(connection: socket.socket, proxy: Proxy, host: str, port: int) -> None:
    socks = SocksProxy(
        proxy_type=ProxyType.SOCKS5,
        host=proxy.host,
        port=proxy.port,
        username=proxy.user,
        password=proxy.password,
        rdns=True,
        forward=_Dialled(connection),
    )
    try:
        await socks.connect(host, port)
    except ProxyError as error:
        if why := _MIRRORS_CODES.get(error.error_code or 0):
            raise BeyondProxy(f"{why}, says the proxy") from error
        cure = _SOCKS_CURES.get(error.error_code or 0, _SOCKS_CURE)
        raise ProxyTrouble(f"the proxy {proxy.name} refuses ({error}): {cure}") from error
    except UnicodeError as error:
        raise BeyondProxy("its name has a part that is too long") from error


async def _ask_tunnel(connection: socket.socket, proxy: Proxy, host: str, port: int) -> None:
    """Ask an HTTP proxy for a tunnel, whatever is to be spoken in it: so what it says itself is never taken for the
    host's answer.
    """
    loop = asyncio.get_running_loop()
    place = f"[{host}]:{port}" if ":" in host else f"{host}:{port}"
    headers = [("Host", place)]
    if proxy.user:
        credentials = base64.b64encode(f"{proxy.user}:{proxy.password}".encode()).decode()
        headers.append(("Proxy-Authorization", f"Basic {credentials}"))
    talk = h11.Connection(h11.CLIENT, max_incomplete_event_size=_MOST_HEAD)
    try:
        asked = [h11.Request(method="CONNECT", target=place, headers=headers), h11.EndOfMessage()]
        await loop.sock_sendall(connection, b"".join(talk.send(event) or b"" for event in asked))
        while (said := talk.next_event()) is h11.NEED_DATA or isinstance(said, h11.InformationalResponse):
            if said is h11.NEED_DATA:
                talk.receive_data(await loop.sock_recv(connection, _MOST_HEAD))
    except h11.ProtocolError as error:
        raise ProxyTrouble(f"the proxy {proxy.name} speaks no HTTP: is it one of SOCKS, socks5h://?") from error
    status = said.status_code if isinstance(said, h11.Response) else 0
    if 200 <= status < 300:
        return
    if status in _MIRRORS_STATUSES:
        raise BeyondProxy(f"not reached, says the proxy (HTTP {status})")
    cure = _CURES.get(status, "see its log")
    raise ProxyTrouble(f"the proxy {proxy.name} refuses to connect (HTTP {status}): {cure}")
