"""An event as it leaves: CloudEvents 1.0 in JSON, and a sentence for people."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from crawler.model.hook_event import HookEvent
from scheduler.reports.formats.data_formats import format_json
from scheduler.reports.formats.text_format import parse_moment


@dataclass(frozen=True, slots=True)
class Event:
    """What happened.

    :ivar source: the id of the source that it is about
    :ivar at: seconds since 1970
    :ivar says: a sentence or a headline, made harmless
    :ivar article: the number of the article that it is about, if it is about one
    :ivar facts: all that is told, plain JSON values; "says" stands among them
    :ivar text: in which words are looked for
    """

    event: HookEvent
    source: str
    at: int
    says: str
    article: int | None = None
    facts: Mapping[str, Any] = field(default_factory=dict)
    text: str = ""

    @property
    def subject(self) -> str:
        """Source and article, as CloudEvents name what an event is about."""
        return self.source if self.article is None else f"{self.source}/{self.article}"


@dataclass(frozen=True, slots=True)
class Teller:
    """Who tells: an installation.

    :ivar identity: of its archive
    :ivar address: of its pages, without a slash at its end; empty where nobody said it
    """

    identity: str
    address: str = ""

    @property
    def uri(self) -> str:
        """As CloudEvents name a source of events."""
        return self.address or f"urn:mirrorfold:{self.identity}"


def write_cloud_event(event: Event, message: str, teller: Teller) -> str:
    """Write an event as CloudEvents have it (1.0, structured mode).

    :param message: its id, the same however often it is sent
    """
    page = f"{teller.address}/articles/{event.article}" if teller.address and event.article is not None else None
    return format_json(
        {
            "specversion": "1.0",
            "id": message,
            "source": teller.uri,
            "type": event.event.value,
            "subject": event.subject,
            "time": parse_moment(event.at),
            "datacontenttype": "application/json",
            "data": {"source": event.source, "says": event.says, "page": page, **event.facts},
        }
    )
