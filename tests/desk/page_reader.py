"""Asks for pages as a browser or a program does, and sends their forms."""

from __future__ import annotations

import http.client  # noqa: TID251 - a reader is another program
import json
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

FORM = re.compile(r'name="form" value="([0-9a-f]+)"')


@dataclass(frozen=True)
class Page:
    status: int
    headers: Mapping[str, str]
    body: str
    raw: bytes = b""

    @property
    def facts(self) -> Any:
        return json.loads(self.body)


@dataclass
class PageReader:
    """:ivar sent: headers of every request"""

    port: int
    root: str = ""
    sent: dict[str, str] = field(default_factory=dict)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}{self.root}"

    def ask(self, method: str, path: str, body: str | None = None, **headers: str) -> Page:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)  # noqa: TID251
        try:
            named = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request(method, self.root + path, body, {**self.sent, **named})
            answer = connection.getresponse()
            found = {name.lower(): value for name, value in answer.getheaders()}
            raw = answer.read()
            return Page(answer.status, found, raw.decode(errors="replace"), raw)
        finally:
            connection.close()

    def get(self, path: str, **headers: str) -> Page:
        return self.ask("GET", path, **headers)

    def api(self, path: str) -> Any:
        page = self.get(f"/api/v1{path}")
        assert page.status == 200, page.body
        return page.facts

    def send(self, path: str, fields: Mapping[str, str], **headers: str) -> Page:
        """Send a form as one of our pages would."""
        token = FORM.search(self.get("/sources/new").body)
        assert token is not None, "the page has no form"
        filled = urlencode({"form": token[1], **fields})
        kept = {"Content_Type": "application/x-www-form-urlencoded", "Sec_Fetch_Site": "same-origin"}
        return self.ask("POST", path, filled, **{**kept, **headers})


def raw_answer(port: int, sent: bytes) -> bytes:
    """What a server answers to bytes that are no request of a browser's."""
    with socket.create_connection(("127.0.0.1", port), timeout=20) as connection:
        connection.sendall(sent)
        received = b""
        while part := connection.recv(65_536):
            received += part
    return received
