"""Feeds as their readers see them: JSON Feed 1.1 and RFC 4287 written down as what has to hold."""

from __future__ import annotations

from datetime import datetime
from io import BytesIO
from typing import Annotated, Any, Literal

import feedparser
from lxml import etree
from pydantic import AfterValidator, AwareDatetime, BaseModel, ConfigDict, Field, model_validator

ATOM = "{http://www.w3.org/2005/Atom}"
TYPES = {"text", "html", "xhtml"}


def _address(text: str) -> str:
    assert text.startswith(("http://", "https://")), text
    return text


Address = Annotated[str, AfterValidator(_address)]
Text = Annotated[str, Field(min_length=1)]


class _Object(BaseModel):
    """Its own keys, and those of others, which begin with an underscore (JSON Feed 1.1, "Extensions")."""

    model_config = ConfigDict(extra="allow", strict=False)

    @model_validator(mode="after")
    def _only_extensions_beside(self) -> Any:
        for name, value in (self.model_extra or {}).items():
            assert name[0] == "_", name
            assert name[1:2].isalpha(), name
            assert "." not in name, name
            assert isinstance(value, dict), name
        return self


class Author(_Object):
    name: Text
    url: Address | None = None
    avatar: Address | None = None


class Item(_Object):
    id: Text
    url: Address | None = None
    external_url: Address | None = None
    title: str | None = None
    content_html: str | None = None
    content_text: str | None = None
    summary: str | None = None
    image: Address | None = None
    banner_image: Address | None = None
    date_published: AwareDatetime | None = None
    date_modified: AwareDatetime | None = None
    authors: list[Author] | None = None
    tags: list[str] | None = None
    language: str | None = None
    attachments: list[dict[str, Any]] | None = None

    @model_validator(mode="after")
    def _has_content(self) -> Any:
        assert self.content_html is not None or self.content_text is not None, "an item has one of both contents"
        return self


class JsonFeed(_Object):
    version: Literal["https://jsonfeed.org/version/1.1"]
    title: Text
    home_page_url: Address | None = None
    feed_url: Address | None = None
    description: str | None = None
    user_comment: str | None = None
    next_url: Address | None = None
    icon: Address | None = None
    favicon: Address | None = None
    authors: list[Author] | None = None
    language: str | None = None
    expired: bool | None = None
    hubs: list[dict[str, Any]] | None = None
    items: list[Item]


def read_json_feed(body: str) -> JsonFeed:
    """A JSON Feed that is one; no key of it is null."""
    read = JsonFeed.model_validate_json(body)
    assert read.model_dump(exclude_unset=True, mode="json") == read.model_dump(exclude_none=True, mode="json")
    assert len({item.id for item in read.items}) == len(read.items)
    return read


def read_atom(body: str) -> Any:
    """An Atom feed that is one by RFC 4287, as feedparser reads it."""
    _check_atom(etree.fromstring(body.encode()))
    headers = {"content-type": "application/atom+xml; charset=utf-8"}
    read = feedparser.parse(BytesIO(body.encode()), response_headers=headers)
    assert not read.bozo, read.get("bozo_exception")
    assert read.version == "atom10"
    return read


def _check_atom(feed: etree._Element) -> None:
    assert feed.tag == f"{ATOM}feed"
    _has_one(feed, "id", "title", "updated")
    assert feed.find(f"{ATOM}author/{ATOM}name") is not None
    assert len(feed.findall(f"{ATOM}link[@rel='self']")) <= 1
    entries = feed.findall(f"{ATOM}entry")
    for entry in entries:
        _check_entry(entry)
    ids = [entry.findtext(f"{ATOM}id") for entry in entries]
    assert len(set(ids)) == len(ids)
    for moment in [*feed.iter(f"{ATOM}updated"), *feed.iter(f"{ATOM}published")]:
        assert datetime.fromisoformat(str(moment.text)).tzinfo is not None
        assert "T" in str(moment.text)


def _check_entry(entry: etree._Element) -> None:
    _has_one(entry, "id", "title", "updated")
    assert str(entry.findtext(f"{ATOM}id")).startswith("tag:"), "an id is an IRI"
    alternates = [
        (link.get("type"), link.get("hreflang"))
        for link in entry.findall(f"{ATOM}link")
        if link.get("rel", "alternate") == "alternate"
    ]
    assert len(set(alternates)) == len(alternates), "no two alternate links of one type and language"
    content = entry.find(f"{ATOM}content")
    assert alternates or content is not None
    for element in entry.iter(f"{ATOM}title", f"{ATOM}summary", f"{ATOM}content"):
        kind = element.get("type", "text")
        assert kind in TYPES
        assert (len(element) == 1) == (kind == "xhtml"), "text has no elements, xhtml a division"


def _has_one(parent: etree._Element, *names: str) -> None:
    for name in names:
        assert len(parent.findall(f"{ATOM}{name}")) == 1, f"{parent.tag} has one {name}"
        assert "".join(str(text) for text in parent.find(f"{ATOM}{name}").itertext()).strip(), name  # type: ignore[union-attr]
