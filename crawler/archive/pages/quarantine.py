"""Pages that are no articles, with the reason."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from sqlalchemy import Connection, case, delete, exists, select, update

from crawler.archive.queries import PairQuery, insert, select_pairs
from crawler.archive.tables.articles import articles, quarantine
from crawler.canonical.revisit import NEVER
from crawler.model.article import Reason, Rejection

LASTING = frozenset({Reason.LIST_PAGE})
"""Reasons that are likely to last."""

MOST_WALLS = 2000
"""Pages of walls that are looked at, the latest."""


class Standing(NamedTuple):
    """How often a key was tried on a mirror, and when it was first, in seconds since 1970.

    :ivar lasting: whether what its pages are is likely to last
    """

    tries: int
    since: int
    lasting: bool = False


def record_quarantine(
    connection: Connection,
    source: str,
    key: str,
    mirror: str,
    url: str,
    rejection: Rejection,
    now: int,
    digest: bytes | None = None,
) -> Standing:
    """Put a page away.

    :param digest: of its text, where that is known
    """
    q = quarantine.c
    values = {
        "url": url,
        "reason": rejection.reason.value,
        "evidence": rejection.evidence,
        "digest": digest,
        "last_seen": now,
    }
    statement = insert(connection, quarantine).values(
        source=source, key=key, mirror=mirror, tries=1, first_seen=now, **values
    )
    asked_for = case((q.tries == 0, now), else_=q.first_seen)  # a person's try begins anew
    statement = statement.on_conflict_do_update(
        index_elements=["source", "key", "mirror"], set_={**values, "tries": q.tries + 1, "first_seen": asked_for}
    )
    tries, since = connection.execute(statement.returning(q.tries, q.first_seen)).one()
    return Standing(tries, since, rejection.reason in LASTING)


def schedule_retries(connection: Connection, source: str, times: Mapping[str, int]) -> None:
    """Write when the pages of some keys are tried again.

    :param times: key → seconds since 1970; ``NEVER``: not by itself
    """
    q = quarantine.c
    for key, at in times.items():
        theirs = update(quarantine).where(q.source == source, q.key == key)
        connection.execute(theirs.values(retry_at=None if at == NEVER else at))


def rename_reason(connection: Connection, source: str, keys: Sequence[str], mirror: str, rejection: Rejection) -> None:
    """Write why some pages of a mirror are no articles, when more has become known of them."""
    q = quarantine.c
    theirs = (q.source == source) & (q.mirror == mirror) & q.key.in_(keys)
    values = {"reason": rejection.reason.value, "evidence": rejection.evidence}
    connection.execute(update(quarantine).where(theirs).values(values))


def load_walls(connection: Connection, source: str) -> list[Quarantined]:
    """Load the pages that were one page at many addresses of their mirror, the latest first."""
    return load_quarantine(connection, source, Reason.REPEATED_TEXT.value, MOST_WALLS)


@dataclass(frozen=True, slots=True)
class Quarantined:
    """A page that was no article. Times in seconds since 1970.

    :ivar tries: how often it was fetched; 0 when a person asked for another try
    :ivar digest: of its text, where a text is what tells that it is none
    :ivar retry_at: when it is tried again, empty: not by itself
    """

    id: int
    source: str
    key: str
    mirror: str
    url: str
    reason: str
    evidence: str
    tries: int
    first_seen: int
    last_seen: int
    digest: bytes | None = None
    retry_at: int | None = None


def load_quarantine(
    connection: Connection, source: str | None = None, reason: str | None = None, limit: int = 100
) -> list[Quarantined]:
    """The pages in quarantine, the latest first."""
    q = quarantine.c
    wanted = select(quarantine).order_by(q.last_seen.desc(), q.id.desc()).limit(limit)
    if source is not None:
        wanted = wanted.where(q.source == source)
    if reason is not None:
        wanted = wanted.where(q.reason == reason)
    return [Quarantined(**row) for row in connection.execute(wanted).mappings()]


def load_quarantine_at(
    connection: Connection, identities: Sequence[tuple[str, str]], urls: Sequence[str]
) -> list[Quarantined]:
    """Those of some identities, each a source and a key, and those at some URLs; in the order of their ids."""
    named = select_pairs(connection, _BY_IDENTITY, identities)
    there = connection.execute(select(quarantine).where(quarantine.c.url.in_(urls))).all()
    by_id = {row.id: Quarantined(**row._mapping) for row in (*named, *there)}
    return [by_id[number] for number in sorted(by_id)]


_BY_IDENTITY = PairQuery(
    "select quarantine.* from wanted join quarantine on source = one and key = other", "text", "text"
)


def load_quarantined_page(connection: Connection, number: int) -> Quarantined | None:
    """One of them by its id."""
    row = connection.execute(select(quarantine).where(quarantine.c.id == number)).mappings().first()
    return None if row is None else Quarantined(**row)


def request_retry(connection: Connection, ids: Sequence[int]) -> int:
    """Put down that a person wants pages to be tried again: the next run of their source does it.

    :returns: how many
    """
    return connection.execute(update(quarantine).where(quarantine.c.id.in_(ids)).values(tries=0)).rowcount


def load_due_retries(connection: Connection, source: str, now: int, limit: int) -> list[Quarantined]:
    """Load the pages that a person wants to be tried again, and those whose next try has come, by key.

    Keys that an article has are none of these: what stood at its address once is no matter.
    """
    q = quarantine.c
    is_known = exists().where(articles.c.source == source, articles.c.key == q.key)
    is_due = (q.tries == 0) | ((q.retry_at <= now) & ~is_known)
    wanted = select(quarantine).where(q.source == source, is_due).order_by(q.retry_at, q.key, q.id).limit(limit)
    return [Quarantined(**row) for row in connection.execute(wanted).mappings()]


def release_from_quarantine(connection: Connection, source: str, keys: Sequence[str]) -> None:
    """Drop pages that were tried again and turned out to be articles."""
    q = quarantine.c
    connection.execute(delete(quarantine).where(q.source == source, q.key.in_(keys), q.tries == 0))
