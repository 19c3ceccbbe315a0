"""What in an answer is alive that our templates did not write: elements, attributes, addresses that are followed."""

from __future__ import annotations

import json
import re
import urllib.request  # noqa: TID251 - a reader's browser is another program
from collections.abc import Iterator
from functools import cache
from urllib.error import HTTPError

from lxml import etree, html

from scheduler.web.rendering import FOLDER

STEERING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
"""What does something in a terminal: control characters, and those that turn the direction of writing."""

HTTP = re.compile("https?://")
FOLLOWED = ("href", "src", "action")
OUTGOING = "noreferrer noopener nofollow"


@cache
def _written() -> tuple[frozenset[str], frozenset[str]]:
    """The elements and the attributes that our templates write, and those that the filters write for them."""
    text = re.sub(r"{%.*?%}|{{.*?}}", "", "".join(path.read_text() for path in (FOLDER / "templates").glob("*.html")))
    tags = set(re.findall(r"<([a-z][a-z0-9]*)", text)) | {"time", "del", "ins", "mark"}
    attributes = set(re.findall(r"\s([a-zA-Z][a-zA-Z-]*)=\"", text)) | {"datetime"}
    bare = {"required", "selected", "checked", "disabled", "open", "defer", "novalidate"}
    marks = {f"data-{name}" for name in ("list", "now", "live", "trial")}
    return frozenset(tags), frozenset(name.lower() for name in attributes | bare | marks)


def find_live(body: str) -> list[str]:
    """What is alive in a page of ours and is not ours."""
    return [f"{found}"[:120] for found in _find_live(body)]


def _is_ours(address: str) -> bool:
    """Whether an address stays within the pages."""
    return address == "" or (address[0] in "/?#" and address[:2] not in ("//", "/\\"))


def _find_live(body: str) -> Iterator[object]:
    tags, attributes = _written()
    for element in html.document_fromstring(body).iter():
        if not isinstance(element.tag, str):
            yield f"comment or instruction: {element.text}"
            continue
        if element.tag not in tags:
            yield f"<{element.tag}>"
        if element.tag == "script" and (element.text or not str(element.get("src")).startswith("/static/")):
            yield f"script: {element.get('src')} {element.text}"
        for name, value in element.items():
            leads_out = name in FOLLOWED and not _is_ours(value)
            if name not in attributes or (leads_out and not (HTTP.match(value) and element.get("rel") == OUTGOING)):
                yield f"<{element.tag} {name}={value!r}>"
    if STEERING.search(body):
        yield f"characters that steer: {STEERING.search(body)!r}"


FEED_ELEMENTS = frozenset(
    [
        "feed",
        "id",
        "title",
        "updated",
        "author",
        "name",
        "generator",
        "link",
        "entry",
        "published",
        "category",
        "summary",
        "content",
        "div",
        "p",
    ]
)
FEED_ATTRIBUTES = frozenset(["version", "rel", "type", "href", "term", "{http://www.w3.org/XML/1998/namespace}lang"])


def find_live_in_feed(body: str) -> list[str]:
    """What is alive in a feed and is not ours: elements, attributes, addresses that are no web pages, kinds of text."""
    found: list[str] = []
    for element in etree.fromstring(body.encode()).iter():
        if not isinstance(element.tag, str):
            found.append(f"comment or instruction: {element.text}"[:120])
            continue
        name = etree.QName(element).localname
        if name not in FEED_ELEMENTS or not set(map(str, element.attrib)) <= FEED_ATTRIBUTES:
            found.append(f"<{element.tag} {dict(element.attrib)}>"[:120])
        if (href := element.get("href")) is not None and not HTTP.match(href):
            found.append(f"link to {href}"[:120])
        if name != "link" and element.get("type") == "html":
            found.append(f"<{name}> whose text is markup")
    return [*found, *(["characters that steer"] if STEERING.search(body) else [])]


def ask(url: str) -> tuple[int, dict[str, str], str]:
    """Status, headers and text of an answer."""
    try:
        with urllib.request.urlopen(url, timeout=30) as answer:  # noqa: TID251
            return answer.status, {k.lower(): v for k, v in answer.headers.items()}, answer.read().decode()
    except HTTPError as error:
        with error:
            return error.code, {k.lower(): v for k, v in error.headers.items()}, error.read().decode()


def judge(url: str) -> tuple[list[str], bool]:
    """What is alive in an answer, whatever it is; whether it has the policy that lets no script in."""
    _, headers, body = ask(url)
    kind = headers["content-type"].partition(";")[0]
    shut = "default-src 'none'" in headers.get("content-security-policy", "")
    shut &= headers.get("x-content-type-options") == "nosniff"
    if kind == "text/html":
        return find_live(body), shut
    if kind == "application/atom+xml":
        return find_live_in_feed(body), shut
    if kind in ("application/json", "application/feed+json"):
        json.loads(body)
        return ["JSON that steers"] if STEERING.search(body) else [], shut
    if kind == "text/csv":
        cells = [cell for line in body.splitlines() for cell in line.split(",")]
        return [cell for cell in cells if cell.startswith(("=", "+", "-", "@"))], shut
    return [f"{kind} was not expected"], shut
