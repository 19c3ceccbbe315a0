"""Hands an event to Apprise, in words: a mail, a message of Slack, Telegram, ntfy and others. The only place that may
import it: it brings an HTTP client of its own, and is installed where somebody asked for it."""

from __future__ import annotations

import asyncio
import json
import logging
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from crawler.model.hook_event import HookEvent
from scheduler.hooks.attempt import Attempt
from scheduler.reports.formats.text_format import sanitize

_URGENT = (HookEvent.ARTICLE_DIVERGENT, HookEvent.RUN_FAILED, HookEvent.SOURCE_SILENT)

_TITLES = {
    HookEvent.ARTICLE_NEW: "New",
    HookEvent.ARTICLE_REVISED: "Revised",
    HookEvent.ARTICLE_DIVERGENT: "Mirrors differ",
    HookEvent.MIRROR_STATE: "Mirror",
    HookEvent.PROPOSAL_NEW: "Proposed mirror",
    HookEvent.SOURCE_SILENT: "Silent",
    HookEvent.RUN_FAILED: "Failed run",
}


async def notify_by_apprise(url: str, body: str, thread: ThreadPoolExecutor, seconds: float) -> Attempt:
    """Send an event once.

    :param thread: in which it is sent, one after the other: one that takes too long is not begun again beside itself
    """
    sending = asyncio.get_running_loop().run_in_executor(thread, _notify, url, body)
    try:
        return await asyncio.wait_for(sending, seconds)
    except TimeoutError:
        return Attempt(f"Apprise did not send it within {seconds:g} s")


def _notify(url: str, body: str) -> Attempt:
    import apprise

    logging.getLogger("apprise").setLevel(logging.ERROR)  # its warnings may name parts of the address
    service = apprise.Apprise()
    if not service.add(url):
        return Attempt("Apprise knows no such address: its documentation tells how it is written")
    event = json.loads(body)
    title, text = describe_event(event)
    kind = apprise.NotifyType.WARNING if event["type"] in _URGENT else apprise.NotifyType.INFO
    sent = service.notify(body=text, title=title, notify_type=kind, body_format=apprise.NotifyFormat.TEXT)
    return Attempt() if sent else Attempt("Apprise could not send it: the service refused it, or cannot be reached")


def describe_event(event: dict[str, Any]) -> tuple[str, str]:
    """A title and a text of an event, for people.

    >>> data = {"source": "herald", "says": "Storm", "summary": "It rained …", "url": "https://a.example/1"}
    >>> describe_event({"type": "article.new", "data": data})
    ('New · herald · Storm', 'It rained …\\nhttps://a.example/1')
    """
    data = event["data"]
    heading = _TITLES.get(event["type"], "Event")
    says, summary = str(data.get("says") or ""), str(data.get("changed") or data.get("summary") or "")
    title = " · ".join(part for part in (heading, str(data["source"]), says if summary else "") if part)
    lines = [summary or says, str(data.get("url") or ""), str(data.get("page") or "")]
    return sanitize(title), "\n".join(sanitize(line) for line in lines if line)
