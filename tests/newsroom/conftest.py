"""A visitor with nothing but a socket, so that no client's cleverness hides what the newsroom sent."""

from __future__ import annotations

import asyncio
import html
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import pytest


@dataclass(frozen=True)
class Reply:
    status: int
    headers: Mapping[str, str]
    body: bytes

    @property
    def text(self) -> str:
        return self.body.decode()


class Visitor:
    """Sends one request a connection and reads until the end, so what is missing is seen as missing."""

    async def get(self, url: str, headers: Mapping[str, str] | None = None, method: str = "GET") -> Reply:
        parts = urlsplit(url)
        path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        lines = [f"{method} {path} HTTP/1.1", f"Host: {parts.netloc}", "Connection: close", "User-Agent: visitor"]
        lines += [f"{name}: {value}" for name, value in (headers or {}).items()]
        return await self.say(url, ("\r\n".join(lines) + "\r\n\r\n").encode())

    async def say(self, url: str, request: bytes) -> Reply:
        parts = urlsplit(url)
        reader, writer = await asyncio.open_connection(parts.hostname, parts.port)
        try:
            writer.write(request)
            async with asyncio.timeout(10):
                answer = await reader.read()
        finally:
            writer.close()
        head, _, body = answer.partition(b"\r\n\r\n")
        first, *rest = head.decode("latin-1").split("\r\n")
        return Reply(int(first.split()[1]), {k.lower(): v for k, v in (line.split(": ", 1) for line in rest)}, body)

    async def links(self, origin: str) -> list[str]:
        """Article URLs of a mirror's feed, in its order."""
        feed = (await self.get(f"{origin}/rss.xml")).text
        return [
            html.unescape(url) for url in re.findall(r'(?:<link>|alternate" href=")(http[^<"]*/Detail/[^<"]*)', feed)
        ]


@pytest.fixture
def visitor() -> Visitor:
    return Visitor()


@pytest.fixture
def shingles() -> Callable[[str], set[tuple[str, ...]]]:
    """Sets of five words in a row."""

    def cut(text: str) -> set[tuple[str, ...]]:
        words = re.findall(r"\w+", text.lower())
        return {tuple(words[i : i + 5]) for i in range(len(words) - 4)}

    return cut
