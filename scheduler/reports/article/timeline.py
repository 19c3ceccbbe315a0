"""Archive → what happened to an article: which text when, which mirror was late, what was disputed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, select

from crawler.archive.disputes.alarms import Alarm, load_alarms_about
from crawler.archive.pages.sightings import HOUR
from crawler.archive.tables.alarms import disputes
from crawler.archive.tables.articles import pages
from crawler.mirrors.hosts.host_names import name_host
from crawler.model.errors import NotFound
from scheduler.reports.article.article_account import Account, JudgedPage, Showing, Text
from scheduler.reports.article.explanation import SearchResult, load_explanation
from scheduler.reports.article.story import find_home
from scheduler.reports.formats.text_format import (
    format_count,
    format_moment,
    parse_moment,
    parse_optional_moment,
    sanitize,
)
from scheduler.reports.lists.alarms import alarm_facts


@dataclass(frozen=True, slots=True)
class Dispute:
    """A time in which the mirrors showed different things; ``closed`` is None while it lasts."""

    opened: datetime
    closed: datetime | None
    outcome: str | None


@dataclass(frozen=True, slots=True)
class Late:
    """A mirror that still showed a text when another mirror had a newer one already.

    :ivar until: when it was last seen with the old text
    """

    mirror: str
    text: int
    until: datetime


@dataclass(frozen=True, slots=True)
class Edition:
    """A text, and who was late with it.

    :ivar first: the mirror it was first seen on; several where one run saw it on them: which was first is not known
    """

    text: Text
    first: tuple[Showing, ...]
    late: tuple[Late, ...]


@dataclass(frozen=True, slots=True)
class Timeline:
    """What happened to an article, oldest first."""

    account: Account
    editions: tuple[Edition, ...]
    disputes: tuple[Dispute, ...]
    alarms: tuple[Alarm, ...]


def load_timeline(connection: Connection, number: int, mirrors: Mapping[str, Sequence[str]] | None = None) -> Timeline:
    """Load what happened to an article; one that was folded stands for the one it was folded into.

    :param mirrors: id of a source → origins of its mirrors in the order of preference
    :raises NotFound: when there is no such article
    """
    home = find_home(connection, number)
    if home is None:
        cure = "mirrorfold explain URL finds one by its URL"
        raise NotFound("There is no such article", where=str(number), cure=cure)
    (account,) = load_explanation(connection, SearchResult(articles=(home,)), mirrors).articles
    rows = connection.execute(select(disputes).where(disputes.c.article_id == home).order_by(disputes.c.id))
    disputed = tuple(
        Dispute(parse_moment(row.opened_at), parse_optional_moment(row.closed_at), row.outcome) for row in rows
    )
    return Timeline(
        account=account,
        editions=tuple(_editions(account.texts, account.pages)),
        disputes=disputed,
        alarms=tuple(load_alarms_about(connection, home)),
    )


def _editions(texts: tuple[Text, ...], pages: Iterable[JudgedPage]) -> Iterator[Edition]:
    runs = _first_runs(pages)
    shown = [text for text in texts if text.shown_on]
    for place, text in enumerate(shown):
        first = _first_showings(text, runs)
        mirrors = {showing.mirror for showing in first}
        late = [
            Late(showing.mirror, earlier.id, showing.last_seen)
            for earlier in shown[:place]
            for showing in earlier.shown_on
            if showing.last_seen > first[0].first_seen and showing.mirror not in mirrors
        ]
        yield Edition(text, first, tuple(late))


def _first_runs(pages: Iterable[JudgedPage]) -> dict[tuple[int | None, str], int]:
    """Text and mirror → the first run that saw the one on the other."""
    runs: dict[tuple[int | None, str], int] = {}
    for page in pages:
        runs[page.text, page.mirror] = min(page.run, runs.get((page.text, page.mirror), page.run))
    return runs


def _first_showings(text: Text, runs: Mapping[tuple[int | None, str], int]) -> tuple[Showing, ...]:
    """The earliest showing of a text, and those that one run saw with it; in one hour, where runs are not known."""
    first = min(text.shown_on, key=lambda showing: showing.first_seen)
    run = runs.get((text.id, first.mirror))
    tied = [first]
    for showing in text.shown_on:
        other = runs.get((text.id, showing.mirror))
        same = other == run if None not in (run, other) else _hour(showing) == _hour(first)
        if same and showing.mirror != first.mirror:
            tied.append(showing)
    return tuple(tied)


def _hour(showing: Showing) -> int:
    return int(showing.first_seen.timestamp()) // HOUR


def timeline_facts(timeline: Timeline) -> dict[str, Any]:
    """For JSON (see ``data_formats``)."""
    account = timeline.account
    head = {name: getattr(account, name) for name in ("id", "source", "key", "title", "first_seen")}
    return head | {
        "texts": [asdict(edition) for edition in timeline.editions],
        "disputes": [asdict(dispute) for dispute in timeline.disputes],
        "alarms": [alarm_facts(alarm) for alarm in timeline.alarms],
    }


def timeline_lines(timeline: Timeline) -> Iterator[str]:
    """For people; whatever a page said is made harmless."""
    account = timeline.account
    yield sanitize(f"article {account.id}: {account.title or 'without a title'}")
    yield sanitize(f"  {account.source} {account.key}, {format_count(len(timeline.editions), 'text')}")
    events = [
        (edition.first[0].first_seen, line)
        for place, edition in enumerate(timeline.editions)
        for line in _edition(edition, place)
    ]
    for dispute in timeline.disputes:
        events.append((dispute.opened, "the mirrors show different things: they are asked again"))
        if dispute.closed is not None:
            words = "they still do after the grace" if dispute.outcome == "divergent" else "the mirrors agree again"
            events.append((dispute.closed, words))
    events += [
        (parse_moment(alarm.at), f"alarm {alarm.id}, {alarm.kind}: {alarm.evidence.get('said', alarm.mirror)}")
        for alarm in timeline.alarms
    ]
    for at, line in sorted(events, key=lambda event: event[0]):
        yield sanitize(f"  {format_moment(at)}  {line}")


def _edition(edition: Edition, place: int) -> Iterator[str]:
    text, stands = edition.text, ", stands" if edition.text.stands else ""
    verb = "edited" if place else "first seen"
    first = [showing.mirror for showing in edition.first]
    where = " and ".join(map(name_host, first)) + (" in one run" if len(first) > 1 else "")
    yield f"{verb} on {where}: text {text.id}, {format_count(text.words, 'word')}{stands}"
    for showing in text.shown_on:
        if showing.mirror not in first:
            yield f"  the same on {name_host(showing.mirror)} from {format_moment(showing.first_seen)}"
    for late in edition.late:
        yield f"  old text {late.text} still on {name_host(late.mirror)} at {format_moment(late.until)}"


def choose_texts(
    connection: Connection, timeline: Timeline, revisions: tuple[int, int] | None, mirrors: tuple[str, str] | None
) -> tuple[int, int]:
    """Choose the two texts of an article that are to be compared: those asked for, otherwise the last two.

    :param mirrors: origins or hosts: what each showed last
    :raises NotFound: when the article has no such text
    """
    ids = [edition.text.id for edition in timeline.editions]
    if revisions is not None:
        wanted = list(revisions)
    elif mirrors is not None:
        wanted = [_last_on(connection, timeline.account.id, mirror) for mirror in mirrors]
    else:
        wanted = ids[-2:] if len(ids) > 1 else ids * 2
    missing = [number for number in wanted if number not in ids]
    if missing or len(wanted) != 2:
        cure = f"It has {', '.join(map(str, ids)) or 'none'}: mirrorfold article {timeline.account.id} shows them"
        raise NotFound(f"The article has no text {missing[0] if missing else ''}".rstrip(), where="", cure=cure)
    return wanted[0], wanted[1]


def _last_on(connection: Connection, article: int, mirror: str) -> int:
    rows = connection.execute(
        select(pages.c.mirror, pages.c.revision_id).where(pages.c.article_id == article).order_by(pages.c.id.desc())
    )
    revision = next((row.revision_id for row in rows if mirror in (row.mirror, name_host(row.mirror))), None)
    if revision is None:
        cure = f"mirrorfold article {article} shows on which mirrors it was"
        raise NotFound("The article was never fetched from this mirror", where=sanitize(mirror), cure=cure)
    return int(revision)
