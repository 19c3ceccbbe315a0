"""What a person decides on a page: by the code that the command line calls, with a name and a reason in the archive."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass

from crawler.archive.database.store import Archive
from crawler.archive.disputes.alarms import acknowledge_alarm
from crawler.archive.pages.quarantine import load_quarantined_page, request_retry
from crawler.model.errors import NotFound, Refused
from crawler.settings import Source
from scheduler.orders.decide_hooks import retry_deliveries
from scheduler.orders.decide_mirrors import (
    accept_proposal,
    find_mirror,
    reject_proposal,
    restore_mirror,
    retire_mirror,
)
from scheduler.orders.decide_stories import merge_stories, split_story, undo_decision
from scheduler.reports.article.explanation import parse_article_id
from scheduler.reports.formats.text_format import sanitize
from scheduler.web.view import DaemonPort, View

MOST_WHO, MOST_REASON = 80, 500


@dataclass(frozen=True, slots=True)
class Decision:
    """What was filled in.

    :ivar view: of the page that it came from
    :ivar fields: of the form, each once
    """

    daemon: DaemonPort
    archive: Archive
    view: View
    fields: Mapping[str, str]

    @property
    def who(self) -> str:
        """Who decides.

        :raises Refused: when no name was given
        """
        return self._text("who", MOST_WHO, "Say who decides")

    @property
    def reason(self) -> str:
        """Why.

        :raises Refused: when no reason was given
        """
        return self._text("reason", MOST_REASON, "Say why: it is kept with the decision")

    def number(self, name: str) -> int:
        """A field, or a part of the address, that is a row's number.

        :raises NotFound: when it is none
        """
        text = self.view.path.get(name) or self.fields.get(name, "")
        number = parse_article_id(text.strip())
        if number is None:
            raise NotFound(f"There is no such {name}", where=sanitize(text)[:40], cure="Give its number")
        return number

    def _text(self, name: str, most: int, cure: str) -> str:
        text = sanitize(self.fields.get(name, "")).strip()
        if not text or len(text) > most:
            raise Refused(f'"{name}" is empty, or longer than {most} characters', cure=cure)
        return text


Decide = Callable[[Decision], Awaitable[str]]
"""Makes a decision; returns the path of the page that shows what came of it."""


async def crawl_now(decision: Decision) -> str:
    """Begin a crawl; its page shows how far it is."""
    source = decision.view.source().id
    await decision.daemon.answer({"do": "begin", "source": source})
    return f"/sources/{source}"


async def pause(decision: Decision) -> str:
    source = decision.view.source().id
    await decision.daemon.answer({"do": "pause", "source": source})
    return f"/sources/{source}"


async def resume(decision: Decision) -> str:
    source = decision.view.source().id
    await decision.daemon.answer({"do": "resume", "source": source})
    return f"/sources/{source}"


async def answer_alarm(decision: Decision) -> str:
    number = decision.number("alarm")
    await decision.archive.run(acknowledge_alarm, number, decision.who, decision.reason, decision.view.now)
    return "/alarms"


async def split(decision: Decision) -> str:
    article = decision.number("article")
    await decision.archive.run(split_story, article, decision.who, decision.reason, decision.view.now)
    return f"/articles/{article}"


async def merge(decision: Decision) -> str:
    article, other = decision.number("article"), decision.number("other")
    await decision.archive.run(merge_stories, article, other, decision.who, decision.reason, decision.view.now)
    return f"/stories/{article}"


async def undo(decision: Decision) -> str:
    number, story = decision.number("decision"), decision.number("story")
    await decision.archive.run(undo_decision, number, decision.who, decision.reason, decision.view.now)
    return f"/stories/{story}"


async def retire(decision: Decision) -> str:
    owner, origin = _mirror(decision)
    await decision.archive.run(retire_mirror, owner, origin, decision.who, decision.reason, decision.view.now)
    return f"/sources/{owner.id}"


async def restore(decision: Decision) -> str:
    owner, origin = _mirror(decision)
    await decision.archive.run(restore_mirror, owner, origin, decision.who, decision.reason, decision.view.now)
    return f"/sources/{owner.id}"


def _mirror(decision: Decision) -> tuple[Source, str]:
    return find_mirror(decision.view.configuration, decision.fields.get("host", ""), decision.fields.get("source"))


async def accept(decision: Decision) -> str:
    fields, view = decision.fields, decision.view
    owner, _ = await decision.archive.run(
        accept_proposal, view.configuration, fields.get("host", ""), fields.get("source"), decision.who,
        decision.reason, view.now,
    )  # fmt: skip
    return f"/sources/{owner.id}"


async def reject(decision: Decision) -> str:
    fields, view = decision.fields, decision.view
    await decision.archive.run(
        reject_proposal, view.configuration, fields.get("host", ""), fields.get("source"), decision.who,
        decision.reason, view.now,
    )  # fmt: skip
    return "/proposals"


async def retry(decision: Decision) -> str:
    """Have a page in quarantine tried again.

    :raises NotFound: when there is no such page
    """
    page = decision.number("page")
    if await decision.archive.load(load_quarantined_page, page) is None:
        raise NotFound("There is no such page in quarantine", where=f"page {page}", cure="Look at the list")
    await decision.archive.run(request_retry, [page])
    return "/quarantine"


async def retry_hooks(decision: Decision) -> str:
    """Have dead letters tried again: one, or all.

    :raises NotFound: when there is no such dead letter
    """
    which = None if decision.fields.get("letter") == "all" else [decision.number("letter")]
    await decision.archive.run_for((), retry_deliveries, which, decision.view.now)
    return "/hooks"


DECISIONS: Mapping[str, Decide] = {
    "/sources/{source}/crawl": crawl_now,
    "/sources/{source}/pause": pause,
    "/sources/{source}/resume": resume,
    "/alarms/{alarm}/answer": answer_alarm,
    "/stories/split": split,
    "/stories/merge": merge,
    "/stories/undo": undo,
    "/mirrors/retire": retire,
    "/mirrors/restore": restore,
    "/proposals/accept": accept,
    "/proposals/reject": reject,
    "/quarantine/retry": retry,
    "/hooks/retry": retry_hooks,
}
"""Address → what a form sent there decides."""
